// What each program that runs M3 must find: whole numbers of one replication, and a digest of them all.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "base/bins.hpp"

namespace m3 {

using careway::Ticks;

enum Pool { nurse, cubicle, doctor, bed, pools };

struct Figures {
  std::uint64_t arrived = 0, departed = 0;                    ///< within the window; departed: from the department
  std::int64_t time_in_department = 0;                        ///< sum of ms, of those who departed within the window
  std::uint64_t within_4_h = 0, within_12_h = 0;
  std::array<std::uint64_t, pools> waits{};                   ///< waits that ended within the window, those of 0 included
  std::array<std::int64_t, pools> waited{};                   ///< sum of ms
  std::array<std::int64_t, pools> in_use{}, waiting{};        ///< area in the window, units times ms
  std::vector<std::uint32_t> histogram = std::vector<std::uint32_t>(careway::bin_count);  ///< of time in the department
};

inline std::uint64_t digest(const Figures& f) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  const auto add = [&](auto number) { hash = (hash ^ static_cast<std::uint64_t>(number)) * 0x100000001B3ULL; };
  for (const auto n : {f.arrived, f.departed, f.within_4_h, f.within_12_h}) add(n);
  add(f.time_in_department);
  for (std::size_t i = 0; i < pools; ++i) {
    add(f.waits[i]);
    for (const auto n : {f.waited[i], f.in_use[i], f.waiting[i]}) add(n);
  }
  for (const auto n : f.histogram) add(n);
  return hash;
}

/// A line of figures for people, ending with the digest. `days`: length of the window.
inline void print(const Figures& f, double days) {
  const auto mean = [](std::int64_t sum, std::uint64_t n) { return n == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(n) / 60000; };
  const auto share = [&](std::uint64_t n) { return 100 * static_cast<double>(n) / static_cast<double>(f.departed); };
  const auto level = [&](std::int64_t area) { return static_cast<double>(area) / (days * careway::ticks_per_day); };
  std::printf("department %.1f min, within 4 h %.2f%%, over 12 h %.2f%%, waits (min) nurse %.3f cubicle %.2f doctor %.3f bed %.1f, "
              "in use cubicle %.2f bed %.1f, digest %016llx\n",
              mean(f.time_in_department, f.departed), share(f.within_4_h), 100 - share(f.within_12_h), mean(f.waited[nurse], f.waits[nurse]),
              mean(f.waited[cubicle], f.waits[cubicle]), mean(f.waited[doctor], f.waits[doctor]), mean(f.waited[bed], f.waits[bed]),
              level(f.in_use[cubicle]), level(f.in_use[bed]), static_cast<unsigned long long>(digest(f)));
}

}  // namespace m3
