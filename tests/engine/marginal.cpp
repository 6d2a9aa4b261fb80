#include "engine/marginal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <map>

#include "engine/design.hpp"

namespace suanli::test {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::array probabilities{1e-300, 1e-100, 1e-15, 1e-6, .001, .02, .3, .5, .7, .98, .999, 1 - 1e-6, 1 - 1e-15};

// Rounding to 40 digits moves z by 2^-41 |z|, hence the tail by a factor of 1 ± 2^-41 z(z + 1/z): 6.2e-10 at z = -37.
TEST_CASE("the normal's quantiles have the probabilities of Boost's distribution, in either tail") {
  const boost::math::normal normal(3, 2);
  for (const double p : probabilities) {
    const double x = quantile(Normal{3, 2}, p);
    const double z = std::fabs(boost::math::quantile(boost::math::normal(), p));
    // x itself is rounded, next to a mean of 3
    const double rounding = (z + 1) * (0x1p-41 * z + 0x1p-52 * std::fabs(x)) + 1e-15;
    if (p < .5) CHECK(std::fabs(cdf(normal, x) / p - 1) < 2 * rounding);
    else CHECK(std::fabs(cdf(complement(normal, x)) / (1 - p) - 1) < 2 * rounding);
  }
  for (const double p : {0x1p-50, 0x1p-20, .25})  // whose 1 - p is exact
    CHECK(quantile(Normal{0, 1}, p) == -quantile(Normal{0, 1}, 1 - p));
  CHECK(quantile(Normal{3, 2}, .5) == 3);
  CHECK(quantile(Normal{3, 2}, 0) == -infinite);
  CHECK(quantile(Normal{3, 2}, 1) == infinite);
}

TEST_CASE("the probability of a normal score gives the score back, and never is 0 or 1") {
  for (const double z : {-37.0, -8.0, -1.0, -.1, 0.0, .1, 1.0, 5.0})
    CHECK(quantile(Normal{0, 1}, standard_normal_probability(z)) == doctest::Approx(z).epsilon(1e-10));
  CHECK(standard_normal_probability(0) == .5);
  CHECK(standard_normal_probability(40) == 1 - 0x1p-53);
  CHECK(standard_normal_probability(-40) > 0);
}

// Rounding moves x by 2^-41 x, hence the probability below it, near x^α, by at most a factor of 1 ± 2α·2^-41 where x ≤ 1/2;
// beyond, the same holds for 1 - x, whose law has α and β exchanged. Boost's cdf itself is right to some 1e-13.
TEST_CASE("a beta's quantiles have the probabilities of Boost's distribution, near either end") {
  for (const auto& [alpha, beta] :
       {std::pair(2.0, 5.0), std::pair(.5, .5), std::pair(1.0, 1.0), std::pair(.1, 30.0), std::pair(400.0, 3.0)}) {
    const boost::math::beta_distribution<> law(alpha, beta), mirrored(beta, alpha);
    for (const double p : probabilities) {
      if (p < 1e-20) continue;  // below the smallest number, for a shape of .1
      const double x = quantile(Beta{alpha, beta, 0, 1}, p);
      const double rest = -quantile(Beta{alpha, beta, -1, 0}, p);
      if (x <= .5) CHECK(std::fabs(cdf(law, x) / p - 1) < alpha * 0x1p-40 + 1e-12);
      else CHECK(std::fabs(cdf(mirrored, rest) / (1 - p) - 1) < beta * 0x1p-40 + 1e-12);
    }
  }
  const double low = quantile(Beta{2, 5, -3, 7}, .3), unit = quantile(Beta{2, 5, 0, 1}, .3);
  CHECK(low == doctest::Approx(-3 + 10 * unit).epsilon(1e-15));
  // Mirrored: 1 - x keeps its digits next to the upper end.
  CHECK(quantile(Beta{2, 5, 0, 1}, 0x1p-40) ==
        doctest::Approx(-quantile(Beta{5, 2, -1, 0}, 1 - 0x1p-40)).epsilon(1e-11));
}

TEST_CASE("uniform and log-uniform quantiles are linear and exponential between their ends, which they reach") {
  CHECK(quantile(Uniform{-1, 3}, .25) == 0);
  CHECK(quantile(LogUniform{1e-3, 1e5}, .5) == doctest::Approx(10).epsilon(1e-14));
  CHECK(quantile(LogUniform{1e-3, 1e5}, .125) == doctest::Approx(1e-2).epsilon(1e-14));
  for (const Marginal& m : {Marginal(Uniform{.1, .7}), Marginal(LogUniform{.1, .7})}) {
    CHECK(quantile(m, 0) == .1);
    CHECK(quantile(m, 1) == .7);
  }
}

// P(X ≤ x | low ≤ X ≤ high), by whichever tails are small. The last two lie 8 and 30 standard deviations out, where the
// cdf next to 1 has lost all digits.
TEST_CASE("a truncated normal's quantiles are those of the normal within its bounds, however far out") {
  const boost::math::normal law;
  const auto above = [&](double x) { return std::isinf(x) ? (x < 0 ? 1.0 : 0.0) : cdf(complement(law, x)); };
  for (const auto& [low, high] : {std::pair(-1.0, 2.0), std::pair(-infinite, .5), std::pair(-.5, infinite),
                                  std::pair(8.0, infinite), std::pair(30.0, 31.0)})
    for (const double p : {1e-9, .01, .3, .5, .9, .999}) {
      const double x = quantile(TruncatedNormal{0, 1, low, high}, p);
      const double share = (above(x) - above(high)) / (above(low) - above(high));
      CHECK(share == doctest::Approx(1 - p).epsilon(1e-8));
      // the mirror image
      CHECK(quantile(TruncatedNormal{0, 1, -high, -low}, 1 - p) == doctest::Approx(-x).epsilon(1e-7));
    }
  CHECK(quantile(TruncatedNormal{5, 2, 1, 9}, .5) == doctest::Approx(5).epsilon(1e-12));
}

TEST_CASE("no quantile leaves its support, and quantiles rise with the probability") {
  const std::array<Marginal, 7> marginals{Uniform{.1, .3},
                                          LogUniform{.1, .3},
                                          TruncatedNormal{0, 1, .1, .3},
                                          TruncatedNormal{0, 1, 9, 9.0000001},
                                          TruncatedNormal{100, .1, .1, 99},
                                          Beta{.01, .02, .1, .3},
                                          Beta{1e6, 10, .1, .3}};
  const std::array<std::pair<double, double>, 7> ends{
      {{.1, .3}, {.1, .3}, {.1, .3}, {9, 9.0000001}, {.1, 99}, {.1, .3}, {.1, .3}}};
  for (std::size_t i = 0; i < marginals.size(); ++i) {
    REQUIRE_FALSE(broken_rule(marginals[i]));
    double before = ends[i].first;
    const auto check = [&](double p) {
      const double x = quantile(marginals[i], p);
      CHECK(x >= before);
      CHECK(x <= ends[i].second);
      before = x;
    };
    for (const double p : {0.0, 0x1p-1000, 0x1p-53, 1e-9}) check(p);
    for (int k = 1; k < 200; ++k) check(k / 200.0);
    for (const double p : {1 - 1e-9, 1 - 0x1p-53, 1.0}) check(p);
  }
}

TEST_CASE("discrete values come in proportion to their weights, and never one of weight zero") {
  const Discrete law{{7, -1, 3, 9}, {1, 0, 3, 0}};
  std::map<double, int> counts;
  for (int k = 0; k < 1000; ++k) ++counts[quantile(law, (k + .5) / 1000)];
  CHECK(counts == std::map<double, int>{{7, 250}, {3, 750}});
  CHECK(quantile(law, 0) == 7);
  CHECK(quantile(law, 1) == 3);
  CHECK(quantile(Discrete{{1, 2}, {0, 1}}, 0) == 2);
}

TEST_CASE("numbers that make no distribution break a rule, which is told in both languages") {
  const double nan = std::nan("");
  for (const Marginal& wrong :
       {Marginal(Uniform{1, 1}), Marginal(Uniform{2, 1}), Marginal(Uniform{0, infinite}), Marginal(Uniform{nan, 1}),
        Marginal(LogUniform{0, 1}), Marginal(LogUniform{1e-200, 1e200}), Marginal(Normal{0, 0}),
        Marginal(Normal{nan, 1}), Marginal(TruncatedNormal{0, 1, 1, 1}), Marginal(TruncatedNormal{0, 1, 40, 41}),
        Marginal(TruncatedNormal{0, -1, 0, 1}), Marginal(Beta{0, 1, 0, 1}), Marginal(Beta{1, 1, 1, 0}),
        Marginal(Discrete{{}, {}}), Marginal(Discrete{{1}, {0}}), Marginal(Discrete{{1, 2}, {1}}),
        Marginal(Discrete{{1, 2}, {1, -1}}), Marginal(Discrete{{nan}, {1}})}) {
    const std::optional<Words> rule = broken_rule(wrong);
    REQUIRE(rule);
    CHECK_FALSE(rule->en.empty());
    CHECK_FALSE(rule->zh.empty());
  }
  CHECK(broken_rule(Uniform{2, 1})->en == "low must be below high, both finite");
}

TEST_CASE("quantiles have the same bits on every machine") {
  CHECK(quantile(Normal{0, 1}, .975) == 0x1.f5c0331efp+0);
  CHECK(quantile(TruncatedNormal{0, 1, -1, 3}, .975) == 0x1.00f4cf0e4cp+1);
  CHECK(quantile(Beta{2, 5, 0, 1}, .975) == 0x1.484fe613b8p-1);
  CHECK(quantile(LogUniform{1, 7}, .975) == 0x1.aaba3908eab77p+2);
}

TEST_CASE("only the normal, and one truncated on one side, have infinite ends") {
  CHECK_FALSE(is_bounded(Normal{0, 1}));
  CHECK_FALSE(is_bounded(TruncatedNormal{0, 1, 0, infinite}));
  for (const Marginal& m : {Marginal(Uniform{0, 1}), Marginal(LogUniform{1, 2}), Marginal(TruncatedNormal{0, 1, 0, 1}),
                            Marginal(Beta{1, 1, 0, 1}), Marginal(Discrete{{1}, {1}})})
    CHECK(is_bounded(m));
}

}  // namespace
}  // namespace suanli::test
