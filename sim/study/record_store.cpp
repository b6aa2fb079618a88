#include "study/record_store.hpp"

#include <algorithm>

namespace careway {

void RecordStore::put(std::size_t place, std::string_view bytes) {
  constexpr std::size_t smallest = std::size_t{64} << 10, largest = std::size_t{4} << 20;  // of a block; each twice the one before
  const std::lock_guard lock(mutex_);
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < bytes.size()) {
    const std::size_t size = blocks_.empty() ? smallest : std::min(largest, 2 * blocks_.back().capacity());
    blocks_.emplace_back().reserve(std::max(size, bytes.size()));
  }
  Bulk<char>& block = blocks_.back();
  const std::size_t begin = block.size();
  block.insert(block.end(), bytes.begin(), bytes.end());  // it has the room
  records_[place] = {block.data() + begin, bytes.size()};
}

}  // namespace careway
