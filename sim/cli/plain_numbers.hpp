// What is given on the command line. Numbers are read as in a model: in decimal, with no octal, hexadecimal, nan or infinity, and none that
// does not fit.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <string>

namespace careway {

/// For options of type std::uint64_t and whatever is smaller.
inline CLI::Validator whole_number() {
  const auto fault = [](const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool octal = text.size() > 1 && text.front() == '0';
    const bool whole = error == std::errc() && end == text.data() + text.size() && !octal;
    return whole ? std::string() : "\"" + text + "\" is no whole number from 0 to 18446744073709551615";
  };
  return {fault, "WHOLE"};
}

/// For options of type double.
inline CLI::Validator plain_number() {
  const auto fault = [](const std::string& text) {
    const bool plain = !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string::npos;
    return plain ? std::string() : "\"" + text + "\" is no number";
  };
  return {fault, "NUMBER"};
}

/// For names of files and other texts: an empty one (an unset variable of a script, mostly) does not count as left away.
inline CLI::Validator not_empty() {
  return {[](const std::string& text) { return text.empty() ? std::string("nothing is given") : std::string(); }, ""};
}

}  // namespace careway
