// Firms that choose, leave, enter and adopt, inside an economy (MODEL.md §7).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"
#include "tests/support/random_scenario.hpp"

namespace suanli::test {
namespace {

Parameters with(InvestmentBehaviour behaviour) {
  Parameters p = reference_parameters();
  p.firms.investment = behaviour, p.synergy.strength = 0.05;
  p.household.trend = {TrendRule::delay, 2};
  return p;
}

double sum(const Country& country, std::size_t cell, FirmField field) {
  double all = 0;
  for (std::size_t i = 0; i < country.model->layout.cells()[cell].firms; ++i) all += country.firms.at(cell, i, field);
  return all;
}

// Every period of every economy, as long as nothing stops: check_identities ends a run past 1e-9; typical is 1e-13.
TEST_CASE("V6: capital is conserved through choice, exit, entry and adoption, in any economy") {
  Inputs inputs(321);
  for (int scenario = 0; scenario < 40; ++scenario) {
    Parameters p = random_parameters(inputs);
    p.time.step = std::min(p.time.step, .5);  // in steps of a year some of these firms would overshoot, and be refused
    p.firms.investment = static_cast<InvestmentBehaviour>(inputs.whole(0, 2));
    for (auto& [name, industry] : p.industries)
      if (inputs.coin()) industry.investment.kind = static_cast<IndustryInvestment>(inputs.whole(0, 3));
    p.firms.exit_rate = inputs.scale(0.01, 20), p.firms.entrant_fraction = inputs.uniform(0.01, 1);
    if (inputs.coin()) p.firms.exit_floor = {ExitFloor::given, inputs.uniform(-1, 0.5)};
    p.firms.floor = inputs.coin() ? 0 : inputs.uniform(0, 1);
    const bool level = p.firms.investment == InvestmentBehaviour::option &&
                       p.industries[0].second.investment.kind == IndustryInvestment::common;
    p.firms.returns = level ? ReturnMeasure::level : ReturnMeasure::relative;
    p.adoption.rule = AdoptionRule::bass, p.adoption.cost = inputs.uniform(0, 0.05);
    p.start.provider_compute = {StartProviders::given, inputs.uniform(0.05, 0.95)};
    p.allocation.elasticity = inputs.uniform(0, 1);
    REQUIRE(check(p).empty());
    const Model model(p);
    Country country = open_country(model, 0, Threads::one);
    while (country.period < model.periods) step(country);
    for (const Economy& economy : country.economies)
      for (const double residual : economy.largest_residual) CHECK(residual < 1e-12);
  }
}

TEST_CASE("a cell's stocks after a period are what depreciation left plus its pools, whoever came and went") {
  for (const double exit_rate : {0.0, 0.05, 3.0}) {
    Parameters p = with(InvestmentBehaviour::option);
    p.firms.exit_rate = exit_rate;
    const Model model(p);
    Country country = open_country(model, 0, Threads::one);
    for (int period = 0; period < 4; ++period) {
      const auto before = country.economies[0].cells;
      step(country);
      for (std::size_t c = 0; c < before.size(); ++c) {
        const double kept = 1 - 0.06 * 0.25;
        CHECK(sum(country, c, capital_field) ==
              doctest::Approx(kept * before[c].capital + 0.25 * before[c].capital_pool).epsilon(1e-13));
        CHECK(sum(country, c, compute_field) ==
              doctest::Approx(kept * before[c].compute + 0.25 * before[c].compute_pool).epsilon(1e-13));
      }
    }
  }
}

// 2000 firms leave with probability 1 - e^(-λdt): 5 standard deviations of a binomial. Stocks are exact to rounding.
TEST_CASE("leavers make room for entrants with the stated part of the cell's mean stocks, at the stated rate") {
  Parameters p = with(InvestmentBehaviour::proportional);
  p.firms.count = 20000, p.firms.exit_rate = 0.2;
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  std::size_t left = 0, firms = 0;
  for (std::size_t task = 0; task < model.layout.tasks().size(); ++task) {
    left += country.firms.found()[task].leaving.size();
    firms += std::min(model.layout.tasks()[task].end, model.layout.cells()[model.layout.tasks()[task].cell].firms) -
             model.layout.tasks()[task].first;
  }
  const double probability = 1 - std::exp(-0.2 * 0.25), n = static_cast<double>(firms);
  CHECK(std::fabs(static_cast<double>(left) - n * probability) < 5 * std::sqrt(n * probability));
  const auto leaving = country.firms.found()[0].leaving;  // of the first task, in the first cell
  const Cell before = country.economies[0].cells[0];
  const double n_c = static_cast<double>(model.layout.cells()[0].firms);
  replace_leavers(country);
  for (const std::uint32_t i : leaving) {  // both stocks before depreciation
    CHECK(country.firms.capital(0, i) == doctest::Approx(0.7 * before.capital / n_c).epsilon(1e-13));
    CHECK(country.firms.compute(0, i) == doctest::Approx(0.7 * before.compute / n_c).epsilon(1e-13));
  }
}

TEST_CASE("a firm below the floor leaves in the period in which it falls there") {
  Parameters p = with(InvestmentBehaviour::proportional);
  p.firms.exit_floor = {ExitFloor::given, -0.3};
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  for (std::size_t task = 0; task < model.layout.tasks().size(); ++task) {
    const FirmLayout::Task& t = model.layout.tasks()[task];
    const auto& leaving = country.firms.found()[task].leaving;
    for (std::size_t i = t.first; i < std::min(t.end, model.layout.cells()[t.cell].firms); ++i)
      CHECK(std::ranges::binary_search(leaving, static_cast<std::uint32_t>(i)) ==
            (country.firms.log_productivity(t.cell, i) < -0.3));
  }
}

TEST_CASE("firms of equal size: the more productive one invests more, unless investment is proportional") {
  for (const auto behaviour :
       {InvestmentBehaviour::proportional, InvestmentBehaviour::elastic, InvestmentBehaviour::option}) {
    const Model model(with(behaviour));
    Country country = open_country(model, 0, Threads::one);
    std::size_t best = 0, worst = 0;
    for (std::size_t i = 1; i < model.layout.cells()[0].firms; ++i) {
      if (country.firms.log_productivity(0, i) > country.firms.log_productivity(0, best)) best = i;
      if (country.firms.log_productivity(0, i) < country.firms.log_productivity(0, worst)) worst = i;
    }
    step(country);
    const double ratio = country.firms.compute(0, best) / country.firms.compute(0, worst);
    CHECK((behaviour == InvestmentBehaviour::proportional ? ratio == 1 : ratio > 1.005));
  }
}

TEST_CASE("an industry's own behaviour is its firms', and no other industry's") {
  Parameters p = with(InvestmentBehaviour::proportional);
  p.industries[2].second.investment.kind = IndustryInvestment::elastic;
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  step(country);
  for (std::size_t c = 0; c < 7; ++c) {
    double low = country.firms.capital(c, 0), high = low;
    for (std::size_t i = 0; i < model.layout.cells()[c].firms; ++i)
      low = std::min(low, country.firms.capital(c, i)), high = std::max(high, country.firms.capital(c, i));
    CHECK((high > low * 1.001) == (c == 2));
  }
}

// With m = 0 and a hurdle that nobody reaches the pool finds no taker, and firms keep their shares as `proportional` does.
TEST_CASE("where every firm waits and none has a floor, the pool is split in proportion to stocks") {
  Parameters p = with(InvestmentBehaviour::option);
  p.firms.floor = 0;
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  for (Cell& cell : country.economies[0].cells) cell.hurdle = 1e6;
  const double before = country.firms.capital(0, 3) / country.economies[0].cells[0].capital;
  step(country);
  CHECK(country.firms.capital(0, 3) / country.economies[0].cells[0].capital == doctest::Approx(before).epsilon(1e-13));
}

TEST_CASE("turbulent times raise the hurdle of a cell's firms when they begin, for as long as they last") {
  Parameters p = with(InvestmentBehaviour::option);
  p.volatility.factor = 2, p.volatility.start = {TurbulenceStart::date, 2023}, p.volatility.duration = 0.5;
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  std::vector<double> hurdles{country.economies[0].cells[0].hurdle};
  while (country.period < model.periods) step(country), hurdles.push_back(country.economies[0].cells[0].hurdle);
  const double calm = model.economies[0].cells[0].calm_hurdle;
  const double turbulent = hurdle_of_firms(p.firms, p.productivity, 2, model.economies[0].cells[0].alpha_plus_beta());
  CHECK(turbulent > calm);
  CHECK(hurdles == std::vector<double>{calm, calm, calm, calm, turbulent, turbulent, calm, calm, calm});
}

TEST_CASE("a stationary start spreads the firms of a cell and keeps every aggregate where an equal start has it") {
  Parameters p = with(InvestmentBehaviour::option);
  const Model equal_model(p);
  const Country equal = open_country(equal_model, 0, Threads::one);
  p.firms.start = FirmStart::stationary, p.firms.burn_in = 30;
  const Model model(p);
  const Country country = open_country(model, 0, Threads::one);
  for (std::size_t c = 0; c < model.layout.cells().size(); ++c) {
    const double mean = equal.firms.capital(c, 0);
    double spread = 0;
    for (std::size_t i = 0; i < model.layout.cells()[c].firms; ++i)
      spread = std::max(spread, std::fabs(country.firms.capital(c, i) / mean - 1));
    CHECK(spread > 0.2);
    CHECK(sum(country, c, capital_field) == doctest::Approx(sum(equal, c, capital_field)).epsilon(1e-12));
    CHECK(sum(country, c, compute_field) == doctest::Approx(sum(equal, c, compute_field)).epsilon(1e-12));
  }
}

TEST_CASE("exit, adoption and a burn-in change no draw of productivity of a firm that stays") {
  Parameters p = with(InvestmentBehaviour::proportional);
  const Model plain(p);
  p.firms.investment = InvestmentBehaviour::elastic, p.adoption.rule = AdoptionRule::bass;
  p.firms.exit_rate = 0.05;
  const Model busy(p);
  Country a = open_country(plain, 1, Threads::one), b = open_country(busy, 1, Threads::one);
  const auto leaving = b.firms.found()[0].leaving;
  step(a), step(b);
  for (std::uint32_t i = 0; i < plain.layout.cells()[0].firms; ++i)
    if (!std::ranges::binary_search(leaving, i))
      CHECK(a.firms.log_productivity(0, i) == b.firms.log_productivity(0, i));
}

// ---- adoption, §7.5 ------------------------------------------------------------------------------------------------

TEST_CASE("only firms for which adoption pays adopt, and what they pay is missing from investment") {
  Parameters p = with(InvestmentBehaviour::proportional);
  p.firms.count = 20000, p.adoption.rule = AdoptionRule::bass, p.adoption.innovation = 2;
  p.productivity.standard_deviation = 0.6;
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  const Economy& economy = country.economies[0];
  CHECK(economy.consumption + economy.investment + economy.adoption_cost ==
        doctest::Approx(economy.output).epsilon(1e-14));
  double cost = 0;
  for (std::size_t c = 0; c < economy.cells.size(); ++c) {
    const CellTechnology& t = model.economies[0].cells[c];
    const double power = t.alpha + t.beta,
                 mean = economy.cells[c].price * economy.cells[c].output / static_cast<double>(t.firms);
    const double gain = power * (std::exp(0.05 / power) - 1);
    double bundles = 0;  // of all firms of the cell
    const auto bundle = [&](std::size_t i) {
      return std::exp(country.firms.log_productivity(c, i) / power) *
             std::pow(country.firms.capital(c, i), t.alpha / power) *
             std::pow(country.firms.compute(c, i), t.beta / power);
    };
    for (std::size_t i = 0; i < t.firms; ++i) bundles += bundle(i);
    for (const std::uint32_t i : country.adopting[c])
      CHECK(gain * bundle(i) / bundles * static_cast<double>(t.firms) >= 0.03 * (1 - 1e-9));
    cost += static_cast<double>(country.adopting[c].size()) * 0.03 * mean / (0.04 + 0.06) / 0.25;
  }
  CHECK(cost > 0);
  CHECK(economy.adoption_cost == doctest::Approx(cost).epsilon(1e-12));
}

TEST_CASE("a subsidy lets smaller firms adopt; one of the whole cost lets all") {
  Parameters p = with(InvestmentBehaviour::proportional);
  p.firms.count = 20000, p.adoption.rule = AdoptionRule::bass, p.adoption.innovation = 2;
  p.productivity.standard_deviation = 0.6;
  const auto adopters = [&](double subsidy) {
    p.adoption.subsidy = subsidy;
    const Model model(p);
    const Country country = open_country(model, 0, Threads::one);
    std::size_t all = 0;
    for (const auto& cell : country.adopting) all += cell.size();
    return all;
  };
  CHECK(adopters(0) < adopters(0.5));
  CHECK(adopters(0.5) < adopters(1));
  const double share = adopted_share_after(0, 2, 0.3, 0.25);  // 5 standard deviations of a binomial
  CHECK(std::fabs(static_cast<double>(adopters(1)) - 20000 * share) < 5 * std::sqrt(20000 * share));
}

TEST_CASE("adoption that costs more than output stops the run and says what to lower") {
  Parameters p = with(InvestmentBehaviour::proportional);
  p.adoption.rule = AdoptionRule::bass, p.adoption.innovation = 10;
  const Model model(p);
  CHECK_THROWS_WITH_AS(open_country(model, 0, Threads::one),
                       doctest::Contains("costs more than output: lower adoption.innovation, adoption.imitation or "
                                         "adoption.cost"),
                       SimulationError);
}

TEST_CASE(
    "an adopter is more productive by the gain from the next period on, for good, and its slot's next firm as well") {
  Parameters p = with(InvestmentBehaviour::proportional);
  p.adoption.rule = AdoptionRule::bass, p.adoption.innovation = 5, p.adoption.cost = 0, p.firms.exit_rate = 2;
  p.adoption.gain = 0.1;
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  CHECK(sum(country, 0, adoption_gain_field) == 0);
  const auto adopting = country.adopting[0];
  std::vector<std::uint32_t> inherited;  // slots of adopters whose firm has left since
  std::size_t stayed = 0;
  for (int period = 0; period < 3; ++period) {
    for (const FoundFirms& found : {country.firms.found()[0]})
      for (const std::uint32_t i : found.leaving)
        if (std::ranges::binary_search(adopting, i)) inherited.push_back(i);
    step(country);
    for (const std::uint32_t i : adopting) REQUIRE(country.firms.at(0, i, adoption_gain_field) == 0.1);
  }
  for (const std::uint32_t i : adopting) stayed += std::ranges::find(inherited, i) == inherited.end();
  REQUIRE(!inherited.empty());
  REQUIRE(stayed > 0);
}

// As the market sees it: the bundle of a cell whose firms have all adopted is e^(G/(α+β)) times what it would be.
TEST_CASE("adoption counts from the next period on, in full") {
  Parameters p = with(InvestmentBehaviour::proportional);
  const Model without(p);
  p.adoption.rule = AdoptionRule::bass, p.adoption.cost = 0, p.adoption.start = 0.999999, p.adoption.gain = 0.1;
  p.firms.count = 28, p.firms.minimum_per_cell = 16;
  const Model with_all(p);
  p.adoption.rule = AdoptionRule::none;
  const Model with_none(p);
  const Country all = open_country(with_all, 0, Threads::one), none = open_country(with_none, 0, Threads::one);
  for (std::size_t c = 0; c < 28; ++c) {
    const CellTechnology& t = with_all.economies[0].cells[c];
    CHECK(all.economies[0].cells[c].input_bundle / none.economies[0].cells[c].input_bundle ==
          doctest::Approx(std::exp(0.1 / (t.alpha + t.beta))).epsilon(1e-12));
  }
}

TEST_CASE("an entrant and a survivor alike in everything are attracted alike, also in the period of their adoption") {
  Parameters p = with(InvestmentBehaviour::elastic);
  p.firms.exit_rate = 1, p.adoption.rule = AdoptionRule::bass, p.adoption.cost = 0, p.adoption.innovation = 1;
  const Model model(p);
  Country country = open_country(model, 0, Threads::one);
  const auto leaving = country.firms.found()[0].leaving;
  const auto adopting = country.adopting[0];
  REQUIRE(!leaving.empty());
  std::uint32_t survivor = 0;
  while (std::ranges::binary_search(leaving, survivor) || std::ranges::binary_search(adopting, survivor)) ++survivor;
  close_stocks(country), replace_leavers(country), complete_adoption(country);
  // What attracts a firm falls into parts that add up in logs: those of productivity and of stocks are the same for both.
  const CellTechnology& t = model.economies[0].cells[0];
  const auto log_attraction = [&](std::uint32_t i, FirmField attraction, FirmField stock) {
    const double a = country.firms.log_productivity(0, i), k = country.firms.capital(0, i),
                 h = country.firms.compute(0, i);
    const double bundle = (0.85 * a + t.alpha * std::log(k) + t.beta * std::log(h)) / (t.alpha + t.beta);
    return std::log(country.firms.at(0, i, attraction)) -
           (bundle - (1 + p.firms.drag) * std::log(country.firms.at(0, i, stock)));  // ϑ = 1
  };
  for (const std::uint32_t entrant : leaving)
    for (const auto& [attraction, stock] :
         {std::pair{capital_attraction_field, capital_field}, {compute_attraction_field, compute_field}})
      CHECK(log_attraction(entrant, attraction, stock) ==
            doctest::Approx(log_attraction(survivor, attraction, stock)).epsilon(1e-13));
}

// V8: D(t) of Bass in closed form from 0; a binomial of 10^6 firms has a standard deviation below .05 %, and the share of an
// industry of 2.4 % of them below .33 %, which the diffusion feeds back; the rule is 1 % absolute.
TEST_CASE("V8: where all can afford it, a million firms adopt along Bass' curve") {
  Parameters p = with(InvestmentBehaviour::proportional);
  p.firms.count = 1000000, p.time.end = 2052, p.time.step = 0.5;
  p.adoption.rule = AdoptionRule::bass, p.adoption.cost = 0;
  const Model model(p);
  Country country = open_country(model, 0, Threads::all);
  double worst = 0;
  while (country.period < model.periods) {
    step(country);
    double adopted = 0;
    for (const Cell& cell : country.economies[0].cells) adopted += static_cast<double>(cell.adopted);
    const double t = country.date() - 2022, decay = std::exp(-(0.01 + 0.3) * t);
    const double bass = (1 - decay) / (1 + 0.3 / 0.01 * decay);
    worst = std::max(worst, std::fabs(adopted / static_cast<double>(model.layout.firms()) - bass));
  }
  CHECK(worst < 0.01);
}

}  // namespace
}  // namespace suanli::test
