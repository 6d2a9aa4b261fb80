// Powers and logarithms of the lanes against long double, on every instruction set. u = 2^-53, half a unit of 1.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "tests/engine/lanes.hpp"
#include "tests/support/instruction_sets.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {
namespace {

constexpr double u = 0x1p-53, nan = std::numeric_limits<double>::quiet_NaN();
constexpr int trials = 20000;

template <class Draw> Eight eight(const Draw& draw) {
  Eight x;
  for (double& lane : x) lane = draw();
  return x;
}

// A mantissa uniform in [1, 2) times a power of two: every place between powers is met equally often.
double with_exponent_up_to(Inputs& inputs, double largest) {
  return std::ldexp(inputs.uniform(1, 2), static_cast<int>(std::floor(inputs.uniform(-largest, largest))));
}

// 2^f = b + a f with b in [1, 1.07], |a f| ≤ .42: roundings of b (u, and less from its inner terms), of a (u/4 at
// most after the factor f) and of the result (u) add up to 2.5 u, over a result of at least .707 where the last is u/2.
TEST_CASE("exp2 is right to 3 units of 2^-53") {
  on_every_instruction_set([] {
    Inputs inputs(21);
    double worst = 0;
    for (int i = 0; i < trials; ++i) {
      const double most = i % 2 ? 2 : 1000;
      const Eight x = eight([&] { return inputs.uniform(-most, most); }), power = lanes_exp2(x);
      for (std::size_t l = 0; l < 8; ++l) {
        const long double exact = std::exp2(static_cast<long double>(x[l]));
        worst = std::max(worst, static_cast<double>(std::fabs(power[l] / exact - 1)));
      }
    }
    CHECK(worst < 3 * u);
  });
}

TEST_CASE("exp2 of a whole number is a power of two, without error") {
  on_every_instruction_set([] {
    for (int k = -1020; k <= 1012; k += 8) {
      Eight x;
      for (std::size_t l = 0; l < 8; ++l) x[l] = k + static_cast<double>(l);
      const Eight power = lanes_exp2(x);
      for (std::size_t l = 0; l < 8; ++l) REQUIRE(power[l] == std::ldexp(1.0, k + static_cast<int>(l)));
    }
  });
}

TEST_CASE("exp2 stops at 2^-1020 and 2^1020 and lets a number that is none through") {
  on_every_instruction_set([] {
    const double infinity = std::numeric_limits<double>::infinity();
    const Eight power = lanes_exp2({1e4, -1e4, infinity, -infinity, 1020, -1020, nan, -nan});
    for (const std::size_t l : {0, 2, 4}) CHECK(power[l] == 0x1p1020);
    for (const std::size_t l : {1, 3, 5}) CHECK(power[l] == 0x1p-1020);
    CHECK(std::isnan(power[6]));
    CHECK(std::isnan(power[7]));
  });
}

// The fit misses by 5e-16 and rounding adds 2 u for a fractional part of at most 1/2; adding the exponent rounds once.
TEST_CASE("log2 misses by less than 5e-16 + 2^-52 and one rounding of the result") {
  on_every_instruction_set([] {
    Inputs inputs(22);
    double worst = 0;
    for (int i = 0; i < trials; ++i) {
      const double most = i % 2 ? 1 : 1000;
      const Eight x = eight([&] { return with_exponent_up_to(inputs, most); }), logarithm = lanes_log2(x);
      for (std::size_t l = 0; l < 8; ++l) {
        const long double exact = std::log2(static_cast<long double>(x[l]));
        const double off = static_cast<double>(std::fabs(logarithm[l] - exact));
        worst = std::max(worst, off / (5e-16 + 2 * u + u * static_cast<double>(std::fabs(exact))));
      }
    }
    CHECK(worst < 1);
    CHECK(lanes_log2({1, 2, 4, 8, .5, .25, 0x1p-1022, 0x1p1023}) == Eight{0, 1, 2, 3, -1, -2, -1022, 1023});
  });
}

// The fit is exact (3e-18); s has two roundings and the polynomial two more, of at most 1/2: 2 u; one of the result.
TEST_CASE("log2_ratio misses by less than 2^-52 and one rounding of the result") {
  on_every_instruction_set([] {
    Inputs inputs(23);
    double worst = 0;
    for (int i = 0; i < trials; ++i) {
      const double most = i % 2 ? 1 : 400;
      const Eight x = eight([&] { return with_exponent_up_to(inputs, most); });
      const Eight y = eight([&] { return with_exponent_up_to(inputs, most); }), logarithm = lanes_log2_ratio(x, y);
      for (std::size_t l = 0; l < 8; ++l) {
        const long double exact = std::log2(static_cast<long double>(x[l]) / static_cast<long double>(y[l]));
        const double off = static_cast<double>(std::fabs(logarithm[l] - exact));
        worst = std::max(worst, off / (2 * u + u * static_cast<double>(std::fabs(exact))));
      }
    }
    CHECK(worst < 1);
  });
}

TEST_CASE("log2_ratio of equal numbers is zero and of powers of two is whole") {
  on_every_instruction_set([] {
    CHECK(lanes_log2_ratio({3, .7, 1e-300, 8, 1, 0x1p-600, 5e200, 6}, {3, .7, 1e-300, 2, 16, 0x1p-600, 5e200, 3}) ==
          Eight{0, 0, 0, 2, -4, 0, 0, 1});
  });
}

TEST_CASE("min and max answer their second argument where either is not a number") {
  on_every_instruction_set([] {
    const auto [least, most] = lanes_min_max({1, 2, nan, 3, -1, nan, 0, 7}, {2, 1, 5, nan, -2, nan, 0, 7});
    for (const std::size_t l : {0, 1, 4, 6, 7}) {
      CHECK(least[l] == std::array{1.0, 1.0, 0.0, 0.0, -2.0, 0.0, 0.0, 7.0}[l]);
      CHECK(most[l] == std::array{2.0, 2.0, 0.0, 0.0, -1.0, 0.0, 0.0, 7.0}[l]);
    }
    CHECK(least[2] == 5);
    CHECK(most[2] == 5);
    CHECK(std::isnan(least[3]));
    CHECK(std::isnan(most[3]));
    CHECK(std::isnan(least[5]));
  });
}

TEST_CASE("powers and logarithms have the same bits on every instruction set") {
  Inputs inputs(24);
  Eight x, y, small;
  for (int i = 0; i < 2000; ++i) {
    x = eight([&] { return with_exponent_up_to(inputs, 500); });
    y = eight([&] { return with_exponent_up_to(inputs, 500); });
    small = eight([&] { return inputs.uniform(-1100, 1100); });
    const auto all = [&] {
      std::array<std::uint64_t, 40> bits;
      std::size_t n = 0;
      for (const Eight& result :
           {lanes_exp2(small), lanes_log2(x), lanes_log2_ratio(x, y), lanes_half_normal(eight([&] { return .37; })),
            lanes_half_normal_tail(lanes_exp2({-9, -10, -20, -30, -40, -50, -60, -64}))})
        for (const double lane : result) bits[n++] = std::bit_cast<std::uint64_t>(lane);
      return bits;
    };
    const auto best = all();
    on_every_instruction_set([&] { REQUIRE(all() == best); });
  }
}

}  // namespace
}  // namespace suanli::test
