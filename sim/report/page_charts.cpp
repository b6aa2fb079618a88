// Distributions, series, capacity and cuts of the report, as figures to be drawn.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/bins.hpp"
#include "output/summary.hpp"
#include "report/bucket_figures.hpp"
#include "report/page_json.hpp"
#include "stats/ratio.hpp"

namespace careway {

namespace {

constexpr std::size_t most_points = 120;  // of a curve

std::size_t drawn(const Studies& studies) { return std::min(studies.size(), most_drawn_studies); }

std::string line_name(const Studies& studies, std::size_t study, const std::string& thing, bool many_things) {
  if (studies.size() == 1) return thing;
  return many_things ? study_name(studies[study]) + ": " + thing : study_name(studies[study]);
}

Json labels_of(const Results& r) {
  Json labels = Json::array();
  for (const TimeBucket& bucket : r.buckets) labels.push_back(bucket.label);
  return labels;
}

bool same_buckets(const Results& a, const Results& b) {
  return std::equal(a.buckets.begin(), a.buckets.end(), b.buckets.begin(), b.buckets.end(),
                    [](const TimeBucket& x, const TimeBucket& y) { return x.label == y.label; });
}

// ---- distributions ------------------------------------------------------------------------------------------------

/// Numbers of durations, all sites together.
struct Counts {
  std::vector<double> by_bin;  ///< of all replications
  std::vector<double> n;       ///< of each replication
};

/// `use(replication, bins)` for each replication in turn. The histograms of many replications may be larger than what is held in memory:
/// they are gone through once, from the beginning to the end.
template <class Use>
void for_each_replication(const ClockResult& clock, std::size_t replications, Use use) {
  std::vector<std::uint64_t> bins;
  const std::size_t sites = replications == 0 ? 0 : clock.histogram.size() / replications / bin_count;
  auto at = clock.histogram.begin();
  for (std::size_t r = 0; r < replications; ++r) {
    bins.assign(bin_count, 0);
    for (std::size_t site = 0; site < sites; ++site)
      for (std::uint64_t& bin : bins) bin += *at++;
    use(r, bins);
  }
}

Counts counts_of(const ClockResult& clock, std::size_t replications) {
  Counts counts{std::vector<double>(bin_count), std::vector<double>(replications)};
  for_each_replication(clock, replications, [&](std::size_t r, const std::vector<std::uint64_t>& bins) {
    for (std::size_t bin = 0; bin < bin_count; ++bin) {
      counts.by_bin[bin] += static_cast<double>(bins[bin]);
      counts.n[r] += static_cast<double>(bins[bin]);
    }
  });
  return counts;
}

/// Where the axis ends: twice the largest limit of interest, or where 99 in 100 are done.
Ticks end_of_axis(const ReportChart& chart, const ClockResult& clock, const Counts& counts) {
  if (chart.up_to > 0) return chart.up_to;
  Ticks end = clock.thresholds.empty() ? 0 : clock.thresholds.back() + clock.thresholds.back() / 2;
  double all = 0, seen = 0;
  for (const double n : counts.n) all += n;
  for (std::size_t bin = 0; bin < bin_count && seen < 0.99 * all; ++bin) {
    seen += counts.by_bin[bin];
    if (seen >= 0.99 * all) end = std::max(end, bin_edge(bin + 1));
  }
  return std::max<Ticks>(end, 1000);
}

/// Bins after which the curve has a point.
std::vector<std::size_t> points_up_to(Ticks end) {
  const std::size_t last = bin_of(end);
  std::vector<std::size_t> bins;
  double next = 0;
  for (std::size_t bin = 0; bin < last; ++bin)
    if (static_cast<double>(bin_edge(bin + 1)) >= next) {
      bins.push_back(bin);
      next = static_cast<double>(bin_edge(bin + 1)) + static_cast<double>(end) / static_cast<double>(most_points);
    }
  return bins;
}

Json curve_of(const ClockResult& clock, const Counts& counts, const std::vector<std::size_t>& points) {
  Json curve{{"value", Json::array()}, {"low", Json::array()}, {"high", Json::array()}};
  const std::size_t replications = counts.n.size();
  std::vector<double> below(points.size() * replications);  // [point][replication]
  for_each_replication(clock, replications, [&](std::size_t r, const std::vector<std::uint64_t>& bins) {
    std::uint64_t sum = 0;
    std::size_t bin = 0;
    for (std::size_t p = 0; p < points.size(); ++p) {
      for (; bin <= points[p]; ++bin) sum += bins[bin];
      below[p * replications + r] = static_cast<double>(sum);
    }
  });
  double all = 0;
  for (const double n : counts.n) all += n;
  for (std::size_t p = 0; p < points.size(); ++p) {
    double sum = 0;
    std::vector<double> shares;
    for (std::size_t r = 0; r < replications; ++r) {
      const double count = below[p * replications + r];
      sum += count;
      shares.push_back(counts.n[r] > 0 ? count / counts.n[r] : not_known);
    }
    const Band band = band_of(std::move(shares));
    curve["value"].push_back(json_number(100 * sum / all));
    curve["low"].push_back(json_number(100 * band.low));
    curve["high"].push_back(json_number(100 * band.high));
  }
  return curve;
}

}  // namespace

std::optional<Json> distribution_json(const ReportChart& chart, const Studies& studies, std::string& words) {
  const ClockResult* first = find_named(studies[0].results.clocks, chart.show);
  if (first == nullptr || studies[0].results.done() == 0) return std::nullopt;
  const Counts base = counts_of(*first, studies[0].results.done());
  const Ticks end = end_of_axis(chart, *first, base);
  const Display display = duration_display(chart.unit, static_cast<double>(end) / 4);
  const std::vector<std::size_t> points = points_up_to(end);
  Json json{{"unit", display.unit}, {"end", json_number(static_cast<double>(end) * display.factor)}, {"x", Json::array()}, {"lines", Json::array()},
            {"marks", Json::array()}, {"band", band_words(studies[0].results.done())}};
  for (const std::size_t bin : points) json["x"].push_back(json_number(static_cast<double>(bin_edge(bin + 1)) * display.factor));
  for (const Ticks t : first->thresholds) json["marks"].push_back({{"at", json_number(static_cast<double>(t) * display.factor)}, {"label", duration_text(t)}});
  if (first->standard && first->standard->within && first->standard->share)
    json["standard"] = {{"at", json_number(static_cast<double>(*first->standard->within) * display.factor)}, {"share", json_number(100 * *first->standard->share)}};
  for (std::size_t s = 0; s < drawn(studies); ++s) {
    const Results& r = studies[s].results;
    const ClockResult* clock = find_named(r.clocks, chart.show);
    if (clock == nullptr || r.done() == 0) continue;
    const Counts counts = s == 0 ? base : counts_of(*clock, r.done());
    double all = 0;
    for (const double n : counts.n) all += n;
    if (!(all > 0)) continue;
    Json line{{"name", line_name(studies, s, called(r, chart.show), false)}, {"n", json_number(all)}};
    line.update(curve_of(*clock, counts, points));
    const ClockSummary summary = summarise(*clock, r);
    line["within"] = Json::array();
    for (const ShareSummary& share : summary.all.shares) {
      line["within"].push_back({{"limit", duration_text(share.threshold)}, {"value", json_number(100 * share.within.value)},
                                {"low", json_number(100 * share.within.low)}, {"high", json_number(100 * share.within.high)}});
      if (s == 0) words += fmt::format("Within {}: {}. ", duration_text(share.threshold), figure_text(share.within, {100, "%"}));
    }
    json["lines"].push_back(std::move(line));
  }
  if (json["lines"].empty()) {
    words = "nobody was measured";
    return std::nullopt;
  }
  return json;
}

// ---- through time -------------------------------------------------------------------------------------------------

namespace {

/// Adds a line; false when the figure does not exist.
bool add_line(Json& json, const std::string& name, const HeadlineLine& line, const Results& r, Display& display, std::string& words) {
  std::vector<Estimate> estimates;
  Json low = Json::array(), high = Json::array();
  std::vector<Band> bands;
  for (std::size_t b = 0; b < r.buckets.size(); ++b) {
    const ByReplication figure = by_bucket(line, r, b);
    if (figure.kind == ByReplication::Kind::unknown) return false;
    estimates.push_back(estimate_of(figure, r.done()));
    bands.push_back(band_of(values_of(figure)));
  }
  double typical = 0;
  for (const Estimate& e : estimates) typical = std::max(typical, e.has_value() ? e.value : 0);
  if (json["lines"].empty()) display = display_of(line, r, typical);
  Json out{{"name", name}};
  put_estimates(out, estimates, display);
  out["band_low"] = Json::array();
  out["band_high"] = Json::array();
  for (const Band& band : bands) {
    out["band_low"].push_back(json_number(band.low * display.factor));
    out["band_high"].push_back(json_number(band.high * display.factor));
  }
  const auto less = [](const Estimate& a, const Estimate& b) { return !(a.value >= b.value) && b.has_value(); };
  if (const auto top = std::max_element(estimates.begin(), estimates.end(), less); top != estimates.end() && top->has_value())
    words += fmt::format("{}: highest {} in the {} from {}. ", name, figure_text(*top, {display.factor, display.unit == "%" ? "%" : " " + display.unit}), bucket_word(r),
                         r.buckets[static_cast<std::size_t>(top - estimates.begin())].label);
  json["lines"].push_back(std::move(out));
  return true;
}

void add_standard(Json& json, const ReportChart& chart, const Display& display) {
  if (!chart.standard) return;
  json["standard"] = {{"value", json_number(*chart.standard * display.factor)}, {"label", chart.standard_text}};
}

Json frame_of_series(const Results& r) {
  return {{"buckets", labels_of(r)}, {"bucket", bucket_word(r)}, {"lines", Json::array()}, {"band", band_words(r.done())}};
}

}  // namespace

std::optional<Json> series_json(const ReportChart& chart, const Studies& studies, std::string& words) {
  Json json = frame_of_series(studies[0].results);
  const std::vector<std::string> names = names_in(chart.show);
  Display display;
  for (std::size_t s = 0; s < drawn(studies); ++s) {
    const Results& r = studies[s].results;
    if (!same_buckets(r, studies[0].results)) continue;
    for (const std::string& name : names) {
      HeadlineLine line;
      line.measure = name;
      line.what = chart.what.empty() ? usual_statistic(name, r) : chart.what;
      line.threshold = chart.threshold;
      line.unit = chart.unit;
      add_line(json, line_name(studies, s, called(r, name), names.size() > 1), line, r, display, words);
    }
  }
  if (json["lines"].empty()) return std::nullopt;
  json["unit"] = display.unit;
  add_standard(json, chart, display);
  return json;
}

std::optional<Json> capacity_json(const ReportChart& chart, const Studies& studies, std::string& words) {
  const Results& r = studies[0].results;
  Json json = frame_of_series(r);
  const std::vector<std::string> names = names_in(chart.show);
  const bool many = names.size() > 1;
  for (std::size_t s = 0; s < drawn(studies); ++s) {
    const Results& study = studies[s].results;
    if (!same_buckets(study, r)) continue;
    // A level that is the sum of those of all the resources.
    const auto sum_of = [&](const char* what) {
      LevelResult sum;
      for (const std::string& name : names) {
        const LevelResult* level = find_named(study.levels, name + "." + what);
        if (level == nullptr) continue;
        const std::size_t parts = level->by_site ? study.sites.size() : 1, row = parts * study.buckets.size();
        if (sum.bucket_area.empty()) sum.bucket_area.resize(study.done() * study.buckets.size());
        for (std::size_t i = 0; i < level->bucket_area.size(); ++i) sum.bucket_area[i / row * study.buckets.size() + i % study.buckets.size()] += level->bucket_area[i];
      }
      return sum;
    };
    Results only;  // as far as a line through time asks
    only.replications = study.replications;
    only.buckets = study.buckets;
    only.warm_up = study.warm_up;
    only.length = study.length;
    for (const char* what : {"in_use", "capacity", "blocked"}) {
      LevelResult level = sum_of(what);
      if (level.bucket_area.empty()) continue;
      level.name = what;
      only.levels.push_back(std::move(level));
    }
    Display display;
    for (const auto& [what, words_for_it, style] : {std::tuple("capacity", "capacity", "step"), std::tuple("in_use", "in use", "line"),
                                             std::tuple("blocked", "of these held by someone waiting for something else", "faint")}) {
      if (s > 0 && std::string(what) == "blocked") continue;
      HeadlineLine line;
      line.measure = what;
      line.what = "level_mean";
      const std::string name = studies.size() > 1 ? study_name(studies[s]) + ": " + words_for_it : words_for_it;
      if (find_named(only.levels, what) != nullptr && add_line(json, name, line, only, display, words)) json["lines"].back()["style"] = style;
    }
  }
  if (json["lines"].empty()) return std::nullopt;
  json["unit"] = many ? "units" : called(r, names[0]);
  return json;
}

// ---- cuts ---------------------------------------------------------------------------------------------------------

namespace {

/// In the model's words for `attribute.label`, or as it is.
std::string label_words(const Results& r, const std::string& attribute, const std::string& label) {
  const Called* found = find_named(r.called, attribute + "." + label);
  return found != nullptr ? found->words : called(r, label);
}

Estimate statistic_of(const ClockPart& part, const ReportChart& chart) {
  if (chart.what.empty() || chart.what == "mean") return part.mean;
  for (const ShareSummary& share : part.shares)
    if (share.threshold == chart.threshold) return chart.what == "share_over" ? share.over : share.within;
  return {};
}

}  // namespace

std::optional<Json> cut_json(const ReportChart& chart, const Studies& studies, std::string& words) {
  Json json{{"labels", Json::array()}, {"lines", Json::array()}};
  Display display;
  for (std::size_t s = 0; s < drawn(studies); ++s) {
    const Results& r = studies[s].results;
    const ClockResult* clock = find_named(r.clocks, chart.show);
    if (clock == nullptr) continue;
    const ClockSummary summary = summarise(*clock, r);
    for (const ClockSummary::By& by : summary.by) {
      if (by.attribute != chart.by) continue;
      const Estimate all = statistic_of(summary.all, chart);
      HeadlineLine line;
      line.measure = chart.show;
      line.what = chart.what.empty() ? "mean" : chart.what;
      line.unit = chart.unit;
      if (json["lines"].empty()) display = display_of(line, r, all.value);
      std::vector<Estimate> estimates;
      Json counts = Json::array();
      for (const auto& labelled : by.parts) {
        if (json["lines"].empty()) json["labels"].push_back(label_words(r, by.attribute, labelled.label));
        estimates.push_back(statistic_of(labelled.part, chart));
        counts.push_back(labelled.part.count);
        if (s == 0) words += fmt::format("{}: {}. ", label_words(r, by.attribute, labelled.label), figure_text(estimates.back(), {display.factor, display.unit == "%" ? "%" : " " + display.unit}));
      }
      Json out{{"name", studies.size() == 1 ? called(r, chart.show) : study_name(studies[s])}, {"all", json_number(all.value * display.factor)}};
      put_estimates(out, estimates, display);
      out["n"] = std::move(counts);
      if (out["value"].size() == json["labels"].size()) json["lines"].push_back(std::move(out));
    }
  }
  if (json["lines"].empty()) {
    words = "the clock is not cut by " + chart.by;
    return std::nullopt;
  }
  json["unit"] = display.unit;
  add_standard(json, chart, display);
  return json;
}

}  // namespace careway
