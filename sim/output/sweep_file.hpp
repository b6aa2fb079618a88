// The results of a sweep (HDF5, see FORMAT.md): the plan, and for each of its points all that a results file of its scenario
// holds. Written and read point by point, so that memory holds one point, however many there are.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "study/results.hpp"

namespace careway {

struct SweepAbout {
  std::string name;
  std::string about;
  InputText design;                              ///< file name and text
  std::vector<std::string> factors;
  std::vector<std::vector<std::string>> values;  ///< [point][factor], as written; "" where it changes nothing
};

bool is_sweep_file(const std::string& path);

class SweepWriter final {
 public:
  /// Writes `path`.part until finish(). WorldError as of write_results, here and below.
  SweepWriter(const std::string& path, const SweepAbout& about);
  ~SweepWriter();
  SweepWriter(const SweepWriter&) = delete;
  SweepWriter& operator=(const SweepWriter&) = delete;
  /// The next point.
  void add(const Results& results);
  void finish();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

class SweepReader final {
 public:
  /// Checks the seal, which takes a second for a few gigabytes.
  explicit SweepReader(const std::string& path);
  ~SweepReader();
  SweepReader(const SweepReader&) = delete;
  SweepReader& operator=(const SweepReader&) = delete;
  const SweepAbout& about() const { return about_; }
  std::size_t points() const { return about_.values.size(); }
  /// Of the point with this number, from 0.
  Results read(std::size_t point) const;

 private:
  struct File;
  std::unique_ptr<File> file_;
  SweepAbout about_;
};

}  // namespace careway
