// Signals that ask the program to end: the first lets the replications in hand finish, the second ends it at once. What is
// finished is in the partial file by then, so even the second loses only what was in hand.
#pragma once

#include <atomic>

namespace careway {

/// From now on SIGINT, SIGTERM and SIGHUP set the flag, and a file that may not grow is an error to the writer, not the end.
const std::atomic<bool>& heed_signals();

}  // namespace careway
