// Counters of a patient: held against a plain list.
#include "engine/patients.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "base/mix.hpp"

namespace {

using careway::Network;
using careway::Patient;
using careway::PatientPool;

TEST_CASE("counters count from 0 for every patient, however many there are") {
  for (const unsigned counters : {1u, 7u, 64u, 65u, 255u, 256u, 257u, 1000u, 5000u}) {
    CAPTURE(counters);
    Network net;
    net.counter_slots = static_cast<std::uint16_t>(counters);
    net.holding_slots = 1;
    PatientPool pool(net);
    std::uint64_t bits = 0;
    std::size_t wrong = 0;
    for (int life = 0; life < 20; ++life) {  // the record is used again
      std::vector<unsigned> plain(counters);
      const std::uint32_t id = pool.take();
      Patient& p = pool.at(id);
      for (int i = 0; i < 300; ++i) {
        const auto counter = static_cast<std::uint16_t>(careway::mix(counters, ++bits) % counters);
        wrong += pool.counted(p, counter) != plain[counter];
        wrong += pool.count(p, counter) != plain[counter]++;
      }
      for (unsigned counter = 0; counter < counters; ++counter) wrong += pool.counted(p, static_cast<std::uint16_t>(counter)) != plain[counter];
      wrong += pool.holdings(p)[0].units != 0;
      pool.give_back(id);
    }
    CHECK(wrong == 0);
  }
}

}  // namespace
