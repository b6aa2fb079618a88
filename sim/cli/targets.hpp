// Where a command may write. Asked before the work, not after it; and nothing that careway did not make itself is written over.
#pragma once

#include <string>
#include <vector>

namespace careway {

enum class Target { results, sweep };

/// WorldError when it is clear beforehand that `path` cannot be written; Refused when something else stands there, the other kind
/// included, or where the tables beside it would go.
void refuse_target(const std::string& path, Target target);

/// The folder that holds the file.
std::string folder_of(const std::string& path);

/// The name of the summary for spreadsheets beside a results file.
std::string csv_beside(const std::string& out);

/// For what is made of `inputs` (a drawing, a table, a report): Refused when it would take the place of one of them.
void refuse_input(const std::string& path, const std::vector<std::string>& inputs);

/// For what is made again in seconds: Refused when it would take the place of results, which may have taken hours.
void refuse_over_results(const std::string& path);

}  // namespace careway
