// Distributions of growth as tables on a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/columns.hpp"
#include "scenarios/distribution/distribution.hpp"

namespace suanli {

namespace {

constexpr std::size_t label_columns = 18, quantile_columns = 14, state_columns = 20, columns_of_a_line = 118;
constexpr std::size_t years_shown = 6;  // besides the last, where nobody says which

std::string right(Language language, const Words& words, std::size_t width) {
  return flush_right(in(language, words), width);
}
std::string right(const std::string& words, std::size_t width) { return flush_right(words, width); }

// A number of a screen: what is below half a thousandth counts as 0, the files hold all digits.
std::string shown(double x, int digits = 3) { return number_text(std::abs(x) < 5e-4 ? 0 : x, digits); }
std::string percent(double x, int digits = 3) { return shown(100 * x, digits); }

std::string none(Language language) { return language == Language::english ? "none" : "无"; }

// "1.2…3.4", of growth in percent where `factor` is 100.
std::string ends_text(const Interval& interval, double factor, Language language) {
  if (std::isnan(interval.low)) return none(language);
  const auto end = [&](double x) { return shown(std::round(1000 * factor * x) / 1000); };
  return end(interval.low) + "…" + end(interval.high);
}

std::string label(const Text& words, Language language) { return column("  " + in(language, words), label_columns); }

Text horizon_in_words(double years) {
  return years == 1 ? text("over 1 year", "1 年") : text("over {:g} years", "{:g} 年", years);
}
Text year_in_words(double year) { return text("in {:g}", "{:g} 年内", year); }

/// Stretches with the words of their rows.
template <class Row> struct Labelled {
  Text words;
  const Row* row;
};

// Of years that nobody named, every so many and the last.
template <class Row>
std::vector<Labelled<Row>> rows_of(const std::vector<Row>& horizons, const std::vector<Row>& years, bool all_years) {
  std::vector<Labelled<Row>> rows;
  for (const Row& row : horizons) rows.push_back({horizon_in_words(row.stretch.years), &row});
  const std::size_t apart = all_years ? 1 : std::max<std::size_t>(1, (years.size() + years_shown - 1) / years_shown);
  for (std::size_t i = 0; i < years.size(); ++i)
    if (i % apart == 0 || i + 1 == years.size()) rows.push_back({year_in_words(years[i].stretch.from), &years[i]});
  return rows;
}

std::string pair_of(const std::string& value, const std::string& error) {
  return "  " + right(value, 9) + right("±" + error, 9);
}
std::string in_percent(const Measured& m) { return pair_of(percent(m.value), percent(m.standard_error, 2)); }
// Skewness and kurtosis, which have no unit and are about one.
std::string plain(const Measured& m) {
  const auto number = [](double x) { return std::isfinite(x) ? fmt::format("{:.2f}", x) : "–"; };
  return pair_of(number(m.value), number(m.standard_error));
}

using Rows = std::vector<Labelled<GrowthDistribution>>;

std::string moments_table(const Rows& rows, Language language) {
  std::string table = column(std::string(in(language, Words{"growth a year", "年增长率"})), label_columns);
  for (const Words& head :
       {Words{"mean [%] ± s.e.", "均值 [%] ± 标准误"}, Words{"s.d. [%] ± s.e.", "标准差 [%] ± 标准误"},
        Words{"skewness ± s.e.", "偏度 ± 标准误"}, Words{"kurtosis ± s.e.", "超额峰度 ± 标准误"},
        Words{"lowest 5 % [%]", "最低 5 % 均值 [%]"}})
    table += right(language, head, 20);
  table += "\n";
  for (const auto& [words, d] : rows) {
    const Moments& m = d->moments;
    table += label(words, language) + in_percent(m.mean) + in_percent(m.standard_deviation) + plain(m.skewness) +
             plain(m.excess_kurtosis) +
             (std::isnan(d->shortfall.value) ? right(none(language), 20) : in_percent(d->shortfall)) + "\n";
  }
  return table;
}

std::string quantile_heads(const Words& of, Language language) {
  std::string heads = column(std::string(in(language, of)), label_columns);
  for (const double p : distribution_probabilities) heads += right(fmt::format("{:g} %", 100 * p), quantile_columns);
  return heads + "\n";
}

std::string quantiles_table(const Rows& rows, Language language) {
  std::string table = quantile_heads({"quantiles [%]", "分位数 [%]"}, language);
  for (const auto& [words, d] : rows) {
    std::string values = label(words, language), intervals = column("", label_columns);
    for (const QuantileEstimate& q : d->quantiles) {
      values += right(percent(q.value), quantile_columns);
      intervals += right(q.interval ? ends_text(*q.interval, 100, language) : none(language), quantile_columns);
    }
    table += values + "\n" + intervals + "\n";
  }
  return table;
}

std::string states_table(const std::vector<RiskByState>& risks, Language language) {
  std::string table = column(std::string(in(language, Words{"5 % quantile [%]", "5 % 分位数 [%]"})), label_columns);
  for (const Words& head : {Words{"all starts", "全部起点"}, Words{"y in lowest third", "y 最低三分之一"},
                            Words{"middle third", "中间三分之一"}, Words{"highest third", "最高三分之一"},
                            Words{"highest less lowest", "最高减最低"}})
    table += right(language, head, state_columns);
  table += "\n";
  for (const RiskByState& risk : risks) {
    std::string values = label(horizon_in_words(risk.years), language), intervals = column("", label_columns);
    std::vector<Bootstrapped> cells(risk.at_risk.begin(), risk.at_risk.end());
    cells.push_back(risk.difference);
    for (const Bootstrapped& b : cells) {
      values += right(percent(b.value), state_columns);
      intervals += right(ends_text(b.interval, 100, language), state_columns);
    }
    table += values + "\n" + intervals + "\n";
  }
  return table;
}

// Which quantiles need more replications, and how many.
std::string what_is_missing(const EnsembleDistribution& d, Language language) {
  const std::size_t count = d.ensemble.finished.size();
  Text missing;
  for (const double p : distribution_probabilities) {
    const std::size_t enough = values_for_interval(p, distribution_level);
    if (p > .5 || enough <= count) continue;
    const Text which =
        p == .5 ? text("50 %", "50 %") : text("{:g} % and {:g} %", "{:g} % 与 {:g} %", 100 * p, 100 * (1 - p));
    missing += missing.empty() ? text("{} replications at {}", "{1} 需 {0} 次", enough, which)
                               : text(", {} at {}", "，{1} 需 {0} 次", enough, which);
  }
  if (missing.empty()) return "";
  const Text others = count < fewest_at_risk
                          ? text("; the mean of the lowest 5 % and growth at risk over all starts take {}",
                                 "；最低 5 % 的均值与全部起点的增长风险需 {} 次", fewest_at_risk)
                          : Text{};
  const Text by_state = count < fewest_at_risk * (states - 1)
                            ? text("; growth at risk by thirds takes {}", "；按三分之一组的增长风险需 {} 次",
                                   fewest_at_risk * (states - 1))
                            : Text{};
  const Text all = text("none: a 95 % interval of a quantile takes {}{}{}.", "无：分位数的 95 % 区间中，{}{}{}。",
                        missing, others, by_state);
  return wrapped(in(language, all), columns_of_a_line, 0) + "\n";
}

std::string events_table(const std::vector<EventProbability>& events, Language language) {
  if (events.empty()) return "";
  std::size_t names = 40;
  for (const EventProbability& e : events) names = std::max(names, width_of(e.event.as_given) + 4);
  std::string table = column(std::string(in(language, Words{"events", "事件"})), names) +
                      right(language, {"probability [%]", "概率 [%]"}, 16) +
                      right(language, {"95 % interval", "95 % 区间"}, 16) +
                      right(language, {"replications", "重复次数"}, 20) + "\n";
  for (const EventProbability& e : events) {
    const Text counted =
        e.left_out > 0 ? text("{} of {}, {} left out", "{1} 中 {0}，剔除 {2}", e.happened, e.replications, e.left_out)
                       : text("{} of {}", "{1} 中 {0}", e.happened, e.replications);
    table += column("  " + e.event.as_given, names) + right(percent(e.probability()), 16) +
             right(ends_text(e.interval, 100, language), 16) + right(in(language, counted), 20) + "\n";
  }
  return table;
}

std::string title_of(const EnsembleDistribution& d, Language language) {
  const EnsembleSeries& e = d.ensemble;
  const std::size_t left_out = e.replications - e.finished.size();
  Text left = left_out == 0 ? Text{}
                            : text("; {} left out, which have no number at some date",
                                   "；另有 {} 次在某时点无数值，已剔除", left_out);
  if (e.of_design)
    left += text(", which take points of the design that share their draws for independent",
                 "，其中共用随机数的各设计点视为独立");
  const Text title = text("{}: growth of {}, {} replications, {:g} to {:g}; below each line 95 % intervals{}",
                          "{}：{} 的增长，{} 次重复，{:g} 至 {:g}；各行之下为 95 % 区间{}", e.name, e.series.name,
                          e.finished.size(), e.dates.front(), e.dates.back(), left);
  return wrapped(in(language, title), columns_of_a_line, 0) + "\n";
}

std::string place_line(const std::string& place) { return place.empty() ? "" : "\n" + place + "\n"; }

using Differences = std::vector<Labelled<GrowthDifference>>;

std::string moments_differences(const Differences& rows, Language language) {
  std::string table = column(std::string(in(language, Words{"differences", "差异"})), label_columns);
  for (const Words& head : {Words{"mean [%]", "均值 [%]"}, Words{"s.d. [%]", "标准差 [%]"}, Words{"skewness", "偏度"},
                            Words{"kurtosis", "超额峰度"}, Words{"lowest 5 % [%]", "最低 5 % [%]"}})
    table += right(language, head, 16);
  table += right("KS", 8) + right(language, {"p-value", "p 值"}, 10) + "\n";
  for (const auto& [words, d] : rows) {
    std::string values = label(words, language), intervals = column("", label_columns);
    for (const std::size_t i :
         {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3}, d->numbers.size() - 1}) {
      const double factor = i == 2 || i == 3 ? 1 : 100;  // skewness and kurtosis have no unit
      values += right(shown(factor * d->numbers[i].value), 16);
      intervals += right(ends_text(d->numbers[i].interval, factor, language), 16);
    }
    table += values + right(shown(d->distance), 8) + right(number_text(d->chance, 2), 10) + "\n" + intervals + "\n";
  }
  return table;
}

std::string quantile_differences(const Differences& rows, Language language) {
  std::string table = quantile_heads({"quantiles [%]", "分位数 [%]"}, language);
  for (const auto& [words, d] : rows) {
    std::string values = label(words, language), intervals = column("", label_columns);
    for (std::size_t i = 0; i < d->numbers.size(); ++i)
      if (compared_numbers()[i].probability > 0) {
        values += right(percent(d->numbers[i].value), quantile_columns);
        intervals += right(ends_text(d->numbers[i].interval, 100, language), quantile_columns);
      }
    table += values + "\n" + intervals + "\n";
  }
  return table;
}

std::string difference_text(const DistributionReport& report, const DistributionOptions& options, Language language) {
  if (!report.difference) return "";
  const DistributionDifference& d = *report.difference;
  const Text how = d.samples == Samples::paired
                       ? text("{} pairs share their random numbers; the p-value is of pairs that change places",
                              "{} 对重复共用随机数；p 值由成对互换得出", d.pairs)
                       : text("their random numbers are independent", "两者的随机数相互独立");
  const Text title =
      text("{} less {}: {}", "{} 减 {}：{}", report.ensembles[1].ensemble.name, report.ensembles[0].ensemble.name, how);
  std::string tables = "\n" + wrapped(in(language, title), columns_of_a_line, 0) + "\n";
  for (const PlaceDifference& place : d.places) {
    const Differences rows = rows_of(place.horizons, place.years, !options.years.empty());
    tables += place_line(place.place) + moments_differences(rows, language) + quantile_differences(rows, language);
  }
  return tables;
}

}  // namespace

std::string to_text(const DistributionReport& report, const DistributionOptions& options, Language language) {
  std::string tables;
  for (const EnsembleDistribution& d : report.ensembles) {
    tables += (tables.empty() ? "" : "\n") + title_of(d, language);
    for (const PlaceDistribution& place : d.places) {
      const Rows rows = rows_of(place.horizons, place.years, !options.years.empty());
      tables += place_line(place.place) + moments_table(rows, language) + quantiles_table(rows, language) +
                states_table(place.by_state, language);
    }
    tables += events_table(d.events, language) + what_is_missing(d, language);
  }
  return tables + difference_text(report, options, language);
}

}  // namespace suanli
