#include "output/line_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "engine/columns.hpp"
#include "output/label_places.hpp"

namespace suanli::output {

namespace {

// The page, in units of the viewBox.
constexpr double page_width = 930, plot_left = 58, plot_right = 680, plot_height = 400, label_gap = 10;
constexpr double title_size = 20, subtitle_size = 14, text_size = 13, note_size = 12, line_spacing = 1.35;
constexpr std::string_view ink = "#222222", soft_ink = "#595959", grid = "#e3e3e3";

constexpr std::string_view hex(Colour colour) {
  constexpr std::array<std::string_view, 8> all{"#000000", "#e69f00", "#56b4e9", "#009e73",
                                                "#0072b2", "#d55e00", "#cc79a7", "#6e6e6e"};
  return all[static_cast<std::size_t>(colour)];
}

constexpr std::string_view dashes(Dash dash) {
  constexpr std::array<std::string_view, 4> all{"", "9 5", "2 4", "12 4 2 4"};
  return all[static_cast<std::size_t>(dash)];
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  return out;
}

// ---- text ----------------------------------------------------------------------------------------------------------

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines{""};
  for (const char c : text)
    if (c == '\n') lines.emplace_back();
    else lines.back() += c;
  return lines;
}

// A column of a terminal, of which a Chinese letter takes two, is about this much of a letter's size.
constexpr double column_width = 0.52, widest_column = 0.6;  // on average, and in wide fonts

std::vector<std::string> paragraph_lines(const std::string& text, double width, double size) {
  return lines_of(wrapped(text, static_cast<std::size_t>(width / (column_width * size)), 0));
}

struct Style {
  double size = text_size;
  std::string_view colour = ink, anchor = "start", weight = "normal";
  bool halo = false;  // a white rim that keeps it readable on curves
};

std::string text_at(double x, double y, std::string_view text, const Style& style) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\" fill=\"{}\" text-anchor=\"{}\"{}{}>{}</text>\n",
                     x, y, style.size, style.colour, style.anchor,
                     style.weight == "normal" ? "" : fmt::format(" font-weight=\"{}\"", style.weight),
                     style.halo ? " stroke=\"#ffffff\" stroke-width=\"3.5\" stroke-linejoin=\"round\" "
                                  "paint-order=\"stroke\""
                                : "",
                     escaped(text));
}

std::string paragraph(double x, double y, const std::vector<std::string>& lines, const Style& style) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += text_at(x, y + static_cast<double>(i) * style.size * line_spacing, lines[i], style);
  return out;
}

std::string tick_label(double value, double step) {
  const std::string text = fmt::format("{:.{}f}", std::abs(value), decimals_of_step(step));
  return (value < -step / 2 ? "−" : "") + text;
}

// ---- the plot ------------------------------------------------------------------------------------------------------

struct Extent {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
  void include(double value) {
    if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
  }
};

bool is_point(const std::pair<double, double>& point) {
  return std::isfinite(point.first) && std::isfinite(point.second);
}

class Plot {
 public:
  Plot(const LineChart& chart, double top) : chart_(chart), top_(top) {
    Extent x, y;
    for (const Line& line : chart.lines)
      for (const auto& point : line.points)
        if (is_point(point)) x.include(point.first), y.include(point.second);
    for (const Mark& mark : chart.marks) x.include(mark.x), y.include(mark.y);
    x_ticks_ = ticks(x, 10), y_ticks_ = ticks(y, 8);
  }

  double bottom() const { return top_ + plot_height; }

  std::string axes() const {
    std::string out;
    const double step = y_ticks_[1] - y_ticks_[0];
    for (const double value : y_ticks_) {
      const bool base = value == y_ticks_.front();
      out += stroke(plot_left, y(value), plot_right, y(value), base ? ink : grid, 1);
      if (!base && std::abs(value) < step / 2) out += stroke(plot_left, y(value), plot_right, y(value), "#9a9a9a", 1);
      out += text_at(plot_left - 8, y(value) + 4.5, tick_label(value, step), {.anchor = "end"});
    }
    for (const double value : x_ticks_) {
      out += stroke(x(value), bottom(), x(value), bottom() + 5, ink, 1);
      out += text_at(x(value), bottom() + 20, tick_label(value, x_ticks_[1] - x_ticks_[0]), {.anchor = "middle"});
    }
    out += text_at(plot_left - 40, top_ - 14, chart_.y_title, {.colour = soft_ink});
    return out + text_at((plot_left + plot_right) / 2, bottom() + 42, chart_.x_title,
                         {.colour = soft_ink, .anchor = "middle"});
  }

  std::string rules() const {
    std::string out;
    for (const Rule& rule : chart_.rules)
      out += fmt::format(
          "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" stroke=\"{3}\" "
          "stroke-dasharray=\"3 3\"/>\n",
          x(rule.x), top_, bottom(), soft_ink);
    return out;
  }

  std::string curves() const {
    std::string behind, before;
    for (const Line& line : chart_.lines) {
      const std::string_view pattern = dashes(line.dash);
      (line.highlight ? behind : before) += fmt::format(
          "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-linejoin=\"round\" {}/>\n", path_of(line),
          hex(line.colour),
          line.highlight ? R"(stroke-width="10" stroke-opacity="0.25")"
                         : fmt::format("stroke-width=\"2.2\"{}",
                                       pattern.empty() ? "" : fmt::format(R"( stroke-dasharray="{}")", pattern)));
    }
    return behind + before;
  }

  std::string marks() const {
    std::string out;
    for (const Mark& mark : chart_.marks)
      out +=
          fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4.5\" fill=\"{}\" stroke=\"{}\" stroke-width=\"2\"/>\n",
                      x(mark.x), y(mark.y), mark.filled ? hex(mark.colour) : "#ffffff", hex(mark.colour));
    return out;
  }

  // Labels of rules and marks, where they leave curves and each other free.
  std::string labels() const {
    LabelPlaces places({plot_left + 2, top_ + 2, plot_right - 2, bottom() - 2});
    for (const Line& line : chart_.lines)
      for (std::size_t i = 1; i < line.points.size(); ++i)
        if (is_point(line.points[i - 1]) && is_point(line.points[i]))
          places.avoid(x(line.points[i - 1].first), y(line.points[i - 1].second), x(line.points[i].first),
                       y(line.points[i].second));
    for (const Rule& rule : chart_.rules) places.avoid(x(rule.x), top_, x(rule.x), bottom());
    for (const Mark& mark : chart_.marks) places.occupy({x(mark.x) - 6, y(mark.y) - 6, x(mark.x) + 6, y(mark.y) + 6});
    std::string out;
    for (const Rule& rule : chart_.rules) {
      const std::vector<std::string> lines = lines_of(rule.label);
      std::vector<LabelPlace> ends;
      for (const double end : {top_ + 3, bottom() - 3 - height_of(lines)})
        for (const int side : {1, -1})
          ends.push_back({label_box(lines, x(rule.x) + 6 * side, end, side, 1), ends.empty() ? 0. : 10});
      out += label(lines, ends[places.take(ends)].box, x(rule.x), soft_ink);
    }
    for (const Mark& mark : chart_.marks) {
      const std::vector<std::string> lines = lines_of(mark.label);
      const std::vector<LabelPlace> around = places_around(lines, x(mark.x), y(mark.y));
      const Box& box = around[places.take(around)].box;
      out += leader(x(mark.x), y(mark.y), box) + label(lines, box, x(mark.x), ink);
    }
    return out;
  }

  // Names at the right, each as near to the height of its curve's end as the others leave room for.
  std::string names() const {
    struct Name {
      const Line* line;
      double end_x, end_y, height, y;
      std::vector<std::string> lines;
    };
    std::vector<Name> all;
    for (const Line& line : chart_.lines) {
      const auto last = std::find_if(line.points.rbegin(), line.points.rend(), is_point);
      if (line.label.empty() || last == line.points.rend()) continue;
      std::vector<std::string> lines = lines_of(line.label);
      const double height = static_cast<double>(lines.size()) * text_size * line_spacing + 5;
      all.push_back({&line, x(last->first), y(last->second), height, y(last->second), std::move(lines)});
    }
    std::ranges::sort(all, {}, &Name::end_y);
    for (int round = 0; round < 200; ++round)  // neighbours that overlap move apart by equal parts
      for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].y = std::clamp(all[i].y, top_ + all[i].height / 2, bottom() - all[i].height / 2);
        if (i == 0) continue;
        const double overlap = all[i - 1].y + (all[i - 1].height + all[i].height) / 2 - all[i].y;
        if (overlap > 0) all[i - 1].y -= overlap / 2, all[i].y += overlap / 2;
      }
    std::string out;
    for (const Name& name : all) {
      const double left = plot_right + label_gap;
      if (name.end_x > plot_right - 2 * label_gap)  // further left, a leader would cross other curves
        out += stroke(name.end_x + 3, name.end_y, left + 2, name.y, "#b5b5b5", 0.8);
      const double first = name.y - static_cast<double>(name.lines.size() - 1) * text_size * line_spacing / 2 + 4.5;
      out += fmt::format(
          "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{2:.1f}\" y2=\"{1:.1f}\" stroke=\"{3}\" "
          "stroke-width=\"2.2\"{4}/>\n",
          left + 4, name.y, left + 32, hex(name.line->colour),
          name.line->dash == Dash::solid ? "" : fmt::format(" stroke-dasharray=\"{}\"", dashes(name.line->dash)));
      out += text_at(left + 38, first, name.lines.front(), {.weight = "600"});
      out += paragraph(left + 38, first + text_size * line_spacing, {name.lines.begin() + 1, name.lines.end()},
                       {.size = note_size, .colour = soft_ink});
    }
    return out;
  }

 private:
  static std::vector<double> ticks(const Extent& extent, int most) {
    if (extent.low < extent.high) return nice_ticks(extent.low, extent.high, most);
    const double room = std::max(std::abs(extent.low), 1.0);
    return nice_ticks(extent.low - room, extent.high + room, most);
  }

  double x(double value) const {
    return plot_left + (value - x_ticks_.front()) / (x_ticks_.back() - x_ticks_.front()) * (plot_right - plot_left);
  }
  double y(double value) const {
    return bottom() - (value - y_ticks_.front()) / (y_ticks_.back() - y_ticks_.front()) * plot_height;
  }

  static std::string stroke(double x1, double y1, double x2, double y2, std::string_view colour, double width) {
    return fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"{}\"/>\n", x1, y1,
        x2, y2, colour, width);
  }

  std::string path_of(const Line& line) const {
    std::string path;
    bool drawing = false;
    for (const auto& point : line.points) {
      if (is_point(point)) path += fmt::format("{}{:.2f} {:.2f}", drawing ? "L" : "M", x(point.first), y(point.second));
      drawing = is_point(point);
    }
    return path;
  }

  static double height_of(const std::vector<std::string>& lines) {
    return note_size * (1.1 + line_spacing * static_cast<double>(lines.size() - 1));
  }

  // The box of a label whose nearest point is (x, y): that lies left of it (side -1), right of it (1) or about it (0), and
  // so does `down` say above and below.
  static Box label_box(const std::vector<std::string>& lines, double x, double y, int side, int down) {
    std::size_t columns = 0;
    for (const std::string& line : lines) columns = std::max(columns, width_of(line));
    const double width = static_cast<double>(columns) * widest_column * note_size, height = height_of(lines);
    const double left = x - width * (1 - side) / 2, top = y - height * (1 - down) / 2;
    return {left, top, left + width, top + height};
  }

  // On every side of a point, best above it, and farther away if all of these are taken.
  static std::vector<LabelPlace> places_around(const std::vector<std::string>& lines, double x, double y) {
    constexpr std::array<std::pair<int, int>, 8> sides{
        {{0, -1}, {0, 1}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}, {1, 0}, {-1, 0}}};
    std::vector<LabelPlace> all;
    for (const double gap : {8., 24., 44., 70., 100.})
      for (const auto& [side, down] : sides)
        all.push_back({label_box(lines, x + gap * side, y + gap * down, side, down), 1.5 * (gap - 8)});
    return all;
  }

  // A thin line to a label that is not beside its point.
  static std::string leader(double x, double y, const Box& box) {
    const double to_x = std::clamp(x, box.left, box.right), to_y = std::clamp(y, box.top, box.bottom);
    const double distance = std::hypot(to_x - x, to_y - y);
    return distance < 14
               ? ""
               : stroke(x + 6 * (to_x - x) / distance, y + 6 * (to_y - y) / distance, to_x, to_y, soft_ink, 0.8);
  }

  // Flush with the side that faces what it belongs to, at this x.
  static std::string label(const std::vector<std::string>& lines, const Box& box, double x, std::string_view colour) {
    const double from = box.left > x ? box.left : box.right < x ? box.right : (box.left + box.right) / 2;
    return paragraph(from, box.top + 0.85 * note_size, lines,
                     {.size = note_size,
                      .colour = colour,
                      .anchor = box.left > x    ? "start"
                                : box.right < x ? "end"
                                                : "middle",
                      .halo = true});
  }

  const LineChart& chart_;
  double top_;
  std::vector<double> x_ticks_, y_ticks_;
};

}  // namespace

std::vector<double> nice_ticks(double low, double high, int most) {
  for (double power = std::pow(10, std::floor(std::log10((high - low) / most)));; power *= 10)
    for (const double factor : {1., 2., 5.}) {
      const double step = factor * power, first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
      if (last - first > most) continue;
      std::vector<double> ticks;
      for (double i = first; i <= last; ++i) ticks.push_back(i * step);
      return ticks;
    }
}

int decimals_of_step(double step) { return std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9))); }

std::string to_svg(const LineChart& chart) {
  const double text_width = page_width - 2 * (plot_left - 40);
  const std::vector<std::string> subtitle = paragraph_lines(chart.subtitle, text_width, subtitle_size),
                                 note = paragraph_lines(chart.note, text_width, note_size);
  const double subtitle_height = static_cast<double>(subtitle.size()) * subtitle_size * line_spacing;
  const Plot plot(chart, 50 + subtitle_height + 34);
  const double note_top = plot.bottom() + 74;
  const double height = note_top + static_cast<double>(note.size()) * note_size * line_spacing + 4;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" xml:lang=\"{}\" "
      "aria-labelledby=\"title description\" font-family=\"'Source Sans 3', 'Helvetica Neue', Helvetica, Arial, "
      "'DejaVu Sans', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', "
      "sans-serif\">\n<title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
      page_width, height, chart.language, escaped(chart.title), escaped(chart.description));
  out += text_at(plot_left - 40, 34, chart.title, {.size = title_size, .weight = "600"});
  out += paragraph(plot_left - 40, 58, subtitle, {.size = subtitle_size, .colour = soft_ink});
  out += plot.axes() + plot.rules() + plot.curves() + plot.marks() + plot.labels() + plot.names();
  out += paragraph(plot_left - 40, note_top, note, {.size = note_size, .colour = soft_ink});
  return out + "</svg>\n";
}

}  // namespace suanli::output
