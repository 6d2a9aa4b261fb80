// Replications of an ensemble are independent of each other, but for the halves of antithetic pairs (MODEL.md §6.5).
#pragma once

#include <span>
#include <string>

#include "agents/parameters.hpp"
#include "engine/sequential.hpp"
#include "engine/statistics.hpp"

namespace suanli {

/// The mean over replications; its error is that of the means of pairs if they come in pairs.
inline Estimate estimate_over_replications(std::span<const double> values, const EnsembleParameters& ensemble) {
  return ensemble.antithetic ? estimate(pair_means(values)) : estimate(values);
}

/// What is asked for takes replications that are independent.
class NotIndependent : public WrongInput {
  using WrongInput::WrongInput;
};

/// Throws NotIndependent for an antithetic ensemble: means over it are sure, but how values spread it does not show.
inline void expect_independent_replications(const Parameters& p, const std::string& name) {
  if (p.ensemble.antithetic)
    throw NotIndependent(text(
        "{}: is an antithetic ensemble, whose replications are independent in pairs only: how far outcomes spread, and "
        "how sure differences are, takes ensemble.antithetic = false, §6.5",
        "{}: 为对偶集合，其重复仅成对独立：考察结果的离散程度与差异的可靠性须取 ensemble.antithetic = false，§6.5",
        name));
}

}  // namespace suanli
