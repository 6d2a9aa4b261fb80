#include "scenarios/independent.hpp"

#include <limits>
#include <vector>

namespace suanli {

Estimate estimate_over_replications(std::span<const double> values, std::span<const std::size_t> numbers,
                                    const EnsembleParameters& ensemble) {
  if (!ensemble.antithetic) return estimate(values);
  std::vector<double> whole_pairs;
  for (std::size_t r = 0; r + 1 < values.size(); ++r)
    if (numbers[r] % 2 == 0 && numbers[r + 1] == numbers[r] + 1)
      whole_pairs.insert(whole_pairs.end(), {values[r], values[r + 1]});
  if (whole_pairs.empty()) return {estimate(values).mean, std::numeric_limits<double>::infinity(), 1};
  return estimate(pair_means(whole_pairs));
}

}  // namespace suanli
