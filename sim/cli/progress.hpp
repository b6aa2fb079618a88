// A progress line on stderr while a person watches: share done, rate, time left. Nothing when stderr is not a terminal,
// but a plain line every ten seconds.
#pragma once

#include <chrono>
#include <cstddef>

namespace careway {

class Progress {
 public:
  Progress(std::size_t whole, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void done(std::size_t count);

 private:
  using Clock = std::chrono::steady_clock;
  std::size_t whole_;
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point begun_;
  Clock::time_point last_;
};

}  // namespace careway
