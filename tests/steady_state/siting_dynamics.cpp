// §8.4: how data centres find their places: rates around rest, starts off rest, ceilings, programmes.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "agents/accounts.hpp"
#include "agents/verbs.hpp"
#include "tests/steady_state/economies.hpp"
#include "tests/support/located_scenario.hpp"

namespace suanli::test {

namespace {

using Four = std::array<double, 4>;

Parameters quiet(Parameters p, double price_floor, double years, double dt) {
  p = lasting(without_noise(std::move(p)), years, dt);
  p.services.price_floor = price_floor;
  return p;
}

/// ln of each location's capital over that of firms.
Four log_ratios(const Country& country) {
  const Economy& e = country.economies.front();
  Four z{};
  for (std::size_t l = 0; l < 4; ++l) z[l] = std::log(country.locations[l].capital / (e.compute - e.provider_compute));
  return z;
}

/// Moves compute between locations and firms so that the ratios rise by z, HT unchanged, and opens the date again.
void disturb(Country& country, const Four& z) {
  Economy& e = country.economies.front();
  const double own = e.compute - e.provider_compute;
  double sum = own;
  for (std::size_t l = 0; l < 4; ++l) sum += country.locations[l].capital *= std::exp(z[l]);
  const double shrink = e.compute / sum;
  e.provider_compute = 0;
  for (Location& l : country.locations) e.provider_compute += l.capital *= shrink;
  for (std::size_t c = 0; c < e.cells.size(); ++c) {
    for (std::size_t i = 0; i < country.technology[0].cells[c].firms; ++i)
      country.firms.at(c, i, compute_field) *= shrink;
    const double alpha = country.technology[0].cells[c].alpha, beta = country.technology[0].cells[c].beta;
    e.cells[c].compute *= shrink, e.cells[c].input_bundle *= std::pow(shrink, beta / (alpha + beta));
  }
  clear_compute_market(country);
  consume_and_invest(country, 0);
  split_pools(country, 0);
  check_identities(country, 0);
}

/// 1/ϑ_H of ln of (what a location gets of investment per capital over what firms get), in two stages, from the market as it
/// stands with other capacities: without policy, ln of the ratio of their returns.
Four log_attractions(const Country& country, const Four& log_capital, double log_own) {
  const double beta = country.technology[0].beta_bar, xi = country.technology[0].xi_bar;
  const double elasticity = country.model->parameters.allocation.elasticity;
  ServiceMarket market = country.service_market;
  for (std::size_t l = 0; l < 4; ++l) market.capacity[l] *= std::exp(log_capital[l]);
  market.log_size[0] += beta * log_own / (1 - xi);  // firms' bundles move by β
  ServicePrices prices;
  clear(market, prices);
  double all = 0, income = 0, weights = 0;
  Four steered{};
  for (std::size_t l = 0; l < 4; ++l) {
    const Location& now = country.locations[l];
    const double units = prices.revenue[l] / prices.price[l], markup = country.technology[0].cells[0].markup;
    const double capital = now.capital * std::exp(log_capital[l]);
    const double earned = (prices.revenue[l] / markup - units * now.energy_cost) / capital;
    steered[l] = country.model->sites[l].multiplier * std::pow(earned, elasticity);
    all += capital, income += earned * capital, weights += steered[l] * capital;
  }
  Four log_attraction{};
  for (std::size_t l = 0; l < 4; ++l)
    log_attraction[l] =
        std::log(steered[l] * all / weights) / elasticity + std::log(income / all) - (prices.log_output[0] - log_own);
  return log_attraction;
}

/// -∂ln(return)/∂ln(stock) in ratios to firms', HT given: how z' depends on z, over rϑ.
std::array<Four, 4> responses(const Country& country) {
  const Economy& e = country.economies.front();
  std::array<Four, 4> m{};
  for (std::size_t j = 0; j < 4; ++j) {
    const double h = 1e-4, of_all = country.locations[j].capital / e.compute;
    const auto at = [&](double z) {
      Four x{};
      x.fill(-of_all * z), x[j] += z;
      return log_attractions(country, x, -of_all * z);
    };
    const Four up = at(h), down = at(-h);
    for (std::size_t i = 0; i < 4; ++i) m[i][j] = -(up[i] - down[i]) / (2 * h);
  }
  return m;
}

Four after_a_period(const std::array<Four, 4>& m, const Four& z, double factor) {
  Four next = z;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) next[i] -= factor * m[i][j] * z[j];
  return next;
}

/// ϑ_H (g+δ) dt/(1+g dt).
double turnover(const Model& model) {
  const Parameters& p = model.parameters;
  const double g = steady_state(model.economies.front(), p).path.g, dt = p.time.step;
  return p.allocation.elasticity * (g + p.technology.depreciation) * dt / (1 + g * dt);
}

}  // namespace

// A deviation of ε leaves terms of ε² behind in each of forty periods.
TEST_CASE("§8.4: at free prices small deviations shrink by ϑ_H(g+δ)dt/(1+g dt) times how returns respond to stocks") {
  for (const Parameters& from : {located_parameters(), steered_parameters()})
    for (const double dt : {0.25, 1.0}) {
      const Model model(quiet(from, 0, 40 * dt, dt));
      Country country = open_country(model, 0, Threads::one);
      const Four rest = log_ratios(country);
      const std::array<Four, 4> m = responses(country);
      constexpr double epsilon = 1e-5;
      Four z{epsilon, -0.7 * epsilon, 0.4 * epsilon, -epsilon};
      disturb(country, z);
      for (int period = 0; period < 40; ++period) {
        step(country);
        z = after_a_period(m, z, turnover(model));
        const Four now = log_ratios(country);
        for (std::size_t l = 0; l < 4; ++l) REQUIRE(std::abs(now[l] - rest[l] - z[l]) < 1e-3 * epsilon);
      }
    }
}

TEST_CASE("§8.4: from 30 % off, locations come back at the slowest of these rates, about a seventh of that of cells") {
  const Model model(quiet(located_parameters(), 0, 500, 1));
  Country country = open_country(model, 0, Threads::one);
  const Four rest = log_ratios(country);
  const std::array<Four, 4> m = responses(country);
  Four slowest{1, -1, 1, -1};
  double kept = 0;
  for (int i = 0; i < 2000; ++i) {
    const Four next = after_a_period(m, slowest, turnover(model));
    double size = 0;
    for (const double x : next) size = std::max(size, std::abs(x));
    kept = next[3] / slowest[3];
    for (std::size_t l = 0; l < 4; ++l) slowest[l] = next[l] / size;
  }
  const double eigenvalue = (1 - kept) / turnover(model);
  CHECK(eigenvalue > 0.1);  // 1/(1+ν) = .11 over capital's share of the price, between there and 1
  CHECK(eigenvalue < 0.3);
  disturb(country, {0.3, -0.3, 0.3, -0.3});
  double before = 0, now = 0;
  for (int year = 0; year < 300; ++year) {
    step(country);
    before = now, now = log_ratios(country)[3] - rest[3];
  }
  CHECK(now / before == doctest::Approx(kept).epsilon(1e-3));
  CHECK(std::abs(now) < 0.01);
}

TEST_CASE(
    "§8.4: capacity that idles at posted prices goes by ϑ_H(g+δ)dt/(1+g dt), as its return is inverse to its stock") {
  for (const double dt : {0.25, 1.0}) {
    const Model model(quiet(located_parameters(), 1, 30 * dt, dt));
    Country country = open_country(model, 0, Threads::one);
    const Four rest = log_ratios(country);
    constexpr double epsilon = 1e-4;
    Four z{epsilon, 0.8 * epsilon, 0.9 * epsilon, 0.7 * epsilon};
    disturb(country, z);
    for (int period = 0; period < 30; ++period) {
      for (const Location& l : country.locations) REQUIRE(l.utilisation < 1);
      step(country);
      const Four now = log_ratios(country);
      for (std::size_t l = 0; l < 4; ++l) {
        z[l] *= 1 - turnover(model);
        REQUIRE(std::abs(now[l] - rest[l] - z[l]) < 1e-2 * epsilon);
      }
    }
  }
}

TEST_CASE("§8.4: a location with next to nothing grows back to its share") {
  const Model model(quiet(located_parameters(), 0, 300, 0.25));
  Country country = open_country(model, 0, Threads::one);
  const Four rest = log_ratios(country);
  disturb(country, {0, 0, 0, std::log(1e-6)});
  for (int period = 0; period < 1200; ++period) step(country);
  const Four now = log_ratios(country);
  for (std::size_t l = 0; l < 4; ++l) CHECK(std::abs(now[l] - rest[l]) < 0.02);
}

TEST_CASE(
    "§8.5: at the start locations sell exactly the stated share of what they have, at the prices that they post") {
  constexpr Four used{.6, .75, .9, 1};
  for (const Parameters& from : {located_parameters(), steered_parameters()})
    for (const double price_floor : {0.5, 1.0})
      for (const double kappa : {0.9, 0.85}) {
        Parameters p = quiet(from, price_floor, 1, 0.25);
        p.start.kappa = {StartComposition::given, kappa};
        for (std::size_t l = 0; l < 4; ++l) p.locations[l].second.start_utilisation = {StartCapacity::given, used[l]};
        REQUIRE(check(p).empty());
        const Model model(p);
        const Country country = open_country(model, 0, Threads::one);
        for (std::size_t l = 0; l < 4; ++l) {
          CHECK(country.locations[l].utilisation == doctest::Approx(used[l]).epsilon(1e-11));
          CHECK(country.locations[l].price == doctest::Approx(country.service_market.floor[l]).epsilon(1e-11));
        }
      }
}

TEST_CASE(
    "§8.4: no location outgrows its ceiling, what finds no place goes to the others, and to firms if all are full") {
  for (const bool all : {false, true})
    for (const double growth : {0.0, 0.02, -0.03}) {
      Parameters p = quiet(located_parameters(), 1, 20, 0.25);
      const std::vector<double> start = Model(p).location_start.front();
      for (std::size_t l = all ? 0 : 3; l < 4; ++l)
        p.locations[l].second.ceiling = {CapacityCeiling::given, 1.05 * start[l]},
        p.locations[l].second.limits_growth = growth;
      REQUIRE(check(p).empty());
      const Model model(p), free(quiet(located_parameters(), 1, 20, 0.25));
      Country last = open_country(free, 0, Threads::one);
      while (last.period < free.periods) step(last);
      double worst = 0;
      bool reached = false;
      simulate_dates(model, 0, [&](const Country& country) {
        for (std::size_t l = all ? 0 : 3; l < 4; ++l) {
          const double most = 1.05 * start[l] * std::pow(1 + growth * 0.25, country.period);
          CHECK(country.locations[l].capital <= most * (1 + 1e-12));
          reached = reached || country.locations[l].capital > most * (1 - 1e-12);
        }
        for (const double residual : residuals(country, 0)) worst = std::max(worst, residual);
        if (country.period < model.periods) return;
        for (std::size_t l = 0; l < 3 && !all; ++l)  // in proportion to the whole, as output is lower
          CHECK(country.locations[l].capital / country.economies[0].compute >
                last.locations[l].capital / last.economies[0].compute);
        if (all)
          CHECK(country.economies[0].provider_compute / country.economies[0].compute <
                last.economies[0].provider_compute / last.economies[0].compute);
      });
      CHECK(reached);
      CHECK(worst < 1e-10);
    }
}

TEST_CASE("§8.4: a location that is to start with more than its ceiling holds is refused") {
  Parameters p = quiet(located_parameters(), 1, 1, 0.25);
  const double start = Model(p).location_start.front()[3];
  p.locations[3].second.ceiling = {CapacityCeiling::given, start};
  CHECK_NOTHROW(Model{p});
  p.locations[3].second.ceiling.number = 0.5;
  CHECK_THROWS_WITH_AS(Model{p}, doctest::Contains("locations.west.ceiling = 0.5: the location starts with "),
                       Infeasible);
  CHECK_THROWS_WITH_AS(Model{p},
                       doctest::Contains(" (1e12 yuan), which must not be more: raise the ceiling, or state a "
                                         "start_utilisation that asks for less, §8.4"),
                       Infeasible);
}

TEST_CASE("§7.4: a ceiling that firms' years before the start leave too low is refused, and the message says so") {
  Parameters p = located_parameters();
  p.firms.count = 600, p.productivity.standard_deviation = 0.25;
  p.firms.investment = InvestmentBehaviour::elastic;  // whose stocks follow productivity, so that more is produced
  p.firms.start = FirmStart::stationary, p.firms.burn_in = 20;
  for (std::size_t l = 0; l < 4; ++l) p.locations[l].second.start_utilisation = {StartCapacity::given, 0.6};
  const double before = Model(p).location_start.front()[3];
  const Model free(p);
  const double after = open_country(free, 0, Threads::one).locations[3].capital;
  REQUIRE(after > 1.001 * before);
  p.locations[3].second.ceiling = {CapacityCeiling::given, (before + after) / 2};
  const Model limited(p);
  CHECK_THROWS_WITH_AS(open_country(limited, 0, Threads::one),
                       doctest::Contains("after firms.burn_in = 20 years of firms.start = stationary: "
                                         "locations.west.ceiling = "),
                       SimulationError);
  p.locations[3].second.ceiling.number = after * (1 + 1e-9);
  const Model enough(p);
  CHECK_NOTHROW(open_country(enough, 0, Threads::one));
}

TEST_CASE("§8.3: bandwidths grow by their rate, simple annualised, and what they carry pays a rent while they bind") {
  for (const double dt : {0.25, 1.0}) {
    Parameters p = quiet(located_parameters(), 1, 5, dt);
    p.locations[3].second.bandwidth = {{"yangtze_delta", 0.05}}, p.locations[3].second.limits_growth = 0.02;
    const Model model(p);
    simulate_dates(model, 0, [&](const Country& country) {
      const double bandwidth = country.service_market.links[0].bandwidth;
      CHECK(bandwidth == doctest::Approx(0.05 * std::pow(1 + 0.02 * dt, country.period)).epsilon(1e-13));
      double carried = 0;
      for (std::size_t k = 0; k < 2; ++k) {
        const std::size_t b = 2 + k;
        carried += country.service_prices.share[b * 4 + 3] * country.service_market.buyers[b].spending *
                   country.economies[0].output / (country.locations[3].price + country.service_prices.link_price[0]);
      }
      CHECK(carried == doctest::Approx(bandwidth).epsilon(1e-9));
      CHECK(country.economies[0].link_rents ==
            doctest::Approx(bandwidth * country.service_prices.link_price[0]).epsilon(1e-9));
      CHECK(country.service_prices.link_price[0] > 0);
    });
  }
}

TEST_CASE("§9: programmes are invested to the yuan before all else, as far as the pool and their ceilings go") {
  Parameters p = quiet(located_parameters(), 1, 5, 0.25);
  LocationParameters site = location_in("west", p);  // where nobody's work goes by itself
  site.weight = {ScaleWeight::given, 1e-9};
  for (auto& [name, l] : p.locations) l.weight = {ScaleWeight::given, 0.25};
  p.locations.emplace_back("new", site), p.locations.emplace_back("full", site);
  p.locations[5].second.ceiling = {CapacityCeiling::given, 0.02};
  p.policies = {{"build", policy(PolicyKind::capacity_programme, 2001, 0.1)},
                {"fill", policy(PolicyKind::capacity_programme, 2001, 0.3)}};
  p.policies[0].second.location = "new", p.policies[1].second.location = "full";
  REQUIRE(check(p).empty());
  const Model model(p);
  double expected = 0;
  simulate_dates(model, 0, [&](const Country& country) {
    const Economy& e = country.economies[0];
    const double seed = 1e-6 * model.parameters.start.wealth;
    CHECK(std::abs(country.locations[4].capital - expected) < 10 * seed);
    CHECK(country.locations[5].capital <= 0.02 * (1 + 1e-12));
    if (country.period == 12) CHECK(country.locations[5].capital == doctest::Approx(0.02).epsilon(1e-12));
    double pools = 0;
    for (const Cell& c : e.cells) pools += c.compute_pool;
    for (const Location& l : country.locations) pools += l.investment;
    CHECK(pools == doctest::Approx(e.tau * e.investment).epsilon(1e-13));
    const double programme = country.period >= 4 ? 0.1 : 0;
    expected = expected * (1 - 0.06 * 0.25) + 0.25 * programme;
  });
  p.policies[0].second.values = {1e3};  // more than all investment in compute
  const Model greedy(p);
  simulate_dates(greedy, 0, [&](const Country& country) {
    const Economy& e = country.economies[0];
    if (country.period < 4) return;
    const double all = e.tau * e.investment;
    CHECK(country.locations[4].investment == doctest::Approx(all * 1000 / 1000.3).epsilon(1e-3));
    CHECK(e.cells[0].compute_pool < 1e-3 * all);
  });
}

TEST_CASE("§7.3: frictionless compute leaves a location whose work cannot reach it, and stays where it earns") {
  Parameters p = quiet(located_parameters(), 0, 5, 0.25);
  LocationParameters far = location_in("west", p);
  for (auto& [region, ms] : far.latency) ms = 500;
  p.service_classes[1].second.latency_limit = {LatencyLimit::given, 100};
  p.locations.emplace_back("far", far);
  p.allocation.rule = AllocationRule::frictionless;
  REQUIRE(check(p).empty());
  const Model model(p);
  simulate_dates(model, 0, [&](const Country& country) {
    CHECK(country.locations[4].revenue == 0);
    if (country.period > 0) CHECK(country.locations[4].capital == 0);
    for (std::size_t l = 0; l < 4; ++l) CHECK(country.locations[l].capital > 0);
  });
}

}  // namespace suanli::test
