#include "cli/stopping.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace careway {

namespace {

std::atomic<bool> asked_to_stop{false};

void on_signal(int number) {
  if (asked_to_stop.exchange(true)) std::_Exit(128 + number);
  constexpr std::string_view words = "\nfinishing the replications in hand; once more stops at once\n";
  (void)!::write(STDERR_FILENO, words.data(), words.size());
}

}  // namespace

const std::atomic<bool>& heed_signals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP})
    if (std::signal(number, on_signal) == SIG_IGN) std::signal(number, SIG_IGN);  // as nohup wants it
  return asked_to_stop;
}

}  // namespace careway
