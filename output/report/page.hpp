// A page of charts, tables and texts as one HTML file that opens without a network, in both languages. Knows kinds of
// charts, and nothing of what they show.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/text.hpp"

namespace suanli::output::report {

/// How numbers are shown to people: as they are, as percentages, as years. Data that are taken away stay as they are.
enum class Form { plain, percent, year };
/// Signed: linear around zero, logarithmic on both sides of it.
enum class Scale { linear, logarithmic, named, signed_logarithmic };

/// An axis: what is measured along it, and its unit, if that is not a share.
struct Axis {
  Text title, unit = {};
  Form form = Form::plain;
  Scale scale = Scale::linear;
  std::vector<Text> names = {};  ///< of the places along a named axis
};

/// How a curve is drawn. Steps keep a value until the next; a band has no line; an interval is a bar or a point with
/// whiskers from low to high.
enum class Mark { line, dashed, steps, points, bars, band };

/// Colours that the colour-blind tell apart (Okabe and Ito 2008); ink is black on light paper and white on dark.
enum class Colour { ink, orange, sky_blue, green, blue, vermilion, purple, grey };

/// Values over x, or over the places of a named axis; one that is not a number interrupts the curve.
struct Curve {
  Text name;
  Mark mark = Mark::line;
  Colour colour = Colour::blue;
  std::vector<double> x = {}, y = {};       ///< x: none over a named axis; y: none of a band
  std::vector<double> low = {}, high = {};  ///< the interval around y, if it has one
  double strength = 1;                      ///< of the fill of a band, in (0, 1]
};

/// A line across: vertical at an x or horizontal at a y.
struct Rule {
  Text name;
  double at;
  bool vertical = true;
};

/// Curves, bands, bars, points over two axes.
struct Plot {
  Axis x, y;
  std::vector<Curve> curves = {};
  std::vector<Rule> rules = {};
  bool stacked = false;   ///< bars and areas one upon the other
  bool sideways = false;  ///< bars that lie: the named x runs downwards
};

/// A heat map: values [y × x], coloured from least to most, or on both sides of zero.
struct HeatMap {
  Axis x, y, value;
  std::vector<double> values;
  bool around_zero = false;
};

/// A place of a map: its position [degree], a number by which it is sized and one by which it is coloured.
struct Place {
  Text name;
  double longitude, latitude;
  double size, colour;
};
/// What goes from one place to another, of a kind.
struct Arc {
  std::size_t from, to, kind;
  double amount;
};
/// Places, and arcs between them as broad as their amounts. Schematic: positions without borders.
struct Map {
  std::vector<Place> places;
  std::vector<Arc> arcs;
  std::vector<Text> kinds;
  Axis size, colour, amount;
  std::array<double, 2> sizes{}, colours{}, amounts{};  ///< least and most over all frames
};

/// What goes from sources to destinations, as bands of their breadth.
struct Sankey {
  struct Link {
    std::size_t from, to;
    double amount;
  };
  std::vector<Text> nodes;
  std::vector<Link> links;
  Axis amount;
};

using Body = std::variant<Plot, HeatMap, Map, Sankey>;

/// What a reader chooses a frame by: a list, or a slider over ordered choices.
struct Control {
  Text name;
  std::vector<Text> choices;
  bool slider = false;
  std::size_t start = 0;
};

/// Words around a chart or a table: a heading, a sentence that says what one sees, where the numbers come from.
struct About {
  std::string id;  ///< unique on the page: letters, digits and "-"
  Text title, what;
  Text equation = {}, source = {};
};

/// A chart of one frame, or of one for each combination of what its controls offer, the last control varying fastest.
struct Chart {
  About about;
  std::vector<Control> controls = {};
  std::vector<Body> frames = {};
  bool wide = false;  ///< as wide as the page, not half of it
};

/// How a cell stands out: well, badly, or with caution.
enum class Tone { none, good, bad, careful };
/// A cell of a table: words, or a number, with an interval perhaps; an empty one is neither.
struct Cell {
  Text words = {};
  std::vector<double> numbers = {};  ///< one number, or value, low and high
  Tone tone = Tone::none;
};
inline Cell number_cell(double value) { return {{}, {value}}; }
inline Cell word_cell(Text words, Tone tone = Tone::none) { return {std::move(words), {}, tone}; }

/// Numbers of a column that has a unit, or is in percent, are shown with the same decimals.
struct Column {
  Text title, unit = {};
  Form form = Form::plain;
  int digits = 4;  ///< significant ones of a number of a column without a unit
};

/// A table that can be sorted by each of its columns.
struct Table {
  About about;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

/// Facts as terms and what is said of them.
struct Facts {
  About about;
  std::vector<std::pair<Text, Text>> facts;
  bool long_texts = false;  ///< shown as they are spaced, folded away at first
};

/// One sentence in large letters, with its tone.
struct Headline {
  Text words, more;
  Tone tone = Tone::none;
};

using Item = std::variant<Chart, Table, Facts, Headline>;

struct Section {
  std::string id;
  Text title, what;
  std::vector<Item> items;
};

/// What "§4.2" and "(4.3)" in the words of a page lead to, shown at its end: Markdown whose headings begin with their
/// numbers, and whose equations end with theirs.
struct Paper {
  Text title, what;
  std::string markdown;
};

struct Page {
  Text title, subtitle;
  std::vector<Section> sections;
  Text foot;  ///< provenance in a line
  std::optional<Paper> paper = {};
};

/// The build has no charts to show: npm was missing, or failed. Exit code 2.
class NoCharts : public WrongInput {
  using WrongInput::WrongInput;
};
/// A page too large to be opened.
class TooLarge : public WrongInput {
  using WrongInput::WrongInput;
};

/// The largest text of data that a page may carry [byte].
inline constexpr std::size_t largest_data = 64 << 20;

/// The page as JSON in which nothing can end an HTML element: numbers with the fewest digits that give the same bits,
/// null for NaN, 1e999 for infinity.
std::string to_json(const Page& page);

/// The whole file. Throws NoCharts, TooLarge.
std::string to_html(const Page& page);

/// Whether this build can make a page; throws NoCharts if it cannot.
bool has_charts();
void expect_charts();

/// Throws OutputError unless a page can be written at `path`: what is there already must be a page.
void expect_page_place(const std::filesystem::path& path);

/// Writes the page; it appears under its name when it is complete. Throws NoCharts, TooLarge, OutputError.
void write_page(const std::filesystem::path& path, const Page& page);

}  // namespace suanli::output::report
