#include "agents/conditions.hpp"

#include <algorithm>

#include "engine/elementary.hpp"

namespace suanli {

namespace {

// How long an occurrence has been felt by a date, counted in years of full strength.
double felt_until(const Occurrence& event, double recovery, double date) {
  const double since = date - event.start;
  if (since <= 0) return 0;
  if (since <= event.duration) return since;
  const double fading = std::min(since - event.duration, recovery);
  return event.duration + fading - (recovery > 0 ? fading * fading / (2 * recovery) : 0);
}

// Whether entry `name` is meant by an event or policy that names `aim`, or all.
bool meant(const std::string& aim, const std::string& name) { return aim.empty() || aim == name; }

class Composition {
 public:
  Composition(const Parameters& p, Conditions& conditions) : p_(p), now_(conditions) {}

  void add(const EventParameters& event, double size) {
    now_.in_event = true;
    switch (event.kind) {
      case EventKind::outage:
        now_.disrupted = true;
        return each_location(event.location, [&](std::size_t l) {
          now_.availability[l] = std::max(least_availability, now_.availability[l] * (1 - size));
        });
      case EventKind::link_failure:
        now_.disrupted = true;
        return each_location(event.location, [&](std::size_t l) {
          for (std::size_t m = 0; m < p_.regions.size(); ++m)
            if (meant(event.region, p_.regions[m].first)) now_.log_detour[m * p_.locations.size() + l] += log(1 + size);
        });
      case EventKind::chip_squeeze: now_.chip_price *= 1 + size; return;
      case EventKind::demand_surge:
        return each_industry(event.industry, [&](std::size_t j) { now_.demand[j] *= 1 + size; });
      case EventKind::latency_surge:
        return each_industry(event.industry, [&](std::size_t j) { now_.latency[j] *= 1 + size; });
      case EventKind::electricity_price:
        return each_location(event.location, [&](std::size_t l) { now_.electricity[l] *= 1 + size; });
      case EventKind::carbon_price: now_.carbon_surcharge += size; return;
      case EventKind::productivity:
        for (std::size_t m = 0; m < p_.regions.size(); ++m)
          if (meant(event.region, p_.regions[m].first))
            each_industry(event.industry,
                          [&](std::size_t j) { now_.log_productivity[m * p_.industries.size() + j] += size; });
        return;
      case EventKind::volatility: now_.volatility *= 1 + size; return;
    }
  }

  void set(const PolicyParameters& policy, double value) {
    const auto at_locations = [&](std::vector<double>& of) {
      each_location(policy.location, [&](std::size_t l) { of[l] = value; });
    };
    switch (policy.kind) {
      case PolicyKind::compute_share:
        for (std::size_t e = 0; e < now_.tau.size(); ++e)
          if (meant(policy.region, p_.regions[e].first)) now_.tau[e] = value;
        return;
      case PolicyKind::siting_multiplier: return at_locations(now_.multiplier);
      case PolicyKind::investment_subsidy: return at_locations(now_.subsidy);
      case PolicyKind::capacity_programme: return at_locations(now_.programme);
      case PolicyKind::adoption_subsidy: now_.adoption_subsidy = value; return;
      case PolicyKind::carbon_price: now_.carbon_price = value; return;
    }
  }

 private:
  template <class Do> void each_location(const std::string& aim, const Do& act) {
    for (std::size_t l = 0; l < p_.locations.size(); ++l)
      if (meant(aim, p_.locations[l].first)) act(l);
  }
  template <class Do> void each_industry(const std::string& aim, const Do& act) {
    for (std::size_t j = 0; j < p_.industries.size(); ++j)
      if (meant(aim, p_.industries[j].first)) act(j);
  }

  const Parameters& p_;
  Conditions& now_;
};

}  // namespace

double strength(const Occurrence& event, double recovery, double date, double dt) {
  return (felt_until(event, recovery, date + dt) - felt_until(event, recovery, date)) / dt;
}

std::optional<double> value_at(const PolicyParameters& policy, double date) {
  constexpr double moment = 1e-9;  // dates are sums of steps
  if (date < policy.dates.front() - moment) return std::nullopt;
  for (std::size_t i = 1; i < policy.dates.size(); ++i)
    if (date < policy.dates[i]) {
      const double way = std::max(0.0, date - policy.dates[i - 1]) / (policy.dates[i] - policy.dates[i - 1]);
      return policy.values[i - 1] + way * (policy.values[i] - policy.values[i - 1]);
    }
  return policy.values.back();
}

Conditions usual_conditions(const Parameters& p) {
  const std::size_t locations = p.locations.size(), regions = p.regions.size(), industries = p.industries.size();
  Conditions usual;
  usual.availability.assign(locations, 1), usual.electricity.assign(locations, 1);
  for (const auto& [name, location] : p.locations) {
    usual.multiplier.push_back(location.siting_multiplier);
    usual.subsidy.push_back(location.investment_subsidy);
  }
  usual.programme.assign(locations, 0), usual.log_detour.assign(regions * locations, 0);
  usual.demand.assign(industries, 1), usual.latency.assign(industries, 1);
  usual.log_productivity.assign(regions * industries, 0);
  usual.carbon_price = p.services.carbon_price, usual.adoption_subsidy = p.adoption.subsidy;
  if (p.capital_market == CapitalMarket::national) usual.tau = {p.tau};
  else
    for (const auto& [name, region] : p.regions) usual.tau.push_back(region.tau.value_or(p.tau));
  return usual;
}

Conditions conditions_at(const Parameters& p, double date, const std::vector<std::vector<Occurrence>>& begun) {
  Conditions now = usual_conditions(p);
  Composition composition(p, now);
  for (const auto& [name, policy] : p.policies)
    if (const std::optional<double> value = value_at(policy, date)) composition.set(policy, *value);
  for (std::size_t i = 0; i < p.events.size(); ++i)
    for (const Occurrence& occurrence : begun[i]) {
      const EventParameters& event = p.events[i].second;
      const double felt = strength(occurrence, event.recovery, date, p.time.step);
      if (felt > 0) composition.add(event, felt * occurrence.size);
    }
  return now;
}

}  // namespace suanli
