// What a period with several spells comes to: in each of them the market clears by itself (MODEL.md §9).
#pragma once

#include <span>

#include "agents/markets/service_market.hpp"

namespace suanli {

/// A market that has cleared, for a part of a period.
struct ClearedSpell {
  double share;  ///< of the period
  ServiceMarket market;
  ServicePrices prices;
};

/// Means over time of what is bought, paid and sold; prices are what is paid over what is bought, utilisation what is sold
/// over what could be. Spells differ in capacities and delivery. Memory of the solver in `mean` is kept.
void average(std::span<const ClearedSpell> spells, ServicePrices& mean);

/// Capacity of a site, mean over time [unit/year].
double mean_capacity(std::span<const ClearedSpell> spells, std::size_t site);

}  // namespace suanli
