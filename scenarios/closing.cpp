#include "scenarios/closing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "engine/columns.hpp"
#include "engine/parallel.hpp"
#include "engine/statistics.hpp"
#include "output/failures.hpp"
#include "output/terminal_chart.hpp"
#include "scenarios/check.hpp"
#include "scenarios/distribution/distribution.hpp"
#include "scenarios/quiet_twin.hpp"
#include "scenarios/results.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr std::size_t widest = 100, narrowest_chart = 40, number_columns = 9;
constexpr std::array<double, 5> probabilities{.05, .25, .5, .75, .95};
constexpr std::array<std::string_view, 3> at_the_end{"output", "compute", "tau"};
constexpr double worth_waiting = 0.3;  // seconds for a verdict that nobody has asked for

/// A number over replications: its mean and, where they show how it spreads, its quantiles.
struct Spread {
  double mean;
  std::array<double, probabilities.size()> quantiles;
};
Spread spread_of(std::vector<double> values) {
  Spread spread{estimate(values).mean, {}};
  quantiles(values, probabilities, spread.quantiles);
  return spread;
}

/// The nation of a file, in which replications that failed are left out.
class Nation {
 public:
  Nation(const output::ResultReader& file, const Parameters& p)
      : file_(file),
        growing_(levels_of(DistributionOptions{}.series)),
        shows_spread_(growing_.replications > 1 && !p.ensemble.antithetic) {}

  const EnsembleSeries& growing() const { return growing_; }
  /// Whether replications show how outcomes spread: neither a single one does, nor those of an antithetic ensemble.
  bool shows_spread() const { return shows_spread_; }

  /// In percent a year.
  Spread growth(const Stretch& stretch) const {
    std::vector<double> growth = growth_of_finished(growing_, stretch, 0);
    for (double& g : growth) g *= 100;
    return spread_of(std::move(growth));
  }
  Spread at_the_end(std::string_view series) const {
    const EnsembleSeries e = levels_of(std::string(series));
    std::vector<double> last;
    for (const std::size_t r : e.finished) last.push_back(e.level(r, e.dates.size() - 1, 0));
    return spread_of(std::move(last));
  }

 private:
  EnsembleSeries levels_of(const std::string& series) const {
    output::Table table = output::read_finished(
        file_, fmt::format("{}/{}", level_names[static_cast<std::size_t>(Level::national)], series));
    EnsembleSeries e;
    e.series = series_named(series).description();
    e.dates = std::get<std::vector<double>>(file_.coordinates("time"));
    e.places = {""};
    e.replications = table.shape[0];
    e.finished.resize(e.replications);
    std::iota(e.finished.begin(), e.finished.end(), std::size_t{0});
    e.levels = std::move(table.values);
    return e;
  }

  const output::ResultReader& file_;
  const EnsembleSeries growing_;
  const bool shows_spread_;
};

Text replications_in_words(const Nation& nation) {
  const std::size_t count = nation.growing().replications;
  return nation.shows_spread() ? text("{} replications", "{} 次重复", count)
         : count > 1           ? text("mean of {} replications", "{} 次重复的均值", count)
                               : text("one replication", "单次重复");
}

// Growth over each year, drawn where the year ends; nothing where there are fewer than two years.
std::string fan(const Nation& nation, const Terminal& terminal, Language language) {
  const std::vector<Stretch> years = starts_of(nation.growing(), 1);
  if (years.size() < 2 || terminal.columns < narrowest_chart) return "";
  output::FanChart chart;
  std::array<std::vector<double>, probabilities.size()> of_quantiles;
  std::vector<double> means;
  for (const Stretch& year : years) {
    const Spread growth = nation.growth(year);
    chart.x.push_back(year.from + year.years);
    means.push_back(growth.mean);
    for (std::size_t q = 0; q < probabilities.size(); ++q) of_quantiles[q].push_back(growth.quantiles[q]);
  }
  if (std::ranges::none_of(means, [](double mean) { return std::isfinite(mean); })) return "";
  if (nation.shows_spread()) {
    chart.centre = {in(language, text("median", "中位数")), of_quantiles[2]};
    chart.ranges = {{"5–95 %", of_quantiles[0], of_quantiles[4]}, {"25–75 %", of_quantiles[1], of_quantiles[3]}};
  } else {
    chart.centre = {in(language, text("growth", "增长率")), means};
  }
  const Text title = text("Yearly growth of {} [%], {}", "{}的年增长率 [%]，{}", nation.growing().series.meaning,
                          replications_in_words(nation));
  return fitted(in(language, title), terminal) + output::to_text(chart, terminal);
}

/// Rows of numbers with one set of columns, and labels that give way to them.
class NumberRows {
 public:
  NumberRows(bool spread, const Terminal& terminal, Language language)
      : spread_(spread),
        language_(language),
        label_columns_(std::min(terminal.columns, widest) -
                       std::min(terminal.columns - 1, (spread ? 3 : 1) * number_columns)) {}

  std::string heading() const {
    if (!spread_) return "";
    std::string line(label_columns_, ' ');
    for (const Words& words : {Words{"mean", "均值"}, Words{"5 %", "5 %"}, Words{"95 %", "95 %"}})
      line += flush_right(in(language_, words), number_columns);
    return line + "\n";
  }
  std::string row(const Text& label, const Spread& spread) const {
    constexpr std::size_t indent = 2;
    const std::string lines = std::string(indent, ' ') + wrapped(in(language_, label), label_columns_ - 1, indent);
    std::string row = lines.substr(0, lines.rfind('\n') + 1);
    row += column(std::string_view(lines).substr(row.size()), label_columns_);
    for (const double value : spread_ ? std::vector{spread.mean, spread.quantiles.front(), spread.quantiles.back()}
                                      : std::vector{spread.mean})
      row += flush_right(number_text(value, 4), number_columns);
    return row + "\n";
  }

 private:
  bool spread_;
  Language language_;
  std::size_t label_columns_;
};

std::string numbers(const Nation& nation, const Terminal& terminal, Language language) {
  const EnsembleSeries& growing = nation.growing();
  const NumberRows rows(nation.shows_spread(), terminal, language);
  const double first = growing.dates.front(), last = growing.dates.back();
  std::string all = rows.heading();
  if (last > first)
    all += in(language, text("{:g} to {:g}, a year:\n", "{:g} 至 {:g}，年均：\n", first, last)) +
           rows.row(text("growth of {} [%]", "{}的增长率 [%]", growing.series.meaning),
                    nation.growth({first, last - first}));
  all += in(language, text("At the end, {:g}:\n", "期末，{:g}：\n", last));
  for (const std::string_view name : at_the_end) {
    const Description series = series_named(name).description();
    const std::string unit = series.unit == "1" ? "" : fmt::format(" [{}]", series.unit);
    all += rows.row(text("{}{}", "{}{}", series.meaning, unit), nation.at_the_end(name));
  }
  return all;
}

std::string verdict(const std::filesystem::path& file, const Parameters& p, const RunSummary& done,
                    const Terminal& terminal, Language language) {
  if (seconds_of_check(p, done, threads_in_use()) < worth_waiting)
    return ending_of(check_file(file), language, terminal) + "\n";
  return fitted(
      in(language, text("Does theory agree? suanli check {}", "是否与理论一致？suanli check {}", file.string())),
      terminal);
}

}  // namespace

// It simulates a replication again on one thread and on all, and so it does with the quiet twin, after simulating that.
double seconds_of_check(const Parameters& p, const RunSummary& done, std::size_t threads) {
  const double replication = static_cast<double>(done.firms) * static_cast<double>(done.periods);
  const double twin = static_cast<double>(quiet_twin(p).firms.count) / static_cast<double>(p.firms.count);
  const double on_one_thread = static_cast<double>(threads);  // the pace is that of all
  return replication / done.firm_steps_per_second * (on_one_thread + 1 + twin * (on_one_thread + 2));
}

std::string closing(const std::filesystem::path& path, const RunSummary& done, const Terminal& terminal,
                    Language language) {
  const output::ResultReader file = open_results(path, ResultKind::ensemble);
  const Parameters p = parameters_of(file);
  const Nation nation(file, p);
  return "\n" + fan(nation, terminal, language) + "\n" + numbers(nation, terminal, language) + "\n" +
         verdict(path, p, done, terminal, language);
}

}  // namespace suanli
