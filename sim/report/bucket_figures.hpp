// One figure in one time bucket, replication by replication: what charts through time, verdicts and their comparisons need.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "output/by_replication.hpp"
#include "output/figure_text.hpp"
#include "study/results.hpp"

namespace careway {

/// `line.what` is mean, share_within, share_over, level_mean, occupancy or per_day; unknown (see its kind) for anything else.
ByReplication by_bucket(const HeadlineLine& line, const Results& results, std::size_t bucket);

/// The figure of each replication alone; NaN where there is none.
std::vector<double> values_of(const ByReplication& figure);

/// What a measure shows through time when the model does not say: a clock its mean, a level its mean, a count its number a day.
std::string usual_statistic(const std::string& measure, const Results& results);

/// How it is shown: shares in %, durations in `unit` or one that suits `typical` (ms). Without a leading space in the unit.
Display display_of(const HeadlineLine& line, const Results& results, double typical);

/// "week", "day" or "month": how long the buckets are.
std::string bucket_word(const Results& results);

struct Band {
  double low, high;
};
/// The middle nine tenths of the known values, or all of them when there are fewer than 20; NaN when there are none.
Band band_of(std::vector<double> values);
/// The same in words.
const char* band_words(std::size_t replications);

template <class List>
auto* find_named(List& list, const std::string& name) {
  for (auto& item : list)
    if (item.name == name) return &item;
  return static_cast<decltype(&list[0])>(nullptr);
}

}  // namespace careway
