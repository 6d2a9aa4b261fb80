// The two passes over a cell whose firms choose what to invest, leave, or adopt (MODEL.md §7). The first closes period t
// (what was invested arrives) and opens t + dt (productivity, production, how attractive it is to invest), and finds who
// leaves and who may adopt. When the market has cleared and entrants have taken their places, the second only sums what firms
// want: it comes second because that depends on the mean return of the cell. What each of them then gets the next first pass
// works out anew, for to remember it would cost more than to compute it.
//
// Memory, sums and random counters are those of sweep.hpp, with investing_firm_fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/firm_parameters.hpp"
#include "agents/firms/sweep.hpp"

namespace suanli {

/// How the firms of a cell perceive their returns in the open period. The attraction of investing in a stock is e^(ϑx), x as in
/// (7.2), but for a factor of the cell, which the first pass cannot know: it depends on the mean return. Any offset gives the
/// same results; one near minus the logarithm of a mean firm's keeps attractions near 1, far from where numbers end.
struct Perception {
  double elasticity = 0, drag = 0;                ///< ϑ, ς
  double capital_offset = 0, compute_offset = 0;  ///< added to log2 of the attraction
};

/// How firms weigh what attracts them: f of (7.1) is scale·attraction + shift, but not outside [lowest, highest].
struct Weighing {
  double capital_scale = 0, compute_scale = 0;
  double shift = 0, lowest = 0, highest = 0;
};

/// A stock over a period: x ← (kept + per_demand·f)·x, (7.1).
struct Accrual {
  double kept, per_demand;
};

/// How a cell's pools are divided among its firms at the end of a period, (7.1).
struct Division {
  Weighing weighing;
  Accrual capital{1, 0}, compute{1, 0};
};

/// What the first pass does to every firm of a cell.
struct Opening {
  Division division;                ///< of the period that closes
  Perception perception;            ///< of the period that opens
  double persistence, innovation;   ///< a ← persistence·a + innovation·ε
  Distribution distribution;        ///< of ε
  BundleTechnology technology;      ///< of the period that opens
  double expected_by_productivity;  ///< φ₁/((α+β) ln 2): what of log productivity is left in a year
  double exit_probability;          ///< over the period
  double exit_floor;                ///< log productivity below which a firm leaves
  double adoption_probability;      ///< that a firm without it considers adoption in this period
};

/// The streams of a cell's draws in a period. One lot, uniform on (0, 1), decides whether a firm leaves (it is low) or
/// considers adoption (it is high).
struct OpeningStreams {
  Stream productivity, lot;
};

/// Sums over firms after the first pass, leavers included.
struct OpeningSums {
  double input_bundle, expected_bundle, capital, compute;
  OpeningSums& operator+=(const OpeningSums& other);
};

/// What leavers leave behind: stocks before depreciation, and the bundles that were expected of them.
struct Leavings {
  double capital, compute, expected_bundle;
  Leavings& operator+=(const Leavings& other);
};

/// A firm that considers adoption: its place in its cell, and its bundle.
struct Candidate {
  std::uint64_t place;
  double input_bundle;

  friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// Firms that a pass found, by ascending places in their cell, and what those that leave have.
struct FoundFirms {
  std::vector<std::uint32_t> leaving;
  std::vector<Candidate> considering;
  Leavings leavings;
};

/// First pass over slots [first, end) of a cell of `firms` firms whose slots start at `state`.
OpeningSums open_firms(double* state, std::size_t first, std::size_t end, std::size_t firms, const Opening& opening,
                       const OpeningStreams& streams, FoundFirms& found);

/// What the firms of a cell want to invest, Σ stock·f, before it is scaled to the pools.
struct Demand {
  double capital, compute;
  Demand& operator+=(const Demand& other);
};

/// Second pass.
Demand demand_of_firms(const double* state, std::size_t first, std::size_t end, std::size_t firms,
                       const Weighing& weighing);

}  // namespace suanli
