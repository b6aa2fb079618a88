#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>

#include "base/whole.hpp"

using namespace careway;

TEST_CASE("the place of a number in a row is found exactly, and nothing else has one") {
  for (const double first : {0.0, 1.0, -3.0, 65535.0, 2.5}) {
    for (const std::uint32_t count : {1u, 2u, 64u, 5000u}) {
      CHECK(place_in_row(first, first, count) == 0);
      CHECK(place_in_row(first + count - 1, first, count) == count - 1);
      CHECK(place_in_row(first + count, first, count) == count);
      CHECK(place_in_row(first - 1, first, count) == count);
      CHECK(place_in_row(first + 0.5, first, count) == count);
      CHECK(place_in_row(first - 0.5, first, count) == count);
      CHECK(place_in_row(std::nextafter(first, 1e9), first, count) == count);
      CHECK(place_in_row(std::nextafter(first, -1e9), first, count) == (std::nextafter(first, -1e9) - first == 0 ? 0 : count));
    }
  }
  constexpr double endless = std::numeric_limits<double>::infinity();
  for (const double odd : {endless, -endless, std::nan(""), -std::nan(""), 1e300, -1e300, 0x1p52, 0x1p53, -0x1p52, 0x1p32, 1e-300, -1e-300}) CHECK(place_in_row(odd, 0, 7) == 7);
  CHECK(place_in_row(-0.0, 0, 7) == 0);
  CHECK(place_in_row(4294967294.0, 0, UINT32_MAX) == 4294967294u);
}
