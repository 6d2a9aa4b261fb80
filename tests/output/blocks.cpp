#include "output/blocks.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <numeric>

namespace suanli::output::test {
namespace {

using Shape = std::vector<std::size_t>;

std::size_t product(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies{});
}

TEST_CASE("a table that fits is one block, and so is a scalar; an empty one has none") {
  CHECK(blocks_of({4, 3}, {2, 3}, 12) == std::vector<Block>{{{0, 0}, {4, 3}}});
  CHECK(blocks_of({}, {}, 1) == std::vector<Block>{{{}, {}}});
  CHECK(blocks_of({0, 3}, {16, 3}, 12).empty());
}

TEST_CASE("earlier axes are cut first, at the ends of chunks") {
  CHECK(blocks_of({40, 3}, {16, 3}, 70) ==
        std::vector<Block>{{{0, 0}, {16, 3}}, {{16, 0}, {16, 3}}, {{32, 0}, {8, 3}}});
  CHECK(blocks_of({2, 3}, {2, 3}, 2) ==
        std::vector<Block>{{{0, 0}, {1, 2}}, {{0, 2}, {1, 1}}, {{1, 0}, {1, 2}}, {{1, 2}, {1, 1}}});
}

TEST_CASE("blocks hold every value once, in row-major order, and no more than they may") {
  const Shape shape{7, 5, 3}, chunk{4, 2, 3};
  for (std::size_t most = 1; most <= 110; ++most) {
    CAPTURE(most);
    std::size_t next = 0;  // row-major number of the value that the next block begins with
    for (const auto& [start, count] : blocks_of(shape, chunk, most)) {
      CHECK(product(count) <= most);
      CHECK((start[0] * 5 + start[1]) * 3 + start[2] == next);
      next += product(count);
    }
    CHECK(next == product(shape));
  }
}

}  // namespace
}  // namespace suanli::output::test
