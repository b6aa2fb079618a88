// Records of finished replications as bytes (record_bytes.hpp), each in its place, until they are made into results. They lie close
// together in large arrays, which may be in files (base/bulk.hpp).
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/bulk.hpp"

namespace careway {

class RecordStore {
 public:
  explicit RecordStore(std::size_t places) : records_(places) {}
  /// From any thread; once for each place.
  void put(std::size_t place, std::string_view bytes);
  std::size_t places() const { return records_.size(); }
  /// Empty when nothing was put there. Good until the store ends.
  std::string_view at(std::size_t place) const { return records_[place]; }

 private:
  std::mutex mutex_;
  std::list<Bulk<char>> blocks_;
  std::vector<std::string_view> records_;
};

}  // namespace careway
