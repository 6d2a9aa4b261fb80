// Events and policies in a running economy: each does what it says from its date on, and nothing before.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "agents/accounts.hpp"
#include "agents/prevailing.hpp"
#include "agents/verbs.hpp"
#include "tests/support/located_scenario.hpp"

namespace suanli::test {
namespace {

constexpr double begins = 2023;  // four periods after the start

/// Four locations, few firms, everything noisy.
Parameters noisy_parameters() {
  Parameters p = located_parameters();
  p.firms.count = 60, p.firms.minimum_per_cell = 2;
  p.productivity.standard_deviation = 0.25;
  p.shocks.economy.standard_deviation = p.shocks.region.standard_deviation = 0.02;
  p.adoption.rule = AdoptionRule::bass, p.adoption.innovation = 0.2, p.adoption.cost = 0.06;
  return p;
}

Parameters quiet_parameters() {
  Parameters p = located_parameters();
  p.firms.count = p.firms.minimum_per_cell = 1;
  return p;
}

/// Numbers of the open period that anything in this file would move.
std::vector<double> numbers_of(const Country& country) {
  const Economy& e = country.economies[0];
  std::vector<double> all{e.output,     e.consumption,   e.capital,   e.compute,     e.energy_cost,
                          e.carbon_tax, e.adoption_cost, e.log_trend, e.rental_rate, e.tau};
  for (const Location& l : country.locations)
    all.insert(all.end(), {l.capital, l.price, l.utilisation, l.earned, l.investment});
  return all;
}

std::vector<std::vector<double>> history_of(const Parameters& p) {
  REQUIRE(check(p).empty());
  const Model model(p);
  std::vector<std::vector<double>> all;
  Country country = open_country(model, 0, Threads::one);
  for (;;) {
    all.push_back(numbers_of(country));
    if (country.period == model.periods) return all;
    step(country);
  }
}

/// The country of `p` at a date.
Country country_at(const Model& model, double date) {
  Country country = open_country(model, 0, Threads::one);
  while (country.date() < date - 1e-9) step(country);
  return country;
}

template <class Kind> std::vector<std::pair<Kind, double>> kinds_and_sizes();
template <> std::vector<std::pair<EventKind, double>> kinds_and_sizes() {
  return {{EventKind::outage, 0.4},        {EventKind::link_failure, 0.5},   {EventKind::chip_squeeze, 0.3},
          {EventKind::demand_surge, 0.2},  {EventKind::latency_surge, 0.2},  {EventKind::electricity_price, 0.5},
          {EventKind::carbon_price, 100.}, {EventKind::productivity, -0.03}, {EventKind::volatility, 1.}};
}
template <> std::vector<std::pair<PolicyKind, double>> kinds_and_sizes() {
  return {{PolicyKind::compute_share, 0.12},     {PolicyKind::siting_multiplier, 1.3},
          {PolicyKind::investment_subsidy, 0.2}, {PolicyKind::capacity_programme, 0.05},
          {PolicyKind::adoption_subsidy, 0.9},   {PolicyKind::carbon_price, 100}};
}

// Shared by events and policies: bits before the date, a difference after.
void check_nothing_before(const std::vector<std::vector<double>>& with,
                          const std::vector<std::vector<double>>& without) {
  REQUIRE(with.size() == without.size());
  for (std::size_t t = 0; t < 4; ++t) CHECK(with[t] == without[t]);
  CHECK(with.back() != without.back());
  for (const double x : with.back()) CHECK(std::isfinite(x));
}

TEST_CASE("before its date no event and no policy of any kind moves a bit, and after it each does") {
  const Parameters p = noisy_parameters();
  const auto without = history_of(p);
  for (const auto& [kind, size] : kinds_and_sizes<EventKind>()) {
    CAPTURE(static_cast<int>(kind));
    Parameters with = p;
    with.events = {{"it", event(kind, begins, 0.5, size, 0.5)}};
    if (kind == EventKind::outage || kind == EventKind::link_failure) with.events[0].second.location = "west";
    check_nothing_before(history_of(with), without);
  }
  for (const auto& [kind, value] : kinds_and_sizes<PolicyKind>()) {
    CAPTURE(static_cast<int>(kind));
    Parameters with = p;
    with.policies = {{"it", policy(kind, begins, value)}};
    if (kind != PolicyKind::compute_share && kind != PolicyKind::adoption_subsidy && kind != PolicyKind::carbon_price)
      with.policies[0].second.location = "west";
    check_nothing_before(history_of(with), without);
  }
}

TEST_CASE("during an outage locations are invested in as if there were none, and the household looks through it") {
  Parameters p = noisy_parameters();
  p.household.trend = {TrendRule::delay, 2};
  Parameters out = p;
  out.events = {{"west_out", event(EventKind::outage, begins, 1, 0.6)}};
  out.events[0].second.location = "west";
  const Model usual(p), struck(out);
  const Country base = country_at(usual, begins);
  Country country = country_at(struck, begins);
  const Economy &e = country.economies[0], &b = base.economies[0];
  CHECK(e.output < b.output);
  CHECK(country.locations[3].capacity == doctest::Approx(0.4 * base.locations[3].capacity).epsilon(1e-13));
  CHECK(country.locations[3].earned < 0.9 * base.locations[3].earned);  // most of it stands still
  for (std::size_t l = 0; l < 4; ++l) {
    CHECK(country.locations[l].valued == doctest::Approx(base.locations[l].earned).epsilon(1e-11));
    CHECK(country.locations[l].investment / e.investment ==
          doctest::Approx(base.locations[l].investment / b.investment).epsilon(1e-10));
  }
  CHECK(e.cells[3].compute_pool / e.investment ==
        doctest::Approx(b.cells[3].compute_pool / b.investment).epsilon(1e-10));
  // With a view of its own output it would see 1 - e^(-1/2) of the loss after a year; what firms gain meanwhile it sees.
  Country undisturbed = country_at(usual, begins);
  const double loss = std::log(b.output / e.output), seen = e.log_trend;
  REQUIRE(loss > 1e-3);
  for (int period = 0; period < 4; ++period) {
    CHECK(std::abs(e.log_trend - undisturbed.economies[0].log_trend) < 0.05 * loss);
    if (period < 3) step(country), step(undisturbed);
  }
  CHECK(e.log_trend != seen);
}

/// Percent of output that an event costs on average over the first quarter, in an economy without noise.
double lost_in_quarter(const EventParameters& e, double dt, double east_use) {
  Parameters p = quiet_parameters();
  p.time.step = dt;
  for (std::size_t l = 0; l < 4; ++l)
    p.locations[l].second.start_utilisation = {StartCapacity::given, l == 3 ? .35 : east_use};
  Parameters struck = p;
  struck.events = {{"it", e}};
  double with = 0, without = 0;
  for (const Parameters* of : {&p, &struck}) {
    const Model model(*of);
    Country country = open_country(model, 0, Threads::one);
    double& sum = of == &p ? without : with;
    for (; country.date() < p.time.start + 0.25 - 1e-9; step(country)) sum += country.economies[0].output;
  }
  return 100 * (1 - with / without);
}

// In a quarter of thirteen weeks a failure of three is three weeks of it, whatever the step. Consumption does not give way,
// so that a loss is not invested: in steps of a week it lowers output within the quarter, too, by less than y dt = .245/4 of
// the loss. Felt at their mean strength, links would cost three times as much, and the outage nothing.
TEST_CASE("three weeks of failed links or of a total outage cost the same in steps of a quarter and of a week") {
  constexpr double three_weeks = 3.0 / 52;
  for (const EventKind kind : {EventKind::link_failure, EventKind::outage}) {
    EventParameters e = event(kind, quiet_parameters().time.start, three_weeks, 1);
    e.location = "west";
    const double by_quarter = lost_in_quarter(e, 0.25, .70), by_week = lost_in_quarter(e, 1.0 / 52, .70);
    CAPTURE(static_cast<int>(kind));
    CAPTURE(by_quarter);
    CAPTURE(by_week);
    CHECK(by_quarter > 0.01);
    CHECK(by_week > by_quarter);
    CHECK(by_week < (1 + 0.245 / 4) * by_quarter);
  }
}

TEST_CASE("what a period's spells come to is their mean over time, in every account") {
  Parameters p = quiet_parameters();
  p.services.carbon_price = 100;
  for (std::size_t l = 0; l < 4; ++l)
    p.locations[l].second.start_utilisation = {StartCapacity::given, l == 3 ? .35 : .70};
  const auto with_outage_of = [&](double years) {
    Parameters struck = p;
    if (years > 0) struck.events = {{"it", event(EventKind::outage, begins, years, 0.8)}};
    if (years > 0) struck.events[0].second.location = "west";
    return Model(struck);
  };
  const Model of_none = with_outage_of(0), of_half = with_outage_of(0.125), of_whole = with_outage_of(0.25);
  const Country none = country_at(of_none, begins), half = country_at(of_half, begins),
                whole = country_at(of_whole, begins);
  const auto mean = [&](const auto& number) { return (number(whole) + number(none)) / 2; };
  const auto check_mean = [&](const auto& number) {
    CHECK(number(half) == doctest::Approx(mean(number)).epsilon(1e-11));
    CHECK(number(whole) != doctest::Approx(number(none)).epsilon(1e-4));  // or it says nothing
  };
  check_mean([](const Country& c) { return c.economies[0].output; });
  check_mean([](const Country& c) { return c.economies[0].energy_cost; });
  check_mean([](const Country& c) { return c.economies[0].carbon_tax; });
  check_mean([](const Country& c) { return c.economies[0].provider_profit; });
  check_mean([](const Country& c) { return c.economies[0].cells[3].services; });
  check_mean([](const Country& c) { return c.locations[3].capacity; });
  for (const std::size_t l : {0, 3}) {
    check_mean([&](const Country& c) { return c.locations[l].revenue; });
    check_mean([&](const Country& c) { return c.locations[l].services(); });
    check_mean([&](const Country& c) { return c.locations[l].earned; });
    CHECK(half.locations[l].valued == doctest::Approx(none.locations[l].valued).epsilon(1e-11));
  }
  check_mean([](const Country& c) { return c.service_prices.share[7] * c.economies[0].output; });
  for (const Country* c : {&half, &whole})
    for (const double residual : residuals(*c, 0)) CHECK(residual < 1e-10);
}

TEST_CASE("a failed link takes work away from it, and what is out of reach stays out of reach") {
  Parameters p = quiet_parameters();
  p.events = {{"cable", event(EventKind::link_failure, begins, 1, 0.3)}};
  p.events[0].second.location = "west", p.events[0].second.region = "yangtze_delta";
  const Model model(p);
  const Country before = country_at(model, begins - 0.25), country = country_at(model, begins);
  const auto share = [](const Country& c, std::size_t m, std::size_t k, std::size_t l) {
    return c.service_prices.share[(m * 2 + k) * 4 + l];
  };
  for (std::size_t k = 0; k < 2; ++k) {
    const double odds = share(country, 1, k, 3) / share(country, 1, k, 1);
    const double before_odds = share(before, 1, k, 3) / share(before, 1, k, 1);
    const double prices = country.locations[3].price / country.locations[1].price /
                          (before.locations[3].price / before.locations[1].price);
    CHECK(odds / before_odds == doctest::Approx(std::pow(1.3 * prices, -8)).epsilon(1e-10));
  }
  CHECK(share(country, 0, 0, 2) == 0);  // 22 ms for work that bears 20
  CHECK(country.undisturbed_prices.share[7] == doctest::Approx(before.service_prices.share[7]).epsilon(1e-6));
}

TEST_CASE(
    "a lasting squeeze of chips ends where each yuan of investment buys what is left of it, with locations or not") {
  for (const bool located : {true, false}) {
    Parameters p = quiet_parameters();
    if (!located) {
      p.locations.clear(), p.service_classes.clear(), p.services.energy = 0;
      for (auto& [name, industry] : p.industries) industry.service_shares.clear();
    }
    p.time = {.start = 2022, .end = 2422, .step = 1};
    p.events = {{"squeeze", event(EventKind::chip_squeeze, 2022, 1e4, 0.5)}};
    REQUIRE(check(p).empty());
    const Model model(p);
    const Country country = country_at(model, 2422);
    const Economy& e = country.economies[0];
    CHECK(e.capital / e.wealth() == doctest::Approx(0.9 / (0.9 + 0.1 / 1.5)).epsilon(1e-9));
    double bought = 0;
    for (const Cell& cell : e.cells) bought += cell.compute_pool;
    for (const Location& l : country.locations) bought += l.investment;
    if (!located) bought += e.provider_investment;
    CHECK(bought * 1.5 == doctest::Approx(e.tau * e.investment).epsilon(1e-13));
  }
}

TEST_CASE("a surge of demand moves what an industry spends on services, and not what it makes of its inputs at rest") {
  for (const bool located : {true, false}) {
    Parameters p = quiet_parameters();
    p.synergy.strength = 0.4, p.synergy.reference = 0.17, p.technology.compute_per_service = 0.7;
    if (!located) {
      p.locations.clear(), p.service_classes.clear(), p.services.energy = 0;
      for (auto& [name, industry] : p.industries) industry.service_shares.clear();
    }
    const Model model(p);
    const Country rest = open_country(model, 0, Threads::one);
    Conditions conditions = usual_conditions(p);
    conditions.demand[2] = 1.5;
    const EconomyTechnology before = model.economies[0], surge = prevailing_technology(model, conditions)[0];
    double spending = 0;
    for (std::size_t c = 0; c < surge.cells.size(); ++c) {
      const CellTechnology &was = before.cells[c], &now = surge.cells[c];
      const double factor = was.industry == 2 ? 1.5 : 1;
      CHECK(now.xi == doctest::Approx(factor * was.xi).epsilon(1e-13));
      CHECK(now.beta == was.beta);
      CHECK(now.alpha + now.beta + now.xi == doctest::Approx(1).epsilon(1e-14));
      CHECK(now.theta == doctest::Approx(was.theta).epsilon(1e-14));
      spending += factor * was.xi * was.theta;
      const Cell& cell = rest.economies[0].cells[c];
      const auto made = [&](const CellTechnology& t) {
        return t.log_productivity + t.alpha * std::log(rest.economies[0].synergy * cell.capital) +
               t.beta * std::log(cell.compute) + t.xi * std::log(cell.services);
      };
      CHECK(std::abs(made(now) - made(was)) < 1e-11);
    }
    CHECK(surge.xi_bar == doctest::Approx(spending).epsilon(1e-13));
    Parameters struck = p;
    struck.events = {{"surge", event(EventKind::demand_surge, begins, 1, 0.5)}};
    struck.events[0].second.industry = "manufacturing";
    const Model with(struck);
    const Country country = country_at(with, begins), calm = country_at(model, begins);
    CHECK(country.technology[0].xi_bar == doctest::Approx(spending).epsilon(1e-13));
    const auto spent = [](const Country& in) {
      double sum = 0;
      for (const Cell& cell : in.economies[0].cells) sum += cell.service_price * cell.services;
      return sum / in.economies[0].output;
    };
    CHECK(spent(country) == doctest::Approx(spending).epsilon(1e-12));
    CHECK(spent(calm) == doctest::Approx(before.xi_bar).epsilon(1e-12));
    const Country after = country_at(with, begins + 1);
    CHECK(after.technology[0].xi_bar == doctest::Approx(before.xi_bar).epsilon(1e-14));
  }
}

TEST_CASE("surges of demand that are modest each may not together take all that other capital earns") {
  Parameters p = quiet_parameters();
  p.industries[0].second.alpha = 0.55;  // internet: ξ = .25, so that 1 + α/ξ = 3.2
  p.events = {{"one", event(EventKind::demand_surge, begins, 1, 0.9)},
              {"two", event(EventKind::demand_surge, begins, 1, 0.9)}};
  p.events[0].second.industry = p.events[1].second.industry = "internet";
  REQUIRE(check(p).empty());
  const Model model(p);
  CHECK_THROWS_WITH_AS(country_at(model, begins),
                       "year 2023: surges of demand that overlap make services of internet worth 3.61 times as much of "
                       "its output: must be below 1 + α/ξ = 3.2, where nothing is left for other capital, §9",
                       SimulationError);
}

TEST_CASE("a surge of work that bears little latency moves its share, and other classes in proportion") {
  Parameters p = quiet_parameters();
  p.events = {{"surge", event(EventKind::latency_surge, begins, 1, 0.4)}};
  p.events[0].second.industry = "finance";  // .70 sensitive
  const Model model(p);
  const Country country = country_at(model, begins), before = country_at(model, begins - 0.25);
  for (std::size_t m = 0; m < 4; ++m) {
    double moved = 0;
    for (const CellTechnology& cell : model.economies[0].cells)
      if (cell.region == m && cell.industry == 1) moved = 0.28 * cell.xi * cell.theta;
    CHECK(country.service_market.buyers[2 * m].spending ==
          doctest::Approx(before.service_market.buyers[2 * m].spending + moved).epsilon(1e-13));
    CHECK(country.service_market.buyers[2 * m + 1].spending ==
          doctest::Approx(before.service_market.buyers[2 * m + 1].spending - moved).epsilon(1e-13));
  }
}

TEST_CASE("prices of electricity and carbon reach what a service costs in energy, and carbon alone the tax") {
  Parameters p = quiet_parameters();
  p.services.carbon_price = 50;
  p.events = {{"power", event(EventKind::electricity_price, begins, 1, 0.5)},
              {"carbon", event(EventKind::carbon_price, begins, 1, 100)}};
  p.events[0].second.location = "west";
  const Model model(p);
  const Country country = country_at(model, begins);
  const auto& l = p.locations;
  for (std::size_t i = 0; i < 4; ++i) {
    const double kwh = 0.012 * l[i].second.power_usage, tax = kwh * l[i].second.grid_carbon * 150 / 1000;
    const double electricity = kwh * l[i].second.electricity_price * (i == 3 ? 1.5 : 1);
    CHECK(country.locations[i].carbon_tax == doctest::Approx(tax).epsilon(1e-14));
    CHECK(country.locations[i].energy_cost == doctest::Approx(electricity + tax).epsilon(1e-14));
  }
  double paid = 0, taxed = 0;
  for (const Location& at : country.locations)
    paid += at.services() * (at.energy_cost - at.carbon_tax), taxed += at.services() * at.carbon_tax;
  CHECK(country.economies[0].energy_cost == doctest::Approx(paid).epsilon(1e-13));
  CHECK(country.economies[0].carbon_tax == doctest::Approx(taxed).epsilon(1e-13));
}

TEST_CASE("a shock to productivity moves output by its size times what it hits of expenditure") {
  Parameters p = quiet_parameters();
  p.locations.clear(), p.service_classes.clear(), p.services.energy = 0;
  for (auto& [name, industry] : p.industries) industry.service_shares.clear();
  const Model model(p);
  p.events = {{"slump", event(EventKind::productivity, begins, 1, -0.1)}};
  p.events[0].second.region = "west", p.events[0].second.industry = "manufacturing";
  const Model struck(p);
  const double theta = model.economies[0].cells[3 * 7 + 2].theta;
  CHECK(country_at(struck, begins).economies[0].output / country_at(model, begins).economies[0].output ==
        doctest::Approx(std::exp(-0.1 * theta)).epsilon(1e-13));
}

TEST_CASE("a spell of volatility multiplies firms' innovations while it lasts, and the spread that is corrected for") {
  Parameters p = noisy_parameters();
  p.events = {{"storm", event(EventKind::volatility, begins, 0.5, 1.5)}};
  const Model model(p);
  CHECK(country_at(model, begins - 0.25).uncertainty.volatility == 1);
  CHECK(country_at(model, begins).uncertainty.volatility == 2.5);
  CHECK(country_at(model, begins + 0.25).uncertainty.volatility == 2.5);
  CHECK(country_at(model, begins + 0.5).uncertainty.volatility == 1);
}

/// Returns that prices cover, and what they would be had the scenario always been under the policy.
void check_posted(const Parameters& with, const Parameters& always) {
  const Model model(with);
  const Country country = country_at(model, begins);
  const SteadyState rest = steady_state(economies_of(always).front(), always).path;
  for (std::size_t l = 0; l < 4; ++l)
    CHECK(country.posted_return[l] == doctest::Approx(rest.sites[l].capital_return).epsilon(1e-11));
}

TEST_CASE("posted prices cover what locations earn on the balanced path under the policies of the day") {
  Parameters p = quiet_parameters();
  p.productivity.level = {ProductivityLevel::given, common_productivity(p)};
  const auto with = [&](PolicyKind kind, double value) {
    Parameters policies = p;
    policies.policies = {{"it", policy(kind, begins, value)}};
    if (kind == PolicyKind::siting_multiplier || kind == PolicyKind::investment_subsidy)
      policies.policies[0].second.location = "west";
    return policies;
  };
  Parameters always = p;
  always.services.carbon_price = 150;
  check_posted(with(PolicyKind::carbon_price, 150), always);
  always = p, always.tau = 0.13;
  check_posted(with(PolicyKind::compute_share, 0.13), always);
  always = p, always.locations[3].second.siting_multiplier = 1.4;
  check_posted(with(PolicyKind::siting_multiplier, 1.4), always);
  always = p, always.locations[3].second.investment_subsidy = 0.2;
  check_posted(with(PolicyKind::investment_subsidy, 0.2), always);
}

TEST_CASE("after compute has grown to its new share no capacity stands idle for good") {
  Parameters p = quiet_parameters();
  p.time = {.start = 2022, .end = 2322, .step = 1};
  p.policies = {{"more", policy(PolicyKind::compute_share, 2023, 0.15)}};
  const Model model(p);
  const Country country = country_at(model, 2322);
  CHECK(country.economies[0].compute / country.economies[0].wealth() == doctest::Approx(0.15).epsilon(1e-8));
  for (const Location& l : country.locations) CHECK(l.utilisation > 0.999);
}

TEST_CASE("a policy's path is followed along straight lines") {
  Parameters p = quiet_parameters();
  p.time.end = 2026;
  p.policies = {{"more", policy(PolicyKind::compute_share, 2023, 0.1)}};
  p.policies[0].second.dates = {2023, 2025}, p.policies[0].second.values = {0.1, 0.14};
  const Model model(p);
  CHECK(country_at(model, 2022.75).economies[0].tau == 0.1);
  CHECK(country_at(model, 2023.5).economies[0].tau == doctest::Approx(0.11));
  CHECK(country_at(model, 2024.75).economies[0].tau == doctest::Approx(0.135));
  CHECK(country_at(model, 2026).economies[0].tau == 0.14);
}

}  // namespace
}  // namespace suanli::test
