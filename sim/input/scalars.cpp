#include "input/scalars.hpp"

#include <array>
#include <cstddef>

#include "base/words.hpp"
#include "input/decimal.hpp"

namespace careway {

const char* const duration_forms =
    "write a number and a unit, such as \"8 min\", \"5.5 days\", \"90 s\" or \"1 day 12 h\" (units: ms, s, min, h, days, weeks)";
const char* const rate_forms = "write a number per unit of time, such as \"560 per day\", \"0.05 per min\" or \"12/h\"";

namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r' || text.front() == '\n'))
    text.remove_prefix(1);
}

/// Takes the letters that begin the text.
std::string_view take_word(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_letter(text[end])) ++end;
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

/// The text in small letters; nothing when it is longer than any word we know.
std::string small(std::string_view text) {
  std::string word;
  if (text.size() > 12) return word;
  for (const char c : text) word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return word;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto number = leading_decimal(text);
  if (!number || number->length != text.size()) return std::nullopt;
  return negative && number->value != 0 ? -number->value : number->value;
}

std::optional<double> parse_share(std::string_view text) {
  text = trim(text);
  if (!text.ends_with('%')) return parse_number(text);
  text = trim(text.substr(0, text.size() - 1));
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto number = leading_decimal(text, -2);
  if (!number || number->length != text.size()) return std::nullopt;
  return negative && number->value != 0 ? -number->value : number->value;
}

/// Parts go from large units to small, so that "5 min 5 min" is noticed as a slip.
std::optional<double> parse_duration(std::string_view text) {
  text = trim(text);
  if (const auto zero = parse_number(text); zero && *zero == 0) return 0.0;
  double sum = 0;
  double smallest = 0;
  do {
    const auto number = leading_decimal(text);
    if (!number) return std::nullopt;
    text.remove_prefix(number->length);
    skip_blanks(text);
    const auto unit = unit_milliseconds(take_word(text));
    if (!unit || (smallest > 0 && *unit >= smallest)) return std::nullopt;
    smallest = *unit;
    sum += number->value * *unit;
    skip_blanks(text);
  } while (!text.empty());
  return sum;
}

std::optional<double> parse_rate(std::string_view text) {
  text = trim(text);
  const auto number = leading_decimal(text);
  if (!number) return std::nullopt;
  text.remove_prefix(number->length);
  skip_blanks(text);
  if (text.starts_with('/')) {
    text.remove_prefix(1);
  } else if (take_word(text) != "per" || text.empty() || is_digit(text.front())) {
    return std::nullopt;
  }
  skip_blanks(text);
  const auto unit = unit_milliseconds(take_word(text));
  if (!unit || !text.empty()) return std::nullopt;
  return number->value / *unit;
}

std::string strange_unit(std::string_view text) {
  text = trim(text);
  if (text.starts_with('-')) text.remove_prefix(1);
  while (const auto number = leading_decimal(text)) {
    text.remove_prefix(number->length);
    skip_blanks(text);
    if (text.starts_with('/')) text.remove_prefix(1);
    skip_blanks(text);
    std::string_view word = take_word(text);
    skip_blanks(text);
    if (word == "per") {
      word = take_word(text);
      skip_blanks(text);
    }
    if (word.empty() || word == "a" || word == "an" || word == "each" || word == "every") return {};  // "6 a day": not the unit is wrong
    if (!unit_milliseconds(word)) return std::string(word);
  }
  return {};
}

std::string unit_advice(std::string_view word) {
  static const std::vector<std::string> units = {"min", "h", "days", "s", "ms", "weeks", "hr", "sec", "minutes", "hours", "seconds"};
  const std::string known = "units are: ms, s, min, h, days, weeks";
  const std::string lower = small(word);
  if (lower.starts_with("month") || lower.starts_with("year")) return "its length varies; write it in days or weeks";
  if (lower == "m") return "did you mean min? " + known;
  const std::string near = nearest_word(lower, units);
  return (near.empty() ? "" : "did you mean " + near + "? ") + known;
}

std::optional<Ticks> parse_time_of_day(std::string_view text) {
  text = trim(text);
  const auto time = leading_time_of_day(text);
  if (!time || time->length != text.size()) return std::nullopt;
  return static_cast<Ticks>(time->value);
}

std::optional<int> parse_weekday(std::string_view text) {
  static constexpr std::array<std::string_view, 7> days = {"monday", "tuesday",  "wednesday", "thursday",
                                                           "friday", "saturday", "sunday"};
  const std::string word = small(trim(text));
  for (std::size_t day = 0; day < days.size(); ++day)
    if (word == days[day] || word == days[day].substr(0, 3)) return static_cast<int>(day);
  return std::nullopt;
}

std::optional<bool> parse_truth(std::string_view text) {
  const std::string word = small(trim(text));
  if (word == "true" || word == "yes") return true;
  if (word == "false" || word == "no") return false;
  return std::nullopt;
}

}  // namespace careway
