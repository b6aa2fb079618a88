#include "study/replications.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "base/contract.hpp"

namespace careway {

namespace {

/// Calls `rows(to, from)` for every pair of arrays that has the replication as its first index.
template <class Rows>
void for_all_rows(ClockResult& to, const ClockResult& from, Rows rows) {
  rows(to.total, from.total);
  rows(to.within, from.within);
  rows(to.histogram, from.histogram);
  rows(to.open_at_end, from.open_at_end);
  rows(to.bucket, from.bucket);
  rows(to.bucket_within, from.bucket_within);
  for (std::size_t c = 0; c < to.cuts.size(); ++c) {
    rows(to.cuts[c].total, from.cuts[c].total);
    rows(to.cuts[c].within, from.cuts[c].within);
  }
}

template <class Rows>
void for_all_rows(LevelResult& to, const LevelResult& from, Rows rows) {
  rows(to.area, from.area);
  rows(to.highest, from.highest);
  rows(to.longest, from.longest);
  rows(to.longest_all_of, from.longest_all_of);
  rows(to.bucket_area, from.bucket_area);
  rows(to.hour_of_week_area, from.hour_of_week_area);
  rows(to.time_at, from.time_at);
  for (std::size_t s = 0; s < to.snapshots.size(); ++s) {
    rows(to.snapshots[s].n, from.snapshots[s].n);
    rows(to.snapshots[s].sum, from.snapshots[s].sum);
    rows(to.snapshots[s].squares, from.snapshots[s].squares);
  }
}

template <class Rows>
void for_all_rows(CountResult& to, const CountResult& from, Rows rows) {
  rows(to.total, from.total);
  rows(to.bucket, from.bucket);
  rows(to.daily_squares, from.daily_squares);
}

template <class Rows>
void for_all_rows(BlockedResult& to, const BlockedResult& from, Rows rows) {
  rows(to.area, from.area);
  rows(to.bucket_area, from.bucket_area);
}

template <class Rows>
void for_all_rows(FlowResult& to, const FlowResult& from, Rows rows) {
  rows(to.total, from.total);
}

template <class Measure, class Rows>
void for_each_measure(std::vector<Measure>& to, const std::vector<Measure>& from, Rows rows) {
  EXPECTS(to.size() == from.size());
  for (std::size_t i = 0; i < to.size(); ++i) for_all_rows(to[i], from[i], rows);
}

template <class Rows>
void for_all_rows(Results& to, const Results& from, Rows rows) {
  for_each_measure(to.clocks, from.clocks, rows);
  for_each_measure(to.levels, from.levels, rows);
  for_each_measure(to.counts, from.counts, rows);
  for_each_measure(to.blocked, from.blocked, rows);
  for_each_measure(to.flows, from.flows, rows);
  rows(to.audit, from.audit);
  rows(to.replications, from.replications);
}

/// The rows with these places, in this order.
Results picked(const Results& results, const std::vector<std::size_t>& places) {
  const std::size_t replications = results.done();
  Results few = results;
  for_all_rows(few, results, [&](auto& to, const auto& from) {
    to.clear();
    const std::size_t row = replications == 0 ? 0 : from.size() / replications;
    for (const std::size_t r : places) {
      const auto first = from.begin() + static_cast<std::ptrdiff_t>(r * row);
      to.insert(to.end(), first, first + static_cast<std::ptrdiff_t>(row));
    }
  });
  return few;
}

}  // namespace

void append_replications(Results& results, const Results& more) {
  EXPECTS(results.seed == more.seed);
  EXPECTS(results.replications.empty() || more.replications.empty() || results.replications.back() < more.replications.front());
  for_all_rows(results, more, [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); });
}

void make_room(Results& results, std::size_t replications) {
  EXPECTS(results.done() > 0);
  for_all_rows(results, results, [&](auto& list, const auto&) { list.reserve(list.size() / results.done() * replications); });
}

Results join_replications(std::vector<Results> parts) {
  EXPECTS(!parts.empty());
  std::size_t replications = 0;
  for (const Results& part : parts) replications += part.done();
  Results all = std::move(parts.front());
  if (all.done() > 0) make_room(all, replications);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    EXPECTS(parts[i].seed == all.seed);
    for_all_rows(all, parts[i], [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); });
    parts[i] = {};  // two copies of everything are enough
  }
  if (std::is_sorted(all.replications.begin(), all.replications.end())) return all;
  std::vector<std::size_t> places(all.done());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return all.replications[a] < all.replications[b]; });
  return picked(all, places);
}

Results only_replications(const Results& results, const std::vector<std::uint32_t>& numbers) {
  std::vector<std::size_t> kept;  // rows
  for (const std::uint32_t number : numbers) {
    const auto at = std::lower_bound(results.replications.begin(), results.replications.end(), number);
    EXPECTS(at != results.replications.end() && *at == number);
    kept.push_back(static_cast<std::size_t>(at - results.replications.begin()));
  }
  return picked(results, kept);
}

std::vector<std::uint32_t> common_replications(const Results& a, const Results& b) {
  std::vector<std::uint32_t> common;
  std::set_intersection(a.replications.begin(), a.replications.end(), b.replications.begin(), b.replications.end(),
                        std::back_inserter(common));
  return common;
}

}  // namespace careway
