// The scenarios of a sweep as networks, made when the first of their replications is begun and dropped when others are under way.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "cli/load.hpp"
#include "engine/record.hpp"
#include "study/results.hpp"
#include "study/tasks.hpp"

namespace careway {

struct SweepOverrides {
  std::optional<int> replications;
  std::optional<std::uint64_t> seed;
  std::optional<double> days;
};

class SweepStudies {
 public:
  struct Study {
    Loaded loaded;
    Layout layout;
    std::uint64_t seed;
    std::uint32_t replications;
  };

  SweepStudies(DesignText design, const SweepOverrides& overrides) : design_(std::move(design)), overrides_(overrides) {}

  const DesignText& design() const { return design_; }
  std::size_t points() const { return design_.points.size(); }
  /// From any thread. The few points asked for last are kept. Findings go to `report`, or nowhere; InputRefused with errors.
  std::shared_ptr<const Study> get(std::size_t point, std::string* report = nullptr);
  /// Reads every scenario once, so that nothing is run when one of them is wrong: prints what is, and throws Refused. Calls `each`
  /// for the others. `quiet`: no warnings.
  void check(bool quiet, const std::function<void(std::size_t point, const Study&)>& each);
  /// The results of a point but for its replications.
  Results frame(const Study& study) const;
  /// One replication, as bytes; `report` as for Engine::report_to.
  std::string run(const Task& task, std::function<void(double share)> report = {});

 private:
  struct Slot {
    std::once_flag once;
    std::shared_ptr<const Study> study;
    std::uint64_t used = 0;
  };
  struct WrongPoint {
    std::size_t point;
    std::string report;
    std::string without_file;  ///< the report, but for the name that the file of the point would have
    std::size_t alike = 0;     ///< others with the same
  };
  void tell(const WrongPoint& wrong) const;
  std::shared_ptr<const Study> make(std::size_t point, std::string* report) const;

  DesignText design_;
  SweepOverrides overrides_;
  std::mutex mutex_;
  std::map<std::size_t, std::shared_ptr<Slot>> slots_;  ///< shared with those who wait for it
  std::uint64_t clock_ = 0;
};

}  // namespace careway
