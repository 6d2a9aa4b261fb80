// The rules of §8 across parameters, each with its message to the letter, and the place at which it is reported.
#include "agents/siting_parameters.hpp"

#include <doctest/doctest.h>

#include "agents/economy.hpp"
#include "tests/support/located_scenario.hpp"

namespace suanli::test {
namespace {

using P = Parameters;

/// The only fault of four locations after a change.
template <class Change> Fault only_fault(const Change& change) {
  P p = located_parameters();
  change(p);
  const std::vector<Fault> faults = check(p);
  for (const Fault& fault : faults) CAPTURE(fault.message.en);
  REQUIRE(faults.size() == 1);
  return faults.front();
}

#define CHECK_FAULT(fault, its_key, its_message) \
  do {                                           \
    const Fault found = (fault);                 \
    CHECK(found.key == (its_key));               \
    CHECK(found.message.en == (its_message));    \
    CHECK(!found.message.zh.empty());            \
    CHECK(found.message.zh != found.message.en); \
  } while (false)

TEST_CASE("four locations, plain and steered, break no rule") {
  CHECK(check(located_parameters()).empty());
  CHECK(check(steered_parameters()).empty());
}

TEST_CASE("classes, their shares and what services share act on locations only") {
  P p = located_parameters();
  p.locations.clear();
  p.services.carbon_price = 10;
  const std::vector<Fault> faults = check(p);
  REQUIRE(faults.size() == 1 + 7 + 2);
  CHECK(faults[0].message.en ==
        "service_classes: acts only on locations, and the scenario names none under locations, §8");
  CHECK(faults[1].key == "industries.internet.service_shares");
  CHECK(faults[8].key == "services.energy");
  CHECK(faults[9].key == "services.carbon_price");
}

TEST_CASE("locations sell work of at least one class") {
  CHECK_FAULT(only_fault([](P& p) {
                p.service_classes.clear();
                for (auto& [name, industry] : p.industries) industry.service_shares.clear();
              }),
              "locations",
              "locations: service_classes is missing: what locations sell is work of at least one class, such as "
              "`service_classes: {any: {}}`, §8");
}

TEST_CASE("each step of latency has one delivery factor, and steps ascend") {
  CHECK_FAULT(only_fault([](P& p) { p.service_classes[0].second.delivery_steps.pop_back(); }),
              "service_classes.sensitive.delivery_steps",
              "service_classes.sensitive.delivery_steps: has 2 factors for 3 latency_steps: each step needs one, §8");
  CHECK_FAULT(only_fault([](P& p) {
                p.service_classes[0].second.latency_steps = {5, 15, 15};
              }),
              "service_classes.sensitive.latency_steps", "service_classes.sensitive.latency_steps: must ascend, §8");
}

TEST_CASE("an industry's spending on services is shared out among the classes, by their names") {
  CHECK_FAULT(only_fault([](P& p) { p.industries[1].second.service_shares[0].second = 0.6; }),
              "industries.finance.service_shares",
              "industries.finance.service_shares: sum to 0.9: the industry's spending on services must be shared out "
              "among the service_classes, shares that sum to 1, §8");
  CHECK_FAULT(only_fault([](P& p) { p.industries[1].second.service_shares[0].first = "sensitve"; }),
              "industries.finance.service_shares.sensitve",
              "industries.finance.service_shares.sensitve: there is no sensitve under service_classes; did you mean "
              "sensitive?, §8");
}

TEST_CASE("a location lies in a region of the scenario, and names regions only") {
  CHECK_FAULT(only_fault([](P& p) { p.locations[3].second.region = "wset"; }), "locations.west.region",
              "locations.west.region = wset: there is no wset under regions; did you mean west?, §8");
  CHECK_FAULT(only_fault([](P& p) {
                p.locations[0].second.bandwidth = {{"guandong", 1}};
              }),
              "locations.jing_jin_ji.bandwidth.guandong",
              "locations.jing_jin_ji.bandwidth.guandong: there is no guandong under regions; did you mean guangdong?, "
              "§8");
}

TEST_CASE("where classes ask for latency every location knows it to every region, and delivery is complete or absent") {
  CHECK_FAULT(only_fault([](P& p) { p.locations[2].second.latency.pop_back(); }), "locations.guangdong.latency",
              "locations.guangdong.latency: that to west is missing, and a class of work has a latency limit or steps, "
              "§8");
  CHECK_FAULT(only_fault([](P& p) { p.locations[2].second.delivery.pop_back(); }), "locations.guangdong.delivery",
              "locations.guangdong.delivery: that to west is missing (or leave out the whole list), §8");
}

TEST_CASE("work that no location can do in time is refused, with the nearest") {
  CHECK_FAULT(only_fault([](P& p) {
                for (std::size_t l = 1; l < 4; ++l)
                  p.locations[l].second.latency[2].second = 24 - static_cast<double>(l);
              }),
              "service_classes.sensitive.latency_limit",
              "service_classes.sensitive.latency_limit = 20: no location serves this work of guangdong: the nearest is "
              "21 ms away; raise the limit, or add a location, §8");
}

TEST_CASE("fitted weights and start utilisations are given at all locations or at none") {
  P p = located_parameters();
  p.locations[1].second.weight = {ScaleWeight::revenue, 0.4};
  const std::vector<Fault> faults = check(p);
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].key == "locations.jing_jin_ji");
  CHECK(faults[0].message.en ==
        "locations.jing_jin_ji.weight: given at other locations, so that it must be given here too, §8");
  CHECK_FAULT(only_fault([](P& q) {
                for (std::size_t l = 0; l < 3; ++l)
                  q.locations[l].second.start_utilisation = {StartCapacity::given, .7};
              }),
              "locations.west",
              "locations.west.start_utilisation: given at other locations, so that it must be given here too, §8");
}

TEST_CASE("locations have prices of their own and starts of their own") {
  CHECK_FAULT(
      only_fault([](P& p) {
        p.pricing = {PricingRule::report, 0};
      }),
      "pricing",
      "pricing = report with locations: several locations sell at prices of their own, not at one per industry; "
      "use integrated or {markup: number}, §2.4");
  CHECK_FAULT(only_fault([](P& p) {
                p.start.provider_compute = {StartProviders::given, 0.1};
              }),
              "start.provider_compute",
              "start.provider_compute = 0.1 with locations: give start_utilisation at each location instead, §8");
}

TEST_CASE("closed economies neither trade nor go without a location that does their work") {
  const Fault fault = only_fault([](P& p) { p.capital_market = CapitalMarket::regional; });
  CHECK(fault.key == "capital_market");
  CHECK(fault.message.en ==
        "capital_market = regional with locations: sensitive work of jing_jin_ji could be done at yangtze_delta in "
        "yangtze_delta, and closed economies do not trade: use national, or latency limits that only a region's own "
        "locations meet, §8.7");
}

TEST_CASE("limits grow only where there are some, and a ceiling falls no faster than capital wears out") {
  CHECK_FAULT(only_fault([](P& p) { p.locations[3].second.limits_growth = 0.05; }), "locations.west.limits_growth",
              "locations.west.limits_growth = 0.05: there is no ceiling and no bandwidth here that could grow, §8.3");
  CHECK_FAULT(only_fault([](P& p) {
                p.locations[3].second.ceiling = {CapacityCeiling::given, 10};
                p.locations[3].second.limits_growth = -0.07;
              }),
              "locations.west.limits_growth",
              "locations.west.limits_growth = -0.07 with technology.depreciation = 0.06: capital wears out, and is not "
              "torn down: a ceiling must not fall faster than that, §8.4");
}

TEST_CASE("what frictionless compute, or compute that follows no returns, would not heed is refused") {
  CHECK_FAULT(only_fault([](P& p) {
                p.locations[3].second.ceiling = {CapacityCeiling::given, 10};
                p.allocation.rule = AllocationRule::frictionless;
              }),
              "locations.west.ceiling",
              "locations.west.ceiling = 10 with allocation.rule = frictionless: stocks move to equal returns at once, "
              "ceilings or not; use gradual, §8.4");
  CHECK_FAULT(only_fault([](P& p) { p.locations[3].second.siting_multiplier = 1.2, p.allocation.elasticity = 0; }),
              "locations.west.siting_multiplier",
              "locations.west.siting_multiplier = 1.2 with allocation.elasticity = 0: investment that does not follow "
              "returns finds no rest at ω_ℓ ∝ n_ℓ^(-1/ϑ_H) once it is steered, §8.4");
  CHECK_FAULT(only_fault([](P& p) { p.locations[3].second.investment_subsidy = 0.2, p.allocation.elasticity = 0; }),
              "locations.west.investment_subsidy",
              "locations.west.investment_subsidy = 0.2 with allocation.elasticity = 0: investment that does not follow "
              "returns finds no rest at ω_ℓ ∝ n_ℓ^(-1/ϑ_H) once it is steered, §8.4");
}

TEST_CASE("delivery factors that no class takes are refused") {
  CHECK_FAULT(only_fault([](P& p) {
                p.service_classes[1].second.latency_steps = {50}, p.service_classes[1].second.delivery_steps = {1};
                for (std::size_t l = 1; l < 4; ++l) p.locations[l].second.delivery.clear();
              }),
              "locations.jing_jin_ji.delivery",
              "locations.jing_jin_ji.delivery: every class of work takes its delivery factors from its latency_steps, "
              "§8.1");
}

TEST_CASE("where services cost nothing at the margin nothing idles, so that no utilisation can be asked for") {
  CHECK_FAULT(only_fault([](P& p) {
                p.services.price_floor = 0, p.locations[3].second.electricity_price = 0;
                for (auto& [name, l] : p.locations) l.start_utilisation = {StartCapacity::given, 0.8};
              }),
              "locations.west.start_utilisation",
              "locations.west.start_utilisation = 0.8 with services.price_floor = 0: the price here falls to nothing "
              "before anything stands idle, as energy costs nothing either, §8.3");
}

TEST_CASE("what needs a balanced path is refused with synergy by level, and a carbon price without energy") {
  CHECK_FAULT(only_fault([](P& p) {
                p.synergy.mode = SynergyMode::level, p.productivity.level = {ProductivityLevel::given, 0.1};
                p.household.consumption = {ConsumptionRule::saving_rate, 0.3};
              }),
              "services.price_floor",
              "services.price_floor = 1 with synergy.mode = level: posted prices cover cost at the return of the "
              "balanced path, and there is none; use 0, §8.3");
  CHECK_FAULT(only_fault([](P& p) { p.services.energy = 0, p.services.carbon_price = 30; }), "services.carbon_price",
              "services.carbon_price = 30 with services.energy = 0: services take no energy to be taxed, §8.1");
}

}  // namespace
}  // namespace suanli::test
