#include "agents/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "agents/auto_regression.hpp"
#include "agents/series.hpp"
#include "engine/alternatives.hpp"
#include "engine/names.hpp"
#include "engine/text.hpp"

namespace suanli {

// ---- ways to choose from -------------------------------------------------------------------------------------------

// clang-format off
SUANLI_ALTERNATIVES(CapitalMarket,
                    {{CapitalMarket::national, "national", {"one economy of all cells", "全国统一经济体"}},
                     {CapitalMarket::regional, "regional", {"one closed economy per region", "每区域一个封闭经济体"}}})
SUANLI_ALTERNATIVES(PricingRule,
                    {{PricingRule::report, "report", {"p = ηω/ξ, industry by industry", "p = ηω/ξ，逐行业"}},
                     {PricingRule::integrated, "integrated", {"p = ηω/ξ̄, one price", "p = ηω/ξ̄，统一价格"}},
                     {PricingRule::markup, "markup", {"p = μηω, one price", "p = μηω，统一价格"}, true, closed(1, 1e6)}})
SUANLI_ALTERNATIVES(SynergyMode,
                    {{SynergyMode::intensity, "intensity", {"h̄ = ((HT/W)/h̄_0)^χ", "h̄ = ((HT/W)/h̄_0)^χ"}},
                     {SynergyMode::level, "level", {"h̄ = (HT/N)/h̄_0, the literal reading", "h̄ = (HT/N)/h̄_0，字面解读"}}})
SUANLI_ALTERNATIVES(EulerReturn,
                    {{EulerReturn::report, "report", {"the published formula: average products", "报告公式：平均产出"}},
                     {EulerReturn::private_, "private", {"what a saver earns in the market", "储蓄者的市场回报"}},
                     {EulerReturn::planner, "planner", {"what the stated Hamiltonian gives", "由哈密顿函数导出的回报"}}})
SUANLI_ALTERNATIVES(ConsumptionRule,
                    {{ConsumptionRule::saddle_path, "saddle_path", {"C = c(κ)W on the stable arm", "沿鞍点路径 C = c(κ)W"}},
                     {ConsumptionRule::saving_rate, "saving_rate", {"I = s_v Y", "I = s_v Y"}, true, open(0, 1)}})
SUANLI_ALTERNATIVES(TrendRule,
                    {{TrendRule::fixed, "fixed", {"the scenario's own", "情景自身的水平"}},
                     {TrendRule::delay, "delay", {"that of Y/W, seen with a mean delay in years", "由 Y/W 推断，平均滞后若干年"}, true, closed(0.01, 1000)}})
SUANLI_ALTERNATIVES(Distribution,
                    {{Distribution::normal, "normal", {"normal", "正态"}},
                     {Distribution::laplace, "laplace", {"Laplace: more small changes and more large ones", "拉普拉斯：小变动与大变动都更多"}}})
SUANLI_ALTERNATIVES(ProductivityLevel,
                    {{ProductivityLevel::given, "given", {"A itself", "直接给定 A"}, true, closed(1e-100, 1e100), true},
                     {ProductivityLevel::output_to_wealth, "output_to_wealth",
                      {"A such that one national economy with τ = h̄_0 has y* = Y/W at rest", "使 τ = h̄_0 的全国经济体稳态 Y/W = y* 的 A"},
                      true, closed(1e-6, 1e6)}})
SUANLI_ALTERNATIVES(StartComposition,
                    {{StartComposition::rest, "rest", {"κ_0 = 1 - τ", "κ_0 = 1 - τ"}},
                     {StartComposition::given, "given", {"κ_0 itself", "直接给定 κ_0"}, true, open(0, 1), true}})
SUANLI_ALTERNATIVES(StartProviders,
                    {{StartProviders::rest, "rest", {"H_X/HT = B_X/B", "H_X/HT = B_X/B"}},
                     {StartProviders::given, "given", {"the share itself", "直接给定份额"}, true, open(0, 1), true}})
SUANLI_ALTERNATIVES(TauMode,
                    {{TauMode::exogenous, "exogenous", {"τ_t = τ", "τ_t = τ"}},
                     {TauMode::endogenous, "endogenous", {"τ_t = min(this, χ_τ Σd/I)", "τ_t = min(此值, χ_τ Σd/I)"}, true, open(0, 1)}})
SUANLI_ALTERNATIVES(TurbulenceStart,
                    {{TurbulenceStart::never, "never", {"at no date", "不在任何给定时间"}},
                     {TurbulenceStart::date, "date", {"the date itself", "直接给定时间"}, true, closed(1900, 12500), true}})
// clang-format on

// ---- rules across fields -------------------------------------------------------------------------------------------

namespace {

void check_time(const Parameters& p, std::vector<Fault>& faults) {
  const double length = p.time.end - p.time.start, count = length / p.time.step;
  if (length <= 0)
    faults.push_back(
        {"time.end", text("time.end = {} with start = {}: the last date must come after the first, §5",
                          "time.end = {}，而 start = {}：末期必须晚于首期，§5", p.time.end, p.time.start)});
  else if (std::abs(count - std::round(count)) > 1e-9 * count)
    faults.push_back(
        {"time.step", text("time.step = {} with start = {}, end = {}: must divide the time between them "
                           "into whole periods (it makes {}), §5",
                           "time.step = {}，而 start = {}、end = {}：须把其间时长分为整数个期（现为 {} 期），§5",
                           p.time.step, p.time.start, p.time.end, count)});
  else if (count > 1e6)
    faults.push_back(
        {"time.step", text("time.step = {} with start = {}, end = {}: {:.7g} periods, at most 1000000 can "
                           "be run, §5",
                           "time.step = {}，而 start = {}、end = {}：共 {:.7g} 期，最多可运行 1000000 期，§5",
                           p.time.step, p.time.start, p.time.end, count)});
}

void check_industries(const Parameters& p, std::vector<Fault>& faults) {
  if (p.industries.empty())
    faults.push_back(
        {"industries", text("industries: at least one is needed, §1", "industries：至少需要一个行业，§1")});
  for (const auto& [name, industry] : p.industries)
    if (industry.alpha + industry.beta >= 1)
      faults.push_back(
          {"industries." + name + ".alpha",
           text("industries.{}.alpha = {} with beta = {}: α + β must be below 1 (services keep "
                "ξ = 1 - α - β > 0), §1",
                "industries.{}.alpha = {}，而 beta = {}：α + β 须小于 1（算力服务的弹性 ξ = 1 - α - β > 0），§1", name,
                industry.alpha, industry.beta)});
}

void check_expenditure_shares(const Parameters& p, std::vector<Fault>& faults) {
  if (p.regions.empty())
    faults.push_back({"regions", text("regions: at least one is needed, §1", "regions：至少需要一个区域，§1")});
  double sum = 0;
  bool complete = !p.regions.empty();
  for (const auto& [name, region] : p.regions) {
    const std::string key = "regions." + name + ".expenditure_shares";
    for (const auto& [industry, share] : region.expenditure_shares) {
      sum += share;
      if (std::ranges::find(p.industries, industry, [](const auto& known) { return known.first; }) ==
          p.industries.end()) {
        faults.push_back({key + "." + industry,
                          text("{}.{} = {}: there is no industry of this name under industries, §1",
                               "{}.{} = {}：industries 下没有这个行业，§1", key, industry, share),
                          "industries"});
        complete = false;
      }
    }
    for (const auto& [industry, unused] : p.industries)
      if (std::ranges::find(region.expenditure_shares, industry, [](const auto& given) { return given.first; }) ==
          region.expenditure_shares.end()) {
        faults.push_back(
            {key, text("{}: the share of {} is missing, §1", "{}：缺少行业 {} 的份额，§1", key, industry)});
        complete = false;
      }
  }
  if (complete && std::abs(sum - 1) > share_tolerance)
    faults.push_back(
        {"regions",
         text("regions: expenditure shares of all regions and industries sum to {:.6g}: they "
              "must sum to 1 within {} (what rounding leaves is rescaled), §1",
              "regions：所有区域、行业的支出份额之和为 {:.6g}：须为 1，误差不超过 {}（舍入误差会按比例消除），§1", sum,
              share_tolerance)});
}

void check_regional_tau(const Parameters& p, std::vector<Fault>& faults) {
  bool differ = false;
  for (const auto& [name, region] : p.regions) {
    if (!region.tau) continue;
    differ = differ || *region.tau != p.tau;
    if (p.capital_market == CapitalMarket::national)
      faults.push_back(
          {"regions." + name + ".tau",
           text("regions.{}.tau = {} with capital_market = national: one national economy has one τ, the "
                "key tau, §1",
                "regions.{}.tau = {}，而 capital_market = national：全国统一经济体只有一个 τ，即键 tau，§1", name,
                *region.tau),
           "capital_market"});
  }
  if (differ && p.capital_market == CapitalMarket::regional && shares_synergy(p.synergy) &&
      p.household.consumption.kind == ConsumptionRule::saddle_path)
    faults.push_back({"synergy.spillover",
                      text("synergy.spillover = {} with regions of different tau: no balanced path exists, so the "
                           "saddle path does not either; use household.consumption = {{saving_rate: s}}, §2.3",
                           "synergy.spillover = {}，而各区域 tau 不同：平衡增长路径不存在，鞍点路径也不存在；请改用 "
                           "household.consumption = {{saving_rate: s}}，§2.3",
                           p.synergy.spillover),
                      "household.consumption"});
}

// The level is calibrated on an economy whose τ is h̄_0.
void check_calibration(const Parameters& p, std::vector<Fault>& faults) {
  if (p.productivity.level.kind == ProductivityLevel::output_to_wealth && p.synergy.mode == SynergyMode::intensity &&
      p.synergy.reference >= 1)
    faults.push_back({"synergy.reference",
                      text("synergy.reference = {} with productivity.level = {{output_to_wealth: {}}}: must be below "
                           "1, the compute intensity HT/W of the economy that fixes the level, §2.3",
                           "synergy.reference = {}，而 productivity.level = {{output_to_wealth: {}}}：须小于 "
                           "1，它是用来校准水平的经济体的算力密度 HT/W，§2.3",
                           p.synergy.reference, p.productivity.level.number),
                      "productivity.level"});
}

void check_level_synergy(const Parameters& p, std::vector<Fault>& faults) {
  if (p.synergy.mode != SynergyMode::level) return;
  if (p.household.consumption.kind == ConsumptionRule::saddle_path)
    faults.push_back({"household.consumption",
                      text("household.consumption = saddle_path with synergy.mode = level: no balanced path exists, so "
                           "the saddle path does not either; use {{saving_rate: s}}, §2.3",
                           "household.consumption = saddle_path，而 synergy.mode = level：平衡增长路径不存在，"
                           "鞍点路径也不存在；请改用 {{saving_rate: s}}，§2.3"),
                      "synergy.mode"});
  if (p.productivity.level.kind == ProductivityLevel::output_to_wealth)
    faults.push_back({"productivity.level",
                      text("productivity.level = {{output_to_wealth: {}}} with synergy.mode = level: there is no "
                           "balanced path to calibrate on; give the level A itself, a number, §2.3",
                           "productivity.level = {{output_to_wealth: {}}}，而 synergy.mode = level："
                           "没有可供校准的平衡增长路径；请直接给出水平 A（数值），§2.3",
                           p.productivity.level.number),
                      "synergy.mode"});
}

// Who saves a given share asks for no trend.
void check_trend(const Parameters& p, std::vector<Fault>& faults) {
  if (p.household.trend.kind == TrendRule::delay && p.household.consumption.kind == ConsumptionRule::saving_rate)
    faults.push_back(
        {"household.trend",
         text("household.trend = {{delay: {}}} with consumption = {{saving_rate: {}}}: a household that saves a given "
              "share of output does not ask for the trend; use saddle_path, or drop household.trend, §3.2",
              "household.trend = {{delay: {}}}，而 consumption = {{saving_rate: {}}}："
              "按给定比例储蓄的居民不考虑趋势；请改用 saddle_path，或去掉 household.trend，§3.2",
              p.household.trend.number, p.household.consumption.number),
         "household.consumption"});
}

// Turbulence needs a size and either an arrival or a date to do anything.
void check_volatility(const Parameters& p, std::vector<Fault>& faults) {
  const VolatilityParameters& v = p.volatility;
  const bool dated = v.start.kind == TurbulenceStart::date, arrives = v.arrival_rate > 0;
  if (v.factor != 1 && !arrives && !dated)
    faults.push_back(
        {"volatility.factor",
         text("volatility.factor = {} with arrival_rate = 0 and start = never: turbulent times never begin; "
              "give one of them, §6.1",
              "volatility.factor = {}，而 arrival_rate = 0 且 start = never：动荡期永不到来；请给出其中之一，§6.1",
              v.factor),
         "volatility.arrival_rate"});
  if (v.factor == 1 && (arrives || dated))
    faults.push_back({arrives ? "volatility.arrival_rate" : "volatility.start",
                      text("volatility.{} = {} with factor = 1: turbulent times are like calm ones; give factor, §6.1",
                           "volatility.{} = {}，而 factor = 1：动荡期与平稳期相同；请给出 factor，§6.1",
                           arrives ? "arrival_rate" : "start", arrives ? v.arrival_rate : v.start.number),
                      "volatility.factor"});
  if (arrives && dated)
    faults.push_back(
        {"volatility.start",
         text("volatility.start = {} with arrival_rate = {}: turbulent times come at a date or at random, not "
              "both, §6.1",
              "volatility.start = {}，而 arrival_rate = {}：动荡期或按日期到来，或随机到来，不可兼有，§6.1",
              v.start.number, v.arrival_rate),
         "volatility.arrival_rate"});
  if (dated && (v.start.number <= p.time.start || v.start.number > p.time.end))
    faults.push_back({"volatility.start",
                      text("volatility.start = {}: must lie after time.start = {} and not after time.end = {}, §6.1",
                           "volatility.start = {}：须晚于 time.start = {}，且不晚于 time.end = {}，§6.1",
                           v.start.number, p.time.start, p.time.end),
                      "time.end"});
}

// The variance of e^(a/(α+β)) over firms must exist, with room to spare: it does up to (α+β)/√2, §6.2.
void check_laplace(const Parameters& p, std::vector<Fault>& faults) {
  constexpr double largest = 0.6;
  if (p.productivity.innovations != Distribution::laplace) return;
  const AutoRegression firm =
      auto_regression(p.productivity.standard_deviation, p.productivity.persistence, p.time.step);
  double turbulence = std::max(1.0, p.volatility.factor);
  for (const auto& [name, event] : p.events)
    if (event.kind == EventKind::volatility) turbulence *= std::max(1.0, 1 + largest_size(event));
  const double innovation = firm.innovation * turbulence;
  for (const auto& [name, industry] : p.industries)
    if (innovation > largest * (industry.alpha + industry.beta))
      faults.push_back(
          {"productivity.innovations",
           text("productivity.innovations = laplace with a standard deviation of {:.4g} a period (in turbulent "
                "times): must be at most .6(α + β) = {:.4g} in {}, or the variance of firms' output is infinite or "
                "nearly so, §6.2",
                "productivity.innovations = laplace 且（动荡期）每期标准差为 {0:.4g}：在 {2} 中不得超过 .6(α + β) = "
                "{1:.4g}，否则企业产出的方差无穷或近乎无穷，§6.2",
                innovation, largest * (industry.alpha + industry.beta), name),
           "productivity.standard_deviation"});
}

// Not of numbers that could not be read.
bool is_a_date(double date, const TimeParameters& time) {
  const double periods = (date - time.start) / time.step;
  return !(std::fabs(periods - std::round(periods)) > 1e-6) && !(date < time.start - 1e-6) && !(date > time.end + 1e-6);
}

void check_ensemble(const Parameters& p, std::vector<Fault>& faults) {
  if (p.ensemble.antithetic && p.ensemble.replications % 2 != 0)
    faults.push_back(
        {"ensemble.replications",
         text("ensemble.replications = {} with antithetic = true: they come in pairs; give an even number, §6.5",
              "ensemble.replications = {}，antithetic = true：重复成对出现；请给出偶数，§6.5", p.ensemble.replications),
         "ensemble.antithetic"});
  const UntilParameters& until = p.ensemble.until;
  const auto fault = [&](const char* key, Text message, const char* other = "ensemble.until.series") {
    faults.push_back({std::string("ensemble.until.") + key, std::move(message), other});
  };
  if (until.series.empty()) {
    if (until.half_width > 0 || until.max_replications > 0 || until.date)
      fault("series", text("ensemble.until.series is missing: say of which series of the nation, §6.6",
                           "缺少 ensemble.until.series：请给出全国序列，§6.6"));
    return;
  }
  if (!p.design.empty())
    fault("series",
          text("ensemble.until with a design: every point has the stated number of replications, §6.6",
               "ensemble.until 与设计同时给出：每个设计点的重复次数须给定，§6.6"),
          "design");
  if (!(until.half_width > 0) && !std::isnan(until.half_width))
    fault("half_width", text("ensemble.until.half_width is missing: say how precisely {} is to be known, §6.6",
                             "缺少 ensemble.until.half_width：请给出 {} 须达到的精度，§6.6", until.series));
  if (until.max_replications < p.ensemble.replications)
    fault("max_replications",
          text("ensemble.until.max_replications = {} with replications = {}, the fewest: must not be below it, §6.6",
               "ensemble.until.max_replications = {}，而最少重复次数 replications = {}：不得低于它，§6.6",
               until.max_replications, p.ensemble.replications),
          "ensemble.replications");
  if (until.max_replications % 2 != 0 && p.ensemble.antithetic)
    fault("max_replications",
          text("ensemble.until.max_replications = {} with antithetic = true: they come in pairs; give an even "
               "number, §6.5",
               "ensemble.until.max_replications = {}，antithetic = true：重复成对出现；请给出偶数，§6.5",
               until.max_replications),
          "ensemble.antithetic");
  if (until.statistic.kind == UntilStatistic::quantile && p.ensemble.antithetic)
    fault("statistic",
          text("ensemble.until.statistic = quantile with antithetic = true: quantiles take independent replications, "
               "§6.5",
               "ensemble.until.statistic = quantile，antithetic = true：分位数要求各次重复独立，§6.5"),
          "ensemble.antithetic");
  if (until.date && !is_a_date(*until.date, p.time))
    fault("date",
          text("ensemble.until.date = {}: is none of the dates from time.start = {} to end = {}, {} apart, §6.6",
               "ensemble.until.date = {}：不是 time.start = {} 至 end = {}、间隔 {} 的时点，§6.6", *until.date,
               p.time.start, p.time.end, p.time.step),
          "time");
  std::vector<std::string> names;
  for (const Series& series : all_series())
    if (is_recorded(series, Level::national, p.capital_market)) names.emplace_back(series.name);
  if (std::ranges::find(names, until.series) == names.end())
    fault("series",
          text("ensemble.until.series = {}: is no series of the nation{}, §6.6",
               "ensemble.until.series = {}：不是全国序列{}，§6.6", until.series, instead_of(until.series, names)));
}

void check_design(const Parameters& p, std::vector<Fault>& faults) {
  const std::size_t before = faults.size();
  check(p.design, faults);
  if (faults.size() == before &&
      !(static_cast<double>(rows_of(p.design)) * static_cast<double>(p.ensemble.replications) <=
        static_cast<double>(max_design_rows)))
    faults.push_back({"ensemble.replications",
                      text("ensemble.replications = {} at each of {} points of the design: more than {} in all, §6.5",
                           "ensemble.replications = {}，而设计有 {} 个点：总数超过 {}，§6.5", p.ensemble.replications,
                           rows_of(p.design), max_design_rows),
                      "design"});
}

}  // namespace

std::vector<Fault> check(const Parameters& p) {
  std::vector<Fault> faults;
  check_time(p, faults);
  check_ensemble(p, faults);
  check_industries(p, faults);
  check_expenditure_shares(p, faults);
  check_regional_tau(p, faults);
  check_level_synergy(p, faults);
  check_calibration(p, faults);
  check_trend(p, faults);
  check_volatility(p, faults);
  check_laplace(p, faults);
  check_firms(p, faults);
  check_siting(p, faults);
  check_events(p, faults);
  check_record(p, faults);
  check_design(p, faults);
  return faults;
}

bool shares_synergy(const SynergyParameters& synergy) {
  return synergy.spillover > 0 && (synergy.mode == SynergyMode::level || synergy.strength > 0);
}

std::size_t replications_in_all(const Parameters& p) {
  return rows_of(p.design) * static_cast<std::size_t>(p.ensemble.replications);
}

std::size_t periods(const TimeParameters& time) {
  return static_cast<std::size_t>(std::llround((time.end - time.start) / time.step));
}

}  // namespace suanli
