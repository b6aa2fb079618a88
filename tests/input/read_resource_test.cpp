#include <doctest/doctest.h>

#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

Resource resource_of(const std::string& text) {
  const ReadResult result = read_clinic("resources:\n  bed: " + text);
  CHECK(messages(result) == "");
  return clinic(result).resources.at(0);
}

std::string complaint(const std::string& text) { return messages(read_clinic("resources:\n  bed: " + text)); }

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a capacity is a whole number or unlimited") {
  CHECK(resource_of("{capacity: 45}").capacity == 45);
  CHECK(resource_of("{capacity: {value: 45, source: counted}}").capacity == 45);
  CHECK(resource_of("{capacity: 0}").capacity == 0);
  const Resource open = resource_of("{capacity: unlimited}");
  CHECK(open.unlimited);
  CHECK_FALSE(open.capacity.has_value());
  CHECK(says(complaint("{capacity: two}"),
             "clinic.resources.bed.capacity: is \"two\"; needs a whole number, 0 or more, or unlimited"));
  CHECK(says(complaint("{capacity: 1.5}"), "is 1.5; needs a whole number"));
  CHECK(says(complaint("{capacity: -1}"), "is -1; needs a whole number"));
  CHECK(says(complaint("{capacity: 2000000000}"), "is 2000000000, which is beyond reason; at most 1000000000"));
  CHECK(says(complaint("{}"), "capacity is missing"));
  CHECK(says(complaint("45"), "is 45; needs a block with the keys"));
}

TEST_CASE("a resource knows its name, path and place") {
  const Resource bed = resource_of("{capacity: 4, about: Twelve bays}");
  CHECK(bed.name == "bed");
  CHECK(bed.path == "clinic.resources.bed");
  CHECK(bed.place.line == 5);
  CHECK(bed.place.column == 7);
  CHECK(bed.about == "Twelve bays");
}

TEST_CASE("a roster has weekly shifts that may cross midnight") {
  const Resource doctor = resource_of(
      "\n    roster:\n"
      "      - {days: [Mon, Tue, Wed, Thu, Fri], from: \"08:00\", until: \"18:00\", capacity: 16}\n"
      "      - {days: [Sat, Sun], from: \"08:00\", until: \"18:00\", capacity: 9}\n"
      "      - {from: \"18:00\", until: \"08:00\", capacity: 6}");
  REQUIRE(doctor.roster.size() == 3);
  CHECK(doctor.roster[0].span.days == std::array<bool, 7>{true, true, true, true, true, false, false});
  CHECK(doctor.roster[0].span.from == 8 * ticks_per_hour);
  CHECK(doctor.roster[0].span.until == 18 * ticks_per_hour);
  CHECK(doctor.roster[2].span.days == std::array<bool, 7>{true, true, true, true, true, true, true});
  CHECK(doctor.roster[2].capacity == 6);
  CHECK_FALSE(doctor.capacity.has_value());
}

TEST_CASE("shifts that only touch do not overlap") {
  CHECK(complaint(
            "{roster: [{from: \"00:00\", until: \"12:00\", capacity: 1}, {from: \"12:00\", until: \"24:00\", capacity: 2}]}") ==
        "");
  CHECK(complaint("{roster: [{days: Mon, from: \"20:00\", until: \"08:00\", capacity: 1}, {days: Tue, from: \"08:00\", until: "
                  "\"20:00\", capacity: 2}]}") == "");
}

TEST_CASE("overlapping shifts are refused, also over midnight and over the end of the week") {
  CHECK(says(
      complaint("{roster: [{from: \"00:00\", until: \"12:00\", capacity: 1}, {from: \"11:00\", until: \"24:00\", capacity: 2}]}"),
      "clinic.resources.bed.roster[2]: overlaps roster[1] on Mon 11:00"));
  CHECK(says(complaint("{roster: [{days: Sun, from: \"20:00\", until: \"08:00\", capacity: 1}, {days: Mon, from: \"07:00\", "
                       "until: \"20:00\", capacity: 2}]}"),
             "overlaps roster[1] on Mon 07:00"));
  CHECK(
      says(complaint("{roster: [{capacity: 1}, {days: Wed, from: \"07:00\", until: \"20:00\", capacity: 2}]}"), "on Wed 07:00"));
}

TEST_CASE("capacity and roster contradict each other") {
  CHECK(says(complaint("{capacity: 4, roster: [{capacity: 2}]}"), "stands beside a roster, which gives the capacity too"));
}

TEST_CASE("dated changes of capacity add or set") {
  const Resource bed = resource_of(
      "{capacity: 4, changes: [{from: 2024-01-01, until: 2024-02-01, add: 20}, {from: 2024-03-01, set: 4}, {add: -2}]}");
  REQUIRE(bed.changes.size() == 3);
  CHECK(bed.changes[0].from == parse_date("2024-01-01"));
  CHECK(bed.changes[0].until == parse_date("2024-02-01"));
  CHECK(bed.changes[0].amount == 20);
  CHECK_FALSE(bed.changes[0].set);
  CHECK(bed.changes[1].set);
  CHECK_FALSE(bed.changes[1].until.has_value());
  CHECK(bed.changes[2].amount == -2);
  CHECK(says(complaint("{capacity: 4, changes: [{from: 2024-01-01}]}"), "changes nothing; needs add or set"));
  CHECK(says(complaint("{capacity: 4, changes: [{from: 2024-02-01, until: 2024-01-01, add: 1}]}"), "until is not after from"));
  CHECK(says(complaint("{capacity: 4, changes: [{from: 1.1.2024, add: 1}]}"), "needs a date, such as 2024-01-31"));
}

TEST_CASE("the ways in which capacity falls have three names") {
  CHECK(resource_of("{capacity: 4}").when_capacity_falls == WhenCapacityFalls::drain);
  CHECK(resource_of("{capacity: 4, when_capacity_falls: drain}").when_capacity_falls == WhenCapacityFalls::drain);
  CHECK(resource_of("{capacity: 4, when_capacity_falls: evict}").when_capacity_falls == WhenCapacityFalls::evict);
  CHECK(resource_of("{capacity: 4, when_capacity_falls: freeze}").when_capacity_falls == WhenCapacityFalls::freeze);
  CHECK(says(complaint("{capacity: 4, when_capacity_falls: frieze}"), "is \"frieze\"; did you mean \"freeze\"?"));
}

TEST_CASE("turnaround, waiting room, passing and breakdowns are read") {
  const Resource bed = resource_of(
      "{capacity: 4, turnaround: 45 min, waiting_room: 30, pass: true, breakdowns: {every: {exponential: {mean: 3 days}}, "
      "lasting: 2 h}}");
  CHECK(bed.turnaround->number == 45.0 * ticks_per_minute);
  CHECK(bed.waiting_room == 30);
  CHECK(bed.pass);
  CHECK(bed.breakdown_every->distribution->family == "exponential");
  CHECK(bed.breakdown_lasting->number == 2.0 * ticks_per_hour);
  CHECK(says(complaint("{capacity: 4, breakdowns: {every: 3 days}}"), "clinic.resources.bed.breakdowns: lasting is missing"));
}

TEST_CASE("names have small letters, digits and underscores") {
  CHECK(says(messages(read_clinic("resources: {Bed: {capacity: 1}}")), "\"Bed\" cannot be the name of a resource"));
  CHECK(says(messages(read_clinic("resources: {2_bed: {capacity: 1}}")), "\"2_bed\" cannot be the name"));
}
