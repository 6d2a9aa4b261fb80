#include "output/terminal_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/columns.hpp"
#include "output/line_chart.hpp"

namespace suanli::output {

namespace {

constexpr std::size_t widest = 100, narrowest_plot = 20, columns_per_x_label = 10;
constexpr int most_steps = 5, rows_wanted = 9;
constexpr double flat = 1e-9;  // of its size: what varies less is rounding, and drawn as a level line
constexpr double rounding_of_rows = 1e-6;

/// The characters of a chart.
struct Signs {
  std::string_view upper, lower;         // the line in the upper and in the lower half of a cell
  std::array<std::string_view, 2> fill;  // outer and inner range
  std::string_view side, side_tick, corner, bottom, bottom_tick;
};
constexpr Signs blocks{"▀", "▄", {"░", "▒"}, "│", "┤", "└", "─", "┬"};
constexpr Signs ascii{"*", "*", {".", ":"}, "|", "+", "+", "-", "+"};

/// What is drawn in a cell, the later over the earlier.
enum class Cell { empty, outer, inner, upper, lower };

class Drawing {
 public:
  Drawing(const FanChart& chart, const Terminal& terminal)
      : chart_(chart), terminal_(terminal), signs_(terminal.unicode ? blocks : ascii) {
    y_ticks_ = nice_y_ticks();
    const std::size_t steps = y_ticks_.size() - 1;
    rows_per_step_ = std::max<std::size_t>(2, rows_wanted / steps);
    rows_ = steps * rows_per_step_ + 1;
    for (const double tick : y_ticks_) label_columns_ = std::max(label_columns_, y_label(tick).size());
    const std::size_t taken = label_columns_ + 3;  // a space before the labels and one behind, and the axis
    columns_ = std::max(narrowest_plot, std::min(terminal.columns, widest) - std::min(taken, terminal.columns));
  }

  std::string text() const { return plot() + x_axis() + legend(); }

 private:
  std::vector<double> nice_y_ticks() const {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    const auto include = [&](const std::vector<double>& values) {
      for (const double y : values)
        if (std::isfinite(y)) low = std::min(low, y), high = std::max(high, y);
    };
    include(chart_.centre.y);
    for (const NamedRange& range : chart_.ranges) include(range.low), include(range.high);
    const double size = std::max(std::abs(low), std::abs(high)), room = size > 0 ? size / 2 : 1;
    if (high - low <= flat * size) low -= room, high += room;
    return nice_ticks(low, high, most_steps);
  }

  // On a straight line between the neighbours of a column; not a number beyond its ends or beside one that is none.
  double at(const std::vector<double>& y, std::size_t column) const {
    const std::vector<double>& x = chart_.x;
    const double place = x_of(column);
    const auto above = std::ranges::lower_bound(x, place);
    const std::size_t i = std::clamp<std::size_t>(static_cast<std::size_t>(above - x.begin()), 1, x.size() - 1);
    const double weight = (place - x[i - 1]) / (x[i] - x[i - 1]);
    return weight == 0 ? y[i - 1] : weight == 1 ? y[i] : y[i - 1] + weight * (y[i] - y[i - 1]);
  }
  double x_of(std::size_t column) const {
    return chart_.x.front() +
           static_cast<double>(column) / static_cast<double>(columns_ - 1) * (chart_.x.back() - chart_.x.front());
  }
  // In rows from the centre of the uppermost.
  double row_of(double y) const {
    return (y_ticks_.back() - y) / (y_ticks_.back() - y_ticks_.front()) * static_cast<double>(rows_ - 1);
  }

  std::vector<Cell> cells_of(std::size_t column) const {
    std::vector<Cell> cells(rows_, Cell::empty);
    for (std::size_t k = 0; k < chart_.ranges.size(); ++k) {
      const double high = row_of(at(chart_.ranges[k].high, column)), low = row_of(at(chart_.ranges[k].low, column));
      if (!std::isfinite(high) || !std::isfinite(low)) continue;
      for (auto row = std::lround(high); row <= std::lround(low); ++row)
        cells[static_cast<std::size_t>(row)] = k == 0 ? Cell::outer : Cell::inner;
    }
    if (const double row = row_of(at(chart_.centre.y, column)); std::isfinite(row)) {
      // A little lower, so that rounding does not break a level line between two cells.
      const double half_row = std::floor(2 * row + 1 + rounding_of_rows);
      const auto half = static_cast<std::size_t>(std::clamp(half_row, 0., 2 * static_cast<double>(rows_) - 1));
      cells[half / 2] = half % 2 == 0 ? Cell::upper : Cell::lower;
    }
    return cells;
  }

  std::string_view sign_of(Cell cell) const {
    switch (cell) {
      case Cell::empty: return " ";
      case Cell::outer: return signs_.fill[0];
      case Cell::inner: return signs_.fill[1];
      case Cell::upper: return signs_.upper;
      case Cell::lower: return signs_.lower;
    }
    return "";
  }
  static bool is_of_centre(Cell cell) { return cell == Cell::upper || cell == Cell::lower; }

  std::string plot() const {
    std::vector<std::vector<Cell>> columns;
    for (std::size_t column = 0; column < columns_; ++column) columns.push_back(cells_of(column));
    std::string all;
    for (std::size_t row = 0; row < rows_; ++row) {
      const bool has_tick = row % rows_per_step_ == 0;
      const std::string label = has_tick ? y_label(y_ticks_[y_ticks_.size() - 1 - row / rows_per_step_]) : "";
      all += fmt::format(" {:>{}} {}", label, label_columns_, has_tick ? signs_.side_tick : signs_.side);
      std::string line;
      for (std::size_t column = 0; column < columns_;) {  // signs of one colour together
        const bool centre = is_of_centre(columns[column][row]), empty = columns[column][row] == Cell::empty;
        std::string alike;
        for (; column < columns_; ++column) {
          const Cell cell = columns[column][row];
          if (is_of_centre(cell) != centre || (cell == Cell::empty) != empty) break;
          alike += sign_of(cell);
        }
        line += empty ? alike : painted(alike, centre ? Paint::centre : Paint::range, terminal_);
      }
      all += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return all;
  }

  std::string y_label(double value) const { return tick_text(value, y_ticks_[1] - y_ticks_[0]); }

  static std::string tick_text(double value, double step) {
    return fmt::format("{:.{}f}", std::abs(value) < step / 2 ? 0 : value, decimals_of_step(step));
  }

  std::string x_axis() const {
    const std::vector<double> ticks =
        nice_ticks(chart_.x.front(), chart_.x.back(), std::max(2, static_cast<int>(columns_ / columns_per_x_label)));
    const std::string margin(label_columns_ + 2, ' ');
    std::vector<std::string_view> line(columns_, signs_.bottom);
    std::string labels(margin.size() + 1 + columns_, ' ');
    std::size_t free = 0;
    for (const double tick : ticks) {
      const double share = (tick - chart_.x.front()) / (chart_.x.back() - chart_.x.front());
      if (share < -flat || share > 1 + flat) continue;
      const auto column = static_cast<std::size_t>(std::lround(share * static_cast<double>(columns_ - 1)));
      line[column] = signs_.bottom_tick;
      const std::string label = tick_text(tick, ticks[1] - ticks[0]);
      const std::size_t centred = margin.size() + 1 + column - std::min(margin.size() + 1 + column, label.size() / 2);
      const std::size_t begin = std::min(centred, labels.size() - std::min(labels.size(), label.size()));
      if (begin < free) continue;
      labels.replace(begin, label.size(), label);
      free = begin + label.size() + 1;
    }
    std::string all = margin + std::string(signs_.corner);
    for (const std::string_view sign : line) all += sign;
    return all + "\n" + labels.substr(0, labels.find_last_not_of(' ') + 1) + "\n";
  }

  std::string legend() const {
    std::string all(label_columns_ + 3, ' ');
    all += painted(signs_.upper, Paint::centre, terminal_) + " " + chart_.centre.name;
    for (std::size_t k = chart_.ranges.size(); k-- > 0;)
      all += "   " + painted(signs_.fill[k], Paint::range, terminal_) + " " + chart_.ranges[k].name;
    return all + "\n";
  }

  const FanChart& chart_;
  const Terminal& terminal_;
  const Signs& signs_;
  std::vector<double> y_ticks_;
  std::size_t rows_per_step_ = 0, rows_ = 0, label_columns_ = 0, columns_ = 0;
};

}  // namespace

std::string to_text(const FanChart& chart, const Terminal& terminal) { return Drawing(chart, terminal).text(); }

}  // namespace suanli::output
