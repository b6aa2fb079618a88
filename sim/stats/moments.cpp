#include "stats/moments.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace careway {
namespace {

// Sums of (x - c) and (x - c)^2 for an integer c near the mean, exact: they are formed in arithmetic modulo 2^128, and
// the true results fit whenever the sums themselves did. So equal values give a spread of exactly 0, and a spread of
// seconds on a mean of years loses no digits.
CentredSums about(const ExactSums& s, Int128 centre) {
  const auto c = static_cast<Uint128>(centre);
  const Uint128 n = s.n;
  const auto first = static_cast<Int128>(static_cast<Uint128>(s.sum) - n * c);
  const Uint128 second = s.sum_of_squares - 2 * c * static_cast<Uint128>(s.sum) + n * c * c;
  return {static_cast<double>(s.n), static_cast<double>(first), static_cast<double>(second)};
}

Int128 whole_mean(const ExactSums& s) { return s.n == 0 ? Int128{0} : s.sum / static_cast<Int128>(s.n); }

}  // namespace

void ExactSums::add(std::int64_t value) {
  ++n;
  sum += value;
  sum_of_squares += static_cast<Uint128>(static_cast<Int128>(value) * value);
}

void ExactSums::add(const ExactSums& other) {
  n += other.n;
  sum += other.sum;
  sum_of_squares += other.sum_of_squares;
}

MeanAndSd mean_and_sd_over(std::span<const ExactSums> replications, double level) {
  ExactSums all;
  for (const ExactSums& r : replications) all.add(r);
  const Int128 centre = whole_mean(all);
  std::vector<CentredSums> centred;
  for (const ExactSums& r : replications) centred.push_back(about(r, centre));
  return mean_and_sd_of(pooled_moments(centred, static_cast<double>(centre)), level);
}

PooledMoments pooled_moments(std::span<const CentredSums> replications, double centre) {
  PooledMoments moments;
  moments.mean_influence.resize(replications.size());
  moments.variance_influence.resize(replications.size());
  CentredSums all;
  for (const CentredSums& r : replications) {
    EXPECTS(r.weight >= 0);
    all.weight += r.weight;
    all.sum += r.sum;
    all.sum_of_squares += r.sum_of_squares;
  }
  if (!(all.weight > 0)) return moments;
  const double shift = all.sum / all.weight;
  moments.mean = centre + shift;
  moments.variance = std::max(0.0, all.sum_of_squares / all.weight - shift * shift);
  const double mean_weight = all.weight / static_cast<double>(replications.size());
  for (std::size_t i = 0; i < replications.size(); ++i) {
    const CentredSums& r = replications[i];
    const double squares = r.sum_of_squares - 2 * shift * r.sum + shift * shift * r.weight;
    moments.mean_influence[i] = (r.sum - shift * r.weight) / mean_weight;
    moments.variance_influence[i] = (squares - moments.variance * r.weight) / mean_weight;
  }
  return moments;
}

MeanAndSd mean_and_sd_of(const PooledMoments& moments, double level) {
  const std::size_t replications = moments.mean_influence.size();
  MeanAndSd both{.mean = {.value = moments.mean, .n = replications},
                 .sd = {.value = std::sqrt(moments.variance), .n = replications}};
  if (both.mean.has_value()) {
    Residuals mean, sd;
    for (const double e : moments.mean_influence) mean.add(e);
    for (const double e : moments.variance_influence) sd.add(both.sd.value > 0 ? e / (2 * both.sd.value) : 0.0);
    both.mean.se = mean.standard_error();
    both.sd.se = sd.standard_error();
  }
  both.mean = t_interval(both.mean, level);
  both.sd = log_interval(both.sd, level);
  return both;
}

Estimate log_interval(Estimate e, double level) {
  if (!(e.value > 0) || !(e.se > 0)) return t_interval(e, level);
  const double factor = std::exp(t_factor(e.n, level) * e.se / e.value);
  e.low = e.value / factor;
  e.high = e.value * factor;
  return e;
}

}  // namespace careway
