// What pages of `suanli report` are made from: names, places, and the shapes of files.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "output/report/json.hpp"
#include "scenarios/comparison/compare.hpp"
#include "scenarios/experiments/experiment.hpp"
#include "scenarios/read.hpp"
#include "scenarios/report/coordinates.hpp"
#include "scenarios/report/shapes.hpp"
#include "tests/support/command.hpp"

namespace suanli::report::test {
namespace {

bool has_chinese(const std::string& text) {
  return std::ranges::any_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0xF0) == 0xE0; });
}

TEST_CASE(
    "every region, industry, location and class of the baselines has a name in both languages, and a place of its "
    "own") {
  for (const char* const file : {"baseline.yaml", "baseline-eight-hubs.yaml", "baseline-split-west.yaml"}) {
    const Parameters p = read_scenario(suanli::test::shipped(file)).parameters;
    std::vector<std::string> names, places;
    for (const auto& [name, unused] : p.industries) names.push_back(name);
    for (const auto& [name, unused] : p.service_classes) names.push_back(name);
    for (const auto& [name, unused] : p.locations) names.push_back(name), places.push_back(name);
    for (const auto& [name, unused] : p.regions) names.push_back(name);
    for (const std::string& name : names) {
      CAPTURE(name);
      CHECK(has_chinese(place_name(name).zh));
      CHECK_FALSE(has_chinese(place_name(name).en));
    }
    const std::vector<Position> at = positions_of(places);
    for (std::size_t i = 0; i < at.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        CHECK(std::hypot(at[i].longitude - at[j].longitude, at[i].latitude - at[j].latitude) > 1);
  }
}

TEST_CASE("places that no shipped scenario has lie apart from each other, on a circle") {
  const std::vector<Position> at = positions_of({"here", "there", "elsewhere"});
  for (std::size_t i = 0; i < at.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      CHECK(std::hypot(at[i].longitude - at[j].longitude, at[i].latitude - at[j].latitude) > 5);
}

TEST_CASE("of a million dates a chart has five hundred, the first and the last among them, and of few all") {
  const std::vector<std::size_t> some = spread(1'000'000, most_dates);
  CHECK(some.size() == 500);
  CHECK(some.front() == 0);
  CHECK(some.back() == 999'999);
  for (std::size_t i = 1; i < some.size(); ++i) CHECK(some[i] > some[i - 1]);
  CHECK(spread(3, most_dates) == std::vector<std::size_t>{0, 1, 2});
  CHECK(spread(1, most_dates) == std::vector<std::size_t>{0});
}

TEST_CASE("a word begins with a large letter, a symbol stays as it is") {
  CHECK(capitalised({"output, valued", "产出"}).en == "Output, valued");
  CHECK(capitalised({"r", "r"}).en == "r");
  CHECK(capitalised({"τ of", "τ"}).en == "τ of");
}

TEST_CASE("values along an axis are those of the place, and a place that the file lacks is refused") {
  output::Table table{{2, 3, 4}, std::vector<double>(24)};
  std::iota(table.values.begin(), table.values.end(), 0.);
  CHECK(along(table, 1, {1, 0, 2}) == std::vector<double>{14, 18, 22});
  CHECK(along(table, 2, {0, 2, 0}) == std::vector<double>{8, 9, 10, 11});
  CHECK_THROWS_AS(along(table, 1, {2, 0, 0}), NothingToShow);
  CHECK_THROWS_AS(along(table, 1, {0, 0}), NothingToShow);
}

TEST_CASE("the numbers and the words of a finding travel in its file, and from there onto a page") {
  const suanli::test::TemporaryDirectory directory;
  const std::vector<Evidence> all =
      carry_out(experiments_named({"F4"}), suanli::test::shipped("findings"), Language::english,
                {{"firms.count=1000"}, {"firms.minimum_per_cell=40"}, {"ensemble.replications=4"}});
  const std::filesystem::path path = directory / "findings.h5";
  write(all, {.file = path}, Language::english);

  const ReportFiles files = open_files({path.string()});
  const Reading& with = all.front().with;
  for (std::size_t i = 0; i < with.measured.size(); ++i) {
    const std::string name = fmt::format("F4_with/measured_{:02}", i);
    const Measurement& m = with.measured[i];
    CHECK(described(files.findings.front().file, name).meaning == m.what);
    const std::vector<double> values = files.findings.front().file.read(name).values;
    CHECK(values[0] == m.effect.mean);
    CHECK(values[2] == m.interval().low);
    CHECK(values[4] == m.relevant);
  }
  const std::string json = page::to_json(page_of(files));
  for (const Text& words :
       {both(all.front().experiment->claim), both(all.front().experiment->against), verdict_on(with)})
    CHECK(json.find(page::Json().text(words).take()) != std::string::npos);
}

}  // namespace
}  // namespace suanli::report::test
