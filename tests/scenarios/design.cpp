// Runs of a design: which economy with which random numbers each replication of a file is.
#include "scenarios/design.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "output/digest.hpp"
#include "scenarios/results.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/support/threads.hpp"

namespace suanli::test {
namespace {

const std::vector<std::string> two_by_three{"ensemble.replications=3", "design.method=sobol", "design.points=4",
                                            "design.varied.sigma={key: household.risk_aversion, low: 6, high: 10}",
                                            "design.varied.mix={key: industries.internet.alpha, low: 0.5, high: 0.6}"};

std::vector<std::string> with(std::vector<std::string> settings, const std::vector<std::string>& more) {
  settings.insert(settings.end(), more.begin(), more.end());
  return settings;
}

TEST_CASE("every replication of a design is the one that its point's own scenario has with the same draw") {
  const TemporaryDirectory directory;
  run_into(directory / "design.h5", two_by_three);
  const output::ResultReader file = open_results(directory / "design.h5");
  REQUIRE(file.shape_of("national/output")[0] == 12);
  const std::vector<double> sigma = file.read("design/sigma").values, mix = file.read("design/mix").values,
                            point = file.read("design/point").values, draw = file.read("design/draw").values,
                            growth = file.read("design_steady_state/g").values;
  for (std::size_t r = 0; r < 12; ++r) {
    CHECK(point[r] == static_cast<double>(r / 3));
    CHECK(draw[r] == static_cast<double>(r % 3));
    CHECK(sigma[r] == sigma[r / 3 * 3]);
  }
  CHECK(sigma[0] != sigma[3]);
  for (const std::size_t p : {std::size_t{0}, std::size_t{3}}) {
    Scenario alone = small({"ensemble.replications=3"});
    alone.parameters.household.risk_aversion = sigma[3 * p];
    alone.parameters.industries[0].second.alpha = mix[3 * p];
    run_scenario_into(directory / "alone.h5", alone);
    const output::ResultReader one = open_results(directory / "alone.h5");
    for (const char* path : {"national/output", "by_cell/effective_productivity", "identities/output_is_used"}) {
      CAPTURE(path);
      CHECK(file.read_rows(path, 3 * p, 3).values == one.read(path).values);
    }
    CHECK(growth[3 * p] == one.read("steady_state/g").values[0]);
  }
}

TEST_CASE("one thread and four write the same file of a design, and a point more leaves those before it") {
  const TemporaryDirectory directory;
  for (const std::size_t threads : {1, 4}) {
    Arena arena(threads);
    arena.run([&] { run_into(directory / (threads == 1 ? "1.h5" : "4.h5"), two_by_three); });
  }
  CHECK(output::digest(directory / "1.h5") == output::digest(directory / "4.h5"));
  run_into(directory / "more.h5", with(two_by_three, {"design.points=5"}));
  const output::ResultReader four = open_results(directory / "1.h5"), five = open_results(directory / "more.h5");
  CHECK(five.read_rows("national/output", 0, 12).values == four.read("national/output").values);
}

TEST_CASE("a grid varies words as well as numbers") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", {"ensemble.replications=1", "design.method=grid",
                                "design.varied.rule={key: pricing, words: [report, integrated]}",
                                "design.varied.tau={key: tau, values: [0.1, 0.2]}"});
  const output::ResultReader file = open_results(directory / "a.h5");
  CHECK(file.read("design/rule").values == std::vector<double>{0, 0, 1, 1});
  CHECK(file.read("design/tau").values == std::vector<double>{.1, .2, .1, .2});
  const std::vector<double> price = file.read("by_industry/service_price").values;
  const std::size_t per_row = price.size() / 4;
  CHECK(price[0] != price[1]);                                                          // report: each industry its own
  CHECK(price[2 * per_row] == doctest::Approx(price[2 * per_row + 1]).epsilon(1e-14));  // integrated: one for all
}

TEST_CASE("both halves of an antithetic pair have innovations of opposite sign, and their mean is surer") {
  const std::vector<std::string> settings{"ensemble.replications=2", "ensemble.antithetic=true",
                                          "productivity.standard_deviation=0", "firms.count=100",
                                          "shocks.economy.standard_deviation=0.02"};
  const Parameters p = small(settings).parameters;
  const Model model(p);
  const Country one = open_country(model, 0, Threads::one), other = open_country(model, 1, Threads::one),
                next = open_country(model, 2, Threads::one);
  CHECK(one.shocks.of_economy[0] != 0);
  CHECK(one.shocks.of_economy == std::vector<double>{-other.shocks.of_economy[0]});
  CHECK(one.shocks.of_economy[0] != next.shocks.of_economy[0]);

  Parameters noisy = small({"ensemble.antithetic=true"}).parameters;
  const Model with_firms(noisy);
  const Country a = open_country(with_firms, 4, Threads::one), b = open_country(with_firms, 5, Threads::one);
  for (std::size_t i = 0; i < 20; ++i) CHECK(a.firms.log_productivity(0, i) == -b.firms.log_productivity(0, i));
}

TEST_CASE("of a design with very many points some are looked at before the run, and each when it is simulated") {
  const std::string varied = "design.varied.sigma={key: household.risk_aversion, low: 6, high: 10}";
  const Design few(small({"design.points=128", varied}).parameters);
  CHECK(few.looked_at() == 128);
  const Design many(small({"ensemble.replications=1", "design.points=1000000000", varied}).parameters);
  CHECK(many.points() == 1'000'000'000);
  CHECK(many.looked_at() >= 1000);
  CHECK(many.looked_at() < 1'000'000);
  CHECK(many.at(999'999'999).household.risk_aversion == many.values(999'999'999)[0]);
  CHECK_NOTHROW(many.checked_at(123'456'789));
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const std::string validate =
      "validate a.yaml --set ensemble.replications=1 --set '" + varied + "' --set design.points=";
  CHECK(suanli_command(directory, validate + "128").out.find("points") == std::string::npos);
  CHECK(
      suanli_command(directory, validate + "1000000000")
          .out.ends_with(fmt::format("; {} of 1000000000 points of the design were looked at, the others are when they "
                                     "are simulated\n",
                                     many.looked_at())));
}

TEST_CASE("how often a design is no scenario is said of the points that were looked at") {
  const auto said = [](const char* points) {
    return faults_of(std::string(small_scenario),
                     {"ensemble.replications=1", fmt::format("design.points={}", points),
                      "design.varied.a={key: industries.finance.alpha, low: 0.86, high: 0.9}"});
  };
  const Parameters p = small({"ensemble.replications=1", "design.points=1000000000",
                              "design.varied.a={key: industries.finance.alpha, low: 0.71, high: 0.8}"})
                           .parameters;
  CHECK(said("8").find("α + β must be below 1") != std::string::npos);
  CHECK(said("8").find(" (as at ") != std::string::npos);
  CHECK(said("8").ends_with(" points)"));
  CHECK(said("1000000000")
            .ends_with(fmt::format(" of {} points looked at, of 1000000000 in all)", Design(p).looked_at())));
}

TEST_CASE("a point that is no scenario is refused when it is simulated, if it was not looked at before") {
  Parameters p =
      small({"design.points=4", "design.varied.a={key: industries.finance.alpha, low: 0.7, high: 0.8}"}).parameters;
  p.design.varied[0].second.low = 0.9, p.design.varied[0].second.high = 0.95;
  CHECK_THROWS_WITH_AS(Design(p).checked_at(2), doctest::Contains("α + β must be below 1"), WrongInput);
  p.design.varied[0].second.low = 1.2, p.design.varied[0].second.high = 1.3;
  CHECK_THROWS_WITH_AS(Design(p).checked_at(2), doctest::Contains("industries.finance.alpha = 1.2"), WrongInput);
}

TEST_CASE("what a design cannot vary, or where it is no scenario, is refused with place, value and rule") {
  const auto refusal = [](const std::vector<std::string>& settings) {
    return faults_of(std::string(small_scenario), settings);
  };
  CHECK(refusal({"design.points=4", "design.varied.x={key: household.risk_aversoin, low: 6, high: 10}"}) ==
        "--set design.varied.x={key: household.risk_aversoin, low: 6, high: 10}: design.varied.x.key = "
        "household.risk_aversoin: is no key of this scenario that holds a real number; did you mean "
        "household.risk_aversion?, §6.5");
  CHECK(refusal({"design.points=4", "design.varied.x={key: time.end, low: 2030, high: 2040}"}) ==
        "--set design.varied.x={key: time.end, low: 2030, high: 2040}: design.varied.x.key = time.end: all points of a "
        "design "
        "share its section; vary what the economy is like, §6.5");
}

}  // namespace
}  // namespace suanli::test
