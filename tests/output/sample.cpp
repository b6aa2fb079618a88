#include "sample.hpp"

#include <cmath>
#include <string>

#include "base/bins.hpp"
#include "base/mix.hpp"

namespace careway::test {
namespace {

/// A fixed sequence of numbers that look random.
class Sequence {
 public:
  std::uint64_t below(std::uint64_t limit) { return mix(++at_) % limit; }
  /// Around two hours, with a long tail.
  Ticks duration() {
    const double u = (static_cast<double>(below(1'000'000)) + 0.5) / 1e6;
    return to_ticks(2.0 * static_cast<double>(ticks_per_hour) * std::exp(0.7 * std::log(u / (1 - u))));
  }

 private:
  std::uint64_t at_ = 0;
};

template <class Numbers>
void add_within(Numbers& within, std::size_t at, const std::vector<Ticks>& thresholds, Ticks duration) {
  for (std::size_t k = 0; k < thresholds.size(); ++k) within[at * thresholds.size() + k] += duration <= thresholds[k] ? 1 : 0;
}

ClockResult empty_clock(const SampleSize& z, bool by_site, bool with_cut) {
  ClockResult c;
  const std::size_t rows = z.replications * (by_site ? z.sites : 1);
  c.by_site = by_site;
  c.count = "departed";
  c.thresholds = {4 * ticks_per_hour, 12 * ticks_per_hour};
  c.quantiles = {0.95};
  c.total.resize(rows);
  c.within.resize(rows * 2);
  c.histogram.resize(rows * bin_count);
  c.open_at_end.resize(rows, 5);
  c.bucket.resize(rows * z.buckets);
  c.bucket_within.resize(rows * z.buckets * 2);
  if (with_cut) c.cuts.push_back({"severity", {"1", "=2+3", "<script>"}, {}, {}});
  for (ClockResult::Cut& cut : c.cuts) {
    cut.total.resize(z.replications * 3);
    cut.within.resize(z.replications * 3 * 2);
  }
  return c;
}

ClockResult clock_of(const SampleSize& z, Sequence& sequence, bool by_site, bool with_cut) {
  ClockResult c = empty_clock(z, by_site, with_cut);
  const std::size_t parts = by_site ? z.sites : 1;
  for (std::size_t i = 0; i < z.replications * parts * z.buckets * z.durations; ++i) {
    const std::size_t in_bucket = i / z.durations;
    const std::size_t row = in_bucket / z.buckets;
    const Ticks duration = sequence.duration();
    add_duration(c, row, duration);
    c.bucket[in_bucket].add(duration);
    add_within(c.bucket_within, in_bucket, c.thresholds, duration);
    for (ClockResult::Cut& cut : c.cuts) {
      const std::size_t label = row / parts * 3 + sequence.below(3);
      cut.total[label].add(duration);
      add_within(cut.within, label, c.thresholds, duration);
    }
  }
  return c;
}

LevelResult level_of(const SampleSize& z, Sequence& sequence, Ticks length) {
  LevelResult l;
  const std::size_t rows = z.replications * z.sites;
  l.by_site = true;
  l.whole = false;
  for (std::size_t i = 0; i < rows; ++i) {
    l.area.push_back(static_cast<Int128>(length) * 10 + static_cast<Int128>(sequence.below(1'000'000'000)));
    l.highest.push_back(static_cast<std::int64_t>(20 + sequence.below(5)));
  }
  for (std::size_t i = 0; i < rows * z.buckets; ++i) l.bucket_area.push_back(static_cast<Int128>(sequence.below(1ULL << 40)));
  return l;
}

void add_everything(LevelResult& l, const SampleSize& z, Sequence& sequence) {
  const std::size_t rows = z.replications * z.sites;
  l.has_hours = true;
  l.has_distribution = true;
  for (std::size_t i = 0; i < rows * 168; ++i) l.hour_of_week_area.push_back(static_cast<Int128>(sequence.below(1ULL << 34)));
  for (std::size_t i = 0; i < rows; ++i) {
    l.time_at.emplace_back(i % 5);  // lists of different lengths, one of them empty
    for (std::int64_t& time : l.time_at.back()) time = static_cast<std::int64_t>(sequence.below(1ULL << 36));
  }
  for (const char* when : {"00:00", "Mon 08:00", "t=30 days"}) {
    LevelResult::Snapshot s{when, {}, {}, {}};
    const UInt128 least = when[0] == 't' ? UInt128{1} << 70 : 0;  // of large numbers
    for (std::size_t i = 0; i < rows; ++i) {
      s.n.push_back(21);
      s.sum.push_back(static_cast<std::int64_t>(sequence.below(400)));
      s.squares.push_back(least + sequence.below(8000));
    }
    l.snapshots.push_back(std::move(s));
  }
}

CountResult count_of(const SampleSize& z, Sequence& sequence, const std::string& name) {
  CountResult c{name, "", true, {}, {}, {}};
  for (std::size_t i = 0; i < z.replications * z.sites; ++i) {
    std::uint64_t total = 0;
    for (std::size_t b = 0; b < z.buckets; ++b) {
      c.bucket.push_back(500 + sequence.below(100));
      total += c.bucket.back();
    }
    c.total.push_back(total);
    c.daily_squares.push_back(static_cast<UInt128>(total) * total / (7 * z.buckets) + 4000);
  }
  return c;
}

void add_resources(Results& r, const SampleSize& z, Sequence& sequence) {
  for (std::size_t i = 0; i < z.resources; ++i) {
    const std::string name = "place_" + std::to_string(i) + ".unit";
    r.resources.push_back({name, "what it is: ünits", true});
    for (const char* what : {"in_use", "waiting", "blocked", "capacity"}) {
      LevelResult l = level_of(z, sequence, r.length);
      l.name = name + "." + what;
      l.resource = name;
      l.what = what;
      if (l.what == "capacity") l.highest.clear();
      for (std::size_t row = 0; l.what == "waiting" && row < z.replications * z.sites; ++row) {
        l.longest.push_back(static_cast<Ticks>(sequence.below(1ULL << 30)));
        l.longest_all_of.push_back(l.longest.back() / 2);
      }
      r.levels.push_back(std::move(l));
    }
  }
  LevelResult l = level_of(z, sequence, r.length);
  l.name = "whole.occupied";
  l.about = "a declared sum";
  add_everything(l, z, sequence);
  r.levels.push_back(std::move(l));
}

void add_words(Results& r) {
  r.program_version = "1.0.0";
  r.revision = "0123abc";
  r.scenario = "wïnter <script>alert(1)</script>";
  r.model = "models/system.yaml";
  r.about = "\"quoted\", 100% made up\nin two lines";
  r.experiment_type = "horizon";
  r.inputs = {{"scenario.yaml", "scenario: x\n"}, {"empty.yaml", ""}, {"模型.yaml", std::string(5000, 'y') + "é"}};
  r.warnings = {"one", "", "three — ünïcode"};
  r.sources = {{"a.b", "measured"}, {"c/d", ""}};
  r.report_title = "A winter in an average system";
  HeadlineLine section;
  section.section = "Front door";
  HeadlineLine share;
  share.label = "Within 4 hours";
  share.measure = "clock_0";
  share.what = "share_within";
  share.threshold = 4 * ticks_per_hour;
  share.unit = "%";
  share.standard = 0.95;
  share.standard_text = "95%";
  share.note = "as published";
  HeadlineLine centile;
  centile.label = "90th centile";
  centile.measure = "clock_0";
  centile.what = "quantile";
  centile.quantile = 0.9;
  centile.unit = "min";
  r.headline = {section, share, centile};
  r.report_about = "What is said first";
  r.called = {{"place_1.unit", "units of the first place"}};
  r.breaks = {{share, true, 0.9, "90%", "too few are in time", "place_1.unit"}};
  ReportChart chart{"series", share.measure, "share_within", share.threshold, "", 0, "In time", "each bucket", "", 0.95, "95%"};
  ReportChart cut{"cut", share.measure, "", 0, "severity", 1000, "", "", "h", {}, ""};
  r.sections = {{"Empty", "", {}}, {"Waits", "how long", {chart, cut}}};
  r.steps = {{"place_1.begin", "place_1.unit"}, {"place_1.end", ""}};
}

}  // namespace

void add_duration(ClockResult& clock, std::size_t at, Ticks duration) {
  clock.total[at].add(duration);
  add_within(clock.within, at, clock.thresholds, duration);
  ++clock.histogram[at * bin_count + bin_of(duration)];
}

Results rich_results(const SampleSize& z) {
  Results r;
  Sequence sequence;
  add_words(r);
  r.start = *parse_date("2024-01-03");
  r.warm_up = 2 * ticks_per_day;
  r.length = static_cast<Ticks>(z.buckets) * ticks_per_week;
  r.seed = UINT64_MAX;
  r.replications_wanted = z.replications + 1;
  for (std::size_t i = 0; i < z.replications; ++i) r.replications.push_back(static_cast<std::uint32_t>(2 * i));
  for (std::size_t i = 0; i < z.sites; ++i) r.sites.push_back(i == 0 ? "Nørth/West" : "site " + std::to_string(i));
  for (std::size_t i = 0; i < z.buckets; ++i) {
    const Ticks from = r.warm_up + static_cast<Ticks>(i) * ticks_per_week;
    r.buckets.push_back({from, from + ticks_per_week, instant_text(from, r.start).substr(0, 10)});
  }
  for (std::size_t i = 0; i < z.clocks; ++i) {
    r.clocks.push_back(clock_of(z, sequence, i != 1, i == 0));
    r.clocks.back().name = i == 2 ? "odd <script>/=%." : "clock_" + std::to_string(i);
    r.clocks.back().average_replications = i == 1;
  }
  if (!r.clocks.empty() && z.replications > 0) {
    r.clocks[0].standard = StandardResult{4 * ticks_per_hour, 0.95, {}, {}, "handbook, p. 3"};
    // Sums that need 128 bits, as from centuries of durations.
    r.clocks[0].bucket[0].sum = -(Int128{5} << 70) - 1;
    r.clocks[0].bucket[0].squares = (UInt128{1} << 127) + 12345;
  }
  add_resources(r, z, sequence);
  r.counts.push_back(count_of(z, sequence, "left.home"));
  r.counts.push_back(count_of(z, sequence, "arrivals.walk_in"));
  r.figures = {{"left_share", "those who went", "share", "left.home", "arrivals.walk_in"},
               {"per_duration", "", "1", "left.home", "clock_0"},
               {"unknown", "", "1", "nothing", "left.home"}};
  BlockedResult pair{"place_0.unit", "place_1.unit", {}, {}};
  pair.area.resize(z.replications * z.sites, (Int128{1} << 64) + 7);
  pair.bucket_area.resize(z.replications * z.sites * z.buckets, 12);
  r.blocked = {pair, {"place_1.unit", "", pair.area, pair.bucket_area}};
  for (const auto& [from, to] : {std::pair("place_1.begin", "place_1.end"), std::pair("place_1.end", "place_1.begin"), std::pair("place_1.end", "place_1.left.home")}) {
    FlowResult flow{from, to, {}};
    for (std::size_t i = 0; i < r.done(); ++i) flow.total.push_back(100 * r.flows.size() + i);
    r.flows.push_back(flow);
  }
  for (std::size_t i = 0; i < z.replications; ++i) {
    AuditResult a;
    a.arrived = 1000 + i;
    a.left = 990;
    a.inside_at_end = 10 + i;
    a.events = 54321;
    a.trajectory = UINT64_MAX - i;
    if (i == 1) a.failures = {"unit-time does not add up", "énd"};
    r.audit.push_back(a);
  }
  return r;
}

Results bare_results() {
  Results r;
  r.length = ticks_per_day;
  r.replications = {0};
  r.audit.resize(1);
  return r;
}

Results small_results() {
  Results r = bare_results();
  r.scenario = "small";
  r.length = 2 * ticks_per_day;
  r.replications = {0, 1};
  r.replications_wanted = 2;
  r.audit.resize(2);
  ClockResult c;
  c.name = "visit.stay";
  c.thresholds = {4 * ticks_per_hour};
  c.total.resize(2);
  c.within.resize(2);
  c.histogram.resize(2 * bin_count);
  c.open_at_end = {1, 2};
  add_duration(c, 0, ticks_per_hour);
  add_duration(c, 0, 3 * ticks_per_hour);
  add_duration(c, 1, 6 * ticks_per_hour);
  r.clocks.push_back(c);
  LevelResult in_use;
  in_use.name = "office.desk.in_use";
  in_use.resource = "office.desk";
  in_use.what = "in_use";
  in_use.area = {3 * r.length, 5 * r.length};
  in_use.highest = {4, 7};
  in_use.has_distribution = true;
  in_use.time_at = {{0, 0, r.length / 2, 0, r.length / 2}, {0, 0, 0, 0, r.length / 2, 0, r.length / 2}};
  in_use.snapshots = {{"08:00", {2, 2}, {6, 10}, {20, 52}}};
  LevelResult capacity;
  capacity.name = "office.desk.capacity";
  capacity.resource = "office.desk";
  capacity.what = "capacity";
  capacity.area = {8 * r.length, 8 * r.length};
  r.levels = {in_use, capacity};
  r.counts.push_back({"left.home", "", false, {20, 24}, {}, {202, 290}});
  r.counts.push_back({"arrivals.in", "", false, {40, 40}, {}, {800, 800}});
  r.figures.push_back({"home_share", "", "share", "left.home", "arrivals.in"});
  return r;
}

}  // namespace careway::test
