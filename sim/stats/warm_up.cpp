#include "stats/warm_up.hpp"

#include <algorithm>
#include <vector>

#include "base/contract.hpp"
#include "stats/mean.hpp"

namespace careway {
namespace {

constexpr std::size_t fewest_batches = 10;

std::vector<double> batch_means(std::span<const double> series, std::size_t batch) {
  std::vector<double> means;
  for (std::size_t at = 0; at + batch <= series.size(); at += batch) means.push_back(mean_of(series.subspan(at, batch)).value);
  return means;
}

// Step 2 and 3 backwards, with Welford's update, which needs no second pass and does not cancel.
std::size_t best_deletion(std::span<const double> z) {
  double mean = 0, squares = 0, smallest = 0, kept = 0;
  std::size_t best = z.size() / 2;
  for (std::size_t d = z.size(); d-- > 0;) {
    kept += 1;
    const double away = z[d] - mean;
    mean += away / kept;
    squares += away * (z[d] - mean);
    const double g = squares / (kept * kept);
    if (d > z.size() / 2) continue;
    if (d == z.size() / 2 || g <= smallest) {
      smallest = g;
      best = d;
    }
  }
  return best;
}

}  // namespace

Deletion mser(std::span<const double> series, std::size_t batch) {
  EXPECTS(batch >= 1);
  const std::vector<double> z = batch_means(series, batch);
  if (z.size() < fewest_batches) return {.remove = 0, .too_short = true};
  const std::size_t d = best_deletion(z);
  return {.remove = d * batch, .too_short = d == z.size() / 2};
}

Deletion warm_up_weeks(std::span<const double> hourly, std::size_t hours_per_week) {
  return mser(batch_means(hourly, hours_per_week), 1);
}

Deletion larger(Deletion a, Deletion b) {
  return {.remove = std::max(a.remove, b.remove), .too_short = a.too_short || b.too_short};
}

}  // namespace careway
