#include "scenarios/run.hpp"

#include <filesystem>

#include "output/destination.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"

namespace suanli {

namespace {

// Where the result goes; without -o to results/, which is made when it is missing.
std::filesystem::path destination(const Given& given) {
  if (given.has("output")) return given["output"];
  const std::filesystem::path directory = "results";
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    throw UnusableFile(
        text("{}: cannot be made: {}", "{}: 无法创建：{}", directory.string(), output::reason(error.value())));
  return directory / std::filesystem::path(given["SCENARIO"]).stem().concat(".h5");
}

int work(const Given& given) {
  const Scenario scenario = read_scenario(given["SCENARIO"], given.settings());
  const Run planned(scenario);
  const std::filesystem::path file = destination(given);
  with_files_of_user([&] { output::expect_writable(file); });
  const RunSummary done = planned.execute(file, given.language());
  answer(in(given.language(),
            text("{}: {} replications of {} firms over {} periods in {:.2f} s ({:.0f} million firm-steps/s)\n",
                 "{}: {} 次重复，{} 家企业，{} 期，用时 {:.2f} 秒（{:.0f} 百万企业·期/秒）\n", file.string(),
                 done.replications, done.firms, done.periods, done.seconds, done.firm_steps_per_second / 1e6)));
  return well;
}

}  // namespace

Command commands::run() {
  return {
      .name = "run",
      .what = {"Run a scenario and write a result file", "运行情景并写出结果文件"},
      .more = {"Simulates every replication of the scenario in parallel and writes recorded series, identities, theory "
               "and provenance into one HDF5 file, which appears under its name only when it is complete. Faults of "
               "the scenario and of the destination are reported before any work, all at once. The same scenario and "
               "seed give the same bits on any number of threads.",
               "并行模拟情景的全部重复，把记录序列、会计恒等式、理论值和来源信息写入一个 HDF5 "
               "文件；文件完整后才以其名出现。"
               "情景和写出位置的全部错误在开始之前一次报告。同一情景、同一种子，无论线程多少，结果逐位相同。"},
      .arguments = {scenario_argument},
      .options = {{.name = "output",
                   .what = {"result file; default results/<scenario>.h5", "结果文件；缺省为 results/<情景名>.h5"},
                   .value = "FILE",
                   .letter = 'o'},
                  replications_option,
                  firms_option,
                  seed_option,
                  set_option,
                  threads_option},
      .examples = {{"suanli run scenarios/quick.yaml",
                    {"The reference economy in a second, into results/quick.h5.",
                     "一秒内模拟参考经济，写入 results/quick.h5。"}},
                   {"suanli run scenarios/quick.yaml --set tau=0.2 --seed 7 -o results/tau_20.h5",
                    {"The same with a fifth of investment going to compute, and other random numbers.",
                     "同上，但五分之一的投资用于算力，并更换随机数。"}},
                   {"suanli run scenarios/regional.yaml --firms 10000 --replications 16 --threads 2",
                    {"Four closed regional economies, smaller than the file says, on two threads.",
                     "四个封闭的区域经济体，规模小于文件所设，使用两个线程。"}},
                   {"suanli run scenarios/facts.yaml --firms 20000 --replications 2",
                    {"Firms that choose, with their distributions, for `suanli facts`.",
                     "会选择的企业及其分布，供 `suanli facts` 使用。"}}},
      .work = work};
}

}  // namespace suanli
