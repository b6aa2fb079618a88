// Words for a person, on stderr. Where nobody hears them (a closed terminal, a full disk) the work goes on.
#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <utility>

namespace careway {

template <class... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  const std::string words = fmt::format(format, std::forward<Args>(args)...);
  std::fwrite(words.data(), 1, words.size(), stderr);
}

}  // namespace careway
