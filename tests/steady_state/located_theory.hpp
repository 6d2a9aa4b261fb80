// The theory of MODEL.md §8.5 written a second time, as it is stated and not as it is solved: cells and locations one by
// one, long double, one root by bisection, slopes by differences. It shares no function with agents/.
#pragma once

#include <vector>

#include "tests/steady_state/saddle_arm.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {

/// A national economy whose compute earns the same everywhere, but for what policy adds or takes.
class LocatedTheory {
 public:
  explicit LocatedTheory(const Parameters& p);

  /// The economy at stocks K and HT.
  struct At {
    Real output, energy, carbon_tax;
    Real own_compute, compute_return;                          ///< H, and what compute earns on average
    std::vector<Real> price, revenue, capital, capital_return; /* by location */
    std::vector<Real> log_index;                               ///< ln p [region × class]
    Real net() const { return output - energy; }
    Real providers() const;
    Real compute_income(Real compute) const { return compute_return * compute / output; }  ///< B
  };
  At at(Real capital, Real compute, Real shift = 0) const;
  At at(Real kappa) const { return at(kappa, 1 - kappa); }

  Real kappa_at_rest() const { return 1 - nation_.tau; }
  Real household_return(EulerReturn reading, Real kappa) const;
  Real growth(EulerReturn reading) const;
  Real growth() const;
  Real consumption() const;
  const Theory& nation() const { return nation_; }  ///< elasticities, shares and levels of cells

  /// The arm by another method.
  SaddleArm arm() const;

 private:
  struct Place {
    Real eta, availability, electricity, tax, log_weight, multiplier;
  };
  struct Work {
    std::size_t region;
    Real spending;
    std::vector<Real> delivery;  // by location
  };
  At per_output(Real log_level) const;
  Real log_output(const At& per_output, Real log_output, Real capital, Real compute) const;

  Theory nation_;
  Real markup_, dispersion_, elasticity_;
  std::vector<Place> places_;
  std::vector<Work> work_;  // region after region, class after class
  std::vector<Real> class_share_;
  std::size_t classes_;
};

/// (f(x+h) - f(x-h))/2h with the error of h² taken out.
template <class F> Real derivative(const F& f, Real x, Real h) {
  const auto quotient = [&](Real step) { return (f(x + step) - f(x - step)) / (2 * step); };
  return (4 * quotient(h / 2) - quotient(h)) / 3;
}

}  // namespace suanli::test
