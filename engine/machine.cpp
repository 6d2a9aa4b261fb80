#include "engine/machine.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>

namespace suanli {

namespace {

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

std::optional<std::size_t> number_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::size_t value;
  return in >> value ? std::optional(value) : std::nullopt;  // "max" is no number: no limit
}

// What is left below the limits of one control group and all its ancestors.
std::size_t left_in_group(const std::filesystem::path& root, std::string group, const char* limit, const char* usage) {
  std::size_t left = unlimited;
  for (;;) {
    const std::filesystem::path directory = root / std::filesystem::path(group).relative_path();
    const auto most = number_in(directory / limit), used = number_in(directory / usage);
    if (most && used) left = std::min(left, *most - std::min(*most, *used));
    if (group.empty() || group == "/") return left;
    group = std::filesystem::path(group).parent_path().string();
  }
}

std::size_t left_in_control_groups() {
  std::size_t left = unlimited;
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "0::/path" (version 2) or "4:memory:/path" (version 1)
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1), path = line.substr(second + 1);
    if (controllers.empty())
      left = std::min(left, left_in_group("/sys/fs/cgroup", path, "memory.max", "memory.current"));
    else if (controllers.find("memory") != std::string::npos)
      left = std::min(left,
                      left_in_group("/sys/fs/cgroup/memory", path, "memory.limit_in_bytes", "memory.usage_in_bytes"));
  }
  return left;
}

std::size_t available_in_system() {
  std::ifstream info("/proc/meminfo");
  for (std::string line; std::getline(info, line);) {
    std::istringstream words(line);
    std::string name;
    std::size_t kibibytes;
    if (words >> name >> kibibytes && name == "MemAvailable:") return kibibytes * 1024;
  }
  const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGE_SIZE);
  return pages > 0 && page > 0 ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(page) : unlimited;
}

}  // namespace

std::size_t available_memory() { return std::min(available_in_system(), left_in_control_groups()); }

}  // namespace suanli
