// `suanli figure-7`: the table and the chart.
#include "scenarios/figure_7.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>

#include "agents/theory/compute_share.hpp"
#include "engine/columns.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

Parameters shipped_figure(const std::vector<std::string>& settings = {}) {
  return read_scenario_text(read_text(shipped("figure-7.yaml")), "figure-7.yaml", settings).parameters;
}

struct Row {
  std::string curve, strength, tau, growth, r, omega, refused;
};
std::vector<Row> rows_of(const Figure7& figure, const std::string& curve) {
  std::istringstream in(figure.csv);
  std::vector<Row> rows;
  for (std::string text; std::getline(in, text);) {
    std::istringstream fields(text);
    Row row;
    for (std::string* field : {&row.curve, &row.strength, &row.tau, &row.growth, &row.r, &row.omega})
      std::getline(fields, *field, ',');
    std::getline(fields, row.refused);
    if (row.curve == curve) rows.push_back(row);
  }
  return rows;
}

std::string refusal_of(const std::vector<std::string>& settings) {
  try {
    figure_7(shipped_figure(settings), Language::english);
  } catch (const NoFigure& none) {
    CHECK(none.text().zh != none.text().en);
    return none.what();
  }
  return "";
}

TEST_CASE("figure 7: the lines hold the prices at rest at the scenario's τ and at its mirror image") {
  const Parameters p = shipped_figure();
  const EconomyTechnology economy = economies_of(p).front();
  const Figure7 figure = figure_7(p, Language::english);
  for (const auto& [name, tau] : {std::pair{"compute_dear", 0.25}, {"compute_cheap", 0.75}}) {
    const SteadyState rest = rest_at_compute_share(economy, p, tau).path;
    const std::vector<Row> line = rows_of(figure, std::string("given_prices_") + name),
                           origin = rows_of(figure, std::string("prices_at_rest_") + name);
    REQUIRE(origin.size() == 1);
    CHECK(std::stod(origin[0].tau) == tau);
    CHECK(std::stod(origin[0].growth) == rest.g);
    REQUIRE(line.size() == 201);
    for (const Row& row : line) {
      CHECK(std::stod(row.r) == rest.r);
      CHECK(std::stod(row.omega) == rest.omega);
      CHECK(std::stod(row.growth) == growth_at_given_prices({rest.r, rest.omega}, economy, p, std::stod(row.tau)));
    }
    CHECK((std::stod(line.back().growth) > std::stod(line.front().growth)) == (tau < 0.5));
  }
}

TEST_CASE("figure 7: curves in equilibrium are drawn at strength 0, .05 and 1, and at the scenario's own") {
  const auto strengths = [](const Figure7& figure) {
    std::vector<std::string> all;
    for (const Row& row : rows_of(figure, "tau_hat")) all.push_back(row.strength);
    return all;
  };
  CHECK(strengths(figure_7(shipped_figure(), Language::english)) == std::vector<std::string>{"0", "0.05", "1"});
  CHECK(strengths(figure_7(shipped_figure({"synergy.strength=0.5"}), Language::english)) ==
        std::vector<std::string>{"0", "0.05", "0.5", "1"});
}

TEST_CASE("figure 7: growth at τ̂ is the largest of its curve, and a point without growth says why") {
  const Figure7 figure = figure_7(shipped_figure(), Language::english);
  const std::vector<Row> all = rows_of(figure, "equilibrium");
  CHECK(all.size() == 3 * 199);
  for (const Row& peak : rows_of(figure, "tau_hat"))
    for (const Row& row : all) {
      CHECK(row.growth.empty() != row.refused.empty());
      if (row.strength == peak.strength && !row.growth.empty()) CHECK(std::stod(row.growth) <= std::stod(peak.growth));
    }
}

TEST_CASE("figure 7: the chart speaks the language asked for, the table is the same") {
  const Figure7 english = figure_7(shipped_figure(), Language::english),
                chinese = figure_7(shipped_figure(), Language::chinese);
  CHECK(english.csv == chinese.csv);
  CHECK(english.svg.find("Growth, % a year") != std::string::npos);
  CHECK(english.svg.find("算力") == std::string::npos);
  CHECK(chinese.svg.find("增长率") != std::string::npos);
  CHECK(chinese.svg.find("xml:lang=\"zh\"") != std::string::npos);
  CHECK(chinese.svg.find("Growth") == std::string::npos);
  for (const std::string peak : {"τ̂ = 0.15", "τ̂ = 0.19", "τ̂ = 0.54"})
    CHECK(chinese.svg.find(peak) != std::string::npos);
}

/// Words inside of the plot and the room that they take: those with a white rim.
struct Label {
  std::string words;
  double left, top, right, bottom;
};
std::vector<Label> labels_of(const std::string& svg) {
  static const std::regex text(
      R"re(<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"[^>]*text-anchor="(\w+)"[^>]*stroke="#ffffff"[^>]*>([^<]*)<)re");
  std::vector<Label> all;
  for (auto found = std::sregex_iterator(svg.begin(), svg.end(), text); found != std::sregex_iterator(); ++found) {
    const std::smatch& m = *found;
    const double x = std::stod(m[1]), y = std::stod(m[2]), size = std::stod(m[3]),
                 width = 0.52 * size * static_cast<double>(width_of(m[5].str())),
                 left = m[4] == "start" ? x
                        : m[4] == "end" ? x - width
                                        : x - width / 2;
    all.push_back({m[5], left, y - 0.75 * size, left + width, y + 0.2 * size});
  }
  return all;
}

TEST_CASE("figure 7: labels stand inside of the plot and off each other, whatever the scenario") {
  static const std::regex rule(
      R"re(x1="([\d.]+)" y1="([\d.]+)" x2="[\d.]+" y2="([\d.]+)"[^>]*stroke-dasharray="3 3")re");
  for (const std::string tau : {"0.15", "0.2", "0.25", "0.45", "0.7", "0.85"})
    for (const std::string strength : {"0.1", "0.3", "0.9", "1"})
      for (const Language language : {Language::english, Language::chinese}) {
        const std::string svg = figure_7(shipped_figure({"tau=" + tau, "synergy.strength=" + strength}), language).svg;
        CAPTURE(tau);
        CAPTURE(strength);
        std::smatch plot;
        REQUIRE(std::regex_search(svg, plot, rule));
        const std::vector<Label> labels = labels_of(svg);
        CHECK(labels.size() >= 9);  // two lines of the rule, two of each pair of rates, three peaks
        for (std::size_t i = 0; i < labels.size(); ++i) {
          const Label& a = labels[i];
          CAPTURE(a.words);
          CHECK((a.left > 58 && a.right < 680 && a.top > std::stod(plot[2]) && a.bottom < std::stod(plot[3])));
          for (std::size_t j = 0; j < i; ++j) {
            const Label& b = labels[j];
            CAPTURE(b.words);
            CHECK((a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top));
          }
        }
      }
}

TEST_CASE("figure 7: a scenario that has no such figure is told why in one line") {
  CHECK(refusal_of({"tau=0.5"}).starts_with("tau = 0.5: prices at rest there lie on neither side of ω = (B/ᾱ) r"));
  CHECK(refusal_of({"synergy.mode=level", "productivity.level=1", "household.consumption={saving_rate: 0.3}"})
            .starts_with("synergy.mode = level: there is no balanced path to draw"));
  CHECK(refusal_of({"household.risk_aversion=0.5"})
            .starts_with("no prices to hold at τ = 0.25: economy national: balanced growth path refused: "));
  const Parameters regional = read_scenario(shipped("regional.yaml")).parameters;
  CHECK_THROWS_WITH_AS(figure_7(regional, Language::english),
                       "capital_market = regional has 4 economies, the figure shows one: give a national scenario",
                       NoFigure);
}

TEST_CASE("figure 7: its single cell has the elasticities of the reference economy, rounded") {
  const EconomyTechnology one = economies_of(shipped_figure()).front(),
                          reference = economies_of(read_scenario(shipped("reference.yaml")).parameters).front();
  CHECK(std::abs(one.alpha_bar - reference.alpha_bar) < 0.0005);
  CHECK(std::abs(one.beta_bar - reference.beta_bar) < 0.0005);
}

}  // namespace
}  // namespace suanli::test
