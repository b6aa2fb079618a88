// Which things hang together.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace careway {

/// The connected components of an undirected graph: of each node its component, numbered from 0 in order of their first nodes.
std::vector<std::uint32_t> components(std::size_t nodes, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);

}  // namespace careway
