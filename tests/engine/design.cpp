#include "engine/design.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <set>
#include <stdexcept>
#include <vector>

#include "engine/statistics.hpp"
#include "engine/stream.hpp"

namespace suanli::test {
namespace {

// The first ten points of three dimensions as printed by Joe and Kuo's program with new-joe-kuo-6.21201.
TEST_CASE("Sobol's sequence begins with the points that Joe and Kuo publish") {
  const double known[10][3] = {
      {0, 0, 0},          {.5, .5, .5},       {.75, .25, .25},    {.25, .75, .75},       {.375, .375, .625},
      {.875, .875, .125}, {.625, .125, .875}, {.125, .625, .375}, {.1875, .3125, .9375}, {.6875, .8125, .4375}};
  const SobolSequence sobol(3);
  for (std::size_t k = 0; k < 10; ++k)
    for (std::size_t d = 0; d < 3; ++d) CHECK(sobol(k, d) * 0x1p-32 == known[k][d]);
}

TEST_CASE("every dimension of Sobol's sequence visits each of 2^10 strata once, up to the last dimension and point") {
  const SobolSequence sobol(max_sobol_dimensions);
  for (const std::size_t d : {0u, 1u, 2u, 100u, 1111u, 3666u})
    for (const std::uint64_t first : {std::uint64_t{0}, max_sobol_points - 1024}) {
      std::set<std::uint32_t> strata;
      for (std::uint64_t k = 0; k < 1024; ++k) strata.insert(sobol(first + k, d) >> 22);
      CHECK(strata.size() == 1024);
    }
}

/// Whether each box of 2^-a by 2^-(m - a), for all a, holds exactly one of 2^m points.
bool is_net(const std::function<double(std::size_t, std::size_t)>& coordinate, int m) {
  const std::size_t points = std::size_t{1} << m;
  for (int a = 0; a <= m; ++a) {
    std::set<std::size_t> boxes;
    for (std::size_t k = 0; k < points; ++k) {
      const auto x = static_cast<std::size_t>(std::ldexp(coordinate(k, 0), a));
      const auto y = static_cast<std::size_t>(std::ldexp(coordinate(k, 1), m - a));
      boxes.insert(x << 20 | y);
    }
    if (boxes.size() != points) return false;
  }
  return true;
}

// Flips that depended on later digits, or points from 1 instead of 0, would put two points into one box.
TEST_CASE("scrambled Sobol points of two dimensions remain a (0, m, 2)-net") {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const ScrambledSobol sobol(2, seed);
    for (const int m : {1, 4, 9}) {
      CHECK(is_net([&](std::size_t k, std::size_t d) { return sobol(k, d); }, m));
      const std::size_t second = std::size_t{1} << m;  // the next 2^m points are another net
      CHECK(is_net([&](std::size_t k, std::size_t d) { return sobol(second + k, d); }, m));
    }
    CHECK_FALSE(is_net([&](std::size_t k, std::size_t d) { return sobol(k + 1, d); }, 4));
  }
}

// The scrambled point is compared digit by digit with the first of its net; where their digits part, nothing is shared.
TEST_CASE("scrambling is nested: points that share their first k digits still do, and no more") {
  const SobolSequence plain(4);
  const ScrambledSobol scrambled(4, 7);
  const auto shared = [](std::uint32_t a, std::uint32_t b) { return std::countl_zero(a ^ b); };
  for (std::size_t d = 0; d < 4; ++d)
    for (std::uint64_t k = 1; k < 4000; k += 7) {
      const auto word = [&](std::uint64_t point) { return static_cast<std::uint32_t>(scrambled(point, d) * 0x1p32); };
      CHECK(shared(word(k), word(k / 2)) == shared(plain(k, d), plain(k / 2, d)));
    }
}

// Each digit is a fair coin over seeds: 4.5 binomial errors for 4·48 of them. Fixed digits would be 0 or 1 always.
TEST_CASE("over seeds, every one of the first 48 digits of a scrambled coordinate is a fair coin") {
  const int seeds = 2000;
  for (std::size_t d = 0; d < 4; ++d) {
    std::array<int, 48> ones{};
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const auto bits = static_cast<std::uint64_t>(ScrambledSobol(d + 1, seed)(5, d) * 0x1p48);
      for (std::size_t i = 0; i < 48; ++i) ones[i] += static_cast<int>(bits >> i & 1);
    }
    for (const int count : ones) CHECK(std::fabs(count - seeds / 2.0) < 4.5 * std::sqrt(seeds / 4.0));
  }
}

/// Π e^(x_d/d)/(d(e^(1/d) - 1)), d from 1: smooth, with integral 1 over the cube.
double smooth(std::span<const double> x) {
  double product = 1;
  for (std::size_t d = 0; d < x.size(); ++d)
    product *= std::exp(x[d] / static_cast<double>(d + 1)) / std::expm1(1 / static_cast<double>(d + 1)) /
               static_cast<double>(d + 1);
  return product;
}

Points independent(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  Points all(points, dimensions);
  for (std::size_t k = 0; k < points; ++k)
    for (std::size_t d = 0; d < dimensions; ++d)
      all[k][d] =
          random_words(stream(seed, 0, static_cast<std::uint32_t>(d), 210), static_cast<std::uint32_t>(k))[0] * 0x1p-32;
  return all;
}

double mean_of_smooth(const Points& points) {
  double sum = 0;
  for (std::size_t k = 0; k < points.size(); ++k) sum += smooth(points[k]);
  return sum / static_cast<double>(points.size());
}

/// Slope of ln(root mean square error over 30 seeds) on ln N, of means of `smooth` in three dimensions, N = 2^4 … 2^11.
template <class Design> double rate(const Design& design) {
  std::vector<double> log_n, log_error;
  for (std::size_t n = 16; n <= 2048; n *= 2) {
    std::vector<double> means;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) means.push_back(mean_of_smooth(design(n, seed)));
    log_n.push_back(std::log(static_cast<double>(n)));
    log_error.push_back(std::log(root_mean_square(means, 1)));
  }
  return slope(log_n, log_error);
}

// A log root mean square of 30 errors has standard error 1/√60 = .13; over eight N whose logs spread by 1.59 each that
// gives the slope one of .13/(1.59·√8) = .029: .1 is beyond three of them.
TEST_CASE(
    "errors of a smooth mean fall as N^-.5 for independent points, faster than N^-1.2 for scrambled Sobol points") {
  CHECK(std::fabs(rate([](std::size_t n, std::uint64_t seed) { return independent(n, 3, seed); }) + .5) < .1);
  CHECK(rate([](std::size_t n, std::uint64_t seed) { return sample(Sampling::sobol, n, 3, seed); }) < -1.2);
}

// 15 points are no net: the mean is unbiased all the same, since every point is uniform. Unscrambled, or shifted to the
// middle of cells, the error would be the same for every seed.
TEST_CASE("means over scrambled Sobol points and over Latin hypercubes are unbiased, for any number of points") {
  for (const Sampling method : {Sampling::sobol, Sampling::latin_hypercube})
    for (const std::size_t n : {1u, 15u, 64u}) {
      std::vector<double> means;
      for (std::uint64_t seed = 0; seed < 1000; ++seed) means.push_back(mean_of_smooth(sample(method, n, 3, seed)));
      const Estimate mean = estimate(means);
      CHECK(mean.standard_error > 0);
      CHECK(std::fabs(mean.mean - 1) < 3.5 * mean.standard_error);
    }
}

TEST_CASE("a Latin hypercube has one point in each stratum of each dimension, and other ones in other dimensions") {
  for (const std::size_t n : {1u, 7u, 1000u}) {
    const Points points = sample(Sampling::latin_hypercube, n, 5, 3);
    for (std::size_t d = 0; d < 5; ++d) {
      std::vector<double> x = points.column(d);
      std::ranges::sort(x);
      for (std::size_t i = 0; i < n; ++i) {
        CHECK(x[i] >= static_cast<double>(i) / static_cast<double>(n));
        CHECK(x[i] < static_cast<double>(i + 1) / static_cast<double>(n));
      }
    }
  }
  // Correlations of random orders have standard error 1/√(n - 1).
  const Points points = sample(Sampling::latin_hypercube, 4000, 3, 3);
  for (std::size_t d = 0; d < 2; ++d) {
    const double together = slope(points.column(d), points.column(d + 1));
    CHECK(together != 1);
    CHECK(std::fabs(together) < 3.5 / std::sqrt(3999));
  }
}

TEST_CASE("more points leave the first Sobol points as they are, and every point has an address") {
  const Points few = sample(Sampling::sobol, 10, 4, 5), many = sample(Sampling::sobol, 100, 6, 5);
  const ScrambledSobol sobol(6, 5);
  for (std::size_t k = 0; k < 10; ++k)
    for (std::size_t d = 0; d < 4; ++d) {
      CHECK(few[k][d] == many[k][d]);
      CHECK(few[k][d] == sobol(k, d));
    }
  CHECK(sample(Sampling::sobol, 10, 4, 6) != few);
  CHECK(sample(Sampling::latin_hypercube, 10, 4, 6) != sample(Sampling::latin_hypercube, 10, 4, 5));
  for (const std::uint64_t k : {std::uint64_t{0}, max_sobol_points - 1}) {
    CHECK(sobol(k, 3) > 0);
    CHECK(sobol(k, 3) < 1);
  }
}

TEST_CASE("designs of seed 1 have the same bits on every machine") {
  const Points sobol = sample(Sampling::sobol, 4, 2, 1), strata = sample(Sampling::latin_hypercube, 4, 2, 1);
  CHECK(sobol[3][0] == 0x1.f702c21e61788p-4);
  CHECK(sobol[3][1] == 0x1.9cdfe28e90768p-4);
  CHECK(strata[3][0] == 0x1.41e86bc4d0cc7p-1);
  CHECK(strata[3][1] == 0x1.bc7d1328caba2p-2);
  const Points levels = morris(1, 2, 4, 1);
  const double known[3][2] = {{2.0 / 3, 1.0 / 3}, {2.0 / 3, 1}, {0, 1}};
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t d = 0; d < 2; ++d) CHECK(levels[k][d] == known[k][d]);
}

TEST_CASE("a grid of 2 by 1 by 3 levels has six points, the last dimension changing fastest") {
  const std::array<std::size_t, 3> levels{2, 1, 3};
  REQUIRE(grid_size(levels) == 6);
  using Level = std::vector<std::size_t>;
  const std::array known{Level{0, 0, 0}, Level{0, 0, 1}, Level{0, 0, 2},
                         Level{1, 0, 0}, Level{1, 0, 1}, Level{1, 0, 2}};
  for (std::size_t k = 0; k < 6; ++k) CHECK(grid_point(levels, k) == known[k]);
}

TEST_CASE("Saltelli's rows are A, B and A with one coordinate of B after the other, for each base point") {
  const std::size_t n = 16, dimensions = 3;
  const Points rows = saltelli(n, dimensions, 4), base = sample(Sampling::sobol, n, 2 * dimensions, 4);
  REQUIRE(rows.size() == n * saltelli_block(dimensions));
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t d = 0; d < dimensions; ++d) {
      const std::size_t first = k * saltelli_block(dimensions);
      const double a = base[k][d], b = base[k][dimensions + d];
      CHECK(rows[first][d] == a);
      CHECK(rows[first + 1][d] == b);
      for (std::size_t i = 0; i < dimensions; ++i) CHECK(rows[first + 2 + i][d] == (i == d ? b : a));
    }
}

TEST_CASE("Morris's trajectories move each coordinate once, by p/(2(p - 1)), between levels that are equally likely") {
  const std::size_t trajectories = 2000, dimensions = 3, levels = 4;
  const Points rows = morris(trajectories, dimensions, levels, 1);
  REQUIRE(rows.size() == trajectories * (dimensions + 1));
  CHECK(morris_step(levels) == doctest::Approx(2.0 / 3).epsilon(1e-15));
  std::array<int, 4> visits{};
  std::array<int, 3> first_moved{};
  for (std::size_t r = 0; r < trajectories; ++r) {
    std::set<std::size_t> moved;
    for (std::size_t i = 0; i < dimensions; ++i) {
      const auto before = rows[r * (dimensions + 1) + i], after = rows[r * (dimensions + 1) + i + 1];
      for (std::size_t d = 0; d < dimensions; ++d) {
        if (before[d] == after[d]) continue;
        CHECK(std::fabs(after[d] - before[d]) == doctest::Approx(morris_step(levels)).epsilon(1e-15));
        moved.insert(d);
        first_moved[d] += i == 0;
      }
    }
    CHECK(moved.size() == dimensions);
    ++visits[static_cast<std::size_t>(std::lround(rows[r * (dimensions + 1)][0] * 3))];
  }
  const auto error = [&](double share) { return std::sqrt(trajectories * share * (1 - share)); };
  for (const int count : visits) CHECK(std::fabs(count - trajectories / 4.0) < 3.5 * error(.25));
  for (const int count : first_moved) CHECK(std::fabs(count - trajectories / 3.0) < 3.5 * error(1.0 / 3));
}

TEST_CASE("designs of no point, no dimension, or more than there are, are refused") {
  CHECK_THROWS_AS(sample(Sampling::sobol, 0, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(sample(Sampling::latin_hypercube, 1, 0, 1), std::invalid_argument);
  CHECK_THROWS_AS(sample(Sampling::sobol, max_sobol_points + 1, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(sample(Sampling::sobol, 1, max_sobol_dimensions + 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(saltelli(1, max_sobol_dimensions / 2 + 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(morris(1, 1, 3, 1), std::invalid_argument);
  CHECK_THROWS_AS(morris(1, 1, 0, 1), std::invalid_argument);
  CHECK_THROWS_AS(morris(0, 1, 4, 1), std::invalid_argument);
  CHECK_THROWS_AS(grid_size(std::array<std::size_t, 2>{3, 0}), std::invalid_argument);
  CHECK_THROWS_AS(grid_size(std::array<std::size_t, 2>{std::size_t{1} << 30, std::size_t{1} << 30}),
                  std::invalid_argument);
  CHECK_THROWS_AS(SobolSequence(0), std::invalid_argument);
}

}  // namespace
}  // namespace suanli::test
