// A hundred million draws of the firm sweep's own transforms against the distributions they are drawn from.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "engine/text.hpp"
#include "tests/engine/lanes.hpp"

namespace suanli::test {
namespace {

/// A distribution of mean 0 and variance 1, exactly.
struct Exact {
  double moments[9];           ///< E z^k
  double (*beyond)(double z);  ///< P(|Z| > z), z >= 0
  std::array<Eight, 4> (*draw)(std::uint32_t first, const Stream& at);

  double below(double z) const { return z < 0 ? beyond(-z) / 2 : 1 - beyond(z) / 2; }
};

const Exact normal{.moments = {1, 0, 1, 0, 3, 0, 15, 0, 105},
                   .beyond = [](double z) { return std::erfc(z / std::sqrt(2.0)); },
                   .draw = lanes_normal};
const Exact laplace{.moments = {1, 0, 1, 0, 6, 0, 90, 0, 2520},
                    .beyond = [](double z) { return std::exp(-std::sqrt(2.0) * z); },
                    .draw = lanes_laplace};

constexpr double tails[] = {3, 4, 5, 5.5};

/// Sums over draws, which come as in the sweep: the firms of a period, then those of the next.
struct Sample {
  static constexpr std::size_t bins = std::size_t{1} << 20;  // of equal probability

  double count = 0, powers[5] = {}, beyond[std::size(tails)] = {};
  double next_word = 0, next_firm = 0, next_period = 0;  ///< sums of products of a draw and the one of …
  std::vector<std::uint32_t> in_bin = std::vector<std::uint32_t>(bins);

  void add(const Exact& exact, const std::array<Eight, 4>& z, const std::array<Eight, 4>& a_period_ago) {
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t l = 0; l < 8; ++l) {
        const double x = z[i][l], x2 = x * x;
        powers[1] += x, powers[2] += x2, powers[3] += x2 * x, powers[4] += x2 * x2;
        for (std::size_t t = 0; t < std::size(tails); ++t) beyond[t] += std::fabs(x) > tails[t];
        next_word += x * z[(i + 1) % 4][l], next_firm += x * z[i][(l + 1) % 8], next_period += x * a_period_ago[i][l];
        ++in_bin[std::min(bins - 1, static_cast<std::size_t>(exact.below(x) * double{bins}))];
      }
    count += 32;
  }
};

Sample sample(const Exact& exact) {
  constexpr std::uint32_t periods = 250, calls = 12500;  // of 32 draws each: 10^8
  Sample all;
  std::vector<std::array<Eight, 4>> before(calls), now(calls);
  for (std::uint32_t period = 0; period < periods; ++period, std::swap(before, now)) {
    const Stream at = stream(20221231, 5, period, 1, 3);
    for (std::uint32_t call = 0; call < calls; ++call) {
      now[call] = exact.draw(8 * call, at);
      all.add(exact, now[call], before[call]);
    }
  }
  return all;
}

/// √n times the largest distance of the distribution functions at the edges of the bins; between them it is at most one
/// bin, √n·2^-20 = .01, more.
double kolmogorov_smirnov(const Sample& s) {
  double below = 0, largest = 0;
  for (std::size_t bin = 0; bin < Sample::bins; ++bin) {
    below += s.in_bin[bin];
    largest = std::max(largest, std::fabs(below / s.count - static_cast<double>(bin + 1) / double{Sample::bins}));
  }
  return std::sqrt(s.count) * largest;
}

/// Probability of a count as far from its expectation, on its side, twice.
double probability_of(double count, double expected) {
  const boost::math::poisson_distribution<double> poisson(expected);
  const double fewer = cdf(poisson, count), more = count == 0 ? 1 : cdf(complement(poisson, count - 1));
  return std::min(1.0, 2 * std::min(fewer, more));
}

// Twelve statistics of two distributions: each may be as improbable as 1e-6/24, 5.5 standard errors, before all of them
// together would be by one in a million. A distribution function that is wrong by 3e-4 somewhere, a scale by 4e-4, or four
// times too many beyond 5.5 standard deviations would be seen.
constexpr double alpha = 1e-6 / 24, standard_errors = 5.5;

void compare(const Exact& exact, const std::string& name) {
  const Sample s = sample(exact);
  const double n = s.count;
  std::string said = fmt::format("{} draws, {}: standard errors of", n, name);
  const auto check_standard_errors = [&](const char* of, double difference, double variance) {
    const double z = difference / std::sqrt(variance * n);
    said += fmt::format(" {} {:.2f},", of, z);
    CHECK(std::fabs(z) < standard_errors);
  };
  const auto& m = exact.moments;
  check_standard_errors("mean", s.powers[1], m[2]);
  check_standard_errors("variance", s.powers[2] - n, m[4] - 1);
  check_standard_errors("skewness", s.powers[3], m[6]);
  check_standard_errors("kurtosis", s.powers[4] - n * m[4], m[8] - m[4] * m[4]);
  check_standard_errors("correlation of words", s.next_word, 1);
  check_standard_errors("of neighbours", s.next_firm, 1);
  check_standard_errors("of periods", s.next_period, 1);

  const double distance = kolmogorov_smirnov(s), chance = 2 * std::exp(-2 * distance * distance);
  said += fmt::format(" Kolmogorov-Smirnov {:.3f}", distance);
  CHECK(chance > alpha);
  for (std::size_t t = 0; t < std::size(tails); ++t) {
    const double expected = n * exact.beyond(tails[t]);
    said += fmt::format(", beyond {} {} for {:.1f}", tails[t], s.beyond[t], expected);
    CHECK(probability_of(s.beyond[t], expected) > alpha);
  }
  MESSAGE(said);
}

TEST_CASE("[long] a hundred million normals have the moments, distribution function and tails of the normal") {
  compare(normal, "normal");
}

TEST_CASE("[long] a hundred million Laplace numbers have the moments, distribution function and tails of the Laplace") {
  compare(laplace, "Laplace");
}

}  // namespace
}  // namespace suanli::test
