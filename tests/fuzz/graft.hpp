// Changes of a model as a tree (tree.hpp): most leave it a model that can run, because what is put in stood in a like place before
// and takes the names of where it comes to.
#pragma once

#include <random>

#include "tree.hpp"

namespace careway::fuzz {

using Luck = std::minstd_rand;

/// One change; what is put in comes from `donor`, which may be the tree itself. False: this change was not possible here.
bool graft(Tree& tree, const Tree& donor, Luck& luck);

}  // namespace careway::fuzz
