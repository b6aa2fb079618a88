#include "output/reading_guard.hpp"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace careway {

namespace {

constexpr int exit_code = 3;                    // the world failed
constexpr std::size_t least_seconds = 2;        // a megabyte takes about 0.02
constexpr std::size_t bytes_a_second = 1 << 20;
constexpr std::size_t most_seconds = 3600;
constexpr std::array watched = {SIGPROF, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

// What a signal handler may use: made before, only read in it.
std::array<char, 512> words;
std::size_t words_size = 0;
std::array<struct sigaction, watched.size()> earlier;
alignas(16) std::array<char, 1 << 16> stack;  // for the handler, in case the program's own is used up
stack_t earlier_stack;

extern "C" void end_of_reading(int) {
  if (::write(STDERR_FILENO, words.data(), words_size) < 0) ::_exit(exit_code);
  ::_exit(exit_code);
}

void limit_time(std::size_t seconds) {
  itimerval limit{};
  limit.it_value.tv_sec = static_cast<time_t>(seconds);
  ::setitimer(ITIMER_PROF, &limit, nullptr);
}

}  // namespace

ReadingGuard::ReadingGuard(const std::string& path, std::size_t file_size) {
  const std::string text = "careway: cannot read " + path.substr(0, 300) + ": it is damaged in a way that the HDF5 library does not survive\n";
  words_size = std::min(text.size(), words.size());
  std::memcpy(words.data(), text.data(), words_size);
  stack_t own{};
  own.ss_sp = stack.data();
  own.ss_size = stack.size();
  ::sigaltstack(&own, &earlier_stack);
  struct sigaction action {};
  action.sa_handler = end_of_reading;
  action.sa_flags = SA_ONSTACK;
  ::sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < watched.size(); ++i) ::sigaction(watched[i], &action, &earlier[i]);
  limit_time(std::min(most_seconds, least_seconds + file_size / bytes_a_second));
}

ReadingGuard::~ReadingGuard() {
  limit_time(0);
  for (std::size_t i = 0; i < watched.size(); ++i) ::sigaction(watched[i], &earlier[i], nullptr);
  ::sigaltstack(&earlier_stack, nullptr);
}

}  // namespace careway
