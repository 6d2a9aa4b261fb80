#include <algorithm>

#include "agents/verbs.hpp"

namespace suanli {

void consume_and_invest(Economy& economy, const Model& model, std::size_t e) {
  if (const auto& path = model.saddle_paths[e]) {
    const double wanted = path->consumption(economy.capital / economy.wealth()) * economy.wealth();
    economy.consumption = std::min(wanted, economy.output - economy.adoption_cost);
  } else {
    const double wanted = (1 - model.parameters.household.consumption.number) * economy.output;
    economy.consumption = std::min(wanted, economy.output - economy.adoption_cost);
  }
  economy.investment = economy.output - economy.adoption_cost - economy.consumption;
}

}  // namespace suanli
