// delay, choose_site and book.
#include <fmt/format.h>

#include "input/expressions.hpp"
#include "input/read_actions.hpp"
#include "input/read_quantity.hpp"
#include "input/values.hpp"
#include "input/week.hpp"

namespace careway {

namespace {

constexpr std::size_t most_days = 3660;
constexpr std::size_t most_times = 1000;

void read_best_site(const Verb& verb, ActChooseSite& choose) {
  Reader& reader = verb.reader;
  const Fields fields(reader, verb.value, "choose_site.best");
  const auto lowest = fields.get("lowest");
  const auto highest = fields.get("highest");
  if (lowest.has_value() == highest.has_value()) {
    if (lowest || !fields.had_unknown_keys())
      reader.findings.error(verb.value.place(), verb.value.path, lowest ? "has both lowest and highest" : "names no site",
                            "needs a site, {lowest: …}, {highest: …}, {choice: …} or {by: …}");
    return;
  }
  choose.how = lowest ? ActChooseSite::How::lowest : ActChooseSite::How::highest;
  const Spot& score = lowest ? *lowest : *highest;
  choose.score = parse_expression(*score.node, score.path, reader.findings);
  if (const auto among = fields.get("among")) {
    choose.among = read_references(reader, *among);
    for (const Word& site : choose.among)
      if (!is_name(site.text))
        reader.findings.error(site.place, among->path, fmt::format("\"{}\" is no site", site.text), "needs names of sites");
  }
  if (const auto age = fields.get("age")) choose.age = read_ticks(reader, *age, Sign::not_negative).value_or(0);
}

}  // namespace

ActDelay read_delay(const Verb& verb) {
  Reader& reader = verb.reader;
  ActDelay delay;
  const YamlNode& node = *verb.value.node;
  if (node.is_map() && node.find("until") != nullptr) {
    const Fields fields(reader, verb.value, "delay.until");
    delay.how = ActDelay::How::until_time;
    if (const auto until = fields.get("until")) {
      for (const Spot& item : items_of(reader, *until))
        if (const auto time = read_time_of_day(reader, item)) delay.times_of_day.push_back(*time);
      too_many(reader, *until, delay.times_of_day.size(), most_times, "time");
    }
    if (const auto days = fields.get("days")) delay.days = read_days(reader, *days);
  } else if (node.is_map() && node.find("until_open") != nullptr) {
    const Fields fields(reader, verb.value, "delay.until_open");
    delay.how = ActDelay::How::until_open;
    if (const auto calendar = fields.get("until_open")) delay.calendar = read_reference(reader, *calendar);
  } else {
    delay.quantity = read_quantity(reader, verb.value, Wanted::duration);
  }
  if (verb.fields == nullptr) return delay;
  if (const auto uninterrupted = verb.fields->get("uninterrupted")) delay.uninterrupted = read_truth(reader, *uninterrupted).value_or(false);
  if (const auto lost = verb.fields->get("if_lost")) {
    delay.if_lost = read_reference(reader, *lost);
    if (delay.uninterrupted) reader.findings.error(lost->place(), lost->path, "stands beside uninterrupted", "nothing is lost then; take one of them away");
  }
  return delay;
}

ActChooseSite read_choose_site(const Verb& verb) {
  ActChooseSite choose;
  const YamlNode& node = *verb.value.node;
  if (!node.is_map()) {
    choose.site = read_name(verb.reader, verb.value);
  } else if (node.find("choice") != nullptr || node.find("by") != nullptr) {
    choose.how = ActChooseSite::How::choice;
    choose.choice = read_quantity(verb.reader, verb.value, Wanted::site);
  } else {
    read_best_site(verb, choose);
  }
  return choose;
}

ActBook read_book(const Verb& verb) {
  Reader& reader = verb.reader;
  ActBook book;
  const Fields fields(reader, verb.value, "book.of");
  if (!fields.usable()) return book;
  const auto expression = [&](const char* key) -> std::optional<Expression> {
    const auto at = fields.get(key);
    return at ? parse_expression(*at->node, at->path, reader.findings) : std::nullopt;
  };
  if (const auto resource = fields.require("resource", "the resource that is booked"))
    book.resource = read_reference(reader, *resource);
  const std::size_t taper = fields.count({"first", "last", "days"});
  if (fields.has("daily") ? taper > 0 : taper != 3)
    reader.findings.error(verb.value.place(), verb.value.path,
                          fields.has("daily") ? "has both daily and a taper" : "does not say how much each day",
                          "needs daily: [4, 3, 2], or first, last and days");
  if (const auto daily = fields.get("daily")) {
    book.daily = read_weights(reader, figure(reader, *daily), 0, "the amount on each day, not all 0");
    too_many(reader, *daily, book.daily.size(), most_days, "day");
  }
  book.first = expression("first");
  book.last = expression("last");
  book.days = expression("days");
  if (const auto as = fields.get("as")) book.as = read_name(reader, *as);
  const Fields& beside = *verb.fields;
  if (const auto within = beside.get("within")) book.within = read_quantity(reader, *within, Wanted::duration);
  if (const auto patience = beside.get("patience")) book.patience = read_quantity(reader, *patience, Wanted::duration);
  if (const auto otherwise = beside.get("otherwise")) book.otherwise = read_reference(reader, *otherwise);
  const bool may_fail = book.within || book.patience;
  if (may_fail && !beside.has("otherwise"))
    reader.findings.error(beside.get(book.within ? "within" : "patience")->place(), verb.value.path,
                          std::string("has ") + (book.within ? "within" : "patience") + " but no otherwise", "needs otherwise: the step to go to when no day comes in time");
  if (!may_fail && beside.has("otherwise"))
    reader.findings.error(beside.get("otherwise")->place(), verb.value.path, "has otherwise but neither within nor patience",
                          "needs within: the latest start, or patience: how long they wait");
  return book;
}

ActCancelBooking read_cancel_booking(const Verb& verb) { return {read_references(verb.reader, verb.value)}; }

}  // namespace careway
