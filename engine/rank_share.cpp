#include "engine/rank_share.hpp"

#include "engine/contracts.hpp"

namespace suanli {

RankShare share_of_rank(std::span<const Batch> batches, std::size_t rank, std::size_t ranks) {
  EXPECTS(rank < ranks);
  const std::size_t dealt = batches.size() - batches.size() % ranks;
  RankShare share;
  for (std::size_t k = rank; k < batches.size(); k += ranks)
    (k < dealt ? share.whole : share.finished).push_back(batches[k]);
  std::vector<std::size_t> left;
  for (const Batch& batch : batches.subspan(dealt))
    for (std::size_t i = 0; i < batch.count; ++i) left.push_back(batch.first + i);
  const auto begin = [&](std::size_t of_rank) { return left.size() * of_rank / ranks; };
  share.replications.assign(left.begin() + static_cast<std::ptrdiff_t>(begin(rank)),
                            left.begin() + static_cast<std::ptrdiff_t>(begin(rank + 1)));
  return share;
}

}  // namespace suanli
