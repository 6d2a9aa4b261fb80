#include "scenarios/backtest.hpp"

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const ForecastRecord record = with_files_of_user([&] { return forecast_record(given["FILE"]); });
  answer(to_text(backtest(record), given["FILE"], record.replications,
                 given.has("sources") ? Sources::shown : Sources::left_out, given.language(), terminal_of_answers()));
  return well;
}

}  // namespace

Command commands::backtest() {
  return {
      .name = "backtest",
      .what = {"Hold the ensemble of a result file against published figures of China's compute",
               "将结果文件中的模拟集合与已公布的中国算力数字对照"},
      .more =
          {"The scale of compute 2022 to 2027, the use of ten clusters of data centres in 2022 and 2024, and servers "
           "bought by region 2019 to 2026: for each figure what was published, the interval that holds 90 % of what "
           "the ensemble predicts, the share of it below the figure, and whether the figure is inside, outside or "
           "nothing that the model can speak about. The exit code is 0 whatever the answer. What is held against "
           "what, and why, is in agents/MODEL.md §10.1.",
           "2022 至 2027 年算力规模、2022 与 2024 年十个数据中心集群的利用率、2019 至 2026 年各区域服务器采购量："
           "对每项数字列出公布值、包含 90 % 预测的区间、预测值低于公布值的比例，以及在内、在外或模型无从判断。"
           "无论结果如何，退出码均为 0。以何对照及其理由见 agents/MODEL.md §10.1。"},
      .arguments = {result_file_argument},
      .options = {{.name = "sources",
                   .what = {"also say who published a figure and what it is held against",
                            "同时列出各数字的出处与对照对象"}}},
      .examples = {{"suanli backtest results/baseline.h5",
                    {"The table, after `suanli run scenarios/baseline.yaml`.",
                     "对照表；先运行 `suanli run scenarios/baseline.yaml`。"}},
                   {"suanli backtest results/baseline.h5 --sources --lang zh",
                    {"With sources, in Chinese.", "附出处，中文输出。"}}},
      .work = work};
}

}  // namespace suanli
