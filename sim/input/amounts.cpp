#include "input/amounts.hpp"

#include <fmt/format.h>

#include <cmath>

#include "input/scalars.hpp"

namespace careway {

namespace {

/// The longest number at the beginning: "5.5" of "5.5 days".
std::string_view leading_number(std::string_view text) {
  std::string_view front = text.substr(0, text.find_first_not_of("+-.0123456789eE"));
  while (!front.empty() && !parse_number(front)) front.remove_suffix(1);
  return front;
}

/// " days" of " days 12 h".
std::string_view first_unit(std::string_view rest) {
  const std::size_t word = rest.find_first_not_of(' ');
  return rest.substr(0, word == std::string_view::npos ? word : rest.find_first_of(" 0123456789", word));
}

}  // namespace

std::optional<Amount> parse_amount(std::string_view text) {
  if (const auto number = parse_number(text)) return Amount{Amount::Kind::number, *number, "", 1};
  const std::string_view front = leading_number(text);
  if (front.empty()) return std::nullopt;
  const double value = *parse_number(front);
  const std::string_view rest = text.substr(front.size());
  if (rest.ends_with('%') && parse_share(text)) return Amount{Amount::Kind::percent, value, std::string(rest), 0.01};
  if (const auto rate = parse_rate(text))
    return Amount{Amount::Kind::rate, value, std::string(rest), parse_rate("1" + std::string(rest)).value_or(0)};
  const auto duration = parse_duration(text);
  if (!duration) return std::nullopt;
  const std::string unit(first_unit(rest));
  const double factor = parse_duration("1" + unit).value_or(1);
  return Amount{Amount::Kind::duration, unit.size() == rest.size() ? value : *duration / factor, unit, factor};
}

std::string to_text(const Amount& amount) { return fmt::format("{:.15g}{}", amount.value, amount.unit); }

Amount scaled(Amount amount, double times) {
  amount.value *= times;
  return amount;
}

std::optional<Amount> added(Amount to, const Amount& more) {
  const auto plain = [](const Amount& a) { return a.kind == Amount::Kind::number || a.kind == Amount::Kind::percent; };
  if (to.kind == Amount::Kind::number && to.value == 0) return more;  // 0 fits every unit
  if (more.kind == Amount::Kind::number && more.value == 0) return to;
  if (to.kind != more.kind && !(plain(to) && plain(more))) return std::nullopt;
  to.value += to.factor == more.factor ? more.value : more.value * more.factor / to.factor;
  return to;
}

Amount rounded(Amount amount) {
  if (amount.kind == Amount::Kind::number) amount.value = std::floor(amount.value + 0.5);
  return amount;
}

}  // namespace careway
