#include "cli/share.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "cli/refused.hpp"

namespace careway {

namespace {

constexpr std::uint32_t most_shares = 1'000'000;

/// 0 unless all of it is a number.
std::uint32_t whole_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

RunShare read_share(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string_view all = text;
  RunShare share{0, 0};
  if (slash != std::string::npos) share = {whole_number(all.substr(0, slash)), whole_number(all.substr(slash + 1))};
  if (share.number < 1 || share.number > share.of || share.of > most_shares)
    throw Refused(fmt::format("--share \"{}\": write which part of how many, such as 3/16; the first is at most the second", text));
  return share;
}

std::vector<std::uint32_t> replications_of(const RunShare& share, std::uint32_t whole) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = share.number - 1; i < whole; i += share.of) numbers.push_back(i);
  if (numbers.empty())
    throw Refused(fmt::format("--share {}/{}: there are only {} replications, so at most {} shares", share.number, share.of, whole, whole));
  return numbers;
}

}  // namespace careway
