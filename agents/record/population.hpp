// What is recorded of a population of firms, the nation's or an industry's, at one date: each number declared once with
// its measurement and the words that describe it (MODEL.md §7.6).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "agents/firms/observing.hpp"
#include "agents/record/bins.hpp"
#include "engine/description.hpp"
#include "engine/statistics.hpp"

namespace suanli {

/// A tenth of a population by size.
struct SizeClass {
  double firms = 0, sales = 0, adopted = 0;                             ///< of today's size
  double survivors = 0, growth = 0, growth_squared = 0, past_size = 0;  ///< of the size a year ago; sums
  SizeClass& operator+=(const SizeClass& other);
};
inline constexpr std::size_t size_classes = 10;

using SizeClasses = std::array<SizeClass, size_classes>;

/// Sums over firms at a date, and over those of them that were there a year ago: the survivors.
struct FirmMoments {
  double firms = 0;
  double sales = 0, sales_squared = 0, largest = 0;  ///< sales over those of the nation's mean firm; §7.6
  double log_size = 0, log_size_squared = 0;
  double productivity = 0, productivity_squared = 0;  ///< Σ (a - mean of the cell)² is the latter
  double growth_squared = 0, growth_cubed = 0, growth_fourth = 0, weighted_growth = 0;
  double inactive = 0, spikes = 0, negative = 0, negative_spikes = 0;
  PairSums investment_and_productivity, investment_and_past, productivity_and_past, growth_and_productivity;

  double survivors() const { return investment_and_productivity.n; }
  FirmMoments& operator+=(const FirmMoments& other);
};

/// The probabilities of recorded quantiles, and such quantiles.
inline constexpr std::array firm_probabilities{.01, .05, .1, .25, .5, .75, .9, .95, .99};
using FirmQuantiles = std::array<double, firm_probabilities.size()>;

/// All that is known of a population at a date.
struct FirmPopulation : FirmMoments {
  double past_sales = 0;        ///< sales of all firms a year ago; 0 where they are not known
  double aggregate_growth = 0;  ///< Δ ln Y over the year; NaN where it is not known
  Measured hill{};
  Counts size, growth, log_productivity;
  SizeClasses classes{};
  FirmQuantiles size_quantiles{}, growth_quantiles{}, productivity_quantiles{};

  void find_quantiles();  ///< from the counts
  double granular_residual() const;
};

/// Shapes in which numbers of a population come, and the groups that hold them.
enum class FirmTable { firms, distribution, size_histogram, growth_histogram, size_classes };
struct FirmTableDeclaration {
  FirmTable table;
  std::string_view group;      ///< of the nation; industries have `group`_by_industry
  std::string_view dimension;  ///< beside replication, year and industry; "" for none
  std::size_t points;
  Words about_nation, about_industries;                                         ///< what the groups hold
  std::optional<Words> quantiles_of_nation = {}, quantiles_of_industries = {};  ///< the same over replications, if any
};
std::span<const FirmTableDeclaration> firm_tables();

/// A recorded number, and its measurement at point i of its table's dimension.
struct FirmStatistic {
  FirmTable table;
  std::string_view name, symbol, unit, source;
  Words meaning;
  double (*measure)(const FirmPopulation&, std::size_t i);
  Description description() const;
};
std::span<const FirmStatistic> firm_statistics();

/// Share of firms that the tail exponent is measured on, the largest.
inline constexpr double tail_share = .05;

}  // namespace suanli
