#include "study/assemble.hpp"

#include <algorithm>
#include <map>

namespace careway {

namespace {

template <class List, class T>
void append(List& to, const std::vector<T>& from, std::size_t first, std::size_t last) {
  to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(first), from.begin() + static_cast<std::ptrdiff_t>(last));
}

class Assembler {
 public:
  Assembler(const Network& net, const Layout& layout, const std::vector<Record>& records)
      : net_(net), layout_(layout), records_(records) {}

  Results assemble(std::uint64_t seed) {
    frame(seed);
    for (std::size_t i = 0; i < net_.clocks.size(); ++i) results_.clocks.push_back(clock(i));
    for (std::size_t i = 0; i < net_.resources.size(); ++i) resource_levels(i);
    for (std::size_t i = 0; i < net_.levels.size(); ++i) results_.levels.push_back(level(i));
    for (std::size_t i = 0; i < net_.counts.size(); ++i) results_.counts.push_back(count(i));
    for (std::size_t i = 0; i < net_.blocked_pairs.size(); ++i) results_.blocked.push_back(blocked(i));
    steps();
    flows();
    for (const FigureInfo& f : net_.figures) results_.figures.push_back({f.name, f.about, f.unit, f.numerator, f.denominator});
    for (const Record& r : records_) results_.audit.push_back(audit(r));
    return std::move(results_);
  }

 private:
  void frame(std::uint64_t seed) {
    results_.scenario = net_.scenario;
    results_.model = net_.model;
    results_.about = net_.about;
    results_.experiment_type = net_.steady ? "steady" : "horizon";
    results_.start = net_.start;
    results_.warm_up = net_.warm_up;
    results_.length = net_.length;
    results_.seed = seed;
    results_.sites = net_.sites;
    for (const Record& r : records_) results_.replications.push_back(r.replication);
    for (std::size_t i = 0; i < net_.buckets.size(); ++i)
      results_.buckets.push_back({net_.buckets[i].first, net_.buckets[i].second, net_.bucket_labels[i]});
    for (const ResourceInfo& r : net_.resources) results_.resources.push_back({r.name, r.about, r.per_site});
  }

  ClockResult clock(std::size_t number) const {
    const ClockInfo& info = net_.clocks[number];
    ClockResult out;
    out.name = info.name;
    out.about = info.about;
    out.count = info.count == ClockInfo::Count::departed ? "departed" : info.count == ClockInfo::Count::started ? "started" : "arrived";
    out.average_replications = info.average_replications;
    out.by_site = info.by_site;
    out.thresholds = info.thresholds;
    out.quantiles = info.quantiles;
    if (info.standard_within || info.standard_mean || info.standard_quantile || info.standard_share)
      out.standard = StandardResult{info.standard_within, info.standard_share, info.standard_quantile, info.standard_mean, info.standard_source};
    for (const auto& cut : info.cuts) out.cuts.push_back({cut.name, cut.labels, {}, {}});
    const std::uint32_t first = layout_.clock_part[number], last = layout_.clock_part[number + 1];
    const std::size_t buckets = layout_.buckets;
    for (const Record& r : records_) {
      append(out.total, r.clock_total, first, last);
      append(out.within, r.clock_within, layout_.threshold_first[first], layout_.threshold_first[last]);
      append(out.histogram, r.histogram, first * bin_count, last * bin_count);
      append(out.open_at_end, r.open_at_end, first, last);
      append(out.bucket, r.clock_bucket, first * buckets, last * buckets);
      for (std::uint32_t part = first; part < last; ++part)
        for (std::size_t b = 0; b < buckets; ++b)
          for (std::uint32_t k = layout_.threshold_first[part]; k < layout_.threshold_first[part + 1]; ++k)
            out.bucket_within.push_back(r.clock_bucket_within[k * buckets + b]);
      for (std::size_t c = 0; c < out.cuts.size(); ++c) {
        const std::size_t cut = layout_.cut_first[number] + c;
        append(out.cuts[c].total, r.cut_total, layout_.cut_cell[cut], layout_.cut_cell[cut + 1]);
        append(out.cuts[c].within, r.cut_within, layout_.cut_within[cut], layout_.cut_within[cut + 1]);
      }
    }
    return out;
  }

  static void add_level(LevelResult& out, const LevelRecord& record) {
    out.area.push_back(record.area);
    out.highest.push_back(record.highest);
    out.bucket_area.insert(out.bucket_area.end(), record.bucket_area.begin(), record.bucket_area.end());
  }

  /// Whether some request asks for the resource and others at once.
  bool is_in_all_of(const ResourceInfo& info) const {
    for (const RequestCode& request : net_.requests) {
      if (request.grab != Grab::all_of) continue;
      for (std::uint32_t i = 0; i < request.choices; ++i)
        if (net_.choices[request.first_choice + i].first == info.first_instance) return true;
    }
    return false;
  }

  void resource_levels(std::size_t number) {
    const ResourceInfo& info = net_.resources[number];
    const bool unlimited = net_.at(0, 0).capacities[number].unlimited;
    const bool in_all_of = is_in_all_of(info);
    static const char* const what[4] = {"in_use", "waiting", "blocked", "capacity"};
    for (std::size_t w = 0; w < 4; ++w) {
      if (w == 3 && unlimited) continue;  // there is no number to show
      LevelResult out;
      out.name = info.name + "." + what[w];
      out.about = info.about;
      out.resource = info.name;
      out.what = what[w];
      out.by_site = info.per_site;
      out.whole = !info.per_site;
      const std::uint32_t parts = info.per_site ? net_.site_count : 1;
      for (const Record& r : records_)
        for (std::uint32_t part = 0; part < parts; ++part) {
          const std::size_t instance = info.first_instance + part;
          add_level(out, r.instance_levels[instance * 4 + w]);
          if (w != 1) continue;
          out.longest.push_back(r.longest_wait[instance]);
          if (in_all_of) out.longest_all_of.push_back(r.longest_all_of[instance]);
        }
      results_.levels.push_back(std::move(out));
    }
  }

  LevelResult level(std::size_t number) const {
    const LevelInfo& info = net_.levels[number];
    LevelResult out;
    out.name = info.name;
    out.about = info.about;
    out.what = info.of_rule ? "rule" : info.formula != no_index ? "formula" : "";
    out.by_site = info.by_site;
    out.whole = !info.by_site;
    out.has_hours = info.hours;
    out.has_distribution = info.distribution;
    for (const auto& at : info.at) out.snapshots.push_back({at.text, {}, {}, {}});
    for (const Record& r : records_) {
      for (std::uint32_t part = layout_.level_part[number]; part < layout_.level_part[number + 1]; ++part) {
        add_level(out, r.levels[part]);
        if (info.hours) append(out.hour_of_week_area, r.level_hours[part], 0, 168);
        if (info.distribution) out.time_at.push_back(r.level_time_at[part]);
        for (std::size_t s = 0; s < out.snapshots.size(); ++s) {
          const Record::Snapshot& shot = r.snapshots[layout_.snapshot_first[part] + s];
          out.snapshots[s].n.push_back(shot.n);
          out.snapshots[s].sum.push_back(shot.sum);
          out.snapshots[s].squares.push_back(shot.squares);
        }
      }
    }
    return out;
  }

  CountResult count(std::size_t number) const {
    const CountInfo& info = net_.counts[number];
    CountResult out;
    out.name = info.name;
    out.about = info.about;
    out.by_site = info.by_site;
    const std::size_t first = layout_.count_part[number], last = layout_.count_part[number + 1];
    for (const Record& r : records_) {
      append(out.total, r.count_total, first, last);
      append(out.bucket, r.count_bucket, first * layout_.buckets, last * layout_.buckets);
      append(out.daily_squares, r.count_daily_squares, first, last);
    }
    return out;
  }

  BlockedResult blocked(std::size_t number) const {
    BlockedResult out;
    out.holder = net_.resources[net_.blocked_pairs[number].holder].name;
    out.waited_for = net_.resources[net_.blocked_pairs[number].waited_for].name;
    const std::size_t first = number * layout_.sites, last = first + layout_.sites;
    for (const Record& r : records_) {
      append(out.area, r.blocked_area, first, last);
      append(out.bucket_area, r.blocked_bucket, first * layout_.buckets, last * layout_.buckets);
    }
    return out;
  }

  void steps() {
    results_.steps.resize(net_.steps.size());
    for (std::size_t i = 0; i < net_.steps.size(); ++i) results_.steps[i].name = net_.steps[i].name;
    for (const Op& op : net_.ops) {
      if (op.code != OpCode::seize || op.action == no_index) continue;
      const RequestCode& request = net_.requests[op.b];
      std::string& text = results_.steps[net_.actions[op.action].step].waits_for;
      for (std::uint32_t i = 0; i < request.choices; ++i) {
        const std::string& name = net_.resources[net_.instance_resource[net_.choices[request.first_choice + i].first]].name;
        if ((", " + text + ",").find(", " + name + ",") == std::string::npos) text += (text.empty() ? "" : ", ") + name;
      }
    }
  }

  /// Passages between the same two ends are one flow, in the order in which they stand in the model.
  void flows() {
    std::map<std::pair<std::string, std::string>, std::size_t> known;
    for (std::size_t i = 0; i < net_.passages.size(); ++i) {
      const Passage& p = net_.passages[i];
      const bool begins = p.from_step != no_index || p.from_source != no_index, ends = p.to_step != no_index || p.outcome != no_index;
      if (!begins || !ends) continue;
      const std::string from = p.from_step != no_index ? net_.steps[p.from_step].name : net_.counts[p.from_source].name;
      const std::string to = p.to_step != no_index ? net_.steps[p.to_step].name : net_.counts[p.outcome].name;
      const auto [at, fresh] = known.try_emplace({from, to}, results_.flows.size());
      if (fresh) results_.flows.push_back({from, to, std::vector<std::uint64_t>(records_.size())});
      for (std::size_t r = 0; r < records_.size(); ++r) results_.flows[at->second].total[r] += records_[r].passages[i];
    }
  }

  static AuditResult audit(const Record& r) {
    AuditResult out;
    out.arrived = r.arrived;
    out.left = r.left;
    out.inside_at_end = r.inside;
    out.events = r.events;
    out.stale_events = r.stale;
    out.negative_durations = r.negative_durations;
    out.divisions_by_zero = r.divisions_by_zero;
    out.swaps = r.swaps;
    out.standstills = r.standstills;
    out.most_inside = r.most_inside;
    out.trajectory = r.trajectory;
    out.failures = r.failures;
    return out;
  }

  const Network& net_;
  const Layout& layout_;
  const std::vector<Record>& records_;
  Results results_;
};

}  // namespace

Results assemble(const Network& net, const Layout& layout, std::uint64_t seed, const std::vector<Record>& records) {
  return Assembler(net, layout, records).assemble(seed);
}

}  // namespace careway
