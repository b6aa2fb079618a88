// One replication's Record as bytes and back, for a file of finished replications and for other processes. Whole numbers of
// any width, small ones short, runs of zeros as their length: a record is mostly zeros, and a tenth of its size in memory or less.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/record.hpp"
#include "network/network.hpp"

namespace careway {

/// The bytes are not a record of this network.
class BadRecord : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string record_bytes(const Record& record);

/// Throws BadRecord unless `bytes` are what record_bytes made of a record with this layout; they may be anything.
Record record_from(std::string_view bytes, const Network& net, const Layout& layout);

}  // namespace careway
