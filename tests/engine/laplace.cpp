#include <doctest/doctest.h>

#include <bit>
#include <boost/math/distributions/laplace.hpp>
#include <cmath>

#include "tests/engine/lanes.hpp"
#include "tests/support/instruction_sets.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {
namespace {

const Stream somewhere = stream(0x243F6A8885A308D3, 1, 3, 4, 77);

// ln v is right to 1e-15 of max(1, |ln v|), and z < 32: some roundings of numbers below 32.
constexpr double tolerance = 4e-14;

TEST_CASE("Laplace numbers are the inverse of the distribution function at their random words") {
  on_every_instruction_set([] {
    double worst = 0;
    int in_tail = 0;
    for (std::uint32_t first = 0; first < 8 * 1500; first += 8) {
      const auto z = lanes_laplace(first, somewhere);
      for (std::size_t i = 0; i < 4; ++i)
        for (std::uint32_t l = 0; l < 8; ++l) {
          const long double exact = plain_laplace(somewhere, first + l, static_cast<int>(i));
          worst = std::max(worst, static_cast<double>(std::fabs(z[i][l] - exact)));
          in_tail += std::fabs(z[i][l]) > 8 * std::log(2) / std::sqrt(2);
        }
    }
    CHECK(worst < tolerance);
    CHECK(in_tail > 100);  // of 48000, 1 in 256 is refined
  });
}

TEST_CASE("Laplace numbers agree with Boost's quantile") {
  const boost::math::laplace_distribution<double> laplace(0, 1 / std::sqrt(2));
  for (std::uint32_t first = 0; first < 8 * 1000; first += 8) {
    const auto z = lanes_laplace(first, somewhere);
    for (std::uint32_t l = 0; l < 8; ++l) {
      const std::uint32_t word = random_words(somewhere, first + l)[0];
      const double v = ((word & 0x7FFFFFFF) + 0.5) * 0x1p-31;
      if (v < 0x1p-8) continue;  // refined by a second word, above
      const double expected = boost::math::quantile(boost::math::complement(laplace, v / 2));
      REQUIRE(std::fabs(z[0][l] - (word >> 31 ? -expected : expected)) < tolerance);
    }
  }
}

// Moments of 12.8 million numbers, E z^(2k) = (2k)!/2^k: the k-th has variance (E z^2k - (E z^k)^2)/n, the count beyond 4
// is binomial. Normals would miss the fourth moment, 6, by a thousand standard errors.
TEST_CASE("Laplace numbers have the moments and the tail of the Laplace distribution with variance 1") {
  Moments m;
  for (std::uint32_t call = 0; call < 400000; ++call) m.add(lanes_laplace(8 * call, somewhere));
  const double n = m.count, expected_beyond = n * std::exp(-4 * std::sqrt(2.0));
  CHECK(std::fabs(m.powers[1]) < 4 * std::sqrt(n));
  CHECK(std::fabs(m.powers[2] - n) < 4 * std::sqrt((6 - 1) * n));
  CHECK(std::fabs(m.powers[3]) < 4 * std::sqrt(90 * n));
  CHECK(std::fabs(m.powers[4] - 6 * n) < 4 * std::sqrt((2520 - 36) * n));
  CHECK(std::fabs(m.beyond_four - expected_beyond) < 4 * std::sqrt(expected_beyond));
  CHECK(std::fabs(m.products) < 4 * std::sqrt(n));
}

TEST_CASE("a Laplace number and the normal number of its word have the same rank and the same bits everywhere") {
  for (std::uint32_t first = 0; first < 8 * 500; first += 8) {
    const auto z = lanes_laplace(first, somewhere), normal = lanes_normal(first, somewhere);
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t l = 0; l < 8; ++l) {  // P(|Z| > z) of both
        const double of_laplace = std::exp(-std::sqrt(2) * std::fabs(z[i][l])),
                     of_normal = std::erfc(std::fabs(normal[i][l]) / std::sqrt(2));
        REQUIRE(std::fabs(of_laplace - of_normal) < 1e-9 * of_normal);  // the normal's fit: 3e-11 of z, z φ(z)/v < 10
        REQUIRE(std::signbit(z[i][l]) == std::signbit(normal[i][l]));
      }
    on_every_instruction_set([&] { REQUIRE(lanes_laplace(first, somewhere) == z); });
  }
}

TEST_CASE("the Laplace numbers of seed 20221231 are the recorded ones") {
  const auto z = lanes_laplace(0, stream(20221231, 5, 7, 1, 3));
  constexpr double recorded[] = {// the last one from the tail
                                 -0x1.0e40e7abfa379p-1, 0x1.2cbf63fc02032p-6, -0x1.31910aa2cf134p-4,
                                 -0x1.13878cadd6ed9p-5, 0x1.b029bffca921dp+0, -0x1.d6c89bdfd167ap-2,
                                 0x1.bd9a3fcf981aep-8,  -0x1.6e93bd467b20ep+2};
  for (std::size_t l = 0; l < 8; ++l) CHECK(z[0][l] == recorded[l]);
}

}  // namespace
}  // namespace suanli::test
