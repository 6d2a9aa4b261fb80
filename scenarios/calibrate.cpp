#include "scenarios/calibrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/columns.hpp"
#include "engine/names.hpp"
#include "engine/roots.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/memory.hpp"
#include "scenarios/number.hpp"
#include "scenarios/rewrite.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

// The key among the numbers of the scenario. The reader has its say about keys that are none.
Number varied_number(const Scenario& scenario, const std::vector<Number>& all, const std::string& key) {
  const auto found = std::ranges::find(all, key, &Number::key);
  if (found != all.end()) return *found;
  const bool is_key = std::ranges::find(all_keys(), key, &Key::path) != all_keys().end();
  if (!is_key) with_setting(scenario, {key + "=1", "--vary " + key});
  std::vector<std::string> keys;
  for (const Number& number : all) keys.push_back(number.key);
  const std::string meant = is_key ? "" : nearest(key, keys);
  throw CalibrationError(text("--vary {}: is not a real number of this scenario{}", "--vary {}：不是本情景的实数键{}",
                              escaped(key), suggestion(meant)));
}

double residual(const Reached& reached, const Target& t) {
  const double difference = reached.value - t.value;
  return t.value == 0 ? difference : difference / std::abs(t.value);
}
double tolerance(const Target& t) { return t.needs_pilot() ? pilot_tolerance : theory_tolerance; }

// The scenario as its keys move. Where a value breaks a rule, or the economy has no balanced path, there is nothing, and
// the last reason is kept.
class Trials {
 public:
  Trials(const Parameters& p, const std::vector<Number>& keys, const std::vector<Target>& targets)
      : parameters_(p), keys_(keys), targets_(targets) {}

  Parameters at(const std::vector<double>& x) const {
    Parameters p = parameters_;
    for (std::size_t i = 0; i < keys_.size(); ++i) keys_[i].set(p, x[i]);
    return p;
  }

  std::optional<std::vector<double>> residuals(const std::vector<double>& x) {
    const Parameters p = at(x);
    if (const std::vector<Fault> faults = check(p); !faults.empty()) {
      refusal_ = faults.front().message;
      return std::nullopt;
    }
    try {
      const std::vector<Reached> reached = reach(p, targets_, if_memory_is_short_);
      if_memory_is_short_ = TooLittleMemory::one_at_a_time;  // others may take some of it before the search ends
      std::vector<double> all;
      for (std::size_t i = 0; i < reached.size(); ++i) all.push_back(residual(reached[i], targets_[i]));
      return all;
    } catch (const NotEnoughMemory&) {
      throw;  // no other value needs less
    } catch (const std::runtime_error& refused) {
      refusal_ = on_one_line(text_of(refused));
      return std::nullopt;
    }
  }
  const Text& refusal() const { return refusal_; }

 private:
  const Parameters& parameters_;
  const std::vector<Number>& keys_;
  const std::vector<Target>& targets_;
  Text refusal_;
  TooLittleMemory if_memory_is_short_ = TooLittleMemory::refuse;
};

// Where a search begins at a key that the scenario gives no value.
double start_of(const Number& key) {
  const Coordinate coordinate(key.range);
  return key.value ? *key.value : coordinate.in_range((coordinate.low() + coordinate.high()) / 2);
}

std::vector<double> solve_one(Trials& trials, const Number& key, const Target& target) {
  const Equation equation = [&](double x) -> std::optional<double> {
    const auto residuals = trials.residuals({x});
    return residuals ? std::optional(residuals->front()) : std::nullopt;
  };
  const double enough = target.needs_pilot() ? pilot_tolerance / 2 : 0;
  const RootSearch search = find_root(equation, key.range, start_of(key), enough);
  if (search.root) return {*search.root};
  if (!search.lowest)
    throw CalibrationError(text("{}: no value {} is accepted: {}", "{}：{} 的取值都不被接受：{}", key.key,
                                in_words(key.range), trials.refusal()));
  if (!search.moves()) throw CalibrationError(text("{} does not move {}", "{} 对 {} 没有影响", key.key, target.text));
  const auto value = [&](double f) { return target.value + f * (target.value == 0 ? 1 : std::abs(target.value)); };
  throw CalibrationError(text(
      "no value of {} meets {} = {}: it goes from {:.6g} (at {:.6g}) to {:.6g} (at {:.6g}){}",
      "{} 的任何取值都达不到 {} = {}：其范围为 {:.6g}（取 {:.6g} 时）至 {:.6g}（取 {:.6g} 时）{}", key.key, target.text,
      target.value, value(search.lowest->f), search.lowest->x, value(search.highest->f), search.highest->x,
      trials.refusal().en.empty() ? Text{} : text("; elsewhere {}", "；此外 {}", trials.refusal())));
}

std::vector<double> solve_all(Trials& trials, const std::vector<Number>& keys, const std::vector<Target>& targets) {
  std::vector<Range> ranges;
  std::vector<double> start;
  for (const Number& key : keys) ranges.push_back(key.range), start.push_back(start_of(key));
  double finest = pilot_tolerance;
  for (const Target& t : targets) finest = std::min(finest, tolerance(t));
  RootsSearch search =
      find_roots([&](const std::vector<double>& x) { return trials.residuals(x); }, ranges, start, finest);
  bool near = search.f.size() == targets.size();
  for (std::size_t i = 0; near && i < targets.size(); ++i) near = std::abs(search.f[i]) <= tolerance(targets[i]);
  if (near) return search.x;
  switch (search.outcome) {
    case SearchEnd::no_start:
      throw CalibrationError(text("the search cannot begin at the scenario's own values: {}",
                                  "无法从情景自身的取值开始求解：{}", trials.refusal()));
    case SearchEnd::idle_unknown:
      throw CalibrationError(text("{} moves none of the targets", "{} 对各目标均无影响", keys[search.which].key));
    case SearchEnd::idle_equation:
      throw CalibrationError(
          text("none of the varied keys moves {}", "所变动的键对 {} 均无影响", targets[search.which].text));
    case SearchEnd::dependent:
      throw CalibrationError(text("the varied keys move the targets in proportion: they cannot be met one by one",
                                  "所变动的键使各目标成比例变动，无法分别满足"));
    default: break;
  }
  std::string nearest;
  for (std::size_t i = 0; i < keys.size(); ++i)
    nearest += fmt::format("{}{} = {:.6g}", i == 0 ? "" : ", ", keys[i].key, search.x[i]);
  throw CalibrationError(
      text("no solution was found; the nearest, {}, misses the targets by up to {:.3g} of their size{}",
           "未找到解；最接近的取值 {} 与目标的相对误差最大为 {:.3g}{}", nearest,
           std::abs(*std::ranges::max_element(search.f, {}, [](double f) { return std::abs(f); })),
           trials.refusal().en.empty() ? Text{} : text("; elsewhere {}", "；此外 {}", trials.refusal())));
}

// The scenario's own text with its settings and these values in place of the old ones.
std::string rewritten(const Scenario& scenario, const std::vector<std::pair<std::string, double>>& values) {
  std::string text = scenario.text;
  for (const std::string& setting : scenario.settings) {
    const std::size_t equals = setting.find('=');
    text = with_value(text, scenario.source, setting.substr(0, equals), setting.substr(equals + 1));
  }
  for (const auto& [key, value] : values) text = with_value(text, scenario.source, key, value_text(value));
  return text;
}

// A tree of keys as lines of YAML.
std::string yaml_of(const Node& node, std::size_t indent) {
  std::string lines;
  for (const Node::Entry& entry : node.entries)
    lines += entry.value.kind == Node::Kind::map
                 ? fmt::format("{:{}}{}:\n{}", "", indent, entry.key, yaml_of(entry.value, indent + 2))
                 : fmt::format("{:{}}{}: {}\n", "", indent, entry.key, entry.value.text);
  return lines;
}

}  // namespace

Calibration calibrate(const Scenario& scenario, const std::vector<std::string>& given_targets,
                      const std::vector<std::string>& varied) {
  const Parameters& p = scenario.parameters;
  if (given_targets.size() != varied.size() || varied.empty())
    throw CalibrationError(text(
        "as many keys must be varied as there are targets, at least one: --target {} times, "
        "--vary {} times",
        "变动的键数须与目标数相同，且至少一个：--target {} 个，--vary {} 个", given_targets.size(), varied.size()));
  Calibration done{{}, {}, {}, p};
  for (const std::string& target : given_targets) done.targets.push_back(read_target(target, p));
  const std::vector<Number> all = numbers_of(p);
  std::vector<Number> keys;
  for (const std::string& key : varied) {
    if (std::ranges::find(keys, key, &Number::key) != keys.end())
      throw CalibrationError(text("--vary {}: is given twice", "--vary {}：重复给出", escaped(key)));
    keys.push_back(varied_number(scenario, all, key));
  }
  Trials trials(p, keys, done.targets);
  const std::vector<double> x =
      keys.size() == 1 ? solve_one(trials, keys.front(), done.targets.front()) : solve_all(trials, keys, done.targets);
  for (std::size_t i = 0; i < keys.size(); ++i) done.values.emplace_back(keys[i].key, x[i]);
  done.parameters = trials.at(x);
  done.reached = reach(done.parameters, done.targets, TooLittleMemory::one_at_a_time);
  for (std::size_t i = 0; i < done.targets.size(); ++i)
    if (const double off = residual(done.reached[i], done.targets[i]); !(std::abs(off) <= tolerance(done.targets[i])))
      throw CalibrationError(text("{} jumps over {} near {} = {}: the nearest misses it by {:.3g} of its size",
                                  "{} 在 {} 附近（{} = {}）跳跃：最接近处的相对误差为 {:.3g}", done.targets[i].text,
                                  done.targets[i].value, keys.front().key, x.front(), off));
  return done;
}

std::string calibration_text(const Calibration& calibration, Language language) {
  const auto say = [&](const Text& words) { return in(language, words); };
  std::string lines = "# " + column(say(text("target", "目标")), 32);
  for (const auto& [words, width] : {std::pair{text("asked for", "要求"), 17u},
                                     {text("reached", "达到"), 21u},
                                     {text("residual", "残差"), 11u},
                                     {text("± s.e.", "± 标准误"), 11u}})
    lines += flush_right(say(words), width);
  lines += "\n";
  Node values;
  values.kind = Node::Kind::map;
  for (std::size_t i = 0; i < calibration.targets.size(); ++i) {
    const Target& t = calibration.targets[i];
    const Reached& r = calibration.reached[i];
    lines += fmt::format("# {}{:>17}{:>21.15g}{:>11.1e}{:>11}\n", column(t.text, 32), t.value, r.value, residual(r, t),
                         t.needs_pilot() ? fmt::format("{:.1e}", r.standard_error) : "–");
  }
  lines +=
      say(text("# residuals are relative to what is asked for; closed forms are met to {:g}, pilots to {:g}\n",
               "# 残差为相对于要求值的误差；解析解精度为 {:g}，试运行为 {:g}\n", theory_tolerance, pilot_tolerance));
  for (const auto& [key, value] : calibration.values) apply_setting(values, {key + "=" + value_text(value)});
  return lines + yaml_of(values, 0);
}

void expect_rewritable(const Scenario& scenario, const std::vector<std::string>& varied) {
  const std::vector<Number> all = numbers_of(scenario.parameters);
  std::vector<std::pair<std::string, double>> trial;
  for (const std::string& key : varied) trial.emplace_back(key, start_of(varied_number(scenario, all, key)));
  rewritten(scenario, trial);
}

std::string calibrated_scenario(const Scenario& scenario, const Calibration& calibration, const std::string& command) {
  std::string text = rewritten(scenario, calibration.values);
  std::string comment = "# " + command;
  std::ranges::replace_if(
      comment, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');  // one line
  const bool is_calibrated = text.starts_with("# suanli calibrate ");
  text = comment + "\n" + (is_calibrated ? text.substr(text.find('\n') + 1) : text);
  if (to_yaml(read_scenario_text(text, scenario.source).parameters) != to_yaml(calibration.parameters))
    throw CannotRewrite(
        suanli::text("{}: the values cannot be put in place of the old ones without changing others; write "
                     "them in by hand",
                     "{}: 无法在不改动其他内容的情况下原处替换；请手工写入", scenario.source));
  return text;
}

}  // namespace suanli
