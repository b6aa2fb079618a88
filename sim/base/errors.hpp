// Failures of the world outside the program: a disk, a file, another process. Exit code 3.
#pragma once

#include <stdexcept>
#include <string>

namespace careway {

class WorldError : public std::runtime_error {
 public:
  /// `object` is what failed (a path, say), `operation` what was tried, `words` what the system said.
  WorldError(std::string object_name, std::string operation_name, std::string words)
      : std::runtime_error("cannot " + operation_name + " " + object_name + ": " + words),
        object(std::move(object_name)),
        operation(std::move(operation_name)) {}
  std::string object;
  std::string operation;
};

}  // namespace careway
