#include "tests/steady_state/theory.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace suanli::test {

Real gain_from_dispersion(const Parameters& p, Real power) {
  const Real s = p.productivity.standard_deviation;
  if (p.productivity.innovations == Distribution::normal) return s * s / (2 * power);
  const Real phi = std::pow(static_cast<Real>(p.productivity.persistence), static_cast<Real>(p.time.step));
  Real sum = 0, term = s * s * (1 - phi * phi) / (2 * power * power);
  for (; term > 1e-24L; term *= phi * phi) sum -= std::log1p(-term);
  return power * sum;
}

namespace {

Theory with_cells(const Parameters& p, std::optional<std::size_t> only) {
  Theory t;
  Real all_shares = 0;
  for (const auto& [region_name, region] : p.regions)
    for (const auto& [name, share] : region.expenditure_shares) all_shares += static_cast<Real>(share);
  for (std::size_t m = 0; m < p.regions.size(); ++m) {
    if (only && *only != m) continue;
    const RegionParameters& region = p.regions[m].second;
    for (std::size_t j = 0; j < p.industries.size(); ++j) {
      const auto& [name, industry] = p.industries[j];
      Real share = 0;
      for (const auto& [of, given] : region.expenditure_shares)
        if (of == name) share = static_cast<Real>(given) / all_shares;
      TheoryCell c{};
      c.region = m, c.industry = j;
      c.alpha = industry.alpha, c.beta = industry.beta, c.xi = 1 - c.alpha - c.beta, c.theta = share;
      c.productivity = static_cast<Real>(industry.relative_productivity) * region.relative_productivity;
      if (!p.productivity.normalise) c.productivity *= std::exp(gain_from_dispersion(p, c.alpha + c.beta));
      t.firms += std::max<Real>(static_cast<Real>(p.firms.minimum_per_cell),
                                std::round(static_cast<Real>(p.firms.count) * share));
      t.wealth += share * p.start.wealth;
      t.cells.push_back(c);
    }
  }
  Real here = 0;
  for (const TheoryCell& c : t.cells) here += c.theta;
  for (TheoryCell& c : t.cells) {
    c.theta /= here;
    t.alpha_bar += c.theta * c.alpha, t.beta_bar += c.theta * c.beta, t.xi_bar += c.theta * c.xi;
  }
  // B_X and X_c/X as the table of §2.4 prints them.
  Real squares = 0;
  for (const TheoryCell& c : t.cells) squares += c.theta * c.xi * c.xi;
  for (TheoryCell& c : t.cells) {
    const bool by_industry = p.pricing.kind == PricingRule::report;
    c.service_share = by_industry ? c.theta * c.xi * c.xi / squares : c.theta * c.xi / t.xi_bar;
    c.markup = by_industry ? 1 / c.xi : p.pricing.kind == PricingRule::integrated ? 1 / t.xi_bar : p.pricing.number;
  }
  t.provider_share = p.pricing.kind == PricingRule::report       ? squares
                     : p.pricing.kind == PricingRule::integrated ? t.xi_bar * t.xi_bar
                                                                 : t.xi_bar / p.pricing.number;
  t.compute_income = t.beta_bar + t.provider_share;
  t.tau = only ? p.regions[*only].second.tau.value_or(p.tau) : p.tau;
  t.delta = p.technology.depreciation, t.eta = p.technology.compute_per_service;
  t.rho = p.household.discount_rate, t.sigma = p.household.risk_aversion, t.euler = p.household.euler;
  t.strength = p.synergy.strength, t.reference = p.synergy.reference, t.mode = p.synergy.mode;
  if (p.household.consumption.kind == ConsumptionRule::saving_rate) t.saving_rate = p.household.consumption.number;
  return t;
}

// A: given, or what makes y the number asked for where the nation's HT/W is h̄_0; y is proportional to A.
Real level_of_productivity(const Parameters& p) {
  const Real number = p.productivity.level.number;
  if (p.productivity.level.kind == ProductivityLevel::given) return number;
  return number / with_cells(p, {}).y(1 - static_cast<Real>(p.synergy.reference));
}

Theory at_level(Theory t, Real productivity) {
  for (TheoryCell& c : t.cells) c.productivity *= productivity;
  return t;
}

}  // namespace

Real Theory::output(Real capital, Real compute) const {
  const Real synergy = mode == SynergyMode::level ? compute / firms / reference
                                                  : std::pow(compute / (capital + compute) / reference, strength);
  const Real services = compute * provider_share / compute_income / eta;
  Real product = 1;
  for (const TheoryCell& c : cells) {
    const Real of_capital = synergy * capital * c.alpha * c.theta / alpha_bar;
    const Real of_compute = compute * c.beta * c.theta / compute_income;
    const Real of_cell = c.productivity * std::pow(of_capital, c.alpha) * std::pow(of_compute, c.beta) *
                         std::pow(services * c.service_share, c.xi);
    product *= std::pow(of_cell / c.theta, c.theta);
  }
  return product;
}

Real Theory::household_return(EulerReturn reading, Real kappa) const {
  const Real per_capital = y(kappa) / kappa, per_compute = y(kappa) / (1 - kappa);
  Real on_capital = 1, on_compute = 1;
  if (reading == EulerReturn::private_) on_capital = alpha_bar, on_compute = compute_income;
  if (reading == EulerReturn::planner) {  // elasticities of Y, synergy included: more K dilutes compute
    on_capital = alpha_bar - strength * alpha_bar * kappa;
    on_compute = 1 - alpha_bar + strength * alpha_bar * kappa;
  }
  return (1 - tau) * on_capital * per_capital + tau * on_compute * per_compute;
}

Real Theory::growth(EulerReturn reading) const {
  return (household_return(reading, kappa_at_rest()) - delta - rho) / sigma;
}

Real Theory::growth() const { return saving_rate ? *saving_rate * y_at_rest() - delta : growth(euler); }

Real Theory::arm_slope() const {
  const Real y_star = y_at_rest();
  const Real slope = y_star * (alpha_bar / (1 - tau) - (1 - alpha_bar + strength * alpha_bar) / tau);
  Real of_return = 0;
  if (euler == EulerReturn::report) of_return = 2 * slope + y_star * (1 - 2 * tau) / (tau * (1 - tau));
  if (euler == EulerReturn::private_)
    of_return = (alpha_bar + compute_income) * slope + y_star * (compute_income / tau - alpha_bar / (1 - tau));
  return consumption() / y_star * (slope - of_return / sigma);
}

Theory theory_of_nation(const Parameters& p) { return at_level(with_cells(p, {}), level_of_productivity(p)); }

Theory theory_of_region(const Parameters& p, std::size_t region) {
  return at_level(with_cells(p, region), level_of_productivity(p));
}

std::vector<Theory> theories(const Parameters& p) {
  if (p.capital_market == CapitalMarket::national) return {theory_of_nation(p)};
  std::vector<Theory> all;
  for (std::size_t m = 0; m < p.regions.size(); ++m) all.push_back(theory_of_region(p, m));
  return all;
}

double growth_tolerance(double g, double dt) {
  return std::max(1e-12, 32 * std::numeric_limits<double>::epsilon() / (std::abs(g) * dt));
}

}  // namespace suanli::test
