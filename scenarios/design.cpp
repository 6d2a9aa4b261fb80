#include "scenarios/design.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <set>

#include "engine/names.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/number.hpp"
#include "scenarios/read.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

// What looking at points and reading words may take, and at most about what each step does [microsecond], so that every
// scenario gets its verdict in a second or two, and the same one on every machine.
constexpr double most_for_points = 1'000'000, most_for_words = 300'000, a_value = 2, a_beta_value = 60;
double time_to_check(std::size_t bytes) { return 3 + static_cast<double>(bytes) / 200; }
double time_to_read(std::size_t bytes) { return 500 + static_cast<double>(bytes) / 3; }
constexpr std::size_t most_suggestions = 20;

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

std::string shown(const VariedParameters& v, double value) {
  return v.words.empty() ? value_text(value) : v.words[static_cast<std::size_t>(value)];
}

// Whether each varied key is one that can be set; to what, the points tell.
void check_keys(const Parameters& p, std::vector<Fault>& faults) {
  const std::vector<Number> numbers = varying_numbers(p);
  std::vector<std::string> names;
  for (const Number& n : numbers) names.push_back(n.key);
  double left = most_for_words;  // for words; those that are not looked at are when their points are
  const double read = time_to_read(to_yaml(p).size());
  for (const auto& [name, v] : p.design.varied) {
    const std::string at = place_of(name);
    if (is_shared(v.key)) {
      faults.push_back(
          {at, text("{} = {}: all points of a design share its section; vary what the economy is like, §6.5",
                    "{} = {}：该节为全部设计点共有；请变动经济本身的参数，§6.5", at, v.key)});
    } else if (v.words.empty()) {
      if (std::ranges::find(names, v.key) == names.end())
        faults.push_back({at, text("{} = {}: is no key of this scenario that holds a real number{}, §6.5",
                                   "{} = {}：不是本情景中取实数的键{}，§6.5", at, v.key,
                                   faults.size() < most_suggestions ? suggestion(nearest(v.key, names)) : Text{})});
    } else {
      for (const std::string& word : std::set(v.words.begin(), v.words.end())) try {
          if ((left -= read) < 0) break;
          with_word(without_design(p), v.key, word);
        } catch (const WrongInput& refused) {
          faults.push_back({at, text("{} = {}: cannot be {}: {}", "{} = {}：不能取 {}：{}", at, v.key, word,
                                     on_one_line(refused.text()))});
          break;
        }
    }
  }
}

}  // namespace

Design::Design(const Parameters& p) : parameters_(p) {
  if (p.design.empty()) return;
  values_.emplace(p.design, static_cast<std::uint64_t>(p.ensemble.seed));
  const std::vector<Number> numbers = varying_numbers(p);
  for (const auto& [name, v] : p.design.varied) {
    const auto number = std::ranges::find(numbers, v.key, &Number::key);
    set_.push_back(v.words.empty() ? number->set : nullptr);
    ranges_.push_back(v.words.empty() ? std::optional(number->range) : std::nullopt);
  }
  const std::size_t bytes = to_yaml(p).size();
  read_words(time_to_read(bytes));
  count_looks(time_to_read(bytes), bytes);
}

// Reads the scenario with every combination of words, if that does not take long.
void Design::read_words(double reading) {
  double combinations = 1, keys = 0;
  for (const auto& [name, v] : parameters_.design.varied)
    if (!v.words.empty()) combinations *= static_cast<double>(v.words.size()), ++keys;
  if (keys == 0 || combinations * keys * reading > most_for_words) return;
  std::vector<std::optional<Parameters>> all;
  std::vector<double> values(parameters_.design.varied.size());
  for (std::size_t i = 0; i < static_cast<std::size_t>(combinations); ++i) {
    std::size_t rest = i;
    for (std::size_t k = values.size(); k-- > 0;)
      if (const std::size_t words = parameters_.design.varied[k].second.words.size(); words > 0)
        values[k] = static_cast<double>(rest % words), rest /= words;
    try {
      all.emplace_back(with_words(values));
    } catch (const WrongInput&) {  // as is said of a point that has it
      all.emplace_back();
    }
  }
  of_words_ = std::move(all);
}

void Design::count_looks(double reading, std::size_t bytes) {
  double time = time_to_check(bytes);
  for (const auto& [name, v] : parameters_.design.varied) {
    time += v.distribution == VariedDistribution::beta ? a_beta_value : a_value;
    time += static_cast<double>(v.values.size() + v.words.size()) / 100;  // a discrete distribution is gone through
    if (!v.words.empty() && of_words_.empty()) time += reading;
  }
  if (!parameters_.design.correlations.empty()) time += static_cast<double>(set_.size() * set_.size()) / 500;
  looked_at_ = std::min(points(), std::max<std::size_t>(1, static_cast<std::size_t>(most_for_points / time)));
}

// Which combination of words values stand for.
std::size_t Design::of_words(std::span<const double> values) const {
  std::size_t combination = 0;
  for (std::size_t k = 0; k < values.size(); ++k)
    if (const std::size_t words = parameters_.design.varied[k].second.words.size(); words > 0)
      combination = combination * words + static_cast<std::size_t>(values[k]);
  return combination;
}

Parameters Design::with_words(std::span<const double> values) const {
  if (!of_words_.empty())
    if (const std::optional<Parameters>& known = of_words_[of_words(values)]) return *known;
  Parameters p = without_design(parameters_);
  for (std::size_t k = 0; k < values.size(); ++k)
    if (const VariedParameters& v = parameters_.design.varied[k].second; !v.words.empty())
      p = with_word(p, v.key, v.words[static_cast<std::size_t>(values[k])]);
  return p;
}

Parameters Design::at(std::size_t point) const {
  if (is_empty()) return parameters_;
  const std::vector<double> all = values(point);
  Parameters p = with_words(all);  // which may bring numbers of their own
  for (std::size_t k = 0; k < all.size(); ++k)
    if (set_[k]) set_[k](p, all[k]);
  return p;
}

Parameters Design::checked_at(std::size_t point) const {
  if (is_empty()) return parameters_;
  const std::vector<double> all = values(point);
  for (std::size_t k = 0; k < all.size(); ++k)
    if (ranges_[k] && !ranges_[k]->contains(all[k]))
      throw WrongInput(text("{} = {}: must be {}", "{} = {}：须{}", parameters_.design.varied[k].second.key, all[k],
                            suanli::in_words(*ranges_[k])));
  Parameters p = at(point);
  if (const std::vector<Fault> faults = check(p); !faults.empty()) throw WrongInput(faults.front().message);
  return p;
}

Text Design::in_words(std::size_t point) const {
  if (is_empty()) return {};
  Text all;
  const std::vector<double> at_point = values(point);
  for (std::size_t k = 0; k < set_.size(); ++k) {
    const auto& [name, v] = parameters_.design.varied[k];
    all += text("{}{} = {}", "{}{} = {}", k == 0 ? Text{} : text(", ", "，"), name, shown(v, at_point[k]));
  }
  return text("point {} ({})", "第 {} 个设计点（{}）", point, all);
}

namespace {

// Looks at points of a design, all or as many as time allows; of those that are no scenario, says the first, and how many
// there are.
class Look {
 public:
  Look(const Parameters& p, std::vector<Fault>& faults) : p_(p), design_(p), faults_(faults) {}

  void at_values(const std::vector<Number>& numbers) {
    const auto& varied = p_.design.varied;
    std::vector<std::size_t> outside(varied.size()), first(varied.size());
    std::vector<std::optional<Range>> ranges;
    for (const auto& [name, v] : varied)
      ranges.push_back(v.words.empty() ? std::optional(std::ranges::find(numbers, v.key, &Number::key)->range)
                                       : std::nullopt);
    for (std::size_t i = design_.looked_at(); i-- > 0;) {
      const std::vector<double> values = design_.values(point(i));
      for (std::size_t k = 0; k < values.size(); ++k)
        if (ranges[k] && !ranges[k]->contains(values[k])) ++outside[k], first[k] = point(i);
    }
    for (std::size_t k = 0; k < varied.size(); ++k) {
      if (outside[k] == 0) continue;
      const auto& [name, v] = varied[k];
      faults_.push_back(
          {place_of(name),
           text("{} = {}: is {} at point {} of the design (and outside at {}): must be {}; bound its values by low and "
                "high, §6.5",
                "{0} = {1}：在第 {3} 个设计点取 {2}（{4}超出）：须{5}；请以 low、high 限制其取值，§6.5", place_of(name),
                v.key, shown(v, design_.values(first[k])[k]), first[k], so_many(outside[k]), in_words(*ranges[k]))});
    }
  }

  void at_scenarios() {
    std::size_t refused = 0, first = 0;
    std::vector<Fault> broken;
    for (std::size_t i = design_.looked_at(); i-- > 0;)
      if (std::vector<Fault> all = faults_at(point(i)); !all.empty())
        ++refused, first = point(i), broken = std::move(all);
    for (Fault& fault : broken) {
      fault.message = text("{} of the design: {}", "设计的{}：{}", design_.in_words(first), fault.message);
      if (refused > 1) fault.message += text(" (as at {})", "（{}亦然）", so_many(refused));
      faults_.push_back({"design.varied", std::move(fault.message)});
    }
  }

 private:
  // The points that are looked at.
  std::size_t point(std::size_t i) const { return i * design_.points() / design_.looked_at(); }

  Text so_many(std::size_t points) const {
    if (design_.looked_at() == design_.points())
      return text("{} of {} points", "{1} 个点中有 {0} 个", points, design_.points());
    return text("{} of {} points looked at, of {} in all", "所检查的 {1} 个点（共 {2} 个）中有 {0} 个", points,
                design_.looked_at(), design_.points());
  }

  std::vector<Fault> faults_at(std::size_t point) const {
    std::vector<Fault> all;
    try {
      all = check(design_.at(point));
    } catch (const WrongInput& refused) {
      all.push_back({"", on_one_line(refused.text())});
    }
    return all;
  }

  const Parameters& p_;
  Design design_;
  std::vector<Fault>& faults_;
};

}  // namespace

std::vector<Fault> faults_of_design(const Parameters& p) {
  std::vector<Fault> faults;
  if (p.design.empty()) return faults;
  check_keys(p, faults);
  if (!faults.empty()) return faults;
  Look look(p, faults);
  look.at_values(varying_numbers(p));
  if (faults.empty()) look.at_scenarios();
  return faults;
}

}  // namespace suanli
