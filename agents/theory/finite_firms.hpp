// How a finite number of firms differs from infinitely many: what a simulation may miss its closed form by (§6.2).
#pragma once

#include "agents/technology.hpp"

namespace suanli {

/// Mean and standard deviation of the log of a quantity relative to its limit, to leading order in 1/N_c.
struct FiniteFirms {
  double bias, standard_deviation;
};

/// ln Ā_c of one cell: bias -(α+β)v/(2N_c), standard deviation (α+β)√(v/N_c), v the variance of e^(a/(α+β)) over its
/// squared mean, e^(s²/(α+β)²) - 1 for normal numbers (delta method).
FiniteFirms finite_firms(const CellTechnology& cell, const Dispersion& dispersion);

/// How good that leading order is: what the variance is off by to the next order, relative, and the excess kurtosis of the
/// mean of e^(a/(α+β)) over firms; infinite where Laplace innovations have no such moments.
struct LeadingOrder {
  double error, excess_kurtosis;
};
LeadingOrder leading_order(const CellTechnology& cell, const Dispersion& dispersion);

/// ln Y of an economy at given stocks; cells are independent and weigh θ_c.
FiniteFirms finite_firms(const EconomyTechnology& economy, const Dispersion& dispersion);

}  // namespace suanli
