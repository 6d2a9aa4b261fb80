#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

void split_pools(Economy& economy, const Model& model, std::size_t e) {
  const EconomyTechnology& technology = model.economies[e];
  const double delta = model.parameters.technology.depreciation, dt = model.parameters.time.step;
  const double capital_pool = (1 - technology.tau) * economy.investment,
               compute_pool = technology.tau * economy.investment;
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    Cell& cell = economy.cells[c];  // in proportion to stocks, all stocks of a cell grow by one factor
    const double to_capital = capital_pool * t.capital_share, to_compute = compute_pool * t.compute_share;
    cell.investment = to_capital + to_compute;
    cell.capital_growth = stock_after(1, to_capital / cell.capital, delta, dt);
    cell.compute_growth = stock_after(1, to_compute / cell.compute, delta, dt);
  }
  economy.provider_investment = compute_pool * technology.providers_of_compute();
}

void close_stocks(Country& country) {
  const Model& model = *country.model;
  const double delta = model.parameters.technology.depreciation, dt = model.parameters.time.step;
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    Economy& economy = country.economies[e];
    const double tau = model.economies[e].tau;
    economy.capital = stock_after(economy.capital, (1 - tau) * economy.investment, delta, dt);
    economy.compute = stock_after(economy.compute, tau * economy.investment, delta, dt);
    economy.provider_compute = stock_after(economy.provider_compute, economy.provider_investment, delta, dt);
  }
}

}  // namespace suanli
