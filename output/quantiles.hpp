// Quantiles over the rows of a dataset, from the file, so that it does not matter when and where its rows were written.
// Included by `.cpp` files only.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "output/hdf5.hpp"

namespace suanli::output::hdf5 {

/// Fills `target` [probability × rest] with quantiles of `source` [row × rest] over its rows but those `left_out`, ascending.
/// Holds little more than `quantile_memory`, or the rows of one place at one date if these are more; reads a chunk once for
/// every so much that the source holds.
void write_quantiles(hid_t source, hid_t target, const std::string& target_path, std::span<const double> probabilities,
                     std::span<const std::size_t> left_out);

}  // namespace suanli::output::hdf5
