// The two passes over a cell whose firms choose what to invest, leave, or adopt (MODEL.md §7). The first closes period t
// (what was invested arrives) and opens t + dt (productivity, production), and finds who leaves and who may adopt. When
// the market has cleared and entrants have taken their places, the second weighs the firms: who gets how much of the
// cell's investment. It comes second because a firm's weight depends on the mean return of its cell.
//
// Memory, sums and random counters are those of sweep.hpp, with investing_firm_fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/firm_parameters.hpp"
#include "agents/firms/sweep.hpp"

namespace suanli {

/// A stock over a period: x ← kept·x + per_weight·(the firm's weight), §7.
struct Accrual {
  double kept, per_weight;
};

/// What the first pass does to every firm of a cell.
struct Opening {
  Accrual capital, compute;
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

/// How the firms of a cell weigh their returns: a weight is stock·f(x), f as in §7.1, with
/// x/ln 2 = log2 E[v] - (1 + drag) log2 stock + offset.
struct Weighing {
  InvestmentBehaviour behaviour;
  double capital_offset, compute_offset;
  double drag, elasticity, floor, ceiling;
};

/// Sums of weights over a cell's firms.
struct WeighingSums {
  double capital, compute;
  WeighingSums& operator+=(const WeighingSums& other);
};

/// Second pass: writes the weights.
WeighingSums weigh_firms(double* state, std::size_t first, std::size_t end, std::size_t firms,
                         const Weighing& weighing);

/// The weights as the second pass would find them, without writing any.
WeighingSums demand_of_firms(double* state, std::size_t first, std::size_t end, std::size_t firms,
                             const Weighing& weighing);

}  // namespace suanli
