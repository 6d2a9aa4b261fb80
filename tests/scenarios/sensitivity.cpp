// What a design's file says of its parameters: known answers, and what is refused.
#include "scenarios/sensitivity/sensitivity.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "scenarios/results.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

const std::vector<std::string> quiet{"productivity.standard_deviation=0", "firms.count=64"};

std::vector<std::string> varying(std::vector<std::string> settings, const std::vector<std::string>& more) {
  settings.insert(settings.end(), more.begin(), more.end());
  settings.push_back("design.varied.sigma={key: household.risk_aversion, low: 6, high: 10}");
  settings.push_back("design.varied.rho={key: household.discount_rate, low: 0.02, high: 0.04}");
  settings.push_back("design.varied.nothing={key: technology.compute_per_service, low: 1, high: 1.000001}");
  return settings;
}

Sensitivity of_run(const std::vector<std::string>& settings, const SensitivityOptions& options = {}) {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", settings);
  return sensitivity_of(open_results(directory / "a.h5"), options);
}

// g* = (R* - δ - ρ)/σ on the balanced path, where output grows as fast from the first date on.
double growth(double sigma, double rho) { return (2 * .245 - .06 - rho) / sigma; }

TEST_CASE("growth at rest falls with risk aversion and impatience, as g* = (R* - δ - ρ)/σ has it") {
  const Sensitivity s = of_run(varying(quiet, {"ensemble.replications=1", "design.points=64"}));
  REQUIRE(s.outcomes.size() == 1);
  const std::vector<ParameterEffect>& effects = s.outcomes[0].parameters;
  REQUIRE(effects.size() == 3);
  // Of the variance of g*, σ in [6, 10] makes nearly all: ln σ has sd .147, ln(.43 - ρ) has .0144.
  CHECK(effects[0].rank_correlation->value < -.97);
  CHECK(effects[1].rank_correlation->value < 0);
  CHECK(effects[2].rank_correlation->interval.low < 0);
  CHECK(effects[2].rank_correlation->interval.high > 0);
  CHECK_FALSE(s.outcomes[0].split);
}

TEST_CASE("Sobol indices of growth at rest are those of g* on paper") {
  const Sensitivity s =
      of_run(varying(quiet, {"ensemble.replications=1", "design.method=saltelli", "design.points=128"}));
  const std::vector<ParameterEffect>& effects = s.outcomes[0].parameters;
  // (a - ρ) and 1/σ are independent factors: V = E²[a-ρ]Var(1/σ) + E²[1/σ]Var ρ + Var(1/σ)Var ρ, with uniform parameters.
  const double mean = .43 - .03, of_rho = .02 * .02 / 12, inverse = std::log(10. / 6) / 4,
               of_inverse = 1. / 60 - inverse * inverse;
  const double by_sigma = mean * mean * of_inverse, by_rho = inverse * inverse * of_rho, both = of_inverse * of_rho,
               all = by_sigma + by_rho + both;
  const auto holds = [](const Bracketed& estimate, double truth) {
    CAPTURE(truth);
    CHECK(estimate.interval.low <= truth);
    CHECK(truth <= estimate.interval.high);
    CHECK(std::fabs(estimate.value - truth) < .02);
  };
  holds(*effects[0].first_order, by_sigma / all);
  holds(*effects[0].total, (by_sigma + both) / all);
  holds(*effects[1].total, (by_rho + both) / all);
  CHECK(effects[2].total->value < 1e-9);
}

TEST_CASE("Morris' effects have the signs of the derivatives, and rank the parameters") {
  const Sensitivity s = of_run(varying(quiet, {"ensemble.replications=1", "design.method=morris", "design.points=8"}));
  const std::vector<ParameterEffect>& effects = s.outcomes[0].parameters;
  // Over its whole range σ takes growth from .4/6 to .4/10 or so, ρ from .41/8 to .39/8.
  CHECK(effects[0].effect->mean.value == doctest::Approx(growth(10, .03) - growth(6, .03)).epsilon(.1));
  CHECK(effects[1].effect->mean.value == doctest::Approx(growth(8, .04) - growth(8, .02)).epsilon(.1));
  CHECK(effects[2].effect->mean_absolute.value < 1e-6);
}

TEST_CASE("without noise all variance is the parameters', and with noise and hardly any variation the shocks'") {
  const Sensitivity none = of_run(varying(quiet, {"ensemble.replications=2", "design.points=16"}));
  REQUIRE(none.outcomes[0].split);
  CHECK(none.outcomes[0].split->parameters.share.value == doctest::Approx(1).epsilon(1e-6));
  std::vector<std::string> noisy{"ensemble.replications=8", "design.points=16",
                                 "shocks.economy.standard_deviation=0.05",
                                 "design.varied.rho={key: household.discount_rate, low: 0.03, high: 0.0300001}"};
  const Sensitivity shocks = of_run(noisy);
  CHECK(shocks.outcomes[0].split->shocks.share.value > .99);
}

TEST_CASE("a correlation that there is none of is a dash, and one without an interval stands by itself") {
  const Bracketed all{1, {NAN, NAN}}, none{NAN, {NAN, NAN}};
  const Sensitivity s{DesignMethod::grid,
                      4,
                      1,
                      0,
                      {{{text("growth", "增长率"), "growth", "1", {}},
                        {{"moves", "tau", all, {}, {}, {}}, {"stands", "tau", none, {}, {}, {}}},
                        {}}}};
  const std::string table = to_text(s, "a.h5", Language::english), json = to_json(s);
  CHECK(table.find("[") == std::string::npos);
  CHECK(table.find(" 1.000\n") != std::string::npos);
  CHECK(table.ends_with(" –\n"));
  CHECK(json.find("{\"value\": 1, \"low\": null, \"high\": null}") != std::string::npos);
  CHECK(json.find("{\"value\": null, \"low\": null, \"high\": null}") != std::string::npos);
}

TEST_CASE("series are looked at by name and date; what is not there is refused") {
  const Sensitivity s =
      of_run(varying(quiet, {"ensemble.replications=1", "design.points=8"}), {{"output", "tau"}, 2022.5});
  REQUIRE(s.outcomes.size() == 2);
  CHECK(s.outcomes[0].outcome.key == "output@2022.5");
  const std::string json = to_json(s);
  CHECK(json.find("\"outcome\": \"output@2022.5\"") != std::string::npos);

  const TemporaryDirectory directory;
  run_into(directory / "a.h5", {"ensemble.replications=2"});
  run_into(directory / "b.h5", varying(quiet, {"ensemble.replications=1", "design.points=8"}));
  const auto said = [&](const char* file, const SensitivityOptions& options) {
    try {
      sensitivity_of(open_results(directory / file), options);
    } catch (const WrongInput& refused) {
      return std::string(refused.what());
    }
    return std::string();
  };
  CHECK(said("a.h5", {}) ==
        (directory / "a.h5").string() +
            ": its scenario has no design, so that nothing varies but chance: add design.varied and run it "
            "again");
  CHECK(said("b.h5", {{"outptu"}, {}}) == "--series outptu: no series of the nation; did you mean output?");
  CHECK(said("b.h5", {{"output"}, 2050}) == "--year 2050: is none of the file's dates, from 2022 to 2023");
}

}  // namespace
}  // namespace suanli::test
