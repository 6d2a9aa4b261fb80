// The market for compute services in one period: sites sell capacity, the work of regions buys where the delivered
// service is cheap, and prices clear what floors and links let clear (MODEL.md §8). It knows sites, buyers and economies,
// nothing of firms.
#pragma once

#include <cstddef>
#include <vector>

#include "agents/markets/clearing.hpp"
#include "engine/text.hpp"

namespace suanli {

/// Who may buy from which site, at what delivery cost, in one period, §8.
struct ServiceMarket {
  /// A region's work of one class.
  struct Buyer {
    std::size_t economy;
    double spending;  ///< Σθ_cξ_cλ of its cells: what it spends, over its economy's output [1]
  };
  /// What some buyers together may take from a site; a pair of site and buyer lies on one link at most.
  struct Link {
    std::size_t site;
    std::vector<std::size_t> buyers;
    double bandwidth;  ///< shipped [unit/year]; 0 closes the link
  };

  std::size_t sites = 0;
  double dispersion = 8;           ///< ν [1]
  std::vector<double> log_weight;  ///< ln b [1], by site
  std::vector<Buyer> buyers;
  std::vector<double> log_delivery;  ///< ln d [1], [buyer × site]; infinity: out of reach
  std::vector<double>
      log_size;  ///< ln M, by economy: Y = M exp(-Σ spending·ln p/(1-ξ̄)), ξ̄ = Σ its buyers' spending < 1
  std::vector<double> capacity;  ///< S [unit/year], by site; 0 removes it
  std::vector<double> floor;     ///< q̲ [1e12 yuan/unit], by site; 0: none
  std::vector<Link> links;
};

/// The prices that clear a market, and what is bought at them; also the guess for the next period.
struct ServicePrices {
  std::vector<double> price;        ///< q [1e12 yuan/unit], by site; infinity: removed
  std::vector<double> utilisation;  ///< u in [0, 1], by site
  std::vector<double> link_price;  ///< μ [1e12 yuan/unit], by link: 0 where bandwidth is ample, infinity where it is 0
  std::vector<double> log_price_index;  ///< ln p, by buyer, of sites that somebody buys from; infinity: none in reach
  std::vector<double> share;            ///< π [1], [buyer × site]: of the buyer's spending, rents of links included
  std::vector<double> log_output;       ///< ln Y, by economy
  std::vector<double> revenue;  ///< q·u·S [1e12 yuan/year], by site: what buyers pay it, rents of links excluded
  double residual = 0;          ///< largest excess demand over supply, relative, of sites and links (§8)
  int iterations = 0;           ///< Newton steps taken
  Clearing clearing;            ///< the solver's memory, kept so that a running economy allocates nothing
};

/// A buyer that spends has no site with capacity in reach.
class NothingInReach : public ExplainedError {
 public:
  explicit NothingInReach(std::size_t buyer);
  std::size_t buyer() const { return buyer_; }

 private:
  std::size_t buyer_;
};

/// No prices were found at which supply meets demand to 1e-10.
class MarketNotCleared : public ExplainedError {
 public:
  using ExplainedError::ExplainedError;
};

/// Clears the market: q ≥ q̲, u ≤ 1 and (q-q̲)(1-u) = 0 at every site, μ ≥ 0 with slack bandwidth only at μ = 0, to a
/// residual of 1e-10. Starts from `prices`, an earlier solution of as many sites and links, or from nothing if it is
/// empty. A site without capacity has an infinite price, one that nobody reaches its floor and no use, one without a floor
/// is in full use unless its links cannot carry its capacity: then it is free. Throws NothingInReach, MarketNotCleared, and
/// std::invalid_argument if sizes, numbers or links are no market.
void clear(const ServiceMarket& market, ServicePrices& prices);

}  // namespace suanli
