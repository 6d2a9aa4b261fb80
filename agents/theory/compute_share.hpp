// Growth against τ, the share of investment that goes to compute: what an investor reckons who takes rental rates as
// given (MODEL.md §4.1), and what the economy does once they have moved (§4.2, §4.3). The report's figure 7.
#pragma once

#include "agents/parameters.hpp"
#include "agents/technology.hpp"
#include "agents/theory/steady_state.hpp"

namespace suanli {

/// Rental rates of non-compute and of compute capital [1/year].
struct RentalRates {
  double r, omega;
};

/// The balanced path of an economy that puts `tau` of its investment into compute, (4.3), with a household that follows
/// the report's formula (4.1) whatever the scenario's does.
SteadyStateAnswer rest_at_compute_share(EconomyTechnology economy, Parameters p, double tau);

/// The report's formula at given rental rates, g = ((1-τ) r/ᾱ + τ ω/B - δ - ρ)/σ [1/year], (4.1).
double growth_at_given_prices(const RentalRates& given, const EconomyTechnology& economy, const Parameters& p,
                              double tau);

/// The τ beyond which (4.2) turns negative on every balanced path, as r/ᾱ = y*/(1-τ) and ω/B = y*/τ (§4.3).
inline constexpr double share_of_equal_returns = 0.5;

}  // namespace suanli
