#include "agents/event_parameters.hpp"

#include <algorithm>
#include <cmath>

#include "agents/parameters.hpp"
#include "engine/alternatives.hpp"
#include "engine/names.hpp"

namespace suanli {

// clang-format off
SUANLI_ALTERNATIVES(EventKind,
                    {{EventKind::outage, "outage", {"data centres lose a share of their availability", "数据中心失去部分可用容量"}},
                     {EventKind::link_failure, "link_failure", {"delivery from a location takes more services per service delivered", "从某地交付每单位服务需发送更多"}},
                     {EventKind::chip_squeeze, "chip_squeeze", {"new compute capital is dearer", "新增算力资本更贵"}},
                     {EventKind::demand_surge, "demand_surge", {"industries need more services and less other capital", "行业需要更多算力服务、更少其他资本"}},
                     {EventKind::latency_surge, "latency_surge", {"more work bears little latency", "更多业务对时延敏感"}},
                     {EventKind::electricity_price, "electricity_price", {"electricity is dearer", "电价上涨"}},
                     {EventKind::carbon_price, "carbon_price", {"carbon is dearer", "碳价上涨"}},
                     {EventKind::productivity, "productivity", {"firms are more productive, or less", "企业生产率变动"}},
                     {EventKind::volatility, "volatility", {"firms' innovations are larger", "企业新息增大"}}})
SUANLI_ALTERNATIVES(EventStart,
                    {{EventStart::date, "date", {"the date itself", "直接给定时间"}, true, closed(1900, 12500), true},
                     {EventStart::rate, "rate", {"at random, so often a year", "随机到来，每年次数"}, true, open_below(0, 100)}})
SUANLI_ALTERNATIVES(PolicyKind,
                    {{PolicyKind::compute_share, "compute_share", {"τ, the share of investment that goes to compute", "算力投资份额 τ"}},
                     {PolicyKind::siting_multiplier, "siting_multiplier", {"n, the factor of investment in a location's data centres", "某地数据中心投资倍数 n"}},
                     {PolicyKind::investment_subsidy, "investment_subsidy", {"share of investment in a location's data centres that all pay for", "由全体承担的某地数据中心投资比例"}},
                     {PolicyKind::capacity_programme, "capacity_programme", {"investment in a location's data centres that comes before all other", "优先于其他用途的某地数据中心投资"}},
                     {PolicyKind::adoption_subsidy, "adoption_subsidy", {"share of the cost of digital adoption that is subsidised", "数字化采用成本的补贴比例"}},
                     {PolicyKind::carbon_price, "carbon_price", {"tax on the carbon of data centres' electricity", "数据中心用电碳税"}}})
// clang-format on

namespace {

// What an event or policy of some kind may be aimed at, and the sizes that it may have.
struct Scope {
  bool location = false, region = false, industry = false;
  bool needs_locations = false;
  Range size = {};
};

Scope scope_of(EventKind kind) {
  switch (kind) {
    case EventKind::outage: return {.location = true, .needs_locations = true, .size = open_below(0, 1)};
    case EventKind::link_failure:
      return {.location = true, .region = true, .needs_locations = true, .size = open_below(0, 1e6)};
    case EventKind::chip_squeeze: return {.size = {-1, 1e6, true, false}};
    case EventKind::demand_surge: return {.industry = true, .size = {-1, 1e6, true, false}};
    case EventKind::latency_surge: return {.industry = true, .needs_locations = true, .size = {-1, 1e6, true, false}};
    case EventKind::electricity_price:
      return {.location = true, .needs_locations = true, .size = {-1, 1e6, false, false}};
    case EventKind::carbon_price: return {.needs_locations = true, .size = open_below(0, 1e6)};
    case EventKind::productivity: return {.region = true, .industry = true, .size = closed(-10, 10)};
    case EventKind::volatility: return {.size = closed(-1, 9)};
  }
  return {};
}

Scope scope_of(PolicyKind kind, const Parameters& p) {
  switch (kind) {
    case PolicyKind::compute_share: return {.region = p.capital_market == CapitalMarket::regional, .size = open(0, 1)};
    case PolicyKind::siting_multiplier: return {.location = true, .needs_locations = true, .size = closed(1e-3, 1e3)};
    case PolicyKind::investment_subsidy:
      return {.location = true, .needs_locations = true, .size = {0, 1, false, true}};
    case PolicyKind::capacity_programme: return {.location = true, .needs_locations = true, .size = closed(0, 1e6)};
    case PolicyKind::adoption_subsidy: return {.size = closed(0, 1)};
    case PolicyKind::carbon_price: return {.needs_locations = true, .size = closed(0, 1e6)};
  }
  return {};
}

class Checker {
 public:
  Checker(const Parameters& p, std::string key, std::string kind, std::vector<Fault>& faults)
      : p_(p), key_(std::move(key)), kind_(std::move(kind)), faults_(faults) {}

  // A name that must be in a list, if the kind can be aimed at its entries.
  template <class T>
  void aim(const char* what, const std::string& name, bool may, const char* list, const Named<T>& known) {
    if (name.empty()) return;
    const std::string key = key_ + "." + what;
    if (!may)
      return faults_.push_back({key,
                                text("{} = {} with kind = {}: this kind takes no {}, §9",
                                     "{} = {}，而 kind = {}：此类不针对 {}，§9", key, name, kind_, what),
                                key_ + ".kind"});
    std::vector<std::string> names;
    for (const auto& [entry, unused] : known) names.push_back(entry);
    if (std::ranges::find(names, name) == names.end())
      faults_.push_back({key,
                         text("{} = {}: there is no {} under {}{}, §9", "{} = {}：{} 不在 {} 之下{}，§9", key, name,
                              name, list, instead_of(name, names)),
                         list});
  }

  void needs_locations() {
    if (p_.locations.empty())
      faults_.push_back({key_ + ".kind",
                         text("{}.kind = {}: acts on locations, and the scenario names none under "
                              "locations, §9",
                              "{}.kind = {}：作用于 locations，而情景没有给出任何地点，§9", key_, kind_),
                         "locations"});
  }

  void size(const char* what, double size, const Range& range) {
    if (!range.contains(size) && !std::isnan(size))
      fault(what, text("{}.{} = {} with kind = {}: must be {}, §9", "{}.{} = {}，而 kind = {}：须{}，§9", key_, what,
                       size, kind_, in_words(range)));
  }

  // Sizes by lot lie between 0 and the one farthest from it, which is never reached.
  void largest_by_lot(const EventParameters& event, const Range& range) {
    const double farthest = largest_size(event);
    if (!range.contains(farthest))
      fault("size_spread",
            text("{0}.size_spread = {1} with size = {2}: sizes by lot come up to {3:.6g}, and with kind = {4} must be "
                 "{5}, "
                 "§9",
                 "{0}.size_spread = {1}，而 size = {2}：随机规模可达 {3:.6g}，而 kind = {4} 时须{5}，§9", key_,
                 event.size_spread, event.size, farthest, kind_, in_words(range)),
            key_ + ".size");
  }

  void fault(const char* what, Text message, const std::string& other = {}) {
    faults_.push_back({key_ + "." + what, std::move(message), other.empty() ? key_ + ".kind" : other});
  }
  const std::string& key() const { return key_; }

 private:
  const Parameters& p_;
  std::string key_, kind_;
  std::vector<Fault>& faults_;
};

template <class Kind> std::string word_of(Kind kind) {
  for (const Alternative<Kind>& a : alternatives_of(kind))
    if (a.kind == kind) return std::string(a.word);
  return {};
}

// The elasticities that a surge leaves must be elasticities still.
void check_surge(const Parameters& p, const EventParameters& event, Checker& check) {
  for (const auto& [name, industry] : p.industries) {
    if (!event.industry.empty() && event.industry != name) continue;
    const double xi = 1 - industry.alpha - industry.beta, most = industry.alpha / xi;
    const double largest = largest_size(event);
    if (event.kind == EventKind::demand_surge && xi > 0 && largest >= most)
      check.fault("size",
                  text("{}.size = {}: services of {} would take all of the output that other capital earns: "
                       "must be below α/ξ = {:.6g}, §9",
                       "{}.size = {}：{} 的算力服务将占去其他资本的全部收入：须小于 α/ξ = {:.6g}，§9", check.key(),
                       event.size, name, most),
                  "industries." + name);
  }
}

// Whether a surge of work that bears little latency has such work to begin with, and does not ask for more than all.
void check_latency_surge(const Parameters& p, const EventParameters& event, Checker& check) {
  if (event.kind != EventKind::latency_surge) return;
  const auto limit = [](const auto& c) {
    return c.second.latency_limit.kind == LatencyLimit::given ? c.second.latency_limit.number : INFINITY;
  };
  const auto tightest = std::ranges::min_element(p.service_classes, {}, limit);
  if (p.service_classes.size() < 2 || !std::isfinite(limit(*tightest)))
    return check.fault(
        "kind",
        text("{}.kind = latency_surge: needs at least two service_classes, one of them with a "
             "latency_limit, §9",
             "{}.kind = latency_surge：至少需要两个 service_classes，其中之一有 latency_limit，§9", check.key()),
        "service_classes");
  const double largest = largest_size(event);
  for (const auto& [name, industry] : p.industries) {
    if (!event.industry.empty() && event.industry != name) continue;
    double share = 0;
    for (const auto& [of_class, given] : industry.service_shares)
      if (of_class == tightest->first) share += given;
    if (share * (1 + largest) > 1)
      check.fault(
          "size",
          text("{}.size = {}: {:.4g} of the services of {} is {} work already: the share would exceed 1 (must be "
               "at most {:.6g}), §9",
               "{0}.size = {1}：{3} 的算力服务中 {4} 业务已占 {2:.4g}，份额将超过 1（须不大于 {5:.6g}），§9",
               check.key(), event.size, share, name, tightest->first, 1 / share - 1),
          "industries." + name + ".service_shares");
    if (share == 0 && event.industry == name)
      check.fault("industry",
                  text("{}.industry = {}: has no {} work that could surge, §9",
                       "{}.industry = {}：没有可激增的 {} 业务，§9", check.key(), name, tightest->first),
                  "industries." + name + ".service_shares");
  }
}

bool take_no_energy(const Parameters& p) { return !p.locations.empty() && p.services.energy == 0; }

// What this event or policy needs besides a target.
void check_needs(const Parameters& p, EventKind kind, Checker& check) {
  if ((kind == EventKind::electricity_price || kind == EventKind::carbon_price) && take_no_energy(p))
    check.fault("kind",
                text("{}.kind = {} with services.energy = 0: services take no energy, §9",
                     "{}.kind = {}，而 services.energy = 0：算力服务不耗能，§9", check.key(), word_of(kind)),
                "services.energy");
  if (kind == EventKind::volatility && p.productivity.standard_deviation == 0)
    check.fault("kind",
                text("{}.kind = volatility with productivity.standard_deviation = 0: firms have no innovations, §9",
                     "{}.kind = volatility，而 productivity.standard_deviation = 0：企业没有新息，§9", check.key()),
                "productivity.standard_deviation");
  if (kind == EventKind::demand_surge && p.synergy.mode == SynergyMode::level)
    check.fault("kind",
                text("{}.kind = demand_surge with synergy.mode = level: a surge keeps output at the inputs of the "
                     "balanced path, and there is none, §9",
                     "{}.kind = demand_surge，而 synergy.mode = level：激增以平衡增长路径上的投入为准保持产出，"
                     "而该路径不存在，§9",
                     check.key()),
                "synergy.mode");
}

void check_needs(const Parameters& p, PolicyKind kind, Checker& check) {
  const bool steers = kind == PolicyKind::siting_multiplier || kind == PolicyKind::investment_subsidy;
  if (steers && p.allocation.elasticity == 0)
    check.fault(
        "kind",
        text("{}.kind = {} with allocation.elasticity = 0: investment that does not follow returns finds no rest "
             "once it is steered, §8.4",
             "{}.kind = {}，而 allocation.elasticity = 0：投资不随回报变动，加以引导后不存在静止点，§8.4", check.key(),
             word_of(kind)),
        "allocation.elasticity");
  if (kind == PolicyKind::capacity_programme && p.allocation.rule == AllocationRule::frictionless)
    check.fault(
        "kind",
        text("{}.kind = capacity_programme with allocation.rule = frictionless: stocks move to equal returns at "
             "once, whatever a programme builds; use gradual, §8.4",
             "{}.kind = capacity_programme，而 allocation.rule = frictionless：存量立即移至等回报处，"
             "与建设计划无关；请用 gradual，§8.4",
             check.key()),
        "allocation.rule");
  if (kind == PolicyKind::carbon_price && take_no_energy(p))
    check.fault("kind",
                text("{}.kind = carbon_price with services.energy = 0: services take no energy to be taxed, §9",
                     "{}.kind = carbon_price，而 services.energy = 0：算力服务不耗能，无可征税，§9", check.key()),
                "services.energy");
}

void check_event(const Parameters& p, const std::string& name, const EventParameters& event,
                 std::vector<Fault>& faults) {
  Checker check(p, "events." + name, word_of(event.kind), faults);
  const Scope scope = scope_of(event.kind);
  check.aim("location", event.location, scope.location, "locations", p.locations);
  check.aim("region", event.region, scope.region, "regions", p.regions);
  check.aim("industry", event.industry, scope.industry, "industries", p.industries);
  if (scope.needs_locations) check.needs_locations();
  check.size("size", event.size, scope.size);
  if (scope.size.contains(event.size)) check.largest_by_lot(event, scope.size);
  if (event.size == 0)
    check.fault("size", text("{}.size = 0: an event of no size does nothing; leave it out, §9",
                             "{}.size = 0：规模为零的事件没有作用；请去掉，§9", check.key()));
  if (event.start.kind == EventStart::date) {
    if (event.start.number < p.time.start || event.start.number >= p.time.end)
      check.fault("start",
                  text("{}.start = {}: must not lie before time.start = {} and must lie before time.end = {}, §9",
                       "{}.start = {}：不得早于 time.start = {}，且须早于 time.end = {}，§9", check.key(),
                       event.start.number, p.time.start, p.time.end),
                  "time");
    if (event.size_spread > 0)
      check.fault("size_spread",
                  text("{}.size_spread = {}: only events that come at random, start: {{rate: …}}, vary "
                       "in size, §9",
                       "{}.size_spread = {}：只有随机到来的事件（start: {{rate: …}}）规模才会变化，§9", check.key(),
                       event.size_spread),
                  check.key() + ".start");
  }
  check_surge(p, event, check);
  if (!p.locations.empty()) check_latency_surge(p, event, check);
  check_needs(p, event.kind, check);
}

void check_policy(const Parameters& p, const std::string& name, const PolicyParameters& policy,
                  std::vector<Fault>& faults) {
  Checker check(p, "policies." + name, word_of(policy.kind), faults);
  const Scope scope = scope_of(policy.kind, p);
  check.aim("location", policy.location, scope.location, "locations", p.locations);
  check.aim("region", policy.region, scope.region, "regions", p.regions);
  if (scope.needs_locations) check.needs_locations();
  if (policy.kind == PolicyKind::siting_multiplier && policy.location.empty() && !p.locations.empty())
    check.fault(
        "location",
        text("{}.location is missing with kind = siting_multiplier: a factor of investment at all locations alike "
             "steers nowhere, §8.4",
             "{}.location 缺失，而 kind = siting_multiplier：对所有地点相同的投资倍数不起引导作用，§8.4", check.key()));
  if (policy.dates.empty() || policy.dates.size() != policy.values.size())
    check.fault("values",
                text("{0}.values: has {2} values for {1} dates: each date needs one, and there must be one "
                     "at least, §9",
                     "{0}.values：有 {2} 个取值，而 dates 有 {1} 个：每个时点须有一个取值，且至少一个，§9", check.key(),
                     policy.dates.size(), policy.values.size()),
                check.key() + ".dates");
  if (std::ranges::adjacent_find(policy.dates, std::greater_equal<>()) != policy.dates.end())
    check.fault("dates", text("{}.dates: must ascend, §9", "{}.dates：须递增，§9", check.key()));
  if (!policy.dates.empty() && policy.dates.front() >= p.time.end)
    check.fault("dates",
                text("{}.dates begin at {}: must begin before time.end = {}, §9",
                     "{}.dates 始于 {}：须早于 time.end = {}，§9", check.key(), policy.dates.front(), p.time.end),
                "time");
  for (const double value : policy.values) check.size("values", value, scope.size);
  check_needs(p, policy.kind, check);
  if (policy.kind == PolicyKind::adoption_subsidy && p.adoption.rule == AdoptionRule::none)
    check.fault("kind",
                text("{}.kind = adoption_subsidy with adoption.rule = none: nobody adopts, §9",
                     "{}.kind = adoption_subsidy，而 adoption.rule = none：没有企业采用，§9", check.key()),
                "adoption.rule");
  if (policy.kind == PolicyKind::compute_share && p.tau_mode.kind == TauMode::endogenous)
    check.fault(
        "kind",
        text("{}.kind = compute_share with tau_mode = endogenous: τ is stated or follows demand, not "
             "both, §9",
             "{}.kind = compute_share，而 tau_mode = endogenous：τ 或给定，或随需求变动，不可兼有，§9", check.key()),
        "tau_mode");
}

}  // namespace

void check_events(const Parameters& p, std::vector<Fault>& faults) {
  for (const auto& [name, event] : p.events) check_event(p, name, event, faults);
  for (const auto& [name, policy] : p.policies) check_policy(p, name, policy, faults);
}

}  // namespace suanli
