// Name and version of the results file, and what is thrown inside this floor when a file is not one.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace careway {

inline constexpr const char* format_name = "careway-results";
inline constexpr const char* sweep_format_name = "careway-sweep";
inline constexpr std::int64_t format_version = 1;
inline constexpr std::int64_t farthest_day = 3'700'000;  ///< of a start date, about the year 12,000: the calendar's int years hold, and a text fits

/// What is wrong with a file, or what HDF5 could not do; `write_results` and `read_results` turn it into WorldError.
class FileFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline FileFault newer_format(std::int64_t version) {
  return FileFault("format version " + std::to_string(version) + " is newer than this program reads (" +
                   std::to_string(format_version) + ")");
}

}  // namespace careway
