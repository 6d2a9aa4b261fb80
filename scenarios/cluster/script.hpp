// Scripts for Slurm. The path of the job is in none of them: they run in its directory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/cluster/job.hpp"

namespace suanli {

/// What a job asks of Slurm.
struct ScriptOptions {
  std::string program;                                          ///< of the tasks
  std::size_t cpus;                                             ///< of a task or a rank
  std::size_t memory_mebibytes;                                 ///< of a task or a rank
  std::vector<std::pair<std::string, std::string>> directives;  ///< of the user's: "partition", "long"
};

/// A directive as the command line gives it, "partition=long". Throws WrongInput if it is none, lacks its value, could be
/// read as anything else by Slurm or a shell, or is one that the job itself needs, or its first letters.
std::pair<std::string, std::string> directive_of(const std::string& assignment);

/// An array of tasks, each of which goes on where it was stopped, as often as Slurm stops it: array.sh.
JobScript array_script(std::size_t tasks, const ScriptOptions& options);

/// One run over so many ranks of MPI, which goes on likewise: mpi.sh.
JobScript mpi_script(std::size_t ranks, const ScriptOptions& options);

/// A word that a shell takes as it is, whatever is in it.
std::string shell_word(std::string_view word);

}  // namespace suanli
