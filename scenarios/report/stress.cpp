// Stress: what each scenario costs against its base, on common random numbers: by measure, by date, who wins and loses.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/statistics.hpp"
#include "scenarios/report/shapes.hpp"

namespace suanli::report {

namespace {

constexpr std::size_t most_stresses = 40, most_lines = 8, most_points = 200;

/// A file of comparisons, its stresses and statistics by name.
struct Compared {
  const OtherFile& given;
  std::vector<std::string> stresses, statistics;

  const output::ResultReader& file() const { return given.file; }
  std::size_t statistic(std::string_view name) const {
    const auto found = std::ranges::find(statistics, name);
    if (found == statistics.end())
      throw output::OutputError(text("{}: has no statistic '{}'", "{}: 没有统计量“{}”", file().path().string(), name));
    return static_cast<std::size_t>(found - statistics.begin());
  }
  /// Mean and interval of a variable [stress × … × statistic] at a place.
  std::vector<double> bracketed(const output::Table& table, std::vector<std::size_t> at) const {
    at.push_back(0);
    const std::vector<double> all = along(table, at.size() - 1, at);
    expect_shape(all.size() == statistics.size());
    return {all[statistic("mean")], all[statistic("low_99")], all[statistic("high_99")]};
  }
  Text source() const {
    return text("{}, stress less base on common random numbers, 99 % intervals",
                "{}，压力情景减基准，共同随机数，99 % 区间", file().path().filename().string());
  }
};

Compared compared(const OtherFile& given) {
  return {given, names_along(given.file, "stress"), names_along(given.file, "statistic")};
}

std::vector<std::string> variables_of(const output::ResultReader& file, const std::string& group) {
  std::vector<std::string> all;
  for (const std::string& path : file.variables())
    if (path.starts_with(group + "/")) all.push_back(path);
  return all;
}

std::vector<Text> stress_names(const Compared& c) { return place_names(c.stresses); }

// Differences in percent are percent of the base.
Text difference_words(const std::string& unit) {
  return unit == "%" ? text("% of base", "基准的 %") : unit_words(unit);
}

page::Axis axis_of_difference(const output::ResultReader& file, const std::string& path) {
  const Described words = described(file, path);
  return {capitalised(words.meaning), difference_words(words.unit)};
}
page::Axis axis_of_level(const output::ResultReader& file, const std::string& path) {
  const Described words = described(file, path);
  return {capitalised(words.meaning), unit_words(words.unit)};
}

// In the order in which a reader asks: what happens to output, to people, to compute.
constexpr const char* measures[] = {"output_worst", "output_end",   "output_mean", "growth",     "consumption_mean",
                                    "welfare",      "compute_mean", "energy_mean", "carbon_mean"};

// ---- the table of all scenarios ------------------------------------------------------------------------------------

// Values of the replications that have one.
std::vector<double> measured(const output::Table& table, std::size_t stress) {
  std::vector<double> values = along(table, 1, {stress, 0});
  std::erase_if(values, [](double x) { return std::isnan(x); });
  return values;
}

double median_recovery(const output::Table& years, std::size_t stress) {
  std::vector<double> fell = measured(years, stress);
  if (fell.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::ranges::sort(fell);
  return fell[(fell.size() - 1) / 2];
}

page::Table table_of(const std::vector<Compared>& all, const std::string& id) {
  page::Table table{
      {id + "-all",
       text("All scenarios", "全部情景"),
       text("Each scenario less its base, mean over replications with its 99 % interval; below zero is a loss. "
            "Years to recover: the median over replications in which output fell, ∞ if it does not within the horizon. "
            "Press a heading to sort.",
            "各情景减其基准，跨重复均值及 99 % 区间；负值为损失。恢复年数取产出下降的各次重复的中位数，∞ "
            "表示期内未恢复。点击表头排序。"),
       both("§9"),
       {}},
      {{text("scenario", "情景")}},
      {}};
  const output::ResultReader& first = all.front().file();
  for (const char* const measure : measures) {
    const std::string path = std::string("summary/") + measure;
    if (!first.contains(path)) continue;
    const Described words = described(first, path);
    table.columns.push_back({words.meaning, difference_words(words.unit)});
  }
  table.columns.push_back({text("years to recover", "恢复年数"), text("years", "年")});
  for (const Compared& c : all) {
    const std::vector<Text> names = stress_names(c);
    const output::Table years = c.file().read("by_replication/years_to_recover");
    for (std::size_t s = 0; s < c.stresses.size(); ++s) {
      std::vector<page::Cell> row{page::word_cell(names[s])};
      for (const char* const measure : measures)
        if (const std::string path = std::string("summary/") + measure; first.contains(path)) {
          if (!c.file().contains(path)) row.emplace_back();
          else row.push_back({{}, c.bracketed(c.file().read(path), {s})});
        }
      row.push_back(page::number_cell(median_recovery(years, s)));
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

// ---- bars ----------------------------------------------------------------------------------------------------------

// Each a value with its interval, the least first; an empty one is left out.
page::Curve sorted_rows(page::Plot& plot, const std::vector<Text>& names,
                        const std::vector<std::vector<double>>& values, Text name, page::Mark mark) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!values[i].empty()) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i][0]; });
  if (order.size() > most_stresses) order.resize(most_stresses);
  page::Curve curve{std::move(name), mark, page::Colour::blue};
  for (const std::size_t i : order) {
    plot.x.names.push_back(names[i]);
    curve.y.push_back(values[i][0]), curve.low.push_back(values[i][1]), curve.high.push_back(values[i][2]);
  }
  return curve;
}
page::Curve sorted_means(page::Plot& plot, const std::vector<Text>& names,
                         const std::vector<std::vector<double>>& values) {
  return sorted_rows(plot, names, values, text("mean, 99 % interval", "均值，99 % 区间"), page::Mark::bars);
}

page::Chart ranking(const Compared& c, const std::string& id) {
  page::Chart chart{
      {id + "-ranking", text("Ranking", "排序"),
       text("The scenarios by what they cost, the worst first.", "按损失排序，最差者在前。"), both("§9"), c.source()},
      {{text("Measure", "指标"), {}}}};
  for (const char* const measure : measures) {
    const std::string path = std::string("summary/") + measure;
    if (!c.file().contains(path)) continue;
    const output::Table table = c.file().read(path);
    std::vector<std::vector<double>> values;
    for (std::size_t s = 0; s < c.stresses.size(); ++s) values.push_back(c.bracketed(table, {s}));
    page::Plot plot{named_axis({}), axis_of_difference(c.file(), path)};
    plot.sideways = true;
    plot.curves.push_back(sorted_means(plot, stress_names(c), values));
    chart.controls.front().choices.push_back(capitalised(described(c.file(), path).meaning));
    chart.frames.emplace_back(std::move(plot));
  }
  return chart;
}

page::Chart winners(const Compared& c, const std::string& id) {
  const std::vector<std::string> paths = variables_of(c.file(), "incomes");
  page::Chart chart{
      {id + "-incomes", text("Who wins and who loses", "谁受益、谁承担"),
       text("Incomes and payments, stress less base, means over the horizon: right of zero somebody receives more.",
            "收入与支付，压力情景减基准，期内平均：零以右为所得增加。"),
       both("§5.1"), c.source()},
      {{text("Scenario", "情景"), stress_names(c)}}};
  chart.controls.front().choices.resize(std::min(c.stresses.size(), most_stresses));
  std::vector<output::Table> tables;
  std::vector<Text> names;
  for (const std::string& path : paths)
    tables.push_back(c.file().read(path)), names.push_back(capitalised(described(c.file(), path).meaning));
  for (std::size_t s = 0; s < chart.controls.front().choices.size(); ++s) {
    std::vector<std::vector<double>> values;
    for (const output::Table& table : tables) values.push_back(c.bracketed(table, {s}));
    page::Plot plot{named_axis({}), {text("stress less base", "压力情景减基准"), unit_words("1e12 yuan/year")}};
    plot.sideways = true;
    plot.curves.push_back(sorted_means(plot, names, values));
    chart.frames.emplace_back(std::move(plot));
  }
  return chart;
}

// ---- by date -------------------------------------------------------------------------------------------------------

page::Chart responses(const Compared& c, const std::string& id) {
  std::vector<std::string> paths = variables_of(c.file(), "responses");
  std::stable_partition(paths.begin(), paths.end(), [](const std::string& path) { return path == "responses/output"; });
  const std::vector<double> dates = numbers_along(c.file(), "time");
  const std::vector<std::size_t> kept = spread(dates.size(), most_dates);
  page::Chart chart{
      {id + "-responses", text("What happens, year by year", "逐年影响"),
       sentences(text("Stress less base by date: the mean with its 99 % interval, and the shade that holds 90 % of "
                      "the replications.",
                      "逐时点的压力情景减基准：均值及 99 % 区间，浅色阴影包含 90 % 的重复。"),
                 dates_drawn(dates.size())),
       both("§9"), c.source()},
      {{text("Scenario", "情景"), stress_names(c)}, {text("Series", "序列"), {}}}};
  chart.controls.front().choices.resize(std::min(c.stresses.size(), most_stresses));
  chart.wide = true;
  std::vector<output::Table> tables;
  for (const std::string& path : paths)
    tables.push_back(c.file().read(path)),
        chart.controls.back().choices.push_back(capitalised(described(c.file(), path).meaning));
  for (std::size_t s = 0; s < chart.controls.front().choices.size(); ++s)
    for (std::size_t v = 0; v < paths.size(); ++v) {
      const auto of = [&](const char* statistic) {
        return picked(along(tables[v], 1, {s, 0, c.statistic(statistic)}), kept);
      };
      page::Plot plot{axis_of_time(), axis_of_difference(c.file(), paths[v])};
      plot.curves.push_back({text("90 % of replications", "90 % 的重复"),
                             page::Mark::band,
                             page::Colour::sky_blue,
                             picked(dates, kept),
                             {},
                             of("quantile_05"),
                             of("quantile_95"),
                             .2});
      plot.curves.push_back({text("mean, 99 % interval", "均值，99 % 区间"), page::Mark::line, page::Colour::blue,
                             picked(dates, kept), of("mean"), of("low_99"), of("high_99"), .8});
      plot.rules.push_back({{}, 0, false});
      chart.frames.emplace_back(std::move(plot));
    }
  return chart;
}

// ---- over replications ---------------------------------------------------------------------------------------------

// The median of values and the interval that holds 90 % of them.
std::vector<double> spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::vector<double> found(3);
  quantiles(values, std::array{.5, .05, .95}, found);
  return found;
}

page::Chart losses(const Compared& c, const std::string& id) {
  page::Chart chart{
      {id + "-losses", text("Distribution of losses", "损失的分布"),
       text("The median over replications, and the bar that holds 90 % of them: the longer, the less certain is what a "
            "scenario costs.",
            "跨重复中位数，以及包含 90 % 重复的线段：越长，该情景的损失越不确定。"),
       both("§9"), c.source()},
      {{text("Measure", "指标"), {}}}};
  for (const char* const measure : measures) {
    const std::string path = std::string("by_replication/") + measure;
    if (!c.file().contains(path)) continue;
    const output::Table table = c.file().read(path);
    std::vector<std::vector<double>> values;
    for (std::size_t s = 0; s < c.stresses.size(); ++s) values.push_back(spread_of(measured(table, s)));
    page::Plot plot{named_axis({}), axis_of_difference(c.file(), path)};
    plot.sideways = true;
    plot.curves.push_back(sorted_rows(plot, stress_names(c), values,
                                      text("median, 90 % of replications", "中位数，90 % 的重复"), page::Mark::points));
    if (plot.x.names.empty()) continue;
    plot.rules.push_back({{}, 0, false});
    chart.controls.front().choices.push_back(capitalised(described(c.file(), path).meaning));
    chart.frames.emplace_back(std::move(plot));
  }
  return chart;
}

// The share of values at most as large as each of them; infinite ones are never reached.
page::Curve distribution_curve(Text name, std::size_t number, std::vector<double> values) {
  std::ranges::sort(values);
  page::Curve curve{std::move(name), page::Mark::steps, colour_of(number), {0}, {0}};
  for (const std::size_t i : spread(values.size(), most_points)) {
    if (std::isinf(values[i])) continue;
    curve.x.push_back(values[i]), curve.y.push_back(static_cast<double>(i + 1) / static_cast<double>(values.size()));
  }
  return curve;
}

page::Chart recovery(const Compared& c, const std::string& id) {
  page::Chart chart{
      {id + "-recovery", text("Recovery", "恢复"),
       text("In which share of the replications in which output fell it has recovered after so many years; a curve "
            "that ends below 100 % has replications that do not recover within the horizon.",
            "产出下降的各次重复中，若干年后已恢复的份额；末端低于 100 % 表示期内有未恢复者。"),
       both("§9"), c.source()}};
  const output::Table years = c.file().read("by_replication/years_to_recover");
  std::vector<std::size_t> recovering;
  for (std::size_t s = 0; s < c.stresses.size(); ++s)
    if (std::ranges::any_of(measured(years, s), [](double x) { return std::isfinite(x); })) recovering.push_back(s);
  const std::vector<Text> names = stress_names(c);
  page::Plot plot{{text("years after the largest shortfall", "自最大缺口起的年数"), {}},
                  {text("share recovered", "已恢复份额"), {}, page::Form::percent}};
  for (const std::size_t s : picked(recovering, spread(recovering.size(), most_lines)))
    plot.curves.push_back(distribution_curve(names[s], plot.curves.size(), measured(years, s)));
  if (recovering.size() > most_lines)
    chart.about.what =
        sentences(chart.about.what, text("{} of the {} scenarios in which output recovers are drawn.",
                                         "绘出 {1} 个有恢复的情景中的 {0} 个。", most_lines, recovering.size()));
  if (!plot.curves.empty()) chart.frames.emplace_back(std::move(plot));
  return chart;
}

// ---- places --------------------------------------------------------------------------------------------------------

page::Chart heat_of(const Compared& c, const std::string& id, const std::string& group, const std::string& dimension,
                    const Words& title) {
  const std::vector<std::string> places = names_along(c.file(), dimension);
  const std::vector<Text> names = stress_names(c);
  page::Chart chart{
      {fmt::format("{}-{}", id, group), both(title),
       text("Means, stress less base: blue is more, red is less. Scenarios that have other places are left out.",
            "压力情景减基准的均值：蓝色为增，红色为减。地点不同的情景不列。"),
       both("§9"), c.source()},
      {{text("Measure", "指标"), {}}}};
  chart.wide = true;
  for (const std::string& path : variables_of(c.file(), group)) {
    const output::Table table = c.file().read(path);
    page::HeatMap heat{named_axis(place_names(places)), named_axis({}), axis_of_difference(c.file(), path), {}, true};
    for (std::size_t s = 0; s < std::min(names.size(), most_stresses); ++s) {
      std::vector<double> row;
      for (std::size_t l = 0; l < places.size(); ++l) row.push_back(c.bracketed(table, {s, l}).front());
      if (std::ranges::all_of(row, [](double x) { return std::isnan(x); })) continue;  // it has other places
      heat.y.names.push_back(names[s]);
      heat.values.insert(heat.values.end(), row.begin(), row.end());
    }
    if (heat.values.empty()) continue;
    chart.controls.front().choices.push_back(capitalised(described(c.file(), path).meaning));
    chart.frames.emplace_back(std::move(heat));
  }
  return chart;
}

// ---- the frontier --------------------------------------------------------------------------------------------------

page::Chart frontier(const Compared& c, const std::string& id) {
  page::Chart chart{
      {id + "-frontier", text("Growth against what it costs", "增长与代价"),
       text("Each point is a multiple of investment in the location; balanced path, and simulated over the horizon.",
            "每个点对应当地投资的一个倍数；分别为平衡路径与期内模拟。"),
       both("§9"), c.source()},
      {{text("Against", "对照"), {}}}};
  chart.wide = true;
  const auto values = [&](const std::string& path) { return c.file().read(path).values; };
  for (const std::string& path : variables_of(c.file(), "at_rest")) {
    const std::string name = path.substr(path.find('/') + 1);
    if (name == "growth") continue;
    page::Plot plot{axis_of_level(c.file(), path), axis_of_level(c.file(), "at_rest/growth")};
    plot.curves.push_back({text("balanced path", "平衡路径"), page::Mark::line, page::Colour::blue, values(path),
                           values("at_rest/growth")});
    plot.curves.push_back({text("simulated", "模拟"), page::Mark::dashed, page::Colour::vermilion,
                           values("simulated/" + name), values("simulated/growth")});
    chart.controls.front().choices.push_back(capitalised(described(c.file(), path).meaning));
    chart.frames.emplace_back(std::move(plot));
  }
  return chart;
}

void add(page::Section& section, page::Chart chart) {
  if (!chart.frames.empty()) section.items.emplace_back(std::move(chart));
}

}  // namespace

void add_stress(const Sections& to) {
  if (to.files.comparisons.empty()) return;
  std::vector<Compared> all;
  for (const OtherFile& given : to.files.comparisons) all.push_back(compared(given));
  page::Section section{
      "stress",
      text("Stress", "压力测试"),
      text("What goes wrong, what it costs, how long it lasts, and who bears it (§9). Every scenario is held "
           "against its base with the same random numbers (§6.3).",
           "出现何种冲击、代价几何、持续多久、由谁承担（§9）。各情景均以相同随机数与基准对照（§6.3）。"),
      {}};
  section.items.emplace_back(table_of(all, "stress"));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Compared& c = all[i];
    const std::string id = numbered("stress", i);
    if (all.size() > 1) section.items.emplace_back(page::Headline{both(c.given.name), {}, page::Tone::none});
    add(section, responses(c, id)), add(section, ranking(c, id)), add(section, winners(c, id));
    add(section, losses(c, id)), add(section, recovery(c, id));
    if (has_group(c.file(), "by_location"))
      add(section, heat_of(c, id, "by_location", "location", {"Locations", "各地点"}));
    if (has_group(c.file(), "by_region"))
      add(section, heat_of(c, id, "by_region", "region", {"Regional economies", "各区域经济体"}));
    if (has_group(c.file(), "at_rest")) add(section, frontier(c, id));
  }
  to.page.sections.push_back(std::move(section));
}

}  // namespace suanli::report
