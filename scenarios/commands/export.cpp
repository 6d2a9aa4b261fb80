#include "output/export.hpp"

#include <fmt/format.h>

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/remark.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const output::ResultReader file = with_files_of_user([&] { return open_results(given["FILE"]); });
  const Language headers = given.has("lang") ? given.language() : Language::english;  // scripts run in any environment
  const output::ExportOptions options{given.list("group"), given.list("series"), headers};
  const output::Exported done = with_files_of_user([&] { return output::export_csv(file, given["csv"], options); });
  for (const Text& note : done.notes) remark(in(given.language(), note) + "\n");
  answer(given, text("{}: {}, {}\n", "{}: {}，{}\n", given["csv"], counted(done.files.size(), {"table", "张表"}),
                     counted(done.rows, row_words)));
  return well;
}

}  // namespace

Command commands::export_() {
  return {
      .name = "export",
      .what = {"Write a result file as tables that Excel, pandas and R open",
               "将结果文件导出为 Excel、pandas 与 R 可打开的表"},
      .more =
          {"One tidy table for each group: a row for each replication (or quantile), date, region and industry, a "
           "column for each series; columns.csv explains every column. Headers are names, whatever the environment's "
           "language, or with --lang zh Chinese meanings with units. Numbers have the fewest digits that give the same "
           "bits, in pandas with float_precision=\"round_trip\".",
           "每组一张整洁表：每次重复（或分位数）、时点、区域、行业各一行，每个序列一列；columns.csv 说明每一列。表头"
           "为变量名，加 --lang zh 则为中文含义与单位。数值取能还原相同二进制位的最短写法（pandas "
           "须加 float_precision=\"round_trip\"）。"},
      .arguments = {result_file_argument},
      .options = {{.name = "csv",
                   .what = {"directory of the tables, made if it is missing", "表所在目录，不存在则创建"},
                   .value = "DIR",
                   .required = true},
                  group_option,
                  series_option},
      .examples = {{"suanli export results/quick.h5 --csv results/tables",
                    {"Every group, after `suanli run scenarios/quick.yaml`.",
                     "全部组；先运行 `suanli run scenarios/quick.yaml`。"}},
                   {"suanli export results/quick.h5 --csv results/tables --series output,growth --lang zh",
                    {"Two series, with Chinese headers.", "两个序列，中文表头。"}}},
      .work = work};
}

}  // namespace suanli
