#include "input/paths.hpp"

#include <filesystem>

namespace careway {

std::string beside(const std::string& file, const std::string& name) {
  return (std::filesystem::path(file).parent_path() / name).lexically_normal().generic_string();
}

}  // namespace careway
