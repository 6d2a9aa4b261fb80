// Charts on a terminal: every sign where the numbers are, in blocks and in ASCII, and never wider than the terminal.
#include "output/terminal_chart.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <sstream>

#include "engine/columns.hpp"

namespace suanli::output::test {

namespace {

// A line from 0 to 4, with 1 on either side and 2 around that.
FanChart rising() {
  return {.x = {2022, 2026},
          .centre = {"median", {0, 4}},
          .ranges = {{"5–95 %", {-2, 2}, {2, 6}}, {"25–75 %", {-1, 3}, {1, 5}}}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

// From -2 to 6 by 2 there are four steps of two rows each, and a row is worth 1. The plot has 29 - 5 = 24 columns, the n-th of
// which is at 4n/23: in the first the line is at 0 and ranges reach from -2 to 2 and from -1 to 1, in the last all is 4 higher.
TEST_CASE("a rising fan on a terminal of 29 columns is drawn cell by cell where its numbers are") {
  CHECK(to_text(rising(), {.columns = 29, .colours = false, .renews = true, .unicode = false}) ==
        "  6 +                     ...\n"
        "    |               ......:::\n"
        "  4 +         ......::::::***\n"
        "    |   ......::::::******:::\n"
        "  2 +...::::::******::::::...\n"
        "    |:::******::::::......\n"
        "  0 +***::::::......\n"
        "    |:::......\n"
        " -2 +...\n"
        "    ++-----------+----------+\n"
        "   2022        2024      2026\n"
        "     * median   : 25–75 %   . 5–95 %\n");
}

TEST_CASE("in a locale of UTF-8 the line is told to half a row, and shades are the ranges") {
  const FanChart chart{.x = {0, 1}, .centre = {"line", {0, 1}}, .ranges = {{"wide", {0, 0}, {1, 1}}}};
  const std::vector<std::string> lines = lines_of(to_text(chart, {.columns = 30, .unicode = true}));
  REQUIRE(lines.size() == 14);  // five steps of two rows, and three lines below them
  CHECK(lines[0] == " 1.0 ┤░░░░░░░░░░░░░░░░░░░░░░▄▄");
  CHECK(lines[1] == "     │░░░░░░░░░░░░░░░░░░░░▄▀░░");
  CHECK(lines[10] == " 0.0 ┤▄▀░░░░░░░░░░░░░░░░░░░░░░");
}

TEST_CASE("without numbers there is a gap, and what does not vary is one level line, rounding or not") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const FanChart gap{.x = {0, 1, 2, 3}, .centre = {"line", {1, nan, nan, 1}}, .ranges = {}};
  const std::vector<std::string> lines = lines_of(to_text(gap, {.columns = 40}));
  const auto row = std::ranges::find_if(lines, [](const std::string& line) { return line.find('*') != line.npos; });
  CHECK(row->find("1.0 +*") != std::string::npos);
  CHECK(row->find_last_of('*') == row->size() - 1);
  CHECK(std::ranges::count(*row, '*') == 2);

  const FanChart rounded{.x = {0, 1}, .centre = {"line", {.05, .05 * (1 + 4e-16)}}, .ranges = {}};
  const std::vector<std::string> level = lines_of(to_text(rounded, {.columns = 40}));
  CHECK(level.front().starts_with(" 0.08 +"));  // and not a decimal for each digit of rounding
  CHECK(std::ranges::count_if(level, [](const std::string& line) { return line.find("***") != line.npos; }) == 1);
}

TEST_CASE("a chart is as wide as its terminal up to 100 columns, and its colours take no columns") {
  for (const std::size_t columns : {40u, 80u, 100u, 300u})
    for (const bool unicode : {false, true}) {
      CAPTURE(columns);
      const Terminal plain{.columns = columns, .colours = false, .unicode = unicode};
      std::size_t widest = 0;
      for (const std::string& line : lines_of(to_text(rising(), plain))) widest = std::max(widest, width_of(line));
      CHECK(widest == std::min<std::size_t>(columns, 100));

      Terminal colourful = plain;
      colourful.colours = true;
      std::string painted = to_text(rising(), colourful);
      CHECK(painted.find("\033[36m") != std::string::npos);
      for (const std::string code : {"\033[36m", "\033[1m", "\033[0m"})
        for (std::size_t found; (found = painted.find(code)) != std::string::npos;) painted.erase(found, code.size());
      CHECK(painted == to_text(rising(), plain));
    }
}

}  // namespace suanli::output::test
