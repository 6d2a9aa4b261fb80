#include "output/quantiles.hpp"

#include <algorithm>
#include <vector>

#include "engine/parallel.hpp"
#include "engine/statistics.hpp"
#include "output/blocks.hpp"
#include "output/packed_chunks.hpp"
#include "output/schema.hpp"

namespace suanli::output::hdf5 {
namespace {

constexpr std::size_t values_at_once = quantile_memory / sizeof(double);
constexpr std::size_t columns_at_once = 8;  // of adjacent values: a line of the processor's cache

/// Quantiles [probability × column] of the columns of `values` [row × column], of these rows.
std::vector<double> quantiles_of_columns(std::span<const double> values, std::span<const std::size_t> rows,
                                         std::size_t columns, std::span<const double> probabilities) {
  std::vector<double> all(probabilities.size() * columns);
  for_each_index((columns + columns_at_once - 1) / columns_at_once, Threads::all, [&](std::size_t group) {
    const std::size_t first = group * columns_at_once, count = std::min(columns_at_once, columns - first);
    std::vector<double> sample(count * rows.size()), result(probabilities.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t k = 0; k < count; ++k) sample[k * rows.size() + i] = values[rows[i] * columns + first + k];
    for (std::size_t k = 0; k < count; ++k) {
      quantiles(std::span(sample).subspan(k * rows.size(), rows.size()), probabilities, result);
      for (std::size_t q = 0; q < result.size(); ++q) all[q * columns + first + k] = result[q];
    }
  });
  return all;
}

Shape with_first(std::size_t first, const std::vector<std::size_t>& rest) {
  Shape all{first};
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

}  // namespace

std::vector<QuantileBlock> quantile_blocks(hid_t source, std::size_t probabilities) {
  const Shape shape = shape_of(source), chunk = chunk_of(source);
  const std::vector<std::size_t> rest(shape.begin() + 1, shape.end()), chunk_of_rest(chunk.begin() + 1, chunk.end());
  std::vector<QuantileBlock> all;
  for (const auto& [start, count] : blocks_of(rest, chunk_of_rest, values_at_once / std::max<std::size_t>(shape[0], 1)))
    all.push_back({with_first(0, start), with_first(probabilities, count)});
  return all;
}

std::vector<double> quantiles_in(const QuantileBlock& block, hid_t source, const std::string& target_path,
                                 std::span<const double> probabilities, std::span<const std::size_t> left_out) {
  const std::size_t rows = shape_of(source)[0];
  std::vector<std::size_t> counted;
  for (std::size_t row = 0; row < rows; ++row)
    if (!std::ranges::binary_search(left_out, row)) counted.push_back(row);
  Shape read = block.count;
  read[0] = rows;
  std::vector<double> values(count_of(read));
  if (rows > 0) read_packed(source, "the values behind " + target_path, block.start, read, values.data());
  return quantiles_of_columns(values, counted, count_of(block.count) / probabilities.size(), probabilities);
}

void write_quantiles(hid_t source, hid_t target, const std::string& target_path, std::span<const double> probabilities,
                     std::span<const std::size_t> left_out) {
  for (const QuantileBlock& block : quantile_blocks(source, probabilities.size())) {
    const std::vector<double> result = quantiles_in(block, source, target_path, probabilities, left_out);
    const Handle file_space = selection(target, block.start, block.count), memory_space = dataspace(block.count);
    check(H5Dwrite(target, H5T_NATIVE_DOUBLE, memory_space, file_space, H5P_DEFAULT, result.data()),
          "write " + target_path);
  }
}

}  // namespace suanli::output::hdf5
