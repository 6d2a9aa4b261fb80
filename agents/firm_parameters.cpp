#include "agents/firm_parameters.hpp"

#include <algorithm>

#include "agents/parameters.hpp"
#include "engine/alternatives.hpp"

namespace suanli {

// clang-format off
SUANLI_ALTERNATIVES(InvestmentBehaviour,
                    {{InvestmentBehaviour::proportional, "proportional", {"in proportion to stocks", "按存量比例"}},
                     {InvestmentBehaviour::elastic, "elastic", {"stocks times e^(ϑx): funds follow returns", "存量乘以 e^(ϑx)：资金追随回报"}},
                     {InvestmentBehaviour::option, "option", {"irreversible: firms wait until returns pass a hurdle", "不可逆：企业等待回报越过门槛"}}})
SUANLI_ALTERNATIVES(IndustryInvestment,
                    {{IndustryInvestment::common, "common", {"firms.investment", "取 firms.investment"}},
                     {IndustryInvestment::proportional, "proportional", {"in proportion to stocks", "按存量比例"}},
                     {IndustryInvestment::elastic, "elastic", {"funds follow returns", "资金追随回报"}},
                     {IndustryInvestment::option, "option", {"firms wait until returns pass a hurdle", "企业等待回报越过门槛"}}})
SUANLI_ALTERNATIVES(IndustryGain,
                    {{IndustryGain::common, "common", {"adoption.gain", "取 adoption.gain"}},
                     {IndustryGain::given, "given", {"the gain itself", "直接给定增益"}, true, closed(0, 2), true}})
SUANLI_ALTERNATIVES(Responsiveness,
                    {{Responsiveness::usual, "usual", {"1 for elastic, 2 for option", "elastic 为 1，option 为 2"}},
                     {Responsiveness::given, "given", {"the elasticity itself", "直接给定弹性"}, true, closed(0, 100), true}})
SUANLI_ALTERNATIVES(ReturnMeasure,
                    {{ReturnMeasure::relative, "relative", {"the mean return of its cell", "所在单元的平均回报"}},
                     {ReturnMeasure::level, "level", {"its cost of capital, ρ_f + δ", "资本成本 ρ_f + δ"}}})
SUANLI_ALTERNATIVES(ExitFloor,
                    {{ExitFloor::none, "none", {"no such exit", "不设下限"}},
                     {ExitFloor::given, "given", {"the log productivity itself", "直接给定对数生产率"}, true, closed(-20, 20), true}})
SUANLI_ALTERNATIVES(FirmStart,
                    {{FirmStart::equal, "equal", {"all alike", "全部相同"}},
                     {FirmStart::stationary, "stationary", {"as burn_in years of calm times leave them", "由 burn_in 年平稳期预热形成"}}})
SUANLI_ALTERNATIVES(AdoptionRule,
                    {{AdoptionRule::none, "none", {"no adoption", "无采用"}},
                     {AdoptionRule::bass, "bass", {"by innovation and imitation, if it pays", "有利可图时按创新与模仿扩散"}}})
SUANLI_ALTERNATIVES(AllocationRule,
                    {{AllocationRule::gradual, "gradual", {"investment follows returns", "投资追随回报"}},
                     {AllocationRule::frictionless, "frictionless", {"stocks move to equal returns at once", "存量即刻移至回报相等"}}})
// clang-format on

InvestmentBehaviour behaviour_of(const FirmParameters& firms, const Choice<IndustryInvestment>& industry) {
  switch (industry.kind) {
    case IndustryInvestment::common: return firms.investment;
    case IndustryInvestment::proportional: return InvestmentBehaviour::proportional;
    case IndustryInvestment::elastic: return InvestmentBehaviour::elastic;
    case IndustryInvestment::option: return InvestmentBehaviour::option;
  }
  return firms.investment;
}

double gain_of(const AdoptionParameters& adoption, const Choice<IndustryGain>& industry) {
  return industry.kind == IndustryGain::given ? industry.number : adoption.gain;
}

double elasticity_of(const FirmParameters& firms, InvestmentBehaviour behaviour) {
  if (firms.elasticity.kind == Responsiveness::given) return firms.elasticity.number;
  return behaviour == InvestmentBehaviour::option ? 2 : 1;
}

bool firms_choose(const Parameters& p) {
  return std::ranges::any_of(p.industries, [&](const auto& industry) {
    return behaviour_of(p.firms, industry.second.investment) != InvestmentBehaviour::proportional;
  });
}

bool firms_leave(const FirmParameters& firms) {
  return firms.exit_rate > 0 || firms.exit_floor.kind == ExitFloor::given;
}

bool firms_invest(const Parameters& p) {
  return firms_choose(p) || firms_leave(p.firms) || p.adoption.rule != AdoptionRule::none;
}

namespace {

void check_hurdle(const FirmParameters& firms, std::vector<Fault>& faults) {
  if (firms.discount_rate <= firms.drift)
    faults.push_back(
        {"firms.discount_rate",
         text("firms.discount_rate = {} with drift = {}: must be above the drift, or waiting costs nothing "
              "and firms never invest, §7.1",
              "firms.discount_rate = {}，而 drift = {}：须高于 drift，否则等待没有代价，企业永不投资，§7.1",
              firms.discount_rate, firms.drift),
         "firms.drift"});
}

void check_adoption(const Parameters& p, std::vector<Fault>& faults) {
  if (p.adoption.rule == AdoptionRule::none) return;
  if (p.adoption.innovation == 0 && p.adoption.start == 0)
    faults.push_back(
        {"adoption.innovation",
         text("adoption.innovation = 0 with start = 0: nobody begins, and so nobody imitates; raise one of "
              "them, §7.5",
              "adoption.innovation = 0，而 start = 0：无人率先采用，也就无人模仿；请提高其中之一，§7.5"),
         "adoption.start"});
  for (const auto& [name, industry] : p.industries) {
    if (gain_of(p.adoption, industry.adoption_gain) > 0) continue;
    const bool own = industry.adoption_gain.kind == IndustryGain::given;
    const std::string key = own ? "industries." + name + ".adoption_gain" : "adoption.gain";
    faults.push_back(
        {key,
         p.adoption.cost > 0
             ? text("{} = 0 with adoption.cost = {}: adoption that adds nothing is worth no cost; give a gain, or "
                    "adoption.rule = none, §7.5",
                    "{} = 0，而 adoption.cost = {}：没有增益的采用不值得任何成本；请给出增益，或设 adoption.rule = "
                    "none，§7.5",
                    key, p.adoption.cost)
             : text("{} = 0 with adoption.cost = 0: adoption neither adds nor costs anything; give a gain, or "
                    "adoption.rule = none, §7.5",
                    "{} = 0，而 adoption.cost = 0：采用既无增益也无成本；请给出增益，或设 adoption.rule = none，§7.5",
                    key),
         "adoption.cost"});
    if (!own) return;
  }
}

// Entrants take stocks that depreciation has left.
void check_exit(const Parameters& p, std::vector<Fault>& faults) {
  if (!firms_leave(p.firms) || p.technology.depreciation * p.time.step < 1) return;
  faults.push_back(
      {"technology.depreciation",
       text("technology.depreciation = {} with time.step = {} and firms that leave: nothing of a stock "
            "outlasts a period, so that leavers free nothing; lower one of them, §7.4",
            "technology.depreciation = {}，time.step = {}，且有企业退出：存量不能延续一期，退出者无存量可释放；"
            "请降低其中之一，§7.4",
            p.technology.depreciation, p.time.step),
       "time.step"});
}

// Options that could not change anything.
void check_idle(const Parameters& p, std::vector<Fault>& faults) {
  const bool waits = std::ranges::any_of(p.industries, [&](const auto& industry) {
    return behaviour_of(p.firms, industry.second.investment) == InvestmentBehaviour::option;
  });
  if (p.firms.returns == ReturnMeasure::level && !waits && p.tau_mode.kind == TauMode::exogenous)
    faults.push_back(
        {"firms.returns",
         text("firms.returns = level without firms that wait (option) or a tau_mode that follows demand: all "
              "firms of a cell compare with the same number, and nothing changes; use relative, §7.2",
              "firms.returns = level，而既无等待的企业（option），tau_mode 也不随需求变动：单元内企业的比较基准"
              "相同，结果不变；请用 relative，§7.2"),
         "firms.investment"});
  const bool turbulent = p.volatility.factor != 1 || std::ranges::any_of(p.events, [](const auto& event) {
                           return event.second.kind == EventKind::volatility;
                         });
  if (p.firms.drift != 0 && !turbulent)
    faults.push_back(
        {"firms.drift",
         text("firms.drift = {} with volatility.factor = 1 and no event of kind volatility: only the hurdle of "
              "turbulent times over that of calm ones counts, and there are no turbulent times; use 0, §7.1",
              "firms.drift = {}，而 volatility.factor = 1，且无类型为 volatility 的事件：起作用的只是动荡期门槛与平稳"
              "期门槛之比，而动荡期不存在；请用 0，§7.1",
              p.firms.drift),
         "volatility.factor"});
}

// A stationary start and a calibrated demand live through years at the growth of a balanced path.
void check_burn_in(const Parameters& p, std::vector<Fault>& faults) {
  const bool differ = firms_choose(p) && p.productivity.standard_deviation > 0;
  if (p.firms.start == FirmStart::stationary && !firms_leave(p.firms) && !differ)
    faults.push_back(
        {"firms.start",
         text("firms.start = stationary, but no firm leaves, and none that differs from others chooses: the "
              "firms of a cell stay alike for ever; use equal, §7.4",
              "firms.start = stationary，但既无企业退出，相异的企业也不作选择：单元内企业始终相同；请用 equal，"
              "§7.4"),
         "firms.investment"});
  if (p.synergy.mode != SynergyMode::level) return;
  if (p.firms.start == FirmStart::stationary)
    faults.push_back(
        {"firms.start",
         text("firms.start = stationary with synergy.mode = level: there is no balanced path to live "
              "through before the start; use equal, §7.4",
              "firms.start = stationary，而 synergy.mode = level：没有预热所依循的平衡增长路径；请用 equal，§7.4"),
         "synergy.mode"});
  if (p.tau_mode.kind == TauMode::endogenous)
    faults.push_back({"tau_mode",
                      text("tau_mode = endogenous with synergy.mode = level: there is no balanced path on which demand "
                           "can be calibrated to tau; use exogenous, §7.2",
                           "tau_mode = endogenous，而 synergy.mode = level：没有可供校准需求的平衡增长路径；请用 "
                           "exogenous，§7.2"),
                      "synergy.mode"});
}

void check_endogenous_tau(const Parameters& p, std::vector<Fault>& faults) {
  if (p.tau_mode.kind != TauMode::endogenous) return;
  const bool deaf = p.firms.elasticity.kind == Responsiveness::given && p.firms.elasticity.number == 0;
  if (!firms_choose(p) || deaf)
    faults.push_back(
        {"tau_mode",
         text("tau_mode = {{endogenous: {}}} with firms.{}: such firms demand no more and no less at any "
              "return; use elastic or option, with an elasticity above 0, §7.2",
              "tau_mode = {{endogenous: {}}}，而 firms.{}：这类企业的需求不随回报变动；请用 elastic 或 option，"
              "且弹性大于 0，§7.2",
              p.tau_mode.number, deaf ? "elasticity = 0" : "investment = proportional"),
         "firms.investment"});
  double largest = p.tau;
  for (const auto& [name, region] : p.regions) largest = std::max(largest, region.tau.value_or(p.tau));
  if (p.tau_mode.number < largest)
    faults.push_back({"tau_mode",
                      text("tau_mode = {{endogenous: {}}} with a tau of {}: the largest share must be at least that of "
                           "calm times, §7.2",
                           "tau_mode = {{endogenous: {}}}，而 tau 为 {}：上限不得低于平稳期的份额，§7.2",
                           p.tau_mode.number, largest),
                      "tau"});
}

}  // namespace

void check_firms(const Parameters& p, std::vector<Fault>& faults) {
  check_hurdle(p.firms, faults);
  check_adoption(p, faults);
  check_exit(p, faults);
  check_idle(p, faults);
  check_burn_in(p, faults);
  check_endogenous_tau(p, faults);
}

}  // namespace suanli
