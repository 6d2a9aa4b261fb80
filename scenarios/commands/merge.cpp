#include "scenarios/cluster/merge.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "output/destination.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/jobs.hpp"
#include "scenarios/result_kind.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const Job job(given["DIR"]);
  with_files_of_user([&] { output::expect_place(given["output"], only_results_of(ResultKind::ensemble)); });
  const RunSummary done = merge(job, given["output"]);
  of_finished(given["output"], [&] {
    answer(given, text("{}: {} of {} over {} from {} in {:.2f} s\n", "{}: {}，{}，{}，来自 {}，用时 {:.2f} 秒\n",
                       given["output"], counted(done.replications, replication_words), counted(done.firms, firm_words),
                       counted(done.periods, period_words), counted(job.tasks(), task_words), done.seconds));
  });
  return say_failures(given, given["output"], done);
}

}  // namespace

Command commands::merge() {
  return {
      .name = "merge",
      .what = {"Put the parts of a job's tasks together into one result file", "将作业各任务的结果合并为一个结果文件"},
      .more =
          {"Copies what the tasks have finished into the file that a single run would have written, with the same "
           "digest. Every byte is checked first. Tasks that are missing, broken or of another scenario, seed or "
           "version are named, and nothing is written. What the tasks left stays.",
           "将各任务已完成的部分复制为单次运行所写的结果文件，摘要相同。事先检查每个字节。缺失、损坏或属于其他情景、"
           "种子、版本的任务将被列出，且不写任何文件。各任务留下的文件保留不动。"},
      .arguments = {job_argument},
      .options =
          {{.name = "output", .what = {"result file", "结果文件"}, .value = "FILE", .letter = 'o', .required = true}},
      .examples = {{"suanli merge results/job -o results/merged.h5",
                    {"After `suanli task results/job 1-4`: `suanli digest` gives that of results/quick.h5.",
                     "先运行 `suanli task results/job 1-4`：其 `suanli digest` 与 results/quick.h5 相同。"}}},
      .work = work};
}

}  // namespace suanli
