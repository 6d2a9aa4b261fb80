#include "agents/siting_parameters.hpp"

#include <algorithm>
#include <cmath>

#include "agents/parameters.hpp"
#include "agents/siting.hpp"
#include "engine/alternatives.hpp"
#include "engine/names.hpp"

namespace suanli {

// clang-format off
SUANLI_ALTERNATIVES(LatencyLimit,
                    {{LatencyLimit::none, "none", {"any latency", "任何时延"}},
                     {LatencyLimit::given, "given", {"the limit itself", "直接给定上限"}, true, closed(0, 1e6), true}})
SUANLI_ALTERNATIVES(ComputeNeed,
                    {{ComputeNeed::common, "common", {"technology.compute_per_service", "取 technology.compute_per_service"}},
                     {ComputeNeed::given, "given", {"the need itself", "直接给定"}, true, closed(1e-9, 1e9), true}})
SUANLI_ALTERNATIVES(ScaleWeight,
                    {{ScaleWeight::demand, "demand", {"the region's share of what regions with locations spend on services, split evenly among its locations", "该区域在有地点的各区域服务支出中的份额，由其各地均分"}},
                     {ScaleWeight::given, "given", {"the weight itself", "直接给定权重"}, true, closed(1e-9, 1e9), true},
                     {ScaleWeight::revenue, "revenue", {"such that the location has this share of revenue at rest", "使该地在稳态获得此收入份额的权重"}, true, open(0, 1)}})
SUANLI_ALTERNATIVES(StartCapacity,
                    {{StartCapacity::rest, "rest", {"capital as at rest", "资本取稳态值"}},
                     {StartCapacity::given, "given", {"the utilisation itself", "直接给定利用率"}, true, open_below(0, 1), true}})
SUANLI_ALTERNATIVES(CapacityCeiling,
                    {{CapacityCeiling::none, "none", {"no ceiling", "无上限"}},
                     {CapacityCeiling::given, "given", {"the capital itself", "直接给定资本上限"}, true, closed(1e-9, 1e9), true}})
// clang-format on

namespace {

template <class T> std::vector<std::string> names_of(const Named<T>& entries) {
  std::vector<std::string> all;
  for (const auto& [name, entry] : entries) all.push_back(name);
  return all;
}

template <class T> bool has(const Named<T>& entries, const std::string& name) {
  return std::ranges::find(entries, name, [](const auto& entry) -> const std::string& { return entry.first; }) !=
         entries.end();
}

// Names under `key` that are not entries of the list called `list`.
template <class Given, class Known>
void check_names(const std::string& key, const Named<Given>& given, const char* list, const Named<Known>& known,
                 std::vector<Fault>& faults) {
  for (const auto& [name, value] : given)
    if (!has(known, name))
      faults.push_back({key + "." + name,
                        text("{}.{}: there is no {} under {}{}, §8", "{}.{}：{} 不在 {} 之下{}，§8", key, name, name,
                             list, instead_of(name, names_of(known))),
                        list});
}

// What only several locations give a meaning.
void check_without_locations(const Parameters& p, std::vector<Fault>& faults) {
  const auto idle = [&](const std::string& key) {
    faults.push_back({key, text("{}: acts only on locations, and the scenario names none under locations, §8",
                                "{}：只对 locations 起作用，而情景没有给出任何地点，§8", key)});
  };
  if (!p.service_classes.empty()) idle("service_classes");
  for (const auto& [name, industry] : p.industries)
    if (!industry.service_shares.empty()) idle("industries." + name + ".service_shares");
  for_each_field<ServicesParameters>([&](const auto& d) {
    constexpr auto member = std::decay_t<decltype(d)>::member;
    if (p.services.*member != *d.fallback && !std::isnan(p.services.*member))
      idle("services." + std::string(name_of<member>()));
  });
}

void check_classes(const Parameters& p, std::vector<Fault>& faults) {
  if (p.service_classes.empty())
    faults.push_back({"locations",
                      text("locations: service_classes is missing: what locations sell is work of at least one class, "
                           "such as `service_classes: {{any: {{}}}}`, §8",
                           "locations：缺少 service_classes：各地出售的是至少一类业务，例如 "
                           "`service_classes: {{any: {{}}}}`，§8"),
                      "service_classes"});
  for (const auto& [name, c] : p.service_classes) {
    const std::string key = "service_classes." + name;
    if (c.latency_steps.size() != c.delivery_steps.size())
      faults.push_back({key + ".delivery_steps",
                        text("{0}.delivery_steps: has {1} factors for {2} latency_steps: each step needs one, §8",
                             "{0}.delivery_steps：有 {1} 个系数，而 latency_steps 有 {2} 级：每级须有一个，§8", key,
                             c.delivery_steps.size(), c.latency_steps.size()),
                        key + ".latency_steps"});
    if (std::ranges::adjacent_find(c.latency_steps, std::greater_equal<>()) != c.latency_steps.end())
      faults.push_back(
          {key + ".latency_steps", text("{}.latency_steps: must ascend, §8", "{}.latency_steps：须递增，§8", key)});
  }
}

void check_service_shares(const Parameters& p, std::vector<Fault>& faults) {
  for (const auto& [name, industry] : p.industries) {
    const std::string key = "industries." + name + ".service_shares";
    check_names(key, industry.service_shares, "service_classes", p.service_classes, faults);
    if (industry.service_shares.empty() && p.service_classes.size() <= 1) continue;
    double sum = 0;
    for (const auto& [of_class, share] : industry.service_shares) sum += share;
    if (!(std::abs(sum - 1) <= share_tolerance) && !std::isnan(sum))
      faults.push_back(
          {key,
           text("{}: sum to {:.6g}: the industry's spending on services must be shared out among the "
                "service_classes, shares that sum to 1, §8",
                "{}：之和为 {:.6g}：该行业的服务支出须在各 service_classes 间分配，份额之和为 1，§8", key, sum),
           "service_classes"});
  }
}

void check_location(const Parameters& p, const std::string& name, const LocationParameters& l,
                    std::vector<Fault>& faults) {
  const std::string key = "locations." + name;
  if (!l.region.empty() && !has(p.regions, l.region))
    faults.push_back(
        {key + ".region",
         text("{}.region = {}: there is no {} under regions{}, §8", "{}.region = {}：{} 不在 regions 之下{}，§8", key,
              l.region, l.region, instead_of(l.region, names_of(p.regions))),
         "regions"});
  check_names(key + ".latency", l.latency, "regions", p.regions, faults);
  check_names(key + ".delivery", l.delivery, "regions", p.regions, faults);
  check_names(key + ".bandwidth", l.bandwidth, "regions", p.regions, faults);
  const bool asks_latency = std::ranges::any_of(p.service_classes, [](const auto& c) {
    return c.second.latency_limit.kind == LatencyLimit::given || !c.second.latency_steps.empty();
  });
  for (const auto& [region, unused] : p.regions) {
    if (asks_latency && !has(l.latency, region))
      faults.push_back({key + (l.latency.empty() ? "" : ".latency"),
                        text("{}.latency: that to {} is missing, and a class of work has a latency limit or steps, §8",
                             "{}.latency：缺少到 {} 的时延，而有业务类别设有时延上限或分级，§8", key, region),
                        "service_classes"});
    if (!l.delivery.empty() && !has(l.delivery, region))
      faults.push_back({key + ".delivery",
                        text("{}.delivery: that to {} is missing (or leave out the whole list), §8",
                             "{}.delivery：缺少到 {} 的系数（或去掉整个列表），§8", key, region),
                        "regions"});
  }
}

// Keys of a location that nothing would come of.
void check_what_acts(const Parameters& p, const std::string& name, const LocationParameters& l,
                     std::vector<Fault>& faults) {
  const std::string key = "locations." + name;
  const bool limited = l.ceiling.kind == CapacityCeiling::given;
  if (l.limits_growth != 0 && !limited && l.bandwidth.empty())
    faults.push_back(
        {key + ".limits_growth",
         text("{}.limits_growth = {}: there is no ceiling and no bandwidth here that could grow, §8.3",
              "{}.limits_growth = {}：该地没有可增长的 ceiling 或 bandwidth，§8.3", key, l.limits_growth)});
  if (limited && l.limits_growth < -p.technology.depreciation)
    faults.push_back(
        {key + ".limits_growth",
         text("{}.limits_growth = {} with technology.depreciation = {}: capital wears out, and is not torn "
              "down: a ceiling must not fall faster than that, §8.4",
              "{}.limits_growth = {}，而 technology.depreciation = {}：资本只折旧，不拆除："
              "上限的下降不得快于折旧，§8.4",
              key, l.limits_growth, p.technology.depreciation),
         "technology.depreciation"});
  if (limited && p.allocation.rule == AllocationRule::frictionless)
    faults.push_back({key + ".ceiling",
                      text("{}.ceiling = {} with allocation.rule = frictionless: stocks move to equal returns at once, "
                           "ceilings or not; use gradual, §8.4",
                           "{}.ceiling = {}，而 allocation.rule = frictionless：存量立即移至等回报处，"
                           "不受上限约束；请用 gradual，§8.4",
                           key, l.ceiling.number),
                      "allocation.rule"});
  if (const bool steered = l.siting_multiplier != 1;
      p.allocation.elasticity == 0 && (steered || l.investment_subsidy > 0)) {
    const char* const what = steered ? "siting_multiplier" : "investment_subsidy";
    faults.push_back(
        {key + "." + what,
         text("{}.{} = {} with allocation.elasticity = 0: investment that does not follow returns finds no "
              "rest at ω_ℓ ∝ n_ℓ^(-1/ϑ_H) once it is steered, §8.4",
              "{}.{} = {}，而 allocation.elasticity = 0：投资不随回报变动，加以引导后不存在 ω_ℓ ∝ "
              "n_ℓ^(-1/ϑ_H) 的静止点，§8.4",
              key, what, steered ? l.siting_multiplier : l.investment_subsidy),
         "allocation.elasticity"});
  }
  const bool by_pair =
      std::ranges::any_of(p.service_classes, [](const auto& c) { return c.second.latency_steps.empty(); });
  if (!l.delivery.empty() && !p.service_classes.empty() && !by_pair)
    faults.push_back({key + ".delivery",
                      text("{}.delivery: every class of work takes its delivery factors from its latency_steps, §8.1",
                           "{}.delivery：所有业务类别的交付系数均由其 latency_steps 给出，§8.1", key),
                      "service_classes"});
  if (l.start_utilisation.kind == StartCapacity::given && p.services.price_floor == 0 &&
      !(p.services.energy * (l.electricity_price + p.services.carbon_price * l.grid_carbon) > 0))
    faults.push_back({key + ".start_utilisation",
                      text("{}.start_utilisation = {} with services.price_floor = 0: the price here falls to nothing "
                           "before anything stands idle, as energy costs nothing either, §8.3",
                           "{}.start_utilisation = {}，而 services.price_floor = 0："
                           "此处能源亦无成本，价格降至零之前不会有闲置，§8.3",
                           key, l.start_utilisation.number),
                      "services.price_floor"});
}

// What needs a balanced path, which synergy by level excludes, or energy.
void check_services(const Parameters& p, std::vector<Fault>& faults) {
  const bool level = p.synergy.mode == SynergyMode::level;
  if (level && p.services.price_floor > 0)
    faults.push_back(
        {"services.price_floor",
         text("services.price_floor = {} with synergy.mode = level: posted prices cover cost at the return "
              "of the balanced path, and there is none; use 0, §8.3",
              "services.price_floor = {}，而 synergy.mode = level：挂牌价按平衡增长路径的回报覆盖成本，"
              "而该路径不存在；请用 0，§8.3",
              p.services.price_floor),
         "synergy.mode"});
  for (const auto& [name, l] : p.locations)
    if (level && l.start_utilisation.kind == StartCapacity::given)
      faults.push_back(
          {"locations." + name + ".start_utilisation",
           text("locations.{}.start_utilisation = {} with synergy.mode = level: there is no balanced path "
                "to start from, §8.5",
                "locations.{}.start_utilisation = {}，而 synergy.mode = level：没有可作为起点的平衡增长路径，§8.5",
                name, l.start_utilisation.number),
           "synergy.mode"});
  if (p.services.carbon_price > 0 && p.services.energy == 0)
    faults.push_back(
        {"services.carbon_price",
         text("services.carbon_price = {} with services.energy = 0: services take no energy to be taxed, §8.1",
              "services.carbon_price = {}，而 services.energy = 0：算力服务不耗能，无可征税，§8.1",
              p.services.carbon_price),
         "services.energy"});
}

// Which key says something of all locations or of none.
template <class Kind>
void check_all_or_none(const Parameters& p, const char* key, Choice<Kind> LocationParameters::*member, Kind kind,
                       std::vector<Fault>& faults) {
  const auto given = [&](const auto& l) { return (l.second.*member).kind == kind; };
  if (std::ranges::none_of(p.locations, given) || std::ranges::all_of(p.locations, given)) return;
  for (const auto& l : p.locations)
    if (!given(l))
      faults.push_back({"locations." + l.first,
                        text("locations.{}.{}: given at other locations, so that it must be given here too, §8",
                             "locations.{}.{}：其他地点已给定，此处也须给定，§8", l.first, key)});
}

void check_reach(const Parameters& p, std::vector<Fault>& faults) {
  for (const auto& [region, unused] : p.regions)
    for (const auto& [name, of_class] : p.service_classes) {
      double nearest = INFINITY;
      bool reached = false;
      for (const auto& [site, l] : p.locations) {
        reached = reached || std::isfinite(log_delivery(of_class, l, region));
        nearest = std::min(nearest, latency_to(l, region));
      }
      if (!reached)
        faults.push_back({"service_classes." + name + ".latency_limit",
                          text("service_classes.{}.latency_limit = {}: no location serves this work of {}: the nearest "
                               "is {} ms away; raise the limit, or add a location, §8",
                               "service_classes.{}.latency_limit = {}：没有地点能服务 {} 的此类业务："
                               "最近者时延为 {} 毫秒；请放宽上限或增加地点，§8",
                               name, of_class.latency_limit.number, region, nearest),
                          "locations"});
    }
}

// Economies that are closed to one another cannot pay one another for services.
void check_closed(const Parameters& p, std::vector<Fault>& faults) {
  if (p.capital_market != CapitalMarket::regional) return;
  for (const auto& [region, unused] : p.regions)
    for (const auto& [name, of_class] : p.service_classes) {
      bool at_home = false;
      for (const auto& [site, l] : p.locations) {
        const bool reached = std::isfinite(log_delivery(of_class, l, region));
        at_home = at_home || (reached && l.region == region);
        if (reached && l.region != region)
          return faults.push_back(
              {"capital_market",
               text("capital_market = regional with locations: {} work of {} could be done at {} in {}, and closed "
                    "economies do not trade: use national, or latency limits that only a region's own locations meet, "
                    "§8.7",
                    "capital_market = regional，而给出了 locations：{1} 的 {0} 业务可由 {3} 的 {2} 承担，"
                    "而封闭经济体之间没有贸易：请用 national，或设定只有本区域地点能满足的时延上限，§8.7",
                    name, region, site, l.region),
               "locations"});
      }
      if (!at_home)
        faults.push_back(
            {"capital_market",
             text("capital_market = regional with locations: no location in {} does its {} work, §8.7",
                  "capital_market = regional，而给出了 locations：{} 没有地点承担其 {} 业务，§8.7", region, name),
             "locations"});
    }
}

}  // namespace

void check_siting(const Parameters& p, std::vector<Fault>& faults) {
  if (p.locations.empty()) return check_without_locations(p, faults);
  const std::size_t before = faults.size();
  check_classes(p, faults);
  check_service_shares(p, faults);
  check_services(p, faults);
  for (const auto& [name, location] : p.locations)
    check_location(p, name, location, faults), check_what_acts(p, name, location, faults);
  if (faults.size() == before) check_reach(p, faults), check_closed(p, faults);
  check_all_or_none(p, "weight", &LocationParameters::weight, ScaleWeight::revenue, faults);
  check_all_or_none(p, "start_utilisation", &LocationParameters::start_utilisation, StartCapacity::given, faults);
  if (p.pricing.kind == PricingRule::report)
    faults.push_back(
        {"pricing",
         text("pricing = report with locations: several locations sell at prices of their own, not at one "
              "per industry; use integrated or {{markup: number}}, §2.4",
              "pricing = report，而给出了 locations：各地按自己的价格而非逐行业价格出售；请用 integrated 或 "
              "{{markup: 数值}}，§2.4"),
         "locations"});
  if (p.start.provider_compute.kind == StartProviders::given)
    faults.push_back(
        {"start.provider_compute",
         text("start.provider_compute = {} with locations: give start_utilisation at each location instead, §8",
              "start.provider_compute = {}，而给出了 locations：请改为在各地给出 start_utilisation，§8",
              p.start.provider_compute.number),
         "locations"});
}

}  // namespace suanli
