#include "agents/theory/steady_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "agents/equations.hpp"

namespace suanli {

// ---- the trend economy ---------------------------------------------------------------------------------------------

TrendEconomy trend_economy(const EconomyTechnology& economy, const Parameters& p) {
  const double strength = p.synergy.strength * economy.alpha_bar;
  return {.log_scale = log_efficiency(economy, p) - strength * log(p.synergy.reference),
          .alpha_bar = economy.alpha_bar,
          .compute_power = 1 - economy.alpha_bar + strength,
          .compute_income = economy.compute_income,
          .tau = economy.tau,
          .depreciation = p.technology.depreciation,
          .household = p.household};
}

double TrendEconomy::output(double kappa) const {
  return exp(log_scale + alpha_bar * log(kappa) + compute_power * log(1 - kappa));
}
double TrendEconomy::output_slope(double kappa) const {
  return output(kappa) * (alpha_bar / kappa - compute_power / (1 - kappa));
}
double TrendEconomy::output_curvature(double kappa) const {
  const double slope = alpha_bar / kappa - compute_power / (1 - kappa);
  return output(kappa) * (slope * slope - alpha_bar / (kappa * kappa) - compute_power / ((1 - kappa) * (1 - kappa)));
}

double TrendEconomy::household_return(EulerReturn euler, double kappa) const {
  const double y = output(kappa);
  switch (euler) {
    case EulerReturn::report: return (1 - tau) * y / kappa + tau * y / (1 - kappa);
    case EulerReturn::private_: return (1 - tau) * alpha_bar * y / kappa + tau * compute_income * y / (1 - kappa);
    case EulerReturn::planner: return y + (1 - tau - kappa) * output_slope(kappa);
  }
  return 0;
}

double TrendEconomy::household_return_slope(double kappa) const {
  if (household.euler == EulerReturn::planner) return (1 - tau - kappa) * output_curvature(kappa);
  const bool average = household.euler == EulerReturn::report;
  const double on_capital = (1 - tau) * (average ? 1 : alpha_bar), on_compute = tau * (average ? 1 : compute_income);
  const double y = output(kappa), slope = output_slope(kappa);
  return on_capital * (slope - y / kappa) / kappa + on_compute * (slope + y / (1 - kappa)) / (1 - kappa);
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
// clang-format on

SteadyStateAnswer steady_state(const EconomyTechnology& economy, const Parameters& p) {
  const TrendEconomy trend = trend_economy(economy, p);
  const double tau = economy.tau, kappa = trend.kappa_at_rest(), delta = p.technology.depreciation, dt = p.time.step;
  const auto growth = [&](EulerReturn euler) {
    return desired_growth(trend.household_return(euler, kappa), delta, p.household);
  };
  SteadyState s{};
  s.economy = economy.name;
  s.kappa = kappa, s.y = trend.output(kappa), s.e = 0;
  s.g_report = growth(EulerReturn::report), s.g_private = growth(EulerReturn::private_);
  s.g_planner = growth(EulerReturn::planner);
  const bool saves_a_share = p.household.consumption.kind == ConsumptionRule::saving_rate;
  s.g = saves_a_share ? p.household.consumption.number * (s.y - s.e) - delta : growth(p.household.euler);
  s.i = s.g + delta, s.c = s.y - s.e - s.i;
  s.alpha_bar = economy.alpha_bar, s.compute_income = economy.compute_income;
  s.r = rental_rate(economy.alpha_bar, s.y, kappa);
  s.omega = compute_rental_rate(economy.compute_income, s.y, tau);
  for (const CellTechnology& cell : economy.cells)
    s.service_prices.push_back(service_price(cell.markup, p.technology.compute_per_service, s.omega));
  s.price = p.technology.compute_per_service * s.omega * economy.xi_bar / economy.provider_share;
  s.services_to_own_compute = economy.provider_share / economy.beta_bar;
  if (!saves_a_share) {
    const double j21 =
        s.c * (trend.household_return_slope(kappa) / p.household.risk_aversion - trend.output_slope(kappa));
    s.arm_slope = j21 / (-s.i - s.c);
  }
  s.decay_rate = (s.g + delta) / (1 + s.g * dt);
  s.dg_dtau_fixed_prices = (s.omega / s.compute_income - s.r / s.alpha_bar) / p.household.risk_aversion;
  s.tau_hat = trend.compute_power / (trend.compute_power + trend.alpha_bar);
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
