#include "network/expected_arrivals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace careway {

namespace {

/// Mean of a fixed or random quantity by its quantiles; nothing for one that depends on something.
double mean_of(const Network& net, std::uint32_t quantity, double otherwise) {
  if (quantity == no_index) return otherwise;
  const QuantityNode& node = net.quantities[quantity];
  if (node.kind != QuantityNode::Kind::leaf) return otherwise;
  const Leaf& leaf = net.at(0, 0).leaves[node.first];
  if (leaf.fixed) return leaf.plus;
  if (leaf.choice != no_index) return otherwise;
  constexpr std::uint64_t strata = 64;
  double sum = 0;
  for (std::uint64_t i = 0; i < strata; ++i) sum += leaf.sampler.sample((2 * i + 1) << 57);
  double mean = sum / static_cast<double>(strata) + leaf.plus;
  if (leaf.bounded) mean = std::clamp(mean, leaf.at_least, leaf.at_most);
  return mean;
}

}  // namespace

double expected_arrivals(const Network& net, const SourceInfo& source) {
  const auto end = static_cast<double>(net.warm_up + net.length);
  const double from = std::max(0.0, static_cast<double>(source.from)), until = std::min(end, static_cast<double>(source.until));
  const double span = std::max(0.0, until - from);
  double times = 0;
  switch (source.kind) {
    case SourceInfo::Kind::rate: {
      double rate = 0;
      for (std::size_t epoch = 0; epoch < net.epoch_starts.size(); ++epoch)
        rate = std::max(rate, net.at(epoch, source.site == no_index ? 0 : source.site).rates[source.plan].rate);
      times = rate * span;
      break;
    }
    case SourceInfo::Kind::interarrival: {
      const double gap = mean_of(net, source.interarrival, static_cast<double>(ticks_per_minute));
      times = gap > 0 ? span / std::max(gap, 0.5) : std::numeric_limits<double>::infinity();  // rounded to whole milliseconds
      break;
    }
    case SourceInfo::Kind::at:
      times = static_cast<double>(source.at.size()) * (source.every > 0 ? std::ceil(end / static_cast<double>(source.every)) : 1);
      break;
    default: break;
  }
  return times * std::max(0.0, mean_of(net, source.batch, 1)) + static_cast<double>(source.initial);
}

double expected_arrivals(const Network& net) {
  double sum = 0;
  for (const SourceInfo& source : net.sources) sum += expected_arrivals(net, source);
  return sum;
}

}  // namespace careway
