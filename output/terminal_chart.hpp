// A chart for a terminal, of characters: a line over its ranges, which grow wider outwards. Knows nothing of what it shows.
#pragma once

#include <string>
#include <vector>

#include "engine/terminal.hpp"

namespace suanli::output {

/// A line over x with a name for the legend.
struct NamedLine {
  std::string name;
  std::vector<double> y;  ///< [x]
};

/// What lies between two lines.
struct NamedRange {
  std::string name;
  std::vector<double> low, high;  ///< [x]
};

/// A line and at most two ranges around it, the outer one first. Between two x they are straight; where one of them is not a
/// number, nothing is drawn of it.
struct FanChart {
  std::vector<double> x;  ///< ascending, at least two
  NamedLine centre;
  std::vector<NamedRange> ranges;
};

/// The chart as wide as its terminal, up to 100 columns, in nine to eleven lines with labelled axes and a legend below; of
/// block elements and lines, or of ASCII. At least one number of the line is finite.
std::string to_text(const FanChart& chart, const Terminal& terminal);

}  // namespace suanli::output
