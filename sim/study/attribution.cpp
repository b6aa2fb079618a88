#include "study/attribution.hpp"

#include <algorithm>
#include <map>

#include "stats/attribution.hpp"
#include "stats/mean.hpp"

namespace careway {

namespace {

/// Areas of one replication in one stretch of time; places are resources, or resources at a site.
struct Areas {
  std::vector<double> in_use, waiting;  ///< [place]
  std::vector<double> held;             ///< [link]
};

struct Link {
  std::size_t holder, waited_for;  ///< places
  std::size_t pair, site;          ///< in Results::blocked and its columns
};

constexpr std::size_t whole_window = SIZE_MAX;

/// Which places there are, and what joins them.
class Places {
 public:
  explicit Places(const Results& r) : r_(r) {
    std::map<std::string, std::size_t> number;
    for (std::size_t i = 0; i < r.resources.size(); ++i) number[r.resources[i].name] = i;
    for (const ResourceResult& resource : r.resources) {
      first_.push_back(size());
      for (std::size_t s = 0; s < parts(resource); ++s) resource_of_.push_back(first_.size() - 1);
    }
    for (std::size_t i = 0; i < r.blocked.size(); ++i) {
      const auto holder = number.find(r.blocked[i].holder), waited_for = number.find(r.blocked[i].waited_for);
      if (holder == number.end() || waited_for == number.end()) continue;
      for (std::size_t s = 0; s < sites(); ++s) links_.push_back({at(holder->second, s), at(waited_for->second, s), i, s});
    }
  }

  std::size_t size() const { return resource_of_.size(); }
  std::size_t sites() const { return std::max<std::size_t>(1, r_.sites.size()); }
  std::size_t resource_of(std::size_t place) const { return resource_of_[place]; }
  std::size_t site_of(std::size_t place) const { return place - first_[resource_of_[place]]; }
  std::size_t first(std::size_t resource) const { return first_[resource]; }
  std::size_t parts(const ResourceResult& resource) const { return resource.by_site ? r_.sites.size() : 1; }
  std::size_t parts(std::size_t resource) const { return parts(r_.resources[resource]); }
  const std::vector<Link>& links() const { return links_; }

  Areas areas(std::size_t replication, std::size_t bucket) const {
    Areas a{std::vector<double>(size()), std::vector<double>(size()), {}};
    for (const LevelResult& level : r_.levels) {
      if (level.what != "in_use" && level.what != "waiting") continue;
      const auto at =
          std::find_if(r_.resources.begin(), r_.resources.end(), [&](const auto& x) { return x.name == level.resource; });
      if (at == r_.resources.end()) continue;
      const auto resource = static_cast<std::size_t>(at - r_.resources.begin());
      std::vector<double>& to = level.what == "in_use" ? a.in_use : a.waiting;
      for (std::size_t s = 0; s < parts(resource); ++s)
        to[first_[resource] + s] = area(level.area, level.bucket_area, replication * parts(resource) + s, bucket);
    }
    for (const Link& link : links_) {
      const BlockedResult& pair = r_.blocked[link.pair];
      a.held.push_back(area(pair.area, pair.bucket_area, replication * sites() + link.site, bucket));
    }
    return a;
  }

 private:
  std::size_t at(std::size_t resource, std::size_t site) const {
    return first_[resource] + (r_.resources[resource].by_site ? site : 0);
  }

  double area(const std::vector<Int128>& whole, const Bulk<Int128>& by_bucket, std::size_t row, std::size_t bucket) const {
    return static_cast<double>(bucket == whole_window ? whole[row] : by_bucket[row * r_.buckets.size() + bucket]);
  }

  const Results& r_;
  std::vector<std::size_t> first_;        // [resource] its first place
  std::vector<std::size_t> resource_of_;  // [place]
  std::vector<Link> links_;
};

void add(Areas& sum, const Areas& more) {
  const auto add_up = [](std::vector<double>& to, const std::vector<double>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  add_up(sum.in_use, more.in_use);
  add_up(sum.waiting, more.waiting);
  add_up(sum.held, more.held);
}

/// All replications but `left_out`.
Areas pooled(const Places& places, const std::vector<Areas>& replications, std::size_t left_out = SIZE_MAX) {
  Areas sum{std::vector<double>(places.size()), std::vector<double>(places.size()), std::vector<double>(places.links().size())};
  for (std::size_t r = 0; r < replications.size(); ++r)
    if (r != left_out) add(sum, replications[r]);
  return sum;
}

WaitingCauses causes_in(const Places& places, const Areas& areas) {
  std::vector<HeldWaiting> held;
  for (std::size_t i = 0; i < places.links().size(); ++i)
    held.push_back({places.links()[i].holder, places.links()[i].waited_for, areas.held[i]});
  return causes_of_waiting(areas.in_use, held);
}

/// The causes of the waiting at places [first, first + count), weighted by it: one share for each place.
std::vector<double> weighted_causes(const WaitingCauses& causes, const Areas& areas, std::size_t first, std::size_t count) {
  std::vector<double> shares(causes.parts.size());
  double waiting = 0;
  for (std::size_t p = first; p < first + count; ++p) waiting += areas.waiting[p];
  for (std::size_t p = first; p < first + count && waiting > 0; ++p)
    for (const CausePart& part : causes.parts[p]) shares[part.cause] += areas.waiting[p] / waiting * part.share;
  return shares;
}

WaitingFor explain(const Places& places, const WaitingCauses& causes, const Areas& areas, std::size_t first, std::size_t count,
                   double time) {
  WaitingFor w;
  w.resource = places.resource_of(first);
  w.never_busy = true;
  for (std::size_t p = first; p < first + count; ++p) {
    w.waiting += areas.waiting[p] / time;
    w.never_busy = w.never_busy && causes.never_busy[p];
  }
  const std::vector<double> shares = weighted_causes(causes, areas, first, count);
  for (std::size_t p = 0; p < places.size(); ++p) {
    if (!(shares[p] > 0)) continue;
    w.standstill = w.standstill || causes.standstill[p];
    const std::size_t resource = places.resource_of(p);
    if (w.causes.empty() || w.causes.back().resource != resource) {
      w.causes.push_back({resource, {.value = 0}});
      if (places.parts(resource) > 1) w.causes.back().by_site.resize(places.parts(resource));
    }
    w.causes.back().share.value += shares[p];
    if (!w.causes.back().by_site.empty()) w.causes.back().by_site[places.site_of(p)] = shares[p];
  }
  return w;
}

Attribution attribution_in(const Results& r, const Places& places, const Areas& areas, double time) {
  const WaitingCauses causes = causes_in(places, areas);
  Attribution a;
  for (std::size_t i = 0; i < r.resources.size(); ++i) {
    if (places.parts(i) == 0) continue;
    WaitingFor total = explain(places, causes, areas, places.first(i), places.parts(i), time);
    if (total.waiting > 0) a.total.push_back(std::move(total));
    for (std::size_t s = 0; r.resources[i].by_site && s < places.parts(i); ++s) {
      WaitingFor here = explain(places, causes, areas, places.first(i) + s, 1, time);
      here.site = r.sites[s];
      if (here.waiting > 0) a.by_site.push_back(std::move(here));
    }
  }
  return a;
}

double share_of(const WaitingFor& w, std::size_t cause) {
  for (const Cause& c : w.causes)
    if (c.resource == cause) return c.share.value;
  return 0;
}

/// Jackknife over replications: pseudo-values R c - (R - 1) c without r.
void add_intervals(const Results& r, const Places& places, const std::vector<Areas>& by_replication, Attribution& whole) {
  const std::size_t n = by_replication.size();
  if (n < 2) return;
  std::vector<Attribution> without;
  for (std::size_t left_out = 0; left_out < n; ++left_out)
    without.push_back(attribution_in(r, places, pooled(places, by_replication, left_out), 1));
  for (WaitingFor& w : whole.total) {
    for (Cause& cause : w.causes) {
      std::vector<double> pseudo;
      for (const Attribution& a : without) {
        const auto same =
            std::find_if(a.total.begin(), a.total.end(), [&](const WaitingFor& x) { return x.resource == w.resource; });
        if (same == a.total.end()) break;  // all the waiting was in one replication
        pseudo.push_back(static_cast<double>(n) * cause.share.value -
                         static_cast<double>(n - 1) * share_of(*same, cause.resource));
      }
      if (pseudo.size() < n) continue;
      const Estimate spread = mean_of(pseudo);
      cause.share.se = spread.se;
      cause.share.n = n;
      cause.share = clamped(t_interval(cause.share), 0, 1);
    }
  }
}

std::vector<Areas> areas_by_replication(const Results& r, const Places& places, std::size_t bucket) {
  std::vector<Areas> areas;
  for (std::size_t i = 0; i < r.done(); ++i) areas.push_back(places.areas(i, bucket));
  return areas;
}

}  // namespace

Attribution attribution_of(const Results& r) {
  const Places places(r);
  const std::vector<Areas> by_replication = areas_by_replication(r, places, whole_window);
  Attribution whole =
      attribution_in(r, places, pooled(places, by_replication), static_cast<double>(r.length) * static_cast<double>(r.done()));
  add_intervals(r, places, by_replication, whole);
  return whole;
}

std::vector<Attribution> attribution_by_bucket(const Results& r) {
  const Places places(r);
  std::vector<Attribution> list;
  for (std::size_t b = 0; b < r.buckets.size(); ++b) {
    const Ticks time = std::min(r.buckets[b].until, r.warm_up + r.length) - std::max(r.buckets[b].from, r.warm_up);
    const double all = static_cast<double>(std::max<Ticks>(1, time)) * static_cast<double>(r.done());
    list.push_back(attribution_in(r, places, pooled(places, areas_by_replication(r, places, b)), all));
  }
  return list;
}

}  // namespace careway
