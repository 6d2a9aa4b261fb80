#include "agents/equations.hpp"
#include "agents/verbs.hpp"
#include "engine/stream.hpp"

namespace suanli {

Stream stream_of(const Country& country, Purpose purpose, std::size_t group) {
  return stream(static_cast<std::uint64_t>(country.model->parameters.ensemble.seed), country.draw(), country.period,
                static_cast<std::uint32_t>(purpose), static_cast<std::uint32_t>(group));
}

namespace {

void draw(std::vector<double>& shocks, const AutoRegression& process, Purpose purpose, const Country& country) {
  const Stream at = stream_of(country, purpose);
  const bool first = country.period == 0;
  for (std::size_t i = 0; i < shocks.size(); ++i) {
    const double epsilon = country.sign() * standard_normal(at, static_cast<std::uint32_t>(i));
    shocks[i] = first ? process.stationary * epsilon : process.persistence * shocks[i] + process.innovation * epsilon;
  }
}

// η of the period in every economy without locations.
void set_service_productivity(Country& country) {
  const Model& model = *country.model;
  if (country.has_locations()) return;
  const double sd = model.service_shock.stationary;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    country.economies[e].compute_per_service =
        shocked_compute_per_service(model.parameters.technology.compute_per_service, country.shocks.of_services[e],
                                    sd * sd, model.economies[e].xi_bar);
}

// Whether turbulent times that begin at a date are there.
bool dated_turbulence(const Country& country) {
  const VolatilityParameters& v = country.model->parameters.volatility;
  const double moment = 1e-6 * country.model->parameters.time.step, date = country.date() + moment;
  return v.start.kind == TurbulenceStart::date && date >= v.start.number && date < v.start.number + v.duration;
}

bool turns(const Country& country) {
  const VolatilityParameters& v = country.model->parameters.volatility;
  const double ending = 1 / v.duration, dt = country.model->parameters.time.step;
  const double lot = (random_words(stream_of(country, Purpose::volatility_regime), 0)[0] + 0.5) * 0x1p-32;
  return lot < (country.uncertainty.turbulent ? switch_probability(ending, v.arrival_rate, dt)
                                              : switch_probability(v.arrival_rate, ending, dt));
}

// Runs begin in calm times with firms spread as these would have left them; then times may turn, and the spread follows.
void draw_regime(Country& country) {
  const Model& model = *country.model;
  const VolatilityParameters& v = model.parameters.volatility;
  Uncertainty& now = country.uncertainty;
  if (country.period == 0) {
    now = {};
    now.dispersion = dispersion_at_start(model.parameters);
    return;
  }
  now.dated = dated_turbulence(country);
  if (v.arrival_rate > 0) now.turbulent ^= turns(country);
  else now.turbulent = now.dated;
  now.volatility = (now.turbulent ? v.factor : 1) * country.conditions.volatility;
  now.dispersion.advance(model.firm.persistence, model.firm.innovation * now.volatility,
                         model.parameters.productivity.innovations);
}

}  // namespace

void draw_shocks(Country& country) {
  draw(country.shocks.of_economy, country.model->economy_shock, Purpose::economy_shock, country);
  draw(country.shocks.of_industry, country.model->industry_shock, Purpose::industry_shock, country);
  draw(country.shocks.of_region, country.model->region_shock, Purpose::region_shock, country);
  draw(country.shocks.of_services, country.model->service_shock, Purpose::service_shock, country);
  set_service_productivity(country);
  draw_regime(country);
}

}  // namespace suanli
