// A scenario or model file, and all it refers to, into a StudyText.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "model/study_text.hpp"

namespace careway {

/// How files are found: the command line reads the disk, a web page may hold them in memory.
class FileReader {
 public:
  virtual ~FileReader() = default;
  /// Throws WorldError when it cannot be read.
  virtual std::string read(const std::string& path) const = 0;
};

struct ReadOptions {
  bool strict_sources = false;  ///< every figure must have a source (`check --strict`)
  std::optional<Ticks> length = {};  ///< of the run, instead of what the experiment says
};

struct ReadResult {
  StudyText study;  ///< complete only when `findings` has no errors; `texts` is always filled
  bool complete = false;
};

/// Reads everything and reports all findings at once (in study.findings).
ReadResult read_study(const std::string& path, const FileReader& files, const ReadOptions& options = {});

}  // namespace careway
