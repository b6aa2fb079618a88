// Writing and reading the results file: what goes in comes out, equal results are equal bytes, and nothing that is wrong
// with a disk or a file ends in anything but a WorldError.
#include "output/results_file.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/contract.hpp"
#include "base/errors.hpp"
#include "base/mix.hpp"
#include "output/files.hpp"
#include "output/seal.hpp"
#include "sample.hpp"

using namespace careway;
namespace fs = std::filesystem;

namespace {

/// A new folder that vanishes with its content.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "careway_output_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path_); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

/// The message of the WorldError that `action` throws; "" when it throws none.
template <class Action>
std::string world_error(Action action) {
  try {
    action();
  } catch (const WorldError& error) {
    return error.what();
  }
  return "";
}

std::string read_error(const std::string& image) {
  return world_error([&] { results_from_image(image, "x.h5"); });
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void check_equal(const ClockResult& a, const ClockResult& b) {
  CHECK(a.name == b.name);
  CHECK(a.about == b.about);
  CHECK(a.count == b.count);
  CHECK(a.average_replications == b.average_replications);
  CHECK(a.by_site == b.by_site);
  CHECK(a.thresholds == b.thresholds);
  CHECK(a.quantiles == b.quantiles);
  REQUIRE(a.standard.has_value() == b.standard.has_value());
  if (a.standard) {
    CHECK(a.standard->within == b.standard->within);
    CHECK(a.standard->share == b.standard->share);
    CHECK(a.standard->quantile == b.standard->quantile);
    CHECK(a.standard->mean == b.standard->mean);
    CHECK(a.standard->source == b.standard->source);
  }
  CHECK((a.total == b.total));
  CHECK((a.within == b.within));
  CHECK((a.histogram == b.histogram));
  CHECK((a.open_at_end == b.open_at_end));
  CHECK((a.bucket == b.bucket));
  CHECK((a.bucket_within == b.bucket_within));
  REQUIRE(a.cuts.size() == b.cuts.size());
  for (std::size_t i = 0; i < a.cuts.size(); ++i) {
    CHECK(a.cuts[i].attribute == b.cuts[i].attribute);
    CHECK((a.cuts[i].labels == b.cuts[i].labels));
    CHECK((a.cuts[i].total == b.cuts[i].total));
    CHECK((a.cuts[i].within == b.cuts[i].within));
  }
}

void check_equal(const LevelResult& a, const LevelResult& b) {
  CHECK(a.name == b.name);
  CHECK(a.about == b.about);
  CHECK(a.resource == b.resource);
  CHECK(a.what == b.what);
  CHECK(a.by_site == b.by_site);
  CHECK(a.whole == b.whole);
  CHECK((a.area == b.area));
  CHECK((a.highest == b.highest));
  CHECK((a.longest == b.longest));
  CHECK((a.longest_all_of == b.longest_all_of));
  CHECK((a.bucket_area == b.bucket_area));
  CHECK(a.has_hours == b.has_hours);
  CHECK((a.hour_of_week_area == b.hour_of_week_area));
  CHECK(a.has_distribution == b.has_distribution);
  CHECK((a.time_at == b.time_at));
  REQUIRE(a.snapshots.size() == b.snapshots.size());
  for (std::size_t i = 0; i < a.snapshots.size(); ++i) {
    CHECK(a.snapshots[i].when == b.snapshots[i].when);
    CHECK((a.snapshots[i].n == b.snapshots[i].n));
    CHECK((a.snapshots[i].sum == b.snapshots[i].sum));
    CHECK((a.snapshots[i].squares == b.snapshots[i].squares));
  }
}

void check_equal(const HeadlineLine& a, const HeadlineLine& b) {
  CHECK(a.section == b.section);
  CHECK(a.label == b.label);
  CHECK(a.measure == b.measure);
  CHECK(a.what == b.what);
  CHECK(a.threshold == b.threshold);
  CHECK(a.quantile == b.quantile);
  CHECK(a.unit == b.unit);
  CHECK(a.standard == b.standard);
  CHECK(a.standard_text == b.standard_text);
  CHECK(a.note == b.note);
}

void check_equal(const AuditResult& a, const AuditResult& b) {
  CHECK(a.arrived == b.arrived);
  CHECK(a.left == b.left);
  CHECK(a.inside_at_end == b.inside_at_end);
  CHECK(a.events == b.events);
  CHECK(a.stale_events == b.stale_events);
  CHECK(a.negative_durations == b.negative_durations);
  CHECK(a.divisions_by_zero == b.divisions_by_zero);
  CHECK(a.swaps == b.swaps);
  CHECK(a.standstills == b.standstills);
  CHECK(a.most_inside == b.most_inside);
  CHECK(a.trajectory == b.trajectory);
  CHECK((a.failures == b.failures));
}

template <class Item>
void check_equal_lists(const std::vector<Item>& a, const std::vector<Item>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) check_equal(a[i], b[i]);
}

void check_report(const Results& a, const Results& b) {
  REQUIRE(a.called.size() == b.called.size());
  for (std::size_t i = 0; i < a.called.size(); ++i) CHECK(a.called[i].name + a.called[i].words == b.called[i].name + b.called[i].words);
  REQUIRE(a.breaks.size() == b.breaks.size());
  for (std::size_t i = 0; i < a.breaks.size(); ++i) {
    const BreakRule &x = a.breaks[i], &y = b.breaks[i];
    CHECK(x.line.measure + x.line.what + x.limit_text + x.say + x.because == y.line.measure + y.line.what + y.limit_text + y.say + y.because);
    CHECK(x.line.threshold == y.line.threshold);
    CHECK(x.below == y.below);
    CHECK(x.limit == y.limit);
  }
  REQUIRE(a.sections.size() == b.sections.size());
  for (std::size_t i = 0; i < a.sections.size(); ++i) {
    CHECK(a.sections[i].title + a.sections[i].about == b.sections[i].title + b.sections[i].about);
    REQUIRE(a.sections[i].charts.size() == b.sections[i].charts.size());
    for (std::size_t c = 0; c < a.sections[i].charts.size(); ++c) {
      const ReportChart &x = a.sections[i].charts[c], &y = b.sections[i].charts[c];
      CHECK(x.kind + x.show + x.what + x.by + x.title + x.about + x.unit + x.standard_text == y.kind + y.show + y.what + y.by + y.title + y.about + y.unit + y.standard_text);
      CHECK(x.threshold == y.threshold);
      CHECK(x.up_to == y.up_to);
      CHECK((x.standard == y.standard));
    }
  }
  REQUIRE(a.steps.size() == b.steps.size());
  for (std::size_t i = 0; i < a.steps.size(); ++i) CHECK(a.steps[i].name + a.steps[i].waits_for == b.steps[i].name + b.steps[i].waits_for);
}

void check_equal_words(const Results& a, const Results& b) {
  CHECK(a.program_version == b.program_version);
  CHECK(a.revision == b.revision);
  CHECK(a.scenario == b.scenario);
  CHECK(a.model == b.model);
  CHECK(a.about == b.about);
  CHECK(a.experiment_type == b.experiment_type);
  CHECK(a.start.days == b.start.days);
  CHECK(a.warm_up == b.warm_up);
  CHECK(a.length == b.length);
  CHECK(a.seed == b.seed);
  CHECK(a.replications_wanted == b.replications_wanted);
  CHECK((a.replications == b.replications));
  CHECK((a.warnings == b.warnings));
  CHECK((a.sites == b.sites));
  CHECK(a.report_title == b.report_title);
  CHECK(a.report_about == b.report_about);
  check_report(a, b);
  REQUIRE(a.flows.size() == b.flows.size());
  for (std::size_t i = 0; i < a.flows.size(); ++i) {
    CHECK(a.flows[i].from == b.flows[i].from);
    CHECK(a.flows[i].to == b.flows[i].to);
    CHECK(a.flows[i].total == b.flows[i].total);
  }
  REQUIRE(a.inputs.size() == b.inputs.size());
  for (std::size_t i = 0; i < a.inputs.size(); ++i) CHECK(a.inputs[i].name == b.inputs[i].name);
  for (std::size_t i = 0; i < a.inputs.size(); ++i) CHECK(a.inputs[i].text == b.inputs[i].text);
  REQUIRE(a.sources.size() == b.sources.size());
  for (std::size_t i = 0; i < a.sources.size(); ++i) CHECK(a.sources[i].path == b.sources[i].path);
  for (std::size_t i = 0; i < a.sources.size(); ++i) CHECK(a.sources[i].source == b.sources[i].source);
}

void check_equal_tables(const Results& a, const Results& b) {
  REQUIRE(a.buckets.size() == b.buckets.size());
  for (std::size_t i = 0; i < a.buckets.size(); ++i) {
    CHECK(a.buckets[i].from == b.buckets[i].from);
    CHECK(a.buckets[i].until == b.buckets[i].until);
    CHECK(a.buckets[i].label == b.buckets[i].label);
  }
  REQUIRE(a.resources.size() == b.resources.size());
  for (std::size_t i = 0; i < a.resources.size(); ++i) {
    CHECK(a.resources[i].name == b.resources[i].name);
    CHECK(a.resources[i].about == b.resources[i].about);
    CHECK(a.resources[i].by_site == b.resources[i].by_site);
  }
  REQUIRE(a.figures.size() == b.figures.size());
  for (std::size_t i = 0; i < a.figures.size(); ++i) {
    CHECK(a.figures[i].name == b.figures[i].name);
    CHECK(a.figures[i].about == b.figures[i].about);
    CHECK(a.figures[i].unit == b.figures[i].unit);
    CHECK(a.figures[i].numerator == b.figures[i].numerator);
    CHECK(a.figures[i].denominator == b.figures[i].denominator);
  }
}

void check_equal(const Results& a, const Results& b) {
  check_equal_words(a, b);
  check_equal_tables(a, b);
  check_equal_lists(a.clocks, b.clocks);
  check_equal_lists(a.levels, b.levels);
  check_equal_lists(a.headline, b.headline);
  check_equal_lists(a.audit, b.audit);
  REQUIRE(a.counts.size() == b.counts.size());
  for (std::size_t i = 0; i < a.counts.size(); ++i) {
    CHECK(a.counts[i].name == b.counts[i].name);
    CHECK(a.counts[i].about == b.counts[i].about);
    CHECK(a.counts[i].by_site == b.counts[i].by_site);
    CHECK((a.counts[i].total == b.counts[i].total));
    CHECK((a.counts[i].bucket == b.counts[i].bucket));
    CHECK((a.counts[i].daily_squares == b.counts[i].daily_squares));
  }
  REQUIRE(a.blocked.size() == b.blocked.size());
  for (std::size_t i = 0; i < a.blocked.size(); ++i) {
    CHECK(a.blocked[i].holder == b.blocked[i].holder);
    CHECK(a.blocked[i].waited_for == b.blocked[i].waited_for);
    CHECK((a.blocked[i].area == b.blocked[i].area));
    CHECK((a.blocked[i].bucket_area == b.blocked[i].bucket_area));
  }
}

}  // namespace

TEST_CASE("results that are written and read again are the same, with sums beyond 64 bits and odd names") {
  const Scratch scratch;
  const Results written = test::rich_results();
  write_results(written, scratch / "a.h5");
  check_equal(written, read_results(scratch / "a.h5"));
  CHECK(scratch.files() == 1);
}

TEST_CASE("results in which nearly everything is empty are written and read again") {
  Results bare = test::bare_results();
  check_equal(bare, results_from_image(results_image(bare), "x"));
  bare.replications.clear();
  bare.audit.clear();
  check_equal(bare, results_from_image(results_image(bare), "x"));
}

TEST_CASE("an unfinished study without any replication keeps its measures") {
  Results r = test::rich_results({.replications = 0, .sites = 2, .buckets = 2, .clocks = 1});
  check_equal(r, results_from_image(results_image(r), "x"));
}

TEST_CASE("one replication and no sites can be written and read again") {
  const Results r = test::small_results();
  check_equal(r, results_from_image(results_image(r), "x"));
}

TEST_CASE("equal results are equal bytes, also after reading") {
  const Results results = test::rich_results();
  const std::string image = results_image(results);
  CHECK((image == results_image(results)));
  ::sleep(1);  // a second later, should a time of day be inside
  CHECK((image == results_image(results_from_image(image, "x"))));
}

TEST_CASE("results that differ in one number are different bytes") {
  Results results = test::rich_results();
  const std::string image = results_image(results);
  ++results.clocks[1].bucket.back().sum;
  CHECK((image != results_image(results)));
}

TEST_CASE("results that break their promises are a defect and are not written") {
  const Scratch scratch;
  Results r = test::rich_results();
  r.clocks[0].open_at_end.pop_back();
  CHECK_THROWS_WITH_AS(write_results(r, scratch / "a.h5"),
                       doctest::Contains("clock clock_0: open_at_end has 5 values instead of 6"), Defect);
  r = test::rich_results();
  r.levels[1].name = r.levels[0].name;
  CHECK_THROWS_WITH_AS(write_results(r, scratch / "a.h5"), doctest::Contains("exists twice"), Defect);
  CHECK(scratch.files() == 0);
}

TEST_CASE("a folder that does not exist is named, in the system's words") {
  const Scratch scratch;
  const std::string path = scratch / "nowhere/a.h5";
  CHECK(world_error([&] { write_results(test::bare_results(), path); }) ==
        "cannot write " + path + ": No such file or directory");
}

TEST_CASE("a folder, a device and a read-only file are not replaced") {
  const Scratch scratch;
  fs::create_directory(scratch / "folder");
  const auto write_to = [&](const std::string& path) { return world_error([&] { write_results(test::bare_results(), path); }); };
  CHECK(contains(write_to(scratch / "folder"), "it is a folder"));
  CHECK(contains(write_to("/dev/null"), "cannot write /dev/null"));
  write_file(scratch / "kept.h5", "old");
  ::chmod((scratch / "kept.h5").c_str(), 0444);
  CHECK(contains(write_to(scratch / "kept.h5"), "Permission denied"));
  CHECK(read_file(scratch / "kept.h5") == "old");
  CHECK(scratch.files() == 2);
}

TEST_CASE("a link is followed and survives") {
  const Scratch scratch;
  write_file(scratch / "real.h5", "old");
  fs::create_symlink(scratch / "real.h5", scratch / "link.h5");
  write_results(test::bare_results(), scratch / "link.h5");
  CHECK(fs::is_symlink(scratch / "link.h5"));
  CHECK(read_results(scratch / "real.h5").done() == 1);
}

TEST_CASE("a disk that fills up leaves the old file and no part of the new one") {
  const Scratch scratch;
  const std::string path = scratch / "a.h5";
  write_file(path, "old");
  const Results results = test::rich_results();
  struct rlimit before {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = before;
  small.rlim_cur = 10'000;
  ::setrlimit(RLIMIT_FSIZE, &small);
  const std::string message = world_error([&] { write_results(results, path); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(contains(message, "cannot write " + path + ": File too large"));
  CHECK(read_file(path) == "old");
  CHECK(scratch.files() == 1);
}

TEST_CASE("what cannot be read is named") {
  const Scratch scratch;
  CHECK(contains(world_error([&] { read_results(scratch / "none.h5"); }), "none.h5: No such file or directory"));
  CHECK(contains(world_error([&] { read_results(scratch / ""); }), "Is a directory"));
}

TEST_CASE("a file that is no results file is refused as such") {
  CHECK(contains(read_error(""), "the file is empty"));
  CHECK(contains(read_error("measure,statistic\n"), "is not a Careway results file"));
  CHECK(contains(read_error("\x89HDF\r\n\x1a\nxyz"), "is not a Careway results file"));
}

TEST_CASE("a file of a later format is refused by its version") {
  std::string image = results_image(test::bare_results());
  const std::size_t at = image.size() - seal_size + std::string("\ncareway-results ").size();
  image[at] = '7';
  CHECK(read_error(image) == "cannot read x.h5: format version 7 is newer than this program reads (1)");
}

TEST_CASE("a file that was cut off at any length is refused") {
  const std::string image = results_image(test::rich_results({.replications = 1, .durations = 10}));
  for (std::size_t length = 0; length < image.size(); length += 1 + image.size() / 500)
    CHECK(read_error(image.substr(0, length)) != "");
  CHECK(read_error(image.substr(0, image.size() - 1)) != "");
}

TEST_CASE("a flipped bit anywhere is found") {
  const std::string image = results_image(test::rich_results({.replications = 1, .durations = 10}));
  for (std::uint64_t i = 0; i < 500; ++i) {
    std::string damaged = image;
    damaged[mix(i) % image.size()] ^= static_cast<char>(1 << (i % 8));
    CHECK(read_error(damaged) != "");
  }
}

TEST_CASE("bytes after the end and a second copy are refused") {
  const std::string image = results_image(test::bare_results());
  CHECK(read_error(image + "\n") != "");
  CHECK(read_error(image + image) != "");
}
