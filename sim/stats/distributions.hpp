// Student's t: quantiles and tail probabilities, for intervals and tests over replications.
// The only place that includes Boost.Math, and only in the .cpp.
#pragma once

#include <cstddef>

namespace careway {

/// The t with P(T <= t) = `probability`, 0 < probability < 1, for 1 or more degrees of freedom.
double student_t_quantile(double probability, std::size_t degrees_of_freedom);

/// P(T > t).
double student_t_upper_tail(double t, std::size_t degrees_of_freedom);

/// P(|T| > |t|): the p-value of a two-sided test.
double student_t_two_sided(double t, std::size_t degrees_of_freedom);

}  // namespace careway
