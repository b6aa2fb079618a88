// Where everything stands in the results file, said once for both directions: an Archive is a Hdf5Writer (with a const
// Results) or a Hdf5Reader (with one to fill), which have the same functions. FORMAT.md says the same to people.
#pragma once

#include <cstddef>

#include "study/results.hpp"

namespace careway {

/// Everything but the derived /summary.
template <class Archive, class Study>
void lay_out(Archive& root, Study& results);

/// The sizes that shapes are made of.
struct Extents {
  std::size_t replications;
  std::size_t sites;
  std::size_t buckets;
  std::size_t parts(bool by_site) const { return by_site ? sites : 1; }
};

template <class Archive, class Study>
void lay_out_clocks(Archive& root, Study& results, const Extents& extents);
template <class Archive, class Study>
void lay_out_levels(Archive& root, Study& results, const Extents& extents);
template <class Archive, class Study>
void lay_out_counts(Archive& root, Study& results, const Extents& extents);
template <class Archive, class Study>
void lay_out_blocked(Archive& root, Study& results, const Extents& extents);
template <class Archive, class Study>
void lay_out_flow(Archive& root, Study& results, const Extents& extents);
template <class Archive, class Study>
void lay_out_report(Archive& root, Study& results);

}  // namespace careway
