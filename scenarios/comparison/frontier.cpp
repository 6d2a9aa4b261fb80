// What steering work to a location by multiples of investment there costs in growth, money, carbon and latency.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "engine/columns.hpp"
#include "engine/elementary.hpp"
#include "engine/names.hpp"
#include "scenarios/comparison/stress.hpp"
#include "scenarios/quiet_twin.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// What a multiplier is measured by; a share of output, of work, or a level.
constexpr std::size_t fixed_numbers = 6;
const Description numbers[fixed_numbers] = {
    {"growth", "g", "% a year", "§4.2", {"growth", "增长率"}},
    {"energy_cost", "E/Y", "% of output", "§8", {"cost of electricity", "电费"}},
    {"subsidy_equivalent",
     "(1 - n^(-1/ϑ_H))·investment/Y",
     "% of output",
     "§7.3",
     {"subsidy there that would steer as much", "引导效果相同的当地投资补贴"}},
    {"carbon", "", "GtCO2/year", "§8", {"carbon of electricity", "用电碳排放"}},
    {"latency", "", "ms", "§8", {"latency, mean by spending", "平均时延（按支出加权）"}},
    {"capital_share", "D_ℓ/ΣD", "%", "§8", {"data-centre capital there", "当地数据中心资本份额"}}};

/// The economy of one replication at one date, as far as it is needed.
struct At {
  const Paths& paths;
  std::size_t location;
  double multiplier;

  std::size_t locations() const { return paths.parameters().locations.size(); }
  std::size_t classes() const { return paths.parameters().service_classes.size(); }
  std::size_t regions() const { return paths.parameters().regions.size(); }

  double national(std::string_view series, std::size_t at) const { return paths.national(series)[at]; }
  double located(std::string_view path, std::size_t at) const { return paths[path][at * locations() + location]; }

  // Subsidy share that multiplies investment as n does, §7.3.
  double subsidy_equivalent(std::size_t at) const {
    const Parameters& p = paths.parameters();
    const double share = multiplier == 1 ? 0 : 1 - pow(multiplier, -1 / p.allocation.elasticity);
    return share * located("by_location/investment", at);
  }
  double latency(std::size_t at) const {
    double weighted = 0, spending = 0;
    for (std::size_t b = 0; b < regions() * classes(); ++b) {
      const double spent = paths["by_class/spending"][at * regions() * classes() + b];
      weighted += spent * paths["by_class/latency"][at * regions() * classes() + b], spending += spent;
    }
    return weighted / spending;
  }
  double capital_share(std::size_t at) const {
    double all = 0;
    for (std::size_t l = 0; l < locations(); ++l) all += paths["by_location/capital"][at * locations() + l];
    return 100 * located("by_location/capital", at) / all;
  }
  // Share of a class's work that is done at the location, by spending.
  double work_share(std::size_t of_class, std::size_t at) const {
    double here = 0, all = 0;
    for (std::size_t m = 0; m < regions(); ++m) {
      const double spent = paths["by_class/spending"][(at * regions() + m) * classes() + of_class];
      here += spent * paths["flows/share"][((at * regions() + m) * locations() + location) * classes() + of_class];
      all += spent;
    }
    return 100 * here / all;
  }
  // Numbers but for growth.
  std::vector<double> all(std::size_t at) const {
    const double output = national("output", at);
    std::vector<double> values{nan,
                               100 * national("energy_cost", at) / output,
                               100 * subsidy_equivalent(at) / output,
                               national("carbon", at),
                               latency(at),
                               capital_share(at)};
    for (std::size_t k = 0; k < classes(); ++k) values.push_back(work_share(k, at));
    return values;
  }
};

// The first date of the economy without noise, events and policies, where all compute earns the same: the balanced path.
Parameters at_rest(Parameters p) {
  p = quiet_twin(std::move(p));
  p.start.kappa.kind = StartComposition::rest;
  p.time.end = p.time.start + p.time.step;
  return p;
}

// Technology and scale weights stay what the scenario makes of them, whatever it fits them to: a multiplier changes neither.
Parameters held_at(const Model& model, Parameters p) {
  p.productivity.level = {ProductivityLevel::given, model.common_productivity};
  for (std::size_t l = 0; l < p.locations.size(); ++l)
    p.locations[l].second.weight = {ScaleWeight::given, exp(model.sites[l].log_weight)};
  return p;
}

Model model_of(const Scenario& scenario) {
  try {
    return Model(scenario.parameters);
  } catch (const Infeasible& refused) {
    throw CannotCompare(text("{}: {}", "{}: {}", scenario.source, refused.text()));
  }
}

std::size_t number_of(const Parameters& p, const std::string& location) {
  std::vector<std::string> known;
  for (const auto& [name, unused] : p.locations) known.push_back(name);
  const auto found = std::ranges::find(known, location);
  if (found == known.end())
    throw NoSuchName(text("--location {}: there is no such location{}", "--location {}：没有这个地点{}",
                          escaped(location), instead_of(location, known)));
  return static_cast<std::size_t>(found - known.begin());
}

// The same with a multiplier from the first date on: stocks start where they are without it.
Parameters steered(Parameters p, const std::string& location, double multiplier) {
  if (multiplier == p.locations[number_of(p, location)].second.siting_multiplier) return p;
  PolicyParameters policy{};
  policy.kind = PolicyKind::siting_multiplier, policy.location = location;
  policy.dates = {p.time.start}, policy.values = {multiplier};
  p.policies.emplace_back("frontier", std::move(policy));
  return p;
}

std::vector<double> balanced_path(Parameters p, std::size_t location, double multiplier, const std::string& source,
                                  Progress& progress) {
  p.locations[location].second.siting_multiplier = multiplier;
  Member member("rest", at_rest(p), source);
  const Paths paths = member.paths(progress, Keep::flows_too);
  std::vector<double> values = At{paths, location, multiplier}.all(0);
  values[0] = 100 * steady_state(economies_of(p).front(), p).path.g;
  return values;
}

std::vector<Estimate> simulated(const Paths& paths, std::size_t location, double multiplier) {
  const std::size_t dates = paths.dates();
  std::vector<std::vector<double>> by_replication;  // [number][replication]
  for (std::size_t r = 0; r < paths.replications(); ++r) {
    std::vector<double> sums;
    for (std::size_t t = 0; t + 1 < dates; ++t) {
      const std::vector<double> now = At{paths, location, multiplier}.all(r * dates + t);
      sums.resize(now.size());
      for (std::size_t i = 0; i < now.size(); ++i) sums[i] += now[i] / static_cast<double>(dates - 1);
    }
    sums[0] = 100 * mean_growth_of_output(paths, r);
    by_replication.resize(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) by_replication[i].push_back(sums[i]);
  }
  std::vector<Estimate> all;
  for (const std::vector<double>& values : by_replication) all.push_back(estimate(values));
  return all;
}

using Cells = std::vector<std::string>;

// Rows of as many cells: words to the left, numbers to the right, each column as wide as its longest cell and two
// spaces.
std::string in_columns(const std::vector<Cells>& rows) {
  std::vector<std::size_t> widths;
  for (const Cells& row : rows) {
    widths.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]) + 2);
  }
  std::string lines;
  for (const Cells& row : rows) {
    std::string line = column(row.front(), widths.front());
    for (std::size_t i = 1; i < row.size(); ++i) line += flush_right(row[i], widths[i]);
    while (line.ends_with(' ')) line.pop_back();
    lines += line + "\n";
  }
  return lines;
}

// Refuses what the key would refuse.
void expect_multiplier(const Scenario& scenario, const std::string& location, double n) {
  const std::string value = value_text(n);
  (void)with_setting(scenario, {fmt::format("locations.{}.siting_multiplier={}", location, value),
                                fmt::format("--multipliers {}", value)});
}

void expect_steerable(const Scenario& scenario, const std::string& location) {
  const Parameters& p = scenario.parameters;
  if (p.locations.empty())
    throw CannotCompare(text("{}: has no locations to steer work to; name some under locations, §8",
                             "{}: 没有可引导的地点；请在 locations 下给出，§8", scenario.source));
  if (p.capital_market == CapitalMarket::regional)
    throw CannotCompare(
        text("{}: capital_market = regional: each economy's work stays in it; a frontier takes a "
             "national capital market",
             "{}: capital_market = regional：各经济体的业务不外流；前沿须为全国统一资本市场", scenario.source));
  for (const auto& [name, policy] : p.policies)
    if (policy.kind == PolicyKind::siting_multiplier && (policy.location.empty() || policy.location == location))
      throw CannotCompare(text("policies.{} sets siting_multiplier of {}, which the frontier moves: leave it out",
                               "policies.{} 已设定 {} 的 siting_multiplier，与前沿冲突：请去掉", name, location));
  if (p.allocation.elasticity == 0)
    throw CannotCompare(text("allocation.elasticity = 0: no subsidy steers investment, §7.3",
                             "allocation.elasticity = 0：补贴不能引导投资，§7.3"));
}

}  // namespace

Frontier frontier(const Scenario& scenario, const std::string& location, const std::vector<double>& multipliers,
                  const CompareOptions& options, Language language) {
  expect_steerable(scenario, location);
  Frontier f{location, {std::begin(numbers), std::end(numbers)}, {}, {}};
  const std::size_t place = number_of(scenario.parameters, location);
  for (const auto& [name, unused] : scenario.parameters.service_classes) {
    f.numbers.push_back({"work_" + name, "", "%", "§8", {"work done there", "在当地完成的业务份额"}});
  }
  const Model own = model_of(scenario);
  std::vector<Member> members;
  const Parameters held = held_at(own, scenario.parameters);
  for (const double n : multipliers) {
    expect_multiplier(scenario, location, n);
    members.emplace_back("n=" + value_text(n), steered(held, location, n), scenario.source);
  }
  double firm_steps = 0;
  for (Member& member : members) member.prepare(), firm_steps += member.firm_steps();
  expect_memory(members.front(), std::span(members).subspan(1), bytes_of_comparisons(members.size(), held, options),
                Keep::flows_too);
  Progress progress(firm_steps, language);
  std::optional<Paths> first;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::vector<double> rest = balanced_path(held, place, multipliers[i], scenario.source, progress);
    Paths paths = members[i].paths(progress, Keep::flows_too);
    f.points.push_back({multipliers[i], rest, simulated(paths, place, multipliers[i])});
    f.comparisons.push_back(compare(first ? *first : paths, paths, options));
    if (!first) first.emplace(std::move(paths));
  }
  return f;
}

std::string frontier_text(const Frontier& f, Language language) {
  const auto classes = [&](std::size_t i) {
    return i < fixed_numbers ? std::string() : " " + f.numbers[i].name.substr(f.numbers[i].name.find('_') + 1);
  };
  const auto unit_of = [&](const Description& d) {
    if (language == Language::english) return std::string(d.unit);
    return std::string(d.unit == "% a year" ? "%/年" : d.unit == "% of output" ? "占产出 %" : d.unit);
  };
  const auto table = [&](const Text& title, const auto& value, const auto& error) {
    std::vector<Cells> rows{{""}};
    for (const FrontierPoint& point : f.points) rows.front().push_back(fmt::format("n = {:g}", point.multiplier));
    for (std::size_t i = 0; i < f.numbers.size(); ++i) {
      const Description& d = f.numbers[i];
      rows.push_back({fmt::format("  {}{} [{}]", in(language, d.meaning), classes(i), unit_of(d))});
      for (const FrontierPoint& point : f.points) rows.back().push_back(value(point, i) + error(point, i));
    }
    return in(language, title) + "\n" + in_columns(rows);
  };
  const auto at_rest = [](const FrontierPoint& p, std::size_t i) { return number_text(p.at_rest[i]); };
  const auto nothing = [](const FrontierPoint&, std::size_t) { return std::string(); };
  const auto mean = [](const FrontierPoint& p, std::size_t i) { return number_text(p.simulated[i].mean); };
  const auto error = [](const FrontierPoint& p, std::size_t i) {
    const double e = p.simulated[i].standard_error;
    return p.simulated[i].count > 1 && std::isfinite(e) && e > 1e-13 ? fmt::format(" ±{:.1g}", e) : std::string();
  };
  std::string text_of_all =
      table(text("balanced path, investment in {} times n", "平衡路径，{} 的投资乘以 n", f.location), at_rest,
            nothing) +
      "\n" +
      table(
          text("simulated from where stocks are without it, means over the horizon", "模拟（期初存量相同），期内平均"),
          mean, error);
  text_of_all += "\n" +
                 in(language, text("less {}, with 99 % intervals", "减 {}，附 99 % 区间", f.comparisons.front().base)) +
                 "\n";
  std::vector<Cells> rows;
  for (const Comparison& c : std::span(f.comparisons).subspan(1))
    for (const char* const name : {"growth", "welfare"}) {
      const Difference& d = c.of(name);
      const Description& words = national_measures()[measure_number(name)].description;
      rows.push_back({fmt::format("  {}: {} [{}]", c.stress, in(language, words.meaning),
                                  words.unit == "%" || language == Language::english ? words.unit : "百分点"),
                      number_text(d.mean.mean),
                      d.mean.count > 1
                          ? fmt::format("{} … {}", number_text(d.interval.low, 3), number_text(d.interval.high, 3))
                          : std::string()});
    }
  return text_of_all + in_columns(rows);
}

std::span<const output::Group> frontier_groups() {
  static const output::Group all[] = {
      {"at_rest", {"the balanced path at the multiplier", "该倍数下的平衡路径"}},
      {"simulated", {"simulated, means over the horizon", "模拟，期内平均"}},
      {"simulated_error", {"standard errors of what was simulated", "模拟均值的标准误"}}};
  return all;
}

std::vector<FurtherNumbers> frontier_numbers(const Frontier& f) {
  const std::span<const output::Group> groups = frontier_groups();
  FurtherNumbers rest{groups[0], f.numbers, {}}, mean{groups[1], f.numbers, {}}, error{groups[2], f.numbers, {}};
  for (std::size_t i = 0; i < f.numbers.size(); ++i) {
    rest.values.emplace_back(), mean.values.emplace_back(), error.values.emplace_back();
    for (const FrontierPoint& point : f.points) {
      rest.values.back().push_back(point.at_rest[i]);
      mean.values.back().push_back(point.simulated[i].mean);
      error.values.back().push_back(point.simulated[i].count > 1 ? point.simulated[i].standard_error : nan);
    }
  }
  return {rest, mean, error};
}

}  // namespace suanli
