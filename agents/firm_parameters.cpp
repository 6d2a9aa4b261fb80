#include "agents/firm_parameters.hpp"

#include <algorithm>

#include "agents/alternatives.hpp"
#include "agents/parameters.hpp"

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
                    {{ExitFloor::none, "none", {"no such exit", "无此退出"}},
                     {ExitFloor::given, "given", {"the log productivity itself", "直接给定对数生产率"}, true, closed(-20, 20), true}})
SUANLI_ALTERNATIVES(FirmStart,
                    {{FirmStart::equal, "equal", {"all alike", "全部相同"}},
                     {FirmStart::stationary, "stationary", {"as burn_in years of calm times leave them", "由 burn_in 年平稳期形成"}}})
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

bool firms_invest(const Parameters& p) {
  const bool choose = std::ranges::any_of(p.industries, [&](const auto& industry) {
    return behaviour_of(p.firms, industry.second.investment) != InvestmentBehaviour::proportional;
  });
  return choose || p.firms.exit_rate > 0 || p.firms.exit_floor.kind == ExitFloor::given ||
         p.adoption.rule != AdoptionRule::none;
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
  for (const auto& [name, industry] : p.industries) {
    if (gain_of(p.adoption, industry.adoption_gain) > 0) continue;
    const bool own = industry.adoption_gain.kind == IndustryGain::given;
    faults.push_back(
        {own ? "industries." + name + ".adoption_gain" : "adoption.gain",
         text("{} = 0 with adoption.cost = {}: nobody pays for no gain; give a gain, or adoption.rule = "
              "none, §7.5",
              "{} = 0，而 adoption.cost = {}：没有增益便无人承担成本；请给出增益，或设 adoption.rule = "
              "none，§7.5",
              own ? "industries." + name + ".adoption_gain" : std::string("adoption.gain"), p.adoption.cost),
         "adoption.cost"});
    if (!own) return;
  }
}

void check_allocation(const Parameters& p, std::vector<Fault>& faults) {
  if (p.allocation.rule == AllocationRule::frictionless && p.start.provider_compute.kind == StartProviders::given)
    faults.push_back(
        {"start.provider_compute",
         text("start.provider_compute = {} with allocation.rule = frictionless: compute capital moves to "
              "equal returns at once, whatever the start; use rest, §7.3",
              "start.provider_compute = {}，而 allocation.rule = frictionless：无论期初如何，算力资本即刻移至"
              "回报相等；请用 rest，§7.3",
              p.start.provider_compute.number),
         "allocation.rule"});
}

// A stationary start and a calibrated demand live through years at the growth of a balanced path.
void check_burn_in(const Parameters& p, std::vector<Fault>& faults) {
  if (p.firms.start == FirmStart::stationary && !firms_invest(p))
    faults.push_back(
        {"firms.start",
         text("firms.start = stationary with investment = proportional and no exit: the firms of a cell stay "
              "alike for ever; use equal, §7.4",
              "firms.start = stationary，而 investment = proportional 且无退出：单元内企业始终相同；请用 "
              "equal，§7.4"),
         "firms.investment"});
  if (p.synergy.mode != SynergyMode::level) return;
  if (p.firms.start == FirmStart::stationary)
    faults.push_back(
        {"firms.start",
         text("firms.start = stationary with synergy.mode = level: there is no balanced path to live "
              "through before the start; use equal, §7.4",
              "firms.start = stationary，而 synergy.mode = level：没有可供预演的平衡增长路径；请用 equal，§7.4"),
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
  if (!std::ranges::any_of(p.industries, [&](const auto& industry) {
        return behaviour_of(p.firms, industry.second.investment) != InvestmentBehaviour::proportional;
      }))
    faults.push_back(
        {"tau_mode",
         text("tau_mode = {{endogenous: {}}} with firms.investment = proportional: such firms demand no more "
              "and no less at any return; use elastic or option, §7.2",
              "tau_mode = {{endogenous: {}}}，而 firms.investment = proportional：这类企业的需求不随回报"
              "变动；请用 elastic 或 option，§7.2",
              p.tau_mode.number),
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
  check_allocation(p, faults);
  check_burn_in(p, faults);
  check_endogenous_tau(p, faults);
}

}  // namespace suanli
