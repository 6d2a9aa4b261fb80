// A line chart as SVG: curves with their names beside them, marked points, vertical rules. Scales with the page, needs no
// other file, and is told apart in grey by its dashes. Knows nothing of what it shows.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace suanli::output {

/// Colours that the colour-blind tell apart (Okabe and Ito 2008).
enum class Colour { black, orange, sky_blue, green, blue, vermilion, purple, grey };
enum class Dash { solid, dashed, dotted, dash_dotted };

/// A curve; a coordinate that is not a number interrupts it. Its label, of one line or several, stands at its right end.
struct Line {
  std::string label;
  std::vector<std::pair<double, double>> points;
  Colour colour = Colour::black;
  Dash dash = Dash::solid;
  bool highlight = false;  ///< a broad pale stroke behind the curves
};

/// A marked point, filled or hollow, with a label on the side where there is room.
struct Mark {
  std::string label;
  double x, y;
  Colour colour = Colour::black;
  bool filled = true;
};

/// A vertical line over the whole height with a label at one of its ends.
struct Rule {
  std::string label;
  double x;
};

struct LineChart {
  std::string language;  ///< of all words, "en" or "zh"
  std::string title, subtitle;
  std::string x_title, y_title;  ///< with units
  std::string note;              ///< below: definitions, source
  std::string description;       ///< the chart in words, for those who cannot see it
  std::vector<Line> lines;
  std::vector<Mark> marks;
  std::vector<Rule> rules;
};

/// The chart as a file. At least one point is finite.
std::string to_svg(const LineChart& chart);

/// Round numbers 1, 2 or 5 times a power of ten apart, at most `most` ≥ 2 steps, of which the first and the last enclose
/// [low, high], low < high.
std::vector<double> nice_ticks(double low, double high, int most);

/// Decimals that tell multiples of a step apart.
int decimals_of_step(double step);

}  // namespace suanli::output
