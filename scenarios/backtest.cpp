#include "scenarios/backtest.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace suanli {

namespace {

// Years in which a dollar comes to buy twice the operations per second: the outer ends of the 95 % intervals that Epoch (2022)
// gives for 470 processors, for those of machine learning and for half precision. Prices fall by 36 and 17 % a year.
constexpr Interval years_to_double{1.54, 3.62};
constexpr std::size_t steps_of_price = 100;  // in which this range is gone through, in equal ratios

Prediction refused(Text reason) { return {{}, std::move(reason)}; }

// The number of a date in the record, or none.
std::optional<std::size_t> date_of(const ForecastRecord& r, double year) {
  constexpr double moment = 1e-6;  // dates are sums of steps
  const auto found = std::ranges::find_if(r.dates, [&](double date) { return std::abs(date - year) < moment; });
  return found == r.dates.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - r.dates.begin()));
}
Prediction no_date(double year) { return refused(text("the run has no date {:g}", "运行中没有时点 {:g}", year)); }

// A number of every replication, ascending.
template <class Measure> Prediction of_replications(const ForecastRecord& r, const Measure& measure) {
  Prediction all;
  for (std::size_t i = 0; i < r.replications; ++i) all.values.push_back(measure(i));
  return all;
}

double yearly_growth(double before, double after, double years) { return std::pow(after / before, 1 / years) - 1; }

// Yearly growth of operations per second: that of compute in yuan, times that of what a yuan buys, over its whole range.
template <int from, int to> Prediction growth_of_operations(const PublishedFigure&, const ForecastRecord& r) {
  const auto first = date_of(r, from), last = date_of(r, to);
  if (!first) return no_date(from);
  if (!last) return no_date(to);
  Prediction all;
  for (std::size_t i = 0; i < r.replications; ++i) {
    const double growth =
        yearly_growth(r.compute[i * r.dates.size() + *first], r.compute[i * r.dates.size() + *last], to - from);
    for (std::size_t k = 0; k < steps_of_price; ++k) {
      const double part = (static_cast<double>(k) + .5) / steps_of_price,
                   years = years_to_double.low * std::pow(years_to_double.high / years_to_double.low, part);
      all.values.push_back((1 + growth) * std::exp2(1 / years) - 1);
    }
  }
  return all;
}

// Services sold over what could have been, of all locations together.
template <int quarters> Prediction utilisation(const PublishedFigure&, const ForecastRecord& r) {
  constexpr double year = quarters / 4.;
  const auto date = date_of(r, year);
  if (!date) return no_date(year);
  return of_replications(r, [&](std::size_t i) {
    double sold = 0, offered = 0;
    for (std::size_t l = 0; l < r.locations; ++l) {
      const std::size_t at = (i * r.dates.size() + *date) * r.locations + l;
      sold += r.sold[at], offered += r.offered[at];
    }
    return sold / offered;
  });
}

// Yearly growth of what the buyers of a region spend on services; the region's name is the end of the figure's.
constexpr std::string_view of_servers = "servers_";
Prediction growth_of_spending(const PublishedFigure& figure, const ForecastRecord& r) {
  constexpr double from = 2022, to = 2026;
  const std::string name(figure.name.substr(of_servers.size()));
  const auto region = std::ranges::find(r.regions, name);
  if (region == r.regions.end()) return refused(text("the scenario has no region {}", "情景中没有区域 {}", name));
  const auto first = date_of(r, from), last = date_of(r, to);
  if (!first) return no_date(from);
  if (!last) return no_date(to);
  return of_replications(r, [&](std::size_t i) {
    const auto at = [&](std::size_t date) {
      return r.spending[(i * r.dates.size() + date) * r.regions.size() +
                        static_cast<std::size_t>(region - r.regions.begin())];
    };
    return yearly_growth(at(*first), at(*last), to - from);
  });
}

Prediction no_operations(const PublishedFigure&, const ForecastRecord&) {
  return refused(text("it counts compute in yuan of 2022 and starts in that year: it has no operations per second",
                      "模型以 2022 年元计量算力并以该年为起点，没有每秒运算次数"));
}
Prediction one_compute(const PublishedFigure&, const ForecastRecord&) {
  return refused(text("it has one kind of compute, and does not tell intelligent from general",
                      "模型只有一种算力，不区分智能算力与通用算力"));
}

// clang-format off
constexpr Words idc{"IDC, in the report (2023)", "IDC，载于报告（2023）"},
    clusters{"State Council Information Office, August 2024", "国务院新闻办公室，2024 年 8 月"};
constexpr Words operations{
    "growth of national/compute, times that of what a yuan buys: doubling in 1.54 to 3.62 years, all ratios alike (Epoch 2022)",
    "national/compute 的增长，乘以每元所购算力的增长：翻番需 1.54 至 3.62 年，按等比均匀取值（Epoch 2022）"};
constexpr Words kinds{"nothing: one kind of compute, in yuan", "无：只有一种算力，以元计量"};
constexpr Words used{"by_location/services over by_location/capacity, both summed over all locations, also those outside the clusters",
                     "by_location/services 与 by_location/capacity 各自加总后相除，含集群以外的地点"};
constexpr Words start_used{"the same at the start, where the scenario sets it by location (start_utilisation): a check of that, no forecast",
                           "同上，取期初值；该值由情景按地点给定（start_utilisation），故仅为核对而非预测"};
constexpr Words bought{"growth of by_class/spending of the region's buyers over 2022-26, as shipments are counted at the buyer's address, too",
                       "2022-26 年该区域买方 by_class/spending 的增长，因出货量同样按买方所在地统计"};
constexpr PublishedFigure all_figures[] = {
    {"compute_2022", {"compute in 2022", "2022 年算力规模"}, "EFLOPS", {"314.4", "314.4"}, idc, 314.4, .1, kinds, no_operations},
    {"compute_2023", {"growth of compute 2022-23", "算力 2022-23 年增长"}, "1/year",
     {".52; general compute +0 to +33 %", ".52；通用算力增长 0 至 33 %"}, idc, .519, .03, operations, growth_of_operations<2022, 2023>},
    {"compute_2027", {"growth of compute 2022-27", "算力 2022-27 年年均增长"}, "1/year",
     {".315", ".315"}, idc, .3147, .0002, operations, growth_of_operations<2022, 2027>},
    {"general_2027", {"growth of general compute 2022-27", "通用算力 2022-27 年年均增长"}, "1/year", {".166", ".166"}, idc, .1657, .0005, kinds, one_compute},
    {"intelligent_2023", {"growth of intelligent compute 2022-23", "智能算力 2022-23 年增长"}, "1/year", {".593", ".593"}, idc, .5933, .0005, kinds, one_compute},
    {"intelligent_2027", {"growth of intelligent compute 2022-27", "智能算力 2022-27 年年均增长"}, "1/year", {".339", ".339"}, idc, .3387, .0005, kinds, one_compute},
    {"utilisation_2022", {"use of ten clusters, 2022", "十个集群的利用率，2022 年"}, "1",
     {".587, 4 points below 2024", ".587，比 2024 年低 4 个百分点"}, clusters, .5872, .005, start_used, utilisation<2022 * 4>},
    {"utilisation_2024", {"use of ten clusters, March 2024", "十个集群的利用率，2024 年 3 月"}, "1",
     {".627", ".627"}, clusters, .6272, .00005, used, utilisation<2024 * 4 + 1>},
    {"servers_jing_jin_ji", {"servers bought in Jing-Jin-Ji, 2019-26", "京津冀服务器采购量，2019-26"}, "1/year",
     {".102", ".102"}, idc, .102, .0005, bought, growth_of_spending},
    {"servers_yangtze_delta", {"servers bought in the Yangtze Delta", "长三角服务器采购量"}, "1/year",
     {".052", ".052"}, idc, .052, .0005, bought, growth_of_spending},
    {"servers_guangdong", {"servers bought in Guangdong", "广东服务器采购量"}, "1/year",
     {".012", ".012"}, idc, .012, .0005, bought, growth_of_spending},
    {"servers_west", {"servers bought in the West", "西部服务器采购量"}, "1/year",
     {"-.056: 24 000 to 16 000", "-.056：2.4 万台降至 1.6 万台"}, idc, -.056, .007, bought, growth_of_spending}};
// clang-format on

}  // namespace

std::span<const PublishedFigure> published_figures() { return all_figures; }

HeldFigure hold_against(const PublishedFigure& figure, const Prediction& prediction) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (!prediction.refusal.empty()) return {&figure, FigureVerdict::refused, {nan, nan}, nan, prediction.refusal};
  std::vector<double> sorted = prediction.values;
  if (sorted.empty() || !std::ranges::all_of(sorted, [](double x) { return std::isfinite(x); }))
    return {&figure,
            FigureVerdict::refused,
            {nan, nan},
            nan,
            text("some replications have no such number", "部分重复没有该数值")};
  std::ranges::sort(sorted);
  const Interval interval{quantile(sorted, .05), quantile(sorted, .95)};
  const auto [below, above] = std::equal_range(sorted.begin(), sorted.end(), figure.value);
  const double ranks = static_cast<double>((below - sorted.begin()) + (above - sorted.begin())) / 2;
  const bool inside =
      interval.low <= figure.value + figure.half_width && figure.value - figure.half_width <= interval.high;
  return {&figure,
          inside ? FigureVerdict::inside : FigureVerdict::outside,
          interval,
          ranks / static_cast<double>(sorted.size()),
          {}};
}

std::vector<HeldFigure> backtest(const ForecastRecord& record) {
  std::vector<HeldFigure> all;
  for (const PublishedFigure& figure : published_figures())
    all.push_back(hold_against(figure, figure.predict(figure, record)));
  return all;
}

}  // namespace suanli
