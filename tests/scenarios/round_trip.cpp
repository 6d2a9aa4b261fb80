// Parameters written as a scenario read back to the same bits.
#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <cstring>

#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

bool same(double a, double b) { return bits(a) == bits(b); }
bool same(const std::optional<double>& a, const std::optional<double>& b) {
  return a.has_value() == b.has_value() && (!a || same(*a, *b));
}
bool same(const std::string& a, const std::string& b) { return a == b; }
bool same(const std::vector<std::string>& a, const std::vector<std::string>& b) { return a == b; }
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return same(x, y); });
}
template <class Kind> bool same(const Choice<Kind>& a, const Choice<Kind>& b) {
  return a.kind == b.kind && same(a.number, b.number);
}
template <class T>
requires(!std::is_class_v<T> && !std::is_floating_point_v<T>) bool same(T a, T b) { return a == b; }

/// Compares two parameter structs declaration by declaration; adds up how many values there were.
template <class P> bool same_fields(const P& a, const P& b, std::size_t& values) {
  bool all = true;
  for_each_field<P>([&](const auto& d) {
    using D = std::decay_t<decltype(d)>;
    const auto &left = a.*D::member, &right = b.*D::member;
    if constexpr (is_field<D>) {
      ++values;
      all = all && same(left, right);
    } else if constexpr (is_section<D>) {
      all = all && same_fields(left, right, values);
    } else {
      all = all && left.size() == right.size();
      for (std::size_t i = 0; all && i < left.size(); ++i) {
        all = left[i].first == right[i].first;
        if constexpr (std::is_same_v<std::decay_t<decltype(left[i].second)>, double>)
          all = all && same(left[i].second, right[i].second), ++values;
        else all = all && same_fields(left[i].second, right[i].second, values);
      }
    }
  });
  return all;
}

/// Reads what `to_yaml` wrote and compares; returns the number of values compared.
std::size_t round_trip(const Parameters& p) {
  const std::string text = to_yaml(p);
  CAPTURE(text);
  std::size_t values = 0;
  const Parameters again = read_scenario_text(text, "again").parameters;
  CHECK(same_fields(p, again, values));
  CHECK(to_yaml(again) == text);
  return values;
}

TEST_CASE("the parameters of every shipped scenario read back to the same bits") {
  for (const std::string& name : shipped_scenarios()) {
    CAPTURE(name);
    CHECK(round_trip(read_scenario(shipped(name)).parameters) >
          40);  // a scenario of one industry and one region has 45 values
  }
}

TEST_CASE("numbers that few digits cannot hold read back to the same bits") {
  Parameters p = read_scenario_text(std::string(small_scenario), "a.yaml").parameters;
  for (const double x : {0.1 + 0.2 - 0.25, 1.0 / 3, 5e-324, 2.2250738585072011e-308, 0.99999999999999989, 1e-7}) {
    p.tau = x;
    p.regions[0].second.tau = x;
    p.capital_market = CapitalMarket::regional;
    p.start.wealth = 1 / (1 + x) * 1e8;
    p.ensemble.seed = 9007199254740991;
    p.firms.count = 9999999999;
    round_trip(p);
  }
}

TEST_CASE("every choice reads back, with its number or without") {
  const auto with = [](const std::vector<std::string>& settings) {
    return round_trip(read_scenario_text(std::string(small_scenario), "a.yaml", settings).parameters);
  };
  for (const char* pricing : {"report", "integrated", "{markup: 1.3}"})
    CHECK(with({std::string("pricing=") + pricing}) > 30);
  for (const char* euler : {"report", "private", "planner"}) with({std::string("household.euler=") + euler});
  with({"synergy.mode=level", "household.consumption={saving_rate: 0.3}", "productivity.level=0.1234567890123456"});
  with({"start.kappa=0.7000000000000001"});
  with({"productivity.normalise=false"});
}

TEST_CASE("a list of numbers reads back, empty or not") {
  const auto snapshots = [](const std::string& list) {
    const Parameters p =
        read_scenario_text(std::string(small_scenario), "a.yaml", {"record.snapshots=" + list}).parameters;
    round_trip(p);
    return p.record.snapshots;
  };
  CHECK(snapshots("[]").empty());
  CHECK(snapshots("[2022]") == std::vector{2022.0});
  CHECK(snapshots("[2022, 2022.25, 2023]") == std::vector{2022.0, 2022.25, 2023.0});
}

TEST_CASE("without its keys a scenario has the declared defaults") {
  const Parameters p = read_scenario_text(R"(time: {start: 2022, end: 2023}
tau: 0.1
household: {risk_aversion: 8, discount_rate: 0.03}
technology: {depreciation: 0.06}
start: {wealth: 100}
industries: {all: {alpha: 0.8, beta: 0.1}}
regions: {all: {expenditure_shares: {all: 1}}}
)",
                                          "a.yaml")
                           .parameters;
  CHECK(p.time.step == 0.25);
  CHECK(p.ensemble.replications == 128);
  CHECK(p.ensemble.seed == 1);
  CHECK(p.capital_market == CapitalMarket::national);
  CHECK(p.pricing == Choice<PricingRule>{PricingRule::integrated, 0});
  CHECK(p.synergy.mode == SynergyMode::intensity);
  CHECK(p.synergy.strength == 1);
  CHECK(p.synergy.reference == 0.10);
  CHECK(p.synergy.spillover == 0);
  CHECK(p.household.euler == EulerReturn::report);
  CHECK(p.household.consumption == Choice<ConsumptionRule>{ConsumptionRule::saddle_path, 0});
  CHECK(p.technology.compute_per_service == 1);
  CHECK(p.productivity.level == Choice<ProductivityLevel>{ProductivityLevel::given, 1});
  CHECK(p.productivity.standard_deviation == 0.25);
  CHECK(p.productivity.persistence == 0.85);
  CHECK(p.productivity.normalise);
  CHECK(p.shocks.economy.standard_deviation == 0.015);
  CHECK(p.shocks.industry.standard_deviation == 0.01);
  CHECK(p.shocks.region.persistence == 0.80);
  CHECK(p.firms.count == 100000);
  CHECK(p.firms.minimum_per_cell == 16);
  CHECK(p.firms.investment == InvestmentBehaviour::proportional);
  CHECK(p.start.kappa == Choice<StartComposition>{StartComposition::rest, 0});
  CHECK(p.industries[0].second.relative_productivity == 1);
  CHECK(p.regions[0].second.relative_productivity == 1);
  CHECK_FALSE(p.regions[0].second.tau.has_value());
}

TEST_CASE("a region without tau has none, before and after writing") {
  const Parameters p =
      read_scenario_text(std::string(small_scenario), "a.yaml", {"capital_market=regional", "regions.north.tau=0.2"})
          .parameters;
  CHECK(p.regions[0].second.tau == 0.2);
  CHECK_FALSE(p.regions[1].second.tau.has_value());
  const std::string text = to_yaml(p);
  CHECK(text.find("  north:\n    tau: 0.2\n") != std::string::npos);
  CHECK(text.find("  south:\n    relative_productivity: 1\n") != std::string::npos);
  CHECK_FALSE(read_scenario_text(text, "again").parameters.regions[1].second.tau.has_value());
}

}  // namespace
}  // namespace suanli::test
