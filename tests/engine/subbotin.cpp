#include "engine/subbotin.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/stream.hpp"

namespace suanli::test {
namespace {

/// Values of a Subbotin law of centre 0 and scale 1: |x|^b/b is a gamma variable of shape 1/b, which for these shapes is a sum
/// of exponentials (b = 1/2: of two) or half a squared normal.
double draw(double shape, const Stream& from, std::uint32_t i) {
  if (shape == 2) return standard_normal(from, i);
  const auto words = random_words(from, i);
  const auto exponential = [&](int k) { return -std::log((words[k] + .5) * 0x1p-32); };
  const double size = shape == 1 ? exponential(0) : std::pow((exponential(0) + exponential(1)) / 2, 2);
  return words[2] & 1 ? size : -size;
}
std::vector<double> sample(double shape, std::uint32_t trial, std::uint32_t count) {
  std::vector<double> values;
  for (std::uint32_t i = 0; i < count; ++i) values.push_back(draw(shape, stream(8, trial, 0, 200), i));
  return values;
}

Histogram histogram_of(std::span<const double> values, double low, double high, std::size_t bins) {
  Histogram all(low, high, bins);
  for (const double x : values) all.add(x);
  return all;
}

/// Minus the log likelihood, from the density as it is written down.
double plain_loss(std::span<const double> values, double a, double b) {
  double all = 0;
  for (const double x : values)
    all += std::pow(std::fabs(x) / a, b) / b + std::log(2 * a * std::pow(b, 1 / b) * std::tgamma(1 + 1 / b));
  return all;
}

// Differences of the plain likelihood, whose error is of the order h² = 1e-6 relative to its curvature.
TEST_CASE("the fitted shape and scale are where the likelihood is flat, and the error is its curvature's there") {
  for (const double shape : {.5, 1.0, 2.0}) {
    const std::vector<double> values = sample(shape, 1, 500);
    const auto fit = fit_subbotin(values, 0);
    REQUIRE(fit);
    const double h = 1e-3, la = std::log(fit->scale), b = fit->shape.value;
    const auto loss = [&](int i, int j) { return plain_loss(values, std::exp(la + i * h), b + j * h); };
    const double aa = (loss(1, 0) - 2 * loss(0, 0) + loss(-1, 0)) / (h * h);
    const double bb = (loss(0, 1) - 2 * loss(0, 0) + loss(0, -1)) / (h * h);
    const double ab = (loss(1, 1) - loss(1, -1) - loss(-1, 1) + loss(-1, -1)) / (4 * h * h);
    const double error = std::sqrt(aa / (aa * bb - ab * ab));
    CHECK(fit->shape.standard_error == doctest::Approx(error).epsilon(1e-4));
    CHECK(std::fabs(loss(0, 1) - loss(0, -1)) / (2 * h) * error < 1e-3);  // of a standard error
    CHECK(std::fabs(loss(1, 0) - loss(-1, 0)) / (2 * h) / std::sqrt(aa) < 1e-3);
  }
}

// (b̂ - b)/error has mean 0 and variance 1 to O(1/√n), and O(1/n); the bias of a shape is a few times b/n, here a tenth of
// the error, as is left for it.
TEST_CASE("fits of 1000 values miss the shape by their standard error, be it .5, Laplace or normal") {
  for (const double shape : {.5, 1.0, 2.0}) {
    std::vector<double> misses, squares;
    for (std::uint32_t trial = 0; trial < 200; ++trial) {
      const auto fit = fit_subbotin(sample(shape, trial, 1000), 0);
      REQUIRE(fit);
      misses.push_back((fit->shape.value - shape) / fit->shape.standard_error);
      squares.push_back(misses.back() * misses.back());
    }
    CHECK(std::fabs(estimate(misses).mean) < .1 + 3 * estimate(misses).standard_error);
    CHECK(std::fabs(estimate(squares).mean - 1) < 3 * estimate(squares).standard_error);
  }
}

TEST_CASE("the shape does not depend on unit or place, and the median serves as centre") {
  std::vector<double> values = sample(1, 3, 2000), moved = values;
  for (double& x : moved) x = .05 + 1e-3 * x;
  const auto fit = fit_subbotin(values, 0), same = fit_subbotin(moved, .05);
  CHECK(same->shape.value == doctest::Approx(fit->shape.value).epsilon(1e-9));
  CHECK(same->shape.standard_error == doctest::Approx(fit->shape.standard_error).epsilon(1e-9));
  CHECK(same->scale == doctest::Approx(1e-3 * fit->scale).epsilon(1e-9));
  std::ranges::sort(moved);
  const auto centred = fit_subbotin(moved, quantile(moved, .5));
  CHECK(std::fabs(centred->shape.value - fit->shape.value) < .2 * fit->shape.standard_error);
}

// What an estimate with less information adds is uncorrelated with the efficient one (Hausman 1978): the squared difference
// of the two shapes is that of their standard errors on average. It takes 640 bins of .05 to see how narrow is narrow:
// there the difference is a twentieth of an error.
TEST_CASE("a fit to bins differs from that to the values by what its larger standard error says") {
  for (const double shape : {1.0, 2.0}) {
    std::vector<double> excess;
    for (std::uint32_t trial = 0; trial < 200; ++trial) {
      const std::vector<double> values = sample(shape, trial, 1000);
      const auto fit = fit_subbotin(values, 0), binned = fit_subbotin(histogram_of(values, -16, 16, 40), 0);
      REQUIRE(binned);
      const double v = fit->shape.standard_error, w = binned->shape.standard_error;
      excess.push_back((std::pow(binned->shape.value - fit->shape.value, 2) - (w * w - v * v)) / (w * w));
    }
    CHECK(std::fabs(estimate(excess).mean) < 3 * estimate(excess).standard_error);
    CHECK(estimate(excess).standard_error < .05);  // of the squared error: .8 wide bins add about a third to it

    const std::vector<double> values = sample(shape, 4, 5000);
    const auto fit = fit_subbotin(values, 0), binned = fit_subbotin(histogram_of(values, -16, 16, 640), 0);
    CHECK(std::fabs(binned->shape.value - fit->shape.value) < 3 * .05 * fit->shape.standard_error);
  }
}

// To the 1e-7 where the search ends, the error h² = 1e-8 of derivatives by differences, and counts that are whole numbers.
TEST_CASE("the fit to the exact probabilities of a Laplace law's bins is that law, however wide and wherever cut") {
  const auto below = [](double x) { return x < 0 ? std::exp(x / .3) / 2 : 1 - std::exp(-x / .3) / 2; };
  for (const std::size_t bins : {4u, 7u, 50u}) {
    const Histogram edges(-.9, 1.2, bins);
    std::vector<std::uint64_t> counts(bins + 2);
    double before = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const double now = i <= bins ? below(edges.edge(i)) : 1;
      counts[i] = static_cast<std::uint64_t>(std::llround(1e12 * (now - before)));
      before = now;
    }
    const auto fit = fit_subbotin(Histogram(-.9, 1.2, counts), 0);
    REQUIRE(fit);
    CHECK(fit->shape.value == doctest::Approx(1).epsilon(1e-6));
    CHECK(fit->scale == doctest::Approx(.3).epsilon(1e-6));
  }
}

TEST_CASE(
    "bins as wide as the scale, and a range that cuts up to a fifth off, cost precision but do not bias the shape") {
  for (const double shape : {.5, 1.0, 2.0}) {
    std::vector<double> misses, squares;
    for (std::uint32_t trial = 0; trial < 100; ++trial) {
      const std::vector<double> values = sample(shape, trial, 4000);
      const auto fit = fit_subbotin(histogram_of(values, -2.1, 2.4, 5), 0);
      REQUIRE(fit);
      CHECK(fit->shape.standard_error > fit_subbotin(values, 0)->shape.standard_error);
      misses.push_back((fit->shape.value - shape) / fit->shape.standard_error);
      squares.push_back(misses.back() * misses.back());
    }
    CHECK(std::fabs(estimate(misses).mean) < .1 + 3 * estimate(misses).standard_error);
    CHECK(std::fabs(estimate(squares).mean - 1) < 3 * estimate(squares).standard_error);
  }
}

TEST_CASE("too few values, values at two points, flat ones and numbers that are none have no Subbotin shape") {
  CHECK_FALSE(fit_subbotin(std::vector<double>{}, 0));
  CHECK_FALSE(fit_subbotin(std::array{1.0, 2.0}, 0));
  CHECK_FALSE(fit_subbotin(std::array{-1.0, 1.0, 1.0, -1.0, 1.0, 1.0}, 0));
  CHECK_FALSE(fit_subbotin(std::vector(100, 3.0), 3));
  std::vector<double> flat, with_nan = sample(1, 5, 100), with_infinite = with_nan;
  for (int i = 0; i < 1000; ++i) flat.push_back(i - 499.5);
  CHECK_FALSE(fit_subbotin(flat, 0));
  with_nan[50] = std::nan("");
  CHECK_FALSE(fit_subbotin(with_nan, 0));
  with_infinite[50] = std::numeric_limits<double>::infinity();
  CHECK_FALSE(fit_subbotin(with_infinite, 0));
  CHECK_FALSE(fit_subbotin(sample(1, 5, 100), std::nan("")));

  CHECK_FALSE(fit_subbotin(Histogram(-1, 1, 10), 0));
  CHECK_FALSE(fit_subbotin(histogram_of(flat, -500, 500, 100), 0));
  CHECK_FALSE(fit_subbotin(histogram_of(std::array{.1, .2, .3}, -1, 1, 2), 0));
  CHECK_FALSE(fit_subbotin(histogram_of(sample(1, 5, 100), -4, 4, 80), std::nan("")));
}

}  // namespace
}  // namespace suanli::test
