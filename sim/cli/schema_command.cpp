#include <fmt/core.h>

#include "cli/commands.hpp"
#include "input/schema.hpp"

namespace careway {

Exit schema_command() {
  fmt::print("{}\n", schema_text());
  return Exit::good;
}

}  // namespace careway
