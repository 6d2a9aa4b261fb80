// The parameters of firms that invest, enter, leave and adopt, each declared once (MODEL.md §1, §7).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/field.hpp"

namespace suanli {

struct Parameters;

enum class InvestmentBehaviour { proportional, elastic, option };
enum class IndustryInvestment { common, proportional, elastic, option };
enum class IndustryGain { common, given };
enum class Responsiveness { usual, given };
enum class ReturnMeasure { relative, level };
enum class ExitFloor { none, given };
enum class FirmStart { equal, stationary };
enum class AdoptionRule { none, bass };
enum class AllocationRule { gradual, frictionless };

std::span<const Alternative<InvestmentBehaviour>> alternatives_of(InvestmentBehaviour);
std::span<const Alternative<IndustryInvestment>> alternatives_of(IndustryInvestment);
std::span<const Alternative<IndustryGain>> alternatives_of(IndustryGain);
std::span<const Alternative<Responsiveness>> alternatives_of(Responsiveness);
std::span<const Alternative<ReturnMeasure>> alternatives_of(ReturnMeasure);
std::span<const Alternative<ExitFloor>> alternatives_of(ExitFloor);
std::span<const Alternative<FirmStart>> alternatives_of(FirmStart);
std::span<const Alternative<AdoptionRule>> alternatives_of(AdoptionRule);
std::span<const Alternative<AllocationRule>> alternatives_of(AllocationRule);

// clang-format off
struct FirmParameters {
  std::int64_t count, minimum_per_cell;
  InvestmentBehaviour investment;
  Choice<Responsiveness> elasticity;
  double drag, floor, ceiling;
  ReturnMeasure returns;
  double discount_rate, drift;
  double exit_rate;
  Choice<ExitFloor> exit_floor;
  double entrant_fraction;
  FirmStart start;
  double burn_in;

  static constexpr auto fields() {
    using P = FirmParameters;
    return Fields{
        Field<&P::count>{"N", "1", closed(1, 1e10), "§1",
                         {"firms of the whole scenario, spread over cells by expenditure share",
                          "全部企业数，按支出份额分布于各单元"}, 100000},
        Field<&P::minimum_per_cell>{"n_min", "1", closed(1, 1e9), "§1",
                                    {"fewest firms of a cell", "每个单元最少企业数"}, 16},
        Field<&P::investment>{"f", "", {}, "§7.1",
                              {"how a cell's investment is split among its firms", "单元投资在企业间的分配方式"},
                              InvestmentBehaviour::proportional},
        Field<&P::elasticity>{"ϑ", "1", {}, "§7.1",
                              {"elastic, option: elasticity of a firm's investment to its return", "elastic、option：企业投资对其回报的弹性"},
                              Choice<Responsiveness>{Responsiveness::usual, 0}},
        Field<&P::drag>{"ς", "1", closed(0, 10), "§7",
                        {"elastic, option: how much size holds back investment: elasticity of the perceived return to a firm's share of its cell",
                         "elastic、option：规模对投资的抑制，即企业所感知回报对其单元份额的弹性"}, 0.1},
        Field<&P::floor>{"m", "1", closed(0, 1e3), "§7.1",
                         {"option: investment of firms below the hurdle, per unit of stock", "option：低于门槛的企业的投资（每单位存量）"}, 0.3},
        Field<&P::ceiling>{"f_max", "1", closed(1e-6, 1e3), "§7.1",
                           {"option: most that a firm invests beyond the floor, per unit of stock", "option：企业在下限之上投资的上限（每单位存量）"}, 2.0},
        Field<&P::returns>{"", "", {}, "§7.2",
                           {"what a firm compares its return with", "企业回报的比较基准"}, ReturnMeasure::relative},
        Field<&P::discount_rate>{"ρ_f", "1/year", open_below(0, 1), "§7.1",
                                 {"rate at which firms discount", "企业折现率"}, 0.04},
        Field<&P::drift>{"μ_f", "1/year", closed(-1, 1), "§7.1",
                         {"growth that firms expect of their returns; moves the hurdle of turbulent times against that of calm ones", "企业预期的回报增长率；影响动荡期门槛与平稳期门槛之比"}, 0.0},
        Field<&P::exit_rate>{"λ", "1/year", closed(0, 100), "§7.4",
                             {"rate at which firms leave and are replaced", "企业退出并被替换的速率"}, 0.0},
        Field<&P::exit_floor>{"a_exit", "1", {}, "§7.4",
                              {"log productivity below which a firm leaves", "企业退出的对数生产率下限"},
                              Choice<ExitFloor>{ExitFloor::none, 0}},
        Field<&P::entrant_fraction>{"frac", "1", closed(1e-6, 1), "§7.4",
                                    {"where firms leave: an entrant's stocks over the mean of its cell", "有企业退出时：新企业存量与单元均值之比"}, 0.7},
        Field<&P::start>{"", "", {}, "§7.4",
                         {"how firms of a cell differ in stocks at the start", "期初单元内企业存量的差异"}, FirmStart::equal},
        Field<&P::burn_in>{"", "year", closed(1, 10000), "§7.4",
                           {"years that firms live through before a stationary start", "平稳起始之前的预热年数"}, 60.0}};
  }
};

struct AdoptionParameters {
  AdoptionRule rule;
  double innovation, imitation, gain, cost, subsidy, start;

  static constexpr auto fields() {
    using P = AdoptionParameters;
    return Fields{
        Field<&P::rule>{"", "", {}, "§7.5", {"whether firms adopt digital technology", "企业是否采用数字技术"}, AdoptionRule::none},
        Field<&P::innovation>{"p", "1/year", closed(0, 10), "§7.5", {"adoption by innovation", "创新型采用系数"}, 0.01},
        Field<&P::imitation>{"q", "1/year", closed(0, 10), "§7.5", {"adoption by imitation", "模仿型采用系数"}, 0.3},
        Field<&P::gain>{"G", "1", closed(0, 2), "§7.5",
                        {"log productivity that an adopter gains", "采用者获得的对数生产率增益"}, 0.05},
        Field<&P::cost>{"", "1", closed(0, 10), "§7.5",
                        {"annualised cost of adoption over the mean output of the cell's firms",
                         "年化采用成本与单元企业平均产出之比"}, 0.03},
        Field<&P::subsidy>{"", "1", closed(0, 1), "§7.5", {"share of the cost that is subsidised", "成本补贴比例"}, 0.0},
        Field<&P::start>{"D_0", "1", closed(0, 1), "§7.5", {"share of firms that have adopted at the start", "期初采用份额"}, 0.0}};
  }
};

struct AllocationParameters {
  AllocationRule rule;
  double elasticity;

  static constexpr auto fields() {
    using P = AllocationParameters;
    return Fields{
        Field<&P::rule>{"", "", {}, "§7.3",
                        {"how compute capital moves between cells and providers", "算力资本如何在单元与服务商之间流动"}, AllocationRule::gradual},
        Field<&P::elasticity>{"ϑ_H", "1", closed(0, 1000), "§7.3",
                              {"gradual: elasticity of a user's investment to its return", "gradual：使用者投资对其回报的弹性"}, 2.0}};
  }
};
// clang-format on

/// The behaviour of an industry's firms: its own, or that of all.
InvestmentBehaviour behaviour_of(const FirmParameters& firms, const Choice<IndustryInvestment>& industry);

/// The log productivity that adopters of an industry gain: its own, or that of all.
double gain_of(const AdoptionParameters& adoption, const Choice<IndustryGain>& industry);

/// ϑ of a behaviour: given, or 1 for elastic and 2 for option, §7.1.
double elasticity_of(const FirmParameters& firms, InvestmentBehaviour behaviour);

/// Whether any firm chooses what to invest; whether any leaves.
bool firms_choose(const Parameters& p);
bool firms_leave(const FirmParameters& firms);

/// Whether any firm chooses, leaves or adopts: whether firms carry gains and attractions (firms/investing.hpp).
bool firms_invest(const Parameters& p);

/// Every rule across these parameters that the set breaks.
void check_firms(const Parameters& p, std::vector<Fault>& faults);

}  // namespace suanli
