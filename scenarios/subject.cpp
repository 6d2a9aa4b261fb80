#include "scenarios/subject.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agents/theory/finite_firms.hpp"
#include "agents/theory/seen_trend.hpp"

namespace suanli {

namespace {

// Investment that cannot be negative bends the paths that closed forms describe.
Text why_bent(const Subject& s) {
  const std::vector<double> investment = s.series("investment");
  const auto bent = std::ranges::count(investment, 0.0);
  if (bent == 0) return {};
  return text("investment stood at 0 in {} of {} periods", "{1} 期中有 {0} 期投资为 0", bent, investment.size());
}

// Mean output over that of infinitely many firms, less 1: to the first order, at one date.
double effect_of(const EconomyTechnology& economy, const Dispersion& dispersion) {
  const FiniteFirms finite = finite_firms(economy, dispersion);
  return std::abs(finite.bias) + finite.standard_deviation * finite.standard_deviation / 2;
}

}  // namespace

bool is_noisy(const Model& model) {
  return model.firm.stationary + model.economy_shock.stationary + model.industry_shock.stationary +
             model.region_shock.stationary + model.service_shock.stationary >
         0;
}

Estimate mean_of(const Subject& s, std::span<const double> values) {
  return over_replications(s, [&](std::size_t r) {
    const auto path = values.subspan(r * s.dates(), s.dates());
    return std::accumulate(path.begin(), path.end(), 0.0) / static_cast<double>(path.size());
  });
}

std::vector<Dispersion> dispersions(const Model& model, std::span<const double> volatility) {
  std::vector<Dispersion> by_date{dispersion_at_start(model.parameters)};
  for (const double now : volatility.subspan(1)) {
    by_date.push_back(by_date.back());
    by_date.back().advance(model.firm.persistence, model.firm.innovation * now,
                           model.parameters.productivity.innovations);
  }
  return by_date;
}

FiniteFirmsEffect finite_firms_effect(const Observed& observed, const EconomyTechnology& economy) {
  const std::vector<double> volatility = observed.national_series("volatility");
  const bool always_calm = std::ranges::all_of(volatility, [](double now) { return now == 1; });
  const std::size_t replications = always_calm ? 1 : observed.replications(), dates = observed.dates();
  FiniteFirmsEffect effect;
  for (std::size_t r = 0; r < replications; ++r)
    for (const Dispersion& d : dispersions(observed.model(), std::span(volatility).subspan(r * dates, dates))) {
      const double now = effect_of(economy, d);
      effect.mean += now / static_cast<double>(replications * dates);
      effect.largest = std::max(effect.largest, now);
    }
  return effect;
}

GrowthFromRest growth_from_rest(const Subject& s) {
  const double of_firms = s.rest.path.y * s.finite_firms.mean;  // in y, and as much in y*e^m̂
  const double seen = s.sees_delayed_trend() ? std::abs(weight_of_trend(s.model(), s.e, s.rest.path)) : 0;
  return {mean_growth(s.model(), s.e, s.rest.path), of_firms * (1 + seen)};
}

Text why_path_differs(const Parameters& p) {
  if (p.tau_mode.kind == TauMode::endogenous) return text("τ follows the demand of firms", "τ 随企业需求变动");
  if (p.adoption.rule != AdoptionRule::none)
    return text("adoption costs output and raises productivity", "数字化采用耗费产出并提高生产率");
  if (p.start.provider_compute.kind == StartProviders::given)
    return text("providers start with another share of compute than at rest", "服务商期初的算力份额不同于稳态");
  if (!p.events.empty()) return text("events happen", "有事件发生");
  if (!p.policies.empty()) return text("policies change what is at rest", "政策改变稳态");
  const auto any_location = [&](const auto& is_meant) {
    return std::ranges::any_of(p.locations, [&](const auto& entry) { return is_meant(entry.second); });
  };
  if (any_location([](const auto& l) { return l.start_utilisation.kind == StartCapacity::given; }))
    return text("data centres start at other capital than at rest", "数据中心期初资本不同于稳态");
  if (any_location([](const auto& l) { return l.ceiling.kind == CapacityCeiling::given || !l.bandwidth.empty(); }))
    return text("ceilings or bandwidths limit locations", "容量上限或带宽限制各地");
  return {};
}

Text why_sites_lag(const Subject& s) {
  const Parameters& p = s.parameters();
  if (p.locations.empty()) return {};
  if (is_noisy(s.model()))
    return text("data centres of several locations follow only slowly what noise does to their returns",
                "各地数据中心对噪声引起的回报变动调整缓慢");
  if (!s.starts_at_rest() && p.allocation.rule == AllocationRule::gradual)
    return text("away from rest, data centres of several locations follow their returns only slowly",
                "偏离稳态时，各地数据中心对回报的调整缓慢");
  return {};
}

Text why_productivity_moves(const Parameters& p) {
  if (p.productivity.standard_deviation == 0 || !firms_invest(p)) return {};
  return text("firms that differ choose, leave or enter, and effective productivity with them",
              "相异的企业自行选择、退出或进入，有效生产率随之变动");
}

Text why_no_rest(const Subject& s, Productivity productivity) {
  if (Text moves = why_path_differs(s.parameters()); !moves.empty()) return moves;
  if (productivity == Productivity::at_rest)
    if (Text moves = why_productivity_moves(s.parameters()); !moves.empty()) return moves;
  if (!s.no_path.empty()) return s.no_path;
  if (!s.rest.refusal.empty()) return s.rest.refusal;
  if (Text lag = why_sites_lag(s); !lag.empty()) return lag;
  if (!s.starts_at_rest())
    return text("the run starts at κ = {:.4g}, away from rest at {:.4g}", "运行始于 κ = {:.4g}，而稳态为 {:.4g}",
                s.model().kappa_start[s.e], 1 - s.technology.tau);
  const Parameters& p = s.parameters();
  const bool spread_moves = p.volatility.arrival_rate > 0 || p.volatility.start.kind == TurbulenceStart::date ||
                            p.productivity.innovations == Distribution::laplace;
  if (!p.productivity.normalise && p.productivity.standard_deviation > 0 && spread_moves)
    return text("productivity.normalise is false and the dispersion of firms changes over time",
                "productivity.normalise 为 false，而企业的离散度随时间变化");
  constexpr double first_order = 0.01;
  if (!(s.finite_firms.largest <= first_order))
    return text("so few firms, so unlike, move mean output by up to {:.2g} of its size",
                "企业过少而差异过大，使平均产出偏离达 {:.2g}", s.finite_firms.largest);
  return why_bent(s);
}

}  // namespace suanli
