// What --precision takes, and when it is content.
#include "output/precision_goals.hpp"

#include <doctest/doctest.h>

#include "sample.hpp"

using namespace careway;

namespace {

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-9); }

/// One count, one clock without durations, one figure that is a share.
Results counted(const std::vector<std::uint64_t>& totals) {
  Results r;
  r.length = ticks_per_day;
  CountResult home{"home", "", false, totals, {}, {}}, all{"all", "", false, {}, {}, {}};
  for (std::uint32_t i = 0; i < totals.size(); ++i) {
    r.replications.push_back(i);
    all.total.push_back(200);
  }
  r.counts = {home, all};
  ClockResult clock;
  clock.name = "silent";
  clock.total.resize(totals.size());
  r.clocks = {clock};
  r.figures = {{"home_share", "", "share", "home", "all"}};
  HeadlineLine title, count, share;
  title.section = "Counts";
  count.label = "Home a day";
  count.measure = "home";
  count.what = "per_day";
  share.measure = "home_share";
  share.what = "figure";
  r.headline = {title, count, share};
  return r;
}

std::vector<PrecisionGoal> goals(const std::vector<std::string>& texts) {
  std::vector<PrecisionGoal> list;
  for (const std::string& text : texts) list.push_back(parse_goal(text).value());
  return list;
}

using State = Judged::State;

}  // namespace

TEST_CASE("a wish is a percentage or points, for all or for one by name") {
  const auto relative = parse_goal("2%");
  REQUIRE(relative);
  CHECK(relative->amount == near(0.02));
  CHECK_FALSE(relative->points);
  CHECK(relative->name.empty());
  const auto points = parse_goal("0.5 points");
  REQUIRE(points);
  CHECK(points->amount == near(0.005));
  CHECK(points->points);
  const auto named = parse_goal("Category mean=10%");
  REQUIRE(named);
  CHECK(named->name == "Category mean");
  CHECK(named->text == "10%");
}

TEST_CASE("anything else is no wish") {
  for (const char* text : {"", "2", "0%", "-1%", "two%", "2%%", "=2%", "a=", "1e999%", "nan%", "2 percent"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_goal(text));
  }
}

TEST_CASE("a wish must fit a line of the table, and points a share; no replication is needed to know") {
  const Results none = counted({});
  CHECK(fault_in(goals({"2%", "0.5 points", "home=1%", "home_share=1 point"}), none).empty());
  CHECK(fault_in(goals({"nix=2%"}), none) == "no line of the headline table shows or is called \"nix\"");
  CHECK(fault_in(goals({"home=1 point"}), none) == "\"1 point\" is for shares, and home is none");
}

TEST_CASE("the nearest wish counts: by name, else points for shares, else the percentage") {
  const Results r = counted({100, 102, 98});
  auto figures = judge(goals({"2%", "0.5 points", "Home a day=7%"}), r);
  REQUIRE(figures.size() == 2);
  CHECK(figures[0].wanted == "7%");
  CHECK(figures[1].wanted == "0.5 points");
  figures = judge(goals({"0.5 points"}), r);
  REQUIRE(figures.size() == 1);  // nothing is wanted of the count
  CHECK(figures[0].label == "home_share");
}

TEST_CASE("a precision must hold for five replications before it is believed") {
  // Without any spread it holds from the second replication on, which is the first that has an interval.
  const auto with = [](std::size_t replications) {
    return judge(goals({"home=2%"}), counted(std::vector<std::uint64_t>(replications, 100))).at(0);
  };
  CHECK(with(6).state == State::unproven);
  CHECK(*with(6).needed == 7);
  CHECK(lacking_text({with(6)}).empty());
  CHECK(with(7).state == State::reached);
  CHECK(with(1).state == State::not_yet);
}

TEST_CASE("the half-width reached is told in the unit of the wish") {
  const Results r = counted({90, 110});  // mean 100, se 10, t = 12.706
  CHECK(judge(goals({"home=2%"}), r).at(0).reached == near(1.2706204736174698));
  CHECK(lacking_text(judge(goals({"home=2%"}), r)) == "Home a day (±127%, asked for 2%)");
}

TEST_CASE("the next look is where the slowest figure seems to get there, but at most twice as far") {
  Judged quick, slow, hopeless;
  quick.needed = 25;
  slow.needed = 300;
  hopeless.state = State::hopeless;
  CHECK(*next_look({quick}, 20, 1000) == 25);
  CHECK(*next_look({quick, slow}, 20, 1000) == 40);
  CHECK(*next_look({slow}, 200, 250) == 250);
  CHECK_FALSE(next_look({slow}, 250, 250));
  CHECK_FALSE(next_look({hopeless}, 20, 1000));
  CHECK(*next_look({hopeless, quick}, 20, 1000) == 25);
  CHECK(*next_look({Judged{}}, 1, 1000) == 2);  // one replication says nothing about how many it takes
}

TEST_CASE("what never happened cannot be known to 2%, and more replications are not run for it") {
  Results r = counted({0, 0, 0});
  CHECK(judge(goals({"home_share=2%"}), r).at(0).state == State::hopeless);  // no event: an upper bound only
  r.headline[1].measure = "silent";
  r.headline[1].what = "mean";
  CHECK(judge(goals({"silent=2%"}), r).at(0).state == State::hopeless);
}
