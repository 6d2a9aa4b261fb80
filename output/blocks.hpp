// Cuts a table that may not fit into memory into blocks that do.
#pragma once

#include <cstddef>
#include <vector>

namespace suanli::output {

/// A part of a table: where it begins, and how many values it takes, along each axis.
struct Block {
  std::vector<std::size_t> start, count;
  bool operator==(const Block&) const = default;
};

/// The blocks of a table in row-major order, each of at most `most` values (but of one at least) and itself a run of the
/// table's row-major values: earlier axes are cut first. A cut axis is cut at ends of chunks where blocks are as long.
/// A scalar, of no axes, is one block.
std::vector<Block> blocks_of(const std::vector<std::size_t>& shape, const std::vector<std::size_t>& chunk,
                             std::size_t most);

}  // namespace suanli::output
