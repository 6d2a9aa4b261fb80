// Line charts: round ticks, curves where the numbers are, text that cannot break the file.
#include "output/line_chart.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <regex>

namespace suanli::output::test {

namespace {

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

LineChart sample_chart() {
  return {.language = "en",
          .title = "A title",
          .subtitle = "what it shows",
          .x_title = "x [1]",
          .y_title = "y [1]",
          .note = "a note",
          .description = "in words",
          .lines = {{"rising\nsmall print", {{0, 0}, {0.5, 5}, {1, 10}}, Colour::blue, Dash::dashed},
                    {"falling", {{0, 10}, {1, 0}}, Colour::vermilion, Dash::solid}},
          .marks = {{"here", 0.5, 5, Colour::blue, true}},
          .rules = {{"half", 0.5}}};
}

// First and last point of the n-th curve.
std::vector<std::array<double, 2>> ends_of(const std::string& svg, std::size_t n) {
  static const std::regex path(R"re(<path d="M([\d.-]+) ([\d.-]+)[^"]*?L([\d.-]+) ([\d.-]+)")re");
  auto found = std::sregex_iterator(svg.begin(), svg.end(), path);
  std::advance(found, static_cast<std::ptrdiff_t>(n));
  const std::smatch& m = *found;
  return {{std::stod(m[1]), std::stod(m[2])}, {std::stod(m[3]), std::stod(m[4])}};
}

}  // namespace

TEST_CASE("ticks are round numbers that enclose what is drawn") {
  CHECK(nice_ticks(0, 1, 10) == std::vector<double>{0, 0.1, 0.2, 3 * 0.1, 0.4, 0.5, 6 * 0.1, 7 * 0.1, 0.8, 0.9, 1});
  CHECK(nice_ticks(-1.1, 29.9, 8) == std::vector<double>{-5, 0, 5, 10, 15, 20, 25, 30});
  CHECK(nice_ticks(0, 30, 6) == std::vector<double>{0, 5, 10, 15, 20, 25, 30});
  CHECK(nice_ticks(1234, 1235, 5).size() <= 6);
  for (const auto& [low, high] : {std::pair{1e-7, 3e-7}, {-5e9, 2e10}, {0.1, 0.10001}}) {
    const std::vector<double> ticks = nice_ticks(low, high, 8);
    CHECK(ticks.front() <= low + 1e-9 * (high - low));
    CHECK(ticks.back() >= high - 1e-9 * (high - low));
    CHECK(ticks.size() >= 3);
    CHECK(ticks.size() <= 9);
  }
}

TEST_CASE("a curve starts and ends where its numbers lie between the axes") {
  const std::string svg = to_svg(sample_chart());
  const auto rising = ends_of(svg, 0), falling = ends_of(svg, 1);
  CHECK(rising[0][0] == falling[0][0]);
  CHECK(rising[0][1] > falling[0][1]);  // down the page
  CHECK(rising[0][1] - falling[0][1] == doctest::Approx(400));
}

TEST_CASE("a number that is none interrupts its curve and moves no axis") {
  LineChart chart = sample_chart();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  chart.lines[0].points = {{0, 0}, {0.3, 3}, {0.4, nan}, {0.5, 5}, {1, 10}};
  const std::string svg = to_svg(chart);
  CHECK(svg.find("nan") == std::string::npos);
  static const std::regex path(R"re(<path d="M[^"]*M[^"]*" fill="none" stroke="#0072b2")re");
  CHECK(std::regex_search(svg, path));
}

TEST_CASE("text cannot break the file, and the file needs no other") {
  LineChart chart = sample_chart();
  chart.title = "r < ω & \"both\" > 0";
  const std::string svg = to_svg(chart);
  CHECK(svg.find("<title id=\"title\">r &lt; ω &amp; &quot;both&quot; &gt; 0</title>") != std::string::npos);
  CHECK(svg.find("<desc id=\"description\">in words</desc>") != std::string::npos);
  CHECK(svg.find("viewBox") != std::string::npos);
  for (const std::string outside : {"href", "url(", "<script", "@import"}) CHECK(count(svg, outside) == 0);
  CHECK(count(svg, "http") == 1);  // the name of the format
  CHECK(count(svg, "<text") == count(svg, "</text>"));
}

TEST_CASE("every name is shown, with the dashes of its curve, and names do not overlap") {
  LineChart chart = sample_chart();
  chart.lines.clear();
  for (int i = 0; i < 6; ++i)
    chart.lines.push_back(
        {"curve " + std::to_string(i), {{0, 1. * i}, {1, 5 + 0.01 * i}}, Colour::black, Dash::dotted});
  const std::string svg = to_svg(chart);
  static const std::regex name(R"re(<text x="[\d.]+" y="([\d.]+)"[^>]*>curve \d</text>)re");
  std::vector<double> heights;
  for (auto found = std::sregex_iterator(svg.begin(), svg.end(), name); found != std::sregex_iterator(); ++found)
    heights.push_back(std::stod((*found)[1]));
  REQUIRE(heights.size() == 6);
  for (std::size_t i = 1; i < heights.size(); ++i) CHECK(heights[i] - heights[i - 1] > 13);
  CHECK(count(svg, "stroke-dasharray=\"2 4\"") == 12);
}

TEST_CASE("long texts are wrapped, Chinese ones between any two letters but not before their punctuation") {
  LineChart chart = sample_chart();
  for (int i = 0; i < 40; ++i) chart.note += " unbroken", chart.subtitle += "算力，";
  const std::string svg = to_svg(chart);
  CHECK(count(svg, "unbroken") == 40);
  CHECK(count(svg, ">，") == 0);
  CHECK(count(svg, "<text") == count(to_svg(sample_chart()), "<text") + 4);  // three lines each instead of one
}

TEST_CASE("a constant is drawn in the middle of axes that leave it room") {
  LineChart chart = sample_chart();
  chart.lines = {{"constant", {{0, 2}, {1, 2}}, Colour::black, Dash::solid}};
  chart.marks.clear();
  const auto ends = ends_of(to_svg(chart), 0);
  CHECK(ends[0][1] == ends[1][1]);
}

}  // namespace suanli::output::test
