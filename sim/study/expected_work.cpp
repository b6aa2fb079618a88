#include "study/expected_work.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "base/bins.hpp"
#include "engine/record.hpp"

namespace careway {

namespace {

// Assumed: a million patients a second is more than any core does with the smallest model, so these are 1 hour and 12 days of one core at best.
constexpr double most_arrivals = 4e9;  ///< of one replication
constexpr double most_in_all = 1e12;

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

double arrivals_of(const Network& net, const SourceInfo& source, double end) {
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

std::string round_number(double x) {
  char text[40];
  if (!(x < 1e300)) return "endlessly many";
  std::snprintf(text, sizeof text, x < 1e6 ? "%.0f" : "%.2g", x);
  return text;
}

std::string gigabytes(double bytes) {
  char text[40];
  std::snprintf(text, sizeof text, bytes < 1e10 ? "%.1f GB" : "%.0f GB", bytes / 1e9);
  return text;
}

}  // namespace

double expected_arrivals(const Network& net) {
  const auto end = static_cast<double>(net.warm_up + net.length);
  double sum = 0;
  for (const SourceInfo& source : net.sources) sum += arrivals_of(net, source, end);
  return sum;
}

double expected_bytes(const Network& net) {
  const Layout layout(net);
  const auto last = [](const auto& list) { return list.empty() ? 0.0 : static_cast<double>(list.back()); };
  const auto buckets = static_cast<double>(layout.buckets);
  const double clocks = last(layout.clock_part), limits = last(layout.threshold_first);
  const double levels = last(layout.level_part) + 4.0 * net.instance_count;
  double bytes = clocks * (static_cast<double>(bin_count) * 8 + buckets * 48) + limits * (1 + buckets) * 8 + last(layout.cut_cell) * 48 + last(layout.cut_within) * 8;
  bytes += levels * (32 + buckets * 16) + last(layout.count_part) * (8 + buckets * 8) + static_cast<double>(net.blocked_pairs.size()) * buckets * 16;
  return bytes;
}

std::string too_much_work(const Network& net, double replications, double memory) {
  const double arrivals = expected_arrivals(net);
  if (arrivals > most_arrivals)
    return round_number(arrivals) + " patients would arrive in one replication, and at most " + round_number(most_arrivals) +
           " are tried; lower the rates, or shorten the run";
  if (arrivals * replications > most_in_all)
    return round_number(arrivals * replications) + " patients would arrive in " + round_number(replications) + " replications, and at most " +
           round_number(most_in_all) + " are tried; ask for fewer replications, or a shorter run";
  if (const double bytes = expected_bytes(net) * replications; bytes > memory)
    return "the measures of " + round_number(replications) + " replications would take about " + gigabytes(bytes) + " of memory, and the machine has " +
           gigabytes(memory) + "; ask for fewer replications, longer buckets, or fewer clocks and levels";
  return {};
}

}  // namespace careway
