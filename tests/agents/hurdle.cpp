// The return at which an irreversible investment pays (MODEL.md §7.1): V8.
#include <doctest/doctest.h>

#include <cmath>

#include "agents/equations.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {
namespace {

// 1/ψ = u solves ρu² - (μ - v²/2)u - v²/2 = 0; Ξ = 1/(1-u).
long double plain_hurdle(long double v, long double mu, long double rho) {
  const long double b = mu - v * v / 2, root = std::sqrt(b * b + 2 * rho * v * v);
  const long double u = b > 0 ? (b + root) / (2 * rho) : v * v / (root - b);
  return 1 / (1 - u);
}

TEST_CASE("the hurdle is 2 for ρ = 0.04, μ = 0, v = 0.2 (Dixit and Pindyck 1994)") {
  CHECK(hurdle(0.2, 0, 0.04) == doctest::Approx(2).epsilon(1e-15));
}

// In long double 1 - u loses what u shares with 1: at most Ξ/2^63 of itself, below 1e-14 for the Ξ < 1e4 drawn here.
TEST_CASE("V8: the hurdle is exact to 1e-12 from still to stormy, and does not cancel where volatility vanishes") {
  Inputs inputs(301);
  double worst = 0;
  for (int i = 0; i < 100000; ++i) {
    const double rho = inputs.scale(1e-3, 1), mu = inputs.uniform(-1, 0.9) * rho, v = inputs.scale(1e-12, 3);
    const auto exact = static_cast<double>(plain_hurdle(v, mu, rho));
    if (exact > 1e4) continue;
    worst = std::max(worst, std::fabs(hurdle(v, mu, rho) / exact - 1));
  }
  CHECK(worst < 1e-12);
}

TEST_CASE("without volatility waiting pays only for growth: the hurdle is 1, or ρ/(ρ - μ) where returns rise") {
  CHECK(hurdle(0, 0, 0.04) == 1);
  CHECK(hurdle(0, -0.02, 0.04) == 1);
  CHECK(hurdle(0, 0.01, 0.04) == doctest::Approx(4.0 / 3).epsilon(1e-15));
  CHECK(hurdle(1e-30, 0.01, 0.04) == doctest::Approx(4.0 / 3).epsilon(1e-15));
}

TEST_CASE("more volatility and more drift raise the hurdle, impatience lowers it") {
  CHECK(hurdle(0.3, 0, 0.04) > hurdle(0.2, 0, 0.04));
  CHECK(hurdle(0.2, 0.01, 0.04) > hurdle(0.2, 0, 0.04));
  CHECK(hurdle(0.2, 0, 0.08) < hurdle(0.2, 0, 0.04));
}

// The figures that MODEL.md §7.1 sets beside the exact hurdles of a process that returns to its mean.
TEST_CASE("the log hurdle at s = .25, α + β = .88 is .31, .52 and .84 at persistence .95, .85 and .5") {
  ProductivityParameters p{};
  p.standard_deviation = 0.25;
  FirmParameters firms{};
  firms.discount_rate = 0.04;
  const auto log_hurdle = [&](double persistence) {
    p.persistence = persistence;
    return std::log(hurdle_of_firms(firms, p, 1, 0.88));
  };
  CHECK(log_hurdle(0.95) == doctest::Approx(0.31).epsilon(0.005 / 0.31));
  CHECK(log_hurdle(0.85) == doctest::Approx(0.52).epsilon(0.005 / 0.52));
  CHECK(log_hurdle(0.50) == doctest::Approx(0.84).epsilon(0.005 / 0.84));
}

}  // namespace
}  // namespace suanli::test
