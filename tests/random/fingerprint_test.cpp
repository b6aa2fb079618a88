// The bytes of draws and samplers, pinned: a difference says that results change, not that they are wrong. The same on every
// compiler and at every optimisation, with -ffp-contract=off.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "base/mix.hpp"
#include "cases.hpp"
#include "random/copula.hpp"
#include "random/draw.hpp"
#include "random/sampler.hpp"

using namespace careway;

namespace {

std::uint64_t bits_of(double x) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

constexpr std::uint64_t start = 0x243F6A8885A308D3ULL;

std::uint64_t sampler_fingerprint(const DistributionPtr& law) {
  SamplerCache cache;
  const Sampler sampler = cache.compile(law);
  std::uint64_t hash = start;
  for (std::uint64_t i = 0; i < 4096; ++i) {
    const std::uint64_t bits = mix(i) >> (i % 64);
    hash = mix(hash, bits_of(sampler(i & 1 ? ~bits : bits)));
  }
  return hash;
}

}  // namespace

TEST_CASE("the bits of keyed draws are what they have always been") {
  std::uint64_t hash = start;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    for (std::uint64_t ordinal = 0; ordinal < 64; ++ordinal) {
      const std::uint64_t patient = patient_key(source_key(replication_key(seed, 7), name_key("site.walk_in")), ordinal);
      for (std::uint64_t times = 0; times < 4; ++times) {
        hash = mix(hash, draw_bits(patient, name_key("visit.assess.delay"), times));
      }
    }
  }
  CHECK(hash == 17443387206838770360ULL);
}

TEST_CASE("the values of samplers are what they have always been, to the last bit") {
  std::uint64_t hash = start;
  for (const auto& item : checks::all_cases()) hash = mix(hash, sampler_fingerprint(item.law));
  CHECK(hash == 9425323944229128431ULL);
  CHECK(sampler_fingerprint(distribution::exponential(10)) == 14508241404714428004ULL);
  CHECK(sampler_fingerprint(distribution::lognormal(5.5, 8)) == 11371873664507171270ULL);
  CHECK(sampler_fingerprint(distribution::gamma(5, 4)) == 135684022044349970ULL);
}

TEST_CASE("moments and joined draws are what they have always been, to the last bit") {
  std::uint64_t hash = start;
  for (const auto& item : checks::all_cases()) hash = mix(mix(hash, bits_of(item.law->mean())), bits_of(item.law->sd()));
  for (std::uint64_t i = 0; i < 1000; ++i) hash = mix(hash, correlated_bits(mix(i), mix(i + 1), 0.3));
  CHECK(hash == 9126295959325066167ULL);
}
