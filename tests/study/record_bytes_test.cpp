// Records as bytes: whatever stands in them comes back, and bytes that are no record are refused, not believed.
#include "study/record_bytes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>

#include "base/mix.hpp"
#include "engine/recorder.hpp"

using namespace careway;

namespace {

/// Two sites, three buckets, and one measure of each kind.
Network small_network() {
  Network net;
  net.site_count = 2;
  net.buckets = {{0, 10}, {10, 20}, {20, 30}};
  net.length = 30;
  ClockInfo clock;
  clock.by_site = true;
  clock.thresholds = {5, 7};
  clock.cuts.push_back({no_slot, "kind", {"a", "b"}, {0, 1}});
  net.clocks = {clock};
  net.counts.resize(2);
  LevelInfo level;
  level.by_site = level.hours = level.distribution = true;
  level.at.push_back({LevelInfo::At::Kind::once, 5, "t=5"});
  net.levels = {level};
  net.instance_count = 2;
  net.blocked_pairs.resize(1);
  net.passages.resize(3);
  return net;
}

/// Numbers of every size, both signs where there are signs, and enough zeros.
Record full_record(const Network& net, const Layout& layout) {
  Record r = std::move(Recorder(net, layout).record);
  std::uint64_t step = 0;
  const auto next = [&step] { return ++step % 3 == 0 ? 0 : mix(step) >> (step % 64); };
  const auto wide = [&] { return (static_cast<UInt128>(next()) << 64) | next(); };
  r.replication = std::numeric_limits<std::uint32_t>::max();
  for (auto* list : {&r.clock_total, &r.clock_bucket, &r.cut_total})
    for (Moments& m : *list) m = {next(), -static_cast<Int128>(wide() >> 1), wide()};
  for (auto* list : {&r.clock_within, &r.open_at_end, &r.clock_bucket_within, &r.cut_within, &r.count_total, &r.count_bucket, &r.passages})
    for (auto& n : *list) n = next();
  for (std::size_t i = 0; i < r.histogram.size(); i += 97) r.histogram[i] = static_cast<std::uint32_t>(next());
  for (auto& n : r.count_daily_squares) n = wide();
  for (auto* list : {&r.instance_levels, &r.levels})
    for (LevelRecord& level : *list) {
      level.area = static_cast<Int128>(wide());
      level.highest = std::numeric_limits<std::int64_t>::min();
      for (auto& area : level.bucket_area) area = -static_cast<Int128>(next());
    }
  for (auto& hours : r.level_hours)
    for (auto& area : hours) area = static_cast<Int128>(wide());
  r.level_time_at[1] = {0, 5, std::numeric_limits<std::int64_t>::max()};
  for (auto& s : r.snapshots) s = {next(), -1, std::numeric_limits<std::int64_t>::max()};
  for (auto& area : r.blocked_area) area = static_cast<Int128>(wide());
  for (auto& area : r.blocked_bucket) area = static_cast<Int128>(next());
  r.failures = {"", std::string("a\0b", 3)};
  r.trajectory = std::numeric_limits<std::uint64_t>::max();
  r.ended = -1;
  r.stopped = true;
  return r;
}

}  // namespace

TEST_CASE("a record comes back from its bytes with every number") {
  const Network net = small_network();
  const Layout layout(net);
  const Record record = full_record(net, layout);
  const std::string bytes = record_bytes(record);
  const Record back = record_from(bytes, net, layout);
  CHECK(record_bytes(back) == bytes);
  CHECK(back.replication == record.replication);
  CHECK(back.clock_total == record.clock_total);
  CHECK(back.clock_bucket == record.clock_bucket);
  CHECK(back.histogram == record.histogram);
  CHECK(back.count_daily_squares == record.count_daily_squares);
  CHECK(back.passages == record.passages);
  CHECK(back.instance_levels[3].area == record.instance_levels[3].area);
  CHECK(back.levels[1].highest == record.levels[1].highest);
  CHECK(back.level_hours == record.level_hours);
  CHECK(back.level_time_at == record.level_time_at);
  CHECK(back.snapshots[0].squares == record.snapshots[0].squares);
  CHECK(back.blocked_bucket == record.blocked_bucket);
  CHECK(back.failures == record.failures);
  CHECK(back.trajectory == record.trajectory);
  CHECK(back.ended == -1);
  CHECK(back.stopped);
}

TEST_CASE("a record is short: a histogram of few durations takes few bytes") {
  const Network net = small_network();
  const Layout layout(net);
  CHECK(record_bytes(Recorder(net, layout).record).size() < 300);
}

TEST_CASE("bytes that are cut, longer, or of another model are refused") {
  const Network net = small_network();
  const Layout layout(net);
  const std::string bytes = record_bytes(full_record(net, layout));
  for (std::size_t size = 0; size < bytes.size(); size += 7) CHECK_THROWS_AS(record_from(bytes.substr(0, size), net, layout), BadRecord);
  CHECK_THROWS_AS(record_from(bytes + "x", net, layout), BadRecord);
  Network other = net;
  other.counts.resize(3);
  CHECK_THROWS_AS(record_from(bytes, other, Layout(other)), BadRecord);
}

TEST_CASE("damaged bytes give a record of the right shape or are refused") {
  const Network net = small_network();
  const Layout layout(net);
  const std::string bytes = record_bytes(full_record(net, layout));
  std::size_t refused = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    std::string damaged = bytes;
    damaged[mix(i) % damaged.size()] = static_cast<char>(mix(i + 5000));
    try {
      const std::size_t size = record_from(damaged, net, layout).histogram.size();
      CHECK(size == layout.clock_part.back() * bin_count);
    } catch (const BadRecord&) {
      ++refused;
    }
  }
  CHECK(refused > 0);
}
