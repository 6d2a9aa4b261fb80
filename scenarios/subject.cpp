#include "scenarios/subject.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agents/theory/finite_firms.hpp"

namespace suanli {

namespace {

// Investment that cannot be negative bends the paths that closed forms describe.
Text why_bent(const Subject& s) {
  const std::vector<double> investment = s.series("investment");
  const auto bent = std::ranges::count(investment, 0.0);
  if (bent == 0) return {};
  return text("investment stood at 0 in {} of {} periods", "{1} 期中有 {0} 期投资为 0", bent, investment.size());
}

// As if turbulence lasted for ever, if that is wider.
Dispersion widest_dispersion(Parameters p) {
  p.productivity.standard_deviation *= std::max(1.0, p.volatility.factor);
  return calm_dispersion(p);
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

double finite_firms_effect(const Subject& s) {
  const FiniteFirms finite = finite_firms(s.technology, widest_dispersion(s.parameters()));
  return std::abs(finite.bias) + finite.standard_deviation * finite.standard_deviation / 2;
}

Text why_no_rest(const Subject& s) {
  if (!s.no_path.empty()) return s.no_path;
  if (!s.rest.refusal.empty()) return s.rest.refusal;
  if (!s.starts_at_rest())
    return text("the run starts at κ = {:.4g}, away from rest at {:.4g}", "运行始于 κ = {:.4g}，而稳态为 {:.4g}",
                s.model().kappa_start[s.e], 1 - s.technology.tau);
  const Parameters& p = s.parameters();
  const bool spread_moves = p.volatility.arrival_rate > 0 || p.productivity.innovations == Distribution::laplace;
  if (!p.productivity.normalise && p.productivity.standard_deviation > 0 && spread_moves)
    return text("productivity.normalise is false and the dispersion of firms changes over time",
                "productivity.normalise 为 false，而企业的离散度随时间变化");
  return why_bent(s);
}

}  // namespace suanli
