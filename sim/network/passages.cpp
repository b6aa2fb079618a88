#include "network/passages.hpp"

#include <algorithm>

namespace careway {

namespace {

/// To which step, or program of a source, each operation belongs.
class Owners {
 public:
  explicit Owners(const Network& net) : step_(net.ops.size(), no_index), source_(net.ops.size(), no_index) {
    std::vector<std::uint32_t> step_at(net.ops.size(), no_index), source_at(net.ops.size(), no_index);
    for (std::uint32_t i = 0; i < net.steps.size(); ++i)
      if (net.steps[i].position < net.ops.size()) step_at[net.steps[i].position] = i;
    for (const SourceInfo& source : net.sources) source_at[source.position] = source.count;
    std::uint32_t step = no_index, source = no_index;
    for (std::size_t i = 0; i < net.ops.size(); ++i) {
      if (step_at[i] != no_index || source_at[i] != no_index) {
        step = step_at[i];
        source = step_at[i] == no_index ? source_at[i] : no_index;
      }
      step_[i] = step;
      source_[i] = source;
    }
  }
  std::uint32_t step(std::uint32_t position) const { return step_[position]; }
  std::uint32_t source(std::uint32_t position) const { return source_[position]; }

 private:
  std::vector<std::uint32_t> step_, source_;
};

/// Where a patient may go from an operation, other than to the next one.
std::vector<std::uint32_t> targets_of(const Network& net, const FlowGraph& flow, std::uint32_t position) {
  const Op& op = net.ops[position];
  std::vector<std::uint32_t> targets;
  switch (op.code) {
    case OpCode::jump: targets = {op.c}; break;
    case OpCode::split:
      if (position < flow.nodes.size()) targets = flow.nodes[position].next;
      break;
    case OpCode::seize: {
      const RequestCode& request = net.requests[op.b];
      targets = {request.otherwise, request.if_full, request.if_busy};
      break;
    }
    case OpCode::fork:
      for (std::uint32_t i = 0; i < net.forks[op.b].branches; ++i) targets.push_back(net.fork_targets[net.forks[op.b].first_branch + i]);
      break;
    case OpCode::leave: targets = {position}; break;
    case OpCode::delay:
    case OpCode::until_time:
    case OpCode::until_open:
      targets = {net.ways_out[position]};
      break;
    default: break;
  }
  std::erase(targets, no_index);
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  return targets;
}

}  // namespace

void find_passages(Network& net, const FlowGraph& flow) {
  const Owners owners(net);
  for (std::uint32_t position = 0; position < net.ops.size(); ++position) {
    net.passage_first.push_back(static_cast<std::uint32_t>(net.passages.size()));
    for (const std::uint32_t to : targets_of(net, flow, position)) {
      Passage passage;
      passage.position = to;
      passage.from_step = owners.step(position);
      passage.from_source = owners.source(position);
      if (net.ops[position].code == OpCode::leave) passage.outcome = net.ops[position].b;
      else passage.to_step = owners.step(to);
      net.passages.push_back(passage);
    }
  }
  net.passage_first.push_back(static_cast<std::uint32_t>(net.passages.size()));
}

}  // namespace careway
