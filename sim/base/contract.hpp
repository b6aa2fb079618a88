// Promises between parts of the program. A broken one is our defect, never the user's mistake:
// it throws Defect with the place and the values, and the command line turns it into exit code 1.
#pragma once

#include <stdexcept>
#include <string>

namespace careway {

class Defect : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void broken_promise(const char* kind, const char* condition, const char* file, int line);

}  // namespace careway

// The caller's duty, a belief held half-way, and what a function promises on return.
#define EXPECTS(condition) \
  ((condition) ? void(0) : ::careway::broken_promise("expected", #condition, __FILE__, __LINE__))
#define HOLDS(condition) \
  ((condition) ? void(0) : ::careway::broken_promise("believed", #condition, __FILE__, __LINE__))
#define ENSURES(condition) \
  ((condition) ? void(0) : ::careway::broken_promise("promised", #condition, __FILE__, __LINE__))

// For the few functions of the event loop that are too large to be inlined without being asked, and called for every event.
#if defined(__GNUC__)
#define HOT_INLINE [[gnu::always_inline]] inline
#else
#define HOT_INLINE inline
#endif

// For the event loop: checked in debug builds only.
#ifdef NDEBUG
#define HOT_HOLDS(condition) void(0)
#else
#define HOT_HOLDS(condition) HOLDS(condition)
#endif

// Where the event loop never comes: the compiler may forget that it is there.
#if defined(NDEBUG) && defined(__GNUC__)
#define HOT_UNREACHABLE __builtin_unreachable()
#else
#define HOT_UNREACHABLE HOLDS(false)
#endif
