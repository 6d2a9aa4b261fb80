// §6.2 beyond the normal distribution: Laplace innovations, regimes of volatility, and shocks to services, against limits
// written a second time.
#include <doctest/doctest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "agents/theory/finite_firms.hpp"
#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {

namespace {

Parameters with_firms(std::int64_t firms, bool normalise) {
  Parameters p = lasting(reference_parameters(), 12, 1);
  p.firms.count = firms, p.firms.minimum_per_cell = 1;
  p.productivity.normalise = normalise;
  p.productivity.level = {ProductivityLevel::given, 0.6};
  p.productivity.persistence = 0.05;  // yearly dates are nearly independent
  return p;
}

/// ln Y over its closed form at given stocks: root mean square, mean, number of dates; from `first` on.
struct Deviations {
  double squares = 0, sum = 0, count = 0;
  double root_mean_square() const { return std::sqrt(squares / count); }
  double mean() const { return sum / count; }
};
double spread(const Deviations& d) { return std::sqrt(d.squares / d.count - d.mean() * d.mean()); }

/// What the leading order in 1/N_c leaves out of the spread of ln Y, relative: at most that of the worst cell.
double next_order(const Parameters& p) {
  double worst = 0;
  const auto economies = economies_of(p);
  for (const CellTechnology& cell : economies.front().cells)
    worst = std::max(worst, leading_order(cell, calm_dispersion(p)).error / 2);
  return worst;
}
template <class LogLimit>
Deviations deviations(const Parameters& p, std::uint32_t replications, std::uint32_t first, const LogLimit& log_limit) {
  const Model model(p);
  Deviations all;
  for (std::uint32_t r = 0; r < replications; ++r)
    simulate_dates(model, r, [&](const Country& country) {
      if (country.period < first) return;
      const Economy& e = country.economies.front();
      const double x = std::log(e.output / e.wealth()) - log_limit(country);
      all.squares += x * x, all.sum += x, all.count += 1;
    });
  return all;
}

}  // namespace

TEST_CASE("V4: with Laplace innovations output nears the Laplace limit as N^(-1/2), normalised or not") {
  // 9 dates × 100 replications, the normal start forgotten (φ^8 < 1e-10): 2.6 % on each root mean square (kurtosis of
  // sums of firms is 3), .008 on the slope. The limit of normals lies 9 standard errors of the mean away at N = 10⁵.
  for (const bool normalise : {true, false}) {
    CAPTURE(normalise);
    std::vector<double> log_error;
    for (const std::int64_t firms : {1000, 10000, 100000}) {
      Parameters p = with_firms(firms, normalise);
      p.productivity.innovations = Distribution::laplace;
      p.productivity.standard_deviation = 0.3;
      const double limit = std::log(static_cast<double>(theory_of_nation(p).y_at_rest()));
      const Deviations d = deviations(p, 100, 4, [&](const Country&) { return limit; });
      const FiniteFirms expected = finite_firms(economies_of(p).front(), calm_dispersion(p));
      const double error = expected.standard_deviation / std::sqrt(d.count);
      CAPTURE(firms);
      CHECK(std::abs(d.mean() - expected.bias) < 4 * error);
      CHECK(std::abs(spread(d) / expected.standard_deviation - 1) < 4 / std::sqrt(2 * d.count) + next_order(p));
      log_error.push_back(std::log10(d.root_mean_square()));
      if (firms == 100000 && !normalise) {
        Parameters normal = p;
        normal.productivity.innovations = Distribution::normal;
        const double other = std::log(static_cast<double>(theory_of_nation(normal).y_at_rest()));
        CHECK(std::abs(d.mean() + limit - other) > 9 * error);
      }
    }
    CHECK(std::abs((log_error[2] - log_error[0]) / 2 + 0.5) < 0.05);
  }
}

TEST_CASE("turbulent times leave normalised output alone, and otherwise raise it by what their dispersion adds") {
  for (const Distribution innovations : {Distribution::normal, Distribution::laplace})
    for (const bool normalise : {true, false}) {
      Parameters p = with_firms(20000, normalise);
      p.productivity.persistence = 0.6;
      p.productivity.standard_deviation = 0.2;
      p.productivity.innovations = innovations;
      p.volatility = {.factor = 2.5, .arrival_rate = 0.5, .duration = 2, .start = {}};
      Parameters normalised = p;
      normalised.productivity.normalise = true;
      const double rest = std::log(static_cast<double>(theory_of_nation(normalised).y_at_rest()));
      const auto technology = economies_of(p).front();
      double largest_gain = 0, squares = 0, dates = 0;
      const Model model(p);
      for (std::uint32_t r = 0; r < 40; ++r)
        simulate_dates(model, r, [&](const Country& country) {
          const Dispersion& now = country.uncertainty.dispersion;
          double gain = 0;
          for (const CellTechnology& c : technology.cells)
            gain += c.theta * gain_from_dispersion(c.alpha_plus_beta(), now);
          largest_gain = std::max(largest_gain, gain);
          const FiniteFirms expected = finite_firms(technology, now);
          const Economy& e = country.economies.front();
          const double limit = rest + (normalise ? 0 : gain) + expected.bias;
          squares += std::pow((std::log(e.output / e.wealth()) - limit) / expected.standard_deviation, 2), dates += 1;
        });
      // Standardised, the mean square of 520 dates is 1; persistence .6 leaves (1 + φ²)/(1 - φ²) = 2.1 times fewer
      // independent ones. A gain that is missed would be many standard deviations.
      CAPTURE(normalise);
      CHECK(std::abs(squares / dates - 1) < 4 * std::sqrt(2 / (dates / 2.1)));
      CHECK(largest_gain > 20 * finite_firms(technology, calm_dispersion(p)).standard_deviation);
    }
}

TEST_CASE(
    "V5: with shocks to services mean output over wealth is y* within the 99 % interval, and the price is dearer") {
  // 400 × 41 nearly independent years. With ξ̄ = .3, s = .3 the correction is .4 % of output, its interval .2 %; the price of
  // services averages e^((1-ξ̄)s²/2) = 1.03 of p*, its interval .4 %.
  Parameters p = lasting(without_noise(reference_parameters()), 40, 1);
  for (auto& [name, industry] : p.industries) industry.alpha = 0.6, industry.beta = 0.1;
  p.shocks.services = {{0.3, 0.05}};
  const Theory theory = theory_of_nation(p);
  const Model model(p);
  const double y_star = static_cast<double>(theory.y_at_rest()), p_star = static_cast<double>(theory.service_price(0));
  const double dearer = std::exp((1 - static_cast<double>(theory.xi_bar)) * 0.09 / 2);
  std::vector<double> y, price;
  for (std::uint32_t r = 0; r < 400; ++r) {
    double sum_y = 0, sum_p = 0;
    simulate_dates(model, r, [&](const Country& country) {
      const Economy& e = country.economies.front();
      sum_y += e.output / e.wealth() / 41, sum_p += e.cells[0].service_price / 41;
      REQUIRE(e.investment > 0);
    });
    y.push_back(sum_y / y_star - 1), price.push_back(sum_p / p_star / dearer - 1);
  }
  const double quantile = boost::math::quantile(boost::math::students_t(399), 0.995);
  for (const auto* values : {&y, &price}) {
    double mean = 0, squares = 0;
    for (const double x : *values) mean += x / 400;
    for (const double x : *values) squares += (x - mean) * (x - mean) / 399;
    const double half_width = quantile * std::sqrt(squares / 400);
    CHECK(half_width < (values == &y ? 0.0025 : 0.005));
    CHECK(std::abs(mean) < half_width);
  }
}

}  // namespace suanli::test
