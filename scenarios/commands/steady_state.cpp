#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/divergence.hpp"
#include "scenarios/sweep.hpp"
#include "scenarios/theory.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const Scenario scenario = read_scenario(given["SCENARIO"], given.settings());
  if (given.has("sweep")) {
    answer(sweep_as_csv(scenario, read_sweep(given["sweep"])));
    return well;
  }
  if (given.has("json")) {
    answer(steady_state_text(scenario.parameters, Format::json));
    return well;
  }
  const std::string parting = divergence_text(scenario.parameters, given.language());
  answer(steady_state_text(scenario.parameters, Format::table, given.language()) +
         (parting.empty() ? "" : "\n" + parting));
  return well;
}

}  // namespace

Command commands::steady_state() {
  return {
      .name = "steady-state",
      .what = {"Print the analytical steady state of a scenario", "给出情景的解析稳态"},
      .more =
          {"Solves the balanced growth path of every economy of the scenario in closed form, without simulating: "
           "growth under each reading of the household's return, rental rates, ratios to wealth, the "
           "growth-maximising share of compute; for several economies also who pulls away from whom, and how fast. "
           "Where no balanced path exists it says which number fails, or when "
           "wealth becomes infinite.",
           "以闭式解给出情景中每个经济体的平衡增长路径，不做模拟：各种居民回报口径下的增长率、租金率、与财富之比、"
           "使增长最大的算力份额；有多个经济体时还给出谁在拉开差距、速度多快。平衡增长路径不存在时，指出哪个数不满足"
           "条件，或财富何时趋于无穷。"},
      .arguments = {scenario_argument},
      .options = {{.name = "json", .what = {"as JSON, numbers at full precision", "以 JSON 输出，数值为全精度"}},
                  {.name = "sweep",
                   .what = {"a CSV table of the balanced paths as a key takes n values; :log spaces them in logs",
                            "某个键取 n 个值时各平衡增长路径的 CSV 表；加 :log 则按对数等距"},
                   .value = "KEY=FROM:TO:N"},
                  set_option},
      .exclusive = {{"json", "sweep"}},
      .examples = {{"suanli steady-state scenarios/reference.yaml",
                    {"The balanced path of the reference economy.", "参考经济的平衡增长路径。"}},
                   {"suanli steady-state scenarios/regional.yaml --json",
                    {"Four economies for another program to read.", "四个经济体的结果，供其他程序读取。"}},
                   {"suanli steady-state scenarios/reference.yaml --set household.euler=private",
                    {"The same where a household sees its own market return.",
                     "居民按自身市场回报决策时的同一结果。"}}},
      .work = work};
}

}  // namespace suanli
