#include "scenarios/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace suanli {

namespace {
constexpr auto between_terminal_lines = std::chrono::milliseconds(200),
               between_quiet_lines = std::chrono::milliseconds(10000);
}

Progress::Progress(double firm_steps, Language language)
    : terminal_(isatty(STDERR_FILENO) != 0),
      total_(firm_steps),
      language_(language),
      next_(start_ + (terminal_ ? between_terminal_lines : between_quiet_lines)) {}

Progress::~Progress() {
  if (terminal_) fmt::print(stderr, "\r\033[K");
}

void Progress::advance(double firm_steps) {
  const double done = done_.fetch_add(firm_steps, std::memory_order_relaxed) + firm_steps;
  const std::unique_lock showing(showing_, std::try_to_lock);
  if (!showing || Clock::now() < next_) return;
  show(done);
  next_ = Clock::now() + (terminal_ ? between_terminal_lines : between_quiet_lines);
}

void Progress::show(double done) {
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const double left = done > 0 ? seconds * (total_ - done) / done : 0;
  const Text both =
      text("{:3.0f} %  {:.0f} million firm-steps/s  {:.0f} s left", "{:3.0f} %  {:.0f} 百万企业·期/秒  还需 {:.0f} 秒",
           100 * done / total_, done / seconds / 1e6, left);
  const std::string& line = in(language_, both);
  if (terminal_) fmt::print(stderr, "\r\033[K{}", line);
  else fmt::print(stderr, "{}\n", line);
  std::fflush(stderr);
}

}  // namespace suanli
