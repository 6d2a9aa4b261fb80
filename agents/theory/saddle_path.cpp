#include "agents/theory/saddle_path.hpp"

#include <algorithm>
#define BOOST_UBLAS_NDEBUG  // its checks compare with tolerances that ill-scaled rows miss
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>
#include <boost/numeric/ublas/lu.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>
#include <cmath>

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
  double kappa, net, desired_growth, pull;  // net: y - e; pull: (1 - τ - κ)/(κ(1 - κ)), so that ẋ = (y - e - c) pull

  Motion(const TrendEconomy& trend, double x) : Motion(trend, trend.at(logistic(x))) {}
  Motion(const TrendEconomy& trend, const TrendEconomy::Point& at)
      : kappa(at.kappa),
        net(at.net()),
        desired_growth(suanli::desired_growth(trend.household_return(at), trend.depreciation, trend.household)),
        pull((1 - trend.tau - kappa) / (kappa * (1 - kappa))) {}
  double log_consumption_growth(double c, double depreciation) const {
    return desired_growth - (net - c - depreciation);
  }
};

// ln c at `nodes` (of logit κ, in order away from rest), by integrating du/dx from rest outwards: that is backwards in
// time, where the arm attracts. A first guess, good to about 1e-8.
std::vector<double> shoot(const TrendEconomy& trend, const SteadyState& rest, const std::vector<double>& nodes) {
  constexpr double first_step = 1e-4, longest_step = 2e-3, shortest_step = 1e-10;
  const double x_rest = logit(rest.kappa);
  boost::numeric::odeint::runge_kutta4<double> stepper;
  const auto consumption = [](double u) { return exp(std::min(u, 50.0)); };
  const auto slope = [&](const double& u, double& du_dx, double x) {
    const Motion at(trend, x);
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
      const Motion at(trend, x);
      const double c = consumption(u);
      // The arm attracts at the rate c/((y-c)·pull) per unit of x: steps stay below half of that, or they overshoot.
      const double length = std::min(longest_step, 0.5 * (at.net - c) * std::abs(at.pull) / c);
      if (!(length > shortest_step))
        throw SaddlePathRefused(
            text("economy {}: I/W = y - e - c must be above 0 on the saddle path from rest to κ = {:.4g}: it is not at "
                 "κ = {:.4g}, where y - e = {:.6g}, §3.2",
                 "经济体 {}：从稳态到 κ = {:.4g} 的鞍点路径上 I/W = y - e - c 须大于 0：在 κ = {:.4g}（y - e = "
                 "{:.6g}）处不满足，§3.2",
                 rest.economy, logistic(nodes.back()), at.kappa, at.net));
      const bool arrives = std::abs(node - x) <= length;
      stepper.do_step(slope, u, x, arrives ? node - x : std::copysign(length, node - x));
      x = arrives ? node : x + std::copysign(length, node - x);
    }
    values.push_back(u);
  }
  return values;
}

}  // namespace

SaddlePath::SaddlePath(const TrendEconomy& trend, const SteadyState& rest, double kappa_start)
    : low_(std::min({range_low, kappa_start, logistic(logit(rest.kappa) - margin_at_rest)})),
      high_(std::max({range_high, kappa_start, logistic(logit(rest.kappa) + margin_at_rest)})),
      middle_((logit(high_) + logit(low_)) / 2),
      half_width_((logit(high_) - logit(low_)) / 2),
      nodes_(chebyshev_nodes(node_count)),
      weights_(barycentric_weights(nodes_)),
      values_(node_count) {
  const auto logit_at = [&](std::size_t i) { return middle_ + half_width_ * nodes_[i]; };
  const std::size_t below = static_cast<std::size_t>(
      std::ranges::lower_bound(nodes_, (logit(rest.kappa) - middle_) / half_width_) - nodes_.begin());
  std::vector<double> up, down;  // from rest outwards
  for (std::size_t i = below; i < node_count; ++i) up.push_back(logit_at(i));
  for (std::size_t i = below; i-- > 0;) down.push_back(logit_at(i));
  std::ranges::copy(shoot(trend, rest, up), values_.begin() + static_cast<std::ptrdiff_t>(below));
  std::ranges::reverse_copy(shoot(trend, rest, down), values_.begin());
  std::vector<Motion> at;
  for (std::size_t i = 0; i < node_count; ++i) at.emplace_back(trend, logit_at(i));

  // Newton's method on u'(x) ẋ = ċ/c, u = ln c, x = logit κ, at every node. At rest both sides vanish: of the two
  // solutions through that point only the arm is a smooth function of κ, so no boundary condition is needed.
  const Matrix d = differentiation(nodes_, weights_) / half_width_;
  constexpr int most_iterations = 20;
  for (int iteration = 0;; ++iteration) {
    Matrix jacobian(node_count, node_count);
    Vector change(node_count);
    for (std::size_t i = 0; i < node_count; ++i) {
      const double c = exp(values_[i]), speed = (at[i].net - c) * at[i].pull;
      double slope = 0;
      for (std::size_t j = 0; j < node_count; ++j) slope += d(i, j) * values_[j];
      for (std::size_t j = 0; j < node_count; ++j) jacobian(i, j) = d(i, j) * speed;
      jacobian(i, i) -= c * (slope * at[i].pull + 1);
      change(i) = at[i].log_consumption_growth(c, trend.depreciation) - slope * speed;
    }
    Permutation rows(node_count);
    const bool singular = ublas::lu_factorize(jacobian, rows) != 0;
    if (!singular) ublas::lu_substitute(jacobian, rows, change);
    const double largest = ublas::norm_inf(change);
    if (singular || !std::isfinite(largest) || iteration == most_iterations)
      throw SaddlePathRefused(text("economy {}: no saddle path was found for κ in [{:.4g}, {:.4g}], §3.2",
                                   "经济体 {}：在 κ ∈ [{:.4g}, {:.4g}] 上没有找到鞍点路径，§3.2", rest.economy, low_,
                                   high_));
    for (std::size_t i = 0; i < node_count; ++i) values_[i] += change(i);
    if (largest < 1e-13) break;
  }
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
