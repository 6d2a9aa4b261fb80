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

bool disrupts(EventKind kind) { return kind == EventKind::outage || kind == EventKind::link_failure; }

// Whether entry `name` is meant by an event or policy that names `aim`, or all.
bool meant(const std::string& aim, const std::string& name) { return aim.empty() || aim == name; }

class Composition {
 public:
  Composition(const Parameters& p, Conditions& conditions) : p_(p), now_(conditions) {}

  void add(const EventParameters& event, double size) {
    now_.in_event = true;
    switch (event.kind) {
      case EventKind::outage:
      case EventKind::link_failure: return;  // by spells
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

void disrupt(Spell& spell, const Parameters& p, const EventParameters& event, double size) {
  const std::size_t locations = p.locations.size();
  spell.disrupted = true;
  for (std::size_t l = 0; l < locations; ++l) {
    if (!meant(event.location, p.locations[l].first)) continue;
    if (event.kind == EventKind::outage)
      spell.availability[l] = std::max(least_availability, spell.availability[l] * (1 - size));
    else
      for (std::size_t m = 0; m < p.regions.size(); ++m)
        if (meant(event.region, p.regions[m].first)) spell.log_detour[m * locations + l] += log(1 + size);
  }
}

// Years into [date, date + dt) at which some outage or failure begins, stops being felt in full or has faded, in order,
// with both ends of the period.
std::vector<double> turning_points(const Parameters& p, double date,
                                   const std::vector<std::vector<Occurrence>>& begun) {
  constexpr double moment = 1e-9;  // dates are sums of steps
  const double dt = p.time.step;
  std::vector<double> points{0, dt};
  for (std::size_t i = 0; i < p.events.size(); ++i) {
    const EventParameters& event = p.events[i].second;
    if (!disrupts(event.kind)) continue;
    for (const Occurrence& o : begun[i]) {
      const double start = o.start - date;
      for (const double point : {start, start + o.duration, start + o.duration + event.recovery})
        if (point > moment && point < dt - moment) points.push_back(point);
    }
  }
  std::ranges::sort(points);
  const auto is_same = [&](double a, double b) { return b - a < moment; };
  points.erase(std::unique(points.begin(), points.end(), is_same), points.end());
  return points;
}

// None if nothing disrupts the period.
std::vector<Spell> spells_of(const Parameters& p, double date, const std::vector<std::vector<Occurrence>>& begun) {
  const std::vector<double> points = turning_points(p, date, begun);
  std::vector<Spell> spells;
  bool disrupted = false;
  for (std::size_t s = 0; s + 1 < points.size(); ++s) {
    const double from = points[s], length = points[s + 1] - from;
    Spell spell{length / p.time.step, false, std::vector<double>(p.locations.size(), 1),
                std::vector<double>(p.regions.size() * p.locations.size())};
    for (std::size_t i = 0; i < p.events.size(); ++i) {
      const EventParameters& event = p.events[i].second;
      if (!disrupts(event.kind)) continue;
      for (const Occurrence& occurrence : begun[i])
        if (const double felt = strength(occurrence, event.recovery, date + from, length); felt > 0)
          disrupt(spell, p, event, std::min(1.0, felt) * occurrence.size);
    }
    disrupted = disrupted || spell.disrupted;
    spells.push_back(std::move(spell));
  }
  return disrupted ? spells : std::vector<Spell>{};
}

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
  usual.electricity.assign(locations, 1);
  for (const auto& [name, location] : p.locations) {
    usual.multiplier.push_back(location.siting_multiplier);
    usual.subsidy.push_back(location.investment_subsidy);
  }
  usual.programme.assign(locations, 0);
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
  now.spells = spells_of(p, date, begun);
  return now;
}

}  // namespace suanli
