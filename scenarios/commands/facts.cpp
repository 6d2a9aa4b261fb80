#include "scenarios/facts.hpp"

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const FirmsRecord record = with_files_of_user([&] { return firms_record(given["FILE"]); });
  answer(to_text(hold_against_facts(record), given["FILE"], record.replications,
                 given.has("sources") ? Sources::shown : Sources::left_out, given.language(), terminal_of_answers()));
  return well;
}

}  // namespace

Command commands::facts() {
  return {
      .name = "facts",
      .what = {"Hold the firms of a result file against what is known of firms",
               "将结果文件中的企业与已知的企业事实对照"},
      .more = {"Firm sizes, growth, investment, productivity and their part in aggregate fluctuations: for each "
               "stylised fact what is known, what counts as inside, what the model gives with its standard error, "
               "and whether that is inside, outside or cannot be judged. The exit code is 0 whatever the answer. "
               "The facts and the reasons for those that the model misses are in agents/MODEL.md §7.7.",
               "企业规模、增长、投资、生产率及其在总量波动中的作用：对每项典型事实列出已知值、计为在内的范围、"
               "模型值及标准误，以及在内、在外或不作判定。无论结果如何，退出码均为 0。各项事实以及模型未能再现的原因"
               "见 agents/MODEL.md §7.7。"},
      .arguments = {result_file_argument},
      .options = {{.name = "sources",
                   .what = {"also say where each target is from and how it is measured",
                            "同时列出各目标的出处与测量方法"}}},
      .examples = {{"suanli facts results/facts.h5",
                    {"The table, after `suanli run scenarios/facts.yaml`.",
                     "事实表；先运行 `suanli run scenarios/facts.yaml`。"}},
                   {"suanli facts results/facts.h5 --sources --lang zh",
                    {"With sources, in Chinese.", "附出处，中文输出。"}}},
      .work = work};
}

}  // namespace suanli
