// Comparisons as tables on a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/columns.hpp"
#include "scenarios/comparison/compare.hpp"

namespace suanli {

namespace {

constexpr std::size_t label_columns = 46, columns_of_a_line = 118, location_columns = 17, measures_a_line = 4;

std::string right(const std::string& words, std::size_t width) { return flush_right(words, width); }
std::string right(Language language, const Words& words, std::size_t width) {
  return flush_right(in(language, words), width);
}

std::string unit_of(const Description& d, Language language, bool brief = false) {
  if (d.unit == "percentage points")
    return language == Language::chinese ? "百分点" : brief ? "points" : "percentage points";
  return std::string(d.unit);
}

// "  output at the worst date [%]"
std::string label_of(const Description& d, Language language) {
  return column(fmt::format("  {} [{}]", in(language, d.meaning), unit_of(d, language)), label_columns);
}

// 99 % interval of several replications.
std::string ends_of(const Interval& interval, std::size_t width) {
  const auto end = [&](double x) { return right(std::isfinite(x) ? number_text(x, 3) : "–", width); };
  return end(interval.low) + end(interval.high);
}

std::string error_text(const Estimate& mean) { return mean.count > 1 ? number_text(mean.standard_error, 2) : "–"; }

std::string heading(const Words& of, const std::string& more, Language language) {
  return column(std::string(in(language, of)), label_columns) + right(language, {"mean", "均值"}, 10) +
         right(language, {"± s.e.", "± 标准误"}, 10) + right(language, {"99 % from", "99 % 区间自"}, 12) +
         right(language, {"to", "至"}, 10) + more + "\n";
}

std::string numbers_of(const Difference& d) {
  return right(number_text(d.mean.mean), 10) + right(error_text(d.mean), 9) + right("", 1) + ends_of(d.interval, 10);
}

std::string quantiles_heading(Language language) {
  std::string all;
  for (const double p : comparison_probabilities) all += right(fmt::format("{:g} %", 100 * p), 8);
  return all + right(language, {"var. ratio", "方差比"}, 11);
}

std::string quantiles_of(const Difference& d) {
  std::string all;
  for (const double q : d.quantiles) all += right(number_text(q, 2), 8);
  const double ratio = d.variance_ratio;
  return all + right(std::isinf(ratio) ? "∞" : number_text(ratio, 2), 11);
}

bool says_something(const Difference& d) { return d.base != 0 || d.mean.mean != 0; }

std::string line(const Words& label, const Text& words, Language language) {
  return "  " + column(in(language, label), label_columns - 2) + in(language, words) + "\n";
}

Text in_words(const Recovery& recovery, double share, std::size_t replications) {
  if (recovery.fell == 0) return text("output never falls below the base", "产出从未低于基准");
  const Text until = text("until the shortfall is {:g} % of its largest", "至缺口降为最大值的 {:g} %", 100 * share);
  const Text lost = recovery.fell < replications ? text("; output fell in {} of {} replications",
                                                        "；{1} 次重复中有 {0} 次产出下降", recovery.fell, replications)
                                                 : Text{};
  if (recovery.recovered == 0)
    return text("not within the horizon, {}; {:.0f} % of it is left at the end{}",
                "期内未恢复（{}）；期末仍余最大缺口的 {:.0f} %{}", until, 100 * recovery.left, lost);
  const Text median = std::isfinite(recovery.median)
                          ? text("median {:.3g} years, {}", "中位数 {:.3g} 年，{}", recovery.median, until)
                          : text("median beyond the horizon, {}", "中位数超出期末，{}", until);
  const std::size_t never = recovery.fell - recovery.recovered;
  return text("{}{}{}", "{}{}{}", median,
              never > 0 ? text("; not within the horizon in {} replications", "；{} 次重复期内未恢复", never) : Text{},
              lost);
}

std::string national_table(const Comparison& c, const CompareOptions& options, Language language) {
  std::string table = heading({"the nation; means are over the horizon", "全国；平均为期内平均"},
                              quantiles_heading(language), language);
  const auto measures = national_measures();
  for (std::size_t i = 0; i < measures.size(); ++i) {
    if (!says_something(c.national[i])) continue;
    table +=
        label_of(measures[i].description, language) + numbers_of(c.national[i]) + quantiles_of(c.national[i]) + "\n";
    if (measures[i].description.name != "welfare" || c.replications < 2) continue;
    const Description before{"", "", "%", "", {"welfare before one's draws are known", "福利（抽签之前，期望效用）"}};
    const Interval interval = confidence_interval(c.expected_welfare, comparison_level);
    table += label_of(before, language) + right(number_text(c.expected_welfare.mean), 10) +
             right(error_text(c.expected_welfare), 9) + right("", 1) + ends_of(interval, 10) + "\n";
  }
  for (const auto& [region, welfare] : c.by_economy)
    table += column(in(language, text("  welfare in {} [%]", "  {} 的福利 [%]", region)), label_columns) +
             numbers_of(welfare) + quantiles_of(welfare) + "\n";
  table += line({"time to recover", "恢复时间"}, in_words(c.recovery, options.recovered, c.replications), language);
  if (c.worst)
    table += line({"worst replication", "最差的一次重复"},
                  text("replication {}: welfare {} %, output at its worst {} %",
                       "第 {} 次重复：福利 {} %，产出最差时 {} %", c.worst->replication, number_text(c.worst->welfare),
                       number_text(c.of("output_worst").by_replication[c.worst->replication])),
                  language);
  return table;
}

// A line for each location, mean ± standard error; intervals are in the files.
std::string location_table(const Comparison& c, Language language) {
  if (c.by_location.empty()) return "";
  const auto measures = location_measures();
  std::size_t names = 24;
  for (const LocationDifferences& location : c.by_location) names = std::max(names, width_of(location.location) + 3);
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < measures.size(); ++i)
    if (std::ranges::any_of(c.by_location, [&](const auto& l) { return says_something(l.measures[i]); }))
      shown.push_back(i);
  std::string table;
  for (std::size_t first = 0; first < shown.size(); first += measures_a_line) {
    const std::span now = std::span(shown).subspan(first, std::min(measures_a_line, shown.size() - first));
    table += column(in(language, Words{"locations, means ± s.e.", "各地，平均 ± 标准误"}), names);
    for (const std::size_t i : now) table += right(language, measures[i].description.meaning, location_columns);
    table += "\n" + column("", names);
    for (const std::size_t i : now)
      table += right(fmt::format("[{}]", unit_of(measures[i].description, language, true)), location_columns);
    table += "\n";
    for (const LocationDifferences& location : c.by_location) {
      table += column("  " + location.location, names);
      for (const std::size_t i : now) {
        const Estimate& mean = location.measures[i].mean;
        const std::string error = mean.count > 1 ? " ±" + number_text(mean.standard_error, 1) : "";
        table += right(number_text(mean.mean, 3) + error, location_columns);
      }
      table += "\n";
    }
  }
  return table;
}

std::string income_table(const Comparison& c, Language language) {
  std::string table =
      heading({"who receives, who pays [1e12 yuan/year]", "谁受益，谁承担 [万亿元/年]"},
              right(language, {"base", "基准"}, 11) + right(language, {"of it", "变动率"}, 10), language);
  const auto incomes = income_measures();
  for (std::size_t i = 0; i < incomes.size(); ++i) {
    const Difference& d = c.incomes[i];
    if (!says_something(d)) continue;
    const double share = d.mean.mean == 0 ? 0 : 100 * d.mean.mean / d.base;
    table += column(fmt::format("  {}", in(language, incomes[i].description.meaning)), label_columns) + numbers_of(d) +
             right(number_text(d.base), 11) + right(std::isfinite(share) ? number_text(share, 3) + " %" : "–", 10) +
             "\n";
  }
  return table;
}

}  // namespace

std::string number_text(double x, int digits) {
  if (!std::isfinite(x)) return "–";
  return std::abs(x) < 1e-13 ? "0" : fmt::format("{:.{}g}", x, digits);
}

std::string to_text(const std::vector<Comparison>& all, const CompareOptions& options, Language language) {
  std::string report;
  for (const Comparison& c : all) {
    const Text title =
        text("{} less {}: {} on common random numbers; below zero is a loss", "{} 减 {}：{}，共同随机数；负值为损失",
             c.stress, c.base, counted(c.replications, replication_words));
    report += (report.empty() ? "" : "\n") + wrapped(in(language, title), columns_of_a_line, 0) + "\n" +
              national_table(c, options, language) + location_table(c, language) + income_table(c, language);
    for (const Text& note : c.notes)
      report += wrapped(in(language, text("Note: {}", "注意：{}", note)), columns_of_a_line, 0) + "\n";
  }
  return report;
}

}  // namespace suanli
