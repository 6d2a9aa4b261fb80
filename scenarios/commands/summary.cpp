#include "output/summary.hpp"

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const output::ResultReader file = with_files_of_user([&] {
    return given.has("group") ? open_results(given["FILE"]) : open_results(given["FILE"], ResultKind::ensemble);
  });
  output::SummaryOptions options;
  if (given.has("group")) options.group = given["group"];
  options.series = given.list("series");
  options.time = given.real("time");
  answer(with_files_of_user([&] { return output::summary_text(file, options, given.language()); }));
  return well;
}

}  // namespace

Command commands::summary() {
  return {
      .name = "summary",
      .what = {"Say on one screen what is in a result file", "一屏概括结果文件的内容"},
      .more = {"Where the file comes from, its dimensions, and a table of one group: means at the first and the last "
               "date, standard deviation and quantiles over replications, unit and meaning of every series.",
               "文件来源、维度，以及一个组的表：首末时点的均值、跨重复的标准差与分位数、每个序列的单位与含义。"},
      .arguments = {result_file_argument},
      .options = {{.name = "group", .what = {"another group than national", "改用其他组"}, .value = "NAME"},
                  series_option,
                  {.name = "time",
                   .what = {"another date than the last, as 2030.25", "改用其他时点，如 2030.25"},
                   .value = "DATE"}},
      .examples = {{"suanli summary results/quick.h5",
                    {"The nation, after `suanli run scenarios/quick.yaml`.",
                     "全国；先运行 `suanli run scenarios/quick.yaml`。"}},
                   {"suanli summary results/quick.h5 --group by_region --series output,growth --lang zh",
                    {"Two series of every region, in Chinese.", "各区域的两个序列，中文输出。"}}},
      .work = work};
}

}  // namespace suanli
