// What a path loses against another that shares its random numbers: growth, output, consumption, welfare, the time that
// output takes to recover. Every measure is declared once; stress less base, so that a loss is below zero.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agents/parameters.hpp"
#include "engine/description.hpp"
#include "engine/statistics.hpp"
#include "scenarios/comparison/paths.hpp"

namespace suanli {

/// Confidence level of intervals, and probabilities of quantiles over replications.
inline constexpr double comparison_level = 0.99;
inline constexpr std::array<double, 5> comparison_probabilities{.05, .25, .5, .75, .95};

/// A number of each replication in two ensembles: `base` and `stress` [replication].
struct Pairs {
  std::vector<double> base, stress;
};

/// How a pair is held together: stress/base - 1 in %, 100(stress - base), or stress - base.
enum class Contrast { percent, points, plain };

/// What pairs differ by.
struct Difference {
  Estimate mean;
  Interval interval;
  std::array<double, comparison_probabilities.size()> quantiles;
  double variance_ratio;  ///< (Var base + Var stress)/Var(stress - base): runs on other numbers that one pair is worth
  double base;            ///< mean of the base
  std::vector<double> by_replication;
};
Difference difference(const Pairs& pairs, Contrast contrast);

/// A measure of the nation.
struct Measure {
  Description description;  ///< with the unit of the difference
  Contrast contrast;
  Pairs (*of)(const Paths& base, const Paths& stress);
};
/// In the order of the table.
std::span<const Measure> national_measures();
/// The measure of this name, which there is.
std::size_t measure_number(std::string_view name);

/// A number of each location, averaged over the dates of `by_location/<series>`.
struct LocationMeasure {
  Description description;
  Contrast contrast;
};
std::span<const LocationMeasure> location_measures();

/// An income or a cost, the mean over dates [1e12 yuan/year]; those before `adoption_cost` add up to output, §5.1.
struct IncomeMeasure {
  Description description;
  std::vector<double> (*of)(const Paths& paths);  ///< [replication × date]
};
std::span<const IncomeMeasure> income_measures();

/// ln of the consumption that, had at all periods of the horizon, is worth as much as the path [1e12 yuan/year]:
/// Σe^(-ρt)c^(1-σ)/(1-σ) of both is the same, §3. NaN where consumption is not positive at some date.
double log_lasting_consumption(std::span<const double> consumption, double dt, const HouseholdParameters& household);

/// Years from the largest shortfall of `stress` below `base` until it is at most `share` of the largest; infinity if that
/// does not happen within the paths, NaN where there is no shortfall.
double years_to_recover(std::span<const double> base, std::span<const double> stress, double dt, double share);

/// Consumption-equivalent welfare of a household that does not know yet which replication it will live in, in %:
/// (E U_stress/E U_base)^(1/(1-σ)) - 1, and its jackknife error, from the logs of lasting consumption [replication].
Estimate expected_welfare(std::span<const double> base, std::span<const double> stress, double risk_aversion);

/// Mean annual growth of output over the horizon of a replication, (Y_T/Y_0)^(1/T) - 1 [1/year].
double mean_growth_of_output(const Paths& paths, std::size_t replication);

/// [replication] means over the dates of the horizon, its last date left out, of [replication × date × place] at a place.
std::vector<double> means_over_periods(const Paths& paths, std::span<const double> values, std::size_t place = 0,
                                       std::size_t places = 1);

}  // namespace suanli
