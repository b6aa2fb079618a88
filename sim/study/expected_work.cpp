#include "study/expected_work.hpp"

#include <algorithm>
#include <cstdio>

#include "base/bins.hpp"
#include "engine/record.hpp"
#include "network/expected_arrivals.hpp"

namespace careway {

namespace {

// Assumed: a million patients a second is more than any core does with the smallest model, so these are 1 hour and 12 days of one core at best.
constexpr double most_arrivals = 4e9;  ///< of one replication
constexpr double most_in_all = 1e12;

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
