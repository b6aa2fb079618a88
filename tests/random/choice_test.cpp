#include "random/choice.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>

#include "base/mix.hpp"

using namespace careway;

namespace {

constexpr std::uint64_t last = ~std::uint64_t{0};
constexpr std::uint64_t quarter = std::uint64_t{1} << 62;

}  // namespace

TEST_CASE("options hold exactly their shares of the bits, in declared order") {
  const ChoiceTable table({1, 2, 1});
  CHECK(table.size() == 3);
  CHECK(table(0) == 0);
  CHECK(table(quarter - 1) == 0);
  CHECK(table(quarter) == 1);
  CHECK(table(3 * quarter - 1) == 1);
  CHECK(table(3 * quarter) == 2);
  CHECK(table(last) == 2);
}

TEST_CASE("an option of weight 0 is never chosen, wherever it stands") {
  CHECK(ChoiceTable({0, 1, 1})(0) == 1);
  CHECK(ChoiceTable({1, 0, 1})(2 * quarter - 1) == 0);
  CHECK(ChoiceTable({1, 0, 1})(2 * quarter) == 2);
  CHECK(ChoiceTable({1, 1, 0})(last) == 1);
  CHECK(ChoiceTable({0, 5, 0})(0) == 1);
  CHECK(ChoiceTable({0, 5, 0})(last) == 1);
  CHECK(ChoiceTable({7})(last) == 0);
}

TEST_CASE("the flat form and the guided form choose alike, for few options and for many") {
  for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{500}}) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < count; ++i) weights.push_back(static_cast<double>(mix(i) % 1000));
    weights.back() = 1;
    const ChoiceTable table(weights);
    const auto thresholds = share_thresholds(weights);
    bool alike = true;
    for (std::uint64_t i = 0; i < 20000; ++i) {
      alike = alike && table(mix(i)) == choose(thresholds.data(), thresholds.size(), mix(i));
    }
    CHECK(alike);
  }
}

TEST_CASE("weights that cannot be shares are refused") {
  CHECK_THROWS_AS(ChoiceTable({}), std::invalid_argument);
  CHECK_THROWS_AS(ChoiceTable({0, 0}), std::invalid_argument);
  CHECK_THROWS_AS(ChoiceTable({1, -1}), std::invalid_argument);
}
