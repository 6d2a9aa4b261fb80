#include "agents/theory/steady_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "agents/equations.hpp"
#include "engine/roots.hpp"

namespace suanli {

// ---- the trend economy ---------------------------------------------------------------------------------------------

TrendEconomy trend_economy(const EconomyTechnology& economy, const Parameters& p) {
  const double strength = p.synergy.strength * economy.alpha_bar;
  const double scale = economy.located ? log_efficiency_but_services(economy, p) : log_efficiency(economy, p);
  return {.log_scale = scale - strength * log(p.synergy.reference),
          .alpha_bar = economy.alpha_bar,
          .synergy_power = strength,
          .compute_income_closed = economy.compute_income,
          .tau = economy.tau,
          .depreciation = p.technology.depreciation,
          .household = p.household,
          .located = economy.located};
}

double TrendEconomy::log_other(double kappa, double shift) const {
  return log_scale + shift + alpha_bar * log(kappa) + synergy_power * log(1 - kappa);
}

double TrendEconomy::level_of_returns(double kappa, double shift) const {
  return located->level_at_technology(log_other(kappa, shift), log(1 - kappa));
}

TrendEconomy::Point TrendEconomy::at(double kappa, double shift) const {
  const double compute = 1 - kappa;
  if (!located) {
    const double y = exp(log_other(kappa, shift) + (1 - alpha_bar) * log(compute));
    return {kappa, y, 0, y * (alpha_bar / kappa - compute_power() / compute), 0, compute_income_closed, 0};
  }
  const double level = level_of_returns(kappa, shift), xi_bar = located->xi_bar(), beta_bar = located->beta_bar();
  const auto [now, slope] = located->accounts_and_slopes(level);
  const double y = exp(located->log_output(log_other(kappa, shift), log(compute), now));
  // By how much the level moves with HT, Y given; and how that bears on Y through firms' compute and through prices, (8.13).
  const double income = beta_bar + now.provider_share, income_slope = slope.provider_share / income;
  const double per_level = slope.log_return - income_slope;
  const double bearing = (beta_bar * income_slope + slope.log_price) / per_level;
  const double of_other = alpha_bar / kappa - synergy_power / compute, of_compute = -1 / compute;
  const double log_slope = (of_other + (beta_bar + bearing) * of_compute) / (1 - xi_bar + bearing);
  const double level_slope = (log_slope - of_compute) / per_level;
  return {.kappa = kappa,
          .output = y,
          .energy = now.energy * y,
          .output_slope = y * log_slope,
          .energy_slope = y * (now.energy * log_slope + slope.energy * level_slope),
          .compute_income = income,
          .compute_income_slope = slope.provider_share * level_slope};
}

double TrendEconomy::shift(double kappa, double output_to_wealth) const {
  if (!located) return log(output_to_wealth / output(kappa));
  const double log_output = log(output_to_wealth), log_compute = log(1 - kappa);
  const double level = located->level_at_output(log_output, log_compute);
  const double unshifted = located->log_output(log_other(kappa, 0), log_compute, located->accounts(level));
  return (1 - located->xi_bar()) * (log_output - unshifted);
}

double TrendEconomy::household_return(EulerReturn euler, const Point& at) const {
  const double on_capital = (1 - tau) * at.output / at.kappa, on_compute = tau * at.output / (1 - at.kappa);
  switch (euler) {
    case EulerReturn::report: return on_capital + on_compute;
    case EulerReturn::private_: return alpha_bar * on_capital + at.compute_income * on_compute;
    case EulerReturn::planner: return at.net() + (1 - tau - at.kappa) * at.net_slope();
  }
  return 0;
}

double TrendEconomy::household_return_slope_at_rest() const {
  if (household.euler == EulerReturn::planner) return 0;  // f' + (1-τ-κ)f'' - f'
  const Point p = at(kappa_at_rest());
  const bool average = household.euler == EulerReturn::report;
  const double on_capital = (1 - tau) * (average ? 1 : alpha_bar), on_compute = tau * (average ? 1 : p.compute_income);
  const double compute = 1 - p.kappa, of_income = average ? 0 : tau * p.compute_income_slope * p.output / compute;
  return on_capital * (p.output_slope - p.output / p.kappa) / p.kappa +
         on_compute * (p.output_slope + p.output / compute) / compute + of_income;
}

// ---- the balanced path ---------------------------------------------------------------------------------------------

namespace {

Text refusal_of(const SteadyState& s, const Parameters& p) {
  const auto refuse = [&](const Text& what) {
    return text("economy {}: balanced growth path refused: {}, §4.2", "经济体 {}：平衡增长路径不成立：{}，§4.2",
                s.economy, what);
  };
  if (p.synergy.mode == SynergyMode::level)
    return text("economy {}: {}, §2.3", "经济体 {}：{}，§2.3", s.economy, no_balanced_path);
  const double delta = p.technology.depreciation, rho = p.household.discount_rate, sigma = p.household.risk_aversion;
  if (!(s.y > 0) || !std::isfinite(s.y))
    return refuse(text("y* = {:.6g} is not a positive number", "y* = {:.6g} 不是正数", s.y));
  if (s.c <= 0)
    return refuse(
        text("c* = y* - e* - δ - g* = {:.6g} - {:.6g} - {:.6g} - {:.6g} = {:.6g} must be above 0 "
             "(consumption on the path)",
             "c* = y* - e* - δ - g* = {:.6g} - {:.6g} - {:.6g} - {:.6g} = {:.6g}，须大于 0（路径上的消费）", s.y, s.e,
             delta, s.g, s.c));
  if (s.i <= 0)
    return refuse(text("g* + δ = {:.6g} + {:.6g} = {:.6g} must be above 0 (investment on the path)",
                       "g* + δ = {:.6g} + {:.6g} = {:.6g}，须大于 0（路径上的投资）", s.g, delta, s.i));
  if (p.household.consumption.kind == ConsumptionRule::saddle_path && rho <= (1 - sigma) * s.g)
    return refuse(
        text("ρ = {:.6g} must be above (1 - σ)g* = (1 - {:.6g})·{:.6g} = {:.6g} (utility on the path must be "
             "finite)",
             "ρ = {:.6g} 须大于 (1 - σ)g* = (1 - {:.6g})·{:.6g} = {:.6g}（路径上的效用须有限）", rho, sigma, s.g,
             (1 - sigma) * s.g));
  return {};
}

// τ at which growth at rest is largest, §4.3: a closed form, or where energy has a price the root of its slope.
double growth_maximising_share(const TrendEconomy& trend, bool saves_a_share) {
  if (!trend.located) return trend.compute_power() / (trend.compute_power() + trend.alpha_bar);
  const auto slope = [&](double kappa) -> std::optional<double> {  // of what growth rises with: R, or what is saved of
    const TrendEconomy::Point at = trend.at(kappa);
    if (saves_a_share || trend.household.euler == EulerReturn::planner) return at.net_slope();
    if (trend.household.euler == EulerReturn::report) return at.output_slope;
    return (trend.alpha_bar + at.compute_income) * at.output_slope + at.compute_income_slope * at.output;
  };
  const double first = trend.alpha_bar / (trend.compute_power() + trend.alpha_bar);
  return 1 - find_root(slope, open(0, 1), first, 0).root.value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

// clang-format off
std::span<const SteadyStateNumber> steady_state_numbers() {
  using Number = std::optional<double>;
  static constexpr SteadyStateNumber all[] = {
      {"g", "g*", "1/year", "§4.1",
       {"growth rate, this scenario's household", "增长率（本情景居民）"}, [](const SteadyState& s) -> Number { return s.g; }},
      {"g_report", "g*", "1/year", "g* = (2y* - δ - ρ)/σ, §3.1",
       {"growth rate under the report's formula (average products)", "增长率（报告公式，平均产出）"}, [](const SteadyState& s) -> Number { return s.g_report; }},
      {"g_private", "g*", "1/year", "g* = ((ᾱ+B)y* - δ - ρ)/σ, §3.1",
       {"growth rate under the saver's market return", "增长率（储蓄者市场回报）"}, [](const SteadyState& s) -> Number { return s.g_private; }},
      {"g_planner", "g*", "1/year", "g* = (y* - δ - ρ)/σ, §3.1",
       {"growth rate under the planner's return (the stated Hamiltonian)", "增长率（哈密顿函数的规划者回报）"}, [](const SteadyState& s) -> Number { return s.g_planner; }},
      {"r", "r*", "1/year", "r* = ᾱy*/(1-τ), §4.2",
       {"rental rate of non-compute capital", "非算力资本租金率"}, [](const SteadyState& s) -> Number { return s.r; }},
      {"omega", "ω*", "1/year", "ω* = By*/τ, §4.2",
       {"rental rate of compute capital", "算力资本租金率"}, [](const SteadyState& s) -> Number { return s.omega; }},
      {"kappa", "κ*", "1", "κ* = 1 - τ, §4.2",
       {"non-compute share of wealth", "非算力资本占财富之比"}, [](const SteadyState& s) -> Number { return s.kappa; }},
      {"y", "y*", "1/year", "y* = Z h̄*^ᾱ (1-τ)^ᾱ τ^(1-ᾱ), §4.2",
       {"output over wealth", "产出财富比"}, [](const SteadyState& s) -> Number { return s.y; }},
      {"c", "c*", "1/year", "c* = y* - e* - δ - g*, §4.2",
       {"consumption over wealth", "消费财富比"}, [](const SteadyState& s) -> Number { return s.c; }},
      {"e", "e*", "1/year", "§4.2",
       {"energy bill of compute services over wealth", "算力服务能源支出财富比"}, [](const SteadyState& s) -> Number { return s.e; }},
      {"i", "i*", "1/year", "i* = g* + δ, §3.2",
       {"investment over wealth", "投资财富比"}, [](const SteadyState& s) -> Number { return s.i; }},
      {"price", "p*", "1e12 yuan/unit", "p* = ηω*ξ̄/B_X, §2.4",
       {"average price of compute services", "算力服务均价"}, [](const SteadyState& s) -> Number { return s.price; }},
      {"B", "B", "1", "B = β̄ + B_X, §2.5",
       {"income of compute capital over output", "算力资本收入占产出之比"}, [](const SteadyState& s) -> Number { return s.compute_income; }},
      {"alpha_bar", "ᾱ", "1", "ᾱ = Σθ_cα_c, §2.5",
       {"income of other capital over output", "其他资本收入占产出之比"}, [](const SteadyState& s) -> Number { return s.alpha_bar; }},
      {"services_to_own_compute", "H_X/H", "1", "H_X/H = B_X/β̄, §2.5",
       {"providers' compute capital over that of firms", "服务商与企业算力资本之比"}, [](const SteadyState& s) -> Number { return s.services_to_own_compute; }},
      {"arm_slope", "c'(κ*)", "1/year", "c'(κ*) = J21/(-i*-c*), §3.2",
       {"slope of the saddle path at rest", "鞍点路径在稳态处的斜率"}, [](const SteadyState& s) -> Number { return s.arm_slope; }},
      {"decay_rate", "", "1/year", "(g*+δ)/(1+g*dt), §4.3",
       {"rate at which κ returns to rest", "κ 回归稳态的速率"}, [](const SteadyState& s) -> Number { return s.decay_rate; }},
      {"dg_dtau_fixed_prices", "∂g/∂τ", "1/year", "(ω/B - r/ᾱ)/σ, §4.1",
       {"slope of the headline formula in τ at fixed prices", "固定价格下增长公式对 τ 的斜率"}, [](const SteadyState& s) -> Number { return s.dg_dtau_fixed_prices; }},
      {"tau_hat", "τ̂", "1", "τ̂ = (1-ᾱ+χᾱ)/(1+χᾱ), §4.3",
       {"growth-maximising share of investment that goes to compute", "使增长最大的算力投资份额"}, [](const SteadyState& s) -> Number { return s.tau_hat; }},
  };
  return all;
}

std::span<const RestingLocationNumber> resting_location_numbers() {
  using S = SteadyState;
  using At = SiteAtEqualReturns;
  static constexpr auto electricity = [](const Site& site, const At& at) { return at.revenue / at.price * site.energy; };
  static constexpr RestingLocationNumber all[] = {
      {"price", "q_ℓ", "1e12 yuan/unit", "q_ℓ = μ(η_ℓω_ℓ/a_ℓ + e_ℓ), §8.5", {"price of services", "服务价格"}, false,
       [](const S&, const Site&, const At& at) { return at.price; }},
      {"return", "ω_ℓ", "1/year", "ω_ℓ = e^v n_ℓ^(-1/ϑ_H), §8.5", {"return of data-centre capital", "数据中心资本回报"}, false,
       [](const S&, const Site&, const At& at) { return at.capital_return; }},
      {"compute", "D_ℓ/HT", "1", "§8.5", {"data-centre capital, share of compute capital", "数据中心资本占算力资本之比"}, true,
       [](const S& s, const Site&, const At& at) { return at.capital_income * s.y / (at.capital_return * (1 - s.kappa)); }},
      {"revenue", "R_ℓ/Y", "1", "§8.5", {"revenue, share of output", "收入占产出之比"}, true,
       [](const S&, const Site&, const At& at) { return at.revenue; }},
      {"electricity", "", "kWh/yuan", "kWh per unit · R_ℓ/(q_ℓY), §8.6", {"electricity per output", "单位产出用电量"}, true,
       [](const S&, const Site& site, const At& at) { return electricity(site, at); }},
      {"carbon", "", "kg/yuan", "kWh · grid factor/Y, §8.6", {"carbon of electricity per output", "单位产出用电碳排放"}, true,
       [](const S&, const Site& site, const At& at) { return electricity(site, at) * site.grid_carbon; }},
  };
  return all;
}
// clang-format on

SteadyStateAnswer steady_state(const EconomyTechnology& economy, const Parameters& p) {
  const TrendEconomy trend = trend_economy(economy, p);
  const double tau = economy.tau, kappa = trend.kappa_at_rest(), delta = p.technology.depreciation, dt = p.time.step;
  const TrendEconomy::Point rest = trend.at(kappa);
  const auto growth = [&](EulerReturn euler) {
    return desired_growth(trend.household_return(euler, rest), delta, p.household);
  };
  SteadyState s{};
  s.economy = economy.name;
  s.kappa = kappa, s.y = rest.output, s.e = rest.energy;
  s.g_report = growth(EulerReturn::report), s.g_private = growth(EulerReturn::private_);
  s.g_planner = growth(EulerReturn::planner);
  const bool saves_a_share = p.household.consumption.kind == ConsumptionRule::saving_rate;
  s.g = saves_a_share ? p.household.consumption.number * (s.y - s.e) - delta : growth(p.household.euler);
  s.i = s.g + delta, s.c = s.y - s.e - s.i;
  s.alpha_bar = economy.alpha_bar, s.compute_income = rest.compute_income;
  s.r = rental_rate(economy.alpha_bar, s.y, kappa);
  s.omega = compute_rental_rate(s.compute_income, s.y, tau);
  const double provider_share = s.compute_income - economy.beta_bar;
  if (economy.located) {
    const double level = trend.level_of_returns(kappa);
    s.sites = economy.located->sites(level);
    const std::vector<double> indices = economy.located->log_price_indices(level);
    double services = 0;  // Σξ_cθ_c/p_c: quantity over output
    for (const CellTechnology& cell : economy.cells)
      services +=
          cell.xi * cell.theta / exp(economy.located->siting().log_service_price(indices, cell.region, cell.industry));
    s.price = economy.xi_bar / services;
  } else {
    for (const CellTechnology& cell : economy.cells)
      s.service_prices.push_back(service_price(cell.markup, p.technology.compute_per_service, s.omega));
    s.price = p.technology.compute_per_service * s.omega * economy.xi_bar / provider_share;
  }
  s.services_to_own_compute = provider_share / economy.beta_bar;
  if (!saves_a_share) {
    const double j21 = s.c * (trend.household_return_slope_at_rest() / p.household.risk_aversion - rest.net_slope());
    s.arm_slope = j21 / (-s.i - s.c);
  }
  s.decay_rate = (s.g + delta) / (1 + s.g * dt);
  s.dg_dtau_fixed_prices = (s.omega / s.compute_income - s.r / s.alpha_bar) / p.household.risk_aversion;
  s.tau_hat = growth_maximising_share(trend, saves_a_share);
  Text refusal = refusal_of(s, p);
  return {std::move(s), std::move(refusal)};
}

LevelDynamics level_dynamics(const EconomyTechnology& economy, const Parameters& p) {
  const double alpha = economy.alpha_bar, tau = economy.tau, delta = p.technology.depreciation;
  const double wealth = p.start.wealth * economy.wealth_share, saving = p.household.consumption.number;
  LevelDynamics level{};
  level.output_per_wealth_power =
      exp(log_efficiency(economy, p) +
          alpha * (log(level_synergy(tau, static_cast<double>(economy.firms), p.synergy.reference)) + log(1 - tau)) +
          (1 - alpha) * log(tau));
  const double gross = saving * level.output_per_wealth_power * pow(wealth, alpha);  // I/W at the start
  level.growth = gross - delta;
  if (level.growth <= 0) level.blow_up_time = std::numeric_limits<double>::infinity();
  else level.blow_up_time = delta > 0 ? -std::log1p(-delta / gross) / (alpha * delta) : 1 / (alpha * gross);
  return level;
}

Text joint_refusal(const std::vector<EconomyTechnology>& economies, const Parameters& p) {
  if (!shares_synergy(p.synergy)) return {};
  for (const EconomyTechnology& economy : economies)
    if (economy.tau != economies.front().tau)
      return text(
          "no balanced growth path: synergy.spillover = {} with τ = {} in {} and τ = {} in {} (economies that "
          "grow at different rates cannot share a synergy), §2.3",
          "没有平衡增长路径：synergy.spillover = {}，而 τ = {}（{}）、τ = "
          "{}（{}）（增长率不同的经济体不能共享协同），§2.3",
          p.synergy.spillover, economies.front().tau, economies.front().name, economy.tau, economy.name);
  return {};
}

}  // namespace suanli
