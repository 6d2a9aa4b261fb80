#include "scenarios/run.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "output/destination.hpp"
#include "scenarios/closing.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/jobs.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/ending.hpp"
#include "scenarios/result_kind.hpp"
#include "scenarios/signals.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

// Where the result goes and its parts with it; without -o to results/, which is made when it is missing.
std::filesystem::path destination(const Given& given) {
  if (given.has("output")) return output::behind_links(given["output"]);
  const std::filesystem::path directory = "results";
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    throw UnusableFile(
        text("{}: cannot be made: {}", "{}: 无法创建：{}", directory.string(), output::reason(error.value())));
  return output::behind_links(directory / std::filesystem::path(given["SCENARIO"]).stem().concat(".h5"));
}

// Where firms.minimum_per_cell makes them more than firms.count; rounding alone adds at most half a firm to a cell.
Text more_than_asked(const Parameters& p, std::size_t firms) {
  const std::size_t asked = static_cast<std::size_t>(p.firms.count);
  if (firms <= asked + p.industries.size() * p.regions.size()) return {};
  return text(" ({} asked for, at least {} in a cell)", "（所求 {} 家，每单元至少 {} 家）", asked,
              p.firms.minimum_per_cell);
}

// A line for a file, and what a terminal shows besides.
void say_done(const Given& given, const Scenario& scenario, const std::filesystem::path& file, const RunSummary& done) {
  const Terminal terminal = terminal_of_answers();
  const auto say = [&](const Text& line) { answer(fitted(visible(in(given.language(), line)), terminal)); };
  say(text("{}: {} of {}{} over {} in {:.2f} s ({})", "{}: {}，{}{}，{}，用时 {:.2f} 秒（{}）", file.string(),
           counted(done.replications, replication_words), counted(done.firms, firm_words),
           more_than_asked(scenario.parameters, done.firms), counted(done.periods, period_words), done.seconds,
           rate_in_words(done.firm_steps_per_second)));
  const UntilParameters& until = scenario.parameters.ensemble.until;
  if (done.known)
    say(text("{0} over replications, {1}: {2:.7g}, from {3:.7g} to {4:.7g} at {5:g} % confidence",
             "{0} 跨重复的 {1}：{2:.7g}，{5:g} % 置信区间为 {3:.7g} 至 {4:.7g}", until.series,
             value_text(until.statistic), done.known->value, done.known->interval.low, done.known->interval.high,
             100 * until.confidence));
  const bool as_many_as_allowed = done.replications >= static_cast<std::size_t>(until.max_replications);
  if (done.known && as_many_as_allowed && done.known->interval.high - done.known->interval.low > 2 * until.half_width)
    say(text("that is not as precise as asked, ± {:g}: ensemble.until.max_replications allows no more than {}",
             "未达到所要求的精度 ± {:g}：ensemble.until.max_replications 最多允许 {} 次重复", until.half_width,
             until.max_replications));
  if (terminal.is_one()) answer(closing(file, done, terminal, given.language()));
}

int work(const Given& given) {
  note_stop_signals();
  std::optional<Scenario> read;
  std::optional<Run> planned;
  std::filesystem::path file;
  together(
      given.ranks(),
      [&] {
        read.emplace(read_scenario(given["SCENARIO"], given.settings()));
        const auto watch = [&] { expect_to_begin(given["SCENARIO"], stop_asked); };
        watch();
        planned.emplace(*read, given.ranks(), watch);
        watch();
        file = destination(given);
        with_files_of_user([&] {
          output::expect_place(file, only_results_of(ResultKind::ensemble));
          output::expect_place_for_parts(file);
        });
      },
      given["SCENARIO"]);
  const Scenario& scenario = *read;
  const RunOptions options{
      .language = given.language(),
      .earlier = given.has("fresh") ? output::Parts::Earlier::discard : output::Parts::Earlier::resume,
      .stop = stop_asked};
  const RunSummary done = planned->execute(file, options);
  const int code = done.failures.empty() ? well : failed_while_working;
  if (!given.ranks().is_first()) return code;
  return of_finished(file, [&] {
    say_done(given, scenario, file, done);
    return say_failures(given, file.string(), done);
  });
}

}  // namespace

Command commands::run() {
  return {
      .name = "run",
      .what = {"Run a scenario and write a result file", "运行情景并写出结果文件"},
      .more =
          {"Simulates every replication of the scenario in parallel and writes recorded series, identities, theory "
           "and provenance into one HDF5 file, which appears under its name only when it is complete. Faults of "
           "the scenario and of the destination are reported before any work, all at once. The same scenario and "
           "seed give the same bits on any number of threads. What is finished is kept in FILE.parts until then: after "
           "a kill, a full disk or a power failure the same command goes on from there. TERM, INT (Ctrl-C), HUP "
           "and USR1 save replications under way, too, and end with exit code 85. Processes that mpirun or srun starts "
           "share "
           "the replications and write one file, the same bits, in a build with MPI (`cmake --preset mpi`); --threads "
           "is then of each, and a signal to one, or USR1 to mpirun, stops all. On a terminal it ends with growth by "
           "year, a "
           "few numbers and the verdict; colours stay away where NO_COLOR is set.",
           "并行模拟情景的全部重复，把记录序列、会计恒等式、理论值和来源信息写入一个 HDF5 "
           "文件；文件完整后才以其名出现。"
           "情景和写出位置的全部错误在开始之前一次报告。同一情景、同一种子，无论线程多少，结果逐位相同。"
           "在此之前，已完成的部分保存在 FILE.parts 中：被杀死、磁盘写满或断电之后，再次给出同一命令即从该处继续。"
           "TERM、INT（Ctrl-C）、HUP 和 USR1 信号使进行中的重复也得以保存，并以退出码 85 结束。"
           "在含 MPI 的构建（`cmake --preset mpi`）中，由 mpirun 或 srun 启动的各进程分担重复模拟，"
           "写出同一个文件，结果逐位相同；"
           "此时 --threads 为每个进程的线程数，向任一进程发信号，或向 mpirun 发 USR1，即停止全部进程。"
           "在终端上，结束时给出逐年增长率、若干数值与判定；设有 NO_COLOR 时不用颜色。"},
      .arguments = {scenario_argument},
      .options = {{.name = "output",
                   .what = {"result file; default results/<scenario>.h5", "结果文件；缺省为 results/<情景名>.h5"},
                   .value = "FILE",
                   .letter = 'o'},
                  replications_option,
                  firms_option,
                  seed_option,
                  {.name = "fresh",
                   .what = {"start over without what an interrupted run left", "舍弃中断的运行所留下的部分，重新开始"}},
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
                     "会选择的企业及其分布，供 `suanli facts` 使用。"}},
                   {"suanli run scenarios/uncertain-parameters.yaml --set design.points=8 -o results/uncertain.h5",
                    {"Eight economies that differ in what is not known of parameters, for `suanli sensitivity`.",
                     "参数未知之处各异的八个经济体，供 `suanli sensitivity` 使用。"}},
                   {"suanli run scenarios/baseline.yaml --firms 20000 --replications 16 --set time.end=2028",
                    {"China's first six years, for `suanli backtest`.", "中国的前六年，供 `suanli backtest` 使用。"}}},
      .work = work,
      .shared = true};
}

}  // namespace suanli
