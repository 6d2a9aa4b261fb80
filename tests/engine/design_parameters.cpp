// What a scenario states of a design becomes points; what cannot be a design is refused with its rule.
#include "engine/design_parameters.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/design_rows.hpp"
#include "engine/statistics.hpp"

namespace suanli::test {
namespace {

VariedParameters uniform(double low, double high) {
  VariedParameters v{};
  v.key = "tau", v.distribution = VariedDistribution::uniform, v.low = low, v.high = high;
  return v;
}
VariedParameters discrete(std::vector<double> values) {
  VariedParameters v{};
  v.key = "pricing", v.distribution = VariedDistribution::discrete, v.values = std::move(values);
  return v;
}

DesignParameters design(DesignMethod method, std::int64_t points, Named<VariedParameters> varied) {
  for (std::size_t i = 0; i < varied.size(); ++i) varied[i].second.key += std::to_string(i);
  return {.method = method, .points = points, .varied = std::move(varied), .correlations = {}};
}

std::vector<std::string> rules_broken_by(const DesignParameters& d) {
  std::vector<Fault> faults;
  check(d, faults);
  std::vector<std::string> all;
  for (const Fault& fault : faults) all.push_back(fault.key + ": " + fault.message.en);
  return all;
}

TEST_CASE("a grid takes every combination of stated values, the last parameter fastest") {
  VariedParameters in_logs = uniform(.01, 1);
  in_logs.distribution = VariedDistribution::log_uniform, in_logs.levels = 3;
  const DesignParameters d = design(DesignMethod::grid, 0, {{"a", discrete({5, 7})}, {"b", in_logs}});
  CHECK(rules_broken_by(d).empty());
  REQUIRE(rows_of(d) == 6);
  const Points values = values_of(d, 1);
  for (std::size_t row = 0; row < 6; ++row) {
    CHECK(values[row][0] == (row < 3 ? 5 : 7));
    CHECK(values[row][1] == doctest::Approx(std::pow(10, static_cast<double>(row % 3) - 2)).epsilon(1e-12));
  }
}

TEST_CASE("every sampling keeps its values within their distributions, and their means are the distributions'") {
  VariedParameters normal{};
  normal.key = "x", normal.distribution = VariedDistribution::normal;
  normal.mean = 2, normal.standard_deviation = .5, normal.low = 1, normal.high = 3;
  VariedParameters beta = uniform(0, 4);
  beta.distribution = VariedDistribution::beta, beta.shapes = {2, 2};
  for (const DesignMethod method : {DesignMethod::sobol, DesignMethod::latin_hypercube}) {
    const DesignParameters d = design(method, 256, {{"n", normal}, {"b", beta}, {"u", uniform(-1, 1)}});
    CHECK(rules_broken_by(d).empty());
    const Points values = values_of(d, 7);
    REQUIRE(values.size() == 256);
    const double means[] = {2, 2, 0}, lows[] = {1, 0, -1}, highs[] = {3, 4, 1};
    for (std::size_t k = 0; k < 3; ++k) {
      const std::vector<double> column = values.column(k);
      CHECK(std::ranges::min(column) >= lows[k]);
      CHECK(std::ranges::max(column) <= highs[k]);
      // One point in each of 256 strata: the mean is off by at most a stratum's width, independent draws by 1/16 of the sd.
      CHECK(std::fabs(estimate(column).mean - means[k]) < (highs[k] - lows[k]) / 256);
    }
    CHECK(values_of(d, 7) == values);
    CHECK_FALSE(values_of(d, 8) == values);
  }
}

TEST_CASE("parameters that go together have the rank correlation of their normal scores") {
  DesignParameters d =
      design(DesignMethod::sobol, 4096, {{"a", uniform(0, 1)}, {"b", uniform(0, 1)}, {"c", uniform(0, 1)}});
  d.correlations = {{"pair", {"a", "c", .6}}};
  CHECK(rules_broken_by(d).empty());
  const Points values = values_of(d, 3);
  const auto correlation = [&](std::size_t i, std::size_t j) {  // of uniform numbers: 12 E(u - ½)(v - ½)
    double sum = 0;
    for (std::size_t row = 0; row < values.size(); ++row) sum += (values[row][i] - .5) * (values[row][j] - .5);
    return 12 * sum / static_cast<double>(values.size());
  };
  // Independent draws would be off by 1/64; points of a scrambled net by far less.
  CHECK(correlation(0, 2) == doctest::Approx(rank_correlation_of_scores(.6)).epsilon(.01));
  CHECK(std::fabs(correlation(0, 1)) < .01);
}

TEST_CASE("schemes of Saltelli and Morris have the rows that they take a base point or a trajectory") {
  const Named<VariedParameters> three{{"a", uniform(0, 1)}, {"b", uniform(2, 3)}, {"c", uniform(4, 6)}};
  CHECK(rows_of(design(DesignMethod::saltelli, 8, three)) == 8 * 5);
  CHECK(values_of(design(DesignMethod::saltelli, 8, three), 1).size() == 40);
  const DesignParameters morris = design(DesignMethod::morris, 4, three);
  CHECK(rows_of(morris) == 4 * 4);
  const Points values = values_of(morris, 1);
  for (std::size_t row = 0; row + 1 < 16; ++row) {
    if (row % 4 == 3) continue;  // between trajectories
    std::size_t moved = 0;
    for (std::size_t k = 0; k < 3; ++k) moved += values[row][k] != values[row + 1][k];
    CHECK(moved == 1);
  }
}

TEST_CASE("row by row a design has the values that it has as a whole, whatever its method") {
  VariedParameters normal{}, beta = uniform(2, 3);
  normal.distribution = VariedDistribution::normal, normal.mean = 0, normal.standard_deviation = 1;
  normal.low = -2, normal.high = 2;
  beta.distribution = VariedDistribution::beta, beta.shapes = {2, 4};
  for (const DesignMethod method :
       {DesignMethod::sobol, DesignMethod::latin_hypercube, DesignMethod::saltelli, DesignMethod::morris}) {
    DesignParameters d = design(method, 37, {{"n", normal}, {"b", beta}, {"u", uniform(-1, 1)}});
    if (method == DesignMethod::sobol || method == DesignMethod::latin_hypercube)
      d.correlations = {{"nu", {"n", "u", .5}}};
    const Points whole = values_of(d, 7);
    const DesignRows rows(d, 7);
    REQUIRE(rows.size() == whole.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
      REQUIRE(rows[row] == std::vector(whole[row].begin(), whole[row].end()));
  }
  const DesignParameters grid = design(DesignMethod::grid, 0, {{"a", discrete({5, 7})}, {"b", discrete({1, 2, 4})}});
  const Points whole = values_of(grid, 1);
  for (std::size_t row = 0; row < whole.size(); ++row)
    CHECK(DesignRows(grid, 1)[row] == std::vector(whole[row].begin(), whole[row].end()));
}

TEST_CASE("words stand for their numbers") {
  VariedParameters words{};
  words.key = "pricing", words.distribution = VariedDistribution::discrete, words.words = {"report", "integrated"};
  const DesignParameters d = design(DesignMethod::grid, 0, {{"rule", words}});
  CHECK(rules_broken_by(d).empty());
  CHECK(values_of(d, 1).column(0) == std::vector<double>{0, 1});
}

TEST_CASE("what is no design is refused with its rule") {
  const auto only = [](const DesignParameters& d, const std::string& message) {
    const std::vector<std::string> all = rules_broken_by(d);
    REQUIRE(all.size() == 1);
    CHECK(all[0] == message);
  };
  only(design(DesignMethod::sobol, 8, {{"a", uniform(2, 1)}}),
       "design.varied.a.low: design.varied.a.low = 2 with high = 1: the range is empty; low must be below high, §6.5");
  only(design(DesignMethod::sobol, 0, {{"a", uniform(0, 1)}}),
       "design.points: design.points is missing: say how many points there are, §6.5");
  only(design(DesignMethod::sobol, 8, {}),
       "design.points: design.points = 8: nothing varies; list what does under design.varied, §6.5");
  only(design(DesignMethod::grid, 8, {{"a", discrete({1, 2})}}),
       "design.points: design.points = 8 with method = grid: its values tell how many there are; leave it out, §6.5");
  only(design(DesignMethod::saltelli, 1, {{"a", uniform(0, 1)}}),
       "design.points: design.points = 1: must be at least 2 for their spread to be seen, §6.5");
  VariedParameters in_logs = uniform(0, 1);
  in_logs.distribution = VariedDistribution::log_uniform;
  only(design(DesignMethod::sobol, 8, {{"a", in_logs}}),
       "design.varied.a.low: design.varied.a.low = 0 with distribution = log_uniform: must be above 0, §6.5");
  VariedParameters with_mean = uniform(0, 1);
  with_mean.mean = .5;
  only(design(DesignMethod::sobol, 8, {{"a", with_mean}}),
       "design.varied.a.mean: design.varied.a.mean is given with uniform, which takes none, §6.5");
  VariedParameters weighted = discrete({1, 2, 3});
  weighted.weights = {1, 1};
  only(design(DesignMethod::sobol, 8, {{"a", weighted}}),
       "design.varied.a.weights: design.varied.a.weights has 2 numbers for 3 values: give each value one, §6.5");
  only(design(DesignMethod::latin_hypercube, 1'048'577, {{"a", uniform(0, 1)}}),
       "design.points: design.points = 1048577 with 1 parameters that vary: a Latin hypercube has at most 1048576 "
       "values "
       "in all, as it is made as a whole; method = sobol has no such limit, §6.5");
  Named<VariedParameters> many;
  for (int i = 0; i <= 500; ++i)
    many.emplace_back("v" + std::to_string(i), uniform(0, 1)).second.key = std::to_string(i);
  only(design(DesignMethod::sobol, 8, many),
       "design.varied: design.varied has 501 parameters: at most 500 may vary, §6.5");
}

TEST_CASE("correlations that no parameters can have are refused, as are pairs that name none") {
  DesignParameters d =
      design(DesignMethod::sobol, 8, {{"a", uniform(0, 1)}, {"b", uniform(0, 1)}, {"c", uniform(0, 1)}});
  d.correlations = {{"ab", {"a", "b", .9}}, {"bc", {"b", "c", .9}}, {"ac", {"a", "c", -.9}}};
  // Eigenvalues of ones and ±.9: 1 - 2·.9 is the smallest.
  CHECK(rules_broken_by(d) ==
        std::vector<std::string>{"design.correlations: design.correlations: their matrix must be positive definite, "
                                 "and its smallest eigenvalue is "
                                 "-0.8: no parameters go together like this; bring some of them nearer to 0, §6.5"});
  d.correlations = {{"ab", {"a", "bb", .9}}};
  CHECK(rules_broken_by(d) ==
        std::vector<std::string>{"design.correlations.ab.second: design.correlations.ab.second = bb: is "
                                 "not under design.varied; did you mean b?, §6.5"});
  d.correlations = {{"ab", {"a", "b", .9}}, {"ba", {"b", "a", .5}}};
  CHECK(rules_broken_by(d).size() == 1);
  d.method = DesignMethod::saltelli;
  CHECK(rules_broken_by(d) ==
        std::vector<std::string>{
            "design.correlations: design.correlations: of method sobol and latin_hypercube only; the "
            "others take parameters one by one, §6.5"});
}

}  // namespace
}  // namespace suanli::test
