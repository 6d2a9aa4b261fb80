#include "engine/rank_share.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace suanli::test {
namespace {

// Dealt out in whole batches alone, 5 batches would keep one of 4 ranks at work twice as long as the others.
TEST_CASE("ranks simulate every replication once, as many as each other but for one and what the last batch lacks") {
  for (std::size_t replications = 1; replications < 120; ++replications)
    for (std::size_t ranks = 1; ranks <= std::min<std::size_t>(replications, 9); ++ranks) {
      std::vector<int> simulated(replications), finished(replications);
      std::vector<std::size_t> loads;
      std::vector<Batch> all;
      for (const Batch batch : batches(replications)) all.push_back(batch);
      for (std::size_t rank = 0; rank < ranks; ++rank) {
        const RankShare share = share_of_rank(all, rank, ranks);
        for (const Batch& batch : share.whole)
          for (std::size_t i = 0; i < batch.count; ++i) ++simulated[batch.first + i], ++finished[batch.first + i];
        for (const Batch& batch : share.finished)
          for (std::size_t i = 0; i < batch.count; ++i) ++finished[batch.first + i];
        for (const std::size_t replication : share.replications) ++simulated[replication];
        loads.push_back(16 * share.whole.size() + share.replications.size());
      }
      REQUIRE(std::ranges::count(simulated, 1) == std::ssize(simulated));
      REQUIRE(std::ranges::count(finished, 1) == std::ssize(finished));
      REQUIRE(std::ranges::max(loads) - std::ranges::min(loads) <= 1);
    }
}

}  // namespace
}  // namespace suanli::test
