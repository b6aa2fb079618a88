// Typed indices: a number that cannot be mistaken for another kind of number. Default-constructed means "none".
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace careway {

template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value_(static_cast<std::uint32_t>(index)) {}
  constexpr bool valid() const { return value_ != none; }
  constexpr std::uint32_t index() const { return value_; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  std::uint32_t value_ = none;
};

}  // namespace careway
