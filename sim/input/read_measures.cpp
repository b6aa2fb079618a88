#include "input/read_measures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "input/expressions.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t most_thresholds = 1000;

void read_thresholds(const Fields& fields, const char* key, std::vector<Ticks>& thresholds) {
  const auto at = fields.get(key);
  if (!at) return;
  const std::vector<Spot> items = items_of(fields.reader(), *at);
  if (too_many(fields.reader(), *at, items.size(), most_thresholds, "item")) return;
  for (const Spot& item : items)
    if (const auto threshold = read_ticks(fields.reader(), item, Sign::not_negative)) thresholds.push_back(*threshold);
}

Standard read_standard(Reader& reader, const Spot& spot) {
  const Fields fields(reader, spot, "clock.standard");
  Standard standard;
  standard.place = spot.place();
  if (!fields.usable()) return standard;
  if (const auto within = fields.get("within")) standard.within = read_ticks(reader, *within, Sign::not_negative);
  if (const auto share = fields.get("share")) standard.share = read_share(reader, *share);
  if (const auto mean = fields.get("mean")) standard.mean = read_duration(reader, *mean, Sign::not_negative);
  if (const auto quantile = fields.get("quantile")) standard.quantile = read_quantile_share(reader, *quantile);
  if (const auto source = fields.get("source")) standard.source = read_text(reader, *source);
  const bool by_share = fields.has("within") && fields.has("share") && fields.count({"mean", "quantile"}) == 0;
  const bool by_quantile = fields.has("within") && fields.has("quantile") && fields.count({"mean", "share"}) == 0;
  const bool by_mean = fields.has("mean") && fields.count({"within", "share", "quantile"}) == 0;
  if (!by_share && !by_quantile && !by_mean && !fields.had_unknown_keys())
    reader.findings.error(spot.place(), spot.path, "is no standard",
                          "needs {within: 4 h, share: 0.95}, {mean: 18 min} or {quantile: 0.9, within: 40 min}");
  return standard;
}

Clock read_clock(Reader& reader, const YamlField& field, const Spot& spot) {
  Clock clock;
  clock.name = field.key;
  clock.place = field.place;
  clock.path = spot.path;
  if (spot.node->is_null()) return clock;  // `wait:` alone: a clock with nothing asked beyond the ordinary
  const Fields fields(reader, spot, "clock");
  if (const auto about = fields.get("about")) clock.about = read_text(reader, *about);
  read_thresholds(fields, "within", clock.thresholds);
  read_thresholds(fields, "over", clock.thresholds);
  std::sort(clock.thresholds.begin(), clock.thresholds.end());
  clock.thresholds.erase(std::unique(clock.thresholds.begin(), clock.thresholds.end()), clock.thresholds.end());
  if (const auto quantiles = fields.get("quantiles")) {
    const std::vector<Spot> items = items_of(reader, *quantiles);
    if (!too_many(reader, *quantiles, items.size(), most_thresholds, "item"))
      for (const Spot& item : items)
        if (const auto quantile = read_quantile_share(reader, item)) clock.quantiles.push_back(*quantile);
  }
  if (const auto by = fields.get("by")) clock.by = read_references(reader, *by);
  if (const auto count = fields.get("count"))
    clock.count = static_cast<Clock::Count>(read_word(reader, *count, {"departed", "started", "arrived"}).value_or(0));
  if (const auto average = fields.get("average"))
    clock.average_replications = read_word(reader, *average, {"replications"}).has_value();
  if (const auto standard = fields.get("standard")) clock.standard = read_standard(reader, *standard);
  if (const auto first = fields.get("first")) {
    clock.first = parse_expression(*first->node, first->path, reader.findings);
    for (const char* key : {"by", "count"})
      if (const auto at = fields.get(key))
        reader.findings.error(at->place(), at->path, "cannot stand beside first", "it is no patient's clock; take it away", first->place());
  }
  return clock;
}

/// "00:00", "Mon 08:00", "t=30 days".
std::optional<Level::At> read_at(Reader& reader, const Spot& spot) {
  Level::At at;
  at.place = spot.place();
  if (spot.node->is_scalar()) {
    const std::string_view text = at.text = spot.node->text;
    const std::size_t space = text.find(' ');
    if (const auto time = parse_time_of_day(text); time && *time < ticks_per_day) {
      at.time = *time;
      return at;
    }
    if (text.starts_with("t=")) {
      const auto offset = parse_duration(text.substr(2));
      if (offset && *offset >= 0 && *offset <= longest_duration) {
        at.kind = Level::At::Kind::once;
        at.time = to_ticks(*offset);
        return at;
      }
    } else if (space != std::string_view::npos) {
      const auto day = parse_weekday(text.substr(0, space));
      const auto time = parse_time_of_day(text.substr(space + 1));
      if (day && time && *time < ticks_per_day) {
        at.kind = Level::At::Kind::weekly;
        at.weekday = *day;
        at.time = *time;
        return at;
      }
    }
  }
  wrong(reader, spot, "an instant: \"08:00\", \"Mon 08:00\" or t=30 days");
  return std::nullopt;
}

Level read_level(Reader& reader, const YamlField& field, const Spot& spot) {
  Level level;
  level.name = field.key;
  level.place = field.place;
  level.path = spot.path;
  const Fields fields(reader, spot, "level");
  if (const auto about = fields.get("about")) level.about = read_text(reader, *about);
  if (const auto formula = fields.get("formula"); formula && !fields.has("of")) {
    level.formula = parse_expression(*formula->node, formula->path, reader.findings);
    level.every = ticks_per_hour;
    if (const auto every = fields.get("every")) level.every = read_ticks(reader, *every, Sign::positive).value_or(ticks_per_hour);
    if (const auto by = fields.get("by"))
      reader.findings.error(by->place(), by->path, "does not go with a formula", "a formula names no patient; only a level of resources can be kept by attribute", formula->place());
  } else if (const auto of = fields.require("of", "a level, such as in_use(desk), or a formula")) {
    if (auto expression = parse_expression(*of->node, of->path, reader.findings)) level.of = std::move(*expression);
    if (const auto by = fields.get("by")) level.by = read_references(reader, *by);
    for (const char* key : {"formula", "every"})
      if (const auto extra = fields.get(key)) reader.findings.error(extra->place(), extra->path, "does not go with of", "needs either of, or formula and every", of->place());
  }
  if (const auto at = fields.get("at")) {
    const std::vector<Spot> items = items_of(reader, *at);
    if (!too_many(reader, *at, items.size(), most_thresholds, "item"))
      for (const Spot& item : items)
        if (auto instant = read_at(reader, item)) level.at.push_back(std::move(*instant));
  }
  if (const auto distribution = fields.get("distribution"))
    level.distribution = read_truth(reader, *distribution).value_or(false);
  if (const auto by = fields.get("by_hour_of_week")) level.by_hour_of_week = read_truth(reader, *by).value_or(false);
  return level;
}

/// A unit of time, or a year of 365.25 days.
double read_period(Reader& reader, const Spot& spot) {
  if (spot.node->is_scalar() && spot.node->text == "year") return 365.25 * static_cast<double>(ticks_per_day);
  return read_unit(reader, spot).value_or(1);
}

/// `{of: clock, weights: {6 h: 0.01, 8 h: 0.012}}`, `{of: left.done, times: 3}`, `{of: desk.in_use, times: 345, per: day}`.
FigureTerm read_term(Reader& reader, const Spot& spot) {
  FigureTerm term;
  term.place = spot.place();
  term.path = spot.path;
  const Fields fields(reader, spot, "figure.sum");
  if (!fields.usable()) return term;
  if (const auto of = fields.require("of", "the name of a count, a clock or a level")) term.of = {read_text(reader, *of), of->place()};
  if (const auto times = fields.get("times")) term.times = read_number(reader, figure(reader, *times), Sign::any);
  if (const auto per = fields.get("per")) term.per = read_unit(reader, *per).value_or(1);
  const auto weights = fields.get("weights");
  if (!weights) return term;
  if (fields.count({"times", "per"}) > 0) reader.findings.error(weights->place(), weights->path, "stands beside times or per", "needs either weights, or times and per");
  const Spot inner = unwrapped(reader, *weights);
  if (!inner.node->is_map()) {
    wrong(reader, inner, "limits and weights, such as {6 h: 0.01, 8 h: 0.012}");
    return term;
  }
  for (const YamlField& field : inner.node->fields) {
    if (field.key == "source" || field.key == "about") continue;
    const auto limit = parse_duration(field.key);
    if (!limit || *limit < 0) {
      reader.findings.error(field.place, weights->path, "\"" + field.key + "\" is not a duration", "write limits such as 6 h");
      continue;
    }
    if (const auto weight = read_number(reader, {&field.value, weights->path + "." + field.key}, Sign::any)) term.weights.emplace_back(to_ticks(*limit), *weight);
  }
  std::sort(term.weights.begin(), term.weights.end());
  return term;
}

Figure read_figure(Reader& reader, const YamlField& field, const Spot& spot) {
  Figure made;
  made.name = field.key;
  made.place = field.place;
  made.path = spot.path;
  const Fields fields(reader, spot, "figure");
  if (!fields.usable()) return made;
  if (const auto about = fields.get("about")) made.about = read_text(reader, *about);
  if (const auto unit = fields.get("unit")) made.unit = read_text(reader, *unit);
  if (const auto with = fields.get("only_with")) made.only_with = read_name(reader, *with).text;
  if (const auto per = fields.get("per")) {
    made.per = read_period(reader, *per);
    if (per->node->is_scalar()) made.unit += (made.unit.empty() ? "per " : " per ") + per->node->text;
  }
  if (const auto sum = fields.get("sum"); sum && !fields.has("ratio")) {
    each_item(reader, *sum, "a list of terms, such as [{of: left.done, times: 3}]", [&](const Spot& item) { made.sum.push_back(read_term(reader, item)); });
    if (made.sum.empty()) wrong(reader, *sum, "a list of terms, such as [{of: left.done, times: 3}]");
    return made;
  }
  if (fields.has("sum") || fields.has("per"))
    reader.findings.error(spot.place(), spot.path, fields.has("sum") ? "has ratio and sum" : "has per without sum", "needs ratio: [the part, the whole], or sum");
  const auto ratio = fields.require("ratio", "two names: [the part, the whole]; or sum: a list of terms");
  if (!ratio) return made;
  if (!ratio->node->is_list() || ratio->node->items.size() != 2) {
    wrong(reader, *ratio, "two names: [the part, the whole]");
    return made;
  }
  each_item(reader, *ratio, "", [&](const Spot& item) { made.ratio.push_back({read_text(reader, item), item.place()}); });
  return made;
}

}  // namespace

std::optional<double> read_quantile_share(Reader& reader, const Spot& spot) {
  const std::optional<double> share = read_share(reader, spot);
  if (!share || (*share > 0 && *share < 1)) return share;
  wrong(reader, spot, "a share above 0 and below 1, such as 0.9");
  return std::nullopt;
}

std::vector<Clock> read_clocks(Reader& reader, const Spot& spot) {
  std::vector<Clock> clocks;
  each_name(reader, spot, "clock",
            [&](const YamlField& field, const Spot& at) { clocks.push_back(read_clock(reader, field, at)); });
  return clocks;
}

std::vector<Level> read_levels(Reader& reader, const Spot& spot) {
  std::vector<Level> levels;
  each_name(reader, spot, "level",
            [&](const YamlField& field, const Spot& at) { levels.push_back(read_level(reader, field, at)); });
  return levels;
}

std::vector<CountCut> read_counts(Reader& reader, const Spot& spot) {
  std::vector<CountCut> cuts;
  if (!spot.node->is_map()) return wrong(reader, spot, "counts and what they are cut by, such as {left.done: {by: acuity}}"), cuts;
  for (const YamlField& field : spot.node->fields) {
    YamlNode key;
    key.kind = YamlNode::Kind::scalar;
    key.place = field.place;
    key.text = field.key;
    CountCut cut;
    cut.path = spot.path + "." + field.key;
    cut.of = read_reference(reader, {&key, spot.path});
    const Fields fields(reader, {&field.value, cut.path}, "counts");
    if (const auto about = fields.get("about")) cut.about = read_text(reader, *about);
    if (const auto by = fields.require("by", "an attribute, or a list of them")) cut.by = read_references(reader, *by);
    if (cut.of.given()) cuts.push_back(std::move(cut));
  }
  return cuts;
}

std::vector<Figure> read_figures(Reader& reader, const Spot& spot) {
  std::vector<Figure> figures;
  each_name(reader, spot, "figure",
            [&](const YamlField& field, const Spot& at) { figures.push_back(read_figure(reader, field, at)); });
  return figures;
}

}  // namespace careway
