// Many replications are put together in blocks; that must not be seen.
#include <doctest/doctest.h>

#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "base/bulk.hpp"
#include "input/read_study.hpp"
#include "network/compile.hpp"
#include "study/replications.hpp"
#include "study/run_study.hpp"

using namespace careway;

namespace {

struct Shop final : FileReader {
  std::string read(const std::string&) const override {
    return "model: shop\n"
           "pathways:\n"
           "  shop:\n"
           "    resources: {desk: {capacity: 1}}\n"
           "    clocks: {wait: {within: [5 min], by: [kind]}}\n"
           "    levels: {busy: {of: in_use(desk), distribution: true, at: [\"08:00\"]}}\n"
           "    arrivals: {people: {rate: 5 per hour, set: {kind: {choice: {a: 1, b: 2}}}, enter: come}}\n"
           "    steps:\n"
           "      come: [{start: wait}, {seize: desk}, {stop: wait}, {delay: {exponential: {mean: 9 min}}}, {release: desk}, {leave: served}]\n"
           "experiment: {length: 2 days, bucket: day}\n";
  }
};

RunOptions numbered(std::vector<std::uint32_t> replications) {
  RunOptions options;
  options.seed = 7;
  options.replications = std::move(replications);
  return options;
}

void check_same(const Results& a, const Results& b) {
  REQUIRE(a.clocks.size() == 1);
  const ClockResult &x = a.clocks[0], &y = b.clocks[0];
  const auto same = [](const auto& left, const auto& right) {
    REQUIRE(left.size() == right.size());
    for (std::size_t i = 0; i < left.size(); ++i) CHECK((left[i].n == right[i].n && left[i].sum == right[i].sum && left[i].squares == right[i].squares));
  };
  same(x.total, y.total);
  same(x.bucket, y.bucket);
  same(x.cuts.at(0).total, y.cuts.at(0).total);
  CHECK(x.histogram == y.histogram);
  CHECK(x.bucket_within == y.bucket_within);
  REQUIRE(a.levels.size() == b.levels.size());
  for (std::size_t i = 0; i < a.levels.size(); ++i) {
    CHECK((a.levels[i].bucket_area == b.levels[i].bucket_area));
    CHECK(a.levels[i].time_at == b.levels[i].time_at);
  }
  CHECK(a.counts.at(0).bucket == b.counts.at(0).bucket);
  CHECK(a.replications == b.replications);
  REQUIRE(a.audit.size() == b.audit.size());
  for (std::size_t i = 0; i < a.audit.size(); ++i) CHECK(a.audit[i].trajectory == b.audit[i].trajectory);
}

}  // namespace

TEST_CASE("forty replications at once are the same as one after the other, and as two halves joined in any order") {
  ReadResult read = read_study("shop.yaml", Shop());
  const std::optional<Network> net = compile(read.study, read.study.findings);
  REQUIRE(net);
  std::vector<std::uint32_t> numbers(40);
  std::iota(numbers.begin(), numbers.end(), 0U);
  const Results all = run_study(*net, numbered(numbers));
  CHECK(all.clocks.at(0).total.at(0).n != all.clocks.at(0).total.at(39).n);  // or the order would not be tested
  Results single = run_study(*net, numbered({0}));
  make_room(single, numbers.size());
  for (const std::uint32_t number : numbers)
    if (number > 0) append_replications(single, run_study(*net, numbered({number})));
  check_same(all, single);
  std::vector<Results> halves;
  halves.push_back(run_study(*net, numbered({numbers.begin() + 17, numbers.end()})));
  halves.push_back(run_study(*net, numbered({numbers.begin(), numbers.begin() + 17})));
  check_same(all, join_replications(std::move(halves)));
}

TEST_CASE("results whose arrays lie in files are the same") {
  ReadResult read = read_study("shop.yaml", Shop());
  const std::optional<Network> net = compile(read.study, read.study.findings);
  REQUIRE(net);
  std::vector<std::uint32_t> numbers(80);  // histograms of 1.4 MB
  std::iota(numbers.begin(), numbers.end(), 0U);
  const Results in_memory = run_study(*net, numbered(numbers));
  CHECK(bulk_in_files() == 0);
  const std::string folder = std::filesystem::current_path().string();
  const Bulk<char> others(std::size_t{16} << 20);  // as many as may be in memory
  bulk_into(folder);
  {
    const Results in_files = run_study(*net, numbered(numbers));
    if (bulk_in_files() == 0) MESSAGE("no array lay in a file here: tests/base says when that is right");
    check_same(in_memory, in_files);
    check_same(in_memory, only_replications(in_files, numbers));
  }
  bulk_into("");
  CHECK(bulk_in_files() == 0);
}
