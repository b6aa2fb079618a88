#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/bytes.hpp"

using namespace careway;

namespace {

constexpr std::string_view text = "a bed is free when nobody lies in it";

template <std::size_t length>
constexpr std::uint64_t known = bytes_key(text.substr(0, length));

}  // namespace

TEST_CASE("a hash of bytes is the same whether it is found while compiling or while running, wherever the bytes lie") {
  for (std::size_t shift = 0; shift < 9; ++shift) {
    const std::string moved = std::string(shift, '-') + std::string(text);
    const auto found = [&](std::size_t length) { return bytes_key(std::string_view(moved).substr(shift, length)); };
    CHECK(found(0) == known<0>);
    CHECK(found(7) == known<7>);
    CHECK(found(8) == known<8>);
    CHECK(found(17) == known<17>);
    CHECK(found(36) == known<36>);
  }
}

TEST_CASE("a hash of bytes is the one that files hold") {
  CHECK(bytes_key("") == 0xe220a8397b1dcdafULL);
  CHECK(bytes_key("a bed is free when nobody lies in it") == 0x971899279abb92cfULL);
}
