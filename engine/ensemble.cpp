#include "engine/ensemble.hpp"

#include <algorithm>

#include "engine/alternatives.hpp"
#include "engine/contracts.hpp"

namespace suanli {

SUANLI_ALTERNATIVES(
    UntilStatistic,
    {{UntilStatistic::mean, "mean", {"its mean", "均值"}},
     {UntilStatistic::quantile, "quantile", {"its quantile of this probability", "该概率的分位数"}, true, open(0, 1)}})

std::vector<Batch> batches(std::size_t replications) {
  std::vector<Batch> all;
  for (std::size_t first = 0; first < replications; first += replications_per_batch)
    all.push_back({first, std::min(replications_per_batch, replications - first)});
  return all;
}

Spread spread(std::size_t replications, std::size_t threads) {
  EXPECTS(threads > 0);
  const std::size_t side_by_side = replications - replications % threads;
  return {side_by_side, replications - side_by_side};
}

}  // namespace suanli
