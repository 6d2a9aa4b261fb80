// A firm's equations against the formulas as MODEL.md prints them, in long double.
#include "agents/firms/equations.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "agents/economy.hpp"
#include "agents/equations.hpp"
#include "tests/support/random_numbers.hpp"

HWY_BEFORE_NAMESPACE();  // or GCC on Arm would not inline the equations
namespace suanli::test {
namespace {

namespace one = HWY_NAMESPACE;

// ln v is a sum of three terms; each is rounded relative to its own size, and the coefficients once before: 4 u a term,
// 2 u of the logarithm and 4 u of the power. The terms below are below 40 in logs to base 2.
TEST_CASE("the input bundle is [A (h K)^alpha H^beta]^(1/(alpha + beta))") {
  Inputs inputs(41);
  double worst = 0;
  for (int i = 0; i < 100000; ++i) {
    const double alpha = inputs.uniform(0.2, 0.9), beta = (1 - alpha) * inputs.uniform(0.1, 0.9), power = alpha + beta;
    const double level = inputs.scale(0.1, 10), synergy = inputs.scale(0.1, 10), a = inputs.uniform(-1.5, 1.5);
    const double capital = inputs.scale(1e-6, 100), compute = inputs.scale(1e-6, 100);
    const double to_log2 = 1 / (power * std::log(2.0));
    const BundleTechnology technology{(std::log(level) + alpha * std::log(synergy)) * to_log2, to_log2, alpha / power};
    using Exact = long double;
    const Exact exact = std::pow(level * std::exp(Exact(a)) * std::pow(synergy * Exact(capital), Exact(alpha)) *
                                     std::pow(Exact(compute), Exact(beta)),
                                 1 / (Exact(alpha) + Exact(beta)));
    const double v = one::input_bundle<double>(a, capital, compute, technology);
    worst = std::max(worst, static_cast<double>(std::fabs(v / exact - 1)));
  }
  CHECK(worst < (3 * 40 * 4 + 6) * 0x1p-53 * std::log(2.0));  // 4e-14
}

TEST_CASE("the input bundle has constant returns in capital and compute") {
  const BundleTechnology technology{0.3, 1.6, 0.9};
  const double v = one::input_bundle<double>(0.2, 3.0, 0.5, technology);
  CHECK(one::input_bundle<double>(0.2, 3.0 * 4, 0.5 * 4, technology) == 4 * v);
}

TEST_CASE("productivity keeps its persistent part and takes on its innovation") {
  CHECK(one::productivity_after<double>(0.5, 0.96, 0.07, 2.0) == doctest::Approx(0.96 * 0.5 + 0.07 * 2).epsilon(1e-15));
  CHECK(one::productivity_after<double>(123.0, 0.0, 0.25, -2.0) == -0.5);
}

TEST_CASE("a stock in proportion grows by its cell's factor") {
  CHECK(one::stock_in_proportion<double>(3.0, 1.25) == 3.75);
}

TEST_CASE("persistence .85 a year is .85^(1/4) a quarter, and its innovation keeps the variance") {
  const AutoRegression process = auto_regression(0.25, 0.85, 0.25);
  CHECK(process.persistence == doctest::Approx(std::pow(0.85, 0.25)).epsilon(1e-14));
  CHECK(process.stationary == 0.25);
  const double phi = process.persistence, s = process.innovation;
  CHECK(phi * phi * 0.0625 + s * s == doctest::Approx(0.0625).epsilon(1e-14));
}

TEST_CASE("synergy of an intensity of .2 with reference .1 is 2 at full strength, root 2 at one half, 1 at none") {
  CHECK(intensity_synergy(0.2, 0.1, 1) == doctest::Approx(2).epsilon(1e-15));
  CHECK(intensity_synergy(0.2, 0.1, 0.5) == doctest::Approx(std::sqrt(2)).epsilon(1e-15));
  CHECK(intensity_synergy(0.2, 0.1, 0) == 1);
  CHECK(intensity_synergy(0.1, 0.1, 0.7) == 1);
}

TEST_CASE("synergy of a level is compute per firm over its reference") {
  CHECK(level_synergy(12, 1000, 0.004) == doctest::Approx(3).epsilon(1e-15));
}

TEST_CASE("a spillover of a quarter takes a quarter of the nation's synergy") {
  CHECK(with_spillover(2, 6, 0.25) == 3);
  CHECK(with_spillover(2, 6, 0) == 2);
  CHECK(with_spillover(2, 6, 1) == 6);
}

TEST_CASE("a stock grows by what flows in less what wears out") { CHECK(stock_after(100, 8, 0.06, 0.25) == 100.5); }

TEST_CASE("desired growth is the return beyond depreciation and impatience, over risk aversion") {
  const HouseholdParameters household{
      .risk_aversion = 8, .discount_rate = 0.03, .euler = EulerReturn::report, .consumption = {}, .trend = {}};
  CHECK(desired_growth(0.49, 0.06, household) == doctest::Approx(0.05).epsilon(1e-15));
}

}  // namespace
}  // namespace suanli::test
HWY_AFTER_NAMESPACE();
