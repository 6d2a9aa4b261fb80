#include "agents/economy.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/design.hpp"
#include "scenarios/memory.hpp"
#include "scenarios/read.hpp"

namespace suanli {

namespace {

// Of a design with too many points to look at each; else "".
Text not_looked_at(const Scenario& scenario) {
  const Design design(scenario.parameters);
  if (design.looked_at() == design.points()) return {};
  return text("; {} of {} points of the design were looked at, the others are when they are simulated",
              "；设计的 {1} 个点中检查了 {0} 个，其余在模拟时检查", design.looked_at(), design.points());
}

int work(const Given& given) {
  const Scenario scenario = read_scenario(given["SCENARIO"], given.settings());
  const Model model(scenario.parameters);
  const Recorder recorder(model);
  answer(given,
         text("{}: valid (economies: {}, cells: {}, firms: {}, periods: {}, replications: {}); {}{}\n",
              "{}: 有效（经济体 {} 个，单元 {} 个，企业 {} 家，{} 期，重复 {} 次）；{}{}\n", given["SCENARIO"],
              model.economies.size(), model.layout.cells().size(), model.layout.firms(), model.periods,
              replications_in_all(scenario.parameters), need_in_words(model, recorder), not_looked_at(scenario)));
  return well;
}

}  // namespace

Command commands::validate() {
  return {
      .name = "validate",
      .what = {"Check a scenario without running it", "检查情景而不运行"},
      .more =
          {"Reads the scenario, solves for the paths that a run would need, and says what it comes to and how much "
           "memory a run needs at its peak, to a fifth. Every fault is reported at once: where, what was given, the "
           "rule, and what the value means.",
           "读取情景，求解运行所需的路径，并给出其规模与运行的内存峰值（误差不超过五分之一）。全部错误一次报告："
           "位置、所给的值、规则以及该值的含义。"},
      .arguments = {scenario_argument},
      .options = {set_option},
      .examples = {{"suanli validate scenarios/reference.yaml",
                    {"Is it a scenario, and how large is it?", "它是否为有效情景？规模多大？"}},
                   {"suanli validate scenarios/quick.yaml --set capital_market=regional --set firms.count=1000000",
                    {"Would it be one with these values?", "换成这些取值后是否仍然有效？"}}},
      .work = work};
}

}  // namespace suanli
