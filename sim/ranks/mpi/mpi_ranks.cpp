// Ranks over MPI: the one file that knows it. Built as a module of its own, libcareway_mpi.so.
#include <mpi.h>

#include <cstddef>

#include "base/errors.hpp"
#include "ranks/ranks.hpp"

namespace careway {

namespace {

constexpr int tag = 1;

class MpiRanks final : public Ranks {
 public:
  MpiRanks() {
    int given = 0;
    must(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &given));
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    must(MPI_Comm_rank(MPI_COMM_WORLD, &rank_));
    must(MPI_Comm_size(MPI_COMM_WORLD, &size_));
  }
  ~MpiRanks() override { MPI_Finalize(); }
  int rank() const override { return rank_; }
  int size() const override { return size_; }

  void send(int to, std::string_view bytes) override {
    must(MPI_Send(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, to, tag, MPI_COMM_WORLD));
  }

  std::optional<RankMessage> poll() override {
    int come = 0;
    MPI_Status status;
    must(MPI_Iprobe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &come, &status));
    if (come == 0) return std::nullopt;
    int size = 0;
    must(MPI_Get_count(&status, MPI_BYTE, &size));
    RankMessage message{status.MPI_SOURCE, std::string(static_cast<std::size_t>(size), '\0')};
    must(MPI_Recv(message.bytes.data(), size, MPI_BYTE, message.from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    return message;
  }

 private:
  static void must(int code) {
    if (code == MPI_SUCCESS) return;
    char words[MPI_MAX_ERROR_STRING] = "";
    int length = 0;
    MPI_Error_string(code, words, &length);
    throw WorldError("the other ranks", "reach", std::string(words, static_cast<std::size_t>(length)));
  }

  int rank_ = 0;
  int size_ = 1;
};

}  // namespace

}  // namespace careway

extern "C" careway::Ranks* careway_make_ranks() { return new careway::MpiRanks; }  // the caller owns it
