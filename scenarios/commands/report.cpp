#include <filesystem>

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/report/files.hpp"

namespace suanli {

namespace {

std::filesystem::path destination(const Given& given) {
  if (given.has("output")) return given["output"];
  return std::filesystem::path(given.all("FILE").front()).replace_extension(".html");
}

int work(const Given& given) {
  const std::filesystem::path to = destination(given);
  with_files_of_user([&] {
    output::report::expect_charts();
    output::report::expect_page_place(to);
    output::report::write_page(to, report::page_of(report::open_files(given.all("FILE"))));
  });
  answer(in(given.language(), text("{}\n", "{}\n", to.string())));
  return well;
}

}  // namespace

Command commands::report() {
  return {
      .name = "report",
      .what = {"Make a page with charts of result files", "将结果文件制成带图表的页面"},
      .more =
          {"One HTML file that opens in a browser without a network, in English and Chinese: the verdict of theory, "
           "growth and its distribution, figure 7, flows between east and west, stresses, firms, findings, as far as "
           "the files have data, and the model's equations, which its words lead to. Takes files of run and merge, of "
           "compare, stress and distribution with -o, of findings with -o, and scenarios (.yaml), of which only figure "
           "7 is drawn. Numbers of each chart can be taken away as CSV, and the chart as PNG.",
           "一个可离线打开的 HTML 文件，中英文皆备：理论判定、增长及其分布、图 7、东西部流向、压力情景、"
           "企业与报告发现，视文件所含数据而定，并附模型方程，文中引用均可点开。可给出 run、merge 写出的文件，compare、"
           "stress、distribution 及 findings 以 -o 写出的文件，以及情景（.yaml，仅绘图 7）。每幅图的数据可存为 CSV，"
           "图可存为 PNG。"},
      .arguments = {{"FILE", {"result file (.h5), or scenario (.yaml)", "结果文件（.h5）或情景（.yaml）"}, true, true}},
      .options = {{.name = "output",
                   .what = {"the page; default the first file's name with .html", "页面文件；缺省为首个文件名加 .html"},
                   .value = "FILE",
                   .letter = 'o'},
                  threads_option},
      .examples = {{"suanli report results/quick.h5 -o results/quick.html",
                    {"The page of a run, after `suanli run scenarios/quick.yaml`.",
                     "一次运行的页面；先运行 `suanli run scenarios/quick.yaml`。"}},
                   {"suanli report scenarios/figure-7.yaml -o results/figure-7.html --lang zh",
                    {"Figure 7 alone, with a slider for the share of compute.", "仅图 7，附算力份额滑块。"}}},
      .work = work};
}

}  // namespace suanli
