// The theory of MODEL.md §2–§4 written a second time, as the yardstick of these tests: production cell by cell with one
// firm each, the standard library's functions, long double. It shares the parameters' structs with agents/ and not one
// function.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "agents/parameters.hpp"

namespace suanli::test {

using Real = long double;

/// A cell with one representative firm.
struct TheoryCell {
  std::size_t region, industry;
  Real alpha, beta, xi, theta;
  Real productivity;           ///< limit of Ā_c for infinitely many firms, (6.3)
  Real markup, service_share;  ///< μ_c and X_c/X, (2.9)
};

/// One economy on paper.
struct Theory {
  std::vector<TheoryCell> cells;
  Real alpha_bar = 0, beta_bar = 0, xi_bar = 0, provider_share = 0, compute_income = 0;  // ᾱ, β̄, ξ̄, B_X, B
  Real tau = 0, delta = 0, rho = 0, sigma = 0, strength = 0, reference = 0, eta = 0, firms = 0, wealth = 0;
  SynergyMode mode{};
  EulerReturn euler{};
  std::optional<Real> saving_rate;

  /// Y of the stocks K and HT, (2.1)–(2.6), every cell in turn.
  Real output(Real capital, Real compute) const;
  /// y(κ), and R(κ) from the marginal or average products themselves, §3.1.
  Real y(Real kappa) const { return output(kappa, 1 - kappa); }
  Real household_return(EulerReturn reading, Real kappa) const;

  Real kappa_at_rest() const { return 1 - tau; }
  Real y_at_rest() const { return y(kappa_at_rest()); }
  Real growth(EulerReturn reading) const;  ///< g* under a reading of the household's return
  Real growth() const;                     ///< g* of the household given, (4.3)
  Real consumption() const { return y_at_rest() - delta - growth(); }
  Real rental_rate() const { return alpha_bar * y_at_rest() / kappa_at_rest(); }
  Real compute_rental_rate() const { return compute_income * y_at_rest() / tau; }
  Real service_price(std::size_t cell) const { return cells[cell].markup * eta * compute_rental_rate(); }
  Real arm_slope() const;  ///< c'(κ*), (3.4)–(3.5)
};

/// ln Ā less ln A for infinitely many firms of this α + β: s²/(2(α+β)), and for Laplace innovations in calm times
/// -(α+β) Σ_j ln(1 - s²(1-φ²)φ^(2j)/(2(α+β)²)), §6.2.
Real gain_from_dispersion(const Parameters& p, Real alpha_plus_beta);

/// The economy of all cells, and that of one region.
Theory theory_of_nation(const Parameters& p);
Theory theory_of_region(const Parameters& p, std::size_t region);

/// Every economy of the scenario, in order.
std::vector<Theory> theories(const Parameters& p);

/// Largest relative error of a growth rate taken from two rounded levels: V1 of MODEL.md §10.
double growth_tolerance(double g, double dt);

}  // namespace suanli::test
