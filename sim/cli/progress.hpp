// A progress line on stderr while a person watches: share done, replications done, time left. When stderr is not a terminal, a plain
// line every ten seconds.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace careway {

class Progress {
 public:
  Progress(std::size_t whole, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// `parts`: how much of those in hand is done, in replications. What the first call says was done before.
  void done(std::size_t count, double parts);

 private:
  using Clock = std::chrono::steady_clock;
  std::size_t whole_;
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  std::optional<double> before_;
  Clock::time_point begun_;
  Clock::time_point last_;
};

}  // namespace careway
