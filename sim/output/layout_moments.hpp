// Number, sum and sum of squares as columns; outside buckets with the mean and sd of each replication beside them.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "output/hdf5_handles.hpp"
#include "study/results.hpp"

namespace careway {

inline double mean_of_one(const Moments& m) {
  return m.n == 0 ? std::nan("") : static_cast<double>(m.sum) / static_cast<double>(m.n);
}

/// Divides by n, as everything here does. The squares about the mean come from exact integers, n Q - S^2, where they fit.
inline double sd_of_one(const Moments& m) {
  if (m.n == 0) return std::nan("");
  const double n = static_cast<double>(m.n);
  const Int128 mean = m.sum / static_cast<Int128>(m.n);
  const auto c = static_cast<UInt128>(mean);  // modulo 2^128: the true results are small
  const auto first = static_cast<Int128>(static_cast<UInt128>(m.sum) - m.n * c);
  const UInt128 second = m.squares - 2 * c * static_cast<UInt128>(m.sum) + m.n * c * c;
  const double shift = static_cast<double>(first) / n;
  return std::sqrt(std::fmax(0.0, static_cast<double>(second) / n - shift * shift));
}

/// `prefix` "" or "bucket_"; `dimensions` as in About.
template <class Archive, class List>
void lay_out_moments(Archive& group, const std::string& prefix, const char* dimensions, const Shape& shape, List& moments) {
  const About n_about{"1", "number of durations", dimensions};
  const About sum_about{"ms", "sum of durations, exact", dimensions};
  const About squares_about{"ms^2", "sum of squared durations, exact", dimensions};
  if constexpr (Archive::writing) {
    group.template column<std::uint64_t>(prefix + "n", n_about, shape, [&](std::size_t i) { return moments[i].n; });
    group.template wide_column<Int128>(prefix + "sum_ms", sum_about, shape, [&](std::size_t i) { return moments[i].sum; });
    group.template wide_column<UInt128>(prefix + "squares_ms2", squares_about, shape, [&](std::size_t i) { return moments[i].squares; });
    if (!prefix.empty()) return;  // buckets: left to the reader, who may divide sum by n
    const About mean_about{"ms", "sum / n; NaN without durations; derived", dimensions};
    const About sd_about{"ms", "standard deviation, dividing by n; NaN without durations; derived", dimensions};
    group.template column<double>("mean_ms", mean_about, shape, [&](std::size_t i) { return mean_of_one(moments[i]); });
    group.template column<double>("sd_ms", sd_about, shape, [&](std::size_t i) { return sd_of_one(moments[i]); });
  } else {
    Bulk<std::uint64_t> n;
    Bulk<Int128> sum;
    Bulk<UInt128> squares;
    group.array(prefix + "n", n_about, shape, n);
    group.wide(prefix + "sum_ms", sum_about, shape, sum);
    group.wide(prefix + "squares_ms2", squares_about, shape, squares);
    moments.resize(n.size());
    for (std::size_t i = 0; i < n.size(); ++i) moments[i] = {n[i], sum[i], squares[i]};
  }
}

}  // namespace careway
