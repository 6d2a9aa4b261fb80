#include "engine/ensemble.hpp"

#include <doctest/doctest.h>

namespace suanli::test {
namespace {

TEST_CASE("batches hold every replication exactly once, in order") {
  for (std::size_t replications = 0; replications < 200; ++replications) {
    std::size_t next = 0;
    for (const Batch batch : batches(replications)) {
      REQUIRE(batch.first == next);
      REQUIRE(batch.count > 0);
      next += batch.count;
    }
    REQUIRE(next == replications);
  }
}

TEST_CASE("all batches but the last are whole chunks of sixteen") {
  CHECK(replications_per_batch == 16);
  for (std::size_t replications = 1; replications < 200; ++replications) {
    const auto all = batches(replications);
    REQUIRE(all.size() == (replications + 15) / 16);
    for (std::size_t b = 0; b + 1 < all.size(); ++b) REQUIRE(all[b].count == 16);
  }
}

TEST_CASE("batches have those that a loop over them gives, and no others") {
  const Batches all({5, 35});
  for (const Batch batch : all) CHECK(all.has(batch));
  for (const Batch& other : {Batch{0, 16}, Batch{6, 16}, Batch{21, 15}, Batch{37, 16}, Batch{37, 4}, Batch{53, 1}})
    CHECK_FALSE(all.has(other));
  CHECK(all.has({37, 3}));
  CHECK(batches(1'000'000'000)[62'499'999].first == 999'999'984);
}

TEST_CASE("replications side by side keep every thread busy to the end, the rest use all threads in turn") {
  for (std::size_t threads = 1; threads <= 70; ++threads)
    for (std::size_t replications = 0; replications <= 70; ++replications) {
      const Spread s = spread(replications, threads);
      REQUIRE(s.side_by_side + s.one_by_one == replications);
      REQUIRE(s.side_by_side % threads == 0);
      REQUIRE(s.one_by_one < threads);
    }
}

}  // namespace
}  // namespace suanli::test
