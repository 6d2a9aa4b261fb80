// Who pulls away from whom: closed economies on their balanced paths, and how fast they part (MODEL.md §10, V11).
#pragma once

#include <string>
#include <vector>

#include "agents/parameters.hpp"

namespace suanli {

/// One economy beside the fastest.
struct Divergence {
  std::string economy;
  double tau, growth;    ///< τ [1], g* [1/year]
  double behind;         ///< g* less that of the fastest [1/year], never above 0
  double doubling_time;  ///< until the ratio of outputs, the fastest's to its own, has doubled [year]; may be infinite
};

/// Time in which the ratio of two outputs doubles that grow at simple annualised rates in steps of dt,
/// dt ln 2 / ln[(1+g_fast dt)/(1+g_slow dt)] [year], (10.2).
double doubling_time(double fast, double slow, double dt);

/// Every economy of the scenario, from the fastest to the slowest; empty if there is only one, or if one of them has no
/// balanced path.
std::vector<Divergence> divergence(const Parameters& p);

}  // namespace suanli
