#include "output/blocks.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace suanli::output {
namespace {

using Shape = std::vector<std::size_t>;

Shape largest_block(Shape block, const Shape& chunk, std::size_t most) {
  for (std::size_t axis = 0; axis < block.size(); ++axis) {
    const std::size_t values = std::accumulate(block.begin(), block.end(), std::size_t{1}, std::multiplies{});
    if (values <= most) break;
    const std::size_t fitting = std::max<std::size_t>(1, most / (values / block[axis]));
    block[axis] = fitting > chunk[axis] ? fitting - fitting % chunk[axis] : fitting;
  }
  return block;
}

}  // namespace

std::vector<Block> blocks_of(const Shape& shape, const Shape& chunk, std::size_t most) {
  if (std::ranges::find(shape, std::size_t{0}) != shape.end()) return {};
  const Shape largest = largest_block(shape, chunk, most);
  std::vector<Block> all;
  for (Shape start(shape.size(), 0);;) {
    Shape count(shape.size());
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      count[axis] = std::min(largest[axis], shape[axis] - start[axis]);
    all.push_back({start, count});
    std::size_t axis = shape.size();
    while (axis > 0 && start[axis - 1] + largest[axis - 1] >= shape[axis - 1]) start[--axis] = 0;
    if (axis == 0) return all;
    start[axis - 1] += largest[axis - 1];
  }
}

}  // namespace suanli::output
