#include <algorithm>

#include "agents/verbs.hpp"

namespace suanli {

void consume_and_invest(Economy& economy, const Model& model, std::size_t e) {
  if (const auto& path = model.saddle_paths[e]) {
    const double wanted = path->consumption(economy.capital / economy.wealth()) * economy.wealth();
    economy.consumption = std::min(wanted, economy.output);
  } else {
    economy.consumption = (1 - model.parameters.household.consumption.number) * economy.output;
  }
  economy.investment = economy.output - economy.consumption;
}

}  // namespace suanli
