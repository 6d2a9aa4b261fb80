#include "scenarios/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "agents/series.hpp"
#include "agents/theory/steady_state.hpp"
#include "engine/ensemble.hpp"
#include "engine/names.hpp"
#include "engine/parallel.hpp"
#include "engine/statistics.hpp"
#include "scenarios/document.hpp"
#include "scenarios/memory.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

[[noreturn]] void refuse(const std::string& given, const Text& why) {
  throw CalibrationError(text("--target {}: {}", "--target {}：{}", escaped(given), why));
}

template <class Described> std::vector<std::string> names_of(std::span<const Described> all) {
  std::vector<std::string> names;
  for (const Described& d : all) names.emplace_back(d.name);
  return names;
}

// The place of a name among all; an unknown one is refused with what was meant, or with all there are.
std::size_t place_of(const std::string& name, const std::vector<std::string>& all, const std::string& given,
                     const Text& what) {
  const auto found = std::ranges::find(all, name);
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  refuse(given, text("{} is not {}{}", "{} 不是{}{}", escaped(name), what, instead_of(name, all)));
}

double number_in(const std::string& words, const std::string& given) {
  const std::optional<double> value = number_of(words);
  if (!value)
    refuse(given, text("must have the form name=number, for example y=0.245, west:g=0.05 or mean:growth=0.05",
                       "须写成 名称=数值 的形式，例如 y=0.245、west:g=0.05 或 mean:growth=0.05"));
  return *value;
}

std::vector<Reached> on_balanced_paths(const Parameters& p, const std::vector<Target>& targets) {
  const std::vector<EconomyTechnology> economies = economies_of(p);
  if (const Text joint = joint_refusal(economies, p); !joint.empty()) throw CalibrationError(joint);
  std::vector<Reached> all;
  for (const Target& t : targets) {
    const SteadyStateAnswer answer = steady_state(economies[t.economy], p);
    if (!answer.refusal.empty()) throw CalibrationError(answer.refusal);
    const std::optional<double> value = steady_state_numbers()[t.number].of(answer.path);
    if (!value)
      refuse(t.text, text("this household has no such number (a given saving rate has no saddle path)",
                          "该居民没有这个数（给定储蓄率时没有鞍点路径）"));
    all.push_back({*value, 0});
  }
  return all;
}

// Values of a national series by date.
std::span<const double> national(const Record& record, const Recorder& recorder, std::size_t series) {
  const auto is_it = [&](const RecordedSeries& r) {
    return r.level == Level::national && r.series == &all_series()[series];
  };
  const auto place = std::ranges::find_if(recorder.recorded(), is_it) - recorder.recorded().begin();
  return {record.values.data() + recorder.offset(static_cast<std::size_t>(place)), recorder.dates()};
}

// Dates between two years: the first of them, and how many.
struct Dates {
  std::size_t first, count;
};
Dates dates_of(const Target& t, const TimeParameters& time, std::size_t dates) {
  constexpr double moment = 1e-9;  // dates are sums of steps
  Dates all{0, 0};
  for (std::size_t i = 0; i < dates; ++i) {
    const double date = time.start + static_cast<double>(i) * time.step;
    if (date < t.from - moment) ++all.first;
    else if (date <= t.to + moment) ++all.count;
  }
  return all;
}

// The statistic that a target asks for, of one replication.
double statistic(const Record& record, const Recorder& recorder, const Target& t, const TimeParameters& time) {
  const auto mean = [](std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  };
  const std::span<const double> path = national(record, recorder, t.number);
  const auto [first, count] = dates_of(t, time, path.size());
  switch (t.of) {
    case Target::Of::first_date: return path.front();
    case Target::Of::last_date: return path.back();
    case Target::Of::some_dates: return mean(path.subspan(first, count));
    default: return mean(path);
  }
}

std::vector<Reached> in_pilot(Parameters p, const std::vector<Target>& targets, TooLittleMemory then) {
  const bool first_only = std::ranges::all_of(targets, [](const Target& t) { return t.of == Target::Of::first_date; });
  if (first_only) p.time.end = p.time.start + p.time.step;  // what comes later does not matter
  const Model model(p);
  const Recorder recorder(model);
  const std::size_t replications = static_cast<std::size_t>(p.ensemble.replications);
  const KeptNumbers kept{static_cast<double>(targets.size() * replications * sizeof(double))};
  const std::size_t side_by_side = then == TooLittleMemory::refuse ? fit_into_memory(model, recorder, kept)
                                                                   : fit_as_far_as_possible(model, recorder, kept);
  std::vector<std::vector<double>> values(targets.size(), std::vector<double>(replications));
  const auto work = [&](std::size_t r, Threads inside) {
    const Record record = simulate(model, recorder, static_cast<std::uint32_t>(r), inside, [] {});
    for (std::size_t i = 0; i < targets.size(); ++i) values[i][r] = statistic(record, recorder, targets[i], p.time);
  };
  const Spread plan = side_by_side == 1 ? Spread{0, replications} : spread(replications, side_by_side);
  for_each_index(plan.side_by_side, Threads::all, [&](std::size_t r) { work(r, Threads::one); });
  for (std::size_t r = plan.side_by_side; r < replications; ++r) work(r, Threads::all);
  std::vector<Reached> all;
  for (const std::vector<double>& of_target : values) {
    const Estimate mean = estimate(of_target);
    all.push_back({mean.mean, mean.standard_error});
  }
  return all;
}

}  // namespace

Target read_target(const std::string& given, const Parameters& p) {
  const std::size_t equals = std::min(given.rfind('='), given.size());
  const std::string left = given.substr(0, equals);
  const double value = number_in(given.substr(std::min(equals + 1, given.size())), given);
  const std::size_t colon = left.rfind(':');
  const std::string where = colon == std::string::npos ? "" : left.substr(0, colon),
                    name = colon == std::string::npos ? left : left.substr(colon + 1);
  using Of = Target::Of;
  const auto series = [&] {
    return place_of(name, names_of(all_series()), given, text("a recorded series", "已记录的序列"));
  };
  for (const auto& [word, of] : {std::pair{"first", Of::first_date}, {"mean", Of::all_dates}, {"last", Of::last_date}})
    if (where == word) return {left, of, 0, series(), value};

  if (const std::size_t dots = where.find(".."); dots != std::string::npos) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    Target t{left,
             Of::some_dates,
             0,
             series(),
             value,
             number_of(where.substr(0, dots)).value_or(none),
             number_of(where.substr(dots + 2)).value_or(none)};
    const std::size_t dates = 1 + static_cast<std::size_t>(std::llround((p.time.end - p.time.start) / p.time.step));
    if (!(p.time.start <= t.from && t.to <= p.time.end) || dates_of(t, p.time, dates).count == 0)
      refuse(given, text("{} must be two years of the run with a date between them, such as {}..{}",
                         "{} 须为运行期内、其间有时点的两个年份，如 {}..{}", escaped(where), p.time.start, p.time.end));
    return t;
  }

  std::vector<std::string> economies;
  for (const EconomyTechnology& economy : economies_of(p)) economies.push_back(economy.name);
  if (where.empty() && economies.size() > 1)
    refuse(given, text("which economy? {}:{}, for example; there are {}", "哪个经济体？例如 {}:{}；共有 {}",
                       economies.front(), escaped(name), fmt::format("{}", fmt::join(economies, ", "))));
  const std::size_t economy =
      where.empty() ? 0 : place_of(where, economies, given, text("an economy of the scenario", "本情景的经济体"));
  return {left, Of::balanced_path, economy,
          place_of(name, names_of(steady_state_numbers()), given,
                   text("a number of the balanced path", "平衡增长路径上的数")),
          value};
}

std::vector<Reached> reach(const Parameters& p, const std::vector<Target>& targets, TooLittleMemory then) {
  std::vector<Target> paths, pilots;
  for (const Target& t : targets) (t.needs_pilot() ? pilots : paths).push_back(t);
  const std::vector<Reached> on_paths = paths.empty() ? std::vector<Reached>{} : on_balanced_paths(p, paths),
                             in_pilots = pilots.empty() ? std::vector<Reached>{} : in_pilot(p, pilots, then);
  std::vector<Reached> all;
  std::size_t path = 0, pilot = 0;
  for (const Target& t : targets) all.push_back(t.needs_pilot() ? in_pilots[pilot++] : on_paths[path++]);
  return all;
}

}  // namespace suanli
