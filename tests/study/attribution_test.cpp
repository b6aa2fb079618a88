// Causes of waiting from results with sites, time buckets and replications, by hand.
#include "study/attribution.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace careway;

namespace {

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-12); }

struct Numbers {
  std::vector<Int128> in_use, waiting;
};

void add_resource(Results& r, const char* name, bool by_site, const Numbers& n) {
  r.resources.push_back({name, "", by_site});
  for (const bool used : {true, false}) {
    LevelResult l;
    l.name = std::string(name) + (used ? ".in_use" : ".waiting");
    l.resource = name;
    l.what = used ? "in_use" : "waiting";
    l.by_site = by_site;
    l.area = used ? n.in_use : n.waiting;
    l.bucket_area.assign(l.area.begin(), l.area.end());
    r.levels.push_back(l);
  }
}

/// One gate for two sites; each site has a desk and a yard. The gate is held for the desks, the northern desk for its yard.
/// One replication of 10 ms in one bucket.
Results two_sites() {
  Results r;
  r.length = 10;
  r.sites = {"north", "south"};
  r.replications = {0};
  r.buckets = {{0, 10, "2024-01-01"}};
  add_resource(r, "gate", false, {{100}, {30}});
  add_resource(r, "desk", true, {{50, 40}, {30, 10}});
  add_resource(r, "yard", true, {{60, 0}, {0, 0}});
  r.blocked = {
      {"gate", "desk", {20, 10}, {20, 10}}, {"desk", "yard", {25, 0}, {25, 0}}, {"desk", "unheard of", {25, 0}, {25, 0}}};
  return r;
}

double share(const WaitingFor& w, std::size_t resource) {
  for (const Cause& cause : w.causes)
    if (cause.resource == resource) return cause.share.value;
  return 0;
}

}  // namespace

TEST_CASE("the cause is followed at each site and added up over sites") {
  const Attribution a = attribution_of(two_sites());
  REQUIRE(a.total.size() == 2);  // nobody waits for a yard
  // gate: 0.7 own; 0.2 north, half the desk's own and half its yard's; 0.1 south, all the desk's own.
  const WaitingFor& gate = a.total[0];
  CHECK(gate.waiting == near(3));
  CHECK(share(gate, 0) == near(0.7));
  CHECK(share(gate, 1) == near(0.2));
  CHECK(share(gate, 2) == near(0.1));
  REQUIRE(gate.causes.size() == 3);
  CHECK(gate.causes[1].by_site == std::vector<double>{0.1, 0.1});
  CHECK(gate.causes[2].by_site[0] == near(0.1));
  CHECK(gate.causes[2].by_site[1] == 0);
  // desks: three in four wait in the north, where half is the yard's.
  CHECK(a.total[1].waiting == near(4));
  CHECK(share(a.total[1], 1) == near(0.625));
  CHECK(share(a.total[1], 2) == near(0.375));
}

TEST_CASE("each site has causes of its own") {
  const Attribution a = attribution_of(two_sites());
  REQUIRE(a.by_site.size() == 2);
  CHECK(a.by_site[0].site == "north");
  CHECK(share(a.by_site[0], 1) == near(0.5));
  CHECK(share(a.by_site[0], 2) == near(0.5));
  CHECK(a.by_site[1].site == "south");
  CHECK(share(a.by_site[1], 1) == near(1));
}

TEST_CASE("a bucket that is the whole window has the causes of the window") {
  const std::vector<Attribution> buckets = attribution_by_bucket(two_sites());
  REQUIRE(buckets.size() == 1);
  REQUIRE(buckets[0].total.size() == 2);
  CHECK(buckets[0].total[0].waiting == near(3));
  CHECK(share(buckets[0].total[0], 2) == near(0.1));
}

TEST_CASE("replications are pooled and their spread gives the interval") {
  Results r;
  r.length = 10;
  r.replications = {0, 1};
  add_resource(r, "a", false, {{100, 100}, {10, 10}});
  add_resource(r, "b", false, {{10, 10}, {0, 0}});
  r.blocked = {{"a", "b", {20, 40}, {}}};
  const Attribution a = attribution_of(r);
  REQUIRE(a.total.size() == 1);
  REQUIRE(a.total[0].causes.size() == 2);
  const Estimate b = a.total[0].causes[1].share;
  CHECK(b.value == near(0.3));
  CHECK(b.se == near(0.1));  // pseudo-values 2 * 0.3 - 0.4 = 0.2 and 2 * 0.3 - 0.2 = 0.4
  CHECK(b.low == 0);         // 12.7 standard errors, cut to what a share can be
  CHECK(b.high == 1);
}

TEST_CASE("waiting for what was never in use is marked") {
  Results r;
  r.length = 10;
  r.replications = {0};
  add_resource(r, "closed", false, {{0}, {5}});
  const Attribution a = attribution_of(r);
  REQUIRE(a.total.size() == 1);
  CHECK(a.total[0].never_busy);
  CHECK(share(a.total[0], 0) == 1);
}
