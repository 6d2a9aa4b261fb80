// One pass over a cell's firms: closes period t and opens t + dt. Every value is read and written once.
//
// Firms lie in blocks of eight, the fields of a block next to each other: field f of firm i of a cell is
// state[(i / 8 * fields + f) * 8 + i % 8]. Every sum has eight partial sums, one per place in a block, added up in a
// fixed order, so that no result depends on the width of the vectors.
#pragma once

#include <cstddef>

#include "engine/stream.hpp"

namespace suanli {

/// The fields of a firm: log productivity a, capital K and compute capital H [1e12 yuan]. Firms of a country in which
/// any of them choose, leave or adopt (§7) carry on: log productivity gained by adoption, and the attraction that investing in
/// K and in H has for the firm, as in investing.hpp.
enum FirmField : std::size_t {
  log_productivity_field,
  capital_field,
  compute_field,
  firm_fields,
  adoption_gain_field = firm_fields,
  capital_attraction_field,
  compute_attraction_field,
  investing_firm_fields
};

/// What slots own that only fill up a cell's last group: below the last bit of any sum.
inline constexpr double empty_slot = 0x1p-600;

inline constexpr std::size_t firms_per_block = 8;
/// Firms that share a random counter; a cell's slots are a multiple of this.
inline constexpr std::size_t firms_per_group = 32;

/// ln v of §2.1 as the sweep needs it, to base 2 and per unit of H.
struct BundleTechnology {
  double constant;         ///< (ln A_c + z_c - V/(2(α+β)) + α ln h̄)/((α+β) ln 2)
  double by_productivity;  ///< 1/((α+β) ln 2)
  double by_ratio;         ///< α/(α+β)
};

/// What a period does to every firm of a cell.
struct FirmPeriod {
  double capital_growth, compute_growth;  ///< factors of K and H over the period that closes
  double persistence, innovation;         ///< a ← persistence·a + innovation·ε
  Distribution distribution;              ///< of ε
  BundleTechnology technology;            ///< of the period that opens
};

/// Sums over firms after the sweep.
struct FirmSums {
  double input_bundle, capital, compute;
  FirmSums& operator+=(const FirmSums& other);
};

/// Sweeps firms [first, end) of a cell whose slots start at `state`; `first` and `end` are multiples of a group.
FirmSums sweep_firms(double* state, std::size_t first, std::size_t end, const FirmPeriod& period, const Stream& shocks);

}  // namespace suanli
