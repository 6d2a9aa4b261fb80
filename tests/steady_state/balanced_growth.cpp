// V1 and V3: without noise the simulated economy is the closed form of §4.2, while it rests and when it has come to rest.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {

namespace {

/// Every pricing rule under every way to consume, at both strengths of synergy.
std::vector<Parameters> quiet_economies() {
  std::vector<Parameters> all;
  for (const double strength : {0.05, 1.0})
    for (const auto& pricing : all_pricing_rules()) {
      Parameters p = uneven_parameters(strength);
      p.pricing = pricing;
      for (const EulerReturn reading : all_readings()) {
        p.household.euler = reading;
        p.household.consumption = {ConsumptionRule::saddle_path, 0};
        all.push_back(p);
      }
      p.household.consumption = {ConsumptionRule::saving_rate, 0.42};
      all.push_back(p);
    }
  return all;
}

std::string words(const Parameters& p) {
  return fmt::format("χ = {}, pricing {}, euler {}, consumption {}, dt = {}", p.synergy.strength,
                     static_cast<int>(p.pricing.kind), static_cast<int>(p.household.euler),
                     static_cast<int>(p.household.consumption.kind), p.time.step);
}

double relative(double measured, Real expected) {
  return static_cast<double>(std::abs((static_cast<Real>(measured) - expected) / expected));
}

/// The closed forms at rest, evaluated once.
struct Rest {
  explicit Rest(const Theory& t)
      : theory(t),
        rental_rate(t.rental_rate()),
        compute_rental_rate(t.compute_rental_rate()),
        capital_to_compute(t.kappa_at_rest() / t.tau),
        services_to_own_compute(t.provider_share / t.beta_bar) {}
  Theory theory;
  Real rental_rate, compute_rental_rate, capital_to_compute, services_to_own_compute;
};

/// Largest relative error of everything that V3 names: as the market quotes it, and as cells' quantities imply it.
double off_from_rest(const Country& country, const Rest& rest) {
  const Economy& economy = country.economies.front();
  double own_compute = 0, worst = 0;
  const auto compare = [&](double measured, Real expected) { worst = std::max(worst, relative(measured, expected)); };
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const Cell& cell = economy.cells[c];
    const TheoryCell& on_paper = rest.theory.cells[c];
    const Real service_price = on_paper.markup * rest.theory.eta * rest.compute_rental_rate;
    const double alpha = static_cast<double>(on_paper.alpha), beta = static_cast<double>(on_paper.beta);
    const double sales = cell.price * cell.output;
    own_compute += cell.compute;
    compare(cell.service_price, service_price);
    compare(static_cast<double>(on_paper.xi) * sales / cell.services, service_price);
    compare(alpha * sales / cell.capital, rest.rental_rate);  // marginal products in the cell
    compare(beta * sales / cell.compute, rest.compute_rental_rate);
  }
  compare(economy.provider_compute / own_compute, rest.services_to_own_compute);
  compare(economy.capital / economy.compute, rest.capital_to_compute);
  compare(economy.rental_rate, rest.rental_rate);
  compare(economy.compute_rental_rate, rest.compute_rental_rate);
  return worst;
}

}  // namespace

TEST_CASE("V1: without noise output, both capitals and consumption grow at the closed form for every step length") {
  // Would catch: a closed form off by more than 1e-12 of itself, or a step that is not exact for simple rates.
  for (const double dt : {1.0, 1.0 / 4, 1.0 / 12, 1.0 / 52})
    for (Parameters p : quiet_economies()) {
      p = lasting(p, 160 * dt, dt);
      CAPTURE(words(p));
      const double g = static_cast<double>(theory_of_nation(p).growth());
      REQUIRE(g > 0.01);
      REQUIRE(g < 0.15);
      const std::vector<Aggregates> path = aggregates(Model(p));
      double worst = 0;
      for (std::size_t t = 1; t < path.size(); ++t)
        for (double Aggregates::*of :
             {&Aggregates::output, &Aggregates::capital, &Aggregates::compute, &Aggregates::consumption})
          worst = std::max(worst, relative((path[t].*of / (path[t - 1].*of) - 1) / dt, g));
      CHECK(worst <= growth_tolerance(g, dt));
    }
}

TEST_CASE("V1: the answer of `steady_state` is the closed form written out") {
  for (const Parameters& p : quiet_economies()) {
    CAPTURE(words(p));
    const Theory theory = theory_of_nation(p);
    const SteadyState s = steady_state(economies_of(p).front(), p).path;
    // g is a difference of numbers about eight times as large: thirty roundings of those.
    CHECK(relative(s.g, theory.growth()) < 1e-13);
    CHECK(relative(s.g_report, theory.growth(EulerReturn::report)) < 1e-13);
    CHECK(relative(s.g_private, theory.growth(EulerReturn::private_)) < 1e-13);
    CHECK(relative(s.g_planner, theory.growth(EulerReturn::planner)) < 1e-13);
    CHECK(relative(s.y, theory.y_at_rest()) < 1e-14);
    CHECK(relative(s.c, theory.consumption()) < 1e-13);
    CHECK(relative(s.r, theory.rental_rate()) < 1e-14);
    CHECK(relative(s.omega, theory.compute_rental_rate()) < 1e-14);
    CHECK(relative(s.services_to_own_compute, theory.provider_share / theory.beta_bar) < 1e-14);
    for (std::size_t c = 0; c < theory.cells.size(); ++c)
      CHECK(relative(s.service_prices[c], theory.service_price(c)) < 1e-14);
  }
}

TEST_CASE(
    "calibration gives a nation of compute intensity h̄_0 the output-wealth ratio asked for, under either market") {
  Parameters at_reference = uneven_parameters(1);
  at_reference.tau = at_reference.synergy.reference;
  CHECK(steady_state(economies_of(at_reference).front(), at_reference).path.y == doctest::Approx(0.3).epsilon(1e-14));
  for (const CapitalMarket market : {CapitalMarket::national, CapitalMarket::regional}) {
    Parameters p = uneven_parameters(1);
    p.capital_market = market;
    const std::vector<Theory> expected = theories(p);
    const Model model(lasting(p, 1, 1));
    const Country country = open_country(model, 0, Threads::one);
    for (std::size_t e = 0; e < expected.size(); ++e)
      CHECK(relative(country.economies[e].output / country.economies[e].wealth(), expected[e].y_at_rest()) < 1e-13);
  }
}

TEST_CASE("V3: started at rest, H_X/H, K/HT and all prices of capital and services are those of the closed form") {
  for (const Parameters& given : quiet_economies()) {
    const Parameters p = lasting(given, 30, 0.25);
    CAPTURE(words(p));
    const Rest rest(theory_of_nation(p));
    double worst = 0;
    simulate_dates(Model(p), 0, [&](const Country& country) { worst = std::max(worst, off_from_rest(country, rest)); });
    CHECK(worst < 1e-10);
  }
}

TEST_CASE("V3: from off rest the same ratios and prices hold after ln(1e10 deviation)/(g+δ) years of mean growth g") {
  for (const double kappa_start : {0.75, 0.96})
    for (const Parameters& given : quiet_economies()) {
      Parameters p = lasting(given, 1000, 0.25);
      p.start.kappa = {StartComposition::given, kappa_start};
      CAPTURE(words(p));
      CAPTURE(kappa_start);
      const Rest rest(theory_of_nation(p));
      const Model model(p);
      Country country = open_country(model, 0, Threads::one);
      // What is left of κ's deviation, (4.5), as a relative one of K/HT, the ratio most sensitive to κ.
      const double wealth_start = country.economies[0].wealth();
      double shrunk = 1;
      const auto deviation = [&] {
        const double of_kappa =
            std::abs(kappa_start - (1 - p.tau)) * shrunk * wealth_start / country.economies[0].wealth();
        return of_kappa / (p.tau * (1 - p.tau));
      };
      while (deviation() > 0.99e-10 && country.period < model.periods) {
        step(country);
        shrunk *= 1 - p.technology.depreciation * p.time.step;
      }
      CHECK(off_from_rest(country, rest) < 1e-10);
    }
}

TEST_CASE("the composition of wealth returns to rest by (1-δdt)/(1+g dt) each period, whatever the household does") {
  for (const Parameters& given : quiet_economies()) {
    Parameters p = lasting(given, 10, 0.25);
    p.start.kappa = {StartComposition::given, 0.7};
    CAPTURE(words(p));
    const double rest = 1 - p.tau, dt = p.time.step;
    const std::vector<Aggregates> path = aggregates(Model(p));
    for (std::size_t t = 1; t < path.size(); ++t) {
      const double growth = path[t].wealth() / path[t - 1].wealth();
      const double expected = (1 - p.technology.depreciation * dt) / growth;
      // κ is rounded at 1e-16 and differs from rest by .06 or more
      CHECK((path[t].kappa() - rest) / (path[t - 1].kappa() - rest) == doctest::Approx(expected).epsilon(2e-14));
    }
  }
}

TEST_CASE("the decay rate of the answer is the one at which an economy near rest returns to it") {
  for (const double dt : {1.0, 0.25}) {
    Parameters p = lasting(uneven_parameters(1), 1, dt);
    p.start.kappa = {StartComposition::given, 1 - p.tau + 1e-6};
    const std::vector<Aggregates> path = aggregates(Model(p));
    const double rest = 1 - p.tau, shrinks = (path[1].kappa() - rest) / (path[0].kappa() - rest);
    const double expected = steady_state(economies_of(p).front(), p).path.decay_rate;
    CHECK((1 - shrinks) / dt == doctest::Approx(expected).epsilon(1e-4));  // growth differs by 1e-6 y'(κ*), y' about -2
  }
}

}  // namespace suanli::test
