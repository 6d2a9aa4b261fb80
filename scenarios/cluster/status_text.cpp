#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/cluster/status.hpp"

namespace suanli {

namespace {

struct StateInWords {
  TaskState state;
  std::string_view name;
  Words what;
};
constexpr std::array<StateInWords, 6> states{
    {{TaskState::done, "done", {"done", "已完成"}},
     {TaskState::at_work, "at_work", {"at work", "进行中"}},
     {TaskState::begun, "begun", {"stopped on the way, to go on from there", "中途停止，可从该处继续"}},
     {TaskState::missing, "missing", {"not begun", "尚未开始"}},
     {TaskState::broken, "broken", {"with broken parts, to be simulated again", "部分结果损坏，须重新模拟"}},
     {TaskState::foreign, "foreign", {"of another run", "属于另一次运行"}}}};

std::string_view name_of(TaskState state) { return std::ranges::find(states, state, &StateInWords::state)->name; }

// "tasks 3,17-19: not begun (4)".
Text line_of(const StateInWords& state, const std::vector<std::size_t>& tasks) {
  const std::string_view named = tasks.size() == 1 ? "task" : "tasks";
  return {fmt::format("{} {}: {} ({})", named, in_array(tasks), state.what.en, tasks.size()),
          fmt::format("任务 {}：{}（{} 个）", in_array(tasks), state.what.zh, tasks.size())};
}

// What a foreign task is of; what holds for all of them is said once.
void add_differences(const JobStatus& status, std::vector<Text>& lines) {
  std::string said;
  for (const TaskStatus& task : status.tasks) {
    if (task.state != TaskState::foreign || task.differences == said) continue;
    said = task.differences;
    const std::string without_end = said.substr(0, said.size() - 1);
    lines.push_back(text(
        "task {} is another run (-) than this job (+); without its parts it can be submitted again:\n{}",
        "任务 {} 属于另一次运行（-），与本作业（+）不同；移除其部分结果后可重新提交：\n{}", task.task, without_end));
  }
}

double seconds_of(const JobStatus& status) {
  double all = 0;
  for (const TaskStatus& task : status.tasks) all += task.seconds;
  return all;
}

std::string in_json(const std::string& words) {
  std::string all;
  for (const char c : words)
    if (static_cast<unsigned char>(c) < ' ') all += fmt::format("\\u{:04x}", c);
    else if (c == '"' || c == '\\') all += {'\\', c};
    else all += c;
  return all;
}

std::string json_of(const TaskStatus& task) {
  std::string broken;
  for (const Text& line : task.broken) broken += fmt::format("{}\"{}\"", broken.empty() ? "" : ", ", in_json(line.en));
  return fmt::format(
      "{{\"task\": {}, \"state\": \"{}\", \"first_replication\": {}, \"replications\": {}, "
      "\"finished\": {}, \"begun\": {}, \"attempts\": {}, \"seconds\": {}, \"broken\": [{}]}}",
      task.task, name_of(task.state), task.share.first, task.share.count, task.finished, task.begun, task.attempts,
      task.seconds, broken);
}

}  // namespace

std::vector<Text> unfinished(const JobStatus& status) {
  std::vector<Text> lines;
  for (const StateInWords& state : states)
    if (const std::vector<std::size_t> tasks = status.tasks_that(state.state);
        state.state != TaskState::done && !tasks.empty())
      lines.push_back(line_of(state, tasks));
  for (const TaskStatus& task : status.tasks)
    if (task.state == TaskState::broken) lines.insert(lines.end(), task.broken.begin(), task.broken.end());
  add_differences(status, lines);
  lines.insert(lines.end(), status.strangers.begin(), status.strangers.end());
  return lines;
}

std::string to_text(const JobStatus& status, Language language) {
  const std::size_t done = status.tasks_that(TaskState::done).size();
  std::size_t finished = 0;
  for (const TaskStatus& task : status.tasks) finished += task.finished;
  std::vector<Text> lines{text("{}: {} of {} done, {} of {}", "{0}：共 {2}，已完成 {1} 个；共 {4}，已完成 {3} 次",
                               status.directory, done, counted(status.tasks.size(), task_words), finished,
                               counted(status.replications, replication_words))};
  for (const Text& line : unfinished(status)) lines.push_back(line);
  const auto longest = std::ranges::max_element(status.tasks, {}, &TaskStatus::seconds);
  if (longest->seconds > 0)
    lines.push_back(text("time: {:.3g} s in all, {:.3g} s the longest (task {})",
                         "用时：合计 {:.3g} 秒，最长 {:.3g} 秒（任务 {}）", seconds_of(status), longest->seconds,
                         longest->task));
  if (const std::vector<std::size_t> again = status.to_submit(); !again.empty())
    lines.push_back(text("to submit again: {}, by --resubmit", "待重新提交：{}，可用 --resubmit", in_array(again)));
  return in(language, in_lines(lines)) + "\n";
}

std::string to_json(const JobStatus& status) {
  std::string tasks, strangers;
  for (const TaskStatus& task : status.tasks) tasks += fmt::format("{}{}", tasks.empty() ? "" : ",\n  ", json_of(task));
  for (const Text& line : status.strangers)
    strangers += fmt::format("{}\"{}\"", strangers.empty() ? "" : ", ", in_json(line.en));
  return fmt::format(
      "{{\"directory\": \"{}\", \"replications\": {}, \"complete\": {}, \"to_submit\": \"{}\", "
      "\"strangers\": [{}], \"tasks\": [\n  {}]}}\n",
      in_json(status.directory), status.replications, status.is_complete(), in_array(status.to_submit()), strangers,
      tasks);
}

}  // namespace suanli
