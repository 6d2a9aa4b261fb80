#include "engine/tails.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/stream.hpp"

namespace suanli::test {
namespace {

/// Ascending values of a Pareto law P(X > x) = x^-ζ, x > 1.
std::vector<double> pareto(std::uint32_t trial, std::uint32_t count, double exponent) {
  std::vector<double> values;
  for (std::uint32_t i = 0; i < count; ++i) {
    const double u = (random_words(stream(5, trial, 0, 200), i)[0] + .5) * 0x1p-32;
    values.push_back(std::pow(u, -1 / exponent));
  }
  std::ranges::sort(values);
  return values;
}

// ln ratios to the threshold 2: 1, 2, 4 ln 2, so 2/(7 ln 2); Hill's own 3/(7 ln 2), less a third.
TEST_CASE("the Hill exponent of 4, 8, 32 above 2 is 2/(7 ln 2), whatever lies below") {
  const double known = 2 / (7 * std::log(2.0));
  const Measured tail = hill_exponent(std::array{-1.0, 0.0, 2.0, 4.0, 8.0, 32.0}, 3);
  CHECK(tail.value == doctest::Approx(known).epsilon(1e-14));
  CHECK(tail.standard_error == doctest::Approx(known).epsilon(1e-14));  // /√(3-2)
}

TEST_CASE("sizes that fall with their rank less one half to the power -1/ζ have exponent ζ by regression") {
  std::vector<double> sizes;
  for (int rank = 50; rank > 0; --rank) sizes.push_back(7 * std::pow(rank - .5, -1 / 1.06));
  const Measured tail = rank_exponent(sizes, 50);
  CHECK(tail.value == doctest::Approx(1.06).epsilon(1e-13));
  CHECK(tail.standard_error == doctest::Approx(1.06 * .2).epsilon(1e-13));
  CHECK(rank_exponent(sizes, 20).value == doctest::Approx(1.06).epsilon(1e-13));
}

// Pareto tails of 12 values: the estimate is ζ(k-1)/Γ(k,1), of mean ζ and standard deviation ζ/√(k-2). Without the
// correction the mean would be off by ζ/11: 18 Monte Carlo errors.
TEST_CASE("Hill exponents of short Pareto tails have the right mean, and spread as their standard error says") {
  const double zeta = 1.1;
  const std::size_t k = 12;
  std::vector<double> exponents, squared_errors;
  for (std::uint32_t trial = 0; trial < 4000; ++trial) {
    const Measured tail = hill_exponent(pareto(trial, 40, zeta), k);
    exponents.push_back(tail.value);
    squared_errors.push_back(tail.standard_error * tail.standard_error);
  }
  const Estimate mean = estimate(exponents);
  CHECK(std::fabs(mean.mean - zeta) < 3 * zeta / std::sqrt(double(k - 2) * 4000));
  CHECK(std::fabs(mean.mean - zeta) < 3 * mean.standard_error);
  // E[ζ̂²]/(k-2) = ζ²(k-1)/(k-2)², for E[1/Γ²] = 1/((k-1)(k-2)).
  const Estimate square = estimate(squared_errors);
  CHECK(std::fabs(square.mean - zeta * zeta * 11 / 100) < 3 * square.standard_error);
}

// The error ζ√(2/k) is asymptotic: with k = 400 good to the order (ln k)²/k, here 9 %; the spread of 1000 estimates is known to
// 1/√2000 of itself. Hill's ζ/√k would be 29 % too small.
TEST_CASE("exponents by the regression of ranks spread as Gabaix and Ibragimov say, around the truth") {
  const double zeta = 1.1, asymptotic = std::log(400.0) * std::log(400.0) / 400;
  std::vector<double> exponents, errors;
  for (std::uint32_t trial = 0; trial < 1000; ++trial) {
    const Measured tail = rank_exponent(pareto(trial, 400, zeta), 400);
    exponents.push_back(tail.value);
    errors.push_back(tail.standard_error);
  }
  const Estimate mean = estimate(exponents);
  const double error = estimate(errors).mean, spread = mean.standard_error * std::sqrt(1000.0);
  CHECK(std::fabs(spread / error - 1) < asymptotic + 3 / std::sqrt(2000.0));
  CHECK(std::fabs(mean.mean - zeta) < asymptotic * error + 3 * mean.standard_error);
}

TEST_CASE("a tail exponent does not depend on the unit of size, and halves when sizes are squared") {
  const std::vector<double> sizes = pareto(1, 300, 1.5);
  std::vector<double> in_thousands = sizes, squared = sizes;
  for (double& x : in_thousands) x /= 1000;
  for (double& x : squared) x *= x;
  for (const auto& exponent : {hill_exponent, rank_exponent}) {
    const double zeta = exponent(sizes, 100).value;
    CHECK(exponent(in_thousands, 100).value == doctest::Approx(zeta).epsilon(1e-12));
    CHECK(exponent(squared, 100).value == doctest::Approx(zeta / 2).epsilon(1e-12));
  }
}

TEST_CASE("equal values count each, and where all are equal the tail has no end of falling") {
  const double known = 2 / (2 * std::log(2.0));
  CHECK(hill_exponent(std::array{1.0, 2.0, 2.0, 4.0, 4.0}, 3).value == doctest::Approx(known).epsilon(1e-14));
  for (const auto& exponent : {hill_exponent, rank_exponent}) {
    CHECK(std::isinf(exponent(std::array{1.0, 2.0, 2.0, 2.0, 2.0}, 3).value));
    CHECK(std::isinf(exponent(std::array{1.0, 2.0, 2.0, 2.0, 2.0}, 3).standard_error));
  }
}

// The same terms in another order: a few roundings.
TEST_CASE("the Hill exponent of logs is picked from any order, and is that of the sorted values") {
  const std::vector<double> sizes = pareto(1, 1000, 1.1);
  std::vector<double> logs;
  for (std::size_t i = 0; i < sizes.size(); ++i) logs.push_back(std::log(sizes[i * 389 % sizes.size()]));
  for (const std::size_t count : {3u, 50u, 999u}) {
    const Measured sorted = hill_exponent(sizes, count), picked = hill_exponent_of_logs(logs, count);
    CHECK(picked.value == doctest::Approx(sorted.value).epsilon(1e-13));
    CHECK(picked.standard_error == doctest::Approx(sorted.standard_error).epsilon(1e-13));
  }
  for (const std::size_t count : {2u, 1000u}) CHECK(std::isnan(hill_exponent_of_logs(logs, count).value));
}

TEST_CASE("there is no tail exponent of two values, of more than there are, or of values without a logarithm") {
  const double infinite = std::numeric_limits<double>::infinity();
  const std::array values{1.0, 2.0, 4.0, 8.0};
  for (const auto& exponent : {hill_exponent, rank_exponent}) {
    CHECK(std::isnan(exponent(values, 2).value));
    CHECK(std::isnan(exponent(values, 5).value));
    CHECK(std::isnan(exponent({}, 3).value));
    CHECK(std::isnan(exponent(std::array{-1.0, 0.0, 0.0, 1.0, 2.0}, 4).standard_error));
    CHECK(std::isnan(exponent(std::array{1.0, 2.0, 4.0, infinite}, 3).value));
  }
  CHECK(std::isnan(hill_exponent(values, 4).value));  // needs one below
  CHECK_FALSE(std::isnan(rank_exponent(values, 4).value));
}

}  // namespace
}  // namespace suanli::test
