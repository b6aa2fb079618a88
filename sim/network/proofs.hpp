// What is proved about a model before it runs: every step can be reached and left, nothing is released that is not held
// or carried out, a site is known where one is meant, and which resources are held while waiting for which.
#pragma once

#include "base/findings.hpp"
#include "graph/flow_graph.hpp"
#include "model/study_text.hpp"
#include "network/compiler.hpp"
#include "network/network.hpp"

namespace careway {

/// Adds findings, and fills net.blocking, net.blocked_pairs and the `may_lock` of requests. Returns what it found out.
FlowFacts prove(const StudyText& study, const Compiler& compiler, Network& net, Findings& findings);

}  // namespace careway
