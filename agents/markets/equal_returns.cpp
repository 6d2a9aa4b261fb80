#include "agents/markets/equal_returns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/elementary.hpp"

namespace suanli {

namespace {
constexpr double nowhere = -std::numeric_limits<double>::infinity();
}

// What is bought where at given prices, and by how much that moves as each price moves by its own slope (of its log).
struct EqualReturns::Demand {
  std::vector<double> revenue, revenue_slope;  // by site, shares of output
  std::vector<double> log_price_indices;       // by buyer
  double log_price = 0, log_price_slope = 0;   // Σ spending·ln p
};

// Everything at a level, and its derivatives by the level, marked "_d" below.
struct EqualReturns::Evaluated : ServiceAccountsAndSlopes {
  std::vector<SiteAtEqualReturns> sites;
};

EqualReturns::EqualReturns(Siting siting, double markup, double beta_bar, double xi_bar, double elasticity)
    : siting_(std::move(siting)), markup_(markup), beta_bar_(beta_bar), xi_bar_(xi_bar) {
  for (const Site& site : siting_.sites)
    log_advantage_.push_back(site.multiplier == 1 ? 0 : -log(site.multiplier) / elasticity);
  for (std::size_t b = 0; b < siting_.buyers.size(); ++b)
    for (std::size_t l = 0; l < siting_.sites.size(); ++l) {
      const double d = siting_.log_delivery[b * siting_.sites.size() + l];
      log_reach_.push_back(std::isfinite(d) ? siting_.sites[l].log_weight - siting_.dispersion * d : nowhere);
    }
}

EqualReturns::Demand EqualReturns::demand(const std::vector<double>& log_price,
                                          const std::vector<double>& slope) const {
  const std::size_t sites = siting_.sites.size();
  Demand d{std::vector<double>(sites), std::vector<double>(sites), {}};
  std::vector<double> share(sites);
  for (std::size_t b = 0; b < siting_.buyers.size(); ++b) {
    const double spending = siting_.buyers[b].spending;
    const double* const reach = log_reach_.data() + b * sites;
    double largest = nowhere, sum = 0, mean = 0;
    for (std::size_t l = 0; l < sites; ++l) {
      share[l] = reach[l] - siting_.dispersion * log_price[l];
      largest = std::max(largest, share[l]);
    }
    for (std::size_t l = 0; l < sites; ++l) sum += share[l] = share[l] == nowhere ? 0 : exp(share[l] - largest);
    for (std::size_t l = 0; l < sites; ++l) mean += (share[l] /= sum) * slope[l];
    for (std::size_t l = 0; l < sites; ++l) {
      d.revenue[l] += spending * share[l];
      d.revenue_slope[l] += spending * share[l] * siting_.dispersion * (mean - slope[l]);
    }
    d.log_price_indices.push_back(-(largest + log(sum)) / siting_.dispersion);
    d.log_price += spending * d.log_price_indices.back();
    d.log_price_slope += spending * mean;
  }
  return d;
}

EqualReturns::Evaluated EqualReturns::evaluate(double level) const {
  const std::size_t sites = siting_.sites.size();
  std::vector<double> log_price(sites), of_capital(sites);
  Evaluated e;
  for (std::size_t l = 0; l < sites; ++l) {
    const Site& site = siting_.sites[l];
    const double earned = exp(level + log_advantage_[l]);
    const double of_return = site.compute_per_service * earned / site.availability;
    const double price = markup_ * (of_return + site.energy_cost(siting_.carbon_price));
    of_capital[l] = markup_ * of_return / price;  // s_ℓ, and so d ln q/dv
    log_price[l] = log(price);
    e.sites.push_back({price, 0, 0, earned});
  }
  const Demand bought = demand(log_price, of_capital);
  const std::vector<double>&revenue = bought.revenue, &revenue_d = bought.revenue_slope;
  e.value.log_price = bought.log_price, e.slope.log_price = bought.log_price_slope;
  double income = 0, weighed = 0, income_d = 0, weighed_d = 0;  // Σ sρ and Σ sρ n^(1/ϑ)
  for (std::size_t l = 0; l < sites; ++l) {
    const Site& site = siting_.sites[l];
    const double s = of_capital[l], price = e.sites[l].price, units = revenue[l] / price;
    const double units_d = revenue_d[l] / price - units * s, need = exp(-log_advantage_[l]);
    const double s_rho = s * revenue[l], s_rho_d = s * (1 - s) * revenue[l] + s * revenue_d[l];
    income += s_rho, income_d += s_rho_d, weighed += need * s_rho, weighed_d += need * s_rho_d;
    const double tax = site.carbon_tax(siting_.carbon_price), electricity = site.energy * site.electricity_price;
    e.value.energy += units * electricity, e.slope.energy += units_d * electricity;
    e.value.carbon_tax += units * tax, e.slope.carbon_tax += units_d * tax;
    e.sites[l].revenue = revenue[l], e.sites[l].capital_income = s_rho / markup_;
  }
  e.value.provider_share = income / markup_, e.slope.provider_share = income_d / markup_;
  e.value.log_return = level - log(weighed / income);
  e.slope.log_return = 1 - weighed_d / weighed + income_d / income;
  return e;
}

ServiceAccounts EqualReturns::accounts(double level) const { return evaluate(level).value; }
ServiceAccountsAndSlopes EqualReturns::accounts_and_slopes(double level) const { return evaluate(level); }
std::vector<SiteAtEqualReturns> EqualReturns::sites(double level) const { return evaluate(level).sites; }

Revenues EqualReturns::revenues(const std::vector<double>& prices) const {
  std::vector<double> log_price;
  for (const double price : prices) log_price.push_back(log(price));
  Demand bought = demand(log_price, std::vector<double>(prices.size()));
  return {std::move(bought.revenue), std::move(bought.log_price_indices), bought.log_price};
}

std::vector<double> EqualReturns::log_price_indices(double level) const {
  std::vector<double> prices;
  for (const SiteAtEqualReturns& site : sites(level)) prices.push_back(site.price);
  return revenues(prices).log_price_indices;
}

// Newton's method; excess(evaluated) is {value, slope by the level}, nearly a straight line.
template <class Excess> double EqualReturns::solve(double level, const Excess& excess) const {
  constexpr int most_iterations = 100;
  constexpr double longest_step = 5, converged = 1e-9;
  for (int i = 0; i < most_iterations; ++i) {
    const auto [value, slope] = excess(evaluate(level));
    const double step = std::clamp(-value / slope, -longest_step, longest_step);
    level += step;
    if (!(std::abs(step) > converged)) break;  // and the next step would be its square
  }
  return level;
}

double EqualReturns::level_at_technology(double log_other, double log_compute) const {
  const double cost = xi_bar_ / markup_, share = beta_bar_ + cost;
  const double at_cost = (log_other + beta_bar_ * (log_compute - log(share))) / (1 - xi_bar_);
  return solve(log(share) + at_cost - log_compute, [&](const Evaluated& e) {
    const double b = beta_bar_ + e.value.provider_share, b_d = e.slope.provider_share / b;
    const double output = (log_other + beta_bar_ * (log_compute - log(b)) - e.value.log_price) / (1 - xi_bar_);
    const double output_d = -(beta_bar_ * b_d + e.slope.log_price) / (1 - xi_bar_);
    return std::pair(e.value.log_return + log_compute - log(b) - output, e.slope.log_return - b_d - output_d);
  });
}

double EqualReturns::level_at_output(double log_output, double log_compute) const {
  const double first = log(beta_bar_ + xi_bar_ / markup_) + log_output - log_compute;
  return solve(first, [&](const Evaluated& e) {
    const double b = beta_bar_ + e.value.provider_share;
    return std::pair(e.value.log_return + log_compute - log(b) - log_output,
                     e.slope.log_return - e.slope.provider_share / b);
  });
}

double EqualReturns::log_output(double log_other, double log_compute, const ServiceAccounts& at) const {
  return (log_other + beta_bar_ * (log_compute - log(beta_bar_ + at.provider_share)) - at.log_price) / (1 - xi_bar_);
}

}  // namespace suanli
