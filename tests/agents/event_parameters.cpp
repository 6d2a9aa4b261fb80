// The rules of §9 across parameters, each with its message to the letter, and the place at which it is reported.
#include "agents/event_parameters.hpp"

#include <doctest/doctest.h>

#include "tests/support/located_scenario.hpp"

namespace suanli::test {
namespace {

using P = Parameters;

Fault fault_of(const P& p) {
  const std::vector<Fault> faults = check(p);
  for (const Fault& fault : faults) CAPTURE(fault.message.en);
  REQUIRE(faults.size() == 1);
  CHECK(!faults[0].message.zh.empty());
  CHECK(faults[0].message.zh != faults[0].message.en);
  return faults.front();
}

/// The only fault of four locations with one event `it`, of a year in 2022, after a change.
template <class Change> Fault fault_of(EventKind kind, double size, const Change& change) {
  P p = located_parameters();
  p.events = {{"it", event(kind, 2022, 1, size)}};
  change(p, p.events[0].second);
  return fault_of(p);
}
Fault fault_of(EventKind kind, double size) {
  return fault_of(kind, size, [](P&, EventParameters&) {});
}
template <class Change> Fault fault_of(PolicyKind kind, double value, const Change& change) {
  P p = located_parameters();
  p.policies = {{"it", policy(kind, 2022, value)}};
  change(p, p.policies[0].second);
  return fault_of(p);
}
Fault fault_of(PolicyKind kind, double value) {
  return fault_of(kind, value, [](P&, PolicyParameters&) {});
}

#define CHECK_FAULT(fault, its_key, its_message) \
  do {                                           \
    const Fault found = (fault);                 \
    CHECK(found.key == (its_key));               \
    CHECK(found.message.en == (its_message));    \
  } while (false)

TEST_CASE("every kind of event and of policy may happen where it is aimed") {
  P p = located_parameters();
  p.productivity.standard_deviation = 0.25, p.adoption.rule = AdoptionRule::bass;
  for (int kind = 0; kind <= static_cast<int>(EventKind::volatility); ++kind)
    p.events.emplace_back("event_" + std::to_string(kind), event(static_cast<EventKind>(kind), 2022.5, 1, 0.1));
  for (int kind = 0; kind <= static_cast<int>(PolicyKind::carbon_price); ++kind)
    p.policies.emplace_back("policy_" + std::to_string(kind), policy(static_cast<PolicyKind>(kind), 2000, 0.1));
  p.policies[static_cast<std::size_t>(PolicyKind::siting_multiplier)].second.location = "west";
  for (const Fault& fault : check(p)) FAIL_CHECK(fault.message.en);
}

TEST_CASE("an event must begin within the horizon") {
  CHECK_FAULT(fault_of(EventKind::outage, 0.5, [](P&, EventParameters& e) { e.start.number = 2024; }),
              "events.it.start",
              "events.it.start = 2024: must not lie before time.start = 2022 and must lie before time.end = 2024, §9");
  CHECK_FAULT(fault_of(EventKind::outage, 0.5, [](P&, EventParameters& e) { e.start.number = 2021.75; }),
              "events.it.start",
              "events.it.start = 2021.75: must not lie before time.start = 2022 and must lie before time.end = 2024, "
              "§9");
}

TEST_CASE("an unknown target is refused with the nearest name") {
  CHECK_FAULT(fault_of(EventKind::outage, 0.5, [](P&, EventParameters& e) { e.location = "wset"; }),
              "events.it.location",
              "events.it.location = wset: there is no wset under locations; did you mean west?, §9");
  CHECK_FAULT(fault_of(EventKind::demand_surge, 0.5, [](P&, EventParameters& e) { e.industry = "finanse"; }),
              "events.it.industry",
              "events.it.industry = finanse: there is no finanse under industries; did you mean finance?, §9");
  CHECK_FAULT(fault_of(EventKind::link_failure, 0.5, [](P&, EventParameters& e) { e.region = "guandong"; }),
              "events.it.region",
              "events.it.region = guandong: there is no guandong under regions; did you mean guangdong?, §9");
  CHECK_FAULT(fault_of(PolicyKind::siting_multiplier, 1.2, [](P&, PolicyParameters& q) { q.location = "wst"; }),
              "policies.it.location",
              "policies.it.location = wst: there is no wst under locations; did you mean west?, §9");
}

TEST_CASE("a target that a kind cannot have is refused") {
  CHECK_FAULT(fault_of(EventKind::chip_squeeze, 0.5, [](P&, EventParameters& e) { e.location = "west"; }),
              "events.it.location",
              "events.it.location = west with kind = chip_squeeze: this kind takes no location, §9");
  CHECK_FAULT(fault_of(EventKind::outage, 0.5, [](P&, EventParameters& e) { e.industry = "finance"; }),
              "events.it.industry", "events.it.industry = finance with kind = outage: this kind takes no industry, §9");
  CHECK_FAULT(fault_of(PolicyKind::compute_share, 0.2, [](P&, PolicyParameters& q) { q.region = "west"; }),
              "policies.it.region",
              "policies.it.region = west with kind = compute_share: this kind takes no region, §9");
}

TEST_CASE("sizes lie in the range of their kind, and are not nothing") {
  CHECK_FAULT(fault_of(EventKind::outage, 1.5), "events.it.size",
              "events.it.size = 1.5 with kind = outage: must be in (0, 1], §9");
  CHECK_FAULT(fault_of(EventKind::chip_squeeze, -1), "events.it.size",
              "events.it.size = -1 with kind = chip_squeeze: must be in (-1, 1000000], §9");
  CHECK_FAULT(fault_of(EventKind::electricity_price, -1.5), "events.it.size",
              "events.it.size = -1.5 with kind = electricity_price: must be in [-1, 1000000], §9");
  CHECK_FAULT(fault_of(EventKind::chip_squeeze, 0), "events.it.size",
              "events.it.size = 0: an event of no size does nothing; leave it out, §9");
  CHECK_FAULT(fault_of(PolicyKind::compute_share, 1), "policies.it.values",
              "policies.it.values = 1 with kind = compute_share: must be in (0, 1), §9");
  CHECK_FAULT(fault_of(PolicyKind::carbon_price, -5), "policies.it.values",
              "policies.it.values = -5 with kind = carbon_price: must be in [0, 1000000], §9");
}

TEST_CASE("a dated event has one size") {
  CHECK_FAULT(fault_of(EventKind::outage, 0.5, [](P&, EventParameters& e) { e.size_spread = 0.2; }),
              "events.it.size_spread",
              "events.it.size_spread = 0.2: only events that come at random, start: {rate: …}, vary in size, §9");
}

TEST_CASE("sizes by lot stay in the range of their kind, all of them") {
  constexpr double reaches[][4] = {// size that is allowed with a spread, and one that is not
                                   {.6, .5, .8, .5},   {6e5, .5, 8e5, .5}, {-.6, .5, -.8, .5},
                                   {-.6, .5, -.8, .5}, {-.6, .5, -.8, .5}, {-.8, .25, -.8, .5},
                                   {6e5, .5, 8e5, .5}, {-6, .5, -8, .5},   {-.8, .25, -.8, .5}};
  for (int kind = 0; kind <= static_cast<int>(EventKind::volatility); ++kind) {
    CAPTURE(kind);
    for (const bool allowed : {true, false}) {
      P p = located_parameters();
      p.productivity.standard_deviation = 0.25;
      EventParameters e = event(static_cast<EventKind>(kind), 1, 1, reaches[kind][allowed ? 0 : 2]);
      e.start = {EventStart::rate, 1}, e.size_spread = reaches[kind][allowed ? 1 : 3];
      p.events = {{"it", e}};
      const std::vector<Fault> faults = check(p);
      CHECK(faults.size() == (allowed ? 0 : 1));
      if (!allowed && !faults.empty()) CHECK(faults[0].key == "events.it.size_spread");
    }
  }
  CHECK_FAULT(fault_of(EventKind::electricity_price, -0.8,
                       [](P&, EventParameters& e) {
                         e.start = {EventStart::rate, 1}, e.size_spread = 0.5;
                       }),
              "events.it.size_spread",
              "events.it.size_spread = 0.5 with size = -0.8: sizes by lot come up to -1.2, and with kind = "
              "electricity_price must be in [-1, 1000000], §9");
}

TEST_CASE("a surge of demand leaves other capital something, whatever its size by lot") {
  const char* const message =
      ": services of manufacturing would take all of the output that other capital earns: must be below α/ξ = ";
  const auto surge = [&](double size, double spread) {
    P p = located_parameters();
    p.events = {{"it", event(EventKind::demand_surge, 2022, 1, size)}};
    p.events[0].second.industry = "manufacturing";  // α/ξ = .89/.04
    if (spread > 0) p.events[0].second.start = {EventStart::rate, 1}, p.events[0].second.size_spread = spread;
    return check(p);
  };
  CHECK(surge(22, 0).empty());
  REQUIRE(surge(22.3, 0).size() == 1);
  CHECK(surge(22.3, 0)[0].message.en.find(message) != std::string::npos);
  CHECK(surge(15, 0.3).empty());
  CHECK(surge(15, 0.6).size() == 1);
}

TEST_CASE("a surge of sensitive work needs such work, other work that it can replace, and a class with a limit") {
  const auto at = [](double size, const char* industry) {
    return fault_of(EventKind::latency_surge, size, [&](P&, EventParameters& e) { e.industry = industry; });
  };
  CHECK_FAULT(
      at(0.5, "finance"), "events.it.size",
      "events.it.size = 0.5: 0.7 of the services of finance is sensitive work already: the share would exceed 1 "
      "(must be at most 0.428571), §9");
  CHECK_FAULT(fault_of(EventKind::latency_surge, 0.2,
                       [](P& p, EventParameters& e) {
                         e.industry = "finance";
                         p.industries[1].second.service_shares = {{"tolerant", 1}};
                       }),
              "events.it.industry", "events.it.industry = finance: has no sensitive work that could surge, §9");
  CHECK_FAULT(
      fault_of(EventKind::latency_surge, 0.2,
               [](P& p, EventParameters&) { p.service_classes[0].second.latency_limit.kind = LatencyLimit::none; }),
      "events.it.kind",
      "events.it.kind = latency_surge: needs at least two service_classes, one of them with a latency_limit, §9");
}

TEST_CASE("what acts on locations needs some, and what acts on energy, innovations or a balanced path needs these") {
  P p = reference_parameters();
  p.events = {{"it", event(EventKind::outage, 2022, 1, 0.5)}};
  CHECK_FAULT(fault_of(p), "events.it.kind",
              "events.it.kind = outage: acts on locations, and the scenario names none under locations, §9");
  p.events.clear(), p.policies = {{"it", policy(PolicyKind::carbon_price, 2022, 5)}};
  CHECK_FAULT(fault_of(p), "policies.it.kind",
              "policies.it.kind = carbon_price: acts on locations, and the scenario names none under locations, §9");
  const auto without_energy = [](P& q, auto&) { q.services.energy = 0; };
  CHECK_FAULT(fault_of(EventKind::electricity_price, 0.5, without_energy), "events.it.kind",
              "events.it.kind = electricity_price with services.energy = 0: services take no energy, §9");
  CHECK_FAULT(fault_of(EventKind::carbon_price, 50, without_energy), "events.it.kind",
              "events.it.kind = carbon_price with services.energy = 0: services take no energy, §9");
  CHECK_FAULT(fault_of(PolicyKind::carbon_price, 50, without_energy), "policies.it.kind",
              "policies.it.kind = carbon_price with services.energy = 0: services take no energy to be taxed, §9");
  CHECK_FAULT(fault_of(EventKind::volatility, 1), "events.it.kind",
              "events.it.kind = volatility with productivity.standard_deviation = 0: firms have no innovations, §9");
  CHECK_FAULT(fault_of(EventKind::demand_surge, 0.1,
                       [](P& q, EventParameters&) {
                         q.synergy.mode = SynergyMode::level, q.productivity.level = {ProductivityLevel::given, 0.1};
                         q.household.consumption = {ConsumptionRule::saving_rate, 0.3}, q.services.price_floor = 0;
                       }),
              "events.it.kind",
              "events.it.kind = demand_surge with synergy.mode = level: a surge keeps output at the inputs of the "
              "balanced path, and there is none, §9");
}

TEST_CASE("a policy has a value for each date, dates ascend, and the first lies before the end") {
  CHECK_FAULT(fault_of(PolicyKind::carbon_price, 5,
                       [](P&, PolicyParameters& q) {
                         q.dates = {2022, 2023};
                       }),
              "policies.it.values",
              "policies.it.values: has 1 values for 2 dates: each date needs one, and there must be one at least, §9");
  CHECK_FAULT(fault_of(PolicyKind::carbon_price, 5,
                       [](P&, PolicyParameters& q) {
                         q.dates = {2023, 2023}, q.values = {1, 2};
                       }),
              "policies.it.dates", "policies.it.dates: must ascend, §9");
  CHECK_FAULT(fault_of(PolicyKind::carbon_price, 5, [](P&, PolicyParameters& q) { q.dates = {2024}; }),
              "policies.it.dates", "policies.it.dates begin at 2024: must begin before time.end = 2024, §9");
}

TEST_CASE("Laplace innovations leave room for spells of volatility") {
  P p = reference_parameters();
  p.productivity.innovations = Distribution::laplace;
  CHECK(check(p).empty());
  p.events = {{"storm", event(EventKind::volatility, 2022, 1, 8)}};
  CHECK(fault_of([&] {
          p.industries.resize(1);
          for (auto& [name, r] : p.regions) r.expenditure_shares = {{"internet", 0.25}};
          return p;
        }())
            .key == "productivity.innovations");
}

TEST_CASE("policies that would not act are refused") {
  CHECK_FAULT(fault_of(PolicyKind::siting_multiplier, 1.2), "policies.it.location",
              "policies.it.location is missing with kind = siting_multiplier: a factor of investment at all locations "
              "alike steers nowhere, §8.4");
  CHECK_FAULT(fault_of(PolicyKind::adoption_subsidy, 0.5), "policies.it.kind",
              "policies.it.kind = adoption_subsidy with adoption.rule = none: nobody adopts, §9");
  CHECK_FAULT(
      fault_of(PolicyKind::compute_share, 0.2,
               [](P& p, PolicyParameters&) {
                 p.tau_mode = {TauMode::endogenous, 0.5}, p.firms.investment = InvestmentBehaviour::elastic;
               }),
      "policies.it.kind",
      "policies.it.kind = compute_share with tau_mode = endogenous: τ is stated or follows demand, not both, §9");
  CHECK_FAULT(fault_of(PolicyKind::siting_multiplier, 1.2,
                       [](P& p, PolicyParameters& q) { q.location = "west", p.allocation.elasticity = 0; }),
              "policies.it.kind",
              "policies.it.kind = siting_multiplier with allocation.elasticity = 0: investment that does not follow "
              "returns finds no rest once it is steered, §8.4");
  CHECK_FAULT(fault_of(PolicyKind::capacity_programme, 0.1,
                       [](P& p, PolicyParameters&) { p.allocation.rule = AllocationRule::frictionless; }),
              "policies.it.kind",
              "policies.it.kind = capacity_programme with allocation.rule = frictionless: stocks move to equal returns "
              "at once, whatever a programme builds; use gradual, §8.4");
}

}  // namespace
}  // namespace suanli::test
