#include "engine/subbotin.hpp"

#include <algorithm>
#include <array>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "engine/elementary.hpp"

namespace suanli {

namespace {

constexpr double least_shape = .1, most_shape = 20;

/// The first two derivatives of ln Γ at x ≥ 1: by their series beyond 20, good to 1e-15, and down from there step by step.
struct Psi {
  double first = 0, second = 0;
  explicit Psi(double x) {
    for (; x < 20; ++x) {
      first -= 1 / x;
      second += 1 / (x * x);
    }
    const double y = 1 / (x * x);
    first += log(x) - .5 / x - y * (1. / 12 - y * (1. / 120 - y * (1. / 252 - y / 240)));
    second += 1 / x + .5 * y + y / x * (1. / 6 - y * (1. / 30 - y * (1. / 42 - y / 30)));
  }
};

/// What the likelihood depends on: logs of the distances from the centre, in units of the largest.
class Distances {
 public:
  Distances(std::span<const double> values, double centre) : count_(static_cast<double>(values.size())) {
    if (!std::ranges::all_of(values, [&](double x) { return std::isfinite(x - centre); })) return;
    for (const double x : values) largest_ = std::max(largest_, std::fabs(x - centre));
    if (largest_ == 0) return;
    for (const double x : values)
      if (const double d = std::fabs(x - centre) / largest_; std::isnormal(d)) logs_.push_back(log(d));
  }

  bool none() const { return logs_.empty(); }

  /// b² times the slope, in b, of minus the mean log likelihood with a at its best.
  double score(double b) const {
    const auto [zeroth, first, second] = powers(b);
    return b * first / zeroth - log(zeroth / count_) - log(b) - Psi(1 + 1 / b).first;
  }

  /// The fit at a root of the score; nothing at a minimum of the likelihood.
  std::optional<SubbotinFit> fit(double b) const {
    const auto [zeroth, first, second] = powers(b);
    const double mean_log = first / zeroth, variance = second / zeroth - mean_log * mean_log;
    const double curvature = b * variance - 1 / b + Psi(1 + 1 / b).second / (b * b);
    if (!(curvature > 0)) return std::nullopt;
    return SubbotinFit{{b, b / std::sqrt(count_ * curvature)}, largest_ * pow(zeroth / count_, 1 / b)};
  }

 private:
  /// Sums of d^b, d^b ln d and d^b ln² d.
  std::array<double, 3> powers(double b) const {
    std::array<double, 3> sums{};
    for (const double l : logs_) {
      const double power = b * l < -700 ? 0 : exp(b * l);
      sums[0] += power;
      sums[1] += power * l;
      sums[2] += power * l * l;
    }
    return sums;
  }

  double count_, largest_ = 0;
  std::vector<double> logs_;
};

using Gamma = boost::math::gamma_distribution<  // without long double: six times as fast
    double, boost::math::policies::policy<boost::math::policies::promote_double<false>>>;
using Point = std::array<double, 2>;  ///< ln a and ln b

/// Probabilities of all places of a histogram.
std::vector<double> probabilities(const Histogram& histogram, double centre, const Point& at) {
  const double a = std::exp(at[0]), b = std::exp(at[1]);
  const Gamma power(1 / b);  // of |x - μ|^b / (b a^b)
  // The share beyond an edge, on its own side of the centre: differences of tails keep their digits.
  const auto beyond = [&](double edge) {
    const double x = std::pow(std::fabs(edge - centre) / a, b) / b;
    return cdf(complement(power, std::min(x, std::numeric_limits<double>::max()))) / 2;
  };
  std::vector<double> all(histogram.counts().size());
  double last = 0, last_edge = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i <= histogram.bins(); ++i) {
    const double edge = histogram.edge(i), now = beyond(edge);
    all[i] = edge <= centre ? now - last : last_edge >= centre ? last - now : 1 - last - now;
    last = now, last_edge = edge;
  }
  all.back() = last_edge >= centre ? last : 1 - last;
  for (double& p : all) p = std::max(p, std::numeric_limits<double>::min());
  return all;
}

/// Parameters, the probabilities that they give to the places of a histogram, and the log likelihood of its counts.
struct Trial {
  Point at;
  std::vector<double> probability;
  double likelihood = 0;

  Trial(const Histogram& histogram, double centre, const Point& point)
      : at(point), probability(probabilities(histogram, centre, point)) {
    for (std::size_t i = 0; i < probability.size(); ++i)
      likelihood += static_cast<double>(histogram.counts()[i]) * std::log(probability[i]);
  }
};

/// Laplace, whose quartiles are 2 ln 2 scales apart.
Point laplace_start(const Histogram& histogram) {
  const double apart = histogram.quantile(.75) - histogram.quantile(.25);
  const double scale = std::isfinite(apart) ? apart : histogram.high() - histogram.low();
  return {std::log(std::max(scale, histogram.width()) / (2 * std::numbers::ln2)), 0};
}

/// A step of Fisher's scoring towards the largest likelihood, and the variance of ln b there.
struct Scoring {
  Point step;
  double variance;

  Scoring(const Histogram& histogram, double centre, const Trial& trial) {
    constexpr double h = 1e-4;
    const auto slope = [&](const Point& by) {
      std::vector<double> up = probabilities(histogram, centre, {trial.at[0] + by[0], trial.at[1] + by[1]});
      const std::vector<double> down = probabilities(histogram, centre, {trial.at[0] - by[0], trial.at[1] - by[1]});
      for (std::size_t i = 0; i < up.size(); ++i) up[i] = (up[i] - down[i]) / (2 * h);
      return up;
    };
    const std::vector<double> by_a = slope({h, 0}), by_b = slope({0, h});
    const double n = static_cast<double>(histogram.total());
    double score_a = 0, score_b = 0, aa = 0, ab = 0, bb = 0;
    for (std::size_t i = 0; i < by_a.size(); ++i) {
      const double count = static_cast<double>(histogram.counts()[i]), p = trial.probability[i];
      score_a += count * by_a[i] / p;
      score_b += count * by_b[i] / p;
      aa += n * by_a[i] * by_a[i] / p;
      ab += n * by_a[i] * by_b[i] / p;
      bb += n * by_b[i] * by_b[i] / p;
    }
    const double determinant = aa * bb - ab * ab;
    step = {(bb * score_a - ab * score_b) / determinant, (aa * score_b - ab * score_a) / determinant};
    variance = aa / determinant;
  }
};

}  // namespace

std::optional<SubbotinFit> fit_subbotin(std::span<const double> values, double centre) {
  const Distances distances(values, centre);
  if (distances.none()) return std::nullopt;
  const auto score = [&](double b) { return distances.score(b); };
  double high = most_shape, low = high, at_high = score(high), at_low = at_high;
  if (!(at_high > 0)) return std::nullopt;
  while (at_low > 0 && low > least_shape) {
    high = low, at_high = at_low;
    low = std::max(low / std::sqrt(2), least_shape);
    at_low = score(low);
  }
  if (!(at_low <= 0)) return std::nullopt;
  std::uintmax_t steps = 100;
  const auto [left, right] = boost::math::tools::toms748_solve(score, low, high, at_low, at_high,
                                                               boost::math::tools::eps_tolerance<double>(48), steps);
  return distances.fit((left + right) / 2);
}

std::optional<SubbotinFit> fit_subbotin(const Histogram& histogram, double centre) {
  if (!std::isfinite(centre) || histogram.total() == 0) return std::nullopt;
  constexpr double enough = 1e-7;  // of ln a and ln b
  Trial best(histogram, centre, laplace_start(histogram));
  for (int steps = 0; steps < 100; ++steps) {
    const Scoring scoring(histogram, centre, best);
    const double length = std::hypot(scoring.step[0], scoring.step[1]), shape = std::exp(best.at[1]);
    if (!(scoring.variance > 0 && std::isfinite(length) && least_shape <= shape && shape <= most_shape))
      return std::nullopt;
    for (double share = std::min(1.0, 1 / length);; share /= 2) {
      if (share * length < enough)  // or nothing better is left to rounding
        return SubbotinFit{{shape, shape * std::sqrt(scoring.variance)}, std::exp(best.at[0])};
      Trial next(histogram, centre, {best.at[0] + share * scoring.step[0], best.at[1] + share * scoring.step[1]});
      if (!(next.likelihood >= best.likelihood)) continue;
      best = std::move(next);
      break;
    }
  }
  return std::nullopt;
}

}  // namespace suanli
