#include "scenarios/sensitivity/sensitivity.hpp"

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const SensitivityOptions options{given.list("series"), given.real("year")};
  const Sensitivity found =
      with_files_of_user([&] { return sensitivity_of(open_results(given["FILE"], ResultKind::ensemble), options); });
  answer(given.has("json") ? to_json(found) : to_text(found, given["FILE"], given.language()));
  return well;
}

}  // namespace

Command commands::sensitivity() {
  return {
      .name = "sensitivity",
      .what = {"Say which parameters of a design matter, and how much is left to chance",
               "说明设计中哪些参数重要，以及多少取决于随机性"},
      .more =
          {"Reads a result file whose scenario has a design. Of method sobol, latin_hypercube and grid it gives rank "
           "correlations and, where every point has several replications, the shares of variance that come from "
           "parameters, from shocks and from both together; of saltelli Sobol indices of first order and in total; of "
           "morris the mean, the mean size and the spread of effects. Intervals are of 95 %. Without --series it looks "
           "at "
           "the growth of output over the run.",
           "读取含设计的结果文件。sobol、latin_hypercube、grid 给出秩相关；每点有多次重复时还给出来自参数、冲击及二者"
           "交互的方差份额；saltelli 给出一阶与总 Sobol 指数；morris 给出效应的均值、平均大小与离散度。区间均为 95 %。"
           "不给 --series 时考察整个模拟期的产出增长率。"},
      .arguments = {result_file_argument},
      .options = {{.name = "series",
                   .what = {"series of the nation, as output,tau; default: how output grew over the run",
                            "全国序列，如 output,tau；缺省为模拟期内产出增长率"},
                   .value = "NAME",
                   .repeatable = true},
                  {.name = "year",
                   .what = {"date at which the series are looked at; default: the last",
                            "考察序列的时点；缺省为最后时点"},
                   .value = "DATE"},
                  {.name = "json", .what = {"as JSON, numbers at full precision", "以 JSON 输出，数值为全精度"}}},
      .examples =
          {{"suanli sensitivity results/uncertain.h5",
            {"What moves growth, after `suanli run scenarios/uncertain-parameters.yaml -o results/uncertain.h5`.",
             "什么左右增长；先运行 `suanli run scenarios/uncertain-parameters.yaml -o results/uncertain.h5`。"}},
           {"suanli sensitivity results/uncertain.h5 --series output,compute --year 2032",
            {"What moves two series at a date.", "什么左右某一时点的两个序列。"}}},
      .work = work};
}

}  // namespace suanli
