// The parameters of events and policies, each declared once (MODEL.md §9).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/field.hpp"

namespace suanli {

struct Parameters;

enum class EventKind {
  outage,
  link_failure,
  chip_squeeze,
  demand_surge,
  latency_surge,
  electricity_price,
  carbon_price,
  productivity,
  volatility
};
enum class EventStart { date, rate };
enum class PolicyKind {
  compute_share,
  siting_multiplier,
  investment_subsidy,
  capacity_programme,
  adoption_subsidy,
  carbon_price
};

std::span<const Alternative<EventKind>> alternatives_of(EventKind);
std::span<const Alternative<EventStart>> alternatives_of(EventStart);
std::span<const Alternative<PolicyKind>> alternatives_of(PolicyKind);

// clang-format off
/// Something that happens to the economy, at a date or at random, and passes.
struct EventParameters {
  EventKind kind;
  Choice<EventStart> start;
  double duration, size, size_spread, recovery;
  std::string location, region, industry;

  static constexpr auto fields() {
    using P = EventParameters;
    return Fields{
        Field<&P::kind>{"", "", {}, "§9", {"what happens", "事件类型"}},
        Field<&P::start>{"", "year", {}, "§9", {"date at which it begins, or the rate [1/year] at which it comes", "起始时间，或到来的速率（1/年）"}},
        Field<&P::duration>{"", "year", closed(1e-6, 1e4), "§9",
                            {"how long it lasts in full; the mean of an exponential distribution if it comes at random", "完全持续的时长；若随机到来，则为指数分布的均值"}},
        Field<&P::size>{"", "by kind", closed(-1e6, 1e6), "§9",
                        {"how much: a share that is lost (outage) or added (all others), yuan/tCO2 (carbon_price), logs (productivity)",
                         "规模：失去（outage）或增加（其余）的比例；carbon_price 为元/吨；productivity 为对数"}},
        Field<&P::size_spread>{"", "1", closed(0, 1), "§9",
                               {"of an event that comes at random: its size is the stated one times a number spread evenly over 1 ± this", "随机事件：其规模为给定规模乘以在 1 ± 此值上均匀分布的数"}, 0.0},
        Field<&P::recovery>{"", "year", closed(0, 1e4), "§9",
                            {"how long it takes to fade away, in a straight line", "线性消退所需时间"}, 0.0},
        Field<&P::location>{"", "", {}, "§9", {"the location that it happens to; all without it", "发生地；缺省为全部"}, std::string{}},
        Field<&P::region>{"", "", {}, "§9", {"the region that it happens to; all without it", "所影响的区域；缺省为全部"}, std::string{}},
        Field<&P::industry>{"", "", {}, "§9", {"the industry that it happens to; all without it", "所影响的行业；缺省为全部"}, std::string{}}};
  }
};

/// Something that is decided, and lasts.
struct PolicyParameters {
  PolicyKind kind;
  std::vector<double> dates, values;
  std::string location, region;

  static constexpr auto fields() {
    using P = PolicyParameters;
    return Fields{
        Field<&P::kind>{"", "", {}, "§9", {"what is decided", "政策类型"}},
        Field<&P::dates>{"", "year", closed(1900, 12500), "§9", {"dates of the path, ascending; before the first there is no policy", "路径的时点，递增；首个时点之前无政策"}},
        Field<&P::values>{"", "by kind", closed(-1e6, 1e6), "§9",
                          {"values at these dates, straight lines between, the last for good: τ (compute_share), n (siting_multiplier), shares (subsidies), 1e12 yuan/year (capacity_programme), yuan/tCO2 (carbon_price)",
                           "各时点的取值，其间线性插值，末值此后不变：τ（compute_share）、n（siting_multiplier）、比例（补贴）、万亿元/年（capacity_programme）、元/吨（carbon_price）"}},
        Field<&P::location>{"", "", {}, "§9", {"the location that it is for; all without it", "适用的地点；缺省为全部"}, std::string{}},
        Field<&P::region>{"", "", {}, "§9", {"the regional economy that it is for; all without it", "适用的区域经济体；缺省为全部"}, std::string{}}};
  }
};
// clang-format on

/// The size farthest from 0 that an event may have by lot.
inline double largest_size(const EventParameters& event) {
  return event.size * (1 + (event.start.kind == EventStart::rate ? event.size_spread : 0));
}

/// Every rule across these parameters that the set breaks.
void check_events(const Parameters& p, std::vector<Fault>& faults);

}  // namespace suanli
