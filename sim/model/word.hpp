// Small parts of what the user wrote that stand in several blocks.
#pragma once

#include <optional>
#include <string>

#include "base/place.hpp"
#include "base/time.hpp"
#include "model/quantity.hpp"

namespace careway {

/// A name that stands somewhere: for messages that point at it.
struct Word {
  std::string text;
  Place place;
  bool given() const { return !text.empty(); }
};

/// An instant counted from the start, or a date with a time of day.
struct InstantText {
  std::optional<Date> date;
  Ticks offset = 0;  ///< since midnight of `date`, else since the start
};

struct SetAttribute {
  Word attribute;
  Quantity value;
};

}  // namespace careway
