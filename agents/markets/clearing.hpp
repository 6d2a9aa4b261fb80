// The convex programme behind a market's prices, and Newton's method for it (MODEL.md §8).
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace suanli {

struct ServiceMarket;

/// Minimises Ψ = ΣS·q + Σbandwidth·μ + Σ(1-ξ̄)Y over prices of sites q ≥ q̲ and rents of links μ ≥ 0, all relative to a
/// common scale. What is priced is a slot: a site or, after the sites, a link. A buyer pays q or, over a link, q + μ.
class Clearing {
 public:
  /// Takes over a market that `clear` has checked, in prices relative to e^log_scale; every price starts at its bound.
  /// Throws std::invalid_argument if two links join the same buyer and site.
  void pose(const ServiceMarket& market, double log_scale);
  /// Moves the start: ln of a site's relative price, or a link's relative rent; kept within its bound.
  void start(std::size_t slot, double value);
  /// Clears at a dispersion ν from where it stands, to a residual of `tolerance`; false if `budget` steps do not do.
  bool solve(double dispersion, double tolerance, int budget);

  /// First buyer that spends and reaches no capacity; the number of buyers if there is none.
  std::size_t stranded() const { return stranded_; }
  double log_scale() const { return log_scale_; }
  /// Has capacity, and in its reach somebody who spends.
  bool traded(std::size_t slot) const { return traded_[slot] != 0; }
  bool at_bound(std::size_t slot) const { return now_.value[slot] <= lower_[slot]; }
  /// ln of a site's relative price; a link's relative rent.
  double value(std::size_t slot) const { return now_.value[slot]; }
  /// Of a site, what buyers pay it, q·u·S; of a link, what it carries, in units × e^log_scale.
  double demand(std::size_t slot) const { return now_.demand[slot]; }
  /// Of a site, what it would earn in full use, q·S; of a link, its bandwidth, in units × e^log_scale.
  double supply(std::size_t slot) const { return now_.supply[slot]; }
  const std::vector<double>& share() const { return now_.share; }
  const std::vector<double>& log_price_index() const { return now_.log_index; }  ///< relative
  const std::vector<double>& log_output() const { return now_.log_output; }
  double residual() const { return now_.residual; }
  int iterations() const { return iterations_; }

 private:
  /// Prices, and what follows from them.
  struct Point {
    std::vector<double> value, paid, log_paid, supply, demand, appeal;  // by slot
    std::vector<double> share, log_index, log_output, output;
    double objective = 0, residual = 0;
  };
  enum class Model { logs, objective };

  void find_traded();
  bool reaches(std::size_t buyer) const { return nearest_[buyer] > -std::numeric_limits<double>::infinity(); }
  void price(Point& point) const;
  void buy(Point& point) const;
  void evaluate(Point& point) const;

  bool advance();
  void curve();
  void pull(Model model);
  void factorise();
  void aim();
  bool release_mistaken();
  bool search(int attempts);
  double room(std::size_t slot) const;
  double moved(std::size_t slot, double step) const;
  double slope(const Point& point) const;
  double curvature(std::size_t i, std::size_t j) const;

  // The programme.
  std::size_t sites_ = 0, slots_ = 0, buyers_ = 0, economies_ = 0, stranded_ = 0;
  double log_scale_ = 0, dispersion_ = 0;
  std::vector<double> capacity_, lower_;  // by slot, at relative prices
  std::vector<char> traded_;              // by slot
  std::vector<std::size_t> site_of_;      // by slot
  std::vector<std::size_t> slot_of_;      // [buyer × site]
  std::vector<std::size_t> economy_;      // by buyer
  std::vector<double> spending_, log_weight_, log_delivery_;
  std::vector<double> attraction_, nearest_,
      nearness_;                                 // ln b - ν ln d [buyer × site], its largest, e^ of what is below
  std::vector<double> log_size_, inverse_rest_;  // by economy: ln M at relative prices, 1/(1-ξ̄)

  // Where it stands, and the step from there.
  Point now_, trial_;
  int iterations_ = 0;
  std::vector<std::size_t> candidates_, position_;  // slots that may move; where a slot is among them
  std::vector<char> in_levels_;                     // by slot: a site that moves together with a link
  std::vector<double> hessian_, diagonal_, pull_, step_, weight_, by_economy_;  // of candidates
  std::vector<char> fixed_;                                                     // candidates held at their bound
  std::vector<std::size_t> free_;                                               // the others
  std::vector<double> factor_, right_;
};

}  // namespace suanli
