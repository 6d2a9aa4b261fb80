#include "agents/verbs.hpp"

namespace suanli {

Country place_stocks(const Model& model, std::uint32_t replication, Threads threads) {
  const Parameters& p = model.parameters;
  Country country{.model = &model,
                  .replication = replication,
                  .threads = threads,
                  .shocks = {},
                  .uncertainty = {},
                  .economies = {},
                  .firms = Firms(model.layout)};
  country.shocks.of_economy.resize(model.economies.size());
  country.shocks.of_services.resize(model.economies.size());
  country.shocks.of_industry.resize(p.industries.size());
  country.shocks.of_region.resize(p.regions.size());
  std::size_t cell_number = 0;
  for (std::size_t e = 0; e < model.economies.size(); ++e) {
    const EconomyTechnology& technology = model.economies[e];
    Economy economy;
    const double wealth = p.start.wealth * technology.wealth_share;
    economy.capital = model.kappa_start[e] * wealth;
    economy.compute = (1 - model.kappa_start[e]) * wealth;
    economy.provider_compute = economy.compute * technology.providers_of_compute();
    economy.cells.resize(technology.cells.size());
    for (const CellTechnology& cell : technology.cells) {
      const double firms = static_cast<double>(cell.firms);
      country.firms.start_cell(cell_number++, economy.capital * cell.capital_share / firms,
                               economy.compute * cell.compute_share / firms);
    }
    country.economies.push_back(std::move(economy));
  }
  return country;
}

}  // namespace suanli
