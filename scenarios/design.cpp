#include "scenarios/design.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "engine/names.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/number.hpp"
#include "scenarios/read.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

using Setter = std::function<void(Parameters&, double)>;

std::string place_of(const std::string& name) { return "design.varied." + name + ".key"; }

// Sections whose keys say what is simulated and recorded, not what the economy is like: all points share them.
bool is_shared(const std::string& key) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"time.", "ensemble.", "design.", "record."},
                             [&](std::string_view section) { return key.starts_with(section); });
}

std::vector<Number> varying_numbers(const Parameters& p) {
  std::vector<Number> all = numbers_of(p);
  std::erase_if(all, [](const Number& n) { return is_shared(n.key); });
  return all;
}

Parameters without_design(Parameters p) {
  p.design = {};
  return p;
}

Parameters with_word(const Parameters& p, const std::string& key, const std::string& word) {
  return read_scenario_text(to_yaml(p), "design", {key + "=" + word}).parameters;
}

Setter setter_of(const Parameters& p, const VariedParameters& v) {
  if (!v.words.empty())
    return [v](Parameters& q, double number) { q = with_word(q, v.key, v.words[static_cast<std::size_t>(number)]); };
  const std::vector<Number> all = varying_numbers(p);
  return std::ranges::find(all, v.key, &Number::key)->set;
}

std::string shown(const VariedParameters& v, double value) {
  return v.words.empty() ? value_text(value) : v.words[static_cast<std::size_t>(value)];
}

// Whether each varied key is one that can be set; to what, the points tell.
void check_keys(const Parameters& p, std::vector<Fault>& faults) {
  const std::vector<Number> numbers = varying_numbers(p);
  std::vector<std::string> names;
  for (const Number& n : numbers) names.push_back(n.key);
  for (const auto& [name, v] : p.design.varied) {
    const std::string at = place_of(name);
    if (is_shared(v.key)) {
      faults.push_back(
          {at, text("{} = {}: all points of a design share its section; vary what the economy is like, §6.5",
                    "{} = {}：该节为全部设计点共有；请变动经济本身的参数，§6.5", at, v.key)});
    } else if (v.words.empty()) {
      if (std::ranges::find(names, v.key) == names.end())
        faults.push_back(
            {at, text("{} = {}: is no key of this scenario that holds a real number{}, §6.5",
                      "{} = {}：不是本情景中取实数的键{}，§6.5", at, v.key, suggestion(nearest(v.key, names)))});
    } else {
      for (const std::string& word : v.words) try {
          with_word(without_design(p), v.key, word);
        } catch (const WrongInput& refused) {
          faults.push_back({at, text("{} = {}: cannot be {}: {}", "{} = {}：不能取 {}：{}", at, v.key, word,
                                     on_one_line(refused.text()))});
          break;
        }
    }
  }
}

// Whether each point is a scenario; of the points that are none, the first, and how many there are.
void check_points(const Parameters& p, std::vector<Fault>& faults) {
  const Design design(p);
  std::vector<std::optional<Range>> ranges;
  const std::vector<Number> numbers = varying_numbers(p);
  for (const auto& [name, v] : p.design.varied)
    ranges.push_back(v.words.empty() ? std::optional(std::ranges::find(numbers, v.key, &Number::key)->range)
                                     : std::nullopt);
  for (std::size_t k = 0; k < ranges.size(); ++k) {
    std::size_t outside = 0, first = 0;
    for (std::size_t i = design.points(); i-- > 0;)
      if (ranges[k] && !ranges[k]->contains(design.values(i)[k])) ++outside, first = i;
    const auto& [name, v] = p.design.varied[k];
    if (outside > 0)
      faults.push_back(
          {place_of(name),
           text("{} = {}: is {} at point {} of the design (and outside at {} of {} points): must be {}; bound "
                "its values by low and high, §6.5",
                "{0} = {1}：在第 {3} 个设计点取 {2}（{5} 个点中有 {4} 个超出）：须{6}；请以 low、high 限制其取值，§6.5",
                place_of(name), v.key, shown(v, design.values(first)[k]), first, outside, design.points(),
                in_words(*ranges[k]))});
  }
  if (!faults.empty()) return;
  std::size_t refused = 0;
  std::vector<Fault> broken;
  for (std::size_t i = design.points(); i-- > 0;)
    if (std::vector<Fault> all = check(design.at(i)); !all.empty()) {
      ++refused;
      for (Fault& fault : all)
        fault.message = text("{} of the design: {}", "设计的{}：{}", design.in_words(i), fault.message);
      broken = std::move(all);
    }
  if (refused > 1)
    for (Fault& fault : broken) fault.message += text(" (as at {} other points)", "（另有 {} 个点亦然）", refused - 1);
  for (Fault& fault : broken) {
    fault.key = "design.varied";
    faults.push_back(std::move(fault));
  }
}

}  // namespace

Design::Design(const Parameters& p) : parameters_(p) {
  if (p.design.empty()) return;
  values_ = values_of(p.design, static_cast<std::uint64_t>(p.ensemble.seed));
  for (const auto& [name, v] : p.design.varied) set_.push_back(setter_of(p, v));
}

Parameters Design::at(std::size_t point) const {
  Parameters p = without_design(parameters_);
  for (const bool words_first : {true, false})  // a word may bring numbers of its own
    for (std::size_t k = 0; k < set_.size(); ++k)
      if (parameters_.design.varied[k].second.words.empty() != words_first) set_[k](p, values(point)[k]);
  return p;
}

Text Design::in_words(std::size_t point) const {
  if (is_empty()) return {};
  Text all;
  for (std::size_t k = 0; k < set_.size(); ++k) {
    const auto& [name, v] = parameters_.design.varied[k];
    all += text("{}{} = {}", "{}{} = {}", k == 0 ? Text{} : text(", ", "，"), name, shown(v, values(point)[k]));
  }
  return text("point {} ({})", "第 {} 个设计点（{}）", point, all);
}

std::vector<Fault> faults_of_design(const Parameters& p) {
  std::vector<Fault> faults;
  if (p.design.empty()) return faults;
  check_keys(p, faults);
  if (faults.empty()) check_points(p, faults);
  return faults;
}

}  // namespace suanli
