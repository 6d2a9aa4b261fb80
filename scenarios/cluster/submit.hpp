// Gives a job to Slurm.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/text.hpp"

namespace suanli {

/// There is no sbatch here: this is no machine of a cluster with Slurm. Found before anything is written.
class NoSlurm : public WrongInput {
  using WrongInput::WrongInput;
};

/// Whether there is such a program here, in the PATH if no folder is named.
bool can_be_started(const std::string& program);

/// Throws NoSlurm unless it is in the PATH.
void expect_sbatch();

/// What starts a script in the directory of its job, all of it or only some tasks: sbatch --array=3,17-19 array.sh.
std::vector<std::string> sbatch_words(const std::string& script, const std::vector<std::size_t>& only = {});

/// The same as a line for a shell, whatever is in the name of the directory.
std::string sbatch_line(const std::filesystem::path& directory, const std::vector<std::string>& words);

/// Starts it, without a shell; Slurm's answer goes to standard output. Throws ExplainedError if Slurm refuses.
void start_sbatch(const std::filesystem::path& directory, const std::vector<std::string>& words);

}  // namespace suanli
