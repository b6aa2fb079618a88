// Arrays that grow with the number of replications. Large ones may lie in files without a name, in a folder that was given, so that
// how much a process holds in memory does not grow with them: the system brings in what is looked at, and while there are such
// arrays a thread lets their pages go again whenever they have become many. A few MB of them are in memory all the same: runs of few
// replications have no more, and memory is quicker.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace careway {

/// From now on arrays of 1 MB or more lie in unnamed files in this folder when there are 16 MB of them in memory already, as long as its
/// disk has room to spare; else, and where the system cannot make such files, in memory like everything else. Nothing is left in the
/// folder, however the process ends.
void bulk_into(const std::string& folder);

/// Does what that thread does, at once: for loops that run through such arrays faster than it looks.
void let_go_of_bulk() noexcept;

/// How many bytes lie in files now.
std::size_t bulk_in_files() noexcept;

/// Memory for `bytes`, and giving it back. Throws std::bad_alloc.
void* take_bulk(std::size_t bytes);
void give_back_bulk(void* memory, std::size_t bytes) noexcept;

template <class T>
struct BulkAllocator {
  using value_type = T;
  BulkAllocator() = default;
  template <class Other>
  BulkAllocator(const BulkAllocator<Other>&) {}  // containers convert between them
  T* allocate(std::size_t n) { return static_cast<T*>(take_bulk(n * sizeof(T))); }
  void deallocate(T* memory, std::size_t n) noexcept { give_back_bulk(memory, n * sizeof(T)); }
  friend bool operator==(BulkAllocator, BulkAllocator) { return true; }
};

template <class T>
using Bulk = std::vector<T, BulkAllocator<T>>;

}  // namespace careway
