#include "engine/marginal.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/contracts.hpp"
#include "engine/elementary.hpp"

namespace suanli {

namespace {
using Real = long double;

template <class... Functions> struct Overloaded : Functions... { using Functions::operator()...; };
template <class... Functions> Overloaded(Functions...) -> Overloaded<Functions...>;  // which Clang 14 does not find itself

constexpr Words range_is_empty{"low must be below high, both finite", "low 必须小于 high，且两者均为有限数"};
constexpr Words no_spread{"the standard deviation must be above 0, and the mean finite",
                          "标准差必须大于 0，均值必须为有限数"};

bool is_range(double low, double high) { return low < high && std::isfinite(high - low); }
bool has_spread(double mean, double deviation) {
  return std::isfinite(mean) && deviation > 0 && std::isfinite(deviation);
}

/// The nearest number of 40 binary digits.
double rounded(Real x) {
  if (!std::isfinite(x)) return static_cast<double>(x);
  int exponent = 0;
  const Real mantissa = std::frexp(x, &exponent);
  return static_cast<double>(std::ldexp(std::nearbyint(std::ldexp(mantissa, 40)), exponent - 40));
}

using StandardNormal = boost::math::normal_distribution<Real>;

/// Φ⁻¹(p), p + complement = 1, with the digits of the smaller of them.
Real score(Real p, Real complement) {
  return p <= complement ? boost::math::quantile(StandardNormal(), p)
                         : boost::math::quantile(boost::math::complement(StandardNormal(), complement));
}

/// P(Z ≤ z) and P(Z > z).
struct Tails {
  Real below, above;
  explicit Tails(Real z)
      : below(std::isinf(z) ? Real(z > 0) : cdf(StandardNormal(), z)),
        above(std::isinf(z) ? Real(z < 0) : cdf(boost::math::complement(StandardNormal(), z))) {}
};

/// Probability of [low, high], by the tails on the side where they are small.
Real between(Real low, Real high) {
  return low > 0 ? Tails(low).above - Tails(high).above : Tails(high).below - Tails(low).below;
}

Real end(double bound, const TruncatedNormal& d) { return (Real(bound) - d.mean) / d.standard_deviation; }

double quantile_of(const Uniform& d, double p) { return std::lerp(d.low, d.high, p); }

double quantile_of(const LogUniform& d, double p) {
  if (p == 0) return d.low;
  if (p == 1) return d.high;
  return std::clamp(d.low * exp(p * log(d.high / d.low)), d.low, d.high);
}

double quantile_of(const Normal& d, double p) {
  const double infinite = std::numeric_limits<double>::infinity();
  if (p == 0 || p == 1) return p == 0 ? -infinite : infinite;
  return d.mean + d.standard_deviation * rounded(score(p, 1 - Real(p)));
}

double quantile_of(const TruncatedNormal& d, double p) {
  if (p == 0 || p == 1) return p == 0 ? d.low : d.high;
  const Tails low(end(d.low, d)), high(end(d.high, d));
  const Real share = p, inside = between(end(d.low, d), end(d.high, d));
  const Real below = low.below + share * inside, above = high.above + (1 - share) * inside;
  return std::clamp(d.mean + d.standard_deviation * rounded(score(below, above)), d.low, d.high);
}

double quantile_of(const Beta& d, double p) {
  if (p == 0 || p == 1) return p == 0 ? d.low : d.high;
  const Real alpha = d.alpha, beta = d.beta;
  Real rest = 0;  // 1 - x
  const Real x = p <= .5 ? boost::math::ibeta_inv(alpha, beta, Real(p), &rest)
                         : boost::math::ibetac_inv(alpha, beta, 1 - Real(p), &rest);
  const double width = d.high - d.low;
  return std::clamp(x <= .5 ? d.low + width * rounded(x) : d.high - width * rounded(rest), d.low, d.high);
}

double quantile_of(const Discrete& d, double p) {
  const double below = p * std::accumulate(d.weights.begin(), d.weights.end(), 0.0);
  double sum = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < d.values.size(); ++i) {
    if (d.weights[i] == 0) continue;
    last = i;
    if ((sum += d.weights[i]) > below) break;
  }
  return d.values[last];
}

std::optional<Words> broken_rule_of(const TruncatedNormal& d) {
  if (!has_spread(d.mean, d.standard_deviation)) return no_spread;
  if (!(d.low < d.high)) return Words{"low must be below high", "low 必须小于 high"};
  if (!(between(end(d.low, d), end(d.high, d)) > std::numeric_limits<double>::min()))
    return Words{"the normal must have a probability above 1e-307 between low and high",
                 "正态分布落在 low 与 high 之间的概率必须大于 1e-307"};
  return std::nullopt;
}

std::optional<Words> broken_rule_of(const Beta& d) {
  const auto is_shape = [](double shape) { return shape >= .01 && shape <= 1e6; };
  if (!is_range(d.low, d.high)) return range_is_empty;
  if (!is_shape(d.alpha) || !is_shape(d.beta))
    return Words{"alpha and beta must be within [0.01, 1e6]", "alpha 和 beta 必须在 [0.01, 1e6] 之内"};
  return std::nullopt;
}

std::optional<Words> broken_rule_of(const Discrete& d) {
  const double sum = std::accumulate(d.weights.begin(), d.weights.end(), 0.0);
  if (d.values.empty() || d.values.size() != d.weights.size())
    return Words{"there must be as many weights as values, at least one", "权重与取值的个数必须相同，且至少一个"};
  if (!std::ranges::all_of(d.values, [](double x) { return std::isfinite(x); }))
    return Words{"values must be finite", "取值必须为有限数"};
  if (!std::ranges::all_of(d.weights, [](double w) { return w >= 0; }) || !(sum > 0 && std::isfinite(sum)))
    return Words{"weights must be at least 0, one of them above, with a finite sum",
                 "权重不得为负，至少一个大于 0，且总和为有限数"};
  return std::nullopt;
}
}  // namespace

std::optional<Words> broken_rule(const Marginal& marginal) {
  using Rule = std::optional<Words>;
  const auto unless = [](bool kept, const Words& rule) { return kept ? Rule() : Rule(rule); };
  return std::visit(
      Overloaded{[&](const Uniform& d) { return unless(is_range(d.low, d.high), range_is_empty); },
                 [&](const LogUniform& d) {
                   return unless(d.low > 0 && is_range(d.low, d.high) && d.high / d.low <= 1e300,
                                 {"low must be above 0, and high above low by a factor of at most 1e300",
                                  "low 必须大于 0，high 必须大于 low 且不超过其 1e300 倍"});
                 },
                 [&](const Normal& d) { return unless(has_spread(d.mean, d.standard_deviation), no_spread); },
                 [](const auto& d) { return broken_rule_of(d); }},
      marginal);
}

bool is_bounded(const Marginal& marginal) {
  return std::visit(Overloaded{[](const Normal&) { return false; },
                               [](const TruncatedNormal& d) { return std::isfinite(d.low) && std::isfinite(d.high); },
                               [](const auto&) { return true; }},
                    marginal);
}

double quantile(const Marginal& marginal, double probability) {
  EXPECTS(!broken_rule(marginal) && probability >= 0 && probability <= 1);
  return std::visit([&](const auto& d) { return quantile_of(d, probability); }, marginal);
}

double standard_normal_probability(double z) {
  const double tail = rounded(Tails(-std::fabs(z)).below);
  return z < 0 ? std::max(tail, std::numeric_limits<double>::min()) : 1 - std::max(tail, 0x1p-53);
}

}  // namespace suanli
