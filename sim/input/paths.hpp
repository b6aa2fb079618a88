// Names of files that stand in files.
#pragma once

#include <string>

namespace careway {

/// `name` as it is meant beside `file`: in the same folder, unless it says otherwise; without `.` and `..` where possible.
std::string beside(const std::string& file, const std::string& name);

}  // namespace careway
