#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "engine/stream.hpp"
#include "tests/engine/lanes.hpp"
#include "tests/support/instruction_sets.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {
namespace {

const Stream somewhere = stream(0x243F6A8885A308D3, 1, 3, 4, 77);

// The centre's fit has relative error 3e-11, and |z| < 2.9 there; the tail's 6e-15 and |z| < 9.2, plus a few roundings.
constexpr double centre_error = 3e-11 * 2.9, tail_error = 1e-13;
const double centre_ends = static_cast<double>(plain_half_normal(0x1p-8L));

double tolerance(double z) { return std::fabs(z) < centre_ends ? centre_error : tail_error; }

TEST_CASE("normals are the inverse of the distribution function at their random words") {
  on_every_instruction_set([] {
    double worst = 0;
    int in_tail = 0;
    for (std::uint32_t first = 0; first < 8 * 1500; first += 8) {
      const auto z = lanes_normal(first, somewhere);
      for (std::size_t i = 0; i < 4; ++i)
        for (std::uint32_t l = 0; l < 8; ++l) {
          const long double exact = plain_normal(somewhere, first + l, static_cast<int>(i));
          worst = std::max(worst, static_cast<double>(std::fabs(z[i][l] - exact)) / tolerance(z[i][l]));
          in_tail += std::fabs(z[i][l]) > centre_ends;
        }
    }
    CHECK(worst < 1);
    CHECK(in_tail > 100);  // of 48000, 1 in 256
  });
}

TEST_CASE("the half-normal quantile is right from the median to nine standard deviations") {
  on_every_instruction_set([] {
    double worst = 0, worst_in_tail = 0;
    for (double power = 0; power < 64; power += 0.03125) {
      const double v = std::exp2(-power) * (1 - 0x1p-32);
      Eight all;
      all.fill(v);
      const double exact = static_cast<double>(plain_half_normal(v));
      if (power < 8) worst = std::max(worst, std::fabs(lanes_half_normal(all)[3] - exact));
      if (power >= 8) worst_in_tail = std::max(worst_in_tail, std::fabs(lanes_half_normal_tail(all)[3] - exact));
    }
    CHECK(worst < centre_error);
    CHECK(worst_in_tail < tail_error);
  });
}

TEST_CASE("normals agree with Boost's quantile") {
  const boost::math::normal_distribution<double> normal;
  for (std::uint32_t entity = 0; entity < 20000; ++entity) {
    const std::uint32_t word = random_words(somewhere, entity)[0];
    const double v = ((word & 0x7FFFFFFF) + 0.5) * 0x1p-31;
    if (v < 0x1p-8) continue;  // refined by a second word, above
    const double z = boost::math::quantile(boost::math::complement(normal, v / 2));
    REQUIRE(std::fabs(standard_normal(somewhere, entity) - (word >> 31 ? -z : z)) < centre_error);
  }
}

// Moments of 12.8 million normals: the k-th has variance (E z^2k - (E z^k)^2)/n, the count beyond 4 is binomial. A scale
// that is wrong by 5 % misses the second by 250 standard errors.
TEST_CASE("normals have the moments and the tail of the normal distribution") {
  Moments m;
  for (std::uint32_t call = 0; call < 400000; ++call) m.add(lanes_normal(8 * call, somewhere));
  const double n = m.count, expected_beyond = n * std::erfc(4 / std::sqrt(2.0));
  CHECK(std::fabs(m.powers[1]) < 4 * std::sqrt(n));
  CHECK(std::fabs(m.powers[2] - n) < 4 * std::sqrt(2 * n));
  CHECK(std::fabs(m.powers[3]) < 4 * std::sqrt(15 * n));
  CHECK(std::fabs(m.powers[4] - 3 * n) < 4 * std::sqrt(96 * n));
  CHECK(std::fabs(m.beyond_four - expected_beyond) < 4 * std::sqrt(expected_beyond));
  CHECK(std::fabs(m.products) < 4 * std::sqrt(n));  // words of one counter are uncorrelated
}

TEST_CASE("a single normal has the bits of the lanes' first word, on every instruction set") {
  on_every_instruction_set([] {
    for (std::uint32_t first = 0; first < 4000; first += 8) {
      const auto z = lanes_normal(first, somewhere);
      for (std::uint32_t l = 0; l < 8; ++l)
        REQUIRE(std::bit_cast<std::uint64_t>(z[0][l]) ==
                std::bit_cast<std::uint64_t>(standard_normal(somewhere, first + l)));
    }
  });
}

TEST_CASE("every word of every lane has the same bits on every instruction set") {
  for (std::uint32_t first = 0; first < 8 * 500; first += 8) {
    const auto best = lanes_normal(first, somewhere);
    on_every_instruction_set([&] { REQUIRE(lanes_normal(first, somewhere) == best); });
  }
}

TEST_CASE("the normals of seed 20221231 are the recorded ones") {
  const Stream at = stream(20221231, 5, 7, 1, 3);
  constexpr double recorded[] = {// the last one from the tail
                                 -0x1.6e8e93015e22fp-1, 0x1.0725681445f0fp-5, -0x1.01af18383a748p-3,
                                 -0x1.dd334c33f46c7p-5, 0x1.af84a19ad22e4p+0, -0x1.47db093ac0cb9p-1,
                                 0x1.89059533c6a3cp-7,  -0x1.ce60fda42c9d9p+1};
  for (std::uint32_t entity = 0; entity < std::size(recorded); ++entity)
    CHECK(standard_normal(at, entity) == recorded[entity]);
}

}  // namespace
}  // namespace suanli::test
