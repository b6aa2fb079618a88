// What the user asked for contradicts itself or what lies on the disk: exit code 2, with these words.
#pragma once

#include <stdexcept>

namespace careway {

class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace careway
