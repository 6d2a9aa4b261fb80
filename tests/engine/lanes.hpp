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

}  // namespace suanli::test
