#include "input/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/words.hpp"
#include "input/scalars.hpp"

namespace careway {

namespace {

bool sign_fits(double value, Sign sign) { return sign == Sign::any || value > 0 || (sign == Sign::not_negative && value == 0); }

const char* bound_words(Sign sign) {
  if (sign == Sign::positive) return " above 0";
  return sign == Sign::not_negative ? ", 0 or more" : "";
}

/// A plain scalar's text; anything else is reported.
const std::string* plain_text(Reader& reader, const Spot& spot, const std::string& needs) {
  if (spot.node->is_scalar() && !spot.node->quoted) return &spot.node->text;
  const bool figure = spot.node->is_scalar() && (parse_share(spot.node->text) || parse_duration(spot.node->text) || parse_rate(spot.node->text));
  if (figure) reader.findings.error(spot.place(), spot.path, what_stands(*spot.node) + ", a text", "take the quotes away");
  else wrong(reader, spot, needs);
  return nullptr;
}

void too_large(Reader& reader, const Spot& spot, const std::string& most) {
  reader.findings.error(spot.place(), spot.path, what_stands(*spot.node) + ", which is beyond reason", "at most " + most);
}

/// A number is followed by a word that is no unit: says which may stand there.
bool said_of_unit(Reader& reader, const Spot& spot, const std::string& text) {
  const std::string word = strange_unit(text);
  if (word.empty()) return false;
  reader.findings.error(spot.place(), spot.path, what_stands(*spot.node) + fmt::format(", and \"{}\" is no unit of time", word), unit_advice(word));
  return true;
}

}  // namespace

std::optional<double> read_number(Reader& reader, const Spot& at, Sign sign, const char* needs) {
  const Spot spot = unwrapped(reader, at);
  const std::string words = needs != nullptr ? needs : fmt::format("a number{}", bound_words(sign));
  const std::string* text = plain_text(reader, spot, words);
  if (text == nullptr) return std::nullopt;
  std::optional<double> value = parse_number(*text);
  if (!value && text->ends_with('%')) value = parse_share(*text);
  if (!value && parse_duration(*text)) {
    reader.findings.error(spot.place(), spot.path, what_stands(*spot.node) + ", a duration",
                          "needs " + words + " without a unit");
    return std::nullopt;
  }
  if (!value || !sign_fits(*value, sign)) {
    wrong(reader, spot, words);
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> read_whole(Reader& reader, const Spot& at, WholeLimits limits, const char* needs) {
  const Spot spot = unwrapped(reader, at);
  const std::string words = needs != nullptr ? needs : fmt::format("a whole number, {} or more", limits.least);
  const std::string* text = plain_text(reader, spot, words);
  if (text == nullptr) return std::nullopt;
  const std::optional<double> value = parse_number(*text);
  if (!value || *value != std::floor(*value) || *value < static_cast<double>(limits.least)) {
    wrong(reader, spot, words);
    return std::nullopt;
  }
  if (*value > static_cast<double>(limits.most)) {
    too_large(reader, spot, fmt::format("{}", limits.most));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*value);
}

std::optional<double> read_share(Reader& reader, const Spot& at) {
  const Spot spot = unwrapped(reader, at);
  const std::string needs = "a share, 0 to 1 or 0% to 100%";
  const std::string* text = plain_text(reader, spot, needs);
  if (text == nullptr) return std::nullopt;
  const std::optional<double> value = parse_share(*text);
  if (value && *value >= 0 && *value <= 1) return value;
  wrong(reader, spot, needs);
  return std::nullopt;
}

std::optional<double> read_duration(Reader& reader, const Spot& at, Sign sign) {
  const Spot spot = unwrapped(reader, at);
  const std::string needs =
      fmt::format("a duration{}, such as 8 min", bound_words(sign == Sign::any ? Sign::not_negative : sign));
  const std::string* text = plain_text(reader, spot, needs);
  if (text == nullptr) return std::nullopt;
  const bool before = reader.signed_durations && text->starts_with('-');
  std::optional<double> value = parse_duration(before ? std::string_view(*text).substr(1) : std::string_view(*text));
  if (before && value) value = -*value;
  if (!value && parse_number(*text)) {
    wrong(reader, spot, fmt::format("a unit, such as {} min", *text));
    return std::nullopt;
  }
  if (!value && said_of_unit(reader, spot, *text)) return std::nullopt;
  if (!value || !sign_fits(*value, sign)) {
    wrong(reader, spot, needs);
    return std::nullopt;
  }
  if (std::abs(*value) > longest_duration) {
    too_large(reader, spot, "1000 years");
    return std::nullopt;
  }
  return value;
}

std::optional<Ticks> read_ticks(Reader& reader, const Spot& spot, Sign sign) {
  const std::optional<double> value = read_duration(reader, spot, sign);
  if (!value) return std::nullopt;
  return to_ticks(*value);
}

std::optional<double> read_rate(Reader& reader, const Spot& at) {
  const Spot spot = unwrapped(reader, at);
  const std::string needs = "a rate, 0 or more, such as 560 per day";
  const std::string* text = plain_text(reader, spot, needs);
  if (text == nullptr) return std::nullopt;
  const std::optional<double> value = parse_rate(*text);
  if (!value && parse_number(*text)) {
    wrong(reader, spot, fmt::format("a unit, such as {} per day", *text));
    return std::nullopt;
  }
  if (!value && said_of_unit(reader, spot, *text)) return std::nullopt;
  if (!value || *value < 0) {
    wrong(reader, spot, needs);
    return std::nullopt;
  }
  if (*value > highest_rate) {
    too_large(reader, spot, "1000000 per s");
    return std::nullopt;
  }
  return value;
}

std::optional<bool> read_truth(Reader& reader, const Spot& at) {
  const Spot spot = unwrapped(reader, at);
  const std::optional<bool> value = spot.node->is_scalar() && !spot.node->quoted ? parse_truth(spot.node->text) : std::nullopt;
  if (!value) wrong(reader, spot, "true or false");
  return value;
}

std::optional<double> read_unit(Reader& reader, const Spot& spot) {
  if (spot.node->is_scalar() && is_name(spot.node->text))
    if (const std::optional<double> size = parse_duration("1 " + spot.node->text)) return size;
  wrong(reader, spot, "a unit of time: ms, s, min, h, day or week");
  return std::nullopt;
}

std::string read_text(Reader& reader, const Spot& spot) {
  if (spot.node->is_scalar()) return spot.node->text;
  wrong(reader, spot, "a text");
  return {};
}

std::optional<Date> read_date(Reader& reader, const Spot& at) {
  const Spot spot = unwrapped(reader, at);
  const std::optional<Date> date = spot.node->is_scalar() ? parse_date(spot.node->text) : std::nullopt;
  if (!date) wrong(reader, spot, "a date, such as 2024-01-31");
  return date;
}

std::optional<InstantText> parse_instant(const std::string& text) {
  if (const std::optional<Date> date = parse_date(text.substr(0, 10))) {
    if (text.size() == 10) return InstantText{date, 0};
    const std::optional<Ticks> time = text[10] == ' ' || text[10] == 'T' ? parse_time_of_day(text.substr(11)) : std::nullopt;
    if (time) return InstantText{date, *time};
  } else if (const std::optional<double> offset = parse_duration(text); offset && *offset >= 0 && *offset <= longest_duration) {
    return InstantText{std::nullopt, to_ticks(*offset)};
  }
  return std::nullopt;
}

std::optional<InstantText> read_instant(Reader& reader, const Spot& spot) {
  const std::optional<InstantText> instant = spot.node->is_scalar() ? parse_instant(spot.node->text) : std::nullopt;
  if (!instant) wrong(reader, spot, "a date, a date with a time (2024-01-31 08:30), or a duration since the start");
  return instant;
}

std::optional<Ticks> read_time_of_day(Reader& reader, const Spot& spot) {
  const std::optional<Ticks> time = spot.node->is_scalar() ? parse_time_of_day(spot.node->text) : std::nullopt;
  if (!time) wrong(reader, spot, "a time of day in quotes, such as \"08:00\"");
  return time;
}

Word read_name(Reader& reader, const Spot& spot) {
  if (spot.node->is_scalar() && is_name(spot.node->text)) return {spot.node->text, spot.place()};
  wrong(reader, spot, "a name (small letters, digits and _, beginning with a letter)");
  return {};
}

namespace {

bool is_reference(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at != std::string_view::npos) {
    if (!is_name(text.substr(at + 1))) return false;
    text = text.substr(0, at);
  }
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!is_name(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_name(text);
}

}  // namespace

Word read_reference(Reader& reader, const Spot& spot) {
  if (spot.node->is_scalar() && is_reference(spot.node->text)) return {spot.node->text, spot.place()};
  wrong(reader, spot, "a name, such as desk or office.desk");
  return {};
}

constexpr std::size_t most_references = 1000;

std::vector<Word> read_references(Reader& reader, const Spot& spot) {
  std::vector<Word> words;
  const std::vector<Spot> items = items_of(reader, spot);
  if (too_many(reader, spot, items.size(), most_references, "name")) return words;
  for (const Spot& item : items) {
    Word word = read_reference(reader, item);
    if (!word.given()) continue;
    const auto same = std::find_if(words.begin(), words.end(), [&](const Word& other) { return other.text == word.text; });
    if (same != words.end())
      reader.findings.error(word.place, spot.path, fmt::format("names {} twice", word.text), "name it once", same->place);
    else
      words.push_back(std::move(word));
  }
  return words;
}

bool is_label(std::string_view text) {
  if (text.empty() || text.size() > 100 || text.front() == ' ' || text.back() == ' ') return false;
  if (parse_number(text)) return true;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' ||
           c == ' ';
  });
}

std::optional<std::size_t> read_word(Reader& reader, const Spot& spot, const std::vector<std::string>& words) {
  const auto found = spot.node->is_scalar() ? std::find(words.begin(), words.end(), spot.node->text) : words.end();
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::string near = spot.node->is_scalar() ? nearest_word(spot.node->text, words) : std::string();
  if (near.empty())
    wrong(reader, spot, one_of(words));
  else
    reader.findings.error(spot.place(), spot.path, what_stands(*spot.node), suggestion(spot.node->text, words));
  return std::nullopt;
}

std::vector<double> read_weights(Reader& reader, const Spot& at, std::size_t count, const char* needs) {
  const Spot spot = unwrapped(reader, at);
  if (!spot.node->is_list()) {
    wrong(reader, spot, needs);
    return {};
  }
  if (spot.node->items.size() > longest_list || (count > 0 && spot.node->items.size() != count)) {
    reader.findings.error(spot.place(), spot.path, "has " + counted(spot.node->items.size(), "item"),
                          fmt::format("needs {}", needs));
    return {};
  }
  std::vector<double> weights;
  each_item(reader, spot, needs, [&](const Spot& item) {
    if (const auto weight = read_number(reader, item, Sign::not_negative)) weights.push_back(*weight);
  });
  if (weights.size() != spot.node->items.size()) return {};
  if (std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0; })) {
    reader.findings.error(spot.place(), spot.path, "has no item above 0", fmt::format("needs {}", needs));
    return {};
  }
  return weights;
}

std::vector<Spot> items_of(Reader& reader, const Spot& at) {
  const Spot spot = unwrapped(reader, at);
  if (!spot.node->is_list()) return {spot};
  std::vector<Spot> items;
  for (std::size_t i = 0; i < spot.node->items.size(); ++i)
    items.push_back({&spot.node->items[i], fmt::format("{}[{}]", spot.path, i + 1)});
  if (items.empty()) reader.findings.error(spot.place(), spot.path, "is an empty list", "needs at least one item");
  return items;
}

}  // namespace careway
