// The replications of a run that are finished before its results are written: those of an earlier run that was stopped or died,
// and those of this one as they come. Reads and keeps RESULTS.h5.partial; decides what may be taken over.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "network/network.hpp"
#include "output/partial_file.hpp"
#include "study/results.hpp"

namespace careway {

enum class Begin { anew, resume };

/// Whether what the file holds may be taken over by a run with this identity. If not, and to resume: Refused, by name; else what it
/// held is put aside and it is begun anew.
bool take_over(PartialFile& file, std::vector<IdentityLine> identity, Begin begin, bool silent);

/// Says how many finished replications are kept where, and how to go on; an empty file is removed instead.
void say_kept(PartialFile& file, const std::string& out);

class Kept {
 public:
  /// `frame`: what the results will be but for the replications. To resume takes over what results file and partial file hold,
  /// and refuses (Refused) one that is of another run, by name. To begin anew takes over a partial file of exactly this run, and
  /// puts aside one of another. `silent`: no notes on stderr.
  Kept(const std::string& out, const Network& net, const Results& frame, Begin begin, bool silent);
  /// Says where finished replications are kept, unless written() was called.
  ~Kept();
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  /// Finished earlier; ascending.
  const Results& done() const { return done_; }
  /// Forgets those of `done` that are not in the list: they are run again.
  void only(const std::vector<std::uint32_t>& numbers);
  void keep(std::uint32_t replication, std::string_view bytes) { file_.add({0, replication}, bytes); }
  /// The results have their name.
  void written();
  PartialFile& file() { return file_; }

 private:
  void take_file(const Network& net, const Results& frame, Begin begin, bool silent);
  void take_results(const Results& frame);

  std::string out_;
  PartialFile file_;
  Results done_;
  bool written_ = false;
};

}  // namespace careway
