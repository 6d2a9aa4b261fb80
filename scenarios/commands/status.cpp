#include "scenarios/cluster/status.hpp"

#include "scenarios/cluster/submit.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/jobs.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const Job job(given["DIR"]);
  if (given.has("resubmit")) expect_sbatch();
  const JobStatus status = with_files_of_user([&] {
    return status_of(job, given.has("thorough") ? output::Looking::at_every_byte : output::Looking::at_size);
  });
  answer(given.has("json") ? to_json(status) : to_text(status, given.language()));
  if (const std::vector<std::size_t> again = status.to_submit(); given.has("resubmit") && !again.empty())
    start_sbatch(job.directory(), sbatch_words("array.sh", again));
  return well;
}

}  // namespace

Command commands::status() {
  return {
      .name = "status",
      .what = {"Say how far a job is: what is done, missing, broken", "查看作业进度：已完成、缺失与损坏的部分"},
      .more =
          {"Looks at what the tasks have left, and asks no scheduler: a task that waits in the queue counts as not "
           "begun. --resubmit starts those again that are neither done nor at work; one that is started twice finds "
           "nothing to do. The exit code is 0 whatever the answer.",
           "只查看各任务留下的文件，不询问调度系统：仍在排队的任务视为尚未开始。--resubmit 重新启动既未完成也不在进行"
           "中的任务；重复启动的任务不会重复计算。无论结果如何，退出码均为 0。"},
      .arguments = {job_argument},
      .options = {{.name = "json", .what = {"as JSON, every task", "以 JSON 输出，逐个任务"}},
                  {.name = "thorough",
                   .what = {"look at every byte of the parts, not at their size alone",
                            "检查各部分的每个字节，而非仅大小"}},
                  {.name = "resubmit",
                   .what = {"submit by sbatch what has to be done again", "用 sbatch 重新提交须再做的任务"}}},
      .exclusive = {{"json", "resubmit"}},
      .examples = {{"suanli status results/job",
                    {"After `suanli task results/job 1-4`.", "先运行 `suanli task results/job 1-4`。"}},
                   {"suanli status results/job --json", {"The same for a script.", "同上，供脚本使用。"}}},
      .work = work};
}

}  // namespace suanli
