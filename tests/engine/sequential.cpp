#include "engine/sequential.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "engine/draws.hpp"
#include "engine/stream.hpp"

namespace suanli::test {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double z95 = 1.959964;

/// Draw number `replication` of a toy ensemble.
using Law = std::function<double(std::uint32_t ensemble, std::uint32_t replication)>;

double normal(std::uint32_t ensemble, std::uint32_t replication) {
  return standard_normal(stream(6, ensemble, 0, 220), replication);
}
double exponential(std::uint32_t ensemble, std::uint32_t replication) {
  const auto words = random_words(stream(6, ensemble, 0, 221), replication);
  return -std::log(open_uniform(joined(words[0], words[1])));
}
double laplace(std::uint32_t ensemble, std::uint32_t replication) {
  const bool negative = (random_words(stream(6, ensemble, 0, 222), replication)[0] & 1) != 0;
  return negative ? -exponential(ensemble, replication) : exponential(ensemble, replication);
}
double lognormal(std::uint32_t ensemble, std::uint32_t replication) {
  return std::exp(.5 * normal(ensemble, replication));
}

/// An ensemble that stops itself, and what it says.
struct Stopped {
  std::size_t replications;
  Bracketed says;
};
Stopped run(const Precision& precision, const Law& law, std::uint32_t ensemble) {
  std::vector<double> values;
  do {
    for (std::size_t i = 0; i < replications_per_batch; ++i)
      values.push_back(law(ensemble, static_cast<std::uint32_t>(values.size())));
  } while (!is_precise_enough(precision, values) && values.size() < precision.max_replications);
  return {values.size(), estimate(precision.statistic, precision.confidence, values)};
}

/// Share of 1000 toy ensembles whose interval holds the truth.
double coverage(const Precision& precision, const Law& law, double truth) {
  int held = 0;
  for (std::uint32_t ensemble = 0; ensemble < 1000; ++ensemble) {
    const Stopped stopped = run(precision, law, ensemble);
    REQUIRE(stopped.replications < precision.max_replications);
    CHECK(half_width(stopped.says.interval) <= precision.half_width);
    held += stopped.says.interval.low < truth && truth < stopped.says.interval.high;
  }
  return held / 1000.0;
}

// 95 % ± twice the binomial error of 1000 ensembles, .69 %. Stopping at a narrow Student interval from 32 replications on
// covers 91.4 % of exponential and 92.1 % of lognormal ensembles that take 80.
TEST_CASE("ensembles that stop themselves hold the mean in 93.6 to 96.4 of 100 cases, be it normal or skewed") {
  struct Case {
    const char* name;
    Law law;
    double mean, deviation;
  };
  const double lognormal_mean = std::exp(.125);
  const std::array cases{Case{"normal", normal, 0, 1}, Case{"exponential", exponential, 1, 1},
                         Case{"lognormal", lognormal, lognormal_mean, lognormal_mean * std::sqrt(std::expm1(.25))}};
  for (const Case& c : cases)
    for (const double replications : {80, 250}) {
      const double half = z95 * c.deviation / std::sqrt(replications);
      const double held = coverage({Mean{}, half, .95, 10000}, c.law, c.mean);
      CAPTURE(c.name);
      CAPTURE(replications);
      CHECK(held >= .936);
      CHECK(held <= .964);
    }
}

// Half-widths that 300 and 700 replications would give if the density f at the quantile were known: z√(q(1-q)/n)/f. Stopping
// at a narrow interval between order statistics alone covers 92 % of either law's 5 % quantiles.
TEST_CASE("ensembles that stop themselves hold the 5 % and the 50 % quantile in 93.6 to 96.4 of 100 cases") {
  struct Case {
    const char* name;
    Law law;
    double probability, quantile, density;
  };
  const std::array cases{Case{"normal", normal, .05, -1.6448536, .10313564}, Case{"normal", normal, .5, 0, .39894228},
                         Case{"Laplace", laplace, .05, std::log(.1), .05}, Case{"Laplace", laplace, .5, 0, .5}};
  for (const Case& c : cases)
    for (const double replications : {400}) {
      const double half = z95 * std::sqrt(c.probability * (1 - c.probability) / replications) / c.density;
      const double held = coverage({Quantile{c.probability}, half, .95, 10000}, c.law, c.quantile);
      CAPTURE(c.name);
      CAPTURE(c.probability);
      CAPTURE(replications);
      CHECK(held >= .936);
      CHECK(held <= .964);
    }
}

TEST_CASE("an ensemble that was interrupted and resumed stops where an uninterrupted one does") {
  for (const Statistic& statistic : {Statistic(Mean{}), Statistic(Quantile{.5})}) {
    const Precision precision{statistic, .2, .95, 10000};
    const Stopped alone = run(precision, normal, 3);
    CHECK(alone.replications > least_replications);
    std::vector<double> values;
    for (std::uint32_t r = 0; r < 2000; ++r) {
      // Any number of values may be there when it is resumed, also parts of a batch and replications beyond the end.
      CHECK(stop_after(precision, values) ==
            (values.size() < alone.replications ? std::nullopt : std::optional(alone.replications)));
      values.push_back(normal(3, r));
      if (r > alone.replications + 40) break;
    }
  }
}

TEST_CASE("an ensemble stops at its largest number of replications, and never before 64") {
  std::vector<double> values(200);
  for (std::uint32_t r = 0; r < values.size(); ++r) values[r] = normal(1, r);
  CHECK(stop_after({Mean{}, 1e-3, .95, 150}, values) == 150);
  CHECK(stop_after({Mean{}, 1e-3, .95, 201}, values) == std::nullopt);
  CHECK(stop_after({Mean{}, 1e3, .95, 150}, values) == least_replications);
  CHECK(stop_after({Mean{}, 1e3, .95, 40}, values) == 40);
  CHECK(stop_after({Mean{}, 1e-3, .95, 10000}, std::vector(64, .1)) == 64);  // equal values
  values[70] = std::nan("");                                                 // is never precise
  CHECK(stop_after({Mean{}, .3, .95, 201}, values) == 64);
  values[7] = std::nan("");
  CHECK(stop_after({Mean{}, 1e3, .95, 201}, values) == std::nullopt);
  CHECK(std::isnan(estimate(Mean{}, .95, values).value));
}

// n = 400 of the values 1 … 400: ranks 20.5 + .43 ± 1.96·4.36·(1 + .1/√17.1) are 12.18 and 29.68; for the median, 200.5 ± 20.06.
TEST_CASE(
    "the interval of a quantile lies between the ranks of the binomial distribution, and beyond all values at its "
    "ends") {
  std::vector<double> values(400);
  std::iota(values.begin(), values.end(), 1.0);
  const Interval low = estimate(Quantile{.05}, .95, values).interval;
  const Interval middle = estimate(Quantile{.5}, .95, values).interval;
  CHECK(low.low == doctest::Approx(12.177).epsilon(1e-4));
  CHECK(low.high == doctest::Approx(29.675).epsilon(1e-4));
  CHECK(middle.low + middle.high == doctest::Approx(401).epsilon(1e-12));
  CHECK(half_width(middle) == doctest::Approx(19.600 * (1 + .1 / std::sqrt(39.2))).epsilon(1e-4));
  values.resize(50);
  CHECK(estimate(Quantile{.05}, .95, values).interval.low == -infinite);
  CHECK(estimate(Quantile{.95}, .95, values).interval.high == infinite);
  CHECK(estimate(Quantile{.5}, .95, std::array{7.0}).value == 7);
}

// Halves that cancel: ±z + .1·(another normal) has pair means of standard deviation .1/√2, single values one of 1.005.
TEST_CASE("the standard error of an antithetic ensemble is that of its pair means, and it stops sooner") {
  std::vector<double> values;
  for (std::uint32_t k = 0; k < 500; ++k) {
    const double z = normal(1, k);
    for (std::uint32_t half = 0; half < 2; ++half)
      values.push_back((half == 0 ? z : -z) + .1 * normal(2, 2 * k + half));
  }
  const std::vector<double> means = pair_means(values);
  REQUIRE(means.size() == 500);
  CHECK(means[3] == (values[6] + values[7]) / 2);
  CHECK(estimate(means).mean == doctest::Approx(estimate(values).mean).epsilon(1e-12));
  const double spread = estimate(means).standard_error * std::sqrt(500.0), expected = .1 / std::sqrt(2.0);
  CHECK(std::fabs(spread / expected - 1) < 3 / std::sqrt(2 * 499.0));  // the error of a normal standard deviation
  const Precision precision{Mean{}, .02, .95, 500};
  CHECK(stop_after(precision, means, replications_per_batch / 2) == least_replications);
  CHECK(stop_after(precision, values) == 500);
}

}  // namespace
}  // namespace suanli::test
