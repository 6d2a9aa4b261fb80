#include "engine/design.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "engine/contracts.hpp"
#include "engine/design_rows.hpp"
#include "engine/draws.hpp"

namespace suanli {

namespace {
std::uint32_t address(std::size_t number) { return static_cast<std::uint32_t>(number); }

void allow(std::size_t points, std::size_t dimensions) {
  if (points == 0 || points > max_sobol_points) throw std::invalid_argument("a design has 1 to 2^32 points");
  if (dimensions == 0) throw std::invalid_argument("a design has a dimension");
}

Points sobol_sample(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  const ScrambledSobol sobol(dimensions, seed);
  Points all(points, dimensions);
  for (std::size_t k = 0; k < points; ++k)
    for (std::size_t d = 0; d < dimensions; ++d) all[k][d] = sobol(k, d);
  return all;
}

/// A point's draws for one dimension: its place among the others, and where it lies within its stratum.
struct StratumDraw {
  std::uint64_t place, within;
  StratumDraw(std::uint64_t seed, std::size_t dimension, std::size_t point) {
    const auto words = random_words(engine_stream(seed, EnginePurpose::stratum, address(dimension), 0), address(point));
    place = joined(words[0], words[1]), within = joined(words[2], words[3]);
  }
};

/// Numbers 0 … n - 1 in random order: that of their draws.
std::vector<std::size_t> random_order(const std::vector<std::uint64_t>& draws) {
  std::vector<std::size_t> order(draws.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order,
                    [&](std::size_t a, std::size_t b) { return std::pair(draws[a], a) < std::pair(draws[b], b); });
  return order;
}

Points latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  Points all(points, dimensions);
  std::vector<std::uint64_t> places(points);
  for (std::size_t d = 0; d < dimensions; ++d) {
    for (std::size_t k = 0; k < points; ++k) places[k] = StratumDraw(seed, d, k).place;
    const std::vector<std::size_t> order = random_order(places);
    for (std::size_t stratum = 0; stratum < points; ++stratum) {
      const double n = static_cast<double>(points), low = static_cast<double>(stratum), high = (low + 1) / n;
      const double within = open_uniform(StratumDraw(seed, d, order[stratum]).within);
      all[order[stratum]][d] = std::min((low + within) / n, std::nextafter(high, 0));  // rounded, it might leave
    }
  }
  return all;
}
}  // namespace

std::vector<double> Points::column(std::size_t dimension) const {
  EXPECTS(dimension < dimensions_);
  std::vector<double> all(count_);
  for (std::size_t k = 0; k < count_; ++k) all[k] = (*this)[k][dimension];
  return all;
}

Points sample(Sampling method, std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  allow(points, dimensions);
  return method == Sampling::sobol ? sobol_sample(points, dimensions, seed) : latin_hypercube(points, dimensions, seed);
}

std::size_t grid_size(std::span<const std::size_t> levels) {
  constexpr std::size_t most = std::size_t{1} << 53;
  std::size_t size = 1;
  for (const std::size_t level : levels) {
    if (level == 0) throw std::invalid_argument("every dimension of a grid has a level");
    if (level > most / size) throw std::invalid_argument("a grid has at most 2^53 points");
    size *= level;
  }
  return size;
}

std::vector<std::size_t> grid_point(std::span<const std::size_t> levels, std::size_t point) {
  EXPECTS(point < grid_size(levels));
  std::vector<std::size_t> at(levels.size());
  for (std::size_t d = levels.size(); d-- > 0; point /= levels[d]) at[d] = point % levels[d];
  return at;
}

Points saltelli(std::size_t base_points, std::size_t dimensions, std::uint64_t seed) {
  allow(base_points, dimensions);
  if (dimensions > max_sobol_dimensions / 2)
    throw std::invalid_argument("Saltelli's design has at most 1833 dimensions");
  const ScrambledSobol sobol(2 * dimensions, seed);
  const std::size_t block = saltelli_block(dimensions);
  Points rows(base_points * block, dimensions);
  for (std::size_t k = 0; k < base_points; ++k)
    for (std::size_t d = 0; d < dimensions; ++d) {
      const double a = sobol(k, d), b = sobol(k, dimensions + d);
      for (std::size_t row = 0; row < block; ++row) rows[k * block + row][d] = row == 1 || row == d + 2 ? b : a;
    }
  return rows;
}

Points morris_trajectory(std::size_t trajectory, std::size_t dimensions, std::size_t levels, std::uint64_t seed) {
  const std::size_t half = levels / 2;  // the step, in levels
  const auto coordinate = [&](std::size_t level) {
    return static_cast<double>(level) / static_cast<double>(levels - 1);
  };
  Points rows(dimensions + 1, dimensions);
  std::vector<std::size_t> level(dimensions);
  std::vector<std::uint64_t> places(dimensions);
  for (std::size_t d = 0; d < dimensions; ++d) {
    const auto words = random_words(engine_stream(seed, EnginePurpose::trajectory, 0, address(trajectory)), address(d));
    level[d] = std::uint64_t{words[0]} * levels >> 32;
    places[d] = joined(words[1], words[2]);
    rows[0][d] = coordinate(level[d]);
  }
  std::size_t row = 0;
  for (const std::size_t d : random_order(places)) {
    std::ranges::copy(std::as_const(rows)[row], rows[row + 1].begin());
    rows[++row][d] = coordinate(level[d] < half ? level[d] + half : level[d] - half);
  }
  return rows;
}

Points morris(std::size_t trajectories, std::size_t dimensions, std::size_t levels, std::uint64_t seed) {
  allow(trajectories, dimensions);
  if (levels < 2 || levels % 2 != 0) throw std::invalid_argument("Morris's design has an even number of levels");
  Points rows(trajectories * (dimensions + 1), dimensions);
  for (std::size_t r = 0; r < trajectories; ++r) {
    const Points one = morris_trajectory(r, dimensions, levels, seed);
    for (std::size_t k = 0; k < one.size(); ++k) std::ranges::copy(one[k], rows[r * one.size() + k].begin());
  }
  return rows;
}

}  // namespace suanli
