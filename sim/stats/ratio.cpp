#include "stats/ratio.hpp"

#include "base/contract.hpp"

namespace careway {
namespace {

Estimate ratio_and_se(const RatioSums& sums, const RatioResiduals& parts) {
  Estimate ratio{.value = parts.ratio, .n = sums.numerators.size()};
  if (!ratio.has_value() || parts.contributing < 2) return ratio;
  Residuals residuals;
  for (std::size_t r = 0; r < ratio.n; ++r) residuals.add(parts.residual(sums, r));
  ratio.se = residuals.standard_error();
  return ratio;
}

// All or nothing happened, so the spread tells nothing: bound what an unseen event could amount to.
Estimate one_sided_bound(Estimate share, const ShareOptions& options) {
  share.se = not_known;
  const double blocks = options.independent_blocks > 0 ? options.independent_blocks : static_cast<double>(share.n);
  if (blocks < 2) return share;
  const double bound = -std::expm1(std::log1p(-options.level) / blocks);
  share.low = share.value > 0 ? 1 - bound : 0;
  share.high = share.value > 0 ? 1 : bound;
  return share;
}

}  // namespace

double RatioResiduals::residual(const RatioSums& sums, std::size_t r) const {
  return (sums.numerators[r] - ratio * sums.denominators[r]) / mean_denominator;
}

RatioResiduals residuals_of(const RatioSums& sums) {
  EXPECTS(sums.numerators.size() == sums.denominators.size());
  RatioResiduals parts;
  for (std::size_t r = 0; r < sums.numerators.size(); ++r) {
    EXPECTS(sums.denominators[r] >= 0);
    parts.total_numerator += sums.numerators[r];
    parts.total_denominator += sums.denominators[r];
    parts.contributing += sums.denominators[r] > 0 ? 1 : 0;
  }
  if (parts.total_denominator > 0) {
    parts.ratio = parts.total_numerator / parts.total_denominator;
    parts.mean_denominator = parts.total_denominator / static_cast<double>(sums.denominators.size());
  }
  return parts;
}

Estimate ratio_of_sums(RatioSums sums, double level) { return t_interval(ratio_and_se(sums, residuals_of(sums)), level); }

Estimate logit_interval(Estimate e, double level) {
  EXPECTS(e.value > 0 && e.value < 1 && e.n >= 2 && e.has_se());
  const double logit = std::log(e.value / (1 - e.value));
  const double half = t_factor(e.n, level) * e.se / (e.value * (1 - e.value));
  // With no spread exp(log(p)) would only add rounding.
  e.low = half > 0 ? 1 / (1 + std::exp(half - logit)) : e.value;
  e.high = half > 0 ? 1 / (1 + std::exp(-half - logit)) : e.value;
  return e;
}

Estimate share_of_sums(RatioSums sums, ShareOptions options) {
  EXPECTS(options.level > 0 && options.level < 1);
  const RatioResiduals parts = residuals_of(sums);
  for (std::size_t r = 0; r < sums.numerators.size(); ++r)
    EXPECTS(sums.numerators[r] >= 0 && sums.numerators[r] <= sums.denominators[r]);
  const Estimate share = ratio_and_se(sums, parts);
  if (!share.has_value()) return share;
  if (parts.total_numerator <= 0 || parts.total_numerator >= parts.total_denominator) return one_sided_bound(share, options);
  return share.has_se() ? logit_interval(share, options.level) : share;
}

}  // namespace careway
