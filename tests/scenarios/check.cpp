// `suanli check`: which rows a run has, what is said where there is no closed form, and when the table holds.
#include "scenarios/check.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "scenarios/independent.hpp"
#include "scenarios/verdict.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

VerdictRow row(Verdict verdict, bool of_theory = true) {
  VerdictRow f;
  f.row = "V1", f.statement = {"a statement", "一个命题"}, f.verdict = verdict, f.of_theory = of_theory;
  if (verdict == Verdict::no_closed_form) f.reason = {"of a reason", "某种原因"};
  return f;
}

std::vector<VerdictTable> checked(const std::vector<std::string>& settings) {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", settings);
  return check_file(directory / "a.h5");
}

/// Reasons that rows of a name give in the first table.
std::set<std::string> reasons(const std::vector<VerdictTable>& tables, const std::string& name) {
  std::set<std::string> all;
  for (const VerdictRow& f : tables.front().rows)
    if (f.row == name && f.verdict == Verdict::no_closed_form) all.insert(f.reason.en);
  return all;
}
std::set<std::string> rows_with(const std::vector<VerdictRow>& rows, Verdict verdict) {
  std::set<std::string> all;
  for (const VerdictRow& f : rows)
    if (f.verdict == verdict) all.insert(f.row);
  return all;
}

TEST_CASE("a table holds if no row fails and at least one was held against theory") {
  const VerdictRow pass = row(Verdict::pass), fail = row(Verdict::fail), none = row(Verdict::no_closed_form),
                   books = row(Verdict::pass, false), broken_books = row(Verdict::fail, false);
  CHECK(holds({{both("a"), {pass, none, books}}}));
  CHECK(holds({{both("a"), {none}}, {both("twin"), {pass}}}));
  CHECK_FALSE(holds({{both("a"), {pass, fail}}}));
  CHECK_FALSE(holds({{both("a"), {pass}}, {both("twin"), {fail}}}));
  CHECK_FALSE(holds({{both("a"), {pass, broken_books}}}));
  CHECK_FALSE(holds({{both("a"), {none, none}}}));
  CHECK_FALSE(holds({{both("a"), {none, books}}}));
  CHECK_FALSE(holds({{both("a"), {}}}));
  CHECK_FALSE(holds({}));
  CHECK(holds({{both("design"), {none, books}, false}}));
  CHECK_FALSE(holds({{both("design"), {none, books, broken_books}, false}}));
  CHECK_FALSE(holds({{both("design"), {none}, false}}));
}

TEST_CASE("the last line says whether all passed, how many failed, or that nothing could be held against theory") {
  const VerdictRow pass = row(Verdict::pass), fail = row(Verdict::fail), none = row(Verdict::no_closed_form);
  const auto last_line = [](const std::vector<VerdictTable>& tables) {
    const std::string text = to_text(tables, Detail::every_row);
    return text.substr(text.rfind('\n', text.size() - 2) + 1);
  };
  CHECK(last_line({{both("a"), {pass, none}}, {both("twin"), {pass}}}) ==
        "Theory and simulation agree: all 2 rows pass\n");
  CHECK(last_line({{both("a"), {pass, fail, fail}}, {both("twin"), {pass, none}}}) == "2 of 4 rows FAIL\n");
  CHECK(last_line({{both("a"), {none}}}) == "No row could be held against theory\n");
  CHECK(last_line({{both("a"), {none, pass, pass}, false}}) ==
        "No closed form holds for a design; all 2 rows that hold at every point pass\n");
}

TEST_CASE("a row shows simulation, standard error, theory, difference and verdict, or the reason") {
  VerdictRow f = row(Verdict::fail);
  f.simulated = 0.0513, f.standard_error = 0.00025, f.theory = 0.05, f.economy = "north";
  const std::string pad(64 - 4 - std::string("a statement, north").size(), ' ');
  const std::string text = to_text({{both("a.h5"), {f, row(Verdict::no_closed_form)}}}, Detail::every_row);
  CHECK(text.find("\nV1  a statement, north" + pad + "        0.0513   0.00025           0.05     0.0013  FAIL\n") !=
        std::string::npos);
  CHECK(text.find("\nV1  a statement" + std::string(49, ' ') + "no closed form because of a reason\n") !=
        std::string::npos);
}

TEST_CASE("a design is checked for what holds at every point, which is enough for exit code 0") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", {"design.method=grid", "ensemble.replications=2",
                                "design.varied.tau={key: tau, low: 0.1, high: 0.2, levels: 2}"});
  const Outcome said = suanli_command(directory, "check a.h5");
  CHECK(said.code == 0);
  CHECK(said.out.find("\nV1-V5 closed forms  ") != std::string::npos);
  CHECK(said.out.find("\nV6    largest residual") != std::string::npos);
  CHECK(said.out.find(" on one thread, on all              0 ") != std::string::npos);
  CHECK(said.out.ends_with("No closed form holds for a design; all 2 rows that hold at every point pass\n"));
}

TEST_CASE("in Chinese the columns stand where they stand in English") {
  VerdictRow f = row(Verdict::fail);
  f.simulated = 0.0513, f.standard_error = 0.00025, f.theory = 0.05, f.economy = "north";
  const std::string text =
      to_text({{both("a.h5"), {f, row(Verdict::no_closed_form)}}}, Detail::every_row, Language::chinese);
  const auto spaces = [](std::size_t count) { return std::string(count, ' '); };
  CHECK(text == "a.h5" + spaces(60) + "        模拟值  ± 标准误         理论值         差\n" +  //
                    "V1  一个命题，north" + spaces(64 - 4 - 10 - 5) +
                    "        0.0513   0.00025           0.05     0.0013  未通过\n" +  //
                    "V1  一个命题" + spaces(64 - 4 - 8) + "没有闭式解：某种原因\n" + "共 1 行，1 行未通过\n");
}

TEST_CASE("a noisy run of one replication is not judged where only many could tell") {
  const std::vector<VerdictTable> tables = checked({"ensemble.replications=1"});
  CHECK(rows_with(tables[0].rows, Verdict::not_judged) == std::set<std::string>{"V1", "V3", "V4", "V5", "V7"});
  CHECK(to_text(tables, Detail::one_screen).find("  not judged because a single replication has no standard error\n") !=
        std::string::npos);
  CHECK(holds(tables));  // the twin was judged
}

TEST_CASE("one screen shows the worst of several economies, a failure before everything") {
  VerdictRow near = row(Verdict::pass), far = row(Verdict::pass), fail = row(Verdict::fail);
  near.economy = "north", near.tolerance = 1, near.simulated = 0.1;
  far.economy = "south", far.tolerance = 1, far.simulated = -0.9;
  fail.economy = "west", fail.tolerance = 1, fail.simulated = 2;
  const auto screen = [](const std::vector<VerdictRow>& rows) {
    return to_text({{both("a.h5"), rows}}, Detail::one_screen);
  };
  CHECK(screen({near, far}).find("V1  a statement, worst of 2: south ") != std::string::npos);
  CHECK(screen({far, near}).find("north") == std::string::npos);
  CHECK(screen({far, fail, near}).find("V1  a statement, worst of 3: west ") != std::string::npos);
  const std::string all = to_text({{both("a.h5"), {near, far, fail}}}, Detail::every_row);
  for (const std::string name : {"north", "south", "west"}) CHECK(all.find(name) != std::string::npos);
}

TEST_CASE("the small economy passes every row that it can, and shows its quiet twin") {
  const std::vector<VerdictTable> tables = checked({"ensemble.replications=16"});
  REQUIRE(tables.size() == 2);
  CHECK(tables[1].of.en == "Its quiet twin, the same without noise");
  using Rows = std::set<std::string>;
  CHECK(rows_with(tables[0].rows, Verdict::pass) == Rows{"V1", "V10", "V2", "V3", "V4", "V5", "V6", "V7"});
  CHECK(rows_with(tables[0].rows, Verdict::no_closed_form) == Rows{"V11", "V8", "V9"});
  CHECK(rows_with(tables[1].rows, Verdict::pass) == Rows{"V1", "V10", "V2", "V3", "V5", "V6", "V7"});
  CHECK(holds(tables));
  for (const VerdictTable& simulation : tables)
    for (const VerdictRow& f : simulation.rows) {
      const bool aside = f.row == "V6" || f.row == "V10" || f.statement.en == "κ stays at 1 - τ" ||
                         f.statement.en == "H_X/H" || f.statement.en == "growth-maximising τ" ||
                         f.statement.en == "order of κ's error in dt";
      CHECK(f.of_theory == !aside);
    }
}

TEST_CASE("a pair of antithetic replications of which one half failed does not count towards means") {
  EnsembleParameters pairs{};
  pairs.antithetic = true;
  const std::vector<double> values{1, 3, 100, 5, 9};
  const std::vector<std::size_t> numbers{0, 1, 3, 4, 5};  // 2 failed
  const Estimate estimate = estimate_over_replications(values, numbers, pairs);
  CHECK(estimate.count == 2);
  CHECK(estimate.mean == 4.5);            // of the pairs' means 2 and 7
  CHECK(estimate.standard_error == 2.5);  // (7 - 2)/√2 over √2
  const Estimate none = estimate_over_replications(std::vector{1.0, 2.0}, std::vector<std::size_t>{0, 3}, pairs);
  CHECK(none.mean == 1.5);
  CHECK(std::isinf(none.standard_error));
}

TEST_CASE(
    "an antithetic ensemble is held against theory, pair by pair, and so is its twin, which is a single replication") {
  const std::vector<VerdictTable> tables = checked({"ensemble.antithetic=true"});
  REQUIRE(tables.size() == 2);
  CHECK(holds(tables));
}

TEST_CASE("without noise there is no twin, and theory is met to rounding") {
  const std::vector<VerdictTable> tables = checked({"productivity.standard_deviation=0"});
  REQUIRE(tables.size() == 1);
  CHECK(holds(tables));
  CHECK(reasons(tables, "V4") == std::set<std::string>{"firms have no noise of their own"});
  for (const VerdictRow& f : tables[0].rows)
    if (f.row == "V1" || f.row == "V3") {
      if (f.verdict == Verdict::pass) CHECK(std::abs(f.difference()) <= 1e-11 * std::abs(f.theory));
    }
}

TEST_CASE("each missing closed form says why") {
  using Reasons = std::set<std::string>;
  const std::vector<VerdictTable> plain = checked({});
  CHECK(reasons(plain, "V8") == Reasons{"firms invest in proportion to their stocks"});
  CHECK(reasons(plain, "V9") == Reasons{"one service location per economy"});
  CHECK(reasons(plain, "V11") == Reasons{"one national economy"});

  const std::vector<VerdictTable> away = checked({"start.kappa=0.8"});
  for (const char* name : {"V1", "V3", "V5", "V7"})
    CHECK(reasons(away, name) == Reasons{"the run starts at κ = 0.8, away from rest at 0.9"});

  const std::vector<VerdictTable> saves = checked({"household.consumption={saving_rate: 0.3}"});
  CHECK(reasons(saves, "V5") == Reasons{"the household saves a given share"});
  CHECK(reasons(checked({"household.consumption={saving_rate: 0.3}", "start.kappa=0.8"}), "V2") ==
        Reasons{"the household saves a given share"});

  CHECK(reasons(checked({"shocks.economy.standard_deviation=0.01"}), "V4") ==
        Reasons{"common shocks move all firms of a cell"});
  CHECK(reasons(checked({"productivity.standard_deviation=1.5"}), "V4") ==
        Reasons{"no cell has enough firms for their dispersion"});
  CHECK(reasons(checked({"productivity.innovations=laplace", "productivity.normalise=false"}), "V1") ==
        Reasons{"productivity.normalise is false and the dispersion of firms changes over time"});
}

TEST_CASE("where data centres yield more or less, services are dearer on average, by what theory says") {
  // ξ̄ = .131: e^((1-ξ̄)s²/2) = 1.04; some 8000 independent dates of a price that moves by 26 % leave .3 %.
  const std::vector<VerdictTable> tables =
      checked({"ensemble.replications=400", "firms.count=100", "productivity.standard_deviation=0", "time.end=2030",
               "shocks.services={standard_deviation: 0.3, persistence: 0.01}"});
  const auto price = [](const VerdictTable& of) {
    return *std::ranges::find_if(of.rows, [](const VerdictRow& f) { return f.statement.en.starts_with("p ["); });
  };
  CHECK(price(tables[0]).verdict == Verdict::pass);
  CHECK(price(tables[0]).theory == doctest::Approx(std::exp(0.869 * 0.045) * price(tables[1]).theory).epsilon(1e-12));
  CHECK(price(tables[0]).tolerance < 0.015 * price(tables[0]).theory);
}

TEST_CASE("where few and very unlike firms would open the tolerance wide, there is no closed form") {
  const std::vector<std::string> wild{"volatility.factor=10", "volatility.arrival_rate=5", "volatility.duration=10"};
  for (const char* name : {"V1", "V3", "V5", "V7"}) {
    const std::set<std::string> why = reasons(checked(wild), name);
    REQUIRE(why.size() == 1);
    CHECK(why.begin()->starts_with("so few firms, so unlike, move mean output by up to "));
  }
  for (const std::vector<std::string>& settings : {std::vector<std::string>{}, {"firms.count=100"}}) {
    const std::vector<VerdictTable> tables = checked(settings);
    for (const VerdictRow& f : tables.front().rows)  // of a growth rate .06 of Y/W, of ratios 1 %
      if (f.verdict == Verdict::pass && f.of_theory) CHECK(f.left_open <= 0.0101 * std::max(std::abs(f.theory), 1.0));
  }
}

TEST_CASE("rows that make the same statement share one chance of a false alarm") {
  // 465 pairs of 31 regions: at one in a thousand each, every second sound simulation would fail.
  std::vector<VerdictRow> rows;
  for (int i = 0; i < 465; ++i) rows.push_back(compare("V11", text("gap", "差"), {3.5, 1, 128}, 0, 0));
  rows.push_back(compare("V5", text("mean", "均值"), {3.5, 1, 128}, 0, 0));
  for (const VerdictRow& f : rows) CHECK(f.verdict == Verdict::fail);  // Student's t of 127: 3.37 standard errors
  judge_together(rows);
  CHECK(rows.front().verdict == Verdict::pass);  // 4.7 standard errors
  CHECK(rows.front().tolerance == doctest::Approx(standard_errors_off(1e-3 / 465, 128)).epsilon(1e-12));
  CHECK(rows.back().verdict == Verdict::fail);
}

TEST_CASE("every source of uncertainty at once leaves every row that has a closed form in agreement") {
  const std::vector<VerdictTable> tables =
      checked({"ensemble.replications=48", "productivity.innovations=laplace", "volatility.factor=2",
               "volatility.arrival_rate=0.5", "shocks.services.standard_deviation=0.2", "time.end=2030"});
  CHECK(holds(tables));
  CHECK(rows_with(tables.front().rows, Verdict::fail).empty());
  for (const char* name : {"V1", "V2", "V3", "V4", "V5", "V6", "V7", "V10"})
    CHECK(rows_with(tables.front().rows, Verdict::pass).contains(name));
}

// With T_m = 1 and shocks of 7 % that fade within a year m̂ sees a part of what is there: mean growth is above g* by .0007,
// four times the standard error of 300 replications over 8 years that see three quarters of their noise offset.
TEST_CASE(
    "where the household sees the trend with delay every row that has a closed form agrees, (10.1) in every period") {
  const std::vector<std::string> settings{"household.trend={delay: 1}", "ensemble.replications=300", "time.end=2030",
                                          "shocks.economy={standard_deviation: 0.07, persistence: 0.1}"};
  for (const char* market : {"national", "regional"}) {
    std::vector<std::string> with_market = settings;
    with_market.push_back(std::string("capital_market=") + market);
    const std::vector<VerdictTable> tables = checked(with_market);
    CHECK(holds(tables));
    for (const char* name : {"V1", "V2", "V3", "V5", "V6", "V7", "V10"})
      CHECK(rows_with(tables.front().rows, Verdict::pass).contains(name));
    const auto growth = std::ranges::find(tables[0].rows, "V1", &VerdictRow::row),
               quiet = std::ranges::find(tables[1].rows, "V1", &VerdictRow::row);
    CHECK(growth->statement.en == "mean growth of Y is g* and what m̂ adds [1/year]");
    CHECK(growth->theory > quiet->theory);
    const auto gap = std::ranges::find(tables[0].rows, "V5", &VerdictRow::row);
    CHECK(std::abs(gap->difference()) < 1e-12);
    CHECK(std::abs(gap->theory) > 1e-5);
  }
}

TEST_CASE("an economy without a balanced path says so in every row that needs one, and shows its twin") {
  const std::vector<VerdictTable> level =
      checked({"synergy.mode=level", "productivity.level=1", "household.consumption={saving_rate: 0.3}"});
  REQUIRE(level.size() == 2);
  for (const VerdictTable& simulation : level)
    for (const VerdictRow& f : simulation.rows)
      if (f.row == "V1" || f.row == "V5" || f.row == "V7") {
        CHECK(f.verdict == Verdict::no_closed_form);
        CHECK(f.reason.en == "synergy.mode: level has no balanced path");
      }
  CHECK(to_text(level, Detail::one_screen).find("\nIts quiet twin, the same without noise ") != std::string::npos);

  const std::vector<VerdictTable> joint =
      checked({"capital_market=regional", "regions.north.tau=0.2", "synergy.spillover=0.5",
               "household.consumption={saving_rate: 0.3}"});
  const std::string why = "spillover between different τ excludes a balanced path";
  for (const char* name : {"V1", "V11"}) CHECK(reasons(joint, name) == std::set<std::string>{why});
}

// Two locations whose electricity differs; nothing else does.
const std::vector<std::string> two_locations{
    "services.energy=0.012", "service_classes={any: {}}",
    "locations={north: {region: north, electricity_price: .4}, south: {region: "
    "south, electricity_price: .7}}"};
std::vector<VerdictTable> checked_at_two_locations(const std::vector<std::string>& further) {
  std::vector<std::string> settings = two_locations;
  settings.insert(settings.end(), further.begin(), further.end());
  return checked(settings);
}

TEST_CASE("with locations and without noise every row agrees, the clearing of their market among them") {
  const std::vector<VerdictTable> tables = checked_at_two_locations({"productivity.standard_deviation=0"});
  REQUIRE(tables.size() == 1);
  CHECK(holds(tables));
  for (const char* name : {"V1", "V2", "V3", "V5", "V6", "V7", "V9", "V10"})
    CHECK(rows_with(tables[0].rows, Verdict::pass).contains(name));
  const auto clears = std::ranges::find(tables[0].rows, "V9", &VerdictRow::row);
  CHECK(clears->statement.en == "clearing of the siting market: largest residual");
  CHECK(clears->tolerance == 1e-10);
  CHECK_FALSE(clears->of_theory);
}

TEST_CASE("rows that locations, their start, events or policies break say so, and the quiet twin is judged") {
  struct Break {
    std::vector<std::string> settings;
    std::string why;
  };
  const Break breaks[] = {
      {{}, "data centres of several locations follow only slowly what noise does to their returns"},
      {{"productivity.standard_deviation=0", "start.kappa=0.8"},
       "away from rest, data centres of several locations follow their returns only slowly"},
      {{"locations.north.start_utilisation=.7", "locations.south.start_utilisation=.4"},
       "data centres start at other capital than at rest"},
      {{"locations.north.ceiling=100"}, "ceilings or bandwidths limit locations"},
      {{"events={squeeze: {kind: chip_squeeze, start: 2022.5, size: .2, duration: .25}}"}, "events happen"},
      {{"policies={west: {kind: siting_multiplier, location: south, dates: [2022.5], values: [1.2]}}"},
       "policies change what is at rest"}};
  for (const Break& b : breaks) {
    CAPTURE(b.why);
    const std::vector<VerdictTable> tables = checked_at_two_locations(b.settings);
    for (const char* name : {"V1", "V3", "V5"}) CHECK(reasons(tables, name) == std::set<std::string>{b.why});
    CHECK(rows_with(tables[0].rows, Verdict::fail).empty());
    CHECK(rows_with(tables[0].rows, Verdict::pass).contains("V9"));
    if (b.settings.size() == 2 && b.settings[1] == "start.kappa=0.8") continue;  // without noise there is no twin
    REQUIRE(tables.size() == 2);
    CHECK(holds(tables));
    CHECK(rows_with(tables[1].rows, Verdict::pass).contains("V1"));
  }
}

TEST_CASE("regions that invest differently are held against the difference of their rates") {
  const std::vector<VerdictTable> tables =
      checked({"capital_market=regional", "regions.north.tau=0.2", "ensemble.replications=16"});
  const auto divergence = std::ranges::find(tables[1].rows, "V11", &VerdictRow::row);
  REQUIRE(divergence != tables[1].rows.end());
  CHECK(divergence->verdict == Verdict::pass);
  CHECK(divergence->theory == doctest::Approx(0.094105315 - 0.054209360).epsilon(1e-7));
  CHECK(holds(tables));
}

TEST_CASE("the program's exit code is 0 when the table holds, and --all shows every row") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", {"ensemble.replications=16"});
  const Outcome screen = suanli_command(directory, "check a.h5"), all = suanli_command(directory, "check a.h5 --all");
  CHECK(screen.code == 0);
  CHECK(screen.err == "");
  CHECK(screen.out.starts_with("a.h5 "));
  CHECK(screen.out.find("\nTheory and simulation agree: all ") != std::string::npos);
  CHECK(all.code == 0);
  CHECK(std::ranges::count(all.out, '\n') > std::ranges::count(screen.out, '\n'));
  CHECK(std::ranges::count(screen.out, '\n') < 40);
  CHECK(suanli_command(directory, "check a.h5 --threads 1").out == screen.out);
}

}  // namespace
}  // namespace suanli::test
