// The processes that were started together, by mpirun say, and messages between them. MPI itself stands behind this in a module
// that is loaded only by a program that finds itself started by mpirun: any other starts as if there were none.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace careway {

struct RankMessage {
  int from = 0;
  std::string bytes;
};

class Ranks {
 public:
  virtual ~Ranks() = default;  ///< all ranks come here, or none does
  virtual int rank() const = 0;
  virtual int size() const = 0;
  // All of these from one thread only.
  virtual void send(int to, std::string_view bytes) = 0;
  /// A message that has come, if there is one. Messages of one sender stay in order.
  virtual std::optional<RankMessage> poll() = 0;
};

/// Whether this process was started with others, and which it is: known before MPI is begun. {0, 1} for one on its own.
struct RankPlace {
  int rank = 0;
  int size = 1;
};
RankPlace rank_place();

/// Nothing for a process on its own. WorldError when there are others and the module is missing or MPI fails.
std::unique_ptr<Ranks> open_ranks();

}  // namespace careway
