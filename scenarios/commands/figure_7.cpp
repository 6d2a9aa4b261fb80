#include "scenarios/figure_7.hpp"

#include <fmt/format.h>

#include "output/text_file.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/read.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const Scenario scenario = read_scenario(given["SCENARIO"], given.settings());
  const Figure7 figure = figure_7(scenario.parameters, given.language());
  const std::filesystem::path directory = given.has("output") ? given["output"] : "results";
  const std::filesystem::path table = directory / "figure-7.csv", chart = directory / "figure-7.svg";
  with_files_of_user([&] {
    const output::PendingDirectory place(directory);
    output::expect_place(table, output::only_tables), output::expect_apart(table, files_of(scenario));
    expect_chart_place(chart, files_of(scenario));
    output::write_texts({{table, figure.csv}, {chart, figure.svg}});
  });
  answer(fmt::format("{}\n{}\n", table.string(), chart.string()));
  return well;
}

}  // namespace

Command commands::figure_7() {
  return {
      .name = "figure-7",
      .what = {"Draw growth against the compute share of investment", "绘制增长率与算力投资份额的关系图"},
      .more =
          {"The report's figure 7 and what it leaves out, as a table (figure-7.csv) and a chart (figure-7.svg): growth "
           "at given prices, rising where compute is dear and falling where it is cheap; growth once prices have "
           "moved, without synergy, at strength .05, at full strength and at the scenario's own; and the share "
           "that maximises growth on each curve.",
           "报告图 7 及其未画出的部分，输出为表（figure-7.csv）与图（figure-7.svg）：给定价格下的增长率，算力昂贵时"
           "上升、便宜时下降；价格调整之后的增长率，分别为无协同、强度 .05、完全协同以及情景自身的强度；以及各曲线上"
           "使增长最大的份额。"},
      .arguments = {scenario_argument},
      .options = {{.name = "output",
                   .what = {"directory of the two files; default results", "两个文件所在目录；缺省为 results"},
                   .value = "DIR",
                   .letter = 'o'},
                  set_option},
      .examples = {{"suanli figure-7 scenarios/figure-7.yaml",
                    {"The figure of the reference economy.", "参考经济的图。"}},
                   {"suanli figure-7 scenarios/figure-7.yaml --set tau=0.2 --lang zh -o results/zh",
                    {"At a fifth of investment, with Chinese words.", "份额为五分之一，中文图。"}}},
      .work = work};
}

}  // namespace suanli
