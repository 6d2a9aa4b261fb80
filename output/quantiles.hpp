// Quantiles over the rows of a dataset, from the file, so that it does not matter when and where its rows were written.
// Included by `.cpp` files only.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "output/hdf5.hpp"

namespace suanli::output::hdf5 {

/// A block of quantiles [probability × rest]: where it begins, and how many values it takes along each axis.
struct QuantileBlock {
  Shape start, count;
};
/// The blocks in which quantiles of `source` [row × rest] are found, one after another.
std::vector<QuantileBlock> quantile_blocks(hid_t source, std::size_t probabilities);
/// The quantiles of one of them, over the rows of `source` but those `left_out`, ascending; errors name `target_path`.
std::vector<double> quantiles_in(const QuantileBlock& block, hid_t source, const std::string& target_path,
                                 std::span<const double> probabilities, std::span<const std::size_t> left_out);

/// Fills `target` [probability × rest] with all of them.
/// Holds little more than `quantile_memory`, or the rows of one place at one date if these are more; reads a chunk once for
/// every so much that the source holds.
void write_quantiles(hid_t source, hid_t target, const std::string& target_path, std::span<const double> probabilities,
                     std::span<const std::size_t> left_out);

}  // namespace suanli::output::hdf5
