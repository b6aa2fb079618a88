// The report block: its title and the lines of the headline table. Its sections: read_report_page.cpp.
#include "input/read_report.hpp"

#include <fmt/format.h>

#include "base/words.hpp"
#include "input/read_experiment.hpp"
#include "input/read_measures.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

using What = HeadlineItem::What;

struct Shown {
  const char* key;
  What what;
};

const Shown kinds[] = {{"mean", What::mean},
                       {"quantile", What::quantile},
                       {"share_within", What::share_within},
                       {"share_over", What::share_over},
                       {"level", What::level_mean},
                       {"occupancy", What::occupancy},
                       {"per_day", What::per_day},
                       {"total", What::total},
                       {"figure", What::figure},
                       {"at", What::snapshot}};

void read_standard(Reader& reader, const Spot& at, HeadlineItem& item) {
  item.standard = read_limit(reader, at, item.standard_text);
}

HeadlineItem read_item(Reader& reader, const Spot& spot) {
  const Fields fields(reader, spot, "headline");
  HeadlineItem item;
  item.place = spot.place();
  if (!fields.usable()) return item;
  if (const auto section = fields.get("section")) {
    item.section = read_text(reader, *section);
    if (spot.node->fields.size() > 1)
      reader.findings.error(spot.node->fields[spot.node->fields[0].key == "section" ? 1 : 0].place, spot.path,
                            "has more keys beside section", "begin a new item: - {show: …}");
    return item;
  }
  if (const auto show = fields.require("show", "the name of a clock, level or count, or section"))
    item.show = read_reference(reader, *show).text;
  read_kind(fields, item);
  if (const auto unit = fields.get("unit")) item.unit = read_text(reader, *unit);
  if (const auto label = fields.get("label")) item.label = read_text(reader, *label);
  if (const auto note = fields.get("note")) item.note = read_text(reader, *note);
  if (const auto standard = fields.get("standard")) read_standard(reader, *standard, item);
  return item;
}

}  // namespace

bool read_kind_if_given(const Fields& fields, HeadlineItem& item) {
  Reader& reader = fields.reader();
  std::vector<std::string> given;
  for (const Shown& kind : kinds) {
    const auto at = fields.knows(kind.key) ? fields.get(kind.key) : std::nullopt;
    if (!at) continue;
    given.emplace_back(kind.key);
    item.what = kind.what;
    if (kind.what == What::quantile)
      item.quantile = read_quantile_share(reader, *at).value_or(0.5);
    else if (kind.what == What::share_within || kind.what == What::share_over)
      item.threshold = read_ticks(reader, *at, Sign::not_negative).value_or(0);
    else if (kind.what == What::snapshot)
      item.moment = read_text(reader, *at);
    else if (const auto truth = read_truth(reader, *at); truth && !*truth)
      wrong(reader, *at, "true, or no such key");
  }
  if (given.size() > 1)
    reader.findings.error(fields.spot().place(), fields.spot().path, fmt::format("has both {} and {}", given[0], given[1]), "keep one of them");
  return !given.empty();
}

void read_kind(const Fields& fields, HeadlineItem& item) {
  if (read_kind_if_given(fields, item) || fields.had_unknown_keys()) return;
  std::vector<std::string> all;
  for (const Shown& kind : kinds)
    if (fields.knows(kind.key)) all.emplace_back(kind.key);
  fields.reader().findings.error(fields.spot().place(), fields.spot().path, "does not say what of it is shown", "needs one of " + one_of(all));
}

std::optional<double> read_limit(Reader& reader, const Spot& at, std::string& text) {
  const Spot spot = unwrapped(reader, at);
  text = read_text(reader, spot);
  if (!spot.node->is_scalar()) return std::nullopt;
  const bool duration = !parse_number(spot.node->text) && parse_duration(spot.node->text);
  return duration ? read_duration(reader, spot, Sign::not_negative)
                  : read_number(reader, spot, Sign::not_negative, "a share, a duration or a number");
}

ReportText read_report(Reader& reader, const Spot& spot) {
  ReportText report;
  const Fields fields(reader, spot, "report");
  if (const auto title = fields.get("title")) report.title = read_text(reader, *title);
  if (const auto headline = fields.get("headline"))
    each_item(reader, *headline, "a list such as - {show: office.wait, mean: true}",
              [&](const Spot& item) { report.headline.push_back(read_item(reader, item)); });
  if (const auto about = fields.get("about")) report.about = read_text(reader, *about);
  read_report_page(fields, report);
  return report;
}

}  // namespace careway
