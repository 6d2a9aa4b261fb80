// Shocks that a stress test adds to a scenario or finds in it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "agents/prevailing.hpp"
#include "agents/siting.hpp"
#include "engine/names.hpp"
#include "scenarios/comparison/stress.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

/// What a shock of a kind is if nothing is said.
struct Usual {
  EventKind kind;
  double size, largest;
};
constexpr Usual usual[] = {
    {EventKind::outage, 1, 1},           {EventKind::link_failure, 1, 100},    {EventKind::chip_squeeze, 0.5, 100},
    {EventKind::demand_surge, 0.5, 100}, {EventKind::latency_surge, 0.5, 10},  {EventKind::electricity_price, 1, 100},
    {EventKind::carbon_price, 500, 1e4}, {EventKind::productivity, -0.05, -2}, {EventKind::volatility, 1, 9}};

const Usual& usual_of(EventKind kind) { return *std::ranges::find(usual, kind, &Usual::kind); }

// A quarter into the horizon, at the beginning of a period.
double usual_start(const TimeParameters& time) {
  const double steps = std::floor((time.end - time.start) / 4 / time.step + 1e-9);
  return time.start + steps * time.step;
}

// A name that the scenario has not given to an event.
std::string unused_name(const Parameters& p, std::string name) {
  const auto taken = [&] {
    return std::ranges::any_of(p.events, [&](const auto& event) { return event.first == name; });
  };
  while (taken()) name += '_';
  return name;
}

std::vector<std::string> parts_of(const std::string& description) {
  std::vector<std::string> parts{""};
  for (const char c : description)
    if (c == ',') parts.emplace_back();
    else parts.back() += c;
  return parts;
}

// "{kind: outage, location: west, start: 2029.5, duration: 1, size: 1}"
std::string event_yaml(std::string_view kind, const std::vector<std::pair<std::string, std::string>>& keys) {
  std::string yaml = fmt::format("{{kind: {}", kind);
  for (const auto& [key, value] : keys) yaml += fmt::format(", {}: {}", key, value);
  return yaml + "}";
}

// The keys that times and size add where they are not given.
void complete(std::vector<std::pair<std::string, std::string>>& keys, const ShockOptions& options, double size,
              const TimeParameters& time) {
  const auto add = [&](const char* key, std::optional<double> value) {
    const bool given = std::ranges::find(keys, key, &std::pair<std::string, std::string>::first) != keys.end();
    if (value && !given) keys.emplace_back(key, value_text(*value));
  };
  add("start", options.start.value_or(usual_start(time)));
  add("duration", options.duration.value_or(1));
  add("size", options.size.value_or(size));
  add("recovery", options.recovery);
}

Parameters without_event(Parameters p, const std::string& name) {
  std::erase_if(p.events, [&](const auto& event) { return event.first == name; });
  return p;
}

const EventParameters& event_named(const Parameters& p, const std::string& name) {
  return std::ranges::find(p.events, name, [](const auto& event) -> const std::string& { return event.first; })->second;
}

// The size, or the largest one that still leaves an economy: 0.1 % short of where a surge would leave other capital, or
// work that bears latency, nothing.
double capped(double size, const Parameters& p, EventKind kind, const std::string& industry) {
  return std::min(size, 0.999 * limit_of_surge(p, kind, industry));
}

Shock finished(const Scenario& scenario, const std::string& name, const ShockOptions& options) {
  const EventParameters& event = event_named(scenario.parameters, name);
  Shock shock{
      name,
      event.kind,
      event.size,
      options.size.value_or(capped(usual_of(event.kind).largest, scenario.parameters, event.kind, event.industry)),
      scenario,
      without_event(scenario.parameters, name)};
  return shock;
}

Scenario with_event(const Scenario& scenario, const std::string& name, const std::string& yaml,
                    const std::string& given_as) {
  return with_setting(scenario, {fmt::format("events.{}={}", name, yaml), given_as});
}

// A region's work of some class can be done at the location.
bool is_link(const Parameters& p, const LocationParameters& location, const std::string& region) {
  return std::ranges::any_of(p.service_classes, [&](const auto& of_class) {
    return std::isfinite(log_delivery(of_class.second, location, region));
  });
}

}  // namespace

Shock shock_of(const Scenario& scenario, const std::string& description, const ShockOptions& options) {
  const Parameters& p = scenario.parameters;
  std::vector<std::string> known;
  for (const auto& [name, event] : p.events) known.push_back(name);
  if (std::ranges::find(known, description) != known.end()) {
    for (const auto& [key, value] :
         {std::pair{"start", options.start}, {"duration", options.duration}, {"recovery", options.recovery}})
      if (value)
        throw CannotCompare(
            text("--{0}: {1} is an event of the scenario with its own {0}: use --set events.{1}.{0}={2}",
                 "--{0}：{1} 是情景中的事件，自有 {0}：请用 --set events.{1}.{0}={2}", key, description,
                 value_text(*value)));
    Shock shock = finished(scenario, description, options);
    if (options.size) {
      shock.size = *options.size;
      shock.scenario.parameters = with_size(shock, shock.size);
    }
    return shock;
  }
  const std::vector<std::string> parts = parts_of(description);
  const auto kinds = alternatives_of(EventKind{});
  const auto kind = std::ranges::find(kinds, parts.front(), &Alternative<EventKind>::word);
  if (kind == kinds.end()) {
    for (const Alternative<EventKind>& alternative : kinds) known.emplace_back(alternative.word);
    throw NoSuchName(text("{} is neither an event of the scenario nor a kind of event{}",
                          "{} 既不是情景中的事件，也不是事件类型{}", escaped(parts.front()),
                          instead_of(parts.front(), known)));
  }
  std::vector<std::pair<std::string, std::string>> keys;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::size_t equals = parts[i].find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == parts[i].size())
      throw CannotCompare(text("{}: '{}' must have the form key=value, with keys of events, as {},location=west",
                               "{}：“{}”须写成 键=值，键同 events，如 {},location=west", escaped(description),
                               escaped(parts[i]), kind->word));
    keys.emplace_back(parts[i].substr(0, equals), parts[i].substr(equals + 1));
  }
  const auto industry = std::ranges::find(keys, "industry", &std::pair<std::string, std::string>::first);
  const double size =
      capped(usual_of(kind->kind).size, p, kind->kind, industry == keys.end() ? std::string() : industry->second);
  complete(keys, options, size, p.time);
  const std::string name = unused_name(p, std::string(kind->word));
  ShockOptions of_added = options;
  of_added.size.reset();  // said by the event itself
  Shock shock = finished(with_event(scenario, name, event_yaml(kind->word, keys), description), name, of_added);
  if (options.size) shock.largest = *options.size;
  return shock;
}

Parameters with_size(const Shock& shock, double size) {
  Parameters p = shock.scenario.parameters;
  for (auto& [name, event] : p.events)
    if (name == shock.name) event.size = size;
  std::vector<Text> faults;
  for (const Fault& fault : check(p)) faults.push_back(fault.message);
  if (!faults.empty()) throw CannotCompare(in_lines(faults));
  return p;
}

std::vector<Member> each_out(const Scenario& scenario, Struck target, const ShockOptions& options) {
  const Parameters& p = scenario.parameters;
  if (p.locations.empty())
    throw CannotCompare(text("{}: has no locations to take out; name some under locations, §8",
                             "{}: 没有可停用的地点；请在 locations 下给出，§8", scenario.source));
  const EventKind kind = target == Struck::location ? EventKind::outage : EventKind::link_failure;
  const std::string word = value_text(kind);
  const std::string given_as = fmt::format("--each {}", target == Struck::location ? "location" : "link");
  std::vector<Member> all;
  const auto add = [&](const std::string& name, std::vector<std::pair<std::string, std::string>> keys) {
    complete(keys, options, usual_of(kind).size, p.time);
    all.emplace_back(name, with_event(scenario, unused_name(p, word), event_yaml(word, keys), given_as).parameters,
                     scenario.source);
  };
  for (const auto& [name, location] : p.locations) {
    if (target == Struck::location) {
      add(name, {{"location", name}});
      continue;
    }
    for (const auto& [region, unused] : p.regions)
      if (is_link(p, location, region)) add(name + " to " + region, {{"location", name}, {"region", region}});
  }
  return all;
}

std::optional<Interval> felt(const Shock& shock) {
  const EventParameters& event = event_named(shock.scenario.parameters, shock.name);
  if (event.start.kind != EventStart::date) return std::nullopt;
  return Interval{event.start.number, event.start.number + event.duration + event.recovery};
}

Text in_words(const EventParameters& event) {
  Text words = text("{} of size {:g}", "{}，规模 {:g}", value_text(event.kind), event.size);
  if (event.start.kind == EventStart::date) words += text(" from {:g}", "，自 {:g} 年起", event.start.number);
  else words += text(" at random, {:g} times a year", "，随机到来、每年 {:g} 次", event.start.number);
  words += text(" for {:g} {}", "，持续 {:g} {}", event.duration, Words{event.duration == 1 ? "year" : "years", "年"});
  if (event.recovery > 0) words += text(", fading over {:g}", "，{:g} 年消退", event.recovery);
  return words;
}

}  // namespace suanli
