// The ways from step to step that patients may take, each with a number to be counted by.
#pragma once

#include "graph/flow_graph.hpp"
#include "network/network.hpp"

namespace careway {

/// Fills `passages` and `passage_first` of a network whose operations are complete; `flow` is their graph.
void find_passages(Network& net, const FlowGraph& flow);

}  // namespace careway
