// How firms are spread, and what that does to their mean: the series against sums written out, and against firms.
#include "agents/firms/dispersion.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "agents/economy.hpp"
#include "agents/equations.hpp"
#include "agents/theory/finite_firms.hpp"
#include "tests/support/random_numbers.hpp"
#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

// ln E e^(θa) of a = φ^n·normal + Σ_j φ^j·σ_(n-j)·Laplace, term by term.
long double written_out(long double theta, long double start_variance, long double phi,
                        const std::vector<double>& innovations) {
  long double sum = 0, left = 1;
  for (std::size_t j = innovations.size(); j-- > 0; left *= phi * phi) {
    const long double sigma = innovations[j];
    sum -= std::log1p(-theta * theta * sigma * sigma * left / 2);
  }
  return sum + theta * theta * start_variance * left / 2;
}

TEST_CASE("normal firms gain s²/(2(α+β)) from their dispersion, and keep it") {
  const AutoRegression process = auto_regression(0.25, 0.85, 0.25);
  Dispersion d = Dispersion::normal(0.0625);
  CHECK(gain_from_dispersion(0.8, d) == doctest::Approx(0.0625 / 1.6).epsilon(1e-15));
  for (int t = 0; t < 100; ++t) d.advance(process.persistence, process.innovation, Distribution::normal);
  CHECK(gain_from_dispersion(0.8, d) == doctest::Approx(0.0625 / 1.6).epsilon(1e-14));
  CHECK(Dispersion::stationary(process, Distribution::normal).variance() == 0.0625);
}

TEST_CASE("Laplace innovations tend to the sum of their logarithms, whose terms are those of the model") {
  for (const double dt : {0.25, 1.0})
    for (const double s : {0.1, 0.25, 0.45}) {
      const AutoRegression process = auto_regression(s, 0.5, dt);
      const Dispersion limit = Dispersion::stationary(process, Distribution::laplace);
      const std::vector<double> innovations(2000, process.innovation);
      const double expected = static_cast<double>(written_out(1 / 0.8L, 0, process.persistence, innovations));
      CHECK(limit.log_mean_power(1 / 0.8) == doctest::Approx(expected).epsilon(1e-14));
      CHECK(limit.variance() == doctest::Approx(s * s).epsilon(1e-15));
      Dispersion d = Dispersion::normal(s * s);
      for (int t = 0; t < 500; ++t) d.advance(process.persistence, process.innovation, Distribution::laplace);
      CHECK(d.log_mean_power(1 / 0.8) == doctest::Approx(expected).epsilon(1e-13));
    }
}

TEST_CASE("the mean of a power is right up to what the reader admits, and infinite beyond") {
  const std::vector<double> innovations(4000, 0.6);  // α + β = 1
  const AutoRegression process{0.9, 0.6, 0.6 / std::sqrt(0.19)};
  const Dispersion d = Dispersion::stationary(process, Distribution::laplace);
  const double expected = static_cast<double>(written_out(2, 0, process.persistence, innovations));
  CHECK(d.log_mean_power(2) == doctest::Approx(expected).epsilon(1e-9));
  CHECK(std::isinf(d.log_mean_power(2.1)));
  CHECK(std::isfinite(Dispersion::stationary(process, Distribution::normal).log_mean_power(5)));
}

// Lognormal firms: with w = e^(s²/q²), v = w - 1, μ_3/μ_2 = v(v+3), and excess kurtosis w⁴ + 2w³ + 3w² - 6.
TEST_CASE("the leading order in 1/N errs by the third moment, and firms' kurtosis fades as 1/N") {
  CellTechnology cell{};
  cell.alpha = 0.5, cell.beta = 0.3, cell.firms = 50;
  const LeadingOrder order = leading_order(cell, Dispersion::normal(0.16));
  const double w = std::exp(0.16 / 0.64), v = w - 1;
  CHECK(order.error == doctest::Approx(v * (v + 0.5) / 50).epsilon(1e-12));
  CHECK(order.excess_kurtosis ==
        doctest::Approx((std::pow(w, 4) + 2 * std::pow(w, 3) + 3 * w * w - 6) / 50).epsilon(1e-11));
  CHECK(leading_order(cell, Dispersion::normal(1e-8)).error < 1e-8);
}

TEST_CASE("while times turn, the dispersion at every date is that of all innovations so far") {
  Inputs inputs(61);
  const double phi = 0.9;
  Dispersion d = Dispersion::normal(0.04);
  std::vector<double> innovations;
  double variance = 0.04;
  for (int t = 0; t < 60; ++t) {
    innovations.push_back(inputs.uniform(0.01, 0.25));
    d.advance(phi, innovations.back(), Distribution::laplace);
    variance = phi * phi * variance + innovations.back() * innovations.back();  // V ← φ²V + (s·vol)²(1-φ²)
    REQUIRE(d.variance() == doctest::Approx(variance).epsilon(1e-14));
    const double expected = static_cast<double>(written_out(1.2, 0.04L, phi, innovations));
    REQUIRE(d.log_mean_power(1.2) == doctest::Approx(expected).epsilon(1e-13));
  }
}

// e^(2a) of a million firms: its mean has relative standard error √(v/N), v from the same series. In this economy Laplace
// and normal innovations differ by eight of them.
TEST_CASE("firms with Laplace innovations have the mean power that the series says, where normals would miss it") {
  Parameters p = reference_parameters();
  p.firms.count = 1000000, p.time.step = 1;
  p.productivity.standard_deviation = 0.3, p.productivity.persistence = 0.1;
  p.productivity.innovations = Distribution::laplace;
  const Model model(p);
  Country country = open_country(model, 0, Threads::all);
  const double power = 2, n = static_cast<double>(model.layout.firms());
  for (int t = 0; t < 2; ++t) {
    step(country);
    double sum = 0, squares = 0;
    for (std::size_t c = 0; c < model.layout.cells().size(); ++c)
      for (std::size_t i = 0; i < model.layout.cells()[c].firms; ++i) {
        const double a = country.firms.log_productivity(c, i);
        sum += std::exp(power * a), squares += a * a;
      }
    const Dispersion& d = country.uncertainty.dispersion;
    const double error = std::sqrt(std::expm1(d.log_mean_power(2 * power) - 2 * d.log_mean_power(power)) / n);
    CHECK(std::fabs(std::log(sum / n) - d.log_mean_power(power)) < 4 * error);
    CHECK(d.log_mean_power(power) - power * power * 0.09 / 2 > 8 * error);
    CHECK(std::fabs(squares / n - d.variance()) < 4 * d.variance() * std::sqrt(5 / n));  // kurtosis below 6
  }
}

TEST_CASE("a regime has given way by the chance of a two-state Markov chain, whatever the step") {
  CHECK(switch_probability(0.3, 0.7, 1e9) == doctest::Approx(0.3).epsilon(1e-14));
  CHECK(switch_probability(0.3, 0.7, 1e-6) == doctest::Approx(0.3e-6).epsilon(1e-6));
  const double once = switch_probability(0.3, 0.7, 0.5), back = switch_probability(0.7, 0.3, 0.5);
  CHECK(switch_probability(0.3, 0.7, 1) == doctest::Approx(once * (1 - back) + (1 - once) * once).epsilon(1e-14));
}

}  // namespace
}  // namespace suanli::test
