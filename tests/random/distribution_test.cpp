// Distributions against Boost.Math, and against themselves.
#include <doctest/doctest.h>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/geometric.hpp>
#include <boost/math/distributions/logistic.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/pareto.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <cmath>

#include "cases.hpp"
#include "checks.hpp"
#include "random/moments.hpp"

using namespace careway;
using namespace careway::distribution;
using checks::infinity;
using checks::relative_error;
using checks::worse;

namespace {

constexpr double probes[] = {1e-9, 1e-6, 1e-4, 0.01, 0.1, 0.25, 0.4999, 0.5};

/// Quantiles from the millionth to the 99.9999th centile and beyond, and the cdf there, to 11 digits.
template <class Law>
void same_law(const DistributionPtr& ours, const Law& exact) {
  double worst_quantile = 0;
  double worst_tail = 0;
  for (const double p : probes) {
    const double low = quantile(exact, p);
    const double high = quantile(complement(exact, p));
    worst_quantile = worse(worst_quantile, relative_error(ours->quantile(from_lower(p)), low));
    worst_quantile = worse(worst_quantile, relative_error(ours->quantile(from_upper(p)), high));
    worst_tail = worse(worst_tail, relative_error(ours->tails(low).lower, cdf(exact, low)));
    worst_tail = worse(worst_tail, relative_error(ours->tails(high).upper, cdf(complement(exact, high))));
  }
  CHECK(worst_quantile < 1e-11);
  CHECK(worst_tail < 1e-11);
}

template <class Law>
void same_moments(const DistributionPtr& ours, const Law& exact) {
  CHECK(relative_error(ours->mean(), mean(exact)) < 1e-12);
  CHECK(relative_error(ours->sd(), standard_deviation(exact)) < 1e-12);
}

template <class Law>
void same(const DistributionPtr& ours, const Law& exact) {
  same_law(ours, exact);
  same_moments(ours, exact);
}

}  // namespace

namespace bm = boost::math;

TEST_CASE("exponential, Erlang and gamma agree with Boost") {
  same(exponential(7), bm::exponential(1 / 7.0));
  same(erlang(12, 4), bm::gamma_distribution<>(4, 3));
  same(gamma(5, 4), bm::gamma_distribution<>(25.0 / 16, 16.0 / 5));
  same(gamma(5, 9), bm::gamma_distribution<>(25.0 / 81, 81.0 / 5));
  same(gamma_shape(80, 0.5), bm::gamma_distribution<>(80, 0.5));
}

TEST_CASE("a gamma distribution of any sd that is allowed inverts its own cdf, to the millionth at either end") {
  for (const double sd : {0.001, 0.005, 0.05, 1.0, 5.0, 10.0}) {
    CAPTURE(sd);
    const auto law = gamma(1, sd);
    for (const double p : {1e-6, 0.01, 0.5}) {
      const double low = law->quantile(from_lower(p));
      if (low > 1e-300) CHECK(relative_error(law->tails(low).lower, p) < 1e-8);
      CHECK(relative_error(law->tails(law->quantile(from_upper(p))).upper, p) < 1e-8);
    }
  }
}

TEST_CASE("Weibull agrees with Boost, and its shape is found from mean and sd") {
  same(weibull_shape_scale(1.7, 3), bm::weibull(1.7, 3));
  same(weibull_shape_scale(0.6, 3), bm::weibull(0.6, 3));
  const auto law = weibull_shape_mean(2.5, 8);
  CHECK(relative_error(law->mean(), 8) < 1e-14);
  for (const double sd : {0.02, 1.0, 7.0, 50.0, 2000.0}) {
    const auto solved = weibull(7, sd);
    CHECK(relative_error(solved->mean(), 7) < 1e-13);
    CHECK(relative_error(solved->sd(), sd) < 1e-10);
  }
}

TEST_CASE("normal and lognormal agree with Boost, in every way to state them") {
  same(normal(10, 3), bm::normal(10, 3));
  same(lognormal_log(1.5, 0.8), bm::lognormal(1.5, 0.8));
  const auto law = lognormal(5.5, 8);
  CHECK(relative_error(law->mean(), 5.5) < 1e-14);
  CHECK(relative_error(law->sd(), 8) < 1e-14);
  const auto by_median = lognormal_median_mean(4, 6);
  CHECK(relative_error(by_median->quantile({0.5, 0.5}), 4) < 1e-14);
  CHECK(relative_error(by_median->mean(), 6) < 1e-14);
  same(lognormal_median_sigma(4, 1.2), bm::lognormal(std::log(4.0), 1.2));
}

TEST_CASE("beta, triangular and uniform agree with Boost") {
  same(beta_shapes(2, 5, 0, 1), bm::beta_distribution<>(2, 5));
  same(beta_shapes(0.5, 0.7, 0, 1), bm::beta_distribution<>(0.5, 0.7));
  same(beta_shapes(300, 80, 0, 1), bm::beta_distribution<>(300, 80));
  same(triangular(1, 2, 7), bm::triangular(1, 2, 7));
  const auto law = beta(2, 12, 5, 1.5);
  CHECK(relative_error(law->mean(), 5) < 1e-14);
  CHECK(relative_error(law->sd(), 1.5) < 1e-14);
  CHECK(law->lowest() == 2);
  CHECK(law->highest() == 12);
  CHECK(uniform(2, 6)->quantile(0.25, 0.75) == 3);
  CHECK(uniform(2, 6)->mean() == 4);
}

TEST_CASE("Lomax's Pareto and the log-logistic agree with the forms they come from") {
  const double shape = 3.5;
  const double scale = 5 * (shape - 1);
  const auto lomax = pareto(5, shape);
  const bm::pareto classic(scale, shape);
  const auto log_logistic = loglogistic(4, 2.5);
  const bm::logistic logistic(std::log(4.0), 1 / 2.5);
  for (const double p : {1e-6, 0.01, 0.5}) {
    CHECK(relative_error(lomax->quantile(from_upper(p)), quantile(complement(classic, p)) - scale) < 1e-13);
    CHECK(relative_error(log_logistic->quantile(from_lower(p)), std::exp(quantile(logistic, p))) < 1e-13);
    CHECK(relative_error(log_logistic->quantile(from_upper(p)), std::exp(quantile(complement(logistic, p)))) < 1e-13);
  }
  CHECK(relative_error(lomax->mean(), 5) < 1e-15);
  CHECK(relative_error(lomax->sd(), standard_deviation(classic)) < 1e-13);
  CHECK(pareto(5, 2)->sd() == infinity);
  CHECK(loglogistic(4, 1)->mean() == infinity);
}

TEST_CASE("Poisson, geometric and binomial agree with Boost") {
  for (const double m : {0.01, 3.3, 400.0}) {
    const auto ours = poisson(m);
    const bm::poisson exact(m);
    for (const double k : {std::floor(0.8 * m), std::floor(m), std::floor(1.3 * m + 3)}) {
      CHECK(relative_error(ours->tails(k).lower, cdf(exact, k)) < 1e-12);
      CHECK(relative_error(ours->tails(k).upper, cdf(complement(exact, k))) < 1e-11);
    }
    same_moments(ours, exact);
  }
  const auto ours = binomial(40, 0.3);
  const bm::binomial exact(40, 0.3);
  const auto waits = geometric(4);
  const bm::geometric exact_waits(0.2);
  for (const double k : {0.0, 5.0, 12.0, 30.0}) {
    CHECK(relative_error(ours->tails(k).lower, cdf(exact, k)) < 1e-12);
    CHECK(relative_error(ours->tails(k).upper, cdf(complement(exact, k))) < 1e-12);
    CHECK(relative_error(waits->tails(k).upper, cdf(complement(exact_waits, k))) < 1e-13);
  }
  same_moments(ours, exact);
  same_moments(waits, exact_waits);
  CHECK(binomial(5, 1)->mean() == 5);
}

TEST_CASE("a truncated normal is a normal on condition, however far out") {
  const bm::normal plain(10, 5);
  const auto law = truncated_normal(10, 5, 0, 30);
  const double low = cdf(plain, 0);
  const double mass = cdf(plain, 30) - low;
  for (const double p : probes) {
    CHECK(relative_error(law->quantile(from_lower(p)), quantile(plain, low + p * mass)) < 1e-6);  // Boost's p has lost digits
    CHECK(relative_error(law->tails(law->quantile(from_lower(p))).lower, p) < 1e-6);
  }
  const double a = -2;
  const double b = 4;
  const bm::normal unit(0, 1);
  const double shift = (pdf(unit, a) - pdf(unit, b)) / mass;
  CHECK(relative_error(law->mean(), 10 + 5 * shift) < 1e-12);
  const double variance = 1 + (a * pdf(unit, a) - b * pdf(unit, b)) / mass - shift * shift;
  CHECK(relative_error(law->sd(), 5 * std::sqrt(variance)) < 1e-12);
  const auto far = truncated_normal(0, 1, 10, infinity);
  const double half = quantile(complement(unit, 0.5 * cdf(complement(unit, 10))));
  CHECK(relative_error(far->quantile({0.5, 0.5}), half) < 1e-13);
}

TEST_CASE("a residual time is the rest of a time that has lasted so long") {
  const auto memoryless = residual(exponential(7), 50);
  CHECK(relative_error(memoryless->mean(), 7) < 1e-11);
  CHECK(relative_error(memoryless->quantile(0.9, 0.1), exponential(7)->quantile(0.9, 0.1)) < 1e-13);
  const auto law = lognormal(5.5, 8);
  const auto rest = residual(law, 4);
  for (const double x : {0.1, 3.0, 50.0}) {
    CHECK(relative_error(rest->tails(x).upper, law->tails(4 + x).upper / law->tails(4).upper) < 1e-13);
  }
  CHECK(residual(uniform(2, 6), 5)->highest() == 1);
  CHECK(relative_error(residual(uniform(2, 6), 5)->mean(), 0.5) < 1e-13);
  CHECK(relative_error(residual(uniform(2, 6), 1)->mean(), 3) < 1e-13);  // not yet at its least: certain to go on
  // strictly more than the elapsed time: of 1, 2, 4 there remain 2 and 4 after 1, and 4 after 2
  CHECK(residual(discrete({1, 2, 4}, {1, 1, 1}), 1)->mean() == doctest::Approx(2));
  CHECK(residual(discrete({1, 2, 4}, {1, 1, 1}), 2)->mean() == doctest::Approx(2));
  // and also after exactly the least of a time that may take it
  CHECK(residual(constant(5), 3)->mean() == doctest::Approx(2));
}

TEST_CASE("a time met under way has density (upper tail) / mean") {
  const auto same_again = equilibrium(exponential(7));
  for (const double p : probes) {
    CHECK(relative_error(same_again->quantile(from_lower(p)), exponential(7)->quantile(from_lower(p))) < 1e-9);
    CHECK(relative_error(same_again->quantile(from_upper(p)), exponential(7)->quantile(from_upper(p))) < 1e-9);
  }
  CHECK(relative_error(same_again->mean(), 7) < 1e-12);
  CHECK(relative_error(same_again->sd(), 7) < 1e-9);
  const auto even = equilibrium(constant(5));
  CHECK(relative_error(even->quantile(0.3, 0.7), 1.5) < 1e-12);
  CHECK(relative_error(even->sd(), 5 / std::sqrt(12.0)) < 1e-12);
  // Erlang of 2 stages of mean 1: half of the time one stage is left, half of the time two
  const auto stages = equilibrium(erlang(2, 2));
  for (const double x : {0.1, 1.0, 9.0}) {
    const double upper = std::exp(-x) * (1 + x / 2);
    CHECK(relative_error(stages->tails(x).upper, upper) < 1e-12);
  }
  CHECK(relative_error(stages->mean(), 1.5) < 1e-12);
  // lognormal: E[min(X, x)] / E[X] in closed form
  const double sigma = 1.1;
  const auto law = equilibrium(lognormal_log(0, sigma));
  const bm::normal unit(0, 1);
  const double mean_x = std::exp(sigma * sigma / 2);
  for (const double x : {0.01, 1.0, 30.0}) {
    const double want = cdf(unit, std::log(x) / sigma - sigma) + x / mean_x * cdf(complement(unit, std::log(x) / sigma));
    CHECK(relative_error(law->cdf(x), want) < 1e-11);
  }
  CHECK(equilibrium(pareto(5, 1.9))->mean() == infinity);
}

TEST_CASE("a mixture adds its components' probabilities, and a value with a probability is hit exactly") {
  const auto law = mixture({3, 7}, {exponential(1), uniform(10, 20)});
  CHECK(relative_error(law->cdf(15), 0.3 * exponential(1)->cdf(15) + 0.7 * 0.5) < 1e-15);
  CHECK(relative_error(law->mean(), 0.3 + 0.7 * 15) < 1e-15);
  CHECK(relative_error(law->sd() * law->sd(), 0.3 * 2 + 0.7 * (225 + 100.0 / 12) - 10.8 * 10.8) < 1e-14);
  const auto atom = mixture({0.5, 0.5}, {constant(5), uniform(0, 10)});
  CHECK(atom->quantile(0.25, 0.75) == 5);
  CHECK(atom->quantile(0.5, 0.5) == 5);
  CHECK(atom->quantile(0.7, 0.3) == 5);
  CHECK(atom->quantile(0.2, 0.8) == doctest::Approx(4));
  CHECK(atom->quantile(0.9, 0.1) == doctest::Approx(8));
  CHECK_FALSE(atom->continuous());
  CHECK(mixture({0, 1}, {constant(5), uniform(0, 10)})->continuous());
  CHECK(mixture({1, 1}, {constant(1), constant(4)})->quantile(0.5, 0.5) == 1);
  CHECK(mixture({1, 1}, {constant(1), constant(4)})->quantile(0.5001, 0.4999) == 4);
}

TEST_CASE("data give each value its weight, or straight lines between order statistics") {
  const auto steps = empirical({3, 1, 2, 3});
  CHECK(steps->cdf(0.9) == 0);
  CHECK(steps->cdf(1) == 0.25);
  CHECK(steps->tails_below(3).lower == 0.5);
  CHECK(steps->quantile(0.25, 0.75) == 1);
  CHECK(steps->quantile(0.26, 0.74) == 2);
  CHECK(steps->mean() == 2.25);
  const auto lines = empirical_linear({4, 1, 2});
  CHECK(lines->quantile(0.25, 0.75) == 1.5);
  CHECK(lines->quantile(0.75, 0.25) == 3);
  CHECK(lines->mean() == 2.25);
  const auto stated = from_quantiles({{0, 0}, {0.5, 10}, {0.9, 10}, {1, 30}});
  CHECK(stated->quantile(0.6, 0.4) == 10);
  CHECK(stated->cdf(10) == 0.9);
  CHECK(stated->tails_below(10).lower == 0.5);
  CHECK(stated->cdf(5) == 0.25);
  CHECK(stated->mean() == doctest::Approx(2.5 + 4 + 2));
}

TEST_CASE("clipping puts what lies outside on the bounds; conditioning leaves it out") {
  const auto clip = clipped(uniform(0, 10), 2, 7);
  CHECK(clip->cdf(1.9) == 0);
  CHECK(clip->cdf(2) == doctest::Approx(0.2));
  CHECK(clip->cdf(7) == 1);
  CHECK(clip->mean() == doctest::Approx(0.2 * 2 + 0.5 * 4.5 + 0.3 * 7));
  const auto kept = conditioned(uniform(0, 10), 2, 7);
  CHECK(kept->cdf(2) == 0);
  CHECK(kept->mean() == doctest::Approx(4.5));
  CHECK(conditioned(discrete({1, 2, 3}, {1, 1, 1}), 2, 3)->mean() == doctest::Approx(2.5));  // bounds are inside
}

TEST_CASE("quantile and cdf of every kind are each other's inverse") {
  for (const auto& item : checks::all_cases()) {
    CAPTURE(item.name);
    const DistributionPtr& law = item.law;
    double worst = 0;
    for (const double p : probes) {
      for (const Tails at : {from_lower(p), from_upper(p)}) {
        const double x = law->quantile(at);
        if (law->continuous() && (x == law->lowest() || x == law->highest())) continue;  // nearer to it than a double can say
        const Tails reached = law->tails(x);
        const Tails before = law->tails_below(x);
        // the smallest x whose cdf reaches p: P(X < x) <= p <= P(X <= x)
        worst = worse(worst, worse(before.lower - at.lower, at.lower - reached.lower) / std::fmin(at.lower, at.upper));
      }
    }
    CHECK(worst < 1e-5);  // at 1e-9 below 1 a double has only 7 digits left; inside it is far better
    CHECK(law->quantile(0, 1) == law->lowest());
    CHECK(law->quantile(1, 0) == law->highest());
  }
}

TEST_CASE("stated moments of every kind are those of its quantile function") {
  for (const auto& item : checks::all_cases()) {
    CAPTURE(item.name);
    const DistributionPtr& law = item.law;
    if (!law->tabulable()) continue;
    const Moments numeric = moments_by_quantile(*law);
    CHECK(numeric.mean == doctest::Approx(law->mean()).epsilon(1e-9));
    CHECK(numeric.sd == doctest::Approx(law->sd()).epsilon(1e-7));
  }
}
