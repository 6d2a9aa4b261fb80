#include "engine/machine.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace suanli {

namespace {

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

std::optional<std::size_t> number_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::size_t value;
  return in >> value ? std::optional(value) : std::nullopt;  // "max" is no number: no limit
}

// The number behind a name in a file of lines "name number", or "name: number".
std::optional<std::size_t> number_behind(const std::filesystem::path& file, std::string_view name) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    std::size_t value;
    if (words >> word >> value && word == name) return value;
  }
  return std::nullopt;
}

/// The files of one version of control groups.
struct GroupFiles {
  const char *directory, *limit, *usage, *given_up;  // the last: pages of files that are not in use, in memory.stat
};
constexpr GroupFiles version_1{"sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes",
                               "total_inactive_file"},
    version_2{"sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"};

// What is left below the limits of one control group and all its ancestors.
std::size_t left_in_group(const std::filesystem::path& root, std::string group, const GroupFiles& files) {
  std::size_t left = unlimited;
  for (;;) {
    const std::filesystem::path directory = root / files.directory / std::filesystem::path(group).relative_path();
    const auto most = number_in(directory / files.limit), used = number_in(directory / files.usage);
    if (most && used) {
      const std::size_t given_up = number_behind(directory / "memory.stat", files.given_up).value_or(0);
      left = std::min(left, *most - std::min(*most, *used - std::min(*used, given_up)));
    }
    if (group.empty() || group == "/") return left;
    group = std::filesystem::path(group).parent_path().string();
  }
}

std::size_t left_in_control_groups(const std::filesystem::path& root) {
  std::size_t left = unlimited;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "0::/path" (version 2) or "4:memory:/path" (version 1)
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1), path = line.substr(second + 1);
    if (controllers.empty()) left = std::min(left, left_in_group(root, path, version_2));
    else if (controllers.find("memory") != std::string::npos)
      left = std::min(left, left_in_group(root, path, version_1));
  }
  return left;
}

std::size_t available_in_system(const std::filesystem::path& root) {
  if (const auto kibibytes = number_behind(root / "proc/meminfo", "MemAvailable:")) return *kibibytes * 1024;
  const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGE_SIZE);
  return pages > 0 && page > 0 ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(page) : unlimited;
}

// A number of Slurm's, with the unit that --mem may carry, in units of 1; none for an absent variable, and for 0, which means
// all of the node.
std::optional<std::size_t> number_of_slurm(const Surroundings& surroundings, const char* name, std::size_t unit) {
  const char* const given = surroundings.variable(name);
  if (given == nullptr || std::isdigit(static_cast<unsigned char>(*given)) == 0) return std::nullopt;
  char* end = nullptr;
  const std::size_t number = std::strtoull(given, &end, 10);
  switch (std::toupper(static_cast<unsigned char>(*end))) {
    case 'K': unit = std::size_t{1} << 10; break;
    case 'M': unit = std::size_t{1} << 20; break;
    case 'G': unit = std::size_t{1} << 30; break;
    case 'T': unit = std::size_t{1} << 40; break;
    default: break;
  }
  return number > 0 ? std::optional(number * unit) : std::nullopt;
}

std::size_t granted_by_slurm(const Surroundings& surroundings) {
  constexpr std::size_t mebibyte = std::size_t{1} << 20;
  if (const auto of_node = number_of_slurm(surroundings, "SLURM_MEM_PER_NODE", mebibyte)) return *of_node;
  const auto of_processor = number_of_slurm(surroundings, "SLURM_MEM_PER_CPU", mebibyte),
             processors = number_of_slurm(surroundings, "SLURM_CPUS_ON_NODE", 1);
  return of_processor ? *of_processor * processors.value_or(1) : unlimited;
}

}  // namespace

AvailableMemory memory_left(const Surroundings& surroundings) {
  const AvailableMemory all[] = {{available_in_system(surroundings.root), MemoryLimit::machine},
                                 {left_in_control_groups(surroundings.root), MemoryLimit::control_group},
                                 {granted_by_slurm(surroundings), MemoryLimit::slurm}};
  return *std::ranges::min_element(all, {}, &AvailableMemory::bytes);
}

std::size_t available_memory() { return memory_left().bytes; }

}  // namespace suanli
