#include "tests/steady_state/located_theory.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "agents/theory/interpolation.hpp"

namespace suanli::test {

namespace {

constexpr Real nowhere = std::numeric_limits<Real>::infinity();

Real entry(const Named<double>& entries, const std::string& name, Real otherwise) {
  for (const auto& [entry_name, value] : entries)
    if (entry_name == name) return value;
  return otherwise;
}

Real delivery(const ServiceClassParameters& work, const LocationParameters& from, const std::string& to) {
  const Real latency = entry(from.latency, to, nowhere);
  if (work.latency_limit.kind == LatencyLimit::given && latency > work.latency_limit.number) return nowhere;
  if (work.latency_steps.empty()) return entry(from.delivery, to, 1);
  for (std::size_t i = 0; i < work.latency_steps.size(); ++i)
    if (latency <= work.latency_steps[i]) return work.delivery_steps[i];
  return work.delivery_steps.back();
}

// The x at which `rising` changes sign.
template <class Rising> Real root(Real low, Real high, const Rising& rising) {
  for (int i = 0; i < 84; ++i) {
    const Real middle = (low + high) / 2;
    (rising(middle) < 0 ? low : high) = middle;
  }
  return (low + high) / 2;
}

constexpr Real lowest = -30, highest = 30;  // ln of returns

}  // namespace

Real LocatedTheory::At::providers() const {
  Real sum = 0;
  for (const Real d : capital) sum += d;
  return sum;
}

LocatedTheory::LocatedTheory(const Parameters& p) {
  Parameters plain = p;
  plain.productivity.level = {ProductivityLevel::given, 1};
  nation_ = theory_of_nation(plain);
  markup_ = p.pricing.kind == PricingRule::integrated ? 1 / nation_.xi_bar : static_cast<Real>(p.pricing.number);
  dispersion_ = p.services.dispersion, elasticity_ = p.allocation.elasticity, classes_ = p.service_classes.size();
  for (const auto& [name, industry] : p.industries)
    for (const auto& [work, unused] : p.service_classes)
      class_share_.push_back(industry.service_shares.empty() ? 1 : entry(industry.service_shares, work, 0));
  Real all = 0;
  for (std::size_t m = 0; m < p.regions.size(); ++m)
    for (std::size_t k = 0; k < classes_; ++k) {
      Work work{m, 0, {}};
      for (const TheoryCell& c : nation_.cells)
        if (c.region == m) work.spending += c.theta * c.xi * class_share_[c.industry * classes_ + k];
      for (const auto& [name, location] : p.locations)
        work.delivery.push_back(delivery(p.service_classes[k].second, location, p.regions[m].first));
      all += work.spending;
      work_.push_back(work);
    }
  for (const auto& [name, l] : p.locations) {
    Real at_home = 0, same = 0;
    for (const Work& work : work_)
      if (p.regions[work.region].first == l.region) at_home += work.spending;
    for (const auto& [other_name, other] : p.locations) same += other.region == l.region ? 1 : 0;
    const Real kwh = static_cast<Real>(p.services.energy) * l.power_usage;
    places_.push_back(
        {.eta = l.compute_per_service.kind == ComputeNeed::given ? l.compute_per_service.number
                                                                 : p.technology.compute_per_service,
         .availability = l.availability,
         .electricity = kwh * l.electricity_price,
         .tax = kwh * l.grid_carbon * p.services.carbon_price / 1000,  // t/MWh to t/kWh
         .log_weight =
             std::log(l.weight.kind == ScaleWeight::given ? static_cast<Real>(l.weight.number) : at_home / all / same),
         .multiplier = l.siting_multiplier * std::pow(1 - static_cast<Real>(l.investment_subsidy), -elasticity_)});
  }
  Real level = std::log(static_cast<Real>(p.productivity.level.number));
  if (p.productivity.level.kind ==
      ProductivityLevel::output_to_wealth) {  // what makes Y that number at HT = h̄_0, W = 1
    const Real compute = p.synergy.reference, log_y = level, y = std::exp(log_y);
    const Real v = root(lowest, highest, [&](Real at) {
      const At per = per_output(at);
      return compute - y * (per.own_compute + per.providers());
    });
    level = log_y - log_output(per_output(v), log_y, 1 - compute, compute);
  }
  for (TheoryCell& c : nation_.cells) c.productivity *= std::exp(level);
}

// What services cost and who owns what, per unit of output.
LocatedTheory::At LocatedTheory::per_output(Real v) const {
  At a{};
  a.output = 1;
  for (const Place& place : places_) {
    a.capital_return.push_back(std::exp(v) * std::pow(place.multiplier, -1 / elasticity_));
    a.price.push_back(markup_ *
                      (place.eta * a.capital_return.back() / place.availability + place.electricity + place.tax));
  }
  a.revenue.assign(places_.size(), 0);
  for (const Work& work : work_) {
    Real sum = 0;
    std::vector<Real> appeal;
    for (std::size_t l = 0; l < places_.size(); ++l) {
      appeal.push_back(std::isinf(work.delivery[l])
                           ? 0
                           : std::exp(places_[l].log_weight - dispersion_ * std::log(a.price[l] * work.delivery[l])));
      sum += appeal.back();
    }
    for (std::size_t l = 0; l < places_.size(); ++l) a.revenue[l] += work.spending * appeal[l] / sum;
    a.log_index.push_back(-std::log(sum) / dispersion_);
  }
  Real income = 0;
  for (std::size_t l = 0; l < places_.size(); ++l) {
    const Real units = a.revenue[l] / a.price[l];
    a.capital.push_back(units * places_[l].eta / places_[l].availability);
    income += a.capital[l] * a.capital_return[l];
    a.energy += units * places_[l].electricity, a.carbon_tax += units * places_[l].tax;
  }
  a.compute_return = income / a.providers();
  a.own_compute = nation_.beta_bar / a.compute_return;
  return a;
}

// ln of what cells make of these stocks while they spend on services as if output were e^log_y.
Real LocatedTheory::log_output(const At& per, Real log_y, Real capital, Real compute) const {
  const Real synergy = nation_.strength * std::log(compute / (capital + compute) / nation_.reference);
  Real sum = 0;
  for (const TheoryCell& c : nation_.cells) {
    const Real log_k = std::log(c.alpha * c.theta / nation_.alpha_bar * capital);
    const Real log_h = std::log(c.beta * c.theta / per.compute_return) + log_y;
    Real log_x = 0;
    for (std::size_t k = 0; k < classes_; ++k)
      if (const Real share = class_share_[c.industry * classes_ + k]; share > 0)
        log_x += share * (std::log(c.xi * c.theta) + log_y - per.log_index[c.region * classes_ + k]);
    sum += c.theta * (std::log(c.productivity / c.theta) + c.alpha * (synergy + log_k) + c.beta * log_h + c.xi * log_x);
  }
  return sum;
}

LocatedTheory::At LocatedTheory::at(Real capital, Real compute, Real shift) const {
  const auto log_of = [&](const At& per) { return std::log(compute / (per.own_compute + per.providers())); };
  const Real v = root(lowest, highest, [&](Real level) {
    const At per = per_output(level);
    return log_of(per) - shift - log_output(per, log_of(per), capital, compute);
  });
  At a = per_output(v);
  const Real y = std::exp(log_of(a));
  for (Real* of : {&a.output, &a.energy, &a.carbon_tax, &a.own_compute}) *of *= y;
  for (std::vector<Real>* of : {&a.revenue, &a.capital})
    for (Real& x : *of) x *= y;
  return a;
}

Real LocatedTheory::household_return(EulerReturn reading, Real kappa) const {
  const Real tau = nation_.tau;
  if (reading == EulerReturn::planner) {
    const auto of_capital = [&](Real k) { return at(k, 1 - kappa).net(); };
    const auto of_compute = [&](Real h) { return at(kappa, h).net(); };
    return (1 - tau) * derivative(of_capital, kappa, 1e-3L * kappa) +
           tau * derivative(of_compute, 1 - kappa, 1e-3L * (1 - kappa));
  }
  const At a = at(kappa);
  if (reading == EulerReturn::report) return (1 - tau) * a.output / kappa + tau * a.output / (1 - kappa);
  return (1 - tau) * nation_.alpha_bar * a.output / kappa + tau * a.compute_return;
}

Real LocatedTheory::growth(EulerReturn reading) const {
  return (household_return(reading, kappa_at_rest()) - nation_.delta - nation_.rho) / nation_.sigma;
}

Real LocatedTheory::growth() const {
  return nation_.saving_rate ? *nation_.saving_rate * at(kappa_at_rest()).net() - nation_.delta : growth(nation_.euler);
}

Real LocatedTheory::consumption() const { return at(kappa_at_rest()).net() - nation_.delta - growth(); }

// Functions of κ are polynomials in logit κ through many points, good to 1e-14: the theory itself is too slow for an
// integrator.
SaddleArm LocatedTheory::arm() const {
  const auto logit = [](double kappa) { return std::log(kappa / (1 - kappa)); };
  const double low = logit(0.45), high = logit(0.99), middle = (low + high) / 2, half = (high - low) / 2;
  const std::vector<double> nodes = chebyshev_nodes(64), weights = barycentric_weights(nodes);
  std::vector<double> net, wanted;
  const double delta = static_cast<double>(nation_.delta);
  for (const double node : nodes) {
    const Real x = middle + half * node, kappa = 1 / (1 + std::exp(-x));
    net.push_back(static_cast<double>(std::log(at(kappa).net())));
    wanted.push_back(
        static_cast<double>((household_return(nation_.euler, kappa) - nation_.delta - nation_.rho) / nation_.sigma));
  }
  const auto through = [=](std::vector<double> values) {
    return [=](double kappa) {
      return interpolate(nodes, weights, (logit(kappa) - middle) / half, [&](std::size_t j) { return values[j]; });
    };
  };
  const Real rest = kappa_at_rest(), c = consumption(), h = 1e-3L;
  const Real j21 =
      c *
      derivative([&](Real kappa) { return household_return(nation_.euler, kappa) / nation_.sigma - at(kappa).net(); },
                 rest, h);
  return SaddleArm(ArmMotion{[log_net = through(net)](double kappa) { return std::exp(log_net(kappa)); },
                             through(wanted), static_cast<double>(rest), static_cast<double>(c),
                             static_cast<double>(j21 / -at(rest).net()), delta});
}

}  // namespace suanli::test
