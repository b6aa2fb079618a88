#include "stats/distributions.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "base/contract.hpp"

namespace careway {
namespace {

// Plain double throughout: long double differs between systems.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
using StudentT = boost::math::students_t_distribution<double, Policy>;

StudentT student_t(std::size_t degrees_of_freedom) {
  EXPECTS(degrees_of_freedom >= 1);
  return StudentT(static_cast<double>(degrees_of_freedom));
}

}  // namespace

double student_t_quantile(double probability, std::size_t degrees_of_freedom) {
  EXPECTS(probability > 0 && probability < 1);
  return boost::math::quantile(student_t(degrees_of_freedom), probability);
}

double student_t_upper_tail(double t, std::size_t degrees_of_freedom) {
  EXPECTS(!std::isnan(t));
  if (std::isinf(t)) return t > 0 ? 0.0 : 1.0;
  return boost::math::cdf(boost::math::complement(student_t(degrees_of_freedom), t));
}

double student_t_two_sided(double t, std::size_t degrees_of_freedom) {
  return 2 * student_t_upper_tail(std::fabs(t), degrees_of_freedom);
}

}  // namespace careway
