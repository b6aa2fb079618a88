#include "report/graph_text_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace careway {

namespace {

std::string value_words(double value, Dimension dimension) {
  return dimension == Dimension::duration ? duration_words(to_ticks(value)) : number_words(value);
}

std::string distribution_words(const DistributionText& text, Dimension dimension) {
  const auto value = [&](const char* name) { return value_words(text.find(name)->value, dimension); };
  std::string family = spaced(text.family);
  if (text.family == "constant") return value("value");
  if (text.find("min") && text.find("max")) return fmt::format("{} to {} ({})", value("min"), value("max"), family);
  if (text.find("mean")) return fmt::format("{} on average ({})", value("mean"), family);
  if (text.find("median")) return fmt::format("half under {} ({})", value("median"), family);
  if (text.find("shape") && text.find("scale") && text.family == "gamma")
    return fmt::format("{} on average (gamma)", value_words(text.find("shape")->value * text.find("scale")->value, dimension));
  if (text.family == "quantiles" && !text.values.empty())
    return fmt::format("{} to {}", value_words(text.values.front(), dimension), value_words(text.values.back(), dimension));
  if (text.family == "empirical") return fmt::format("as measured ({} values)", text.values.size());
  return family;
}

/// The middle of a quantity, without its family.
std::string brief(const Quantity& quantity) {
  std::string words = quantity_words(quantity);
  for (const char* tail : {" on average", " ("})
    if (const std::size_t at = words.find(tail); at != std::string::npos && quantity.kind == Quantity::Kind::distribution)
      words.erase(at);
  return words;
}

std::string by_words(const Quantity& quantity) {
  std::string words;
  for (const auto& [label, inner] : quantity.cases)
    words += (words.empty() ? "by " + spaced(quantity.attribute) + " – " : ", ") + labelled(label, brief(inner));
  if (quantity.otherwise) words += ", else " + brief(*quantity.otherwise);
  return words;
}

std::string choice_words(const Quantity& quantity) {
  double sum = 0;
  for (const auto& choice : quantity.choices) sum += choice.weight;
  std::string words;
  for (const auto& choice : quantity.choices) {
    std::string label = choice.label;
    if (quantity.dimension == Dimension::duration) label = duration_words(to_ticks(std::strtod(choice.label.c_str(), nullptr)));
    words += (words.empty() ? "" : ", ") + labelled(label, share_words(sum > 0 ? choice.weight / sum : 0));
  }
  return words;
}

std::string modifiers_words(const Quantity& quantity) {
  std::string words;
  if (quantity.plus != 0) words += ", plus " + value_words(quantity.plus, quantity.dimension);
  if (quantity.times) words += ", times (" + plain_expression(*quantity.times) + ")";
  if (quantity.at_least && *quantity.at_least != 0) words += ", at least " + value_words(*quantity.at_least, quantity.dimension);
  if (quantity.at_most) words += ", at most " + value_words(*quantity.at_most, quantity.dimension);
  if (quantity.between)
    words += fmt::format(", between {} and {}", value_words(quantity.between->first, quantity.dimension),
                         value_words(quantity.between->second, quantity.dimension));
  return words;
}

std::string one_capacity(const Resource& resource) {
  if (resource.unlimited) return "unlimited";
  if (resource.capacity) return number_words(static_cast<double>(*resource.capacity));
  std::int64_t least = INT64_MAX, most = 0;
  for (const Shift& shift : resource.roster) {
    least = std::min(least, shift.capacity);
    most = std::max(most, shift.capacity);
  }
  return least == most ? fmt::format("{} by roster", most) : fmt::format("{} to {} by roster", least, most);
}

std::string rate_words(double per_day) {
  if (per_day >= 1 || per_day == 0) return number_words(per_day) + " a day";
  if (per_day * 7 >= 1) return number_words(per_day * 7) + " a week";
  return number_words(per_day * 365.25) + " a year";
}

}  // namespace

std::string duration_words(Ticks duration) {
  if (duration == ticks_per_day) return "1 day";
  const struct {
    Ticks below, unit;
    const char* name;
  } scales[] = {{ticks_per_minute, ticks_per_second, "s"}, {2 * ticks_per_hour, ticks_per_minute, "min"}, {2 * ticks_per_day, ticks_per_hour, "h"},
                {never, ticks_per_day, "days"}};
  for (const auto& scale : scales)
    if (std::abs(duration) < scale.below) return number_words(static_cast<double>(duration) / static_cast<double>(scale.unit)) + " " + scale.name;
  return "for ever";
}

std::string labelled(const std::string& label, const std::string& value) {
  const bool digits = !label.empty() && label.find_first_not_of("0123456789.+-") == std::string::npos;
  return spaced(label) + (digits ? ": " : " ") + value;
}

std::string spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string shortened(const std::string& text, std::size_t most) {
  std::size_t characters = 0, end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;  // inside a character
    if (++characters == most) end = i;
  }
  return characters <= most ? text : text.substr(0, end) + "…";
}

std::string plain_expression(const Expression& expression) {
  std::string words;
  const std::string& written = expression.written;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written.compare(i, 2, "==") == 0) {
      words += '=';
      ++i;
    } else if (written.compare(i, 2, "<=") == 0 || written.compare(i, 2, ">=") == 0 || written.compare(i, 2, "!=") == 0) {
      words += written[i] == '<' ? "≤" : written[i] == '>' ? "≥" : "≠";
      ++i;
    } else {
      words += written[i];
    }
  }
  return spaced(words);
}

std::string quantity_words(const Quantity& quantity) {
  switch (quantity.kind) {
    case Quantity::Kind::fixed: return value_words(quantity.number, quantity.dimension);
    case Quantity::Kind::label: return spaced(quantity.label);
    case Quantity::Kind::distribution: return distribution_words(*quantity.distribution, quantity.dimension) + modifiers_words(quantity);
    case Quantity::Kind::choice: return choice_words(quantity);
    case Quantity::Kind::by: return by_words(quantity);
    case Quantity::Kind::formula: return plain_expression(*quantity.formula);
  }
  return {};
}

std::string time_of_day_words(Ticks time) {
  return fmt::format("{:02}:{:02}", time / ticks_per_hour, time % ticks_per_hour / ticks_per_minute);
}

std::string share_words(double share) { return fmt::format("{:.3g}%", 100 * share); }

std::string number_words(double number) {
  if (std::abs(number) < 999.5) return fmt::format("{:.3g}", number);
  std::string digits = fmt::format("{:.0f}", number);
  for (std::size_t i = digits.size() - 3; i > (number < 0 ? 1u : 0u) && i < digits.size(); i -= 3) digits.insert(i, ",");
  return digits;
}

std::string attribute_words(const SetAttribute& set) {
  const std::string name = spaced(set.attribute.text);
  const Quantity& value = set.value;
  if (value.kind == Quantity::Kind::fixed || value.kind == Quantity::Kind::label) return name + " = " + quantity_words(value);
  if (value.kind == Quantity::Kind::by) return name + " (by " + spaced(value.attribute) + ")";
  if (value.kind == Quantity::Kind::formula) return name + " = " + quantity_words(value);
  return name + ": " + quantity_words(value);
}

std::string capacity_words(const std::vector<const Resource*>& at, const std::vector<Site>& sites) {
  std::string words = one_capacity(*at[0]);
  const bool alike = std::all_of(at.begin(), at.end(), [&](const Resource* r) { return one_capacity(*r) == words; });
  if (!alike) {
    words.clear();
    for (std::size_t i = 0; i < at.size(); ++i) {
      std::string one = one_capacity(*at[i]);
      if (const std::size_t tail = one.find(" by roster"); tail != std::string::npos) one.erase(tail);
      words += fmt::format("{}{} {}", i > 0 ? ", " : "", spaced(sites[i].name), one);
    }
    if (!at[0]->roster.empty()) words += ", by roster";
  } else if (at.size() > 1 && !at[0]->unlimited) {
    words += " at each site";
  }
  return at[0]->changes.empty() ? words : words + ", changes by date";
}

std::string days_words(const std::array<bool, 7>& days) {
  std::string text;
  if (std::all_of(days.begin(), days.end(), [](bool on) { return on; })) return text;
  for (std::size_t day = 0; day < 7; ++day)
    if (days[day]) text += (text.empty() ? " on " : ", ") + std::string(weekday_names[day]);
  return text;
}

std::string arrivals_words(const std::vector<const Arrivals*>& at, const std::vector<Site>& sites) {
  const Arrivals& first = *at[0];
  std::string words;
  const auto several = [&](auto value, auto text) {
    double sum = 0;
    std::string each;
    for (std::size_t i = 0; i < at.size(); ++i) {
      sum += value(*at[i]);
      each += fmt::format("{}{} {}", i > 0 ? ", " : "", i < sites.size() ? spaced(sites[i].name) : "", number_words(value(*at[i])));
    }
    return text(sum) + (at.size() > 1 ? " (" + each + ")" : "");
  };
  if (first.kind == Arrivals::Kind::rate)
    words = several([](const Arrivals& a) { return a.rate * static_cast<double>(ticks_per_day); }, rate_words);
  else if (first.kind == Arrivals::Kind::interarrival && first.interarrival)
    words = "one every " + quantity_words(*first.interarrival);
  else if (first.kind == Arrivals::Kind::at)
    words = fmt::format("at {} fixed time{}{}{}", first.at.size(), first.at.size() == 1 ? "" : "s", first.at_each_day ? " each day" + days_words(first.days) : "",
                        first.every ? ", again every " + duration_words(*first.every) : "");
  if (first.open.given()) words += ", while it is open: " + spaced(first.open.text);
  if (first.times) words += ", times " + plain_expression(*first.times);
  if (!first.surges.empty()) words += ", more in surges";
  if (first.batch) words += ", together: " + quantity_words(*first.batch);
  if (first.no_show > 0) words += ", " + share_words(first.no_show) + " do not come";
  if (first.initial > 0)
    words += (words.empty() ? "" : ", ") +
             several([](const Arrivals& a) { return static_cast<double>(a.initial); }, number_words) + " at the start";
  return words;
}

}  // namespace careway
