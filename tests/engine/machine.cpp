#include "engine/machine.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

#include "engine/instruction_set.hpp"

namespace suanli::test {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// A machine on paper: files below a directory that goes with it, and variables.
class Machine {
 public:
  Machine() {
    std::string name = (std::filesystem::temp_directory_path() / "suanli-machine-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    root_ = name;
    write("proc/meminfo", "MemTotal:  8388608 kB\nMemFree:  1024 kB\nMemAvailable:  4194304 kB\n");
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  ~Machine() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  void write(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }
  std::map<std::string, std::string> variables;

  std::size_t processor_set = 64;

  Surroundings surroundings() const {
    return {root_,
            [this](const char* name) -> const char* {
              const auto found = variables.find(name);
              return found == variables.end() ? nullptr : found->second.c_str();
            },
            processor_set};
  }
  AvailableMemory left() const { return memory_left(surroundings()); }
  std::size_t busy(const Sharing& sharing = {}) const { return processors(sharing, surroundings()); }
  std::size_t mebibytes() const { return left().bytes / mebibyte; }

 private:
  std::filesystem::path root_;
};

std::string bytes(std::size_t mebibytes) { return std::to_string(mebibytes * mebibyte) + "\n"; }

TEST_CASE("available memory is more than this program's and no more than the machine's") {
  const std::size_t available = memory_left().bytes;
  const auto physical =
      static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGE_SIZE));
  CHECK(available >= std::size_t{16} << 20);
  CHECK(available <= physical);
}

TEST_CASE("without further limits what is available is what the machine can give without swapping") {
  const Machine machine;
  CHECK(machine.mebibytes() == 4096);
  CHECK(machine.left().limit == MemoryLimit::machine);
}

TEST_CASE(
    "control groups of version 2 leave the least that the group and its ancestors leave, files given up not counted") {
  Machine machine;
  machine.write("proc/self/cgroup", "0::/system.slice/job.service\n");
  machine.write("sys/fs/cgroup/system.slice/job.service/memory.max", "max\n");  // no limit
  machine.write("sys/fs/cgroup/system.slice/job.service/memory.current", bytes(100));
  CHECK(machine.mebibytes() == 4096);
  machine.write("sys/fs/cgroup/system.slice/memory.max", bytes(1000));
  machine.write("sys/fs/cgroup/system.slice/memory.current", bytes(700));
  CHECK(machine.mebibytes() == 300);
  CHECK(machine.left().limit == MemoryLimit::control_group);
  machine.write("sys/fs/cgroup/system.slice/memory.stat", "anon 1\nfile 2\ninactive_file " + bytes(500));
  CHECK(machine.mebibytes() == 800);
  machine.write("sys/fs/cgroup/system.slice/job.service/memory.max", bytes(150));
  CHECK(machine.mebibytes() == 50);
  machine.write("sys/fs/cgroup/system.slice/job.service/memory.max", bytes(90));  // lowered below what is in use
  CHECK(machine.mebibytes() == 0);
}

TEST_CASE("control groups of version 1 are found by their controller, among others") {
  Machine machine;
  machine.write("proc/self/cgroup", "5:cpu,cpuacct:/user\n4:memory:/batch/job_7\n1:name=systemd:/user\n");
  machine.write("sys/fs/cgroup/memory/batch/job_7/memory.limit_in_bytes", bytes(600));
  machine.write("sys/fs/cgroup/memory/batch/job_7/memory.usage_in_bytes", bytes(200));
  machine.write("sys/fs/cgroup/memory/batch/job_7/memory.stat", "total_inactive_file " + bytes(50));
  machine.write("sys/fs/cgroup/user/memory.max", bytes(1));  // not this process's
  machine.write("sys/fs/cgroup/user/memory.current", bytes(1));
  CHECK(machine.mebibytes() == 450);
  CHECK(machine.left().limit == MemoryLimit::control_group);
}

TEST_CASE("Slurm's limits are those of the node, or of a processor times processors; 0 is all of the node") {
  Machine machine;
  machine.variables = {{"SLURM_MEM_PER_NODE", "2000"}, {"SLURM_CPUS_ON_NODE", "8"}};
  CHECK(machine.mebibytes() == 2000);
  CHECK(machine.left().limit == MemoryLimit::slurm);
  machine.variables["SLURM_MEM_PER_NODE"] = "3G";
  CHECK(machine.mebibytes() == 3072);
  machine.variables["SLURM_MEM_PER_NODE"] = "0";
  CHECK(machine.mebibytes() == 4096);
  machine.variables = {{"SLURM_MEM_PER_CPU", "400"}, {"SLURM_CPUS_ON_NODE", "4"}};
  CHECK(machine.mebibytes() == 1600);
  machine.variables.erase("SLURM_CPUS_ON_NODE");
  CHECK(machine.mebibytes() == 400);
  machine.variables = {{"SLURM_MEM_PER_NODE", ""}, {"SLURM_MEM_PER_CPU", "all"}};  // not Slurm's words
  CHECK(machine.mebibytes() == 4096);
  for (const char* const endless : {"17592186044416", "99999999999999999999", "18446744073709551615T"}) {
    machine.variables = {{"SLURM_MEM_PER_NODE", endless}};  // more bytes than can be counted
    CHECK(machine.mebibytes() == 4096);
  }
  machine.variables = {{"SLURM_MEM_PER_CPU", "4398046511104"}, {"SLURM_CPUS_ON_NODE", "8"}};
  CHECK(machine.mebibytes() == 4096);
  machine.variables = {{"SLURM_MEM_PER_NODE", "9000"}};  // more than is left
  CHECK(machine.left().limit == MemoryLimit::machine);
}

TEST_CASE("processes of an ensemble on one machine have its memory in equal parts") {
  const Machine machine;
  CHECK(memory_left({.machine = 4, .processors = 1}, machine.surroundings()).bytes == 1024 * mebibyte);
}

TEST_CASE("a process keeps its processor set busy, or its part of one that others of its ensemble have as well") {
  Machine machine;
  CHECK(machine.busy() == 64);
  CHECK(machine.busy({.machine = 16, .processors = 1}) == 64);  // each is bound to processors of its own
  CHECK(machine.busy({.machine = 16, .processors = 16}) == 4);
  CHECK(machine.busy({.machine = 100, .processors = 100}) == 1);
}

TEST_CASE("a quota of processor time is worth whole processors, one of them perhaps in part, in both versions") {
  Machine machine;
  machine.write("proc/self/cgroup", "0::/a/b\n");
  machine.write("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  CHECK(machine.busy() == 64);
  machine.write("sys/fs/cgroup/a/cpu.max", "650000 100000\n");
  CHECK(machine.busy() == 7);
  CHECK(machine.busy({.machine = 3, .processors = 1}) == 2);
  machine.write("proc/self/cgroup", "4:memory:/m\n5:cpu,cpuacct:/job\n");
  machine.write("sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "50000\n");
  machine.write("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "-1\n");
  CHECK(machine.busy() == 64);
  machine.write("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "100000\n");
  CHECK(machine.busy() == 2);
}

TEST_CASE("Slurm grants processors to a task, or else to a node whose tasks share them") {
  Machine machine;
  machine.variables = {{"SLURM_CPUS_ON_NODE", "12"}};
  CHECK(machine.busy() == 12);
  CHECK(machine.busy({.machine = 4, .processors = 4}) == 3);
  machine.variables["SLURM_CPUS_PER_TASK"] = "5";
  CHECK(machine.busy({.machine = 4, .processors = 4}) == 5);
  machine.processor_set = 2;
  CHECK(machine.busy() == 2);
}

TEST_CASE("an instruction set that the machine or the binary lacks is refused by name") {
  CHECK_THROWS_WITH_AS(use_instruction_set("MMX"), "this machine or binary lacks MMX", std::invalid_argument);
  use_instruction_set("");
}

TEST_CASE("the binary has a path for one number at a time beside its vectors") {
  CHECK(instruction_sets().size() >= 2);
}

}  // namespace
}  // namespace suanli::test
