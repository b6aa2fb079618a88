// Keyed draws: 64 random bits that belong to a patient and a named draw, and to nothing else. The order of events, threads
// and other patients cannot change them. Key: seed, replication, source of the patient, ordinal in it, name of the draw,
// how many times begun. The slow parts are hashed once per replication, source and patient; draw_bits is the hot path.
#pragma once

#include <cstdint>
#include <pcg_random.hpp>

#include "base/mix.hpp"

namespace careway {

inline std::uint64_t replication_key(std::uint64_t seed, std::uint64_t replication) { return mix(seed, replication); }

/// `source_name_key` is name_key() of the dotted name of the source of patients.
inline std::uint64_t source_key(std::uint64_t replication_key, std::uint64_t source_name_key) {
  return mix(replication_key, source_name_key);
}

/// Computed once per patient and kept in it; `ordinal` counts the patients of that source.
inline std::uint64_t patient_key(std::uint64_t source_key, std::uint64_t ordinal) { return mix(source_key, ordinal); }

/// 64 random bits. `draw_name_key` is name_key() of the dotted name of the draw; `times_begun` counts from 0.
///
/// One mix feeds both arguments of a pcg engine that gives 64 bits at its first step (setseq_rxs_m_xs_64_64; "insecure" in
/// its name means only that its state could be read back from its output). README.md has the timings and the battery:
/// two mixes, pcg32 twice and pcg64 cost 1.4 to 2 times as much and were no better; unmixed keys share differences.
inline std::uint64_t draw_bits(std::uint64_t patient_key, std::uint64_t draw_name_key, std::uint64_t times_begun) {
  const std::uint64_t hash = mix(patient_key ^ (draw_name_key + times_begun));
  pcg64_once_insecure engine(hash, hash ^ patient_key);
  return engine();
}

/// A uniform strictly inside (0, 1), from the first 52 bits; open_unit(~bits) is 1 - open_unit(bits).
inline double open_unit(std::uint64_t bits) {
  return (static_cast<double>(static_cast<std::int64_t>(bits >> 12)) + 0.5) * 0x1p-52;
}

}  // namespace careway
