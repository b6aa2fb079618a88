#include "stats/steady.hpp"

#include "base/contract.hpp"
#include "stats/distributions.hpp"
#include "stats/mean.hpp"

namespace careway {
namespace {

double slope_of(std::span<const double> y) {
  const double middle = (static_cast<double>(y.size()) - 1) / 2;
  const double mean = mean_of(y).value;
  double products = 0, squares = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double x = static_cast<double>(i) - middle;
    products += x * (y[i] - mean);
    squares += x * x;
  }
  return products / squares;
}

/// The slopes of weeks [first, first + count) of each replication.
std::vector<double> slopes_of(std::span<const std::vector<double>> weekly, std::size_t first, std::size_t count) {
  std::vector<double> slopes;
  for (const std::vector<double>& r : weekly) slopes.push_back(slope_of(std::span(r).subspan(first, count)));
  return slopes;
}

double mean_level_of(std::span<const std::vector<double>> weekly) {
  std::vector<double> means;
  for (const std::vector<double>& r : weekly) means.push_back(mean_of(r).value);
  return mean_of(means).value;
}

double t_statistic(const Estimate& mean) {
  if (mean.se > 0) return mean.value / mean.se;
  return mean.value == 0 ? 0 : std::copysign(HUGE_VAL, mean.value);
}

bool keeps_rising(std::span<const std::vector<double>> weekly, double alpha) {
  const std::size_t half = weekly.front().size() / 2;
  const Estimate first = mean_of(slopes_of(weekly, 0, half));
  const Estimate second = mean_of(slopes_of(weekly, weekly.front().size() - half, half));
  return student_t_upper_tail(t_statistic(second), second.n - 1) < alpha && second.value >= first.value / 2;
}

}  // namespace

TrendVerdict trend_of(std::span<const std::vector<double>> weekly, const TrendOptions& options) {
  TrendVerdict verdict;
  for (const std::vector<double>& r : weekly) EXPECTS(r.size() == weekly.front().size());
  if (weekly.size() < fewest_replications_of_trend || weekly.front().size() < fewest_weeks_of_trend) return verdict;
  const std::size_t weeks = weekly.front().size();
  verdict.slope_per_week = mean_of(slopes_of(weekly, 0, weeks), 1 - options.alpha);
  verdict.growth = verdict.slope_per_week.value * static_cast<double>(weeks - 1);
  verdict.mean_level = mean_level_of(weekly);
  const double p = student_t_two_sided(t_statistic(verdict.slope_per_week), weekly.size() - 1);
  const double least = std::fmax(options.least_growth, options.least_relative_growth * std::fabs(verdict.mean_level));
  if (!(p < options.alpha) || std::fabs(verdict.growth) < least)
    verdict.trend = Trend::steady;
  else if (verdict.growth < 0 || !keeps_rising(weekly, options.alpha))
    verdict.trend = Trend::settling;
  else
    verdict.trend = Trend::growing;
  return verdict;
}

bool has_steady_state(const TrendVerdict& verdict) { return verdict.trend == Trend::steady || verdict.trend == Trend::unknown; }

}  // namespace careway
