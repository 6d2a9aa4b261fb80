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
