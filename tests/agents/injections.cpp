// A number that is none, or infinite, wherever it comes up: the same step stops and says where, or nothing of it is ever used.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agents/replay.hpp"
#include "agents/series.hpp"
#include "tests/support/located_scenario.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {
namespace {

using Damage = std::function<void(Country&, double)>;
struct Place {
  std::string name;
  Damage damage;
};

constexpr double of_no_size[] = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity()};

/// What two steps after the damage record, or why one stops, and what is said of the firm, if it is one, without the damage.
struct After {
  std::vector<std::uint64_t> bits;
  std::string stopped, replayed;
};

After after(const Model& model, const Damage& damage, double value, Threads threads = Threads::one) {
  const Recorder recorder(model);
  Country country = open_country(model, 0, threads);
  step(country);
  damage(country, value);
  try {
    step(country);
    step(country);
  } catch (const SimulationError& error) {
    if (!error.firm()) return {{}, error.what(), ""};
    return {{}, error.what(), suanli::replayed(*error.firm(), model, 0, threads, [] { return false; })->en};
  }
  Record record = recorder.new_record();
  recorder.measure(country, record);
  std::vector<std::uint64_t> bits;
  for (const double x : record.values) bits.push_back(std::bit_cast<std::uint64_t>(x));
  return {bits, "", ""};
}

std::vector<Place> places_of_economies() {
  const std::pair<const char*, double Economy::*> fields[] = {{"capital", &Economy::capital},
                                                              {"compute", &Economy::compute},
                                                              {"provider_compute", &Economy::provider_compute},
                                                              {"synergy", &Economy::synergy},
                                                              {"compute_per_service", &Economy::compute_per_service},
                                                              {"output", &Economy::output},
                                                              {"consumption", &Economy::consumption},
                                                              {"investment", &Economy::investment},
                                                              {"adoption_cost", &Economy::adoption_cost},
                                                              {"adoption_subsidy", &Economy::adoption_subsidy},
                                                              {"energy_cost", &Economy::energy_cost},
                                                              {"carbon_tax", &Economy::carbon_tax},
                                                              {"link_rents", &Economy::link_rents},
                                                              {"tau", &Economy::tau},
                                                              {"compute_demand", &Economy::compute_demand},
                                                              {"rental_rate", &Economy::rental_rate},
                                                              {"compute_rental_rate", &Economy::compute_rental_rate},
                                                              {"provider_return", &Economy::provider_return},
                                                              {"valued_output", &Economy::valued_output},
                                                              {"provider_profit", &Economy::provider_profit},
                                                              {"log_trend", &Economy::log_trend},
                                                              {"log_shift", &Economy::log_shift},
                                                              {"log_gain", &Economy::log_gain},
                                                              {"provider_investment", &Economy::provider_investment},
                                                              {"provider_kept", &Economy::provider_kept}};
  std::vector<Place> all;
  for (const auto& [name, field] : fields)
    all.push_back({name, [field = field](Country& country, double x) { country.economies[0].*field = x; }});
  return all;
}

std::vector<Place> places_of_cells() {
  const std::pair<const char*, double Cell::*> fields[] = {{"input_bundle", &Cell::input_bundle},
                                                           {"capital", &Cell::capital},
                                                           {"compute", &Cell::compute},
                                                           {"log_output", &Cell::log_output},
                                                           {"output", &Cell::output},
                                                           {"price", &Cell::price},
                                                           {"services", &Cell::services},
                                                           {"service_price", &Cell::service_price},
                                                           {"compute_return", &Cell::compute_return},
                                                           {"expected_bundle", &Cell::expected_bundle},
                                                           {"capital_pool", &Cell::capital_pool},
                                                           {"compute_pool", &Cell::compute_pool},
                                                           {"capital_kept", &Cell::capital_kept},
                                                           {"compute_kept", &Cell::compute_kept}};
  std::vector<Place> all;
  for (const auto& [name, field] : fields)
    all.push_back({std::string("cell 3: ") + name,
                   [field = field](Country& country, double x) { country.economies[0].cells[3].*field = x; }});
  return all;
}

std::vector<Place> places_of_choices() {
  const std::pair<const char*, double& (*)(Cell&)> fields[] = {
      {"hurdle", [](Cell& c) -> double& { return c.hurdle; }},
      {"elasticity", [](Cell& c) -> double& { return c.perception.elasticity; }},
      {"drag", [](Cell& c) -> double& { return c.perception.drag; }},
      {"capital_offset", [](Cell& c) -> double& { return c.perception.capital_offset; }},
      {"compute_offset", [](Cell& c) -> double& { return c.perception.compute_offset; }},
      {"capital_scale", [](Cell& c) -> double& { return c.division.weighing.capital_scale; }},
      {"compute_scale", [](Cell& c) -> double& { return c.division.weighing.compute_scale; }},
      {"shift", [](Cell& c) -> double& { return c.division.weighing.shift; }},
      {"capital's accrual, kept", [](Cell& c) -> double& { return c.division.capital.kept; }},
      {"capital's accrual, per_demand", [](Cell& c) -> double& { return c.division.capital.per_demand; }},
      {"compute's accrual, kept", [](Cell& c) -> double& { return c.division.compute.kept; }},
      {"compute's accrual, per_demand", [](Cell& c) -> double& { return c.division.compute.per_demand; }}};
  std::vector<Place> all;
  for (const auto& [name, field] : fields)
    all.push_back({std::string("cell 3: ") + name,
                   [field = field](Country& country, double x) { field(country.economies[0].cells[3]) = x; }});
  return all;
}

// Without what only tells where the search for prices starts (prices), or whether conditions have moved.
std::vector<Place> places_of_service_market() {
  std::vector<Place> all;
  const std::pair<const char*, std::vector<double> ServiceMarket::*> of_market[] = {
      {"log_weight", &ServiceMarket::log_weight},
      {"log_delivery", &ServiceMarket::log_delivery},
      {"log_size", &ServiceMarket::log_size},
      {"capacity", &ServiceMarket::capacity},
      {"floor", &ServiceMarket::floor}};
  for (const auto& [name, field] : of_market)
    all.push_back({std::string("the market's ") + name,
                   [field = field](Country& country, double x) { (country.service_market.*field)[0] = x; }});
  const std::pair<const char*, std::vector<double> ServicePrices::*> of_prices[] = {
      {"utilisation", &ServicePrices::utilisation},
      {"log_price_index", &ServicePrices::log_price_index},
      {"share", &ServicePrices::share},
      {"log_output", &ServicePrices::log_output},
      {"revenue", &ServicePrices::revenue}};
  for (const auto& [name, field] : of_prices)
    all.push_back({std::string("found ") + name,
                   [field = field](Country& country, double x) { (country.service_prices.*field)[0] = x; }});
  all.push_back({"posted_return", [](Country& country, double x) { country.posted_return[0] = x; }});
  all.push_back({"electricity", [](Country& country, double x) { country.conditions.electricity[0] = x; }});
  all.push_back({"programme", [](Country& country, double x) { country.conditions.programme[0] = x; }});
  return all;
}

std::vector<Place> places_of_locations() {
  const std::pair<const char*, double Location::*> fields[] = {{"capital", &Location::capital},
                                                               {"energy_cost", &Location::energy_cost},
                                                               {"carbon_tax", &Location::carbon_tax},
                                                               {"capacity", &Location::capacity},
                                                               {"price", &Location::price},
                                                               {"utilisation", &Location::utilisation},
                                                               {"revenue", &Location::revenue},
                                                               {"earned", &Location::earned},
                                                               {"valued", &Location::valued},
                                                               {"investment", &Location::investment},
                                                               {"kept", &Location::kept}};
  std::vector<Place> all;
  for (const auto& [name, field] : fields)
    all.push_back({std::string("location 1: ") + name,
                   [field = field](Country& country, double x) { country.locations[1].*field = x; }});
  return all;
}

std::vector<Place> places_of_shocks() {
  return {{"the economy's shock", [](Country& country, double x) { country.shocks.of_economy[0] = x; }},
          {"an industry's shock", [](Country& country, double x) { country.shocks.of_industry[0] = x; }},
          {"a region's shock", [](Country& country, double x) { country.shocks.of_region[0] = x; }},
          {"a shock to services", [](Country& country, double x) { country.shocks.of_services[0] = x; }},
          {"volatility", [](Country& country, double x) { country.uncertainty.volatility = x; }},
          {"adopted_share", [](Country& country, double x) { country.adopted_share[0] = x; }}};
}

/// Firms by lot, and one of these fields of theirs.
std::vector<Place> places_of_firms(const Model& model, Inputs& inputs, std::size_t count,
                                   std::vector<FirmField> fields) {
  std::erase_if(fields, [&](FirmField field) { return field >= model.layout.fields(); });
  std::vector<Place> all;
  while (!fields.empty() && all.size() < count) {
    const std::size_t cell = inputs.whole(0, model.layout.cells().size() - 1),
                      firm = inputs.whole(0, model.layout.cells()[cell].firms - 1);
    const FirmField field = fields[inputs.whole(0, fields.size() - 1)];
    all.push_back({fmt::format("firm {} of cell {}, field {}", firm, cell, static_cast<int>(field)),
                   [=](Country& country, double x) { country.firms.at(cell, firm, field) = x; }});
  }
  return all;
}

Parameters with_few_firms(Parameters p) {
  p.firms.count = 200;
  p.firms.minimum_per_cell = 4;
  return p;
}

/// How many damages stopped the step; the others must have changed nothing.
std::size_t expect_stopped_or_unused(const Model& model, const std::vector<Place>& places,
                                     std::span<const double> values, std::string_view named = "") {
  const std::vector<std::uint64_t> undisturbed = after(
                                                     model, [](Country&, double) {}, 0)
                                                     .bits;
  std::size_t stopped = 0;
  for (const Place& place : places)
    for (const double value : values) {
      CAPTURE(place.name);
      CAPTURE(value);
      const After found = after(model, place.damage, value);
      CAPTURE(found.stopped);
      if (found.stopped.empty()) {
        CHECK((found.bits == undisturbed));
        continue;
      }
      ++stopped;
      // The step after the damage begins in 2022.25.
      CHECK((found.stopped.starts_with("year 2022.25: ") || found.stopped.starts_with("year 2022.5: ")));
      CHECK(found.stopped.find(named) != std::string::npos);
      if (found.stopped.find("; first: firm ") != std::string::npos)
        CHECK(found.replayed.ends_with(": suspect the memory or the processor of a machine that has simulated it"));
    }
  return stopped;
}

// The logarithm of nothing is no error. Nor is an infinite attraction, which is between bounds of which infinity is one.
constexpr std::span<const double> upwards = std::span(of_no_size).first(2);

TEST_CASE("a number that is none, or infinite, in any firm stops the step, which names the firm") {
  Inputs inputs(20261129);
  for (const Parameters& p : {reference_parameters(), choosing_parameters()}) {
    const Model model(with_few_firms(p));
    const std::vector<Place> logarithms =
                                 places_of_firms(model, inputs, 25, {log_productivity_field, adoption_gain_field}),
                             stocks = places_of_firms(model, inputs, 25, {capital_field, compute_field}),
                             attractions = places_of_firms(model, inputs, 25,
                                                           {capital_attraction_field, compute_attraction_field});
    CHECK(expect_stopped_or_unused(model, logarithms, upwards, "; first: firm ") == 2 * logarithms.size());
    CHECK(expect_stopped_or_unused(model, stocks, of_no_size, "; first: firm ") == 3 * stocks.size());
    // A firm that leaves in the step invests no more.
    CHECK(expect_stopped_or_unused(model, attractions, upwards.first(1), "; first: firm ") * 10 >=
          attractions.size() * 8);
    for (const Place& place : std::span(stocks).first(5)) {
      const After alone = after(model, place.damage, of_no_size[0], Threads::one),
                  together = after(model, place.damage, of_no_size[0], Threads::all);
      CHECK(alone.stopped == together.stopped);
    }
  }
}

TEST_CASE("a number that is none, or infinite, in any market or aggregate stops the step, or nothing of it is used") {
  const Model sited(with_few_firms(steered_parameters())), choosing(with_few_firms(choosing_parameters()));
  std::size_t stopped = 0, tried = 0;
  const auto damage = [&](const Model& model, const std::vector<Place>& places) {
    stopped += expect_stopped_or_unused(model, places, of_no_size), tried += places.size() * std::size(of_no_size);
  };
  damage(sited, places_of_locations()), damage(sited, places_of_service_market()),
      damage(choosing, places_of_choices());
  for (const Model* model : {&sited, &choosing})
    for (const std::vector<Place>& places : {places_of_economies(), places_of_cells(), places_of_shocks()})
      damage(*model, places);
  MESSAGE(stopped << " of " << tried << " stopped");
  CHECK(stopped > 100);
}

}  // namespace
}  // namespace suanli::test
