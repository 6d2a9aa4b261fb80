#include "scenarios/cluster/task.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/jobs.hpp"
#include "scenarios/remark.hpp"
#include "scenarios/signals.hpp"

namespace suanli {

namespace {

// Does a task and says so; whether all of its replications came to their end.
bool do_task(const Given& given, const Job& job, std::size_t task) {
  const Batch share = job.share(task);
  const RunSummary done =
      unless_foreign([&] { return carry_out(job, task, {.language = given.language(), .stop = stop_asked}); });
  answer(given, text("{}: task {} of {}: replications {} to {} in {:.2f} s\n",
                     "{}: 任务 {}（共 {} 个）：第 {} 至 {} 次重复，用时 {:.2f} 秒\n", job.directory().string(), task,
                     job.tasks(), share.first, share.first + share.count - 1, done.seconds));
  if (done.failures.empty()) return true;
  remark(in(given.language(), text("{} of {} replications failed:\n{}\n", "{1} 次重复中有 {0} 次失败：\n{2}\n",
                                   done.failures.size(), share.count, reasons(done.failures))));
  return false;
}

int work(const Given& given) {
  note_stop_signals();
  const Job job(given["DIR"]);
  int code = well;
  for (const std::size_t task : tasks_named(given["TASKS"], job.tasks()))
    if (!do_task(given, job, task)) code = failed_while_working;
  return code;
}

}  // namespace

Command commands::task() {
  return {
      .name = "task",
      .what = {"Do tasks of a job that `suanli submit` laid out", "执行 `suanli submit` 所建作业中的任务"},
      .more =
          {"What the script of the job starts; by hand, it does tasks where there is no scheduler, or another one "
           "than Slurm. What a task had finished earlier is not simulated again. TERM, INT, HUP and USR1 save what is "
           "under way and end with exit code 85: the same command goes on from there.",
           "作业脚本即启动此命令；没有调度系统或使用其他调度系统时，可手工执行。任务先前已完成的部分不再模拟。TERM、"
           "INT、HUP 和 USR1 信号使进行中的部分得以保存，并以退出码 85 结束：再次给出同一命令即从该处继续。"},
      .arguments = {job_argument, {"TASKS", {"their numbers from 1, as 3,17-19", "任务编号，自 1 起，如 3,17-19"}}},
      .options = {threads_option},
      .examples = {{"suanli task results/job 1-4",
                    {"All four, after `suanli submit scenarios/quick.yaml --tasks 4 -o results/job`.",
                     "全部四个；先运行 `suanli submit scenarios/quick.yaml --tasks 4 -o results/job`。"}}},
      .work = work};
}

}  // namespace suanli
