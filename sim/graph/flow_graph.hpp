// Questions about the graph of actions, answered before anything runs. Nodes are numbers; the caller knows their names.
// A node is one action; an edge says that a patient may do the other one next. Holdings are numbered slots.
#pragma once

#include <cstdint>
#include <vector>

namespace careway {

struct FlowNode {
  std::vector<std::uint32_t> next;
  std::vector<std::uint16_t> takes;          ///< slots filled when the action is done
  std::vector<std::uint32_t> without_taking; ///< where a patient goes that gave up: the slots stay as they were
  std::vector<std::uint16_t> gives;          ///< slots emptied
  std::vector<std::uint16_t> gives_if_held;
  bool gives_all = false;
  bool leaves = false;                       ///< the patient is gone
};

struct FlowGraph {
  std::vector<FlowNode> nodes;
  std::vector<std::uint32_t> entries;
  std::uint16_t slots = 0;
};

struct FlowFacts {
  std::vector<bool> reachable;                ///< [node] from some entry
  std::vector<bool> can_leave;                ///< [node] some way on leads out
  std::vector<bool> in_loop;                  ///< [node] a patient may do it more than once
  std::vector<std::vector<bool>> may_hold;    ///< [node][slot] held just before the action on some path
  std::vector<std::vector<bool>> must_hold;   ///< [node][slot] held just before the action on every path
};

FlowFacts analyse(const FlowGraph& graph);

/// Cycles in "holds a while waiting for b": each a list of resources in which every one waits for the next, the last for the
/// first. Strongly connected parts larger than `most` members are given as one list.
std::vector<std::vector<std::uint32_t>> waiting_cycles(std::size_t resources,
                                                       const std::vector<std::pair<std::uint32_t, std::uint32_t>>& holds_while_waiting);

}  // namespace careway
