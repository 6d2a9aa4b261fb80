#include "scenarios/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/columns.hpp"
#include "scenarios/remark.hpp"

namespace suanli {

namespace {

constexpr auto between_terminal_lines = std::chrono::milliseconds(200),
               between_quiet_lines = std::chrono::milliseconds(10000);
constexpr std::size_t longest_bar = 24, shortest_bar = 6;

Text counted_in_words(const Counted& replications) {
  return text("{} of {} replications", "已完成 {} 次重复，共 {} 次", std::min(replications.done, replications.of),
              replications.of);
}

std::string bar(double share, std::size_t columns, const Terminal& terminal) {
  const auto full = std::min(columns, static_cast<std::size_t>(std::max(0., share) * static_cast<double>(columns)));
  std::string all;
  for (std::size_t i = 0; i < columns; ++i) all += terminal.unicode ? (i < full ? "█" : "░") : (i < full ? "#" : ".");
  return all;
}

}  // namespace

Text rate_in_words(double rate) {
  const auto in_unit = [&](double unit) { return fmt::format("{:.{}f}", rate / unit, rate < 9.95 * unit ? 1 : 0); };
  if (rate >= 1e6) return text("{} million firm-steps/s", "{} 百万企业·期/秒", in_unit(1e6));
  if (rate >= 1e3) return text("{} thousand firm-steps/s", "{} 千企业·期/秒", in_unit(1e3));
  return text("{:.0f} firm-steps/s", "{:.0f} 企业·期/秒", rate);
}

Text duration_in_words(double seconds) {
  const double whole = std::round(seconds), minutes = std::round(seconds / 60);
  if (whole < 60) return text("{:.0f} s", "{:.0f} 秒", whole);
  if (whole < 3600)
    return text("{:.0f} min {:02.0f} s", "{:.0f} 分 {:02.0f} 秒", std::floor(whole / 60), std::fmod(whole, 60));
  return text("{:.0f} h {:02.0f} min", "{:.0f} 小时 {:02.0f} 分", std::floor(minutes / 60), std::fmod(minutes, 60));
}

std::string progress_line(const Pace& pace, const Terminal& terminal, Language language) {
  const double share = pace.done / pace.total;
  const double left = pace.done > 0 ? pace.seconds * (pace.total - pace.done) / pace.done : 0;
  const std::string percent = fmt::format("{:3.0f} %", 100 * share);
  const std::string counted = pace.replications.of > 0 ? "  " + in(language, counted_in_words(pace.replications)) : "";
  const std::string rate = "  " + in(language, rate_in_words(pace.done / pace.seconds));
  const std::string remaining = "  " + in(language, text("{} left", "还需 {}", duration_in_words(left)));
  if (!terminal.is_one()) return percent + rate + remaining;
  const std::size_t columns = terminal.columns - 1;  // the cursor stays on the line
  for (const std::string& words :
       std::array{percent + counted + rate + remaining, percent + counted + remaining, percent + remaining, percent}) {
    const std::size_t taken = width_of(words) + 2;
    if (taken + shortest_bar <= columns)
      return bar(share, std::min(longest_bar, columns - taken), terminal) + "  " + words;
    if (width_of(words) <= columns) return words;
  }
  return "";
}

Progress::Progress(double firm_steps, Language language, Counted replications)
    : terminal_(terminal_of(STDERR_FILENO)),
      total_(firm_steps),
      of_replications_(replications.of),
      language_(language),
      replications_(replications.done),
      next_(start_ + (terminal_.renews ? between_terminal_lines : between_quiet_lines)) {}

Progress::~Progress() {
  if (terminal_.renews) remark("\r\033[K");
}

void Progress::advance(double firm_steps) {
  const double done = done_.fetch_add(firm_steps, std::memory_order_relaxed) + firm_steps;
  const std::unique_lock showing(showing_, std::try_to_lock);
  if (!showing || Clock::now() < next_) return;
  show(done);
  next_ = Clock::now() + (terminal_.renews ? between_terminal_lines : between_quiet_lines);
}

void Progress::show(double done) {
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const std::string line =
      progress_line({done, total_, seconds, {replications_, of_replications_}}, terminal_, language_);
  if (terminal_.renews) remark(fmt::format("\r\033[K{}", line));
  else remark(fmt::format("{}\n", line));
  std::fflush(stderr);
}

}  // namespace suanli
