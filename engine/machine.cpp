#include "engine/machine.hpp"

#include <fmt/format.h>
#ifdef __linux__
#include <sched.h>
#endif
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>

namespace suanli {

namespace {

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

// The product, or no limit if it is more than any.
std::size_t times(std::size_t a, std::size_t b) { return b > 0 && a > unlimited / b ? unlimited : a * b; }

std::optional<std::size_t> number_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::size_t value = 0;
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
  const char *limit, *usage, *given_up;  // the last: pages of files that are not in use, in memory.stat
};
constexpr GroupFiles version_1{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"},
    version_2{"memory.max", "memory.current", "inactive_file"};

// The least that `allowed` says of this process's control groups of one controller, and of all their ancestors: of the
// directory of each, in version 1 and in version 2.
template <class Allowed>
std::size_t least_of_groups(const std::filesystem::path& root, std::string_view controller, const Allowed& allowed) {
  std::size_t least = unlimited;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "0::/path" (version 2) or "4:cpu,cpuacct:/path" (version 1)
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = fmt::format(",{},", line.substr(first + 1, second - first - 1));
    const bool is_version_2 = controllers == ",,";
    if (!is_version_2 && controllers.find(fmt::format(",{},", controller)) == std::string::npos) continue;
    const std::filesystem::path mounted =
        root / "sys/fs/cgroup" / (is_version_2 ? std::filesystem::path() : std::filesystem::path(controller));
    for (std::filesystem::path group = std::filesystem::path(line.substr(second + 1)).relative_path();;
         group = group.parent_path()) {
      least = std::min(least, allowed(mounted / group, is_version_2));
      if (group.empty()) break;
    }
  }
  return least;
}

std::size_t left_in_control_groups(const std::filesystem::path& root) {
  return least_of_groups(root, "memory", [](const std::filesystem::path& group, bool is_version_2) {
    const GroupFiles& files = is_version_2 ? version_2 : version_1;
    const auto most = number_in(group / files.limit), used = number_in(group / files.usage);
    if (!most || !used) return unlimited;
    const std::size_t given_up = number_behind(group / "memory.stat", files.given_up).value_or(0);
    return *most - std::min(*most, *used - std::min(*used, given_up));
  });
}

// What a quota of time is worth, in whole processors: 150 ms in 100 ms are two, one of them half of the time.
std::size_t processors_of_quotas(const std::filesystem::path& root) {
  return least_of_groups(root, "cpu", [](const std::filesystem::path& group, bool is_version_2) {
    std::optional<std::size_t> quota, period;
    if (is_version_2) {
      std::ifstream limit(group / "cpu.max");  // "150000 100000", or "max 100000"
      std::size_t numbers[2];
      if (limit >> numbers[0] >> numbers[1]) quota = numbers[0], period = numbers[1];
    } else {
      quota = number_in(group / "cpu.cfs_quota_us"), period = number_in(group / "cpu.cfs_period_us");
    }
    const bool is_limited = quota && period && *quota > 0 && *period > 0 && *quota < unlimited / 2;  // -1: none
    return is_limited ? (*quota + *period - 1) / *period : unlimited;
  });
}

std::size_t available_in_system(const std::filesystem::path& root) {
  if (const auto kibibytes = number_behind(root / "proc/meminfo", "MemAvailable:")) return times(*kibibytes, 1024);
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
  return number > 0 ? std::optional(times(number, unit)) : std::nullopt;
}

std::size_t granted_by_slurm(const Surroundings& surroundings) {
  constexpr std::size_t mebibyte = std::size_t{1} << 20;
  if (const auto of_node = number_of_slurm(surroundings, "SLURM_MEM_PER_NODE", mebibyte)) return *of_node;
  const auto of_processor = number_of_slurm(surroundings, "SLURM_MEM_PER_CPU", mebibyte),
             processors = number_of_slurm(surroundings, "SLURM_CPUS_ON_NODE", 1);
  return of_processor ? times(*of_processor, processors.value_or(1)) : unlimited;
}

std::size_t processors_of_slurm(const Sharing& sharing, const Surroundings& surroundings) {
  if (const auto of_task = number_of_slurm(surroundings, "SLURM_CPUS_PER_TASK", 1)) return *of_task;
  const auto of_node = number_of_slurm(surroundings, "SLURM_CPUS_ON_NODE", 1);
  return of_node ? *of_node / sharing.machine : unlimited;
}

}  // namespace

std::size_t size_of_processor_set() {
#ifdef __linux__
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<std::size_t>(CPU_COUNT(&set));
#endif
  return std::max(1U, std::thread::hardware_concurrency());
}

std::size_t processors(const Sharing& sharing, const Surroundings& surroundings) {
  const std::size_t set = surroundings.processor_set / sharing.processors,
                    quota = processors_of_quotas(surroundings.root), slurm = processors_of_slurm(sharing, surroundings);
  return std::max<std::size_t>(1, std::min({set, quota == unlimited ? quota : quota / sharing.machine, slurm}));
}

AvailableMemory memory_left(const Sharing& sharing, const Surroundings& surroundings) {
  AvailableMemory left = memory_left(surroundings);
  left.bytes /= sharing.machine;
  return left;
}

AvailableMemory memory_left(const Surroundings& surroundings) {
  const AvailableMemory all[] = {{available_in_system(surroundings.root), MemoryLimit::machine},
                                 {left_in_control_groups(surroundings.root), MemoryLimit::control_group},
                                 {granted_by_slurm(surroundings), MemoryLimit::slurm}};
  return *std::ranges::min_element(all, {}, &AvailableMemory::bytes);
}

}  // namespace suanli
