#include "base/contract.hpp"

namespace careway {

void broken_promise(const char* kind, const char* condition, const char* file, int line) {
  std::string name(file);
  name = name.substr(name.find_last_of('/') + 1);
  throw Defect(name + ":" + std::to_string(line) + ": " + kind + " " + condition);
}

}  // namespace careway
