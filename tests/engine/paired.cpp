#include "engine/paired.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/stream.hpp"

namespace suanli::test {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Two ensembles that share `shared` of their variance 1, the first with a mean higher by `effect`.
struct Ensembles {
  std::vector<double> a, b;
};
Ensembles ensembles(std::uint32_t trial, std::uint32_t replications, double shared, double effect) {
  Ensembles all;
  for (std::uint32_t r = 0; r < replications; ++r) {
    const auto z = [&](std::uint32_t purpose) { return standard_normal(stream(4, trial, 0, purpose), r); };
    const double common = std::sqrt(shared) * z(200), own = std::sqrt(1 - shared);
    all.a.push_back(effect + common + own * z(201));
    all.b.push_back(common + own * z(202));
  }
  return all;
}

TEST_CASE(
    "3, 5, 10 against 1, 4, 6 is 7/3 more, with standard error sqrt(7)/3, and pairing saves 88 % of the variance") {
  const PairedDifference d = paired_difference(std::array{3.0, 5.0, 10.0}, std::array{1.0, 4.0, 6.0});
  CHECK(d.difference.mean == doctest::Approx(7.0 / 3).epsilon(1e-15));
  CHECK(d.difference.standard_error == doctest::Approx(std::sqrt(7.0) / 3).epsilon(1e-15));
  // sums of squares: 14/3 of the differences 2, 1, 4; 26 and 38/3 of the ensembles: .8793
  CHECK(d.variance_reduction == doctest::Approx(1 - 14.0 / 3 / (26 + 38.0 / 3)).epsilon(1e-15));
}

TEST_CASE("a factor of two is ln 2 exactly, however far the replications lie apart") {
  const PairedDifference d = paired_log_difference(std::array{2.0, 20.0, 4e10}, std::array{1.0, 10.0, 2e10});
  CHECK(d.difference.mean == doctest::Approx(std::log(2.0)).epsilon(1e-14));
  CHECK(d.difference.standard_error < 1e-14);
  CHECK(d.variance_reduction == doctest::Approx(1).epsilon(1e-14));
  CHECK(std::isnan(paired_log_difference(std::array{2.0, 0.0}, std::array{1.0, 1.0}).difference.mean));
  CHECK(std::isnan(paired_log_difference(std::array{2.0, 1.0}, std::array{1.0, -1.0}).difference.mean));
}

TEST_CASE("one pair, a pair that is no number and ensembles that do not vary are not judged by chance") {
  const PairedDifference one = paired_difference(std::array{3.0}, std::array{1.0});
  CHECK(one.difference.mean == 2);
  CHECK(std::isnan(one.variance_reduction));
  const Interval line = confidence_interval(one.difference, .99);
  CHECK(line.low == -infinite);
  CHECK(line.high == infinite);
  CHECK(judge(line, .1) == Effect::undecided);
  CHECK_FALSE(replications_to_decide(one.difference, .99, .1));

  const Estimate none = paired_difference(std::array{3.0, std::nan("")}, std::array{1.0, 1.0}).difference;
  CHECK(judge(confidence_interval(none, .99), .1) == Effect::undecided);
  CHECK_FALSE(replications_to_decide(none, .99, .1));

  const PairedDifference constant = paired_difference(std::vector(10, .3), std::vector(10, .1));
  CHECK(judge(confidence_interval(constant.difference, .99), .1) == Effect::above);
  CHECK(std::isnan(constant.variance_reduction));
  CHECK(replications_to_decide(constant.difference, .99, .1) == 2);
}

// 4000 ensembles of 6 pairs: the share of intervals that hold the truth is binomial. The normal's 1.645 in place of
// Student's 2.015 would cover 83.9 %, thirteen Monte Carlo errors away.
TEST_CASE("the 90 % interval of a paired difference holds the truth nine times out of ten") {
  int held = 0;
  const int trials = 4000;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    const Ensembles e = ensembles(trial, 6, .8, .3);
    const Interval interval = confidence_interval(paired_difference(e.a, e.b).difference, .9);
    held += interval.low < .3 && .3 < interval.high;
  }
  CHECK(std::fabs(held / double{trials} - .9) < 3 * std::sqrt(.9 * .1 / trials));
}

// 1 - Var(a - b)/(Var a + Var b) is the shared variance itself, .8, here. With r that share, the ratio of the variances of
// a - b and a + b is (1 - r)/(1 + r)·F(n-1, n-1), and ln F has variance 4/n: so has atanh r variance 1/n.
TEST_CASE("ensembles that share four fifths of their variance save four fifths of it by pairing") {
  const std::uint32_t n = 20000;
  const Ensembles e = ensembles(1, n, .8, .3);
  CHECK(std::fabs(std::atanh(paired_difference(e.a, e.b).variance_reduction) - std::atanh(.8)) < 3 / std::sqrt(n));
  const Ensembles independent = ensembles(2, n, 0, .3);
  CHECK(std::fabs(paired_difference(independent.a, independent.b).variance_reduction) < 3 / std::sqrt(n));
}

TEST_CASE("an effect is above, below or within the relevant size, or undecided when its interval reaches across") {
  CHECK(judge({1.1, 2}, 1) == Effect::above);
  CHECK(judge({-2, -1.1}, 1) == Effect::below);
  CHECK(judge({-.9, .9}, 1) == Effect::negligible);
  CHECK(judge({.1, .9}, 1) == Effect::negligible);  // not 0, and yet too small to matter
  CHECK(judge({.5, 1.5}, 1) == Effect::undecided);
  CHECK(judge({-1.5, -.5}, 1) == Effect::undecided);
  CHECK(judge({-3, 3}, 1) == Effect::undecided);
  CHECK(judge({1, 2}, 1) == Effect::undecided);
  CHECK(judge({std::nan(""), std::nan("")}, 1) == Effect::undecided);
}

// At mean 2 and d = 1 the half-width must come below 1: with spread 3 and 95 %, t·3/√n < 1. Student's table:
// t(36) = 2.028 gives 1.0003 for n = 37, and t(37) = 2.026 gives .986 for n = 38.
TEST_CASE("38 replications decide an effect of 2 with spread 3 against a relevant size of 1") {
  const Estimate pilot{2, 3 / std::sqrt(10.0), 10};
  CHECK(judge(confidence_interval(pilot, .95), 1) == Effect::undecided);
  CHECK(replications_to_decide(pilot, .95, 1) == 38);
  CHECK(replications_to_decide({-2, pilot.standard_error, 10}, .95, 1) == 38);
  CHECK(replications_to_decide({0, pilot.standard_error, 10}, .95, 1) == 38);  // as far from d, inside
  CHECK_FALSE(replications_to_decide({1, pilot.standard_error, 10}, .95, 1));  // at d itself
}

}  // namespace
}  // namespace suanli::test
