#include "cli/progress.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "cli/say.hpp"

namespace careway {

namespace {

constexpr int bar_width = 30;

std::string time_left(double seconds) {
  if (seconds < 90) return fmt::format("{:.0f} s", seconds);
  if (seconds < 5400) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace

Progress::Progress(std::size_t whole, bool quiet)
    : whole_(whole), quiet_(quiet), terminal_(isatty(fileno(stderr)) != 0), begun_(Clock::now()), last_(begun_) {}

Progress::~Progress() {
  if (shown_ && terminal_) say("\r{:78}\r", "");
}

void Progress::done(std::size_t count, double parts) {
  if (quiet_ || whole_ == 0) return;
  const double all = std::min(static_cast<double>(count) + parts, static_cast<double>(whole_));
  if (!before_) before_ = all;
  const auto now = Clock::now();
  if (std::chrono::duration<double>(now - last_).count() < (terminal_ ? 0.1 : 10)) return;
  last_ = now;
  const double share = all / static_cast<double>(whole_);
  std::string words = fmt::format("{:.0f}%, {} of {} replications", std::floor(share * 100), count, whole_);
  if (all > *before_) {
    const double spent = std::chrono::duration<double>(now - begun_).count();
    words += fmt::format(", {} left", time_left(spent / (all - *before_) * (static_cast<double>(whole_) - all)));
  }
  if (terminal_) {
    say("\r[{:<{}}] {:<44}", std::string(static_cast<std::size_t>(bar_width * share), '='), bar_width, words);
    std::fflush(stderr);
    shown_ = true;
  } else {
    say("{}\n", words);
  }
}

}  // namespace careway
