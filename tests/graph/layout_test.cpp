// Drawings of graphs whose shape can be told beforehand.
#include "graph/layout.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace careway {

namespace {

FlowChart chart_of(std::size_t boxes, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& arrows) {
  FlowChart chart;
  chart.boxes.assign(boxes, {60, 20});
  for (const auto& [from, to] : arrows) chart.arrows.push_back({from, to, {}});
  chart.starts = {0};
  return chart;
}

bool overlap(const FlowChart& chart, const Arrangement& plan, std::size_t a, std::size_t b) {
  return plan.boxes[a].x < plan.boxes[b].x + chart.boxes[b].width && plan.boxes[b].x < plan.boxes[a].x + chart.boxes[a].width &&
         plan.boxes[a].y < plan.boxes[b].y + chart.boxes[b].height && plan.boxes[b].y < plan.boxes[a].y + chart.boxes[a].height;
}

}  // namespace

TEST_CASE("a chain stands in one column, from top to bottom") {
  const Arrangement plan = arrange(chart_of(3, {{0, 1}, {1, 2}}));
  CHECK(plan.boxes[0].y < plan.boxes[1].y);
  CHECK(plan.boxes[1].y < plan.boxes[2].y);
  CHECK(plan.boxes[0].x == doctest::Approx(plan.boxes[2].x));
}

TEST_CASE("a box stands below everything that leads to it, however short one of the ways") {
  const Arrangement plan = arrange(chart_of(4, {{0, 3}, {0, 1}, {1, 2}, {2, 3}}));
  CHECK(plan.boxes[3].y > plan.boxes[2].y);
  CHECK(plan.boxes[2].y > plan.boxes[1].y);
}

TEST_CASE("a way in stands just above the box that it leads to") {
  const Arrangement plan = arrange(chart_of(4, {{0, 1}, {1, 2}, {3, 2}}));
  CHECK(plan.boxes[3].y == doctest::Approx(plan.boxes[1].y));
}

TEST_CASE("only the arrow that closes a loop goes back") {
  const FlowChart chart = chart_of(3, {{0, 1}, {1, 2}, {2, 1}});
  const Arrangement plan = arrange(chart);
  CHECK_FALSE(plan.arrows[0].back);
  CHECK_FALSE(plan.arrows[1].back);
  CHECK(plan.arrows[2].back);
  CHECK(plan.arrows[2].points.front().y > plan.arrows[2].points.back().y);
  CHECK(closes_loop(chart) == std::vector<bool>{false, false, true});
}

TEST_CASE("an arrow from a box to itself goes round its right side") {
  const Arrangement plan = arrange(chart_of(2, {{0, 0}, {0, 1}}));
  CHECK(plan.arrows[0].back);
  const auto right = std::max_element(plan.arrows[0].points.begin(), plan.arrows[0].points.end(),
                                      [](const ChartPoint& a, const ChartPoint& b) { return a.x < b.x; });
  CHECK(right->x > plan.boxes[0].x + 60);
  CHECK(right->x <= plan.width);
}

TEST_CASE("arrows that need not cross do not") {
  // 1 and 2 stand below 0; 1 leads to 4 and 2 to 3, so 3 belongs below 2.
  const Arrangement plan = arrange(chart_of(5, {{0, 1}, {0, 2}, {2, 3}, {1, 4}}));
  CHECK((plan.boxes[1].x < plan.boxes[2].x) == (plan.boxes[4].x < plan.boxes[3].x));
}

TEST_CASE("boxes never overlap and lie inside the drawing, and the same graph gives the same drawing") {
  std::uint64_t state = 7;
  const auto next = [&](std::uint64_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % below;
  };
  for (int trial = 0; trial < 20; ++trial) {
    FlowChart chart;
    for (int i = 0; i < 40; ++i) chart.boxes.push_back({40 + static_cast<double>(next(120)), 15 + static_cast<double>(next(90))});
    for (int i = 0; i < 60; ++i)
      chart.arrows.push_back({static_cast<std::uint32_t>(next(40)), static_cast<std::uint32_t>(next(40)), {static_cast<double>(next(80)), 13}});
    const Arrangement plan = arrange(chart), again = arrange(chart);
    for (std::size_t a = 0; a < 40; ++a) {
      CHECK(plan.boxes[a].x >= -1e-6);
      CHECK(plan.boxes[a].x + chart.boxes[a].width <= plan.width + 1e-6);
      CHECK(plan.boxes[a].y + chart.boxes[a].height <= plan.height + 1e-6);
      CHECK(plan.boxes[a].x == again.boxes[a].x);
      for (std::size_t b = a + 1; b < 40; ++b) CHECK_FALSE(overlap(chart, plan, a, b));
    }
  }
}

TEST_CASE("nothing is drawn of nothing") {
  const Arrangement plan = arrange({});
  CHECK(plan.boxes.empty());
  CHECK(plan.width == 0);
}

}  // namespace careway
