// One economy of an observed ensemble beside what theory says about it: what the rows of a verdict are made from.
#pragma once

#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "agents/theory/steady_state.hpp"
#include "engine/statistics.hpp"
#include "engine/text.hpp"
#include "scenarios/independent.hpp"
#include "scenarios/observed.hpp"

namespace suanli {

/// How far the finite number of firms moves mean output from the closed form, relative: over dates and replications.
struct FiniteFirmsEffect {
  double mean = 0, largest = 0;
};
FiniteFirmsEffect finite_firms_effect(const Observed& observed, const EconomyTechnology& economy);

/// An economy, its ensemble, its balanced path.
struct Subject {
  const Observed& observed;
  std::size_t e;
  const EconomyTechnology& technology;
  SteadyStateAnswer rest;
  Text no_path;  ///< why there is no balanced path at all, or ""
  FiniteFirmsEffect finite_firms;

  const Model& model() const { return observed.model(); }
  const Parameters& parameters() const { return model().parameters; }
  double dt() const { return parameters().time.step; }
  bool starts_at_rest() const { return model().kappa_start[e] == 1 - technology.tau; }
  bool sees_delayed_trend() const { return parameters().household.trend.kind == TrendRule::delay; }
  bool saves_a_share() const { return parameters().household.consumption.kind == ConsumptionRule::saving_rate; }

  /// Values of a series of this economy, [replication × date].
  std::vector<double> series(std::string_view name) const { return observed.series(name, e); }
  std::size_t dates() const { return observed.dates(); }
  std::size_t replications() const { return observed.replications(); }
};

/// Whether any shock is switched on.
bool is_noisy(const Model& model);

/// A statistic of each replication's path, and its mean over replications.
template <class Statistic> Estimate over_replications(const Subject& s, const Statistic& statistic) {
  std::vector<double> values;
  for (std::size_t r = 0; r < s.replications(); ++r) values.push_back(statistic(r));
  Estimate all = estimate_over_replications(values, s.observed.numbers(), s.parameters().ensemble);
  if (all.count == 1 && is_noisy(s.model())) all.standard_error = std::numeric_limits<double>::infinity();
  return all;
}
/// Of what noise does not move.
inline Estimate exact(Estimate e) { return {e.mean, 0, e.count}; }
/// The mean over dates of a series [replication × date], and over replications.
Estimate mean_of(const Subject& s, std::span<const double> values);

/// Dispersion of a replication's firms at every date, by the volatility that was recorded.
std::vector<Dispersion> dispersions(const Model& model, std::span<const double> volatility);

/// Mean growth from rest, (10.1a), and how far the finite number of firms may move it [1/year].
struct GrowthFromRest {
  double mean, left_open;
};
GrowthFromRest growth_from_rest(const Subject& s);

/// Why compute does not keep its place at rest: τ follows demand, adoption costs output, the start lies elsewhere, events or
/// policies move it, locations are limited; empty if it does.
Text why_path_differs(const Parameters& p);
/// Why data centres of several locations are not where returns are equal; empty if they are.
Text why_sites_lag(const Subject& s);
/// Why effective productivity has no closed form: firms that differ choose, leave or enter; empty if it has.
Text why_productivity_moves(const Parameters& p);

/// Why a simulation is not at rest, and so not where closed forms describe it; empty if it is. With any productivity, what
/// moves productivity does not matter.
enum class Productivity { at_rest, any };
Text why_no_rest(const Subject& s, Productivity productivity = Productivity::at_rest);
inline Text saves_a_given_share() { return text("the household saves a given share", "居民按给定比例储蓄"); }

}  // namespace suanli
