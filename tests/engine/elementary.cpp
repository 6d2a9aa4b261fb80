// exp, log and pow against long double. u = 2^-53, half a unit of 1.
#include "engine/elementary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "tests/support/instruction_sets.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {
namespace {

constexpr double u = 0x1p-53;
constexpr int trials = 100000;

// 3 u of exp2, 1 of the correction, 1 of the product and 1 for what the correction leaves; beyond that |x| 1e-16.
TEST_CASE("exp is right to 6 units of 2^-53 and 1e-16 of the argument, up to 700") {
  Inputs inputs(31);
  double worst = 0;
  for (int i = 0; i < trials; ++i) {
    const double most = i % 2 ? 3 : 700, x = inputs.uniform(-most, most);
    const long double exact = std::exp(static_cast<long double>(x));
    const double off = static_cast<double>(std::fabs(suanli::exp(x) / exact - 1));
    worst = std::max(worst, off / (6 * u + 1e-16 * std::fabs(x)));
  }
  CHECK(worst < 1);
  CHECK(suanli::exp(0.0) == 1.0);
}

TEST_CASE("log misses by less than 1e-15 of the larger of 1 and the logarithm") {
  Inputs inputs(32);
  double worst = 0;
  for (int i = 0; i < trials; ++i) {
    const double x = i % 2 ? inputs.uniform(0.5, 2) : inputs.scale(1e-300, 1e300);
    const long double exact = std::log(static_cast<long double>(x));
    const double size = std::max(1.0, static_cast<double>(std::fabs(exact)));
    worst = std::max(worst, static_cast<double>(std::fabs(suanli::log(x) - exact)) / size);
  }
  CHECK(worst < 1e-15);
  CHECK(suanli::log(1.0) == 0.0);
}

// 3 u of exp2 and 2 of the correction; the logarithm's own 5e-16 + 2 u (see transforms) and the rounding of its size
// are multiplied by the power.
TEST_CASE("pow is right to the error of its logarithm times the power") {
  Inputs inputs(33);
  double worst = 0;
  for (int i = 0; i < trials; ++i) {
    const double x = i % 2 ? inputs.uniform(0.5, 2) : inputs.scale(1e-8, 1e8), power = inputs.uniform(-20, 20);
    const long double exact = std::pow(static_cast<long double>(x), static_cast<long double>(power));
    const double of_logarithm = 5e-16 + 2 * u + u * std::fabs(std::log2(x));
    const double bound = 5 * u + std::fabs(power) * of_logarithm * 0.6931471805599453;
    worst = std::max(worst, static_cast<double>(std::fabs(suanli::pow(x, power) / exact - 1)) / bound);
  }
  CHECK(worst < 1);
  CHECK(suanli::pow(0.85, 0.0) == 1.0);
  CHECK(suanli::pow(1.0, 17.0) == 1.0);
  CHECK(suanli::pow(2.0, 10.0) == 1024.0);
}

TEST_CASE("exp, log and pow have the same bits on every instruction set") {
  Inputs inputs(34);
  for (int i = 0; i < 5000; ++i) {
    const double x = inputs.scale(1e-200, 1e200), power = inputs.uniform(-1, 1), exponent = inputs.uniform(-600, 600);
    const auto bits = [&] {
      return std::array{std::bit_cast<std::uint64_t>(suanli::exp(exponent)),
                        std::bit_cast<std::uint64_t>(suanli::log(x)),
                        std::bit_cast<std::uint64_t>(suanli::pow(x, power))};
    };
    const auto best = bits();
    on_every_instruction_set([&] { REQUIRE(bits() == best); });
  }
}

}  // namespace
}  // namespace suanli::test
