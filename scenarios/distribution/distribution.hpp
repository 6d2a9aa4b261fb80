// The distribution of growth of an ensemble (MODEL.md §6.4): by horizon and by year, given the state at the start, of stated
// events; and of two ensembles, one less the other.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/distribution.hpp"
#include "engine/resampling.hpp"
#include "scenarios/comparison/compare.hpp"
#include "scenarios/distribution/event.hpp"
#include "scenarios/distribution/growth.hpp"

namespace suanli {

/// Confidence level of intervals, the quantiles that are given, and the probability of growth at risk.
inline constexpr double distribution_level = 0.95;
inline constexpr std::array<double, 7> distribution_probabilities{.01, .05, .25, .5, .75, .95, .99};
inline constexpr double probability_at_risk = .05;
/// The fewest replications of which one is expected at risk: fewer give no interval of growth at risk given the state.
inline constexpr std::size_t fewest_at_risk = 20;

/// What is looked at.
struct DistributionOptions {
  std::string series = "output";
  Level level = Level::national;
  std::vector<double> horizons, years;  ///< none: the usual horizons, all years
  std::vector<StatedEvent> events;
};

/// How growth over a stretch is distributed over replications [1/year].
struct GrowthDistribution {
  Stretch stretch;
  std::vector<double> by_replication;  ///< [finished replication]
  Moments moments;
  std::array<QuantileEstimate, distribution_probabilities.size()> quantiles;
  Measured shortfall;  ///< mean of the lowest 5 %
};
GrowthDistribution distribution_of(std::vector<double> growth, const Stretch& stretch);

/// Replications by their state y = Y/W at the start of a stretch, as thirds of the replications at the same date.
enum class State { any, lowest, middle, highest };
inline constexpr std::size_t states = 4;

/// The 5 % quantile of growth over so many years, of all starts a whole number of years after the first date, by the state at
/// the start; intervals by drawing replications again, each with all its starts, which overlap.
struct RiskByState {
  double years;
  std::size_t starts;
  std::array<Bootstrapped, states> at_risk;  ///< [1/year]; no interval of fewer than fewest_at_risk replications
  Bootstrapped difference;                   ///< highest third less lowest
};
RiskByState risk_by_state(const EnsembleSeries& ensemble, double years, std::size_t place);

/// Of a place, or of the nation.
struct PlaceDistribution {
  std::string place;
  std::vector<GrowthDistribution> horizons, years;
  std::vector<RiskByState> by_state;  ///< by horizon
};

struct EnsembleDistribution {
  EnsembleSeries ensemble;
  std::vector<PlaceDistribution> places;
  std::vector<EventProbability> events;
};
/// Reads a file and finds out. Throws what ensemble_of and its neighbours throw.
EnsembleDistribution distribution_of(const std::string& file, const DistributionOptions& options);

/// A number of a distribution that two are compared by.
struct ComparedNumber {
  std::string name;
  double probability = 0;  ///< of a quantile; 0 for others
};
/// Mean, standard deviation, skewness, kurtosis, the quantiles, the shortfall.
const std::vector<ComparedNumber>& compared_numbers();

/// Growth of the second ensemble less that of the first over a stretch.
struct GrowthDifference {
  Stretch stretch;
  std::vector<Bootstrapped> numbers;  ///< by compared number; intervals NaN where too few replications give none
  double distance, chance;            ///< largest distance between distribution functions, probability of one as large
};

struct PlaceDifference {
  std::string place;
  std::vector<GrowthDifference> horizons, years;
};

/// Two ensembles held against each other.
struct DistributionDifference {
  Samples samples;
  std::size_t pairs;  ///< replications that both finished, where they share their random numbers
  std::vector<PlaceDifference> places;
};
/// Throws NoDistribution where dates or places differ.
DistributionDifference difference_of(const EnsembleDistribution& first, const EnsembleDistribution& second);

/// What there is to say about one file or two.
struct DistributionReport {
  std::vector<EnsembleDistribution> ensembles;
  std::optional<DistributionDifference> difference;  ///< of two
};

/// As tables for a terminal; of many years a few.
std::string to_text(const DistributionReport& report, const DistributionOptions& options, Language language);
/// What that file and its tables may hold.
Contents contents_of_distributions();
/// All numbers, with densities. Throws OutputError.
void write(const DistributionReport& report, const Destinations& destinations, Language headers);

}  // namespace suanli
