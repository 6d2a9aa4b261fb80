#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// One location, whose capacity is in full use: nothing has to be solved, §2.4.
void clear_at_one_location(Economy& economy, const EconomyTechnology& technology) {
  const double services = economy.provider_compute / economy.compute_per_service;  // X = H_X/η
  double log_output = 0;
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = technology.cells[c];
    Cell& cell = economy.cells[c];
    cell.services = t.service_share * services;
    cell.log_output = log_cell_output(cell.input_bundle, cell.services, t.alpha_plus_beta(), t.xi);
    log_output += t.theta * (cell.log_output - log(t.theta));  // Y = Π(Y_c/θ_c)^θ_c
  }
  economy.output = economy.valued_output = exp(log_output);
  economy.compute_rental_rate = compute_rental_rate(technology.compute_income, economy.output, economy.compute);
  economy.provider_return = technology.provider_share * economy.output / economy.provider_compute;
  economy.provider_profit = (technology.xi_bar - technology.provider_share) * economy.output;
  for (std::size_t c = 0; c < economy.cells.size(); ++c)
    economy.cells[c].service_price =
        service_price(technology.cells[c].markup, economy.compute_per_service, economy.provider_return);
}

}  // namespace

void clear_compute_market(Country& country) {
  if (country.has_locations()) clear_location_market(country);
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    Economy& economy = country.economies[e];
    const EconomyTechnology& technology = country.technology[e];
    if (!country.has_locations()) clear_at_one_location(economy, technology);
    economy.rental_rate = rental_rate(technology.alpha_bar, economy.output, economy.capital);
    for (std::size_t c = 0; c < economy.cells.size(); ++c) {
      const CellTechnology& t = technology.cells[c];
      Cell& cell = economy.cells[c];
      cell.output = exp(cell.log_output);
      cell.price = t.theta * economy.output / cell.output;
      cell.compute_return = t.beta * t.theta * economy.output / cell.compute;
    }
  }
}

}  // namespace suanli
