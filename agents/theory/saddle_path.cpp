#include "agents/theory/saddle_path.hpp"

#include <algorithm>
#define BOOST_UBLAS_NDEBUG  // its checks compare with tolerances that ill-scaled rows miss
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>
#include <boost/numeric/ublas/lu.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "agents/equations.hpp"
#include "agents/theory/interpolation.hpp"

namespace suanli {

namespace {

// uBLAS over std::vector: its own storage calls what C++20 removed from allocators.
namespace ublas = boost::numeric::ublas;
using Matrix = ublas::matrix<double, ublas::row_major, std::vector<double>>;
using Vector = ublas::vector<double, std::vector<double>>;
using Permutation = ublas::permutation_matrix<std::size_t, std::vector<std::size_t>>;

constexpr std::size_t node_count = 64;
constexpr double range_low = 0.5, range_high = 0.985;
constexpr double margin_at_rest = 0.5;  // in logit κ, where rest itself lies outside the range above

double logit(double kappa) { return log(kappa / (1 - kappa)); }
double logistic(double x) { return 1 / (1 + exp(-x)); }

// Derivatives at the nodes of the polynomial through values at the nodes.
Matrix differentiation(const std::vector<double>& nodes, const std::vector<double>& weights) {
  Matrix d(nodes.size(), nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < nodes.size(); ++j) {
      if (j == i) continue;
      d(i, j) = weights[j] / weights[i] / (nodes[i] - nodes[j]);
      sum += d(i, j);
    }
    d(i, i) = -sum;
  }
  return d;
}

// Motion along the arm at x = logit κ with u = ln c, per year.
struct Motion {
  double x, kappa, net, desired_growth, pull;  // net: y - e; pull: (1 - τ - κ)/(κ(1 - κ)), so that ẋ = (y - e - c) pull

  Motion(const TrendEconomy& trend, double x) : Motion(trend, x, trend.at(logistic(x))) {}
  Motion(const TrendEconomy& trend, double x, const TrendEconomy::Point& at)
      : x(x),
        kappa(at.kappa),
        net(at.net()),
        desired_growth(suanli::desired_growth(trend.household_return(at), trend.depreciation, trend.household)),
        pull((1 - trend.tau - kappa) / (kappa * (1 - kappa))) {}
  double log_consumption_growth(double c, double depreciation) const {
    return desired_growth - (net - c - depreciation);
  }
};

// ln c at nodes of logit κ, found by integration.
struct Shot {
  std::vector<double> values;
  std::optional<Motion> standstill;  // where investment ends, if it does
};

// ln c at `nodes` (in order away from rest), by integrating du/dx from rest outwards: that is backwards in time, where the
// arm attracts.
Shot shoot(const TrendEconomy& trend, const SteadyState& rest, const std::vector<double>& nodes, double longest_step) {
  constexpr double shortest_step = 1e-10;
  const double first_step = longest_step / 20;
  const double x_rest = logit(rest.kappa);
  boost::numeric::odeint::runge_kutta4<double> stepper;
  const auto consumption = [](double u) { return exp(std::min(u, 50.0)); };
  Motion at(trend, x_rest);
  const auto slope = [&](const double& u, double& du_dx, double x) {
    if (x != at.x) at = Motion(trend, x);  // a step asks twice for its middle, and the next begins where it ends
    const double c = consumption(u);
    du_dx = at.log_consumption_growth(c, trend.depreciation) / ((at.net - c) * at.pull);
  };
  std::vector<double> values;
  double x = x_rest, u = log(rest.c);
  for (const double node : nodes) {
    if (x == x_rest && node != x_rest) {  // the slope at rest itself is 0/0: leave along the tangent
      x += std::copysign(std::min(first_step, std::abs(node - x_rest)), node - x_rest);
      u += *rest.arm_slope / rest.c * rest.kappa * (1 - rest.kappa) * (x - x_rest);
    }
    while (x != node) {
      if (x != at.x) at = Motion(trend, x);
      const double c = consumption(u);
      // The arm attracts at the rate c/((y-c)·pull) per unit of x: steps stay below half of that, or they overshoot.
      const double length = std::min(longest_step, 0.5 * (at.net - c) * std::abs(at.pull) / c);
      if (!(length > shortest_step)) return {.values = {}, .standstill = at};
      const bool arrives = std::abs(node - x) <= length;
      stepper.do_step(slope, u, x, arrives ? node - x : std::copysign(length, node - x));
      x = arrives ? node : x + std::copysign(length, node - x);
    }
    values.push_back(u);
  }
  return {.values = std::move(values), .standstill = {}};
}

// The same at nodes in ascending order, from rest upwards and downwards.
Shot shoot_both_ways(const TrendEconomy& trend, const SteadyState& rest, const std::vector<double>& nodes,
                     double longest_step) {
  const auto above = std::ranges::lower_bound(nodes, logit(rest.kappa));
  Shot up = shoot(trend, rest, {above, nodes.end()}, longest_step);
  if (up.standstill) return up;
  Shot all = shoot(trend, rest, {std::reverse_iterator(above), nodes.rend()}, longest_step);
  std::ranges::reverse(all.values);
  all.values.insert(all.values.end(), up.values.begin(), up.values.end());
  return all;
}

// u'(x) ẋ = ċ/c, u = ln c, x = logit κ, at every node. At rest both sides vanish: of the two solutions through that point
// only the arm is a smooth function of κ, so no boundary condition is needed.
class Collocation {
 public:
  Collocation(const TrendEconomy& trend, const std::vector<double>& nodes, const Matrix& derivative)
      : depreciation_(trend.depreciation), derivative_(derivative) {
    for (const double x : nodes) at_.emplace_back(trend, x);
  }

  // u at the nodes by Newton's method from a first guess; nothing if it does not arrive, or not where the household invests.
  std::optional<std::vector<double>> solve(std::vector<double> u) const {
    constexpr int most_iterations = 20;
    constexpr double fine = 1e-13, close = 1e-9;  // from `close` on only rounding keeps a step from being far shorter
    double previous = std::numeric_limits<double>::infinity();
    for (int iteration = 0; iteration <= most_iterations; ++iteration) {
      const double largest = improve(u);
      if (!std::isfinite(largest)) break;
      if ((largest < fine || (largest < close && largest > previous / 2)) && invests(u)) return u;
      previous = largest;
    }
    return std::nullopt;
  }

 private:
  bool invests(const std::vector<double>& u) const {
    for (std::size_t i = 0; i < u.size(); ++i)
      if (!(at_[i].net > exp(u[i]))) return false;
    return true;
  }

  // A step of Newton's method, and its largest change; infinity, and no step, if there is none.
  double improve(std::vector<double>& u) const {
    const std::size_t n = u.size();
    Matrix jacobian(n, n);
    Vector change(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double c = exp(u[i]), speed = (at_[i].net - c) * at_[i].pull;
      double slope = 0;
      for (std::size_t j = 0; j < n; ++j) slope += derivative_(i, j) * u[j];
      for (std::size_t j = 0; j < n; ++j) jacobian(i, j) = derivative_(i, j) * speed;
      jacobian(i, i) -= c * (slope * at_[i].pull + 1);
      change(i) = at_[i].log_consumption_growth(c, depreciation_) - slope * speed;
    }
    Permutation rows(n);
    if (ublas::lu_factorize(jacobian, rows) != 0) return std::numeric_limits<double>::infinity();
    ublas::lu_substitute(jacobian, rows, change);
    for (std::size_t i = 0; i < n; ++i) u[i] += change(i);
    return ublas::norm_inf(change);
  }

  double depreciation_;
  Matrix derivative_;
  std::vector<Motion> at_;  // by node
};

}  // namespace

SaddlePath::SaddlePath(const TrendEconomy& trend, const SteadyState& rest, double kappa_start)
    : low_(std::min({range_low, kappa_start, logistic(logit(rest.kappa) - margin_at_rest)})),
      high_(std::max({range_high, kappa_start, logistic(logit(rest.kappa) + margin_at_rest)})),
      middle_((logit(high_) + logit(low_)) / 2),
      half_width_((logit(high_) - logit(low_)) / 2),
      nodes_(chebyshev_nodes(node_count)),
      weights_(barycentric_weights(nodes_)),
      values_(node_count) {
  find(trend, rest, Guess::integrated);
}

// NOLINTNEXTLINE(modernize-pass-by-value): it is copied once
SaddlePath::SaddlePath(const TrendEconomy& trend, const SteadyState& rest, const SaddlePath& nearby)
    : SaddlePath(nearby) {
  find(trend, rest, Guess::nearby);
}

void SaddlePath::find(const TrendEconomy& trend, const SteadyState& rest, Guess guess) {
  std::vector<double> logits;
  for (const double node : nodes_) logits.push_back(middle_ + half_width_ * node);
  const Collocation equations(trend, logits, differentiation(nodes_, weights_) / half_width_);
  std::optional<std::vector<double>> found;
  if (guess == Guess::nearby) {  // c over that at rest hardly depends on the level of productivity
    for (double& value : values_) value += log(rest.c) - log_rest_;
    found = equations.solve(values_);
  }
  Shot shot;
  for (const double longest_step : {2e-2, 2e-3}) {  // good to 1e-4, which mostly does, and to 1e-8
    if (found) break;
    shot = shoot_both_ways(trend, rest, logits, longest_step);
    if (!shot.standstill) found = equations.solve(std::move(shot.values));
  }
  if (shot.standstill && !found)
    throw SaddlePathRefused(
        text("economy {}: I/W = y - e - c must be above 0 on the saddle path from rest to κ = {:.4g}: it is not at "
             "κ = {:.4g}, where y - e = {:.6g}, §3.2",
             "经济体 {}：从稳态到 κ = {:.4g} 的鞍点路径上 I/W = y - e - c 须大于 0：在 κ = {:.4g}（y - e = "
             "{:.6g}）处不满足，§3.2",
             rest.economy, shot.standstill->kappa > rest.kappa ? high_ : low_, shot.standstill->kappa,
             shot.standstill->net));
  if (!found)
    throw SaddlePathRefused(text("economy {}: no saddle path was found for κ in [{:.4g}, {:.4g}], §3.2",
                                 "经济体 {}：在 κ ∈ [{:.4g}, {:.4g}] 上没有找到鞍点路径，§3.2", rest.economy, low_,
                                 high_));
  values_ = std::move(*found);
  log_rest_ = log(rest.c);
  correction_ = log_rest_ - collocated(logit(rest.kappa));
}

double SaddlePath::collocated(double logit_kappa) const {
  const double x = (logit_kappa - middle_) / half_width_;
  return interpolate(nodes_, weights_, x, [&](std::size_t j) { return values_[j]; });
}

double SaddlePath::consumption(double kappa) const { return exp(collocated(logit(kappa)) + correction_); }

double SaddlePath::log_ratio_to_rest(double kappa) const { return collocated(logit(kappa)) + correction_ - log_rest_; }

}  // namespace suanli
