// Arrays that lie in files: what is written stays, memory does not grow, nothing is left behind.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>
#include <numeric>
#include <string>

#include "base/bulk.hpp"

using namespace careway;

namespace {

constexpr std::size_t million = std::size_t{1} << 20;

/// A folder of its own, into which bulk goes while this lives.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::current_path() / "bulk_XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
    bulk_into(path);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    bulk_into("");
    std::filesystem::remove_all(path);
  }
  bool empty() const { return std::filesystem::is_empty(path); }
  std::string path;
};

/// Pages of files in memory, in bytes.
std::size_t resident_of_files() {
  std::size_t program = 0, resident = 0, files = 0;
  std::ifstream("/proc/self/statm") >> program >> resident >> files;
  return files * 4096;
}

/// Not every file system has files without a name, and not every disk room to spare.
bool can_be_in_files() {
  const int file = open(".", O_TMPFILE | O_RDWR, 0600);
  if (file >= 0) close(file);
  return file >= 0 && std::filesystem::space(".").available > (std::size_t{2} << 30);
}

}  // namespace

TEST_CASE("small arrays, and all before a folder is given, are ordinary memory") {
  const Bulk<std::uint64_t> before(4 * million, 7);
  CHECK(bulk_in_files() == 0);
  const Folder folder;
  const Bulk<char> small(million - 1, 'x');
  CHECK(bulk_in_files() == 0);
}

TEST_CASE("the first few large arrays are ordinary memory too, until there are 16 MB of them") {
  const Folder folder;
  {
    const Bulk<char> first(10 * million, 'a'), second(6 * million, 'b');
    CHECK(bulk_in_files() == 0);
    if (!can_be_in_files()) return;
    const Bulk<char> third(million, 'c');
    CHECK(bulk_in_files() == million);
  }
  const Bulk<char> again(16 * million, 'd');  // what was given back no longer counts
  CHECK(bulk_in_files() == 0);
  if (!can_be_in_files()) return;
  CHECK_THROWS_AS(Bulk<char>(std::size_t{1} << 50), std::bad_alloc);  // more than there are addresses
  const Bulk<char> another(million, 'e');
  CHECK(bulk_in_files() == million);
}

TEST_CASE("a large array is in a file without a name, keeps what was written, and leaves memory") {
  if (!can_be_in_files()) {
    MESSAGE("a file system without unnamed files, or less than 2 GB of disk: nothing goes into files");
    return;
  }
  const Folder folder;
  const std::size_t before = resident_of_files();
  {
    Bulk<std::uint64_t> numbers(16 * million);  // 128 MB
    CHECK(bulk_in_files() == 128 * million);
    CHECK(folder.empty());
    std::iota(numbers.begin(), numbers.end(), std::uint64_t{3});
    let_go_of_bulk();
    CHECK(resident_of_files() < before + 100 * million);  // 32 MB may stay, and what is written while a thread that lets go counts what is there
    bool same = true;
    for (std::size_t i = 0; i < numbers.size(); ++i) same = same && numbers[i] == i + 3;
    CHECK(same);
    const Bulk<std::uint64_t> copy = numbers;
    numbers.push_back(1);  // moves all of it
    CHECK(std::equal(copy.begin(), copy.end(), numbers.begin()));
  }
  CHECK(bulk_in_files() == 0);
  CHECK(folder.empty());
}

TEST_CASE("where no such file can be had, arrays are in memory") {
  const auto all_is_well = [] {
    Bulk<char> bytes(4 * million, 'a');
    CHECK(bulk_in_files() == 0);
    CHECK(bytes[4 * million - 1] == 'a');
  };
  bulk_into("/nowhere/at/all");
  all_is_well();
  bulk_into("/proc");  // a folder, but nothing can be made there
  all_is_well();
  const Folder folder;
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit small = before;
  small.rlim_cur = million;
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  all_is_well();  // and the system did not end us
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
}
