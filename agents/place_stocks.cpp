#include "agents/verbs.hpp"

namespace suanli {

namespace {

double provider_share(const EconomyTechnology& technology, const Choice<StartProviders>& start) {
  return start.kind == StartProviders::given ? start.number : technology.providers_of_compute();
}

}  // namespace

Country place_stocks(const Model& model, std::uint32_t replication, Threads threads) {
  const Parameters& p = model.parameters;
  Country country{.model = &model,
                  .replication = replication,
                  .threads = threads,
                  .shocks = {},
                  .uncertainty = {},
                  .economies = {},
                  .firms = Firms(model.layout),
                  .bundles = {},
                  .adopting = std::vector<std::vector<std::uint32_t>>(model.layout.cells().size()),
                  .adopted_share = std::vector<double>(p.industries.size())};
  country.shocks.of_economy.resize(model.economies.size());
  country.shocks.of_services.resize(model.economies.size());
  country.shocks.of_industry.resize(p.industries.size());
  country.shocks.of_region.resize(p.regions.size());
  std::size_t cell_number = 0;
  for (std::size_t e = 0; e < model.economies.size(); ++e) {
    const EconomyTechnology& technology = model.economies[e];
    Economy economy;
    economy.tau = technology.tau, economy.compute_per_service = p.technology.compute_per_service;
    const double wealth = p.start.wealth * technology.wealth_share;
    economy.capital = model.kappa_start[e] * wealth;
    economy.compute = (1 - model.kappa_start[e]) * wealth;
    economy.provider_compute = economy.compute * provider_share(technology, p.start.provider_compute);
    const double own = economy.compute - economy.provider_compute;
    economy.cells.resize(technology.cells.size());
    for (const CellTechnology& cell : technology.cells) {
      const double firms = static_cast<double>(cell.firms);
      country.firms.start_cell(cell_number++, economy.capital * cell.capital_share / firms,
                               own * cell.compute_share / technology.firms_of_compute() / firms);
    }
    country.economies.push_back(std::move(economy));
  }
  return country;
}

}  // namespace suanli
