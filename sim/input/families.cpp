#include "input/families.hpp"

namespace careway {

const std::vector<Family>& families() {
  using enum Role;
  static const std::vector<Family> list = {
      {"exponential", {{{"mean", positive_value}}}},
      {"lognormal",
       {{{"mean", positive_value}, {"sd", positive_value}},
        {{"median", positive_value}, {"mean", positive_value}},
        {{"median", positive_value}, {"sigma", positive}},
        {{"mu", log_mean}, {"sigma", positive}, {"unit", unit}}}},
      {"gamma",
       {{{"mean", positive_value}, {"sd", positive_value}},
        {{"shape", positive}, {"scale", positive_value}},
        {{"shape", positive}, {"mean", positive_value}}}},
      {"erlang", {{{"mean", positive_value}, {"stages", stages}}}},
      {"weibull",
       {{{"mean", positive_value}, {"sd", positive_value}},
        {{"shape", positive}, {"mean", positive_value}},
        {{"shape", positive}, {"scale", positive_value}}}},
      {"normal", {{{"mean", value}, {"sd", positive_value}}}},
      {"uniform", {{{"min", value}, {"max", value}}}},
      {"triangular", {{{"min", value}, {"mode", value}, {"max", value}}}},
      {"beta",
       {{{"min", value}, {"max", value}, {"mean", value}, {"sd", positive_value}},
        {{"a", positive}, {"b", positive}, {"min", value}, {"max", value}}}},
      {"pareto", {{{"mean", positive_value}, {"shape", positive}}}},
      {"loglogistic", {{{"median", positive_value}, {"shape", positive}}}},
      {"poisson", {{{"mean", mean_count}}}, true},
      {"geometric", {{{"mean", mean_count}}}, true},
      {"binomial", {{{"n", trials}, {"p", share}}}, true},
  };
  return list;
}

}  // namespace careway
