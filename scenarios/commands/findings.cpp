#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/comparison/compare.hpp"
#include "scenarios/experiments/experiment.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const std::vector<const Experiment*> wanted = experiments_named(given.all("FINDING"));
  const std::filesystem::path scenarios = given.has("scenarios") ? given["scenarios"] : "scenarios/findings";
  const Destinations to =
      destinations_of(given, contents_of_findings(wanted), {});  // of scenarios alone, which no result replaces
  const std::vector<Evidence> all = carry_out(wanted, scenarios, given.language(), given.settings());
  with_files_of_user([&] { write(all, to, given.has("lang") ? given.language() : Language::english); });
  answer(to, to_text(all, given.language(), terminal_of_answers()));
  return well;
}

}  // namespace

Command commands::findings() {
  return {
      .name = "findings",
      .what = {"Put findings of the report to the test", "检验报告的发现"},
      .more = {"For each finding of the report that the model can speak about (agents/MODEL.md §11): what the report "
               "claims, what of it is measured, on common random numbers and with 99 % intervals beside the smallest "
               "effect that matters, the verdict, and the same without the mechanism that is named. What is set here "
               "holds in every arm of an experiment, unless the arm itself sets it. The exit code is 0 whatever the "
               "verdicts.",
               "对报告中模型能够回答的每一项发现（agents/MODEL.md §11）：报告的主张、在共同随机数上的测量值及 99 % "
               "区间与最小有意义效应的比较、结论，以及去除所指机制之后的同一测量。此处的设置适用于实验的每个对照组，"
               "对照组自身的设置优先。无论结论如何，退出码均为 0。"},
      .arguments = {{"FINDING", {"F2, F3, ...; all if none is named", "F2、F3……；不指明则全部"}, false, true}},
      .options = {{.name = "scenarios",
                   .what = {"folder of the experiments' scenarios; default scenarios/findings",
                            "实验情景所在文件夹；缺省为 scenarios/findings"},
                   .value = "DIR"},
                  output_option,
                  csv_option,
                  replications_option,
                  firms_option,
                  seed_option,
                  set_option,
                  threads_option},
      .examples = {{"suanli findings F2",
                    {"Up to which share more compute means more growth.", "算力份额提高到多少仍能加快增长。"}},
                   {"suanli findings F4 --firms 1000 --replications 4 -o results/findings.h5",
                    {"With a file for `suanli report`.", "并写出供 `suanli report` 使用的文件。"}},
                   {"suanli findings F4 F10 --lang zh",
                    {"Synergy and substitution, and which industries gain most, in Chinese.",
                     "协同与替代，以及哪些行业获益最多，中文输出。"}},
                   {"suanli findings F9 --firms 1000 --replications 8 --set adoption.gain=0.1",
                    {"Whether small firms need help where adoption gains twice as much, on fewer firms.",
                     "采用的增益加倍时小企业是否仍需帮助，企业数较少。"}}},
      .work = work};
}

}  // namespace suanli
