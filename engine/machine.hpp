// What this process may use of the machine it runs on.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <functional>

namespace suanli {

/// Who sets the tightest limit on memory: the machine itself, a control group (a container, a service), or Slurm.
enum class MemoryLimit { machine, control_group, slurm };

/// Memory that can still be used without swapping [byte], and what keeps it from being more.
struct AvailableMemory {
  std::size_t bytes;
  MemoryLimit limit;
};

std::size_t size_of_processor_set();

/// Where limits are written: the files of the system below `root`, and variables of the environment (null where unset).
struct Surroundings {
  std::filesystem::path root = "/";
  std::function<const char*(const char*)> variable = [](const char* name) { return std::getenv(name); };
  std::size_t processor_set = size_of_processor_set();  ///< processors that the system lets this process run on
};

/// How many processes of one ensemble, this one among them, share its machine, and how many its processor set.
struct Sharing {
  std::size_t machine = 1, processors = 1;
};

/// The least of what the system has left, of what this process's control groups (versions 1 and 2) have left, pages of files
/// that can be given up not counted, and of what Slurm granted the job on this node: SLURM_MEM_PER_NODE, or
/// SLURM_MEM_PER_CPU for each of SLURM_CPUS_ON_NODE.
AvailableMemory memory_left(const Surroundings& surroundings = {});

/// What of it is this process's where others of its ensemble share the machine: they need the same.
AvailableMemory memory_left(const Sharing& sharing, const Surroundings& surroundings = {});

/// Processors that this process may keep busy, at least one: the least of its processor set, of what the quotas of its control
/// groups (versions 1 and 2) are worth, and of what Slurm granted, SLURM_CPUS_PER_TASK or else SLURM_CPUS_ON_NODE; what is
/// shared, in equal parts.
std::size_t processors(const Sharing& sharing = {}, const Surroundings& surroundings = {});

}  // namespace suanli
