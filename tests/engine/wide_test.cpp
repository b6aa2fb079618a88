// Counts beyond 2^32 and sums beyond 2^63: no test could live through so many patients, so the counters are set beforehand.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "base/errors.hpp"
#include "engine/recorder.hpp"
#include "input/read_study.hpp"
#include "network/compile.hpp"

using namespace careway;

namespace {

constexpr std::uint64_t past_32 = std::uint64_t{1} << 32;

/// One clock with one limit, cut by an attribute, and one count.
Network small_network() {
  struct OneFile final : FileReader {
    std::string read(const std::string&) const override {
      return R"(model: m
pathways:
  p:
    resources: {r: {capacity: 1}}
    clocks: {c: {within: [1 h], by: [kind]}}
    arrivals: {a: {rate: 1 per day, set: {kind: {choice: {x: 1, y: 1}}}, enter: s}}
    steps: {s: [{start: c}, {seize: r}, {delay: 1 h}, {release: r}, {stop: c}, {leave: done}]}
experiment: {length: 30 days, bucket: month}
)";
    }
  };
  const ReadResult read = read_study("m.yaml", OneFile());
  Findings findings = read.study.findings;
  return compile(read.study, findings).value();
}

}  // namespace

TEST_CASE("counts of a clock go on past 2^32, and its sums past 2^63, in all places at once") {
  const Network net = small_network();
  const Layout layout(net);
  Recorder recorder(net, layout);
  recorder.begin(net.whole);
  std::vector<Pool> pools(net.instance_count);
  recorder.pass(0, pools);  // the window begins
  Record& r = recorder.record;
  const Int128 sum = (Int128{1} << 63) - 1;
  const UInt128 squares = (UInt128{1} << 100) + 5;
  r.clock_bucket[0] = r.cut_total[0] = {past_32 - 1, sum, squares};
  r.clock_bucket_within[0] = r.cut_within[0] = past_32 - 1;
  const double x = 0;  // the label x
  const Ticks half_hour = 30 * ticks_per_minute;
  recorder.clock_started(0, 0);
  if (recorder.stopped(0, 0, 0, 0, half_hour)) recorder.cut(0, UINT16_MAX, half_hour, &x);
  recorder.finish(half_hour);
  const Moments wanted{past_32, sum + half_hour, squares + static_cast<UInt128>(half_hour) * static_cast<UInt128>(half_hour)};
  CHECK(r.clock_total[0] == wanted);
  CHECK(r.clock_bucket[0] == wanted);
  CHECK(r.cut_total[0] == wanted);
  CHECK(r.clock_within[0] == past_32);
  CHECK(r.clock_bucket_within[0] == past_32);
  CHECK(r.cut_within[0] == past_32);
}

TEST_CASE("a bin that is full stops the run in words; it never begins at 0 again") {
  const Network net = small_network();
  const Layout layout(net);
  Recorder recorder(net, layout);
  recorder.begin(net.whole);
  std::vector<Pool> pools(net.instance_count);
  recorder.pass(0, pools);
  std::uint32_t& bin = recorder.record.histogram[bin_of(5)];
  bin = UINT32_MAX - 1;
  recorder.clock_started(0, 0);
  recorder.stopped(0, 0, 0, 0, 5);
  CHECK(bin == UINT32_MAX);
  recorder.clock_started(0, 0);
  CHECK_THROWS_WITH_AS(recorder.stopped(0, 0, 0, 0, 5),
                       "p.c: more than 4294967295 durations of nearly the same length; make the run shorter and the replications more", std::length_error);
}

TEST_CASE("readings of no length stop the run as well when their bin is full") {
  const Network net = small_network();
  const Layout layout(net);
  Recorder recorder(net, layout);
  recorder.begin(net.whole);
  std::vector<Pool> pools(net.instance_count);
  recorder.pass(0, pools);
  recorder.record.histogram[0] = UINT32_MAX - 1;
  recorder.stopped_at_once(0, 0, 0, 5);
  recorder.stopped_at_once(0, 0, 0, 5);
  CHECK_THROWS_AS(recorder.cut(6, pools), std::length_error);
}

TEST_CASE("arrivals and outcomes go on past 2^32") {
  const Network net = small_network();
  const Layout layout(net);
  Recorder recorder(net, layout);
  recorder.begin(net.whole);
  std::vector<Pool> pools(net.instance_count);
  recorder.pass(0, pools);
  recorder.counted(0, 0, past_32 - 1);
  recorder.counted(0, 0);
  recorder.cut(1, pools);
  CHECK(recorder.record.count_total[0] == past_32);
  CHECK(recorder.record.count_bucket[0] == past_32);
}

TEST_CASE("the area of a level is exact beyond 2^63 unit-milliseconds") {
  Area area;
  const Ticks century = 100 * 365 * ticks_per_day;  // 3.2e12 ms
  area.change(1'000'000'000, 0);
  const Int128 whole = static_cast<Int128>(1'000'000'000) * century;
  CHECK(whole > (Int128{1} << 63));
  CHECK((area.up_to(century) == whole));
  area.change(-999'999'999, century);
  CHECK((area.up_to(century + 7) == whole + 7));
}
