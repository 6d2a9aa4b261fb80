#include "output/containment.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <string>

#include "engine/terminal.hpp"
#include "output/held_bytes.hpp"

namespace suanli::output {

namespace {

constexpr int wrong_input = 2;  // the exit code, README.md

#ifdef SUANLI_SANITIZED
constexpr bool contains_crashes = false;
#else
constexpr bool contains_crashes = true;
#endif

constexpr std::array crashes{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr int out_of_time = SIGPROF;  // of a processor, that this process has used

/// A line put together beforehand: a handler may not do so.
struct Line {
  std::array<char, 8192> bytes;
  std::size_t size;

  Line& operator=(const std::string& text) {
    size = std::min(text.size(), bytes.size());
    std::copy_n(text.begin(), size, bytes.begin());
    return *this;
  }
};

// A handler has no other way to know.
Language language = Language::english;
bool at_work = false;
Line crashed, crashed_later, endless;
struct sigaction before;  // what would have been done when out of time
rlimit memory_before;
int standard_error = -1;          // while nobody else may say anything there
std::array<char, 1 << 16> stack;  // where the ordinary one has overflowed

[[noreturn]] void end_with_a_line(int signal) {
  const Line& line = signal == out_of_time ? endless : at_work ? crashed : crashed_later;
  [[maybe_unused]] const ssize_t said =
      write(standard_error >= 0 ? standard_error : STDERR_FILENO, line.bytes.data(), line.size);
  _exit(wrong_input);
}

/// What reading a file may take. Nothing that is read at once, a variable at most, takes a second for 10 MiB, and of memory
/// more than this and what compression saves of it; lengths in a file may say anything.
struct Bounds {
  std::time_t seconds;
  rlim_t memory;  // [byte]
};

Bounds bounds_of(const std::filesystem::path& file) {
  const std::uint64_t size = held_bytes(file);
  return {30 + static_cast<std::time_t>(size / (10 << 20)), (rlim_t{2} << 30) + 64 * size};
}

// Memory of this process that counts against RLIMIT_DATA [byte]; 0 if the system does not tell.
rlim_t memory_in_use() {
  static const int pages =
      open("/proc/self/statm", O_RDONLY | O_CLOEXEC);  // size, resident, shared, text, library, data
  std::array<char, 128> line{};
  unsigned long long data = 0;
  if (pages < 0 || pread(pages, line.data(), line.size() - 1, 0) <= 0 ||
      std::sscanf(line.data(), "%*u %*u %*u %*u %*u %llu", &data) != 1)
    return 0;
  return data * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

void limit_memory(rlim_t more) {
  getrlimit(RLIMIT_DATA, &memory_before);
  rlimit limit = memory_before;
  if (const rlim_t used = memory_in_use(); used > 0) limit.rlim_cur = std::min(limit.rlim_cur, used + more);
  setrlimit(RLIMIT_DATA, &limit);
}

void set_timer(std::time_t seconds) {
  const itimerval timer{{}, {.tv_sec = seconds, .tv_usec = 0}};
  setitimer(ITIMER_PROF, &timer, nullptr);
}

// The C library has a line of its own for memory that was spoilt.
void silence_others() {
  standard_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (standard_error >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  if (nowhere >= 0) close(nowhere);
}

void let_others_speak() {
  if (standard_error < 0) return;
  dup2(standard_error, STDERR_FILENO);
  close(standard_error);
  standard_error = -1;
}

void catch_signals() {
  const stack_t alternative{.ss_sp = stack.data(), .ss_flags = 0, .ss_size = stack.size()};
  sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_handler = end_with_a_line;
  action.sa_flags = SA_ONSTACK;
  for (const int crash : crashes) sigaction(crash, &action, nullptr);
  sigaction(out_of_time, &action, &before);
}

void put_lines_together(const std::filesystem::path& file) {
  const auto say = [&](Line& line, const Words& what) {
    const Text words = text("{}: HDF5 {}: the file is damaged, or was made to do harm\n",
                            "{}: HDF5 {}：文件已损坏，或蓄意有害\n", visible(file.string()), what);
    line = in(language, words);
  };
  say(crashed, {"crashed on it", "读取时崩溃"});
  say(endless, {"does not come to an end of it", "读取没有尽头"});
  crashed_later = in(
      language, text("{}: suanli crashed after HDF5 had read it: the file was made to do harm, or suanli has a fault\n",
                     "{}: HDF5 读取之后 suanli 崩溃：文件蓄意有害，或 suanli 有缺陷\n", visible(file.string())));
}

}  // namespace

void name_crashes_in(Language spoken) { language = spoken; }

Containment::Containment(const std::filesystem::path& file) : outermost_(contains_crashes && !at_work) {
  if (!outermost_) return;
  static std::filesystem::path last;  // many steps in a row are of one file
  static Bounds bounds;
  if (file != last) last = file, bounds = bounds_of(file), put_lines_together(file);
  at_work = true;
  silence_others();
  catch_signals();
  limit_memory(bounds.memory);
  set_timer(bounds.seconds);
}

Containment::~Containment() {
  if (!outermost_) return;
  set_timer(0);
  setrlimit(RLIMIT_DATA, &memory_before);
  let_others_speak();
  sigaction(out_of_time, &before, nullptr);
  at_work = false;
}

}  // namespace suanli::output
