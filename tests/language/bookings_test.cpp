// Bookings that are given back, or that begin too late. Everything by hand: no chance anywhere.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

const char* const week = "experiment: {length: 7 days, replications: 1}";

}  // namespace

TEST_CASE("who runs out of patience gives its day back, and the next who asks gets it") {
  // One visit a day: p1 today, p2 on day 1, p3 on day 2. p2 gives up at 13:00; p4 gets day 1, not day 3.
  CHECK(story_of("delays gives leaves", clinic(R"(
resources: {visits: {capacity: 1}}
arrivals:
  a: {at: [0 min], enter: waits}
  b: {at: [1 h], enter: impatient}
  c: {at: [2 h, 14 h], enter: waits}
steps:
  waits: [{book: {resource: visits, daily: [1]}}, {leave: seen}]
  impatient: [{book: {resource: visits, daily: [1]}, patience: 12 h, otherwise: away}, {leave: seen}]
  away: [{leave: away}])", week)) == table(R"(
    0:00 p1 delays until 0:00
    0:00 p1 leaves seen
    1:00 p2 delays until 13:00
    2:00 p3 delays until 2d 0:00
    13:00 p2 gives up visits
    13:00 p2 leaves away
    14:00 p4 delays until 1d 0:00
    1d 0:00 p4 leaves seen
    2d 0:00 p3 leaves seen)"));
}

TEST_CASE("a day that begins as patience runs out has come in time") {
  CHECK(story_of("leaves", clinic(R"(
resources: {visits: {capacity: 1}}
arrivals: {a: {at: [0 min, 1 h], enter: s}}
steps:
  s: [{book: {resource: visits, daily: [1]}, patience: 23 h, otherwise: away}, {leave: seen}]
  away: [{leave: away}])", week)) == table(R"(
    0:00 p1 leaves seen
    1d 0:00 p2 leaves seen)"));
}

TEST_CASE("how much of a day is booked can be measured and asked for") {
  // Two visits a day. p1 books one of day 0; p2 needs two and then one: days 1 and 2. On day 1 there is no room, on day 2 there is.
  const std::string blocks = R"(
resources: {visits: {capacity: 2}}
arrivals:
  a: {at: [0 min], enter: books_one}
  b: {at: [1 h], enter: books_more}
  c: {at: [24 h 30 min, 48 h 30 min], enter: asks}
levels: {visits_booked: {formula: booked(visits), every: 1 h, at: ["12:00"]}}
steps:
  books_one: [{book: {resource: visits, daily: [1]}}, {leave: done}]
  books_more: [{book: {resource: visits, daily: [2, 1]}}, {leave: done}]
  asks: [{route: [{when: booked(visits) >= capacity(visits), to: no_room}, {to: room}]}]
  no_room: [{leave: no_room}]
  room: [{leave: room}])";
  const std::string days = "experiment: {length: 4 days, replications: 1}";
  CHECK(story_of("leaves", clinic(blocks, days)) == table(R"(
    0:00 p1 leaves done
    1d 0:00 p2 leaves done
    1d 0:30 p3 leaves no_room
    2d 0:30 p4 leaves room)"));
  const Results r = results(clinic(blocks, days));
  const LevelResult::Snapshot& noon = level(r, "clinic.visits_booked").snapshots[0];
  CHECK(noon.n[0] == 4);
  CHECK(noon.sum[0] == 1 + 2 + 1 + 0);
  CHECK(noon.squares[0] == 1 + 4 + 1 + 0);
}

TEST_CASE("who waits until a day is no longer full goes on at midnight") {
  CHECK(story_of("leaves", clinic(R"(
resources: {visits: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: books}, b: {at: [1 h], enter: waits}}
steps:
  books: [{book: {resource: visits, daily: [1, 1]}}, {leave: done}]
  waits: [{wait_until: booked(visits) < capacity(visits)}, {leave: through}])", week)) == table(R"(
    0:00 p1 leaves done
    2d 0:00 p2 leaves through)"));
}

TEST_CASE("cancelling gives back the days that have not begun, not today") {
  // p1 has days 0, 1 and 2 and cancels on day 1: day 2 is free again, day 1 is not.
  CHECK(story_of("delays gives leaves", clinic(R"(
resources: {visits: {capacity: 2}}
arrivals:
  a: {at: [0 min], enter: several}
  b: {at: [1 day 7 h], enter: one}
steps:
  several: [{book: {resource: visits, daily: [2, 2, 2]}}, {delay: 30 h}, {cancel_booking: visits}, {leave: ill}]
  one: [{book: {resource: visits, daily: [2]}}, {leave: seen}])", week)) == table(R"(
    0:00 p1 delays until 0:00
    0:00 p1 delays until 1d 6:00
    1d 6:00 p1 gives up visits
    1d 6:00 p1 leaves ill
    1d 7:00 p2 delays until 2d 0:00
    2d 0:00 p2 leaves seen)"));
}

TEST_CASE("within: nothing is booked that begins later, and exactly so late is within") {
  // p2 gets day 1, exactly 24 h ahead. p3 would get day 2, 47 h ahead: it goes at once and leaves day 2 to p4.
  CHECK(story_of("delays leaves", clinic(R"(
resources: {visits: {capacity: 1}}
arrivals:
  a: {at: [0 min, 0 min, 1 h], enter: soon}
  b: {at: [2 h], enter: whenever}
steps:
  soon: [{book: {resource: visits, daily: [1]}, within: 24 h, otherwise: elsewhere}, {leave: seen}]
  whenever: [{book: {resource: visits, daily: [1]}}, {leave: seen}]
  elsewhere: [{leave: elsewhere}])", week)) == table(R"(
    0:00 p1 delays until 0:00
    0:00 p1 leaves seen
    0:00 p2 delays until 1d 0:00
    1:00 p3 leaves elsewhere
    2:00 p4 delays until 2d 0:00
    1d 0:00 p2 leaves seen
    2d 0:00 p4 leaves seen)"));
}

TEST_CASE("within and patience may both be given, each drawn for the patient") {
  CHECK(story_of("leaves", clinic(R"(
resources: {visits: {capacity: 1}}
arrivals: {a: {at: [0 min, 0 min, 0 min], set: {calm: 1}, enter: s}}
steps:
  s: [{book: {resource: visits, daily: [1]}, within: {by: calm, 1: 30 h, else: 0 h}, patience: {formula: 10 h * calm}, otherwise: away}, {leave: seen}]
  away: [{leave: away}])", week)) == table(R"(
    0:00 p1 leaves seen
    0:00 p3 leaves away
    10:00 p2 leaves away)"));
}

TEST_CASE("of two bookings only that of the name is cancelled") {
  // p1 holds days 0-3 of both; it cancels the second name. p2 asks for a visit on a day with room for one: day 1; p3 for two: day 4.
  CHECK(story_of("leaves", clinic(R"(
resources: {visits: {capacity: 2}}
arrivals:
  a: {at: [0 min], enter: both}
  b: {at: [1 h], enter: one}
  c: {at: [2 h], enter: two}
steps:
  both: [{book: {resource: visits, daily: [1, 1, 1, 1]}}, {book: {resource: visits, daily: [1, 1, 1, 1], as: extra}}, {cancel_booking: extra}, {leave: home}]
  one: [{book: {resource: visits, daily: [1]}}, {leave: seen}]
  two: [{book: {resource: visits, daily: [2]}}, {leave: seen}])", week)) == table(R"(
    0:00 p1 leaves home
    1d 0:00 p2 leaves seen
    4d 0:00 p3 leaves seen)"));
}

TEST_CASE("a patient gives back only what is its own, though it uses another's record again") {
  // p1 has left; its days 0-2 pass by themselves. p2 has booked nothing and cancels nothing.
  CHECK(story_of("leaves", clinic(R"(
resources: {visits: {capacity: 1}}
arrivals:
  a: {at: [0 min], enter: first}
  b: {at: [2 h], enter: second}
steps:
  first: [{book: {resource: visits, daily: [1, 1, 1]}}, {leave: home}]
  second: [{cancel_booking: visits}, {book: {resource: visits, daily: [1]}}, {leave: seen}])", week)) == table(R"(
    0:00 p1 leaves home
    3d 0:00 p2 leaves seen)"));
}

TEST_CASE("amounts that are not whole may be booked and given back again and again") {
  // Ten times 0.1 fill a day: what has been given back leaves no crumbs behind.
  CHECK(story_of("leaves", clinic(R"(
resources: {visits: {capacity: 1}}
arrivals:
  a: {at: [0 min], batch: 7, enter: gives_back}
  b: {at: [1 h], batch: 10, enter: tenth}
  c: {at: [2 h], enter: tenth}
steps:
  gives_back: [{book: {resource: visits, daily: [0, 0.1, 0.1]}}, {cancel_booking: visits}, {leave: home}]
  tenth: [{book: {resource: visits, daily: [0, 0.1]}}, {route: [{when: now >= 1 day, to: late}, {to: soon}]}]
  soon: [{leave: soon}]
  late: [{leave: late}])", week)).find("1d 0:00 p18 leaves late") != std::string::npos);
}

}  // namespace careway::testing
