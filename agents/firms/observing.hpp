// The loops of an observer of firms (record/observer.hpp): what a look needs of every firm, and its sums. Every sum has
// eight partial sums, added up in a fixed order, so that no result depends on the width of the vectors.
#pragma once

#include <cstddef>

#include "agents/firms/sweep.hpp"

namespace suanli {

/// How many firms are looked at together: a multiple of a group.
inline constexpr std::size_t firms_per_glance = 256;

/// Numbers of as many firms, in their order.
struct alignas(64) Glance {
  double value[firms_per_glance];
  double& operator[](std::size_t i) { return value[i]; }
  double operator[](std::size_t i) const { return value[i]; }
};

/// What is seen of firms: log2 of the input bundle v_i (§2.1) and the bundle itself, log productivity with what adoption
/// has added, that addition, and K [1e12 yuan].
struct SeenFirms {
  Glance log2_bundle, bundle, productivity, gain, capital;
};

/// Slots [first, end) of a cell whose slots start at `state`, of `fields` fields each; both are multiples of a group, and
/// not more than a glance apart.
void see_firms(const double* state, std::size_t first, std::size_t end, std::size_t fields,
               const BundleTechnology& technology, SeenFirms& seen);

/// What is remembered of the same firms a year later: log size, K [1e12 yuan], log productivity, and the investment rate. The
/// first is NaN where the firm was not there, the last where it had none.
struct PastFirms {
  Glance size, capital, productivity, investment;
};

/// Investment rates that count as none (either sign) and as a spike.
inline constexpr double inactive_below = 0.01, spike_above = 0.2;

/// A year of firms: the change of log size, log productivity after and before it and their mean, the investment rate, and of
/// those with two such rates the later and the earlier; 0 for firms that do not count. And how many firms survived, have
/// two rates, invested next to nothing, in a spike, negatively, in a negative spike.
struct FirmYears {
  Glance change, productivity, past_productivity, mean_productivity, rate, rate_again, past_rate;
  double survivors, twice, inactive, spikes, negative, negative_spikes;
};

/// The year between `past` and what is `seen` now at this log size; a year's wear leaves `kept` of K.
void compare_years(const SeenFirms& seen, const Glance& size, const PastFirms& past, double kept, FirmYears& years);

/// Survivors' growth of log size beyond `mean`, its square, and how much more productive they are; 1 for a survivor; log size
/// a year ago. 0 for firms that do not count.
struct Growths {
  Glance growth, square, more_productive, survives, past_size;
  double survivors;
};
void find_growths(const SeenFirms& seen, const Glance& size, const PastFirms& past, double mean, Growths& growths);

/// e^x; |x| below 700.
void exponentials(const Glance& x, Glance& result);

/// Sums of two numbers x and y over n firms.
struct PairSums {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;

  PairSums& operator+=(const PairSums& other);
  /// The same around the means, which are then 0: sums of cells of different means may be added.
  PairSums centred() const;
  /// Of x with y; NaN where one of them does not vary.
  double correlation() const;
  /// Standard deviation of x, √(Σ(x - x̄)²/n); NaN of nobody.
  double deviation() const;
};

/// Sums over a glance, in which firms that do not count are 0; n is the number of those that do.
PairSums pair_sums(const Glance& x, const Glance& y, double n);

}  // namespace suanli
