// Whose units a pre-emption may take, and how the holder goes on, by hand.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

TEST_CASE("with preempt_in a unit is taken only from a holder who is in such a step") {
  // The crew of p1 is at work when p3 calls, that of p2 still on the way, though p1 is as little urgent and p2 came first in line: p2 waits.
  // p4 calls while all are at work, and waits; the crew of p1 is its at 0:20, that of p3 is again p2's at 0:26, and begins the way anew.
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {crew: {capacity: 2}}
arrivals:
  a: {at: [0 min], set: {rank: 5, way: 2}, enter: call}
  b: {at: [1 min], set: {rank: 4, way: 9}, enter: call}
  c: {at: [5 min, 19 min], set: {rank: 1, way: 3}, enter: urgent}
steps:
  urgent: [{seize: crew, priority: rank, preempt: restart, preempt_in: on_the_way}, {go: on_the_way}]
  call: [{seize: crew, priority: rank}, {go: on_the_way}]
  on_the_way: [{delay: {formula: way * 1 min}}, {go: at_work}]
  at_work: [{delay: 18 min}, {release: crew}, {leave: done}])")) == table(R"(
    0:19 p4 waits for crew
    0:20 p1 leaves done
    0:20 p4 granted crew
    0:26 p3 leaves done
    0:41 p4 leaves done
    0:53 p2 leaves done)"));
}

TEST_CASE("a resampled delay is another number, a restarted one the same") {
  // p1 has a length drawn at chance and is displaced before its end: its whole time at the desk tells which length it had then.
  const auto end = [](const std::string& how) {
    return story_of("leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min], set: {rank: 5}, enter: s}
  b: {at: [1 min], set: {rank: 1}, enter: urgent}
steps:
  urgent: [{seize: desk, priority: rank, preempt: )" + how + R"(}, {delay: 1 min}, {release: desk}, {leave: done}]
  s:
    - {seize: desk, priority: rank}
    - {delay: {exponential: {mean: 100 min}}}
    - {release: desk}
    - leave: done)"));
  };
  CHECK(end("restart") != end("resample"));
}

}  // namespace careway::testing
