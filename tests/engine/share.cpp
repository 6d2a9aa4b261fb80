// How an ensemble is shared out among tasks.
#include "engine/share.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace suanli::test {
namespace {

TEST_CASE("shares of tasks follow on each other, make up the ensemble and differ by one replication at most") {
  for (const std::size_t replications : {1, 7, 16, 1000, 1'000'000'000})
    for (const std::size_t tasks :
         {std::size_t{1}, std::size_t{3}, std::size_t{7}, std::min<std::size_t>(replications, 1000)}) {
      if (tasks > replications) continue;
      std::size_t next = 0;
      for (std::size_t task = 0; task < tasks; ++task) {
        const Batch share = share_of_task(replications, task, tasks);
        CHECK(share.first == next);
        CHECK(share.count >= replications / tasks);
        CHECK(share.count <= (replications + tasks - 1) / tasks);
        CHECK(share.count <= share_of_task(replications, tasks - 1, tasks).count);
        next = share.first + share.count;
      }
      CHECK(next == replications);
    }
}

TEST_CASE("the batches of a share begin where it begins, and the last is what is left") {
  const Batches all({5, 2 * replications_per_batch + 3});
  REQUIRE(all.size() == 3);
  CHECK(all[1].first == 5 + replications_per_batch);
  CHECK(all[2].first == 5 + 2 * replications_per_batch);
  CHECK(all[2].count == 3);
}

}  // namespace
}  // namespace suanli::test
