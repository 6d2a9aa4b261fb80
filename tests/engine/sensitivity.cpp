#include "engine/sensitivity.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <utility>
#include <vector>

#include "engine/copula.hpp"
#include "engine/stream.hpp"

namespace suanli::test {
namespace {

constexpr double pi = std::numbers::pi;

bool holds(const Interval& interval, double truth) { return interval.low <= truth && truth <= interval.high; }

/// A function of points of the unit cube, and its closed forms.
struct Known {
  std::function<double(std::span<const double>)> function;
  double variance;
  std::vector<double> first_order, total;
};

/// Ishigami and Homma (1990) with a = 7, b = .1: sin x1 + a sin² x2 + b x3⁴ sin x1, x uniform on [-π, π].
Known ishigami() {
  const double a = 7, b = .1, p4 = std::pow(pi, 4);
  const double first = .5 * std::pow(1 + b * p4 / 5, 2), second = a * a / 8, both = b * b * p4 * p4 * 8 / 225;
  const double all = first + second + both;
  const auto f = [=](std::span<const double> u) {
    const auto x = [&](std::size_t i) { return pi * (2 * u[i] - 1); };
    return std::sin(x(0)) * (1 + b * std::pow(x(2), 4)) + a * std::pow(std::sin(x(1)), 2);
  };
  return {f, all, {first / all, second / all, 0}, {(first + both) / all, second / all, both / all}};
}

/// Sobol's g-function: Π (|4u - 2| + c)/(1 + c).
Known g_function(const std::vector<double>& c) {
  double all = 1;
  std::vector<double> part;
  for (const double ci : c) part.push_back(1 / (3 * (1 + ci) * (1 + ci))), all *= 1 + part.back();
  const auto f = [=](std::span<const double> u) {
    double product = 1;
    for (std::size_t i = 0; i < c.size(); ++i) product *= (std::fabs(4 * u[i] - 2) + c[i]) / (1 + c[i]);
    return product;
  };
  Known g{f, all - 1, {}, {}};
  for (const double v : part)
    g.first_order.push_back(v / g.variance), g.total.push_back(v / (1 + v) * all / g.variance);
  return g;
}

std::vector<double> values_at(const Known& known, const Points& rows) {
  std::vector<double> all;
  for (std::size_t k = 0; k < rows.size(); ++k) all.push_back(known.function(std::as_const(rows)[k]));
  return all;
}

TEST_CASE("Sobol indices of Ishigami's function and of the g-function lie where theory has them") {
  CHECK(ishigami().variance == doctest::Approx(13.844588).epsilon(1e-7));  // Saltelli et al. 2000
  CHECK(ishigami().first_order[0] == doctest::Approx(.3139).epsilon(2e-4));
  CHECK(ishigami().total[2] == doctest::Approx(.2437).epsilon(2e-4));
  for (const Known& known : {ishigami(), g_function({0, 1, 4.5, 9, 99, 99})}) {
    const std::size_t dimensions = known.total.size();
    const std::vector<double> values = values_at(known, saltelli(1024, dimensions, 1));
    const SobolIndices found = sobol_indices({values, 1}, dimensions, {.99, 500, 1});
    CHECK(found.variance == doctest::Approx(known.variance).epsilon(.02));
    CHECK(std::isnan(found.noise_variance));
    for (std::size_t i = 0; i < dimensions; ++i) {
      CHECK(holds(found.first_order[i].interval, known.first_order[i]));
      CHECK(holds(found.total[i].interval, known.total[i]));
      CHECK(found.first_order[i].interval.high - found.first_order[i].interval.low < .3);
      CHECK(found.total[i].interval.high - found.total[i].interval.low < .3);
    }
  }
}

// Never less often than 95 % less three binomial errors of 200 designs; more often, as Sobol points are more even than
// the independent ones of the bootstrap.
TEST_CASE("95 % intervals of Sobol indices hold the truth in at least 90 of 100 designs") {
  const std::size_t designs = 200;
  for (const Known& known : {ishigami(), g_function({0, 1, 4.5, 9})}) {
    const std::size_t dimensions = known.total.size();
    std::vector<std::size_t> first(dimensions), total(dimensions);
    for (std::uint64_t seed = 0; seed < designs; ++seed) {
      const std::vector<double> values = values_at(known, saltelli(256, dimensions, seed));
      const SobolIndices found = sobol_indices({values, 1}, dimensions, {.95, 200, seed});
      for (std::size_t i = 0; i < dimensions; ++i) {
        first[i] += holds(found.first_order[i].interval, known.first_order[i]);
        total[i] += holds(found.total[i].interval, known.total[i]);
      }
    }
    for (std::size_t i = 0; i < dimensions; ++i) {
      CAPTURE(i);
      CHECK(first[i] >= designs * .904);
      CHECK(total[i] >= designs * .904);
    }
  }
}

// y = u1 + u2/2 + noise: V = (1 + 1/4)/12. Noise of variance 1, four replications: uncorrected, the variance of means would
// be 1/4 too high, three times V. Shared by all rows, or with a part in proportion to u2, it must vanish alike.
TEST_CASE("noise does not bias the indices, be it of each row or shared by all rows") {
  const std::size_t base = 64, replications = 4, designs = 300;
  for (const bool shared : {false, true}) {
    std::vector<double> variance, noise, first, second, total;
    for (std::uint32_t seed = 0; seed < designs; ++seed) {
      const Points rows = saltelli(base, 2, seed);
      std::vector<double> values;
      for (std::uint32_t k = 0; k < rows.size(); ++k)
        for (std::uint32_t r = 0; r < replications; ++r) {
          const auto z = [&](std::uint32_t purpose) {
            return standard_normal(stream(seed, r, shared ? 0 : k, purpose), 0);
          };
          values.push_back(rows[k][0] + rows[k][1] / 2 + z(230) + rows[k][1] * z(231));
        }
      const SobolIndices found = sobol_indices({values, replications}, 2, {.95, 1, 1});
      variance.push_back(found.variance);
      noise.push_back(found.noise_variance);
      first.push_back(found.first_order[0].value * found.variance);
      second.push_back(found.first_order[1].value * found.variance);
      total.push_back(found.total[1].value * found.variance);
    }
    const auto is_unbiased = [](std::vector<double> values, double truth) {
      std::erase_if(values, [](double x) { return std::isnan(x); });
      return std::fabs(estimate(values).mean - truth) < 3.5 * estimate(values).standard_error;
    };
    CAPTURE(shared);
    CHECK(is_unbiased(variance, 1.25 / 12));
    CHECK(is_unbiased(noise, 1 + 1.0 / 3));
    CHECK(is_unbiased(first, 1.0 / 12));
    CHECK(is_unbiased(second, .25 / 12));
    CHECK(is_unbiased(total, .25 / 12));
  }
}

TEST_CASE("indices of a constant, and with a value that is none, are no numbers") {
  std::vector<double> values(4 * 8, .1);
  CHECK(std::isnan(sobol_indices({values, 1}, 2, {.95, 10, 1}).first_order[0].value));
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = static_cast<double>(k * k % 7);
  CHECK_FALSE(std::isnan(sobol_indices({values, 1}, 2, {.95, 10, 1}).total[0].value));
  values[5] = std::nan("");
  const Bracketed none = sobol_indices({values, 1}, 2, {.95, 10, 1}).total[0];
  CHECK(std::isnan(none.value));
  CHECK(std::isnan(none.interval.low));
}

// R: cor(c(1, 2, 2, 3), c(1, 3, 2, 4), method = "spearman") is 4.5/√22.5.
TEST_CASE("the rank correlation is Spearman's, with ties at their mean rank, whatever rises the values go through") {
  CHECK(rank_correlation(std::array{1.0, 2.0, 3.0, 4.0, 5.0}, std::array{2.0, 1.0, 4.0, 3.0, 5.0}, .95).value ==
        doctest::Approx(.8).epsilon(1e-14));
  const std::array x{1.0, 2.0, 2.0, 3.0}, y{1.0, 3.0, 2.0, 4.0}, curved{-10.0, 1e3, 7.0, 1e9};
  CHECK(rank_correlation(x, y, .95).value == doctest::Approx(4.5 / std::sqrt(22.5)).epsilon(1e-14));
  CHECK(rank_correlation(x, curved, .95).value == rank_correlation(x, y, .95).value);
  CHECK(std::isnan(rank_correlation(std::array{1.0, 2.0, 3.0}, std::array{1.0, 3.0, 2.0}, .95).interval.high));
  CHECK(std::isnan(rank_correlation(x, std::array{1.0, 1.0, 1.0, 1.0}, .95).value));
  CHECK(std::isnan(rank_correlation(x, std::array{1.0, 2.0, std::nan(""), 1.0}, .95).value));
}

// Rounding left r at 1 - 1e-16 for some n, whose interval is as good as a point.
TEST_CASE("where all ranks agree, or all are reversed, the rank correlation is 1 or -1 and has no interval") {
  for (std::size_t n = 2; n < 400; ++n) {
    std::vector<double> rising, falling;
    for (std::size_t i = 0; i < n; ++i) {
      rising.push_back(static_cast<double>(i / (1 + n % 3)));  // with ties for some n
      falling.push_back(-std::sqrt(rising.back()));
    }
    if (rising.front() == rising.back()) continue;
    const Bracketed same = rank_correlation(rising, rising, .95), reversed = rank_correlation(rising, falling, .95);
    CHECK(same.value == 1);
    CHECK(reversed.value == -1);
    for (const Bracketed& b : {same, reversed}) {
      CHECK(std::isnan(b.interval.low));
      CHECK(std::isnan(b.interval.high));
    }
  }
}

// Fisher's own variance 1/(n - 3) in place of Bonett and Wright's would cover some 92.5 % at ρ = .8.
TEST_CASE("95 % intervals of rank correlations hold that of the normal's scores 95 times in 100") {
  const int trials = 2000;
  for (const double rho : {0.0, .8}) {
    int held = 0;
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
      std::array<double, 60> x, y;
      for (std::uint32_t i = 0; i < x.size(); ++i) {
        x[i] = standard_normal(stream(8, trial, 0, 232), i);
        y[i] = rho * x[i] + std::sqrt(1 - rho * rho) * standard_normal(stream(8, trial, 0, 233), i);
      }
      held += holds(rank_correlation(x, y, .95).interval, rank_correlation_of_scores(rho));
    }
    CAPTURE(held);
    CHECK(std::fabs(held / double{trials} - .95) < 3 * std::sqrt(.95 * .05 / trials));
  }
}

// On four levels |u - 1/2| falls by 1/3 from 0 to 2/3 and rises by as much from 1/3 to 1: effects of ±1/2, as often.
TEST_CASE(
    "Morris's effects of 3u1 - 2u2 are 3 and -2 without spread, those of |u3 - 1/2| cancel, those of 4·u4·u5 spread") {
  const Points rows = morris(400, 5, 4, 3);
  std::vector<double> values;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto u = rows[k];
    values.push_back(3 * u[0] - 2 * u[1] + std::fabs(u[2] - .5) + 4 * u[3] * u[4]);
  }
  const std::vector<MorrisEffect> effects = morris_effects(rows, values);
  REQUIRE(effects.size() == 5);
  CHECK(effects[0].mean.value == doctest::Approx(3).epsilon(1e-13));
  CHECK(effects[0].deviation.value < 1e-12);
  CHECK(effects[1].mean.value == doctest::Approx(-2).epsilon(1e-13));
  CHECK(effects[1].mean_absolute.value == doctest::Approx(2).epsilon(1e-13));
  CHECK(effects[2].mean_absolute.value == doctest::Approx(.5).epsilon(1e-12));
  CHECK(std::fabs(effects[2].mean.value) < 3 * effects[2].mean.standard_error);
  CHECK(effects[2].mean.standard_error == doctest::Approx(.5 / 20).epsilon(.01));  // ±1/2, 400 times
  // 4·u5, u5 at the levels 0, 1/3, 2/3, 1: mean 2, deviation 4·√5/6
  CHECK(std::fabs(effects[3].mean.value - 2) < 3 * effects[3].mean.standard_error);
  CHECK(std::fabs(effects[3].deviation.value - 4 * std::sqrt(5.0) / 6) < 3 * effects[3].deviation.standard_error);
}

// Effects that are normal by themselves: the error of their deviation is σ/√(2(r - 1)), to the 10 % that its own estimate from
// 1000 trajectories is uncertain by.
TEST_CASE("the standard error of Morris's σ is that of a normal's standard deviation where effects are normal") {
  const Points rows = morris(1000, 1, 2, 5);
  std::vector<double> values(rows.size());
  for (std::uint32_t r = 0; r < 1000; ++r) values[2 * r + 1] = 2 * standard_normal(stream(9, r, 0, 234), 0);
  const MorrisEffect effect = morris_effects(rows, values)[0];
  CHECK(std::fabs(effect.deviation.value - 2) < 3 * effect.deviation.standard_error);
  CHECK(effect.deviation.standard_error == doctest::Approx(2 / std::sqrt(2 * 999.0)).epsilon(.1));
}

}  // namespace
}  // namespace suanli::test
