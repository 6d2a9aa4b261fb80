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
    cell.capital_growth = stock_after(1, capital_pool * t.capital_share / cell.capital, delta, dt);
    cell.compute_growth = stock_after(1, compute_pool * t.compute_share / cell.compute, delta, dt);
  }
}

}  // namespace suanli
