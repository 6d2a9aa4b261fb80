#include "engine/statistics.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "engine/stream.hpp"

namespace suanli::test {
namespace {

TEST_CASE("1, 2, 3, 4 have mean 2.5 and standard error sqrt(5/12)") {
  const Estimate e = estimate(std::array{1.0, 2.0, 3.0, 4.0});
  CHECK(e.mean == 2.5);
  CHECK(e.standard_error == doctest::Approx(std::sqrt(5.0 / 12)).epsilon(1e-15));
}

TEST_CASE("a single value has standard error zero") {
  const Estimate e = estimate(std::array{7.0});
  CHECK(e.mean == 7);
  CHECK(e.standard_error == 0);
}

// Means within one standard error of the truth follow Student's t with 9 degrees of freedom: 65.66 %. One that divides
// by n instead of n - 1 would give 63.2 %, seven Monte Carlo errors away.
TEST_CASE("the mean of ten normals is within one standard error as often as Student says") {
  int within = 0;
  for (std::uint32_t trial = 0; trial < 20000; ++trial) {
    std::array<double, 10> x;
    for (std::uint32_t i = 0; i < 10; ++i) x[i] = 3 + 2 * standard_normal(stream(1, trial, 0, 200), i);
    const Estimate e = estimate(x);
    within += std::fabs(e.mean - 3) < e.standard_error;
  }
  const double share = within / 20000.0, expected = 0.65655, error = std::sqrt(expected * (1 - expected) / 20000);
  CHECK(std::fabs(share - expected) < 3 * error);
}

TEST_CASE("a mean of few values is off by as many standard errors as Student's table says") {
  CHECK(estimate(std::array{1.0, 2.0, 3.0, 4.0}).count == 4);
  CHECK(standard_errors_off(0.05, 2) == doctest::Approx(12.706).epsilon(5e-5));  // to the table's last place
  CHECK(standard_errors_off(0.01, 10) == doctest::Approx(3.2498).epsilon(2e-5));
  CHECK(standard_errors_off(0.05, 121) == doctest::Approx(1.9799).epsilon(3e-5));
  CHECK(standard_errors_off(0.5, 2) == doctest::Approx(1).epsilon(1e-12));  // Cauchy's quartile
}

TEST_CASE("the root mean square of 1, 2, 6 around 2 is sqrt(17/3)") {
  CHECK(root_mean_square(std::array{1.0, 2.0, 6.0}, 2) == doctest::Approx(std::sqrt(17.0 / 3)).epsilon(1e-15));
}

TEST_CASE("the slope of a line is its slope, and of 0, 0, 3 on 1, 2, 3 it is 1.5") {
  CHECK(slope(std::array{1.0, 2.0, 6.0}, std::array{7.0, 4.0, -8.0}) == -3);
  CHECK(slope(std::array{1.0, 2.0, 3.0}, std::array{0.0, 0.0, 3.0}) == 1.5);
}

}  // namespace
}  // namespace suanli::test
