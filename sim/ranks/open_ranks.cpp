#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

#include "base/errors.hpp"
#include "ranks/ranks.hpp"

namespace careway {

namespace {

/// -1 when the variable is not there.
int number_in(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? -1 : std::atoi(text);
}

/// Beside the program, as it is built, or in a folder for libraries, as it is installed.
void* load_module() {
  std::error_code error;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (const auto& place : {folder / "libcareway_mpi.so", folder / "../lib/careway/libcareway_mpi.so"})
    if (std::filesystem::exists(place, error)) return dlopen(place.c_str(), RTLD_NOW | RTLD_GLOBAL);  // MPI's own modules need its names
  throw WorldError("the ranks", "join",
                   "this program was built without MPI; install libopenmpi-dev and build it again, or run shares (--share) and merge them");
}

}  // namespace

RankPlace rank_place() {
  const int size = number_in("OMPI_COMM_WORLD_SIZE"), rank = number_in("OMPI_COMM_WORLD_RANK");
  return size > 1 && rank >= 0 ? RankPlace{rank, size} : RankPlace{};
}

std::unique_ptr<Ranks> open_ranks() {
  if (rank_place().size == 1) return nullptr;
  void* module = load_module();
  if (module == nullptr) throw WorldError("MPI", "load", dlerror());
  const auto make = reinterpret_cast<Ranks* (*)()>(dlsym(module, "careway_make_ranks"));
  if (make == nullptr) throw WorldError("MPI", "load", dlerror());
  return std::unique_ptr<Ranks>(make());
}

}  // namespace careway
