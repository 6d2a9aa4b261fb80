// Replications of an ensemble are independent of each other, but for the halves of antithetic pairs (MODEL.md §6.5).
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "agents/parameters.hpp"
#include "engine/sequential.hpp"
#include "engine/statistics.hpp"

namespace suanli {

/// The mean over replications of these numbers, ascending. Where they come in pairs, its error is that of the means of pairs, and
/// a pair of which one half failed does not count.
Estimate estimate_over_replications(std::span<const double> values, std::span<const std::size_t> numbers,
                                    const EnsembleParameters& ensemble);

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
