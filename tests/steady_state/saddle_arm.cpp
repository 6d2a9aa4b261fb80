#include "tests/steady_state/saddle_arm.hpp"

#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <utility>

namespace suanli::test {

namespace odeint = boost::numeric::odeint;

namespace {

// Without locations: the market of §2 as one function of κ, its level where half of wealth is compute, its elasticities.
ArmMotion motion_of(const Theory& t) {
  const double alpha = static_cast<double>(t.alpha_bar), tau = static_cast<double>(t.tau);
  const double compute_power = static_cast<double>(1 - t.alpha_bar + t.strength * t.alpha_bar);
  const double compute_income = static_cast<double>(t.compute_income), sigma = static_cast<double>(t.sigma);
  const double delta = static_cast<double>(t.delta), rho = static_cast<double>(t.rho);
  const double scale = static_cast<double>(t.y(0.5L)) * std::pow(2, alpha + compute_power);
  const auto output = [=](double kappa) { return scale * std::pow(kappa, alpha) * std::pow(1 - kappa, compute_power); };
  const auto desired_growth = [=, euler = t.euler](double kappa) {
    const double y = output(kappa), per_capital = y / kappa, per_compute = y / (1 - kappa);
    double seen = 0;
    switch (euler) {
      case EulerReturn::report: seen = (1 - tau) * per_capital + tau * per_compute; break;
      case EulerReturn::private_: seen = (1 - tau) * alpha * per_capital + tau * compute_income * per_compute; break;
      case EulerReturn::planner:  // ∂Y/∂K and ∂Y/∂HT of Y = (K+HT) y(K/(K+HT)) by the chain rule
        const double slope = alpha * per_capital - compute_power * per_compute;
        seen = (1 - tau) * (y + (1 - kappa) * slope) + tau * (y - kappa * slope);
        break;
    }
    return (seen - delta - rho) / sigma;
  };
  // The Jacobian of (3.3) at rest is lower triangular; its eigenvector (1, c') of the root -i*.
  const Real h = 1e-6L, y_star = t.y_at_rest(), c = t.consumption(), rest = t.kappa_at_rest();
  const auto growth_of_c = [&](Real kappa) {
    return (t.household_return(t.euler, kappa) - t.delta - t.rho) / t.sigma - (t.y(kappa) - c - t.delta);
  };
  const Real j21 = c * (growth_of_c(rest + h) - growth_of_c(rest - h)) / (2 * h);
  return {output,
          desired_growth,
          static_cast<double>(rest),
          static_cast<double>(c),
          static_cast<double>(j21 / (-(y_star - c) - c)),
          delta};
}

}  // namespace

SaddleArm::SaddleArm(ArmMotion motion) : motion_(std::move(motion)) {}
SaddleArm::SaddleArm(const Theory& t) : SaddleArm(motion_of(t)) {}

SaddleArm::State SaddleArm::rates(const State& s) const {
  const double kappa = motion_.kappa_rest + s[0], c = s[1];
  const double investment = motion_.net(kappa) - c, growth = investment - motion_.delta;
  return {-investment * s[0], c * (motion_.desired_growth(kappa) - growth), growth};
}

void SaddleArm::go_back(State& s, double years) const {
  odeint::runge_kutta_fehlberg78<State> stepper;
  const int steps = static_cast<int>(std::ceil(std::abs(years) / 0.05));
  const auto motion = [&](const State& at, State& change, double) { change = rates(at); };
  for (int i = 0; i < steps; ++i) stepper.do_step(motion, s, 0.0, -years / steps);
}

SaddleArm::State SaddleArm::next_to_rest(double kappa_end) const {
  // Off the arm by the square of this, 1e-14, which then decays at c* a year while κ leaves at i* a year.
  const double away = std::copysign(1e-7, kappa_end - motion_.kappa_rest);
  return {away, motion_.c_rest + motion_.slope * away, 0};
}

// Moves s back in time to kappa_end; false, with s next to where κ stands still, if the arm does not get there.
bool SaddleArm::arrive(State& s, double kappa_end, double& years) const {
  const double away = kappa_end - motion_.kappa_rest;
  State before = s;
  for (years = 0; (away - s[0]) * away > 0; years += 0.05) {
    before = s;
    go_back(s, 0.05);
    if (!(output(motion_.kappa_rest + s[0]) - s[1] > 1e-9)) return s = before, false;
  }
  for (int i = 0; i < 6; ++i) {  // Newton's method in time
    const double more = (away - s[0]) / -rates(s)[0];
    go_back(s, more);
    years += more;
  }
  return true;
}

std::vector<ArmPoint> SaddleArm::out_to(double kappa_end) const {
  State s = next_to_rest(kappa_end), end = s;
  double years = 0;
  arrive(end, kappa_end, years);
  std::vector<ArmPoint> points;
  for (double t = 0; t < years; t += 0.05) {
    points.push_back(point(s));
    go_back(s, 0.05);
  }
  points.push_back(point(end));
  return points;
}

std::vector<ArmPoint> SaddleArm::path(double kappa_start, int years) const {
  State s = next_to_rest(kappa_start);
  double before_rest = 0;
  arrive(s, kappa_start, before_rest);
  s = next_to_rest(kappa_start);
  go_back(s, before_rest - years);
  std::vector<ArmPoint> points(static_cast<std::size_t>(years) + 1);
  for (std::size_t t = points.size(); t-- > 0;) {
    points[t] = point(s);
    if (t > 0) go_back(s, 1);
  }
  const double start = points[0].log_wealth;
  for (ArmPoint& at : points) at.log_wealth -= start;
  return points;
}

}  // namespace suanli::test
