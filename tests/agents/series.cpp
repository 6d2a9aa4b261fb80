#include "agents/series.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "tests/support/reference_scenario.hpp"

namespace suanli::test {
namespace {

/// A run with its record, and the country at every date.
struct Run {
  Model model;
  Recorder recorder;
  Record record;

  explicit Run(const Parameters& p)
      : model(p), recorder(model), record(simulate(model, recorder, 0, Threads::one, [] {})) {}

  double value(std::string_view name, Level level, std::size_t date, std::size_t place) const {
    for (std::size_t s = 0; s < recorder.recorded().size(); ++s) {
      const RecordedSeries& recorded = recorder.recorded()[s];
      if (recorded.series->name == name && recorded.level == level)
        return record.values.at(recorder.offset(s) + date * recorded.places + place);
    }
    FAIL("not recorded: ", name);
    return 0;
  }
  bool records(std::string_view name, Level level) const {
    for (const RecordedSeries& recorded : recorder.recorded())
      if (recorded.series->name == name && recorded.level == level) return true;
    return false;
  }
};

constexpr double rounding = 1e-13;  // sums of 28 positive numbers and quotients of them

TEST_CASE("output, capital, compute and services of cells add up to industries, regions and the nation") {
  for (const Parameters& p : {reference_parameters(), regional_parameters()}) {
    const Run run(p);
    for (const char* name : {"output", "capital", "own_compute", "services"})
      for (std::size_t date = 0; date < 9; ++date) {
        double total = 0;
        for (std::size_t m = 0; m < 4; ++m) {
          double region = 0;
          for (std::size_t j = 0; j < 7; ++j) region += run.value(name, Level::cell, date, m * 7 + j);
          REQUIRE(run.value(name, Level::region, date, m) == doctest::Approx(region).epsilon(rounding));
          total += region;
        }
        double industries = 0;
        for (std::size_t j = 0; j < 7; ++j) industries += run.value(name, Level::industry, date, j);
        REQUIRE(industries == doctest::Approx(total).epsilon(rounding));
        REQUIRE(run.value(name, Level::national, date, 0) == doctest::Approx(total).epsilon(rounding));
      }
  }
}

TEST_CASE("recorded aggregates are those of the country at its dates") {
  const Parameters p = reference_parameters();
  const Run run(p);
  Country country = open_country(run.model, 0, Threads::one);
  for (std::size_t date = 0;; ++date) {
    const Economy& e = country.economies[0];
    const auto recorded = [&](const char* name) { return run.value(name, Level::national, date, 0); };
    REQUIRE(recorded("output") == doctest::Approx(e.output).epsilon(rounding));
    REQUIRE(recorded("consumption") == e.consumption);
    REQUIRE(recorded("investment") == doctest::Approx(e.investment).epsilon(rounding));
    REQUIRE(recorded("capital") == doctest::Approx(e.capital).epsilon(rounding));
    REQUIRE(recorded("compute") == e.compute);
    REQUIRE(recorded("provider_compute") == e.provider_compute);
    REQUIRE(recorded("rental_rate") == doctest::Approx(e.rental_rate).epsilon(rounding));
    REQUIRE(recorded("compute_rental_rate") == doctest::Approx(e.compute_rental_rate).epsilon(rounding));
    REQUIRE(recorded("service_price") == doctest::Approx(e.cells[0].service_price).epsilon(rounding));
    REQUIRE(recorded("services") == doctest::Approx(e.provider_compute).epsilon(rounding));  // η = 1
    if (date == run.model.periods) break;
    const double wealth = e.wealth();
    step(country);
    const double growth = (country.economies[0].wealth() / wealth - 1) / p.time.step;
    REQUIRE(std::fabs(recorded("growth") - growth) < 1e-13 / p.time.step);
  }
}

// A cell of n firms misses the limit by (α+β)√(v/n), v = e^(s²/(α+β)²) - 1: .0036 for .75, s = .5 and n = 24000. Taking off
// s²/2 in place of s²/(2(α+β)) would miss by .042.
TEST_CASE("effective productivity of a cell is its level where dispersion is normalised away") {
  Parameters p = reference_parameters();
  p.time.end = 2022.5;
  p.firms.count = 1000000;
  p.productivity.standard_deviation = 0.5;
  p.industries[0].second.relative_productivity = 1.5;
  const Run run(p);
  const CellTechnology& internet_in_the_delta = run.model.economies[0].cells[7];
  const double firms = static_cast<double>(internet_in_the_delta.firms);
  const double error = 0.75 * std::sqrt(std::expm1(std::pow(0.5 / 0.75, 2)) / firms);
  for (std::size_t date = 0; date < 3; ++date) {
    const double measured = run.value("effective_productivity", Level::cell, date, 7);
    CHECK(std::fabs(std::log(measured) - internet_in_the_delta.log_productivity) < 4 * error);
  }
}

// Firms that invest, leave and adopt.
Parameters choosing_parameters() {
  Parameters p = reference_parameters();
  p.firms.count = 20000;
  p.firms.investment = InvestmentBehaviour::option;
  p.firms.exit_rate = 0.05;
  p.adoption.rule = AdoptionRule::bass;
  p.adoption.start = 0.1;
  return p;
}

TEST_CASE("firms that leave and adopt, and what adoption costs, are recorded as they are in the country") {
  Parameters p = choosing_parameters();
  p.adoption.subsidy = 0.3;
  const Run run(p);
  Country country = open_country(run.model, 0, Threads::one);
  for (std::size_t date = 0;; ++date) {
    double leaving = 0, adopted = 0, firms = 0;
    for (const FoundFirms& found : country.firms.found()) leaving += static_cast<double>(found.leaving.size());
    for (std::size_t c = 0; c < run.model.layout.cells().size(); ++c)
      for (std::size_t i = 0; i < run.model.layout.cells()[c].firms; ++i, ++firms)
        adopted += country.firms.at(c, i, adoption_gain_field) > 0;
    const auto recorded = [&](const char* name) { return run.value(name, Level::national, date, 0); };
    REQUIRE(leaving > 0);
    REQUIRE(recorded("exit_rate") == doctest::Approx(leaving / firms / p.time.step).epsilon(rounding));
    REQUIRE(recorded("adopted_share") == doctest::Approx(adopted / firms).epsilon(rounding));
    REQUIRE(recorded("adoption_cost") > 0);
    REQUIRE(recorded("adoption_cost") ==
            doctest::Approx(recorded("output") - recorded("consumption") - recorded("investment")).epsilon(1e-10));
    REQUIRE(recorded("adoption_subsidy") == doctest::Approx(0.3 * recorded("adoption_cost")).epsilon(rounding));
    REQUIRE(recorded("tau") == doctest::Approx(p.tau).epsilon(rounding));
    REQUIRE(recorded("compute_investment") == doctest::Approx(p.tau * recorded("investment")).epsilon(rounding));
    if (date == run.model.periods) break;
    step(country);
  }
}

// The cell's own firms at equal stocks differ from infinitely many by chance: (6.4) with v = e^(s²/q²) - 1, four of them.
TEST_CASE("the gain from reallocation is what firms' stocks add to what their productivities give at equal stocks") {
  Parameters p = choosing_parameters();
  p.time.end = 2032;
  const Run run(p);
  Country country = open_country(run.model, 0, Threads::one);
  while (country.period < run.model.periods) step(country);
  for (std::size_t c = 0; c < run.model.layout.cells().size(); ++c) {
    const CellTechnology& t = run.model.economies[0].cells[c];
    const double q = t.alpha_plus_beta(), n = static_cast<double>(t.firms);
    double capital = 0, compute = 0, own = 0, equal = 0;
    for (std::size_t i = 0; i < t.firms; ++i) {
      const double a = country.firms.log_productivity(c, i) + country.firms.at(c, i, adoption_gain_field);
      const double k = country.firms.capital(c, i), h = country.firms.compute(c, i);
      capital += k, compute += h, equal += std::exp(a / q) / n;
      own += std::exp((a + t.alpha * std::log(k) + t.beta * std::log(h)) / q);
    }
    const double gain = q * std::log(own / equal) - t.alpha * std::log(capital) - t.beta * std::log(compute);
    const double error = q * std::sqrt(std::expm1(std::pow(0.25 / q, 2)) / n);
    CHECK(gain > 0.01);
    CHECK(std::fabs(run.value("reallocation_gain", Level::cell, run.model.periods, c) - gain) < 4 * error);
  }
}

TEST_CASE("what only a whole economy has is recorded by region where regions are economies") {
  const Run national(reference_parameters()), regional(regional_parameters());
  CHECK_FALSE(national.records("consumption", Level::region));
  CHECK(regional.records("consumption", Level::region));
  CHECK_FALSE(regional.records("consumption", Level::cell));
  double sum = 0;
  for (std::size_t m = 0; m < 4; ++m) sum += regional.value("consumption", Level::region, 4, m);
  CHECK(regional.value("consumption", Level::national, 4, 0) == doctest::Approx(sum).epsilon(rounding));
}

TEST_CASE("every series has a name of its own, a symbol, a source and both languages") {
  std::set<std::string_view> names;
  for (const Series& series : all_series()) {
    CHECK(names.insert(series.name).second);
    CHECK_FALSE(series.symbol.empty());
    CHECK_FALSE(series.source.empty());
    CHECK_FALSE(series.meaning.en.empty());
    CHECK_FALSE(series.meaning.zh.empty());
  }
}

}  // namespace
}  // namespace suanli::test
