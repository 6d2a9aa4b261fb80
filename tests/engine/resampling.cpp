#include "engine/resampling.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/parallel.hpp"
#include "engine/stream.hpp"

namespace suanli::test {
namespace {

std::vector<double> normals(std::uint32_t trial, std::uint32_t count, std::uint32_t purpose = 204) {
  std::vector<double> all;
  for (std::uint32_t i = 0; i < count; ++i) all.push_back(standard_normal(stream(5, trial, 0, purpose), i));
  return all;
}
std::vector<double> sorted(std::vector<double> values) {
  std::ranges::sort(values);
  return values;
}
const Numbers mean_and_median = [](std::span<const double> ascending) {
  return std::vector{estimate(ascending).mean, quantile(ascending, .5)};
};

TEST_CASE("as many are drawn as there are, each as often as chance says, and each draw has numbers of its own") {
  std::vector<double> first;
  for (std::uint32_t draw = 0; draw < 4000; ++draw) {
    const std::vector<std::uint32_t> times = times_drawn(7, 1, draw);
    CHECK(std::accumulate(times.begin(), times.end(), 0u) == 7);
    first.push_back(times[0]);
  }
  CHECK(std::fabs(estimate(first).mean - 1) < 4 * std::sqrt(6.0 / 7 / 4000));  // binomial of 7 and 1/7
  CHECK(times_drawn(50, 1, 0) != times_drawn(50, 1, 1));
  CHECK(times_drawn(50, 1, 0) != times_drawn(50, 2, 0));
  CHECK(times_drawn(50, 1, 0) != times_drawn(50, 1, 0, Resampled::second));
}

TEST_CASE("a draw has its values in ascending order, each as often as it was drawn") {
  std::vector<double> ascending;
  Redrawn(std::vector{3.0, 1.0, 2.0}).draw(std::vector<std::uint32_t>{2, 0, 1}, ascending);
  CHECK(ascending == std::vector{2.0, 3.0, 3.0});
}

TEST_CASE("a bootstrap of a mean has the standard error of the mean, on any number of threads") {
  const std::vector<double> a = normals(0, 200), b = normals(1, 300);
  const auto found = [&] { return differences(a, b, Samples::independent, mean_and_median, 7, .95); };
  const Bootstrapped mean = found().front(), by_one = ThreadLimit(1).run(found).front();
  const Estimate of_a = estimate(a), of_b = estimate(b);
  CHECK(mean.value == doctest::Approx(of_b.mean - of_a.mean).epsilon(1e-12));  // summed in another order
  // 999 draws know a standard deviation to 1/√2000 = 2.2 %.
  CHECK(mean.standard_error == doctest::Approx(std::hypot(of_a.standard_error, of_b.standard_error)).epsilon(.09));
  CHECK(mean.standard_error == by_one.standard_error);
  CHECK(mean.interval.low == by_one.interval.low);
}

// b_i = a_i + .1 + noise of .01: the difference of means is known to .01·√(1/50) and not to √(2/50).
TEST_CASE("pairs are drawn together, so that what they share does not count as chance") {
  const std::vector<double> a = normals(0, 50), noise = normals(1, 50);
  std::vector<double> b = a;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] += .1 + .01 * noise[i];
  const Bootstrapped paired = differences(a, b, Samples::paired, mean_and_median, 7, .95).front();
  const Bootstrapped independent = differences(a, b, Samples::independent, mean_and_median, 7, .95).front();
  CHECK(paired.standard_error < 1.5 * .01 / std::sqrt(50.0));
  CHECK(independent.standard_error > 50 * paired.standard_error);
  CHECK(paired.interval.low < .1);
  CHECK(.1 < paired.interval.high);
}

TEST_CASE("intervals of differences of means and medians hold the truth nineteen times in twenty") {
  std::array<int, 2> held{};
  const int trials = 100;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    const auto found = differences(normals(2 * trial, 60), normals(2 * trial + 1, 60), Samples::independent,
                                   mean_and_median, trial, .95);
    for (std::size_t i = 0; i < 2; ++i) held[i] += found[i].interval.low < 0 && 0 < found[i].interval.high;
  }
  // Percentile intervals of 60 values cover some 94 %; 4 standard errors of 100 trials are 9 %.
  for (const int count : held) CHECK(count >= 86);
  for (const int count : held) CHECK(count <= 100);
}

// Every set of ranks is as likely, so that counting them is the answer.
TEST_CASE("the largest distance of interleaved samples and its chance are those found by listing all orders") {
  CHECK(largest_distance(std::vector{1.0, 2.0, 3.0}, std::vector{4.0, 5.0}) == 1);
  CHECK(largest_distance(std::vector{1.0, 3.0}, std::vector{2.0, 4.0}) == .5);
  CHECK(largest_distance(std::vector{1.0, 1.0}, std::vector{1.0}) == 0);
  for (const auto& [count_a, count_b] : {std::pair{2, 2}, std::pair{3, 3}, std::pair{5, 4}, std::pair{2, 7}}) {
    const int all = count_a + count_b;
    std::vector<double> distances;
    for (unsigned set = 0; set < 1u << all; ++set) {
      std::vector<double> a, b;
      for (int i = 0; i < all; ++i) (set >> i & 1 ? a : b).push_back(i);
      if (a.size() == std::size_t(count_a)) distances.push_back(largest_distance(a, b));
    }
    for (const double d : distances) {
      const auto as_far = std::ranges::count_if(distances, [&](double x) { return x > d - 1e-12; });
      CHECK(chance_of_distance(d, std::size_t(count_a), std::size_t(count_b)) ==
            doctest::Approx(double(as_far) / double(distances.size())).epsilon(1e-12));
    }
  }
  CHECK(chance_of_distance(0, 5, 5) == 1);
}

// Smirnov's table: of two samples of 20, P(D ≥ 9/20) = .0335 and P(D ≥ 8/20) = .0811 (exact); Kolmogorov's limit: 1.358 is
// the 5 % point.
TEST_CASE("the chance of a distance is that of tables, exact for few and Kolmogorov's for many") {
  CHECK(chance_of_distance(.45, 20, 20) == doctest::Approx(.0335).epsilon(5e-3));
  CHECK(chance_of_distance(.4, 20, 20) == doctest::Approx(.0811).epsilon(5e-3));
  const double n = 100000;
  CHECK(chance_of_distance(1.3581 / std::sqrt(n / 2), 100000, 100000) == doctest::Approx(.05).epsilon(3e-3));
  // Across the border of the two methods: half a step of 1/1000, at which the chance falls by 16 a unit of distance.
  CHECK(std::fabs(chance_of_distance(.05, 1000, 999) - chance_of_distance(.05, 1000, 1001)) < 8e-3);
}

TEST_CASE("equal values of a pair and of others are no distance, in whichever order they come") {
  CHECK(chance_of_distance_of_pairs(std::vector{0.0, 0.0, 0.0, 0.0, 1.0}, std::vector{0.0, 0.0, 0.0, 0.0, 2.0}, 7) ==
        1);
}

TEST_CASE("pairs that differ by chance alone are as far apart in few draws as chance says, shifted ones in none") {
  int rejected = 0;
  const int trials = 200;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    const std::vector<double> common = normals(trial, 40), one = normals(trial, 40, 205),
                              other = normals(trial, 40, 206);
    std::vector<double> a = common, b = common;
    for (std::size_t i = 0; i < 40; ++i) a[i] += .3 * one[i], b[i] += .3 * other[i];
    rejected += chance_of_distance_of_pairs(a, b, trial) <= .1;
    if (trial > 0) continue;
    for (double& x : b) x += .3;
    CHECK(chance_of_distance_of_pairs(a, b, 7) < .02);
    CHECK(chance_of_distance(largest_distance(sorted(a), sorted(b)), 40, 40) > .05);  // unpaired, nothing is seen
    CHECK(chance_of_distance_of_pairs(a, a, 7) == 1);
  }
  // At most 10 %, less where distances tie: a difference of one value in 40 is a step of the statistic.
  CHECK(rejected <= 20 + 4 * std::sqrt(200 * .1 * .9));
  CHECK(rejected >= 4);
}

}  // namespace
}  // namespace suanli::test
