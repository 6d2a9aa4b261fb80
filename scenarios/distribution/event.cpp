#include "scenarios/distribution/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "engine/distribution.hpp"
#include "engine/names.hpp"
#include "scenarios/distribution/distribution.hpp"
#include "scenarios/document.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr double same_date = 1e-6;  // half a minute: dates are sums of steps

constexpr std::pair<std::string_view, Comparator> comparators[] = {
    {"<=", Comparator::at_most}, {">=", Comparator::at_least}, {"<", Comparator::less}, {">", Comparator::more}};

[[noreturn]] void refuse(const std::string& given, const Text& fault) {
  throw NoSuchEvent(text("--event '{}': {}", "--event “{}”：{}", escaped(given), fault));
}
[[noreturn]] void refuse_form(const std::string& given, const Text& fault) {
  refuse(given, text("{}; it must be group/series[place] < number @ year, or @ from..to, as "
                     "'by_location/utilisation[west] < 0.3 @ 2030' (also <=, >, >=)",
                     "{}；须为 组/序列[地点] < 数值 @ 年份 或 @ 起..止，如 "
                     "'by_location/utilisation[west] < 0.3 @ 2030'（亦可用 <=、>、>=）",
                     fault));
}

std::string trimmed(std::string_view word) {
  const std::size_t first = word.find_first_not_of(" \t"), last = word.find_last_not_of(" \t");
  return first == std::string_view::npos ? "" : std::string(word.substr(first, last - first + 1));
}

double expect_number(const std::string& given, const std::string& word, const Words& what) {
  const std::optional<double> number = number_of(word);
  if (!number) refuse_form(given, text("{} '{}' is not a number", "{}“{}”不是数值", what, escaped(word)));
  return *number;
}

// "west, finance" into its names.
std::vector<std::string> names_in(const std::string& given, std::string_view list) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    names.push_back(trimmed(list.substr(at, end - at)));
    if (names.back().empty()) refuse_form(given, text("a place between [ ] is missing", "[ ] 中缺少地点"));
    at = end + 1;
  }
  return names;
}

void read_variable(StatedEvent& event, const std::string& word) {
  const std::size_t bracket = word.find('[');
  event.variable = trimmed(word.substr(0, bracket));
  if (bracket != std::string::npos) {
    if (word.back() != ']') refuse_form(event.as_given, text("there is no ] after [", "[ 之后缺少 ]"));
    event.places = names_in(event.as_given, std::string_view(word).substr(bracket + 1, word.size() - bracket - 2));
  }
  const std::size_t slash = event.variable.find('/');
  if (slash == 0 || slash == std::string::npos || slash + 1 == event.variable.size())
    refuse_form(event.as_given, text("'{}' is not a group and a series", "“{}”不是“组/序列”", escaped(event.variable)));
}

void read_dates(StatedEvent& event, const std::string& word) {
  const std::size_t dots = word.find("..");
  if (dots == std::string::npos) {
    event.from = event.to = expect_number(event.as_given, word, {"the year", "年份"});
    return;
  }
  event.from = expect_number(event.as_given, trimmed(word.substr(0, dots)), {"the first year", "起始年份"});
  event.to = expect_number(event.as_given, trimmed(word.substr(dots + 2)), {"the last year", "终止年份"});
  if (event.from > event.to)
    refuse(event.as_given, text("{:g}..{:g} ends before it begins", "{:g}..{:g} 的终点早于起点", event.from, event.to));
}

std::string group_of(const std::string& path) { return path.substr(0, path.find('/')); }

// Paths that an event may name: over replications and dates, and places with names.
std::vector<std::string> eventful(const output::ResultReader& file) {
  std::vector<std::string> all;
  for (const std::string& path : file.variables()) {
    const std::vector<std::string> dimensions = file.dimensions_of(path);
    if (dimensions.size() < 2 || dimensions[0] != "replication" || dimensions[1] != "time") continue;
    if (std::all_of(dimensions.begin() + 2, dimensions.end(), [&](const std::string& d) {
          return std::holds_alternative<std::vector<std::string>>(file.coordinates(d));
        }))
      all.push_back(path);
  }
  return all;
}

void expect_variable(const StatedEvent& event, const output::ResultReader& file) {
  const std::vector<std::string> known = eventful(file);
  if (std::ranges::find(known, event.variable) != known.end()) return;
  std::set<std::string> groups;
  std::vector<std::string> near;
  for (const std::string& path : known) {
    groups.insert(group_of(path));
    if (group_of(path) == group_of(event.variable)) near.push_back(path);
  }
  const Text instead = !near.empty() ? instead_of(event.variable, near)
                                     : instead_of(group_of(event.variable), {groups.begin(), groups.end()});
  refuse(event.as_given, text("{} has no {} by date{}", "{} 没有逐时点的 {}{}", escaped(file.path().string()),
                              escaped(event.variable), instead));
}

// Which of the values of a date is the place's.
std::size_t place_number(const StatedEvent& event, const output::ResultReader& file) {
  const std::vector<std::string> dimensions = file.dimensions_of(event.variable);
  const std::vector<std::string> of_places(dimensions.begin() + 2, dimensions.end());
  if (of_places.size() != event.places.size()) {
    std::string wanted;
    for (const std::string& d : of_places) wanted += (wanted.empty() ? "" : ", ") + d;
    refuse(event.as_given, wanted.empty()
                               ? text("{} has no places: leave out [ ]", "{} 没有地点之分：请去掉 [ ]", event.variable)
                               : text("{} takes [{}]", "{} 须给出 [{}]", event.variable, wanted));
  }
  std::size_t number = 0;
  for (std::size_t d = 0; d < of_places.size(); ++d) {
    const auto names = std::get<std::vector<std::string>>(file.coordinates(of_places[d]));
    const auto found = std::ranges::find(names, event.places[d]);
    if (found == names.end())
      refuse(event.as_given, text("there is no {} {}{}", "没有名为 {1} 的 {0}{2}", of_places[d],
                                  escaped(event.places[d]), instead_of(event.places[d], names)));
    number = number * names.size() + static_cast<std::size_t>(found - names.begin());
  }
  return number;
}

// Numbers of the dates within those of the event, which reach no farther than the file's: of what is beyond it knows
// nothing.
std::vector<std::size_t> dates_within(const StatedEvent& event, const output::ResultReader& file) {
  const auto dates = std::get<std::vector<double>>(file.coordinates("time"));
  std::vector<std::size_t> within;
  for (std::size_t t = 0; t < dates.size(); ++t)
    if (dates[t] > event.from - same_date && dates[t] < event.to + same_date) within.push_back(t);
  const auto refuse_dates = [&](const Words& fault) {
    refuse(event.as_given,
           text("{} {}: {:g} to {:g} every {:g} year", "{} {}：其时点为 {:g} 至 {:g}，每 {:g} 年一个",
                escaped(file.path().string()), fault, dates.front(), dates.back(), dates[1] - dates[0]));
  };
  if (within.empty()) refuse_dates({"has no date there", "在此无时点"});
  if (event.from < dates.front() - same_date) refuse_dates({"begins after the first year", "的首个时点晚于起始年份"});
  if (event.to > dates.back() + same_date) refuse_dates({"ends before the last year", "的最后时点早于终止年份"});
  return within;
}

bool is_beyond(double x, const StatedEvent& event) {
  switch (event.comparator) {
    case Comparator::less: return x < event.threshold;
    case Comparator::at_most: return x <= event.threshold;
    case Comparator::more: return x > event.threshold;
    case Comparator::at_least: break;
  }
  return x >= event.threshold;
}

}  // namespace

StatedEvent event_of(const std::string& given) {
  StatedEvent event{};
  event.as_given = trimmed(given);
  const std::size_t at = event.as_given.rfind('@'), sign = event.as_given.find_first_of("<>");
  if (sign == std::string::npos) refuse_form(event.as_given, text("there is no comparison in it", "其中没有比较符"));
  if (at == std::string::npos || at < sign)
    refuse_form(event.as_given, text("there is no @ with a year after the number", "数值之后缺少 @ 年份"));
  const auto* const found = std::ranges::find_if(
      comparators, [&](const auto& c) { return event.as_given.compare(sign, c.first.size(), c.first) == 0; });
  event.comparator = found->second;
  read_variable(event, trimmed(event.as_given.substr(0, sign)));
  const std::size_t number = sign + found->first.size();
  event.threshold =
      expect_number(event.as_given, trimmed(event.as_given.substr(number, at - number)), {"the threshold", "阈值"});
  read_dates(event, trimmed(event.as_given.substr(at + 1)));
  return event;
}

EventProbability probability_of(const StatedEvent& event, const output::ResultReader& file) {
  expect_variable(event, file);
  const std::size_t place = place_number(event, file);
  const std::vector<std::size_t> dates = dates_within(event, file);
  const output::Table table = file.read(event.variable);
  const std::size_t replications = table.shape[0], row = table.values.size() / replications,
                    places = row / table.shape[1];
  EventProbability found{event, 0, 0, 0, {}};
  for (std::size_t r = 0; r < replications; ++r) {
    const auto value = [&](std::size_t t) { return table.values[r * row + t * places + place]; };
    if (std::ranges::any_of(dates, [&](std::size_t t) { return std::isnan(value(t)); })) {
      ++found.left_out;
      continue;
    }
    ++found.replications;
    found.happened += std::ranges::any_of(dates, [&](std::size_t t) { return is_beyond(value(t), event); });
  }
  if (found.replications == 0)
    refuse(event.as_given, text("{} has no value there in any replication", "{} 在此的任何重复中均无数值",
                                escaped(file.path().string())));
  found.interval = wilson_interval(found.happened, found.replications, distribution_level);
  return found;
}

}  // namespace suanli
