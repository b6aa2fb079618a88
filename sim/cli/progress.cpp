#include "cli/progress.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <string>

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
  if (shown_ && terminal_) fmt::print(stderr, "\r{:78}\r", "");
}

void Progress::done(std::size_t count) {
  if (quiet_) return;
  const auto now = Clock::now();
  const double spent = std::chrono::duration<double>(now - begun_).count();
  const double left = count > 0 ? spent / static_cast<double>(count) * static_cast<double>(whole_ - count) : 0;
  if (terminal_) {
    const int filled = static_cast<int>(static_cast<std::size_t>(bar_width) * count / whole_);
    fmt::print(stderr, "\r[{:<{}}] {}/{} replications, {:.1f}/s, {} left   ", std::string(static_cast<std::size_t>(filled), '='),
               bar_width, count, whole_, static_cast<double>(count) / spent, time_left(left));
    std::fflush(stderr);
    shown_ = true;
  } else if (std::chrono::duration<double>(now - last_).count() >= 10) {
    fmt::print(stderr, "{}/{} replications, {} left\n", count, whole_, time_left(left));
    last_ = now;
  }
}

}  // namespace careway
