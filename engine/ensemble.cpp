#include "engine/ensemble.hpp"

#include "engine/alternatives.hpp"
#include "engine/contracts.hpp"

namespace suanli {

SUANLI_ALTERNATIVES(
    UntilStatistic,
    {{UntilStatistic::mean, "mean", {"its mean", "均值"}},
     {UntilStatistic::quantile, "quantile", {"its quantile of this probability", "该概率的分位数"}, true, open(0, 1)}})

bool Batches::has(const Batch& batch) const {
  const std::size_t before = batch.first - rows_.first, k = before / replications_per_batch;
  return batch.first >= rows_.first && before % replications_per_batch == 0 && k < size() &&
         (*this)[k].count == batch.count;
}

Spread spread(std::size_t replications, std::size_t threads) {
  EXPECTS(threads > 0);
  const std::size_t side_by_side = replications - replications % threads;
  return {side_by_side, replications - side_by_side};
}

}  // namespace suanli
