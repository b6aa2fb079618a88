#include "input/schema_rules.hpp"

#include <fmt/format.h>

#include <vector>

#include "input/schema_forms.hpp"

namespace careway {

namespace {

using Keys = std::vector<const char*>;

enum class Kind { exactly_one, at_most_one, at_least_one, needs };

/// Of `keys`, so many stand in the block; `needs`: where `keys[0]` stands, one of the others does.
struct Rule {
  const char* block;
  Kind kind;
  Keys keys;
};

std::vector<Rule> rules() {
  using enum Kind;
  return {
      {"resource", exactly_one, {"capacity", "roster"}},
      {"resource.changes", exactly_one, {"add", "set"}},
      {"arrivals", at_least_one, {"rate", "rates", "interarrival", "at", "trace", "initial"}},
      {"arrivals", at_most_one, {"rate", "rates", "interarrival", "at", "trace"}},
      {"arrivals", at_most_one, {"batch", "trace"}},
      {"arrivals", needs, {"every", "at"}},
      {"arrivals", needs, {"late", "at"}},
      {"arrivals", needs, {"days", "at"}},
      {"arrivals", needs, {"open", "at"}},
      {"arrivals.rates", exactly_one, {"hour_of_day", "day_of_week", "hour_of_week", "points"}},
      {"action.seize", needs, {"patience", "otherwise"}},
      {"action.seize", needs, {"otherwise", "patience"}},
      {"action.seize", needs, {"preempt_in", "preempt"}},
      {"seize.of", exactly_one, {"any_of", "all_of", "any_site"}},
      {"seize.of", at_most_one, {"lowest", "highest"}},
      {"choose_site.best", exactly_one, {"lowest", "highest"}},
      {"action.book", needs, {"within", "otherwise"}},
      {"action.book", needs, {"patience", "otherwise"}},
      {"action.book", needs, {"otherwise", "within", "patience"}},
      {"book.of", exactly_one, {"daily", "first"}},
      {"book.of", needs, {"first", "last"}},
      {"book.of", needs, {"first", "days"}},
      {"book.of", needs, {"last", "first"}},
      {"book.of", needs, {"days", "first"}},
      {"change", at_least_one, {"set", "add", "scale"}},
      {"sweep.factor", exactly_one, {"set", "add", "scale"}},
      {"level", exactly_one, {"of", "formula"}},
      {"level", needs, {"every", "formula"}},
      {"figure", exactly_one, {"ratio", "sum"}},
      {"figure", needs, {"per", "sum"}},
      {"figure.sum", at_most_one, {"weights", "times"}},
      {"figure.sum", at_most_one, {"weights", "per"}},
      {"clock.standard", exactly_one, {"mean", "within"}},
      {"clock.standard", at_most_one, {"share", "quantile"}},
      {"clock.standard", needs, {"within", "share", "quantile"}},
      {"clock.standard", needs, {"share", "within"}},
      {"clock.standard", needs, {"quantile", "within"}},
      {"headline", exactly_one, {"section", "mean", "quantile", "share_within", "share_over", "level", "occupancy", "per_day", "total", "figure", "at"}},
      {"headline", exactly_one, {"section", "show"}},
      {"report.breaks", exactly_one, {"mean", "share_within", "share_over", "level", "occupancy", "per_day"}},
      {"report.breaks", exactly_one, {"above", "below"}},
      {"report.chart", exactly_one, {"distribution", "series", "hours", "cut", "capacity", "causes", "flow"}},
      {"report.chart", at_most_one, {"mean", "share_within", "share_over", "level", "per_day"}},
      {"report.chart", needs, {"cut", "by"}},
      {"report.chart", needs, {"by", "cut"}},
      {"report.chart", needs, {"up_to", "distribution"}},
      {"report.chart", needs, {"mean", "series", "cut"}},
      {"report.chart", needs, {"share_within", "series", "cut"}},
      {"report.chart", needs, {"share_over", "series", "cut"}},
      {"report.chart", needs, {"standard", "series", "cut"}},
      {"report.chart", needs, {"level", "series"}},
      {"report.chart", needs, {"per_day", "series"}},
      {"quantity.empirical", exactly_one, {"values", "file"}},
      {"quantity.empirical", needs, {"file", "column"}},
      {"quantity.empirical", needs, {"column", "file"}},
      {"quantity.empirical", needs, {"unit", "file"}},
  };
}

std::string required(const char* key) { return "{\"required\":[" + json_text(key) + "]}"; }

std::string any_required(const Keys& keys) {
  std::string list;
  for (const char* key : keys) list += (list.empty() ? "" : ",") + required(key);
  return list;
}

std::string rule_schema(const Rule& rule) {
  const std::string all = any_required(rule.keys);
  switch (rule.kind) {
    case Kind::exactly_one: return "{\"oneOf\":[" + all + "]}";
    case Kind::at_least_one: return "{\"anyOf\":[" + all + "]}";
    case Kind::at_most_one: return "{\"oneOf\":[{\"not\":{\"anyOf\":[" + all + "]}}," + all + "]}";
    case Kind::needs: break;
  }
  return fmt::format(R"({{"dependencies":{{{}:{{"anyOf":[{}]}}}}}})", json_text(rule.keys[0]), any_required({rule.keys.begin() + 1, rule.keys.end()}));
}

}  // namespace

std::string with_rules(const std::string& block, const std::string& object) {
  std::string list;
  for (const Rule& rule : rules())
    if (block == rule.block) list += (list.empty() ? "" : ",") + rule_schema(rule);
  if (list.empty()) return object;
  return object.substr(0, object.size() - 1) + ",\"allOf\":[" + list + "]}";
}

}  // namespace careway
