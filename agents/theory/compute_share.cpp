#include "agents/theory/compute_share.hpp"

#include "agents/equations.hpp"

namespace suanli {

SteadyStateAnswer rest_at_compute_share(EconomyTechnology economy, Parameters p, double tau) {
  economy.tau = tau;
  p.household.euler = EulerReturn::report;
  p.household.consumption = {ConsumptionRule::saddle_path, 0};
  return steady_state(economy, p);
}

double growth_at_given_prices(const RentalRates& given, const EconomyTechnology& economy, const Parameters& p,
                              double tau) {
  const double average_products = (1 - tau) * given.r / economy.alpha_bar + tau * given.omega / economy.compute_income;
  return desired_growth(average_products, p.technology.depreciation, p.household);
}

}  // namespace suanli
