#include "scenarios/cluster/submit.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "output/error.hpp"
#include "scenarios/cluster/job.hpp"
#include "scenarios/cluster/script.hpp"

namespace suanli {

namespace {

constexpr int not_started = 127;  // as shells have it

// In the child: becomes sbatch, in the directory of the job.
[[noreturn]] void become(const std::filesystem::path& directory, const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  if (chdir(directory.c_str()) == 0) execvp(arguments[0], arguments.data());
  _exit(not_started);
}

int exit_code_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return not_started;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

bool can_be_started(const std::string& program) {
  const auto can = [](const std::string& file) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(file, ignored) && access(file.c_str(), X_OK) == 0;
  };
  if (program.find('/') != std::string::npos) return can(program);
  const char* const set = std::getenv("PATH");
  const std::string path = set == nullptr ? "" : set;
  for (std::size_t begin = 0, end; begin <= path.size(); begin = end + 1) {
    end = std::min(path.find(':', begin), path.size());
    if (can(path.substr(begin, end - begin) + "/" + program)) return true;
  }
  return false;
}

void expect_sbatch() {
  if (can_be_started("sbatch")) return;
  throw NoSlurm(text("sbatch is not in the PATH: this machine has no Slurm; other schedulers: scenarios/pbs-lsf.md",
                     "PATH 中没有 sbatch：本机没有 Slurm；其他调度系统见 scenarios/pbs-lsf.zh-CN.md"));
}

std::vector<std::string> sbatch_words(const std::string& script, const std::vector<std::size_t>& only) {
  if (only.empty()) return {"sbatch", script};
  return {"sbatch", "--array=" + in_array(only), script};
}

std::string sbatch_line(const std::filesystem::path& directory, const std::vector<std::string>& words) {
  std::string line = fmt::format("cd {} &&", shell_word(directory.string()));
  for (const std::string& word : words) line += " " + word;
  return line;
}

void start_sbatch(const std::filesystem::path& directory, const std::vector<std::string>& words) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) become(directory, words);
  const int code = child < 0 ? not_started : exit_code_of(child);
  if (code != 0)
    throw ExplainedError(
        text("sbatch ended with exit code {}: nothing was submitted; the job stays, to be submitted by {}",
             "sbatch 以退出码 {} 结束：未提交；作业文件保留，可用 {} 提交", code, sbatch_line(directory, words)));
}

}  // namespace suanli
