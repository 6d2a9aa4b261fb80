// The processes that work on one ensemble: this one alone, or all that an MPI launcher (mpirun, srun) started, each a rank.
// Builds without MPI know only the first kind, and callers need not know which build they are in.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/machine.hpp"

namespace suanli {

/// To be used from one thread at a time. Functions marked "together" return once every rank has called them; who waits
/// leaves its processor to others.
class Communicator {
 public:
  /// This process alone.
  Communicator() = default;
  /// Joins the processes that the launcher has started with this one, until the last copy is gone; alone if no launcher has.
  /// Throws WrongInput, whose words are empty but for the first of them, if they are more than those that can be joined.
  static Communicator of_launcher(const Surroundings& surroundings = {});
  /// Whether this build can join others.
  static bool knows_mpi();

  std::size_t rank() const;
  std::size_t size() const;
  bool is_first() const { return rank() == 0; }
  bool is_alone() const { return size() == 1; }
  /// Who shares this machine with this rank.
  const Sharing& sharing() const;

  /// Together: what every rank gives, in the order of ranks.
  std::vector<std::string> gather(const std::string& bytes) const;
  /// Together: what the first rank gives.
  std::string from_first(const std::string& bytes) const;
  /// Together: calls meanwhile() now and then until every rank is here.
  void wait(const std::function<void()>& meanwhile = [] {}) const;

  /// Sends another rank a word without content.
  void post(std::size_t rank) const;
  /// Whether a word of any rank was there; it is taken.
  bool take_post() const;

  /// Ends every rank at once: for an error that the others cannot be told of.
  [[noreturn]] void abort(int code) const;

  /// The MPI_Comm of these ranks, for libraries that take one; null where this process is alone.
  const void* native() const;

 private:
  struct World;
  std::shared_ptr<const World> world_;
};

/// What a launcher says about the processes that it started together with this one.
struct Launch {
  std::size_t processes = 1, number = 0;  ///< how many, and which of them this is
  std::string variable = {};              ///< that says so, "OMPI_COMM_WORLD_SIZE=4"
  bool speaks_mpi = false;                ///< whether it has offered to connect them
};
/// As Open MPI, MPICH and their kin, and Slurm tell it in the environment.
Launch launch_of(const Surroundings& surroundings);

}  // namespace suanli
