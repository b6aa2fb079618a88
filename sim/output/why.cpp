#include "output/why.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "output/figure_text.hpp"
#include "output/plain_text.hpp"
#include "study/attribution.hpp"

namespace careway {
namespace {

using Json = nlohmann::ordered_json;

constexpr double least_waiting = 0.05;  // mean number from which on a queue is shown
constexpr std::size_t most_queues = 12;
constexpr std::size_t most_causes = 6;
constexpr double least_share = 0.01;

// ---- words ------------------------------------------------------------------------------------------------------

std::string name_of(const WaitingFor& w, const Cause& cause, const Results& r) {
  return cause.resource == w.resource ? "own work" : r.resources[cause.resource].name;
}

/// The queue's own work first, then the largest.
std::vector<Cause> in_order(const WaitingFor& w) {
  std::vector<Cause> causes = w.causes;
  std::stable_sort(causes.begin(), causes.end(), [&](const Cause& a, const Cause& b) {
    const bool a_own = a.resource == w.resource, b_own = b.resource == w.resource;
    return a_own != b_own ? a_own : a.share.value > b.share.value;
  });
  return causes;
}

/// Whole percent are enough; an interval that they hide is left out.
std::string cause_text(const std::string& name, const Estimate& share) {
  const auto percent = [](double number) { return static_cast<int>(std::lround(100 * number)); };
  std::string text = fmt::format("{} {}%", name, percent(share.value));
  if (share.has_interval() && percent(share.low) != percent(share.high))
    text += fmt::format(" ({} to {})", percent(share.low), percent(share.high));
  return text;
}

/// "own work 58% (55 to 61), a.b 22% (20 to 24), others 3%"
std::string causes_text(const WaitingFor& w, const Results& r) {
  std::string text;
  double shown = 0;
  std::size_t number = 0;
  for (const Cause& cause : in_order(w)) {
    if (number == most_causes || cause.share.value < least_share) continue;
    text += (number++ == 0 ? "" : ", ") + cause_text(name_of(w, cause, r), cause.share);
    shown += cause.share.value;
  }
  if (1 - shown >= 0.005) text += fmt::format("{}others {:.0f}%", text.empty() ? "" : ", ", 100 * (1 - shown));
  return text;
}

std::string doubts_of(const WaitingFor& w) {
  if (w.never_busy) return " (it was never in use, so what it was waited for is not known)";
  return w.standstill ? " (part of it ends in units that only waited for one another: a standstill)" : "";
}

std::string queue_text(const WaitingFor& w, const Results& r, Colour colour) {
  const std::string head = fmt::format("waiting for {} ({} waiting):", r.resources[w.resource].name, number_text(w.waiting, {}));
  const std::string front = cut_to(without_controls(head), headline_columns);
  std::string text = (colour == Colour::none ? front : "\x1b[1m" + front + "\x1b[0m") + "\n";
  for (const std::string& line : wrapped(without_controls(causes_text(w, r) + doubts_of(w)), headline_columns - 4))
    text += "    " + line + "\n";
  return text;
}

std::string paragraph(const std::string& text) {
  std::string lines;
  for (const std::string& line : wrapped(text, headline_columns)) lines += line + "\n";
  return lines;
}

// ---- JSON -------------------------------------------------------------------------------------------------------

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json cause_json(const WaitingFor& w, const Cause& cause, const Results& r) {
  Json json{{"resource", r.resources[cause.resource].name},
            {"own", cause.resource == w.resource},
            {"share", number(cause.share.value)}};
  if (cause.share.has_interval()) {
    json["low"] = number(cause.share.low);
    json["high"] = number(cause.share.high);
  }
  for (std::size_t s = 0; s < cause.by_site.size(); ++s) json["by_site"][r.sites[s]] = number(cause.by_site[s]);
  return json;
}

Json queue_json(const WaitingFor& w, const Results& r) {
  Json json{{"resource", r.resources[w.resource].name}};
  if (!w.site.empty()) json["site"] = w.site;
  json["waiting"] = number(w.waiting);
  json["never_busy"] = w.never_busy;
  json["standstill"] = w.standstill;
  json["causes"] = Json::array();
  for (const Cause& cause : in_order(w)) json["causes"].push_back(cause_json(w, cause, r));
  return json;
}

Json queues_json(const std::vector<WaitingFor>& queues, const Results& r) {
  Json json = Json::array();
  for (const WaitingFor& w : queues) json.push_back(queue_json(w, r));
  return json;
}

}  // namespace

std::string why_text(const Results& r, Colour colour) {
  std::vector<WaitingFor> queues = attribution_of(r).total;
  std::stable_sort(queues.begin(), queues.end(), [](const WaitingFor& a, const WaitingFor& b) { return a.waiting > b.waiting; });
  std::erase_if(queues, [](const WaitingFor& w) { return w.waiting < least_waiting; });
  if (queues.empty()) return "Hardly anyone waits for a resource.\n";
  std::string text =
      paragraph(without_controls(r.scenario.empty() ? "Who waits, and why" : "Scenario " + r.scenario + ": who waits, and why"));
  for (std::size_t i = 0; i < std::min(most_queues, queues.size()); ++i) text += queue_text(queues[i], r, colour);
  if (queues.size() > most_queues)
    text += fmt::format("and {} shorter queues (--json shows them)\n", queues.size() - most_queues);
  text += "\n";
  return text + paragraph(
                    "Own work: units that are busy with what they are for. The rest: units held by those who wait for something "
                    "else, followed down the chain to where units work; in brackets 95% intervals. This says where the time "
                    "went, not what more units "
                    "would do: for that, compare scenarios.");
}

std::string why_json(const Results& r) {
  const Attribution whole = attribution_of(r);
  Json json{{"scenario", r.scenario}, {"replications", r.done()}, {"queues", queues_json(whole.total, r)}};
  json["by_site"] = queues_json(whole.by_site, r);
  json["buckets"] = Json::array();
  const std::vector<Attribution> buckets = attribution_by_bucket(r);
  for (std::size_t b = 0; b < buckets.size(); ++b)
    json["buckets"].push_back({{"from", r.buckets[b].label},
                               {"queues", queues_json(buckets[b].total, r)},
                               {"by_site", queues_json(buckets[b].by_site, r)}});
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace careway
