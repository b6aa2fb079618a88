// Which parameters each family of distributions takes. A family may be given in several forms; a form is complete.
#pragma once

#include <string>
#include <vector>

namespace careway {

enum class Role {
  value,           ///< in the unit of the quantity, any sign
  positive_value,  ///< in the unit of the quantity, above 0
  positive,        ///< a plain number above 0
  log_mean,        ///< plain, of the log of the value counted in `unit`
  unit,            ///< the unit in which `log_mean` counts
  stages,          ///< a whole number, 1 or more
  trials,          ///< a whole number, 0 or more
  share,           ///< 0 to 1
  mean_count,      ///< a plain number, 0 or more
};

struct FormParameter {
  const char* name;
  Role role;
};
using Form = std::vector<FormParameter>;

struct Family {
  const char* name;
  std::vector<Form> forms;
  bool whole_numbers = false;  ///< gives whole numbers: cannot be a duration
};

/// Families whose parameters are single figures.
const std::vector<Family>& families();

}  // namespace careway
