// Single values with their limits: numbers, durations, rates, shares, dates, names. Each reader sees through
// `{value:, source:}`, reports what is wrong, and then returns nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "input/decimal.hpp"
#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

/// Figures beyond these are slips of the pen.
inline constexpr std::int64_t most_units = 1'000'000'000;
inline constexpr double longest_duration = 1000.0 * 365.25 * static_cast<double>(ticks_per_day);
inline constexpr double highest_rate = 1e6 / static_cast<double>(ticks_per_second);  ///< a million per second
inline constexpr std::size_t longest_list = 100'000;

enum class Sign { positive, not_negative, any };

/// `needs` overrides the usual words for what may stand there.
std::optional<double> read_number(Reader& reader, const Spot& spot, Sign sign, const char* needs = nullptr);
struct WholeLimits {
  std::int64_t least = 0;
  std::int64_t most = most_units;
};
std::optional<std::int64_t> read_whole(Reader& reader, const Spot& spot, WholeLimits limits, const char* needs = nullptr);
/// 0 to 1, or 0% to 100%.
std::optional<double> read_share(Reader& reader, const Spot& spot);
/// Milliseconds.
std::optional<double> read_duration(Reader& reader, const Spot& spot, Sign sign);
std::optional<Ticks> read_ticks(Reader& reader, const Spot& spot, Sign sign);
/// Events per millisecond.
std::optional<double> read_rate(Reader& reader, const Spot& spot);
std::optional<bool> read_truth(Reader& reader, const Spot& spot);
/// Milliseconds in one `min`, `h`, `day`, ...
std::optional<double> read_unit(Reader& reader, const Spot& spot);

std::string read_text(Reader& reader, const Spot& spot);
std::optional<Date> read_date(Reader& reader, const Spot& spot);
/// A date, a date with a time of day, or a duration since the start.
std::optional<InstantText> parse_instant(const std::string& text);
std::optional<InstantText> read_instant(Reader& reader, const Spot& spot);
std::optional<Ticks> read_time_of_day(Reader& reader, const Spot& spot);

/// A bare name, for something that is made here.
Word read_name(Reader& reader, const Spot& spot);
/// A name that may be dotted and say a site: `desk`, `office.desk@north`.
Word read_reference(Reader& reader, const Spot& spot);
/// One reference or a list of them, none twice.
std::vector<Word> read_references(Reader& reader, const Spot& spot);
/// A label of an attribute: a word or number, perhaps with `+`, `-` and spaces.
bool is_label(std::string_view text);

/// The index of the word that stands there.
std::optional<std::size_t> read_word(Reader& reader, const Spot& spot, const std::vector<std::string>& words);
/// As many numbers as `count` (any number of them when it is 0), none negative, not all 0.
std::vector<double> read_weights(Reader& reader, const Spot& spot, std::size_t count, const char* needs);

/// The items of a list; a single value is a list of one.
std::vector<Spot> items_of(Reader& reader, const Spot& spot);

}  // namespace careway
