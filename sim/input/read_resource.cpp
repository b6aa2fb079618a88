#include "input/read_resource.hpp"

#include <fmt/format.h>

#include "input/read_quantity.hpp"
#include "input/values.hpp"
#include "input/week.hpp"

namespace careway {

namespace {

constexpr std::size_t most_shifts = 1000;
constexpr std::size_t most_resources = 2000;  // in one pathway: each is measured by itself
const char* const capacity_words = "a whole number, 0 or more, or unlimited";

void read_roster(Reader& reader, const Spot& spot, Resource& resource) {
  std::vector<WeeklySpan> spans;
  if (too_many(reader, spot, spot.node->items.size(), most_shifts, "shift")) return;
  each_item(reader, spot, "a list of shifts, such as {from: \"08:00\", until: \"18:00\", capacity: 4}", [&](const Spot& item) {
    const Fields fields(reader, item, "resource.roster");
    Shift shift;
    shift.span = read_span(fields);
    if (const auto capacity = fields.require("capacity", "a whole number, 0 or more"))
      shift.capacity = read_whole(reader, figure(reader, *capacity), {}).value_or(0);
    spans.push_back(shift.span);
    resource.roster.push_back(shift);
  });
  if (spot.node->is_list() && spans.empty())
    reader.findings.error(spot.place(), spot.path, "is an empty list", "needs at least one shift");
  check_overlaps(reader, spans, spot, "shift");
}

void read_capacity(const Fields& fields, Resource& resource) {
  Reader& reader = fields.reader();
  const auto capacity = fields.get("capacity");
  const auto roster = fields.get("roster");
  if (capacity && roster)
    reader.findings.error(capacity->place(), capacity->path, "stands beside a roster, which gives the capacity too",
                          "keep one of the two", roster->place());
  if (!capacity && !roster && !fields.had_unknown_keys())
    fields.require("capacity", "capacity (a whole number, 0 or more, or unlimited) or a roster");
  if (roster) read_roster(reader, unwrapped(reader, *roster), resource);
  if (!capacity) return;
  if (const Spot inner = unwrapped(reader, *capacity); inner.node->is_scalar() && inner.node->text == "unlimited")
    resource.unlimited = true;
  else
    resource.capacity = read_whole(reader, figure(reader, *capacity), {}, capacity_words);
}

CapacityChange read_change(Reader& reader, const Spot& spot) {
  const Fields fields(reader, spot, "resource.changes");
  CapacityChange change;
  change.place = spot.place();
  if (const auto from = fields.get("from")) change.from = read_date(reader, *from);
  if (const auto until = fields.get("until")) change.until = read_date(reader, *until);
  if (change.from && change.until && *change.until <= *change.from)
    reader.findings.error(fields.get("until")->place(), spot.path, "until is not after from", "give a later date",
                          fields.get("from")->place());
  if (fields.usable() && fields.count({"add", "set"}) != 1) {
    reader.findings.error(spot.place(), spot.path, fields.has("add") ? "has both add and set" : "changes nothing",
                          "needs add or set");
    return change;
  }
  change.set = fields.has("set");
  if (const auto amount = fields.get(change.set ? "set" : "add"))
    change.amount = read_whole(reader, figure(reader, *amount), {change.set ? 0 : -most_units},
                               change.set ? "a whole number, 0 or more" : "a whole number, which may be negative")
                        .value_or(0);
  return change;
}

void read_breakdowns(Reader& reader, const Spot& spot, Resource& resource) {
  const Fields fields(reader, spot, "resource.breakdowns");
  if (const auto every = fields.require("every", "the time from one breakdown to the next"))
    resource.breakdown_every = read_quantity(reader, *every, Wanted::duration);
  if (const auto lasting = fields.require("lasting", "how long a breakdown lasts"))
    resource.breakdown_lasting = read_quantity(reader, *lasting, Wanted::duration);
}

Resource read_resource(Reader& reader, const YamlField& field, const Spot& spot) {
  Resource resource;
  resource.name = field.key;
  resource.place = field.place;
  resource.path = spot.path;
  const Fields fields(reader, spot, "resource");
  if (!fields.usable()) return resource;
  if (const auto about = fields.get("about")) resource.about = read_text(reader, *about);
  read_capacity(fields, resource);
  if (const auto changes = fields.get("changes"))
    each_item(reader, *changes, "a list of changes, such as {from: 2024-01-01, add: 20}",
              [&](const Spot& item) { resource.changes.push_back(read_change(reader, item)); });
  if (resource.unlimited && !resource.changes.empty())
    reader.findings.error(fields.get("changes")->place(), fields.get("changes")->path, "would change nothing, for the capacity is unlimited", "give a number as capacity, or take the changes away");
  if (const auto falls = fields.get("when_capacity_falls"))
    resource.when_capacity_falls =
        static_cast<WhenCapacityFalls>(read_word(reader, *falls, {"drain", "evict", "freeze"}).value_or(0));
  if (const auto turnaround = fields.get("turnaround"))
    resource.turnaround = read_quantity(reader, *turnaround, Wanted::duration);
  if (const auto room = fields.get("waiting_room")) resource.waiting_room = read_whole(reader, figure(reader, *room), {});
  if (const auto pass = fields.get("pass")) resource.pass = read_truth(reader, *pass).value_or(false);
  if (const auto open = fields.get("open")) resource.open = read_reference(reader, *open);
  if (const auto breakdowns = fields.get("breakdowns")) read_breakdowns(reader, *breakdowns, resource);
  return resource;
}

}  // namespace

std::vector<Resource> read_resources(Reader& reader, const Spot& spot) {
  std::vector<Resource> resources;
  if (too_many(reader, spot, spot.node->fields.size(), most_resources, "resource")) return resources;
  each_name(reader, spot, "resource",
            [&](const YamlField& field, const Spot& at) { resources.push_back(read_resource(reader, field, at)); });
  return resources;
}

}  // namespace careway
