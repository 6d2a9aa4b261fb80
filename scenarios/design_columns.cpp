#include "scenarios/design_columns.hpp"

#include <limits>

#include "agents/theory/steady_state.hpp"
#include "scenarios/keys.hpp"

namespace suanli {

std::vector<output::Variable> design_variables(CapitalMarket market, const DesignParameters& design) {
  if (design.empty()) return {};
  const std::vector<std::string> over{"replication"};
  std::vector<std::string> by_economy = over;
  if (market == CapitalMarket::regional) by_economy.push_back("region");
  std::vector<output::Variable> all{
      {design_group, {"point", "", "1", "§6.5", {"point of the design", "设计点"}}, over},
      {design_group,
       {"draw",
        "r",
        "1",
        "§6.5",
        {"which random numbers; replications of one draw share all of them", "随机数编号；编号相同者随机数全部相同"}},
       over},
      {design_rest_group,
       {"g",
        "g*",
        "1/year",
        "g* = (R* - δ - ρ)/σ, §4.2",
        {"growth on the balanced path at the design's point", "该设计点平衡增长路径上的增长率"}},
       by_economy}};
  for (const auto& [name, v] : design.varied) {
    Description description{name, "", "", "§6.5", {"a varied parameter", "变动的参数"}};
    if (const Key* key = key_of(v.key))
      description = {name, key->symbol, v.words.empty() ? key->unit : "1", key->source, key->meaning};
    all.push_back({design_group, std::move(description), over});
  }
  return all;
}

DesignPlace place_of_replication(const Parameters& p, std::size_t replication) {
  if (p.design.empty()) return {0, replication};  // of which there may be more than the stated number, §6.6
  const std::size_t draws = static_cast<std::size_t>(p.ensemble.replications);
  return {replication / draws, replication % draws};
}

std::vector<double> balanced_growth(const Model& model) {
  const bool joined = !joint_refusal(model.economies, model.parameters).empty();
  std::vector<double> all;
  for (const EconomyTechnology& economy : model.economies) {
    const SteadyStateAnswer rest = steady_state(economy, model.parameters);
    all.push_back(joined || !rest.refusal.empty() ? std::numeric_limits<double>::quiet_NaN() : rest.path.g);
  }
  return all;
}

std::vector<std::vector<double>> design_values(const Design& design, DesignPlace place,
                                               std::span<const double> growth) {
  std::vector<std::vector<double>> all{
      {static_cast<double>(place.point)}, {static_cast<double>(place.draw)}, {growth.begin(), growth.end()}};
  for (const double value : design.values(place.point)) all.push_back({value});
  return all;
}

}  // namespace suanli
