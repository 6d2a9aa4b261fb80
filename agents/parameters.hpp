// The parameters of the economy, each declared once. Sections and symbols are those of MODEL.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agents/event_parameters.hpp"
#include "agents/firm_parameters.hpp"
#include "agents/record/parameters.hpp"
#include "agents/siting_parameters.hpp"
#include "engine/design_parameters.hpp"
#include "engine/ensemble.hpp"
#include "engine/field.hpp"
#include "engine/stream.hpp"

namespace suanli {

// ---- ways to choose from -------------------------------------------------------------------------------------------

enum class CapitalMarket { national, regional };
enum class PricingRule { report, integrated, markup };
enum class SynergyMode { intensity, level };
enum class EulerReturn { report, private_, planner };
enum class ConsumptionRule { saddle_path, saving_rate };
enum class TrendRule { fixed, delay };
enum class ProductivityLevel { given, output_to_wealth };
enum class StartComposition { rest, given };
enum class StartProviders { rest, given };
enum class TauMode { exogenous, endogenous };
enum class TurbulenceStart { never, date };

std::span<const Alternative<CapitalMarket>> alternatives_of(CapitalMarket);
std::span<const Alternative<PricingRule>> alternatives_of(PricingRule);
std::span<const Alternative<SynergyMode>> alternatives_of(SynergyMode);
std::span<const Alternative<EulerReturn>> alternatives_of(EulerReturn);
std::span<const Alternative<ConsumptionRule>> alternatives_of(ConsumptionRule);
std::span<const Alternative<TrendRule>> alternatives_of(TrendRule);
std::span<const Alternative<Distribution>> alternatives_of(Distribution);
std::span<const Alternative<ProductivityLevel>> alternatives_of(ProductivityLevel);
std::span<const Alternative<StartComposition>> alternatives_of(StartComposition);
std::span<const Alternative<StartProviders>> alternatives_of(StartProviders);
std::span<const Alternative<TauMode>> alternatives_of(TauMode);
std::span<const Alternative<TurbulenceStart>> alternatives_of(TurbulenceStart);

// clang-format off
// ---- sections of a scenario ----------------------------------------------------------------------------------------

struct TimeParameters {
  double start, end, step;

  static constexpr auto fields() {
    using P = TimeParameters;
    return Fields{
        Field<&P::start>{"t_0", "year", closed(1900, 2500), "§5", {"date of the first period", "首期时间"}},
        Field<&P::end>{"t_T", "year", closed(1900, 12500), "§5", {"date of the last observation", "末期时间"}},
        Field<&P::step>{"dt", "year", open_below(0, 1), "§5", {"length of a period", "每期时长"}, 0.25}};
  }
};

struct SynergyParameters {
  SynergyMode mode;
  double strength, reference, spillover;

  static constexpr auto fields() {
    using P = SynergyParameters;
    return Fields{
        Field<&P::mode>{"", "", {}, "§2.3",
                        {"what lifts the productivity of other capital: the intensity of compute, or its level",
                         "提升其他资本生产率的是算力密度还是算力水平"},
                        SynergyMode::intensity},
        Field<&P::strength>{"χ", "1", closed(0, 1), "§2.3",
                            {"exponent of compute intensity; 1 is the report's, 0 no synergy",
                             "算力密度的指数；1 为报告取值，0 为无协同"}, 1.0},
        Field<&P::reference>{"h̄_0", "1", closed(1e-12, 1e9), "§2.3",
                             {"compute intensity (or level, 1e12 yuan a firm) at which synergy is 1",
                              "协同等于 1 时的算力密度（或水平，万亿元/企业）"}, 0.10},
        Field<&P::spillover>{"ζ", "1", closed(0, 1), "§2.3",
                             {"weight of the national average in an economy's synergy",
                              "各经济体协同中全国平均所占权重"}, 0.0}};
  }
};

struct HouseholdParameters {
  double risk_aversion, discount_rate;
  EulerReturn euler;
  Choice<ConsumptionRule> consumption;
  Choice<TrendRule> trend;

  static constexpr auto fields() {
    using P = HouseholdParameters;
    return Fields{
        Field<&P::risk_aversion>{"σ", "1", closed(0.01, 1000), "§3", {"relative risk aversion", "相对风险规避系数"}},
        Field<&P::discount_rate>{"ρ", "1/year", open(0, 1), "§3", {"utility discount rate", "效用折现率"}},
        Field<&P::euler>{"R", "", {}, "§3.1",
                         {"return that the household sees when it decides to save", "居民储蓄决策所依据的回报率"},
                         EulerReturn::report},
        Field<&P::consumption>{"s_v", "", {}, "§3.2", {"consumption rule", "消费规则"},
                               Choice<ConsumptionRule>{ConsumptionRule::saddle_path, 0}},
        Field<&P::trend>{"T_m", "year", {}, "§3.2",
                         {"level of productivity that the household takes to last when it decides how much to consume",
                          "居民决定消费时视为持久的生产率水平"},
                         Choice<TrendRule>{TrendRule::fixed, 0}}};
  }
};

struct TechnologyParameters {
  double depreciation, compute_per_service;

  static constexpr auto fields() {
    using P = TechnologyParameters;
    return Fields{
        Field<&P::depreciation>{"δ", "1/year", closed(0, 1), "§3", {"depreciation of both capitals", "两类资本的折旧率"}},
        Field<&P::compute_per_service>{"η", "1e12 yuan·year/unit", closed(1e-9, 1e9), "§2.4",
                                       {"compute capital needed per unit of compute services a year",
                                        "每单位年算力服务所需的算力资本"}, 1.0}};
  }
};

struct ProductivityParameters {
  Choice<ProductivityLevel> level;
  double standard_deviation, persistence;
  Distribution innovations;
  bool normalise;

  static constexpr auto fields() {
    using P = ProductivityParameters;
    return Fields{
        Field<&P::level>{"A", "1", {}, "§1",
                         {"common level of productivity, or the output-wealth ratio y* that one national economy of "
                         "compute intensity h̄_0 would have at rest with it",
                         "共同生产率水平，或以算力密度为 h̄_0 的全国经济体的稳态产出财富比 y* 来校准"},
                         Choice<ProductivityLevel>{ProductivityLevel::given, 1.0}},
        Field<&P::standard_deviation>{"s", "1", closed(0, 2), "§6.1",
                                      {"stationary standard deviation of a firm's log productivity",
                                       "企业对数生产率的平稳标准差"}, 0.25},
        Field<&P::persistence>{"", "1", open(0, 1), "§6.1",
                               {"autocorrelation of a firm's log productivity over one year",
                                "企业对数生产率的年度自相关"}, 0.85},
        Field<&P::innovations>{"ε", "", {}, "§6.1",
                               {"distribution of the innovations of a firm's log productivity",
                                "企业对数生产率新息的分布"}, Distribution::normal},
        Field<&P::normalise>{"", "", {}, "§6.2",
                             {"keep mean effective productivity free of dispersion", "使有效生产率均值不受离散度影响"}, true}};
  }
};

struct VolatilityParameters {
  double factor, arrival_rate, duration;
  Choice<TurbulenceStart> start;

  static constexpr auto fields() {
    using P = VolatilityParameters;
    return Fields{
        Field<&P::factor>{"vol", "1", closed(0, 10), "§6.1",
                          {"firms' innovations in turbulent times over those in calm times; 1 is no difference",
                           "动荡期与平稳期企业新息之比；1 为无差别"}, 1.0},
        Field<&P::arrival_rate>{"λ_v", "1/year", closed(0, 100), "§6.1",
                                {"rate at which turbulent times begin; 0 is never", "动荡期到来的速率；0 为从不"}, 0.0},
        Field<&P::duration>{"", "year", closed(0.01, 1000), "§6.1",
                            {"mean length of turbulent times; of those that start at a date, their length",
                             "动荡期平均时长；若起始时间给定，则为其时长"}, 1.0},
        Field<&P::start>{"", "year", {}, "§6.1",
                         {"date at which turbulent times begin once, the same in every replication",
                          "一次动荡期的起始时间，各次重复相同"},
                         Choice<TurbulenceStart>{TurbulenceStart::never, 0}}};
  }
};

/// An Ornstein–Uhlenbeck process of log productivity that many firms share.
struct ShockParameters {
  double standard_deviation, persistence;
};
/// The declarations of a common shock, by what it is the standard deviation and the autocorrelation of.
template <class P>
constexpr auto shock_fields(std::string_view symbol, double standard_deviation, const Words& spread,
                            const Words& persistence) {
  return Fields{
      Field<&P::standard_deviation>{symbol, "1", closed(0, 1), "§6.1", spread, standard_deviation},
      Field<&P::persistence>{"", "1", open(0, 1), "§6.1", persistence, 0.80}};
}

inline constexpr Words spread_of_productivity{"stationary standard deviation of the common shock", "共同冲击的平稳标准差"},
    persistence_of_productivity{"autocorrelation of the common shock over one year", "共同冲击的年度自相关"};

struct ShocksParameters {
  struct Economy : ShockParameters {
    static constexpr auto fields() { return shock_fields<ShockParameters>("s_E", 0.015, spread_of_productivity, persistence_of_productivity); }
  };
  struct Industry : ShockParameters {
    static constexpr auto fields() { return shock_fields<ShockParameters>("s_J", 0.01, spread_of_productivity, persistence_of_productivity); }
  };
  struct Region : ShockParameters {
    static constexpr auto fields() { return shock_fields<ShockParameters>("s_R", 0.01, spread_of_productivity, persistence_of_productivity); }
  };
  struct Services : ShockParameters {
    static constexpr auto fields() { return shock_fields<ShockParameters>("s_η", 0.0, {"stationary standard deviation of ln(1/η)", "ln(1/η) 的平稳标准差"}, {"autocorrelation of ln(1/η) over one year", "ln(1/η) 的年度自相关"}); }
  };
  Economy economy;
  Industry industry;
  Region region;
  Services services;

  static constexpr auto fields() {
    using P = ShocksParameters;
    return Fields{Section<&P::economy>{{"shock to all firms of an economy", "整个经济体的冲击"}},
                      Section<&P::industry>{{"shock to all firms of an industry", "行业冲击"}},
                      Section<&P::region>{{"shock to all firms of a region", "区域冲击"}},
                      Section<&P::services>{{"shock to what a data centre yields, 1/η, one per economy",
                                             "数据中心单位算力产出 1/η 的冲击，每经济体一个"}}};
  }
};

struct StartParameters {
  double wealth;
  Choice<StartComposition> kappa;
  Choice<StartProviders> provider_compute;

  static constexpr auto fields() {
    using P = StartParameters;
    return Fields{
        Field<&P::wealth>{"W_0", "1e12 yuan", closed(1e-9, 1e9), "§4.2",
                          {"capital of all kinds at the start; regional economies share it by expenditure",
                           "期初全部资本；分区域经济体按支出份额分配"}},
        Field<&P::kappa>{"κ_0", "1", {}, "§4.2",
                         {"share of capital that is not compute at the start; at rest it is 1 - τ",
                          "期初非算力资本占比；稳态时为 1 - τ"},
                         Choice<StartComposition>{StartComposition::rest, 0}},
        Field<&P::provider_compute>{"H_X/HT", "1", {}, "§7.3",
                                    {"share of compute capital that service providers own at the start",
                                     "期初算力资本中服务商所占份额"},
                                    Choice<StartProviders>{StartProviders::rest, 0}}};
  }
};

struct IndustryParameters {
  double alpha, beta, relative_productivity;
  Choice<IndustryInvestment> investment;
  Choice<IndustryGain> adoption_gain;
  Named<double> service_shares;

  static constexpr auto fields() {
    using P = IndustryParameters;
    return Fields{
        Field<&P::alpha>{"α", "1", open(0, 1), "§1",
                         {"output elasticity of non-compute capital; compute services keep ξ = 1 - α - β",
                          "非算力资本的产出弹性；算力服务为 ξ = 1 - α - β"}},
        Field<&P::beta>{"β", "1", open(0, 1), "§1",
                        {"output elasticity of the firm's own compute capital", "企业自有算力资本的产出弹性"}},
        Field<&P::relative_productivity>{"A_j", "1", closed(1e-6, 1e6), "§1",
                                         {"productivity level relative to other industries", "行业相对生产率水平"}, 1.0},
        Field<&P::investment>{"f", "", {}, "§7.1",
                              {"how a cell of this industry splits investment among its firms",
                               "该行业单元投资在企业间的分配方式"},
                              Choice<IndustryInvestment>{IndustryInvestment::common, 0}},
        Field<&P::adoption_gain>{"G_j", "1", {}, "§7.5",
                                 {"log productivity that a firm of this industry gains by digital adoption",
                                  "该行业企业数字化采用带来的对数生产率增益"},
                                 Choice<IndustryGain>{IndustryGain::common, 0}},
        List<&P::service_shares>{"<class>",
                                 {"share of the industry's spending on services that goes to a class of work",
                                  "该行业服务支出中某类业务所占份额"}, "λ", "1", closed(0, 1), "§8", true}};
  }
};

struct RegionParameters {
  std::optional<double> tau;
  double relative_productivity;
  Named<double> expenditure_shares;

  static constexpr auto fields() {
    using P = RegionParameters;
    return Fields{
        Field<&P::tau>{"τ_m", "1", open(0, 1), "§2",
                       {"share of a regional economy's investment that goes to compute; without it, tau",
                        "区域投资中用于算力的份额；缺省取 tau"}, std::optional<double>{}},
        Field<&P::relative_productivity>{"A_m", "1", closed(1e-6, 1e6), "§1",
                                         {"productivity level relative to other regions", "区域相对生产率水平"}, 1.0},
        List<&P::expenditure_shares>{"<industry>",
                                     {"share of national expenditure on the output of this region and industry",
                                      "该区域该行业产出在全国支出中的份额"}, "θ", "1", open_below(0, 1), "§1"}};
  }
};

/// A whole scenario.
struct Parameters {
  TimeParameters time;
  EnsembleParameters ensemble;
  DesignParameters design;
  CapitalMarket capital_market;
  Choice<PricingRule> pricing;
  double tau;
  Choice<TauMode> tau_mode;
  SynergyParameters synergy;
  HouseholdParameters household;
  TechnologyParameters technology;
  ProductivityParameters productivity;
  VolatilityParameters volatility;
  ShocksParameters shocks;
  FirmParameters firms;
  AdoptionParameters adoption;
  AllocationParameters allocation;
  StartParameters start;
  ServicesParameters services;
  RecordParameters record;
  Named<IndustryParameters> industries;
  Named<RegionParameters> regions;
  Named<ServiceClassParameters> service_classes;
  Named<LocationParameters> locations;
  Named<EventParameters> events;
  Named<PolicyParameters> policies;

  static constexpr auto fields() {
    using P = Parameters;
    return Fields{
        Section<&P::time>{{"dates", "时间"}},
        Section<&P::ensemble>{{"replications and their random numbers", "重复模拟与随机数"}},
        Section<&P::design>{{"values of parameters that the ensemble is simulated at", "集合模拟所取的参数值"}},
        Field<&P::capital_market>{"", "", {}, "§1", {"extent of a capital market", "资本市场范围"}, CapitalMarket::national},
        Field<&P::pricing>{"μ", "", {}, "§2.4", {"how providers price compute services", "算力服务定价方式"},
                           Choice<PricingRule>{PricingRule::integrated, 0}},
        Field<&P::tau>{"τ", "1", open(0, 1), "§2",
                       {"share of investment that goes to compute", "投资中用于算力的份额"}},
        Field<&P::tau_mode>{"τ_t", "", {}, "§7.2",
                            {"whether the share of investment that goes to compute stays at tau or follows firms' demand",
                             "算力投资份额保持 tau 还是随企业需求变动"},
                            Choice<TauMode>{TauMode::exogenous, 0}},
        Section<&P::synergy>{{"how compute lifts the productivity of other capital", "算力对其他资本的协同"}},
        Section<&P::household>{{"the household that consumes and saves", "消费与储蓄的居民"}},
        Section<&P::technology>{{"what all firms share", "全部企业共有的技术"}},
        Section<&P::productivity>{{"productivity of firms", "企业生产率"}},
        Section<&P::volatility>{{"calm and turbulent times, which come and go for all firms", "平稳期与动荡期，对全部企业同时交替"}},
        Section<&P::shocks>{{"shocks that firms share", "共同冲击"}},
        Section<&P::firms>{{"the firms", "企业"}},
        Section<&P::adoption>{{"digital adoption by firms", "企业的数字化采用"}},
        Section<&P::allocation>{{"how compute capital moves between its users", "算力资本在使用者之间的流动"}},
        Section<&P::start>{{"stocks at the first date", "期初存量"}},
        Section<&P::services>{{"compute services that several locations offer", "多地提供的算力服务"}},
        Section<&P::record>{{"what is recorded of firms", "对企业的记录"}},
        List<&P::industries>{"<industry>", {"industries, in the order of the file", "行业，按文件顺序"}},
        List<&P::regions>{"<region>", {"regions, in the order of the file", "区域，按文件顺序"}},
        List<&P::service_classes>{"<class>", {"classes of work by the latency that they bear", "按可承受时延划分的业务类别"}, "", "", {}, "§8", true},
        List<&P::locations>{"<location>", {"places of data centres; without any, each economy has one", "数据中心所在地；若无，则每个经济体一个"}, "", "", {}, "§8", true},
        List<&P::events>{"<event>", {"what happens to the economy", "经济所遭遇的事件"}, "", "", {}, "§9", true},
        List<&P::policies>{"<policy>", {"what is decided for the economy", "对经济实施的政策"}, "", "", {}, "§9", true}};
  }
};
// clang-format on

/// The most by which given expenditure shares may miss a sum of 1; what rounding left is removed by rescaling.
inline constexpr double share_tolerance = 1e-4;

/// Every rule across fields that the set breaks; empty if it can be simulated as far as that can be seen without
/// solving for the balanced path (§4.2 refuses the rest).
std::vector<Fault> check(const Parameters& p);

/// Whether economies feel one another's compute: spillover, and a synergy that it can carry (§2.3).
bool shares_synergy(const SynergyParameters& synergy);

/// Replications of the whole ensemble: of every point of the design as many as ensemble.replications says.
std::size_t replications_in_all(const Parameters& p);

/// Number of periods T between the first date and the last; `check` has made sure that it is whole.
std::size_t periods(const TimeParameters& time);

}  // namespace suanli
