// Keyed draws: 64 random bits that belong to a patient and a named draw, and to nothing else. The order of events, threads
// and other patients cannot change them. Key: seed, replication, source of the patient, ordinal in it, name of the draw,
// how many times begun. The slow parts are hashed once per replication, source and patient; draw_bits is the hot path.
#pragma once

#include <cstdint>
#include <pcg_random.hpp>

#include "base/contract.hpp"
#include "base/mix.hpp"
#include "random/tails.hpp"  // IWYU pragma: export

namespace careway {

inline std::uint64_t replication_key(std::uint64_t seed, std::uint64_t replication) { return mix(seed, replication); }

/// `replication` is a replication_key(); `source_name_key` is name_key() of the dotted name of the source of patients.
inline std::uint64_t source_key(std::uint64_t replication, std::uint64_t source_name_key) {
  return mix(replication, source_name_key);
}

/// Computed once per patient and kept in it; `source` is a source_key(), `ordinal` counts the patients of that source.
inline std::uint64_t patient_key(std::uint64_t source, std::uint64_t ordinal) { return mix(source, ordinal); }

/// 64 random bits. `patient` is a patient_key(); `draw_name_key` is name_key() of the dotted name of the draw; `times_begun`
/// counts from 0.
///
/// One mix feeds both arguments of a pcg engine that gives 64 bits at its first step (setseq_rxs_m_xs_64_64; "insecure" in
/// its name means only that its state could be read back from its output). It costs 1.6 times a bare mix. Two mixes, pcg32
/// twice and pcg64 cost 1.4 to 2 times as much as this; keys left unmixed would give two draws of a patient states with the
/// same difference in every patient. README.md has the timings and the battery.
HOT_INLINE std::uint64_t draw_bits(std::uint64_t patient, std::uint64_t draw_name_key, std::uint64_t times_begun) {
  const std::uint64_t hash = mix(patient ^ (draw_name_key + times_begun));
  pcg64_once_insecure engine(hash, hash ^ patient);
  return engine();
}

}  // namespace careway
