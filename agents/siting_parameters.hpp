// The parameters of compute services that several locations offer, each declared once (MODEL.md §8).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/field.hpp"

namespace suanli {

struct Parameters;

enum class LatencyLimit { none, given };
enum class ComputeNeed { common, given };
enum class ScaleWeight { demand, given, revenue };
enum class StartCapacity { rest, given };
enum class CapacityCeiling { none, given };

std::span<const Alternative<LatencyLimit>> alternatives_of(LatencyLimit);
std::span<const Alternative<ComputeNeed>> alternatives_of(ComputeNeed);
std::span<const Alternative<ScaleWeight>> alternatives_of(ScaleWeight);
std::span<const Alternative<StartCapacity>> alternatives_of(StartCapacity);
std::span<const Alternative<CapacityCeiling>> alternatives_of(CapacityCeiling);

// clang-format off
/// What all locations share.
struct ServicesParameters {
  double dispersion, price_floor, energy, carbon_price, embodied_carbon;

  static constexpr auto fields() {
    using P = ServicesParameters;
    return Fields{
        Field<&P::dispersion>{"ν", "1", closed(0.1, 1e4), "§8",
                              {"elasticity of a location's share of work to its price", "某地业务份额对其价格的弹性"}, 8.0},
        Field<&P::price_floor>{"φ_p", "1", closed(0, 1), "§8",
                               {"least price over the price that covers cost at the rest return; 0 lets prices fall to the cost of energy",
                                "最低价格与按稳态回报覆盖成本的价格之比；0 表示价格可降至能源成本"}, 1.0},
        Field<&P::energy>{"", "1e12 kWh/unit", closed(0, 1e6), "§8",
                          {"energy that a unit of compute services takes at the machines, before cooling", "单位算力服务的设备用电（不含冷却）"}, 0.0},
        Field<&P::carbon_price>{"", "yuan/tCO2", closed(0, 1e6), "§8",
                                {"tax on the carbon of data centres' electricity, given back to households", "数据中心用电碳排放税，返还居民"}, 0.0},
        Field<&P::embodied_carbon>{"", "GtCO2/1e12 yuan", closed(0, 1e6), "§8",
                                   {"carbon emitted in making a unit of new data-centre capital", "新建单位数据中心资本的隐含碳排放"}, 0.0}};
  }
};

/// A class of work by the latency that it bears.
struct ServiceClassParameters {
  Choice<LatencyLimit> latency_limit;
  std::vector<double> latency_steps, delivery_steps;

  static constexpr auto fields() {
    using P = ServiceClassParameters;
    return Fields{
        Field<&P::latency_limit>{"", "ms", {}, "§8",
                                 {"longest latency at which work of this class can be done", "该类业务可承受的最大时延"},
                                 Choice<LatencyLimit>{LatencyLimit::none, 0}},
        Field<&P::latency_steps>{"", "ms", closed(0, 1e6), "§8",
                                 {"latencies up to which the delivery factors of delivery_steps hold, ascending; without them locations' own delivery factors hold",
                                  "delivery_steps 各交付系数所适用的时延上限，递增；缺省则用各地自身的交付系数"}, std::vector<double>{}},
        Field<&P::delivery_steps>{"d", "1", closed(1, 1e6), "§8",
                                  {"services shipped per service delivered, by step of latency; the last holds beyond the last step",
                                   "按时延分级的交付系数（发送量/到达量），末级适用于其后"}, std::vector<double>{}}};
  }
};

/// A place of data centres.
struct LocationParameters {
  std::string region;
  double electricity_price, power_usage, grid_carbon, availability;
  Choice<ComputeNeed> compute_per_service;
  Choice<ScaleWeight> weight;
  Choice<StartCapacity> start_utilisation;
  Choice<CapacityCeiling> ceiling;
  double limits_growth, siting_multiplier, investment_subsidy;
  Named<double> latency, delivery, bandwidth;

  static constexpr auto fields() {
    using P = LocationParameters;
    return Fields{
        Field<&P::region>{"", "", {}, "§8", {"region in which the location lies", "所在区域"}},
        Field<&P::electricity_price>{"", "yuan/kWh", closed(0, 1e6), "§8", {"price of electricity", "电价"}, 0.0},
        Field<&P::power_usage>{"PUE", "1", closed(1, 100), "§8",
                               {"power usage effectiveness: all energy over that of the machines", "电能利用效率：总用电与设备用电之比"}, 1.0},
        Field<&P::grid_carbon>{"", "tCO2/MWh", closed(0, 1e3), "§8", {"carbon of the electricity", "电网碳排放因子"}, 0.0},
        Field<&P::availability>{"a_ℓ", "1", open_below(0, 1), "§8", {"share of capacity that can be used", "可用容量比例"}, 1.0},
        Field<&P::compute_per_service>{"η_ℓ", "1e12 yuan·year/unit", {}, "§8",
                                       {"compute capital needed per unit of compute services a year", "每单位年算力服务所需的算力资本"},
                                       Choice<ComputeNeed>{ComputeNeed::common, 0}},
        Field<&P::weight>{"b_ℓ", "1", {}, "§8",
                          {"scale weight: the share of work that goes there at equal delivered prices", "规模权重：到达价格相等时该地的业务份额"},
                          Choice<ScaleWeight>{ScaleWeight::demand, 0}},
        Field<&P::start_utilisation>{"u_ℓ(0)", "1", {}, "§8",
                                     {"utilisation at the start, which sets the capital there", "期初利用率，由此决定该地期初资本"},
                                     Choice<StartCapacity>{StartCapacity::rest, 0}},
        Field<&P::ceiling>{"", "1e12 yuan", {}, "§8",
                           {"most capital that power or space allow at the start", "期初电力或空间所允许的最大资本"},
                           Choice<CapacityCeiling>{CapacityCeiling::none, 0}},
        Field<&P::limits_growth>{"", "1/year", closed(-1, 1), "§8",
                                 {"growth rate of the ceiling and of bandwidths, simple annualised", "容量上限与带宽的增长率（单利年化）"}, 0.0},
        Field<&P::siting_multiplier>{"n_ℓ", "1", closed(1e-3, 1e3), "§7.3",
                                     {"factor of investment that policy steers there, at given returns", "政策引导的投资倍数（给定回报）"}, 1.0},
        Field<&P::investment_subsidy>{"z", "1", {0, 1, false, true}, "§7.3",
                                      {"share of investment there that is paid for by the household at large", "由全体居民承担的当地投资比例"}, 0.0},
        List<&P::latency>{"<region>", {"latency to users in a region", "到某区域用户的时延"}, "", "ms", closed(0, 1e6), "§8", true},
        List<&P::delivery>{"<region>", {"services shipped per service delivered to a region; 1 without the list",
                                        "向某区域交付的系数（发送量/到达量）；缺省均为 1"}, "d", "1", closed(1, 1e6), "§8", true},
        List<&P::bandwidth>{"<region>", {"most services that can be shipped to a region a year at the start; regions without are not limited",
                                         "期初每年可向某区域发送的最大服务量；未列出的区域不受限"}, "", "unit/year", closed(1e-12, 1e12), "§8", true}};
  }
};
// clang-format on

/// Every rule across these parameters that the set breaks.
void check_siting(const Parameters& p, std::vector<Fault>& faults);

}  // namespace suanli
