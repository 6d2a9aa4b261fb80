// What sections make charts from: words, units and numbers as files have them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/report/files.hpp"

namespace suanli::report {

/// "trillion yuan a year" for "1e12 yuan/year"; units that need no words stay.
Text unit_words(std::string_view unit);

/// A name of a region, industry, location, class or stress as people write it; of one that is not shipped with its own
/// letters.
Text place_name(const std::string& name);
std::vector<Text> place_names(const std::vector<std::string>& names);

/// With a large first letter, if they begin with a word.
Text capitalised(Text words);

/// What a file says of a variable or a dimension.
struct Described {
  Text meaning;
  std::string symbol, unit, equation;
};
Described described(const output::ResultReader& file, const std::string& path);

/// The axis of a variable: its symbol, or its meaning where it has none, and its unit; growth in percent.
page::Axis axis_of(const output::ResultReader& file, const std::string& path);
/// The axis of dates.
page::Axis axis_of_time();
/// An axis of names.
page::Axis named_axis(std::vector<Text> names, Text title = {});

/// Coordinates of a dimension, which the file has.
std::vector<double> numbers_along(const output::ResultReader& file, const std::string& dimension);
std::vector<std::string> names_along(const output::ResultReader& file, const std::string& dimension);
bool has_dimension(const output::ResultReader& file, std::string_view dimension);
bool has_group(const output::ResultReader& file, std::string_view group);

/// Throws NothingToShow unless that holds: a file has the shapes that suanli writes.
void expect_shape(bool holds);

/// Values along one axis of a table, all other places fixed: `at` says them, its entry of this axis is ignored. Throws
/// NothingToShow if there is no such place.
std::vector<double> along(const output::Table& table, std::size_t axis, std::vector<std::size_t> at);

/// At most `most` of `count` places, evenly spread, the first and the last among them.
std::vector<std::size_t> spread(std::size_t count, std::size_t most);
template <class T> std::vector<T> picked(const std::vector<T>& values, std::span<const std::size_t> places) {
  std::vector<T> some;
  for (const std::size_t i : places) some.push_back(values[i]);
  return some;
}
/// More dates than a chart needs, or a page bears.
inline constexpr std::size_t most_dates = 500;
/// One after the other; an empty one is left out.
Text sentences(const Text& first, const Text& second);
/// "500 of 8001 dates are drawn." where there are more than that.
Text dates_drawn(std::size_t dates);

/// Significant digits of a standard error.
inline constexpr int error_digits = 2;

/// Quantiles over replications by date, of one place: bands and the median.
struct Quantiles {
  std::vector<double> probabilities, dates;
  std::vector<std::vector<double>> values;  ///< [probability][date]

  const std::vector<double>& at(double probability) const;
};
/// `group` is "national_quantiles" …; `place` the numbers along further dimensions.
Quantiles quantiles_of(const output::ResultReader& file, const std::string& group, const std::string& series,
                       const std::vector<std::size_t>& place = {});

/// Three bands and the median of quantiles; the median alone where all replications are equal.
std::vector<page::Curve> fan(const Quantiles& quantiles, page::Colour colour = page::Colour::blue);

/// "quick.h5, 16 replications".
Text source_of(const RunFile& run);

/// "growth" for the first of several files, then "growth-2" …
std::string numbered(std::string_view id, std::size_t number);
/// "Growth", or "Growth: quick" where there are several files.
Text titled(const Text& title, const std::string& name, std::size_t files);

/// Colours of curves that are alike, in the order in which they are told apart best.
page::Colour colour_of(std::size_t number);

}  // namespace suanli::report
