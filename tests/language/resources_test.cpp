// Every key of a resource, by hand. The experiments begin on Monday 2024-01-01.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

const char* const thirty_minutes = R"(
steps:
  s: [{seize: desk}, {delay: 30 min}, {release: desk}, {leave: done}])";

std::vector<double> daily(const Results& r, const std::string& name) {
  std::vector<double> minutes;
  for (const Int128 area : level(r, name).bucket_area) minutes.push_back(static_cast<double>(area) / ticks_per_minute);
  return minutes;
}

}  // namespace

TEST_CASE("capacity is a number of units that are all alike") {
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {desk: {capacity: 2}}
arrivals: {a: {at: [0 min, 1 min, 2 min, 3 min], enter: s}})" + std::string(thirty_minutes))) == table(R"(
    0:02 p3 waits for desk
    0:03 p4 waits for desk
    0:30 p1 leaves done
    0:30 p3 granted desk
    0:31 p2 leaves done
    0:31 p4 granted desk
    1:00 p3 leaves done
    1:01 p4 leaves done)"));
}

TEST_CASE("an unlimited resource makes nobody wait and still counts what is in use") {
  const std::string model = clinic(R"(
resources: {desk: {capacity: unlimited}}
arrivals: {a: {at: [0 min, 0 min, 0 min], enter: s}})" + std::string(thirty_minutes));
  CHECK(story_of("waits leaves", model) == table(R"(
    0:30 p1 leaves done
    0:30 p2 leaves done
    0:30 p3 leaves done)"));
  CHECK(minutes(results(model), "clinic.desk.in_use") == 90);
}

TEST_CASE("a shift that crosses midnight belongs to the day on which it starts, and gaps mean nobody") {
  // Mon 22:00 to Tue 02:00 and Tue 22:00 to Wed 02:00.
  CHECK(story_of("arrives waits granted delays", clinic(R"(
resources: {desk: {roster: [{days: [Mon, Tue], from: "22:00", until: "02:00", capacity: 1}]}}
arrivals: {a: {at: [0 min, 1 day 90 min, 1 day 105 min, 3 days], enter: s}}
steps:
  s: [{seize: desk}, {delay: 1 h}, {release: desk}, {leave: done}])", "experiment: {length: 5 days, replications: 1}")) == table(R"(
    0:00 p1 arrives
    0:00 p1 waits for desk
    22:00 p1 granted desk
    22:00 p1 delays until 23:00
    1d 1:30 p2 arrives
    1d 1:30 p2 delays until 1d 2:30
    1d 1:45 p3 arrives
    1d 1:45 p3 waits for desk
    1d 22:00 p3 granted desk
    1d 22:00 p3 delays until 1d 23:00
    3d 0:00 p4 arrives
    3d 0:00 p4 waits for desk)"));
}

TEST_CASE("a shift of Sunday night is still on when the experiment begins on Monday") {
  CHECK(story_of("granted delays", clinic(R"(
resources: {desk: {roster: [{days: [Sun], from: "22:00", until: "04:00", capacity: 1}]}}
arrivals: {a: {at: [0 min, 4 h], enter: s}}
steps:
  s: [{seize: desk}, {delay: 1 h}, {release: desk}, {leave: done}])", "experiment: {length: 7 days, replications: 1}")) == table(R"(
    0:00 p1 delays until 1:00
    6d 22:00 p2 granted desk
    6d 22:00 p2 delays until 6d 23:00)"));
}

TEST_CASE("shifts are half-open: who comes at the end of one waits for the next") {
  CHECK(story_of("waits granted delays", clinic(R"(
resources: {desk: {roster: [{from: "08:00", until: "09:00", capacity: 1}, {from: "10:00", until: "11:00", capacity: 1}]}}
arrivals: {a: {at: [8 h, 8 h 30 min, 9 h], enter: s}})" + std::string(thirty_minutes))) == table(R"(
    8:00 p1 delays until 8:30
    8:30 p2 delays until 9:00
    9:00 p3 waits for desk
    10:00 p3 granted desk
    10:00 p3 delays until 10:30)"));
}

TEST_CASE("dated changes stand on top of the capacity, one after the other") {
  const Results r = results(clinic(R"(
resources:
  desk:
    capacity: 1
    changes:
      - {until: 2024-01-02, add: 4}
      - {from: 2024-01-02, until: 2024-01-04, set: 2}
      - {from: 2024-01-03, add: 1}
arrivals: {a: {at: [0 min], enter: s}})" + std::string(thirty_minutes), "experiment: {length: 5 days, bucket: day, replications: 1}"));
  CHECK(daily(r, "clinic.desk.capacity") == std::vector<double>{5 * 1440, 2 * 1440, 3 * 1440, 2 * 1440, 2 * 1440});
}

TEST_CASE("a change of dates wins a waiter its unit at midnight") {
  CHECK(story_of("granted", clinic(R"(
resources: {desk: {capacity: 0, changes: [{from: 2024-01-02, add: 1}]}}
arrivals: {a: {at: [0 min], enter: s}})" + std::string(thirty_minutes), "experiment: {length: 2 days, replications: 1}")) == table(R"(
    1d 0:00 p1 granted desk)"));
}

TEST_CASE("drain: busy units finish, then close") {
  const std::string model = clinic(R"(
resources:
  desk: {roster: [{from: "00:00", until: "00:10", capacity: 2}, {from: "00:10", until: "24:00", capacity: 1}]}
arrivals: {a: {at: [0 min, 1 min, 2 min], enter: s}})" + std::string(thirty_minutes));
  CHECK(story_of("granted leaves", model) == table(R"(
    0:30 p1 leaves done
    0:31 p2 leaves done
    0:31 p3 granted desk
    1:01 p3 leaves done)"));
  CHECK(minutes(results(model), "clinic.desk.capacity") == 20 + 1430);  // as scheduled, whatever is still busy
}

TEST_CASE("evict: the latest to start are displaced, keep their time of joining, and later do what was left") {
  // 0:10, 3 -> 1: p3 (22 min left) and p2 (21 min left) are displaced; they stand before p4, who joined at 0:05.
  CHECK(story_of("granted leaves", clinic(R"(
resources:
  desk:
    when_capacity_falls: evict
    roster: [{from: "00:00", until: "00:10", capacity: 3}, {from: "00:10", until: "24:00", capacity: 1}]
arrivals: {a: {at: [0 min, 1 min, 2 min, 5 min], enter: s}})" + std::string(thirty_minutes))) == table(R"(
    0:30 p1 leaves done
    0:51 p2 leaves done
    1:13 p3 leaves done
    1:13 p4 granted desk
    1:43 p4 leaves done)"));
}

TEST_CASE("freeze: a delay stops while there is no capacity for it") {
  CHECK(story_of("granted leaves", clinic(R"(
resources:
  desk:
    when_capacity_falls: freeze
    roster: [{from: "00:00", until: "00:10", capacity: 1}, {from: "01:00", until: "24:00", capacity: 1}]
arrivals: {a: {at: [0 min, 5 min], enter: s}})" + std::string(thirty_minutes))) == table(R"(
    1:20 p1 leaves done
    1:20 p2 granted desk
    1:50 p2 leaves done)"));
}

TEST_CASE("freeze stops the latest to start") {
  CHECK(story_of("leaves", clinic(R"(
resources:
  desk:
    when_capacity_falls: freeze
    roster:
      - {from: "00:00", until: "00:10", capacity: 2}
      - {from: "00:10", until: "00:20", capacity: 1}
      - {from: "00:20", until: "24:00", capacity: 2}
arrivals: {a: {at: [0 min, 1 min], enter: s}})" + std::string(thirty_minutes))) == table(R"(
    0:30 p1 leaves done
    0:41 p2 leaves done)"));
}

TEST_CASE("a unit in turnaround is neither free nor in use") {
  // Between 0:30 and 0:40 free is 0 and in_use is 0: p2 waits 1 + 0 + 0 minutes; p3 at 0:40: 1 + 10 x 1.
  const std::string model = clinic(R"(
resources: {desk: {capacity: 1, turnaround: 10 min}}
arrivals: {a: {at: [0 min], enter: s}, b: {at: [35 min, 40 min], enter: look}}
steps:
  s: [{seize: desk}, {delay: 30 min}, {release: desk}, {leave: done}]
  look: [{delay: {formula: '1 min + 10 min * free(desk) + 100 min * in_use(desk)'}}, {leave: seen}])");
  CHECK(story_of("delays", model) == table(R"(
    0:00 p1 delays until 0:30
    0:35 p2 delays until 0:36
    0:40 p3 delays until 0:51)"));
  CHECK(minutes(results(model), "clinic.desk.in_use") == 30);
}

TEST_CASE("every release of several units makes all of them ready again") {
  CHECK(story_of("granted", clinic(R"(
resources: {desk: {capacity: 2, turnaround: 10 min}}
arrivals: {a: {at: [0 min], enter: both}, b: {at: [1 min, 2 min], enter: s}}
steps:
  both: [{seize: desk, units: 2}, {delay: 30 min}, {release: desk}, {leave: done}]
  s: [{seize: desk}, {delay: 30 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:40 p2 granted desk
    0:40 p3 granted desk)"));
}

TEST_CASE("a waiting room that is full sends the next one away") {
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {desk: {capacity: 1, waiting_room: 1}}
arrivals: {a: {at: [0 min, 1 min, 2 min, 30 min, 31 min], enter: s}}
steps:
  s: [{seize: desk, if_full: away}, {delay: 30 min}, {release: desk}, {leave: done}]
  away: [{leave: away}])")) == table(R"(
    0:01 p2 waits for desk
    0:02 p3 leaves away
    0:30 p1 leaves done
    0:30 p2 granted desk
    0:30 p4 waits for desk
    0:31 p5 leaves away
    1:00 p2 leaves done
    1:00 p4 granted desk
    1:30 p4 leaves done)"));
}

TEST_CASE("a waiting room of 0 is a loss system") {
  CHECK(story_of("waits leaves", clinic(R"(
resources: {desk: {capacity: 1, waiting_room: 0}}
arrivals: {a: {at: [0 min, 1 min, 30 min], enter: s}}
steps:
  s: [{seize: desk, if_full: away}, {delay: 30 min}, {release: desk}, {leave: done}]
  away: [{leave: away}])")) == table(R"(
    0:01 p2 leaves away
    0:30 p1 leaves done
    1:00 p3 leaves done)"));
}

TEST_CASE("a large request at the head blocks the small ones behind it, unless the resource lets them pass") {
  const auto model = [](const std::string& pass) {
    return clinic("resources: {desk: {capacity: 2, pass: " + pass + R"(}}
arrivals:
  a: {at: [0 min], set: {n: 1}, enter: s}
  b: {at: [1 min], set: {n: 2}, enter: s}
  c: {at: [2 min], set: {n: 1}, enter: s}
steps:
  s: [{seize: desk, units: n}, {delay: 30 min}, {release: desk}, {leave: done}])");
  };
  CHECK(story_of("waits granted leaves", model("false")) == table(R"(
    0:01 p2 waits for desk
    0:02 p3 waits for desk
    0:30 p1 leaves done
    0:30 p2 granted desk
    1:00 p2 leaves done
    1:00 p3 granted desk
    1:30 p3 leaves done)"));
  CHECK(story_of("waits granted leaves", model("true")) == table(R"(
    0:01 p2 waits for desk
    0:30 p1 leaves done
    0:32 p3 leaves done
    0:32 p2 granted desk
    1:02 p2 leaves done)"));
}

TEST_CASE("a breakdown takes a unit out of service when it is free, and comes again after the repair") {
  // Out of service 0:30 to 0:40 and, 30 min after the repair, 1:10 to 1:20. A busy unit finishes first (drain).
  CHECK(story_of("granted leaves", clinic(R"(
resources: {desk: {capacity: 1, breakdowns: {every: 30 min, lasting: 10 min}}}
arrivals: {a: {at: [0 min, 1 min, 2 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 35 min}, {release: desk}, {leave: done}])", "experiment: {length: 1 h 50 min, replications: 1}")) == table(R"(
    0:35 p1 leaves done
    0:40 p2 granted desk
    1:15 p2 leaves done
    1:20 p3 granted desk)"));
}

TEST_CASE("of several units one at a time is out of service") {
  // Out of service 0:30 to 0:40 and 1:10 to 1:20: whoever comes to two units meanwhile shares the other one.
  CHECK(story_of("granted leaves", clinic(R"(
resources: {desk: {capacity: 2, breakdowns: {every: 30 min, lasting: 10 min}}}
arrivals: {a: {at: [31 min, 31 min, 71 min, 71 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 3 min}, {release: desk}, {leave: done}])", "experiment: {length: 2 h, replications: 1}")) == table(R"(
    0:34 p1 leaves done
    0:34 p2 granted desk
    0:37 p2 leaves done
    1:14 p3 leaves done
    1:14 p4 granted desk
    1:17 p4 leaves done)"));
}

TEST_CASE("the queue goes by priority, then time of joining, then order of arrival") {
  // p3 and p4 are both in the queue since 0:05; p4's step puts it there first within the instant, but p3 arrived first.
  CHECK(story_of("granted", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min, 2 min], set: {rank: 2}, enter: s}
  b: {at: [3 min], set: {rank: 1}, enter: two_ways}
  c: {at: [3 min], set: {rank: 1}, enter: one_way}
  d: {at: [9 min], set: {rank: 0}, enter: s}
steps:
  one_way: [{delay: 2 min}, {go: s}]
  two_ways: [{delay: 1 min}, {delay: 1 min}, {go: s}]
  s: [{seize: desk, priority: rank}, {delay: 30 min}, {release: desk}, {leave: done}])", "experiment: {length: 1 day, replications: 1}")) ==
        table(R"(
    0:30 p5 granted desk
    1:00 p3 granted desk
    1:30 p4 granted desk
    2:00 p2 granted desk)"));
}

TEST_CASE("freeze: whose unit is closed stands still wherever it is, and goes on when it holds nothing that is closed") {
  const std::string closed = R"(when_capacity_falls: freeze, roster: [{from: "00:00", until: "01:00", capacity: 1}, {from: "03:00", until: "24:00", capacity: 1}])";
  // x waits for b while a closes; its delay begins at 1:30 and stops at once. 3:00 + 0:30.
  CHECK(story_of("leaves", clinic("resources: {a: {" + closed + R"(}, b: {capacity: 1}}
arrivals: {o: {at: [0 min], enter: o}, x: {at: [10 min], enter: x}}
steps:
  o: [{seize: b}, {delay: 90 min}, {release: b}, {leave: done}]
  x: [{seize: a}, {seize: b}, {delay: 30 min}, {release: all}, {leave: done}])")) == table(R"(
    1:30 p1 leaves done
    3:30 p2 leaves done
  )"));
  // a is closed from 1:00 to 3:00 and c from 2:00 to 5:00: of 70 min, 60 are over at 1:00.
  CHECK(story_of("leaves", clinic("resources: {a: {" + closed + R"(}, c: {when_capacity_falls: freeze, roster: [{from: "00:00", until: "02:00", capacity: 1}, {from: "05:00", until: "24:00", capacity: 1}]}}
arrivals: {x: {at: [0 min], enter: x}}
steps:
  x: [{seize: a}, {seize: c}, {delay: 70 min}, {release: all}, {leave: done}])")) == table(R"(
    5:10 p1 leaves done
  )"));
  // Both are closed for some time. What was closed is given back when p1 moves to a at 0:30, after 20 of its 30 min: it had begun at 0:05, and stopped at 0:20.
  CHECK(story_of("leaves", clinic(R"(resources: {a: {capacity: 1}, b: {when_capacity_falls: freeze, roster: [{from: "00:00", until: "00:20", capacity: 1}, {from: "02:00", until: "24:00", capacity: 1}]}}
arrivals: {x: {at: [0 min, 5 min], enter: x}}
steps:
  x: [{seize: {any_of: [a, b]}, move_back: true}, {delay: 30 min}, {release: a}, {leave: done}])")) == table(R"(
    0:30 p1 leaves done
    0:45 p2 leaves done
  )"));
}

TEST_CASE("units that are made ready close first") {
  // Capacity 2, from 1:00 on 1. p1 has left at 0:55 and its unit is made ready until 1:05: p2's is the one that stays.
  for (const std::string how : {"freeze", "evict"})
    CHECK(story_of("leaves loses", clinic("resources: {a: {when_capacity_falls: " + how + R"(, turnaround: 10 min, roster: [{from: "00:00", until: "01:00", capacity: 2}, {from: "01:00", until: "24:00", capacity: 1}]}}
arrivals: {x: {at: [0 min], enter: x}, y: {at: [10 min], enter: y}}
steps:
  x: [{seize: a}, {delay: 55 min}, {release: a}, {leave: done}]
  y: [{seize: a}, {delay: 80 min}, {release: a}, {leave: done}])")) == table(R"(
      0:55 p1 leaves done
      1:30 p2 leaves done
    )"));
}

TEST_CASE("who comes with a better priority is not blocked by those who stand behind it") {
  // One of two units is in use for an hour, and two are asked for with priority 3: the other one stays idle. p3 comes with priority 0, or 3 or 5.
  const auto third = [](const std::string& seize) {
    return story_of("p3", clinic(R"(resources: {a: {capacity: 2}, b: {capacity: 1}}
arrivals: {low: {at: [0 min], enter: low}, big: {at: [1 min], enter: big}, third: {at: [2 min], enter: third}}
steps:
  low: [{seize: a, priority: 5}, {delay: 60 min}, {release: a}, {leave: low}]
  big: [{seize: a, units: 2, priority: 3}, {delay: 30 min}, {release: a}, {leave: big}]
  away: [{leave: away}]
  third: [{)" + seize + R"(}, {delay: 10 min}, {release: all}, {leave: third}])"));
  };
  CHECK(third("seize: a, priority: 0, if_busy: away").find("0:12 p3 leaves third") != std::string::npos);
  CHECK(third("seize: a, priority: 3, if_busy: away").find("0:02 p3 leaves away") != std::string::npos);
  CHECK(third("seize: a, priority: 5, if_busy: away").find("0:02 p3 leaves away") != std::string::npos);
  CHECK(third("seize: {any_of: [a, b]}, priority: 0").find("waits") == std::string::npos);
  CHECK(third("seize: {all_of: [a, b]}, priority: 0").find("0:12 p3 leaves third") != std::string::npos);
  CHECK(third("seize: a, priority: 0, preempt: resume").find("0:12 p3 leaves third") != std::string::npos);
  // It takes nobody's unit while one is idle: p1 leaves when it would alone.
  CHECK(story_of("p1", clinic(R"(resources: {a: {capacity: 2}}
arrivals: {low: {at: [0 min], enter: low}, big: {at: [1 min], enter: big}, third: {at: [2 min], enter: third}}
steps:
  low: [{seize: a, priority: 5}, {delay: 60 min}, {release: a}, {leave: low}]
  big: [{seize: a, units: 2, priority: 3}, {delay: 30 min}, {release: a}, {leave: big}]
  third: [{seize: a, priority: 0, preempt: resume}, {delay: 10 min}, {release: a}, {leave: third}])")).find("1:00 p1 leaves low") != std::string::npos);
}

}  // namespace careway::testing
