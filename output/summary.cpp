#include "output/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "engine/columns.hpp"
#include "engine/names.hpp"
#include "engine/statistics.hpp"
#include "output/failures.hpp"
#include "output/tables.hpp"

namespace suanli::output {
namespace {

constexpr std::size_t values_at_once = (48 << 20) / sizeof(double);
constexpr std::size_t most_names = 12;  // of a dimension, on its line
constexpr std::size_t label_width = 16, number_width = 13;
constexpr std::array probabilities{.05, .5, .95};

constexpr double rounding = 1e-14;

constexpr Words list_comma{", ", "、"}, colon{": ", "："};

/// Where a table's dates and replications are among its dimensions, if it has such.
std::optional<std::size_t> axis_of(const TidyTable& table, std::string_view dimension) {
  const auto found = std::ranges::find(table.dimensions, dimension, &TableColumn::name);
  if (found == table.dimensions.end()) return {};
  return static_cast<std::size_t>(found - table.dimensions.begin());
}

/// Where a table's dates are: `time`, or else the first dimension in years. Dates are numbers, one at least.
std::optional<std::size_t> date_axis_of(const TidyTable& table) {
  const auto has_dates = [&](std::size_t axis) {
    const auto* dates = std::get_if<std::vector<double>>(&table.coordinates[axis]);
    return dates != nullptr && !dates->empty();
  };
  if (const auto time = axis_of(table, "time"); time && has_dates(*time)) return time;
  for (std::size_t axis = 0; axis < table.dimensions.size(); ++axis)
    if (table.dimensions[axis].unit == "year" && has_dates(axis)) return axis;
  return {};
}

/// Nothing for a fact that is not known.
std::string line(Language language, const Words& label, const std::string& words) {
  return words.empty() ? "" : "  " + column(in(language, label), label_width) + words + "\n";
}

/// An attribute in words, whatever its type; "" where there is none.
std::string fact(const std::vector<Attribute>& attributes, std::string_view name) {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  if (found == attributes.end()) return "";
  std::string text = std::visit([](const auto& value) { return fmt::format("{}", value); }, found->value);
  std::ranges::replace(text, '\n', ' ');  // or a file could write lines of ours
  return text;
}

// -- Head -------------------------------------------------------------------------------------------------------------

/// "2022 to 2052, 121 dates, step 0.25 year", "4: north, south …", of a dimension's coordinates.
std::string described(const Coordinates& coordinates, const std::string& unit, Language language) {
  if (const auto* names = std::get_if<std::vector<std::string>>(&coordinates)) {
    const std::vector<std::string> shown(names->begin(),
                                         names->begin() + std::min<std::ptrdiff_t>(std::ssize(*names), most_names));
    return fmt::format("{}{}{}{}", names->size(), in(language, colon), fmt::join(shown, in(language, list_comma)),
                       shown.size() < names->size() ? " …" : "");
  }
  const std::size_t points = size(coordinates);
  const auto* reals = std::get_if<std::vector<double>>(&coordinates);
  if (points == 0) return "0";
  const std::string first = point_of(coordinates, 0), last = point_of(coordinates, points - 1);
  if (!reals || unit == "1") return in(language, text("{}: {} to {}", "{}：{} 至 {}", points, first, last));
  const double step = points > 1 ? (reals->back() - reals->front()) / static_cast<double>(points - 1) : 0;
  return in(language,
            text("{}: {} to {}, step {:.6g} {}", "{}：{} 至 {}，步长 {:.6g} {}", points, first, last, step, unit));
}

std::string head(const ResultReader& file, Language language) {
  const std::vector<Attribute> of_file = file.attributes("");
  const bool knows_origin = std::ranges::binary_search(file.groups(), std::string("provenance"));
  const std::vector<Attribute> origin = knows_origin ? file.attributes("provenance") : std::vector<Attribute>{};
  const std::string title_zh = fact(of_file, "title_zh");
  std::string text = file.path().string() + "\n";
  text += "  " + (language == Language::chinese && !title_zh.empty() ? title_zh : fact(of_file, "title")) + "\n";
  text += line(language, {"scenario", "情景"}, fact(origin, "scenario_file"));
  const std::string version = fact(origin, "version");
  text += line(language, {"written by", "写出程序"},
               version.empty() ? "" : fmt::format("suanli {} ({})", version, fact(origin, "commit")));
  text += line(language, {"seed", "随机种子"}, fact(origin, "seed"));
  if (const std::vector<std::size_t> failed = failed_rows(file); !failed.empty()) {
    const std::vector<std::size_t> shown(failed.begin(),
                                         failed.begin() + std::min<std::ptrdiff_t>(std::ssize(failed), most_names));
    text += line(language, {"failed", "失败"},
                 fmt::format("{}{}{}{}", failed.size(), in(language, colon), fmt::join(shown, in(language, list_comma)),
                             shown.size() < failed.size() ? " …" : ""));
  }
  for (const std::string& dimension : file.dimensions()) {
    const std::vector<Attribute> words = file.attributes(dimension);
    text +=
        line(language, {dimension, dimension}, described(file.coordinates(dimension), fact(words, "units"), language));
  }
  return text;
}

// -- Table ------------------------------------------------------------------------------------------------------------

/// What a table has to say about one series at one place: nothing about what has no dates, or no replications.
struct Row {
  std::optional<double> first;  ///< value or mean at the first date
  double at;                    ///< at the chosen date
  std::vector<double> spread;   ///< standard deviation, then quantiles
};

/// Values of a variable at one date, [replication × place], or at all places where there are no replications.
class Dates {
 public:
  Dates(const ResultReader& file, const TidyTable& table)
      : file_(file),
        table_(table),
        replications_(axis_of(table, "replication")),
        time_(date_axis_of(table)),
        failed_(replications_ ? failed_rows(file) : std::vector<std::size_t>{}) {}

  bool has_replications() const { return replications_.has_value(); }
  bool has_dates() const { return time_.has_value(); }

  /// Calls `work(place, sample)` for every place, where `sample` are the values of all replications that did not fail, or the one value.
  template <class Work> void for_each_place(const std::string& variable, std::size_t date, const Work& work) const {
    std::vector<std::size_t> rest = table_.shape;
    if (time_) rest[*time_] = 1;
    const auto axis = static_cast<std::ptrdiff_t>(replications_.value_or(0));
    const std::size_t rows = replications_ ? rest[*replications_] : 1;
    if (replications_) rest.erase(rest.begin() + axis);
    std::size_t place = 0;
    for (Block block :
         blocks_of(rest, rest, std::max<std::size_t>(1, values_at_once / std::max<std::size_t>(rows, 1)))) {
      const std::size_t inner = std::accumulate(block.count.begin() + (replications_ ? axis : 0), block.count.end(),
                                                std::size_t{1}, std::multiplies{});  // places next to one another
      if (replications_)
        block.start.insert(block.start.begin() + axis, 0), block.count.insert(block.count.begin() + axis, rows);
      if (time_) block.start[*time_] = date;
      const Table values = file_.read_block(variable, block);
      const std::size_t places = rows == 0 ? 0 : values.values.size() / rows;
      for (std::size_t p = 0; p < places; ++p) {
        std::vector<double> sample;
        for (std::size_t r = 0; r < rows; ++r)
          if (!std::ranges::binary_search(failed_, r))
            sample.push_back(values.values[(p / inner * rows + r) * inner + p % inner]);
        work(place + p, sample);
      }
      place += places;
    }
  }

 private:
  const ResultReader& file_;
  const TidyTable& table_;
  std::optional<std::size_t> replications_, time_;
  std::vector<std::size_t> failed_;
};

std::vector<Row> rows_of(const Dates& dates, const std::string& variable, std::size_t date) {
  std::vector<Row> rows;
  dates.for_each_place(variable, date, [&](std::size_t, std::vector<double>& sample) {
    const double mean = estimate(sample).mean;
    Row row{{}, mean, {}};
    if (dates.has_replications()) {
      row.spread.resize(1 + probabilities.size());
      // The unbiased variance: squares over n - 1.
      const double n = static_cast<double>(sample.size());
      row.spread[0] = n < 2 ? 0 : root_mean_square(sample, mean) * std::sqrt(n / (n - 1));
      if (row.spread[0] < rounding * std::abs(mean)) row.spread[0] = 0;  // a constant, whose mean is rounded
      quantiles(sample, probabilities, std::span(row.spread).subspan(1));
    }
    rows.push_back(row);
  });
  if (dates.has_dates())
    dates.for_each_place(variable, 0, [&](std::size_t place, std::vector<double>& sample) {
      rows[place].first = estimate(sample).mean;
    });
  return rows;
}

/// Names of every place of a table in row-major order: its coordinates but replications and dates.
std::vector<std::string> places_of(const TidyTable& table) {
  std::vector<std::string> places{""};
  for (std::size_t axis = 0; axis < table.dimensions.size(); ++axis) {
    if (table.dimensions[axis].name == "replication" || axis == date_axis_of(table)) continue;
    std::vector<std::string> longer;
    for (const std::string& place : places)
      for (std::size_t i = 0; i < table.shape[axis]; ++i)
        longer.push_back(place + (place.empty() ? "" : " ") + point_of(table.coordinates[axis], i));
    places = std::move(longer);
  }
  return places;
}

std::size_t date_number(const ResultReader& file, const TidyTable& table, std::optional<double> time) {
  const std::optional<std::size_t> axis = date_axis_of(table);
  if (!axis) return 0;
  const Coordinates& coordinates = table.coordinates[*axis];
  if (!time) return size(coordinates) - 1;
  const auto& dates = std::get<std::vector<double>>(coordinates);
  const auto found = std::ranges::find(dates, *time);
  if (found == dates.end()) {
    const auto near = std::ranges::min_element(dates, {}, [&](double date) { return std::fabs(date - *time); });
    throw NoSuchName(text("{}: there is no date {}: dates run from {} to {}, and the nearest is {}",
                          "{}: 没有时点 {}：时点自 {} 至 {}，最近的是 {}", file.path().string(), *time, dates.front(),
                          dates.back(), *near));
  }
  return static_cast<std::size_t>(found - dates.begin());
}

std::string number(double value) {
  return flush_right(std::isnan(value) ? "nan" : fmt::format("{:.6g}", value), number_width);  // which has no sign
}

std::string header(const Dates& dates, const std::string& first, const std::string& at, Language language) {
  const Text what = dates.has_replications() ? text("mean", "均值") : text("value", "数值");
  const auto with = [&](const std::string& date) {
    return flush_right(in(language, what) + (dates.has_dates() ? " " + date : ""), number_width);
  };
  std::string line = (dates.has_dates() ? with(first) : "") + with(at);
  if (dates.has_replications())
    for (const Text& words :
         {text("st. dev.", "标准差"), text("5 %", "5%"), text("median", "中位数"), text("95 %", "95%")})
      line += flush_right(in(language, words), number_width);
  return line;
}

std::string title(const TidyTable& table, Language language) {
  const std::string& meaning = in(language, table.meaning);
  return table.name + (meaning.empty() ? "" : std::string(in(language, colon)) + meaning) + "\n";
}

std::string table_text(const ResultReader& file, const TidyTable& table, std::optional<double> time,
                       Language language) {
  const Dates dates(file, table);
  const std::size_t date = date_number(file, table, time);
  const std::vector<std::string> places = places_of(table);
  std::size_t width = 0;
  for (const TableColumn& variable : table.variables) width = std::max(width, width_of(variable.name));
  std::size_t place_width = 0;
  for (const std::string& place : places) place_width = std::max(place_width, width_of(place));
  const std::size_t label = 3 + width + (place_width > 0 ? 2 + place_width : 0);
  const std::optional<std::size_t> axis = date_axis_of(table);
  const auto point = [&](std::size_t t) { return axis ? point_of(table.coordinates[*axis], t) : ""; };

  std::string text =
      title(table, language) + std::string(label, ' ') + header(dates, point(0), point(date), language) + "\n";
  for (const TableColumn& variable : table.variables) {
    const std::vector<Row> rows = rows_of(dates, variable.path, date);
    for (std::size_t p = 0; p < rows.size(); ++p) {
      std::string line = "  " + variable.name;
      if (place_width > 0) line = column(line, 4 + width) + places[p];
      text += column(line, label) + (rows[p].first ? number(*rows[p].first) : "") + number(rows[p].at);
      for (const double x : rows[p].spread) text += number(x);
      text += "\n";
    }
  }
  text += "\n";
  for (const TableColumn& v : table.variables) {
    const std::string& meaning = in(language, v.meaning);
    const std::string unit = v.unit.empty() || v.unit == "1" ? "" : fmt::format(" [{}]", v.unit);
    text += fmt::format("  {}{}{}\n", column(v.name, width + 2), meaning, unit);
  }
  return text;
}

}  // namespace

std::string summary_text(const ResultReader& file, const SummaryOptions& options, Language language) {
  const std::vector<TidyTable> tables = selected(file, {options.group}, options.series);
  std::string text = head(file, language);
  for (const TidyTable& table : tables) text += "\n" + table_text(file, table, options.time, language);
  return text;
}

}  // namespace suanli::output
