// The lanes as tests see them: functions of eight numbers side by side, on the instruction set in use.
#pragma once

#include <array>
#include <cstdint>

#include "engine/stream.hpp"

namespace suanli::test {

using Eight = std::array<double, 8>;

Eight lanes_exp2(const Eight& x);
Eight lanes_log2(const Eight& x);
Eight lanes_log2_ratio(const Eight& x, const Eight& y);
Eight lanes_half_normal(const Eight& v);
Eight lanes_half_normal_tail(const Eight& v);
/// {min(x, y), max(x, y)}.
std::array<Eight, 2> lanes_min_max(const Eight& x, const Eight& y);

/// Words [word][lane] of the counters first, first + 1, ….
std::array<std::array<std::uint32_t, 8>, 4> lanes_philox(std::uint32_t first, const Stream& at);
/// Normals [word][lane] of the counters first, first + 1, …, all four words at once where vectors are that wide.
std::array<Eight, 4> lanes_normal(std::uint32_t first, const Stream& at);
/// Laplace numbers, alike.
std::array<Eight, 4> lanes_laplace(std::uint32_t first, const Stream& at);

/// Sums over many numbers: of their powers, of those beyond four, of products of neighbouring words.
struct Moments {
  double count = 0, powers[5] = {}, beyond_four = 0, products = 0;

  void add(const std::array<Eight, 4>& z) {
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t l = 0; l < 8; ++l) {
        const double x = z[i][l], x2 = x * x;
        count += 1;
        powers[1] += x, powers[2] += x2, powers[3] += x2 * x, powers[4] += x2 * x2;
        beyond_four += x2 > 16;
        products += x * z[(i + 1) % 4][l];
      }
  }
};

}  // namespace suanli::test
