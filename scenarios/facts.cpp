#include "scenarios/facts.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/elementary.hpp"
#include "engine/subbotin.hpp"
#include "engine/time_series.hpp"

namespace suanli {

namespace {

constexpr double ages_of_a_tail = 12;  // in mean lives of a firm, 1/λ, §7.4

FactReading refused(Text reason) {
  FactReading reading;
  reading.refusal = std::move(reason);
  return reading;
}

FactReading too_few() {
  return refused(text("the second half of the run has too few years or firms", "运行后半段的年数或企业数太少"));
}

// The years that count: the second half of the run.
std::size_t first_of_second_half(const FirmsRecord& r) { return r.dates() / 2; }

// The mean of a series over dates from `first` on, and its error: over replications, or over the years of a single one.
FactReading mean_from(const FirmsRecord& r, const std::vector<double>& series, std::size_t first) {
  std::vector<double> means, single;
  for (std::size_t i = 0; i < r.replications; ++i) {
    single.clear();
    for (std::size_t t = first; t < r.dates(); ++t)
      if (const double x = series[i * r.dates() + t]; std::isfinite(x)) single.push_back(x);
    if (single.empty()) return too_few();
    means.push_back(estimate(single).mean);
  }
  const Estimate over_replications = estimate(means);
  return {
      r.replications > 1 ? Measured{over_replications.mean, over_replications.standard_error} : mean_over_time(single),
      {},
      {}};
}
template <auto series> FactReading mean_of(const FirmsRecord& r) {
  return mean_from(r, r.*series, first_of_second_half(r));
}

// A statistic of all replications together, `statistic(i)` leaving out replication i, none for i = replications; its
// error by the jackknife, or for a single replication the statistic's own.
template <class Statistic> FactReading of_all_replications(const FirmsRecord& r, const Statistic& statistic) {
  const std::optional<Measured> all = statistic(r.replications);
  if (!all) return too_few();
  if (r.replications == 1) return {*all, {}, {}};
  std::vector<double> without;
  for (std::size_t i = 0; i < r.replications; ++i) {
    const std::optional<Measured> others = statistic(i);
    if (!others) return too_few();
    without.push_back(others->value);
  }
  const double n = static_cast<double>(r.replications);
  return {{all->value, (n - 1) * estimate(without).standard_error}, {}, {}};
}

FactReading tail(const FirmsRecord& r) {
  if (!r.firms_choose)
    return refused(text("no firm chooses what to invest: firms of a cell keep the sizes that they start with",
                        "没有企业自主选择投资：单元内企业保持期初规模"));
  if (!(r.exit_rate > 0))
    return refused(text("without exit (λ = 0) there is no stationary Pareto tail in theory, §7.4",
                        "没有退出（λ = 0）时，理论上不存在平稳的帕累托尾部，§7.4"));
  const double needed = ages_of_a_tail / r.exit_rate;
  std::size_t first = first_of_second_half(r);
  while (first < r.dates() && r.ages[first] < needed) ++first;
  if (first == r.dates())
    return refused(text("the population is {:.0f} years old at the end and its tail needs {:.0f} = 12/λ, §7.4",
                        "期末企业群体年龄为 {:.0f} 年，尾部需要 {:.0f} = 12/λ 年，§7.4", r.ages.back(), needed));
  FactReading reading = mean_from(r, r.tail_exponent, first);
  if (r.drag > 0)
    reading.remark = text("with drag ς = {:g} theory has no Pareto tail: sizes are bounded, §7.4",
                          "阻力 ς = {:g} 时理论上没有帕累托尾部：规模有界，§7.4", r.drag);
  return reading;
}

FactReading growth_shape(const FirmsRecord& r) {
  const std::size_t places = r.growth_counts.size() / (r.replications * r.dates());
  return of_all_replications(r, [&](std::size_t left_out) -> std::optional<Measured> {
    std::vector<std::uint64_t> counts(places);
    for (std::size_t i = 0; i < r.replications; ++i)
      for (std::size_t t = i == left_out ? r.dates() : first_of_second_half(r); t < r.dates(); ++t)
        for (std::size_t b = 0; b < places; ++b)
          counts[b] += static_cast<std::uint64_t>(r.growth_counts[(i * r.dates() + t) * places + b]);
    const Histogram histogram(r.growth_low, r.growth_high, counts);
    if (histogram.total() == 0) return std::nullopt;
    const std::optional<SubbotinFit> fit = fit_subbotin(histogram, histogram.quantile(.5));
    return fit ? std::optional(fit->shape) : std::nullopt;
  });
}

// Classes of size by their mean log size and the standard deviation of their growth: one line through them.
FactReading size_variance(const FirmsRecord& r) {
  const std::size_t classes = r.class_size.size() / (r.replications * r.dates());
  return of_all_replications(r, [&](std::size_t left_out) -> std::optional<Measured> {
    std::vector<double> size, spread;
    for (std::size_t c = 0; c < classes; ++c) {
      double sizes = 0, squares = 0, n = 0;
      for (std::size_t i = 0; i < r.replications; ++i)
        for (std::size_t t = i == left_out ? r.dates() : first_of_second_half(r); t < r.dates(); ++t) {
          const std::size_t at = (i * r.dates() + t) * classes + c;
          if (!std::isfinite(r.class_size[at]) || !(r.growth_spread[at] > 0)) continue;
          sizes += r.class_size[at], squares += r.growth_spread[at] * r.growth_spread[at], ++n;
        }
      if (n > 0) size.push_back(sizes / n), spread.push_back(log(squares / n) / 2);
    }
    if (size.size() < 3 || std::ranges::max(size) == std::ranges::min(size)) return std::nullopt;
    const Measured slope = weighted_slope(size, spread, std::vector(size.size(), 1.0));
    return Measured{-slope.value, slope.standard_error};
  });
}

// Of the second half, the years in which both are known: growth of output, and the granular residual; less their means.
struct Fluctuations {
  std::vector<double> growth, residual;
};
Fluctuations fluctuations_of(const FirmsRecord& r, std::size_t replication) {
  Fluctuations f;
  for (std::size_t t = first_of_second_half(r); t < r.dates(); ++t) {
    const std::size_t at = replication * r.dates() + t;
    if (!std::isfinite(r.output_growth[at]) || !std::isfinite(r.granular_residual[at])) continue;
    f.growth.push_back(r.output_growth[at]), f.residual.push_back(r.granular_residual[at]);
  }
  for (std::vector<double>* const series : {&f.growth, &f.residual}) {
    const double mean = series->empty() ? 0 : estimate(*series).mean;
    for (double& x : *series) x -= mean;
  }
  return f;
}

// Replications differ in how concentrated their firms are, hence in how volatile: each is measured in its own deviations.
FactReading aggregate_shape(const FirmsRecord& r) {
  return of_all_replications(r, [&](std::size_t left_out) -> std::optional<Measured> {
    std::vector<double> all;
    for (std::size_t i = 0; i < r.replications; ++i) {
      if (i == left_out) continue;
      const std::vector<double> growth = fluctuations_of(r, i).growth;
      if (growth.size() < 4) continue;
      const double deviation = root_mean_square(growth, 0);
      for (const double g : growth) all.push_back(g / deviation);
    }
    const std::optional<SubbotinFit> fit = fit_subbotin(all, 0);
    return fit ? std::optional(fit->shape) : std::nullopt;
  });
}

// Of the variance of growth what moves with the granular residual of the same year.
FactReading granular_share(const FirmsRecord& r) {
  return of_all_replications(r, [&](std::size_t left_out) -> std::optional<Measured> {
    double residuals = 0, growths = 0, products = 0, n = 0;
    for (std::size_t i = 0; i < r.replications; ++i) {
      if (i == left_out) continue;
      const Fluctuations f = fluctuations_of(r, i);
      for (std::size_t t = 0; t < f.growth.size(); ++t) {
        residuals += f.residual[t] * f.residual[t], growths += f.growth[t] * f.growth[t];
        products += f.residual[t] * f.growth[t], ++n;
      }
    }
    const double share = products * products / (residuals * growths);
    if (n < 4 || !std::isfinite(share)) return std::nullopt;
    return Measured{share, 2 * std::sqrt(share) * (1 - share) / std::sqrt(n)};  // Fisher
  });
}

// clang-format off
constexpr Words mean_over_years{"mean over the years of the second half of the run", "运行后半段各年的均值"};
constexpr Words moment{"mean over the years of the second half of the run; a printed moment without error counts within a quarter of itself",
                       "运行后半段各年的均值；印出的矩没有标准误，取其上下四分之一"};
constexpr Words correlation{"mean over the years of the second half of the run; a printed correlation without error counts within .1",
                            "运行后半段各年的均值；印出的相关系数没有标准误，取其上下 0.1"};
constexpr Words cited(std::string_view authors) { return {authors, authors}; }
using R = FirmsRecord;
constexpr StylisedFact all_facts[] = {
    {"size_tail", {"tail exponent of firm size", "企业规模的尾部指数"}, "1",
     {"1.0-1.1; China .83-1.5", "1.0-1.1；中国 .83-1.5"}, {"Axtell 2001; China: Peng & Xia; Heinrich & Dai 2016", "Axtell 2001；中国：Peng & Xia；Heinrich & Dai 2016"}, .83, 1.5, false,
     {"Hill's estimator, mean over those years of the second half of the run in which the population is older than 12/λ",
      "Hill 估计量，取运行后半段中群体年龄大于 12/λ 的各年均值"}, tail},
    {"growth_shape", {"shape of firms' growth (Laplace 1, normal 2)", "企业增长的形状（拉普拉斯 1，正态 2）"}, "1",
     {"near 1", "接近 1"}, {"Bottazzi & Secchi 2006; China: Zou 2019", "Bottazzi & Secchi 2006；中国：Zou 2019"}, .7, 1.3, false,
     {"b of a Subbotin distribution fitted to the histogram of growth", "对增长率直方图拟合 Subbotin 分布的 b"}, growth_shape},
    {"size_variance", {"β: spread of growth falls with size as S^-β", "β：增长率离散度按 S^-β 随规模下降"}, "1",
     {".20 ± .03; models .14-.20", ".20 ± .03；模型 .14-.20"}, {"Amaral et al. 1997; Riccaboni et al. 2008", "Amaral et al. 1997；Riccaboni et al. 2008"}, .14, .23, false,
     {"slope of the log standard deviation of growth on log size, over classes of size", "按规模分组，增长率标准差对数对规模对数的斜率"}, size_variance},
    {"investment_rate", {"investment rate, mean over firms", "投资率的企业均值"}, "1/year",
     {".122", ".122"}, cited("Cooper & Haltiwanger 2006"), .0915, .1525, false, moment, mean_of<&R::mean_rate>},
    {"inaction", {"firms investing between -1 % and 1 %", "投资率在 -1 % 与 1 % 之间的企业"}, "1",
     {".081", ".081"}, cited("Cooper & Haltiwanger 2006"), .061, .101, false, moment, mean_of<&R::inaction>},
    {"disinvestment", {"firms that disinvest", "投资率为负的企业"}, "1",
     {".104", ".104"}, cited("Cooper & Haltiwanger 2006"), .078, .130, false, moment, mean_of<&R::negative>},
    {"spikes", {"firms investing more than 20 %", "投资率高于 20 % 的企业"}, "1",
     {".186", ".186"}, cited("Cooper & Haltiwanger 2006"), .1395, .2325, false, moment, mean_of<&R::spikes>},
    {"negative_spikes", {"firms investing less than -20 %", "投资率低于 -20 % 的企业"}, "1",
     {".018", ".018"}, cited("Cooper & Haltiwanger 2006"), .0135, .0225, false, moment, mean_of<&R::negative_spikes>},
    {"serial_correlation", {"correlation of investment rates a year apart", "相隔一年投资率的相关系数"}, "1",
     {".058", ".058"}, cited("Cooper & Haltiwanger 2006"), -.042, .158, false, correlation, mean_of<&R::serial_correlation>},
    {"profit_correlation", {"correlation of investment with profitability", "投资率与盈利能力的相关系数"}, "1",
     {".143", ".143"}, cited("Cooper & Haltiwanger 2006"), .043, .243, false,
     {"investment rates on log productivity of the same year, as published on the shock to profits; mean over the years of the second half of the run; a printed correlation without error counts within .1",
      "同年投资率与对数生产率（文献中为利润冲击）的相关系数，运行后半段各年的均值；印出的相关系数没有标准误，取其上下 0.1"}, mean_of<&R::profit_correlation>},
    {"productivity_dispersion", {"standard deviation of log productivity", "对数生产率的标准差"}, "1",
     {"China .63-.74", "中国 .63-.74"}, cited("Hsieh & Klenow 2009"), .63, .74, false, mean_over_years, mean_of<&R::dispersion>, Arises::in_scenario},
    {"productivity_persistence", {"correlation of log productivity a year apart", "对数生产率相隔一年的相关系数"}, "1",
     {".7-.9", ".7-.9"}, {"assumption of the baseline calibration", "基准校准的假设"}, .7, .9, false, mean_over_years, mean_of<&R::persistence>, Arises::in_scenario},
    {"aggregate_shape", {"shape of growth of output (normal 2)", "产出增长的形状（正态 2）"}, "1",
     {"below 2", "小于 2"}, {"Fagiolo, Napoletano and Roventini 2008", "Fagiolo、Napoletano 与 Roventini 2008"}, 0, 2, true,
     {"b of a Subbotin distribution fitted to yearly growth, less its mean and over its deviation in each replication; inside only if its 95 % interval is",
      "对去均值、按各重复标准差缩放的年增长率拟合 Subbotin 分布的 b；95 % 区间须全部落入"}, aggregate_shape},
    {"granularity", {"share of firms' shocks in growth's variance", "企业自身冲击在产出增长方差中的份额"}, "1",
     {"about 1/3", "约 1/3"}, cited("Gabaix 2011"), .25, .5, false,
     {"R² of yearly growth of output on the granular residual; how it falls with the number of firms needs several files",
      "产出年增长率对颗粒残差的 R²；其随企业数的衰减须比较多个文件"}, granular_share}};
// clang-format on

}  // namespace

std::span<const StylisedFact> stylised_facts() { return all_facts; }

FactVerdict verdict_on(const StylisedFact& fact, const FactReading& reading) {
  if (!reading.refusal.empty()) return FactVerdict::refused;
  Interval interval{reading.value.value, reading.value.value};
  if (fact.surely) interval = confidence_interval(reading.value, .95);
  return fact.low <= interval.low && interval.high <= fact.high ? FactVerdict::inside : FactVerdict::outside;
}

std::vector<HeldFact> hold_against_facts(const FirmsRecord& record) {
  std::vector<HeldFact> all;
  for (const StylisedFact& fact : stylised_facts()) {
    FactReading reading = fact.read(record);
    if (reading.refusal.empty() && !std::isfinite(reading.value.value)) reading = too_few();
    const FactVerdict verdict = verdict_on(fact, reading);
    all.push_back({&fact, std::move(reading), verdict});
  }
  return all;
}

}  // namespace suanli
