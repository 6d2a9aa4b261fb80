// Events and policies as conditions of a period: how strongly they are felt, how they compose, what each kind moves.
#include "agents/conditions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/located_scenario.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {
namespace {

using Begun = std::vector<std::vector<Occurrence>>;

Conditions conditions_with(Parameters p, double date, const std::vector<EventParameters>& events) {
  Begun begun;
  p.events.clear();
  for (std::size_t i = 0; i < events.size(); ++i) {
    p.events.emplace_back("event_" + std::to_string(i), events[i]);
    begun.push_back({{events[i].start.number, events[i].duration, events[i].size}});
  }
  return conditions_at(p, date, begun);
}

/// An outage and everything else that can happen at once, in the middle of 2022.
EventParameters now(EventKind kind, double size) { return event(kind, 2022, 1, size); }

/// The only spell of a period that outages and failures disrupt from end to end.
const Spell& spell_of(const Conditions& c) {
  REQUIRE(c.spells.size() == 1);
  CHECK(c.spells[0].share == 1);
  return c.spells[0];
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return std::abs(x - y) <= 1e-15 * (1 + std::abs(y)); });
}

TEST_CASE("over time an event is felt for its duration and half its recovery, whatever the step") {
  constexpr double fortnight = 14 / 365.25;
  for (const double duration : {fortnight, 0.25, 1.3})
    for (const double recovery : {0.0, fortnight, 0.7})
      for (const double dt : {1.0, 0.25, 1.0 / 12, 1.0 / 365}) {
        const Occurrence event{2022.37, duration, 1};
        double felt = 0;
        for (int t = 0; t * dt < 5; ++t) {
          const double strong = strength(event, recovery, 2022 + t * dt, dt);
          REQUIRE(strong >= 0);
          REQUIRE(strong <= 1 + 1e-12);
          felt += dt * strong;
        }
        CHECK(felt == doctest::Approx(duration + recovery / 2).epsilon(1e-9));
      }
}

TEST_CASE("an outage of fourteen days is felt by 14/91.3 of its size in its quarter, and before and after not at all") {
  const Occurrence event{2022.25, 14 / 365.25, 1};
  CHECK(strength(event, 0, 2022.25, 0.25) == doctest::Approx(14 / 365.25 / 0.25).epsilon(1e-11));
  CHECK(strength(event, 0, 2022.0, 0.25) == 0);
  CHECK(strength(event, 0, 2022.5, 0.25) == 0);
}

TEST_CASE("strength is one while an event lasts and falls along a straight line over its recovery") {
  const Occurrence event{2022, 1, 1};
  CHECK(strength(event, 2, 2022.5, 0.25) == 1);
  CHECK(strength(event, 2, 2023, 0.5) == doctest::Approx(0.875).epsilon(1e-12));
  CHECK(strength(event, 2, 2024, 0.5) == doctest::Approx(0.375).epsilon(1e-12));
  CHECK(strength(event, 2, 2024.5, 1) == doctest::Approx(0.0625).epsilon(1e-12));  // ∫ over half of it
  CHECK(strength(event, 2, 2025, 1) == 0);
}

TEST_CASE("a policy is nothing before its first date, runs straight between dates, and holds its last value for good") {
  PolicyParameters p = policy(PolicyKind::carbon_price, 2023, 0);
  p.dates = {2023, 2025, 2026}, p.values = {100, 300, 50};
  CHECK(!value_at(p, 2022.99).has_value());
  CHECK(*value_at(p, 2023) == 100);
  CHECK(*value_at(p, 2023 - 1e-12) == 100);  // dates are sums of steps
  CHECK(*value_at(p, 2023.5) == doctest::Approx(150));
  CHECK(*value_at(p, 2025) == 300);
  CHECK(*value_at(p, 2025.8) == doctest::Approx(100));
  CHECK(*value_at(p, 2026) == 50);
  CHECK(*value_at(p, 3000) == 50);
}

TEST_CASE("events and policies that have not begun leave the conditions of the scenario's parameters") {
  Parameters p = steered_parameters();
  p.adoption.subsidy = 0.1;
  p.policies = {{"later", policy(PolicyKind::siting_multiplier, 2024, 2)}};
  const Conditions usual = usual_conditions(p),
                   before = conditions_with(p, 2022, {event(EventKind::outage, 2023, 1, 0.5)});
  CHECK(usual.same_technology(before));
  CHECK(before.multiplier == std::vector<double>{1, 1, 0.9, 1.3});
  CHECK(before.subsidy == std::vector<double>{0, 0.08, 0.05, 0});
  CHECK(before.carbon_price == 200);
  CHECK(before.adoption_subsidy == 0.1);
  CHECK(before.tau == std::vector<double>{0.1});
  CHECK(before.chip_price == 1);
  CHECK(!before.in_event);
  CHECK(!before.disrupted());
}

TEST_CASE("every kind of event moves its own condition where it is aimed, and no other") {
  const Parameters p = located_parameters();
  const Conditions usual = usual_conditions(p);
  const auto one = [&](EventParameters e) { return conditions_with(p, 2022, {std::move(e)}); };

  EventParameters e = now(EventKind::outage, 0.4);
  e.location = "west";
  Conditions c = one(e);
  CHECK(same(spell_of(c).availability, {1, 1, 1, 0.6}));
  CHECK(c.in_event);
  CHECK(spell_of(c).log_detour == std::vector<double>(16));

  e = now(EventKind::link_failure, 0.5);
  e.location = "west", e.region = "guangdong";
  c = one(e);
  CHECK(spell_of(c).availability == std::vector<double>(4, 1));
  for (std::size_t m = 0; m < 4; ++m)
    for (std::size_t l = 0; l < 4; ++l)
      CHECK(spell_of(c).log_detour[m * 4 + l] == doctest::Approx(m == 2 && l == 3 ? std::log(1.5) : 0));

  c = one(now(EventKind::chip_squeeze, 0.25));
  CHECK(c.chip_price == 1.25);
  CHECK(!c.disrupted());

  e = now(EventKind::demand_surge, 0.3), e.industry = "finance";
  CHECK(same(one(e).demand, {1, 1.3, 1, 1, 1, 1, 1}));
  e = now(EventKind::latency_surge, 0.2), e.industry = "transport";
  CHECK(same(one(e).latency, {1, 1, 1, 1, 1, 1, 1.2}));
  CHECK(same(one(e).demand, usual.demand));

  e = now(EventKind::electricity_price, 0.5), e.location = "jing_jin_ji";
  CHECK(same(one(e).electricity, {1.5, 1, 1, 1}));
  CHECK(same(one(now(EventKind::electricity_price, 0.5)).electricity, {1.5, 1.5, 1.5, 1.5}));
  c = one(now(EventKind::carbon_price, 80));
  CHECK(c.carbon_surcharge == 80);
  CHECK(c.carbon_price == usual.carbon_price);

  e = now(EventKind::productivity, -0.1), e.region = "west", e.industry = "energy";
  c = one(e);
  for (std::size_t i = 0; i < 28; ++i) CHECK(c.log_productivity[i] == (i == 3 * 7 + 5 ? -0.1 : 0));
  CHECK(one(now(EventKind::volatility, 1)).volatility == 2);
}

TEST_CASE("every kind of policy sets its own condition where it is aimed, and no other") {
  Parameters p = located_parameters();
  const auto with = [&](PolicyKind kind, double value, const char* location) {
    p.policies = {{"it", policy(kind, 2022, value)}};
    p.policies[0].second.location = location;
    return conditions_with(p, 2022, {});
  };
  CHECK(with(PolicyKind::siting_multiplier, 1.4, "west").multiplier == std::vector<double>{1, 1, 1, 1.4});
  CHECK(with(PolicyKind::investment_subsidy, 0.2, "").subsidy == std::vector<double>{.2, .2, .2, .2});
  CHECK(with(PolicyKind::capacity_programme, 0.3, "guangdong").programme == std::vector<double>{0, 0, 0.3, 0});
  CHECK(with(PolicyKind::adoption_subsidy, 0.5, "").adoption_subsidy == 0.5);
  CHECK(with(PolicyKind::carbon_price, 90, "").carbon_price == 90);
  CHECK(with(PolicyKind::compute_share, 0.14, "").tau == std::vector<double>{0.14});
  CHECK(!with(PolicyKind::compute_share, 0.14, "").in_event);
  p.capital_market = CapitalMarket::regional;
  p.policies[0].second.region = "west";
  CHECK(conditions_with(p, 2022, {}).tau == std::vector<double>{.1, .1, .1, .14});
}

TEST_CASE("of two policies of one kind for a location the later in the scenario holds") {
  Parameters p = located_parameters();
  p.policies = {{"all", policy(PolicyKind::siting_multiplier, 2022, 1.1)},
                {"west", policy(PolicyKind::siting_multiplier, 2022, 1.5)}};
  p.policies[1].second.location = "west";
  CHECK(conditions_with(p, 2022, {}).multiplier == std::vector<double>{1.1, 1.1, 1.1, 1.5});
}

TEST_CASE(
    "events that overlap compose in any order: factors multiply, carbon prices and logs add, outages stop at 1e-3") {
  const Parameters p = located_parameters();
  std::vector<EventParameters> events;
  for (const auto& [kind, size] :
       {std::pair{EventKind::outage, 0.5}, std::pair{EventKind::outage, 0.9995}, std::pair{EventKind::outage, 0.3},
        std::pair{EventKind::chip_squeeze, 0.25}, std::pair{EventKind::chip_squeeze, 1.0},
        std::pair{EventKind::carbon_price, 30.0}, std::pair{EventKind::carbon_price, 50.0},
        std::pair{EventKind::productivity, -0.1}, std::pair{EventKind::productivity, 0.04},
        std::pair{EventKind::demand_surge, 0.2}, std::pair{EventKind::demand_surge, 0.5},
        std::pair{EventKind::link_failure, 0.5}, std::pair{EventKind::electricity_price, 0.5},
        std::pair{EventKind::electricity_price, -0.2}})
    events.push_back(now(kind, size));
  events[2].location = "west";
  const Conditions first = conditions_with(p, 2022, events);
  CHECK(spell_of(first).availability[3] == least_availability);
  CHECK(first.chip_price == doctest::Approx(2.5).epsilon(1e-15));
  CHECK(first.carbon_surcharge == 80);
  CHECK(first.log_productivity[0] == doctest::Approx(-0.06));
  CHECK(first.demand[0] == doctest::Approx(1.8).epsilon(1e-15));
  CHECK(first.electricity[0] == doctest::Approx(1.2).epsilon(1e-15));
  Inputs inputs(5);
  for (int i = 0; i < 20; ++i) {
    std::swap(events[inputs.whole(0, events.size() - 1)], events[inputs.whole(0, events.size() - 1)]);
    const Conditions other = conditions_with(p, 2022, events);
    CHECK(same(spell_of(other).availability, spell_of(first).availability));
    CHECK(same(other.demand, first.demand));
    CHECK(same(other.electricity, first.electricity));
    CHECK(same(other.log_productivity, first.log_productivity));
    CHECK(same(spell_of(other).log_detour, spell_of(first).log_detour));
    CHECK(same({other.chip_price, other.carbon_surcharge}, {first.chip_price, first.carbon_surcharge}));
  }
}

TEST_CASE("an outage that is fading takes the share of its size that is left of it") {
  const Parameters p = located_parameters();
  const Conditions c = conditions_with(p, 2023.5, {event(EventKind::outage, 2022, 1, 0.8, 2)});
  CHECK(spell_of(c).availability[0] ==
        doctest::Approx(1 - 0.8 * (1 - 0.3125)).epsilon(1e-12));  // mean of 1-s/2 over [.5, .75]
}

TEST_CASE(
    "a period falls into spells where outages and failures of links begin, end and have faded, and not elsewhere") {
  const Parameters p = located_parameters();
  EventParameters outage = event(EventKind::outage, 2022.05, 0.1, 0.5, 0.06),
                  failure = event(EventKind::link_failure, 2021, 1.15, 1);
  outage.location = failure.location = "west";
  const Conditions c = conditions_with(
      p, 2022, {outage, failure, event(EventKind::electricity_price, 2022.02, 0.1, 1)});  // is felt by its mean
  REQUIRE(c.spells.size() == 4);
  const double share[] = {.2, .4, .24, .16}, available[] = {1, .5, .75, 1}, detour[] = {2, 2, 1, 1};
  double together = 0;
  for (std::size_t s = 0; s < 4; ++s) {
    const Spell& spell = c.spells[s];
    together += spell.share;
    CHECK(spell.share == doctest::Approx(share[s]).epsilon(1e-10));
    CHECK(spell.availability[3] == doctest::Approx(available[s]).epsilon(1e-10));
    CHECK(spell.availability[0] == 1);
    CHECK(std::exp(spell.log_detour[3]) == doctest::Approx(detour[s]).epsilon(1e-10));
    CHECK(spell.disrupted == (s < 3));
  }
  CHECK(together == doctest::Approx(1).epsilon(1e-12));
  CHECK(c.electricity[3] == doctest::Approx(1.4).epsilon(1e-10));
}

}  // namespace
}  // namespace suanli::test
