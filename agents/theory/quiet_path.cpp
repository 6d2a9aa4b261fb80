#include "agents/theory/quiet_path.hpp"

#include <algorithm>
#include <boost/numeric/odeint.hpp>

#include "agents/equations.hpp"

namespace suanli {

namespace {

struct Stocks {
  double capital, compute;
};

}  // namespace

std::vector<QuietPath> quiet_paths(const Model& model) {
  const Parameters& p = model.parameters;
  const std::size_t count = model.economies.size();
  std::vector<QuietPath> paths(count);
  std::vector<Stocks> stocks(count);
  std::vector<double> log_z(count), log_trend(count);
  std::vector<TrendEconomy> trends;  // with locations
  for (std::size_t e = 0; e < count; ++e) {
    const double wealth = p.start.wealth * model.economies[e].wealth_share;
    stocks[e] = {model.kappa_start[e] * wealth, (1 - model.kappa_start[e]) * wealth};
    log_z[e] = log_efficiency(model.economies[e], p);
    trends.push_back(trend_economy(model.economies[e], p));
  }
  for (std::size_t t = 0; t <= model.periods; ++t) {
    Stocks all{};
    for (const Stocks& s : stocks) all.capital += s.capital, all.compute += s.compute;
    const double national = own_synergy(p.synergy, all.capital, all.compute, static_cast<double>(model.layout.firms()));
    for (std::size_t e = 0; e < count; ++e) {
      const EconomyTechnology& technology = model.economies[e];
      auto& [capital, compute] = stocks[e];
      const double own = own_synergy(p.synergy, capital, compute, static_cast<double>(technology.firms));
      const double synergy = with_spillover(own, national, p.synergy.spillover), alpha = technology.alpha_bar;
      const double wealth = capital + compute;
      double output = exp(log_z[e] + alpha * log(synergy * capital) + (1 - alpha) * log(compute)), energy = 0;
      if (technology.located) {
        const TrendEconomy::Point at = trends[e].at(capital / wealth);
        output = at.output * wealth, energy = at.energy * wealth;
      }
      double wanted = (1 - p.household.consumption.number) * (output - energy);
      if (const auto& arms = model.saddle_paths[e]) {
        if (p.household.trend.kind == TrendRule::delay) {
          const double shift = arms->shift(capital / wealth, output / wealth);
          log_trend[e] = t == 0 ? shift : delayed_trend(log_trend[e], shift, p.time.step, p.household.trend.number);
        }
        wanted = arms->consumption(capital / wealth, log_trend[e]) * wealth;
      }
      const double consumption = std::min(wanted, output - energy), investment = output - energy - consumption;
      paths[e].output.push_back(output), paths[e].consumption.push_back(consumption);
      paths[e].investment.push_back(investment), paths[e].capital.push_back(capital);
      paths[e].compute.push_back(compute);
      const double delta = p.technology.depreciation, dt = p.time.step;
      capital = stock_after(capital, (1 - technology.tau) * investment, delta, dt);
      compute = stock_after(compute, technology.tau * investment, delta, dt);
    }
  }
  return paths;
}

double kappa_on_saddle_path(const Model& model, std::size_t economy, double years) {
  const TrendEconomy trend = trend_economy(model.economies[economy], model.parameters);
  const SaddlePaths& path = *model.saddle_paths[economy];
  const auto motion = [&](const double& kappa, double& change, double) {
    change = (trend.at(kappa).net() - path.consumption(kappa, 0)) * (1 - trend.tau - kappa);
  };
  namespace odeint = boost::numeric::odeint;
  double kappa = model.kappa_start[economy];
  odeint::integrate_adaptive(odeint::make_controlled<odeint::runge_kutta_dopri5<double>>(1e-13, 1e-13), motion, kappa,
                             0.0, years, 0.1);
  return kappa;
}

}  // namespace suanli
