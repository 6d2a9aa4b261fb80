// Growth: fans of the nation's series with the path of theory over them, of every region and industry, and what is known
// at the end.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "scenarios/report/distribution.hpp"
#include "scenarios/report/shapes.hpp"

namespace suanli::report {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Theory's path of a level: of the nation, or the sum over the economies of regions.
std::vector<double> theory_of(const output::ResultReader& file, const std::string& series) {
  const std::string path = "theory/" + series;
  if (!file.contains(path)) return {};
  const output::Table table = file.read(path);
  if (table.shape.size() == 1) return table.values;
  std::vector<double> sums;
  for (std::size_t t = 0; t < table.shape[0]; ++t) {
    double sum = 0;
    for (std::size_t e = 0; e < table.shape[1]; ++e) sum += table.values[t * table.shape[1] + e];
    sums.push_back(sum);
  }
  return sums;
}

// Theory's growth of both stocks over the coming period, (W(t+dt)/W(t) - 1)/dt.
std::vector<double> growth_of_theory(const output::ResultReader& file, double dt) {
  const std::vector<double> capital = theory_of(file, "capital"), compute = theory_of(file, "compute");
  if (capital.empty() || compute.empty()) return {};
  std::vector<double> growth;
  for (std::size_t t = 0; t + 1 < capital.size(); ++t)
    growth.push_back(((capital[t + 1] + compute[t + 1]) / (capital[t] + compute[t]) - 1) / dt);
  growth.push_back(nan);
  return growth;
}

// Of the words for a series the first clause: "output" of "output, valued at current prices".
Text short_meaning(const Text& meaning) {
  const auto until = [](const std::string& words, std::initializer_list<std::string_view> ends) {
    std::size_t end = words.size();
    for (const std::string_view e : ends) end = std::min(end, words.find(e));
    return words.substr(0, end);
  };
  return capitalised({until(meaning.en, {", ", "; ", " ("}), until(meaning.zh, {"，", "；", "（"})});
}

page::About about(const RunFile& run, const std::string& id, const std::string& path) {
  const Described words = described(run.file, path);
  const Text title = short_meaning(words.meaning), whole = capitalised(words.meaning);
  return {id, title, whole == title ? Text{} : text("{}.", "{}。", whole), both(words.equation), source_of(run)};
}

// Theory has firms that do nothing of their own.
Text name_of_theory(const Parameters& p) {
  return firms_invest(p) ? text("theory, without noise and choices", "理论（无噪声、无选择）")
                         : text("theory, without noise", "理论（无噪声）");
}
Text words_on_theory(const RunFile& run) {
  if (!has_group(run.file, "theory")) return {};
  Text line = text("The broken line is the path of theory (§4).", "虚线为理论路径（§4）。");
  if (!firms_invest(run.parameters)) return line;
  return sentences(
      line, text("It leaves out what firms gain by choosing what to invest, by leaving and entering, and by adopting "
                 "(§7): the simulation may grow away from it.",
                 "它未计入企业自主选择投资、退出与进入以及采用新技术的收益（§7），因此模拟值可能逐渐偏离。"));
}

page::Chart fan_with_theory(const RunFile& run, const std::string& id, const std::string& series) {
  const std::string path = "national/" + series;
  const Quantiles q = quantiles_of(run.file, "national_quantiles", series);
  page::Plot plot{axis_of_time(), axis_of(run.file, path), fan(q)};
  const std::vector<double> path_of_theory =
      series == "growth" ? growth_of_theory(run.file, run.parameters.time.step) : theory_of(run.file, series);
  if (!path_of_theory.empty())
    plot.curves.push_back({name_of_theory(run.parameters), page::Mark::dashed, page::Colour::vermilion, q.dates,
                           picked(path_of_theory, spread(path_of_theory.size(), most_dates))});
  page::Chart chart{about(run, id + "-" + series, path), {}, {plot}};
  chart.about.what = sentences(chart.about.what, dates_drawn(numbers_along(run.file, "time").size()));
  return chart;
}

// ---- at a glance ---------------------------------------------------------------------------------------------------

page::Table glance(const RunFile& run, const std::string& id) {
  const std::vector<double> dates = numbers_along(run.file, "time");
  page::Table table{
      {id + "-glance", text("At a glance", "概览"),
       text("The nation at the first and at the last date: the median over replications, and the interval that "
            "holds 90 % of them.",
            "首末时点的全国数值：跨重复中位数，以及包含 90 % 重复的区间。"),
       both("§4"), source_of(run)},
      {{text("series", "序列")},
       {text("unit", "单位")},
       {text("{:g}", "{:g}", dates.front())},
       {text("{:g} (5 to 95 %)", "{:g}（5 至 95 %）", dates.back())},
       {text("theory {:g}", "理论 {:g}", dates.back())}},
      {}};
  for (const char* const series : {"output", "consumption", "capital", "compute", "investment", "growth"}) {
    const std::string path = std::string("national/") + series;
    if (!run.file.contains(path)) continue;
    const Quantiles q = quantiles_of(run.file, "national_quantiles", series);
    const bool rate = std::string_view(series) == "growth";
    const double scale = rate ? 100 : 1;
    const std::vector<double> theory =
        rate ? growth_of_theory(run.file, run.parameters.time.step) : theory_of(run.file, series);
    const std::size_t last = q.dates.size() - 1;
    const double expected = theory.empty() ? nan : rate ? theory[theory.size() - 2] : theory.back();
    const Described words = described(run.file, path);
    table.rows.push_back({page::word_cell(short_meaning(words.meaning)),
                          page::word_cell(rate ? text("% a year", "%/年") : unit_words(words.unit)),
                          page::number_cell(scale * q.at(.5).front()),
                          {{}, {scale * q.at(.5)[last], scale * q.at(.05)[last], scale * q.at(.95)[last]}},
                          std::isnan(expected) ? page::Cell{} : page::number_cell(scale * expected)});
  }
  return table;
}

// ---- regions and industries ----------------------------------------------------------------------------------------

constexpr std::size_t most_places = 40;  // of a list that a reader chooses from

// Fans of a group's places, which a reader chooses, and of its series.
page::Chart fans_by_place(const RunFile& run, const std::string& id, const std::string& dimension, const Words& title,
                          const Words& name) {
  const std::string group = "by_" + dimension;
  const std::vector<std::string> all = names_along(run.file, dimension);
  const std::vector<std::size_t> places = spread(all.size(), most_places);
  page::Chart chart{
      {fmt::format("{}-by-{}", id, dimension), both(title),
       sentences(text("Quantiles over replications; choose {} and series.", "跨重复分位数；可选择{}与序列。", name),
                 dates_drawn(numbers_along(run.file, "time").size())),
       both("§2"), source_of(run)},
      {{text("Series", "序列"), {}}, {capitalised(both(name)), place_names(picked(all, places))}},
      {}};
  for (const char* const series : {"output", "capital", "own_compute", "growth", "effective_productivity"}) {
    const std::string path = group + "/" + series;
    if (!run.file.contains(path)) continue;
    chart.controls.front().choices.push_back(short_meaning(described(run.file, path).meaning));
    for (const std::size_t place : places)
      chart.frames.push_back(page::Plot{axis_of_time(), axis_of(run.file, path),
                                        fan(quantiles_of(run.file, group + "_quantiles", series, {place}))});
  }
  return chart;
}

}  // namespace

void add_growth(const Sections& to) {
  for (std::size_t i = 0; i < to.files.runs.size(); ++i) {
    const RunFile& run = to.files.runs[i];
    const std::string id = numbered("growth", i);
    page::Section section{
        id,
        titled(text("Growth", "增长"), run.name, to.files.runs.size()),
        sentences(
            text("How output, consumption and compute grow over the years, and how far replications differ: "
                 "shades hold 98, 90 and 50 % of them (§6).",
                 "产出、消费与算力逐年如何增长，以及各次重复的差异：由浅到深分别包含 98、90 与 50 % 的重复（§6）。"),
            words_on_theory(run)),
        {glance(run, id)}};
    for (const char* const series : {"output", "consumption", "compute", "growth"})
      if (run.file.contains(std::string("national/") + series))
        section.items.push_back(fan_with_theory(run, id, series));
    section.items.push_back(fans_by_place(run, id, "region", {"Regions", "各区域"}, {"region", "区域"}));
    section.items.push_back(fans_by_place(run, id, "industry", {"Industries", "各行业"}, {"industry", "行业"}));
    add_distribution(run, section);
    add_sensitivity(run, section);
    to.page.sections.push_back(std::move(section));
  }
  for (std::size_t i = 0; i < to.files.distributions.size(); ++i)
    add_distribution(to.files.distributions[i], numbered("distribution", i), to);
}

}  // namespace suanli::report
