#include "scenarios/distribution/growth.hpp"

#include <algorithm>
#include <cmath>

#include "engine/elementary.hpp"
#include "engine/names.hpp"
#include "scenarios/document.hpp"
#include "scenarios/independent.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

constexpr double same_date = 1e-6;  // half a minute of a year: dates are sums of steps

std::vector<std::string> series_of_group(const output::ResultReader& file, const std::string& group) {
  std::vector<std::string> names;
  for (const std::string& path : file.variables())
    if (path.starts_with(group + "/")) names.push_back(path.substr(group.size() + 1));
  return names;
}

Description description_of(const std::string& series) {
  const auto found = std::ranges::find(all_series(), series, &Series::name);
  return found->description();
}

void read_levels(const output::ResultReader& file, const std::string& path, EnsembleSeries& e) {
  const output::Table table = file.read(path);
  e.replications = table.shape[0];
  e.levels = table.values;
  e.dates = std::get<std::vector<double>>(file.coordinates("time"));
  const std::vector<std::string> dimensions = file.dimensions_of(path);
  e.places = {""};
  if (dimensions.size() < 3) return;
  e.place_dimension = dimensions[2];
  e.places = std::get<std::vector<std::string>>(file.coordinates(e.place_dimension));
}

// y = Y/W, the state of the nation.
void read_state(const output::ResultReader& file, EnsembleSeries& e) {
  const std::vector<double> capital = file.read("national/capital").values,
                            compute = file.read("national/compute").values;
  e.state = file.read("national/output").values;
  for (std::size_t i = 0; i < e.state.size(); ++i) e.state[i] /= capital[i] + compute[i];
}

bool is_finished(const EnsembleSeries& e, std::size_t replication) {
  const std::size_t row = e.dates.size() * e.places.size();
  const auto is_number = [](double x) { return std::isfinite(x); };
  return std::ranges::all_of(std::span(e.levels).subspan(replication * row, row), is_number) &&
         std::ranges::all_of(std::span(e.state).subspan(replication * e.dates.size(), e.dates.size()), is_number);
}

Text place_in_words(const EnsembleSeries& e, std::size_t place) {
  return e.places[place].empty() ? Text{} : text(" in {}", "（{}）", e.places[place]);
}

void expect_growth(const EnsembleSeries& e) {
  for (const std::size_t r : e.finished)
    for (std::size_t t = 0; t < e.dates.size(); ++t)
      for (std::size_t place = 0; place < e.places.size(); ++place)
        if (const double level = e.level(r, t, place); !(level > 0))
          throw NoDistribution(text("{}: {}{} is {:g} at {:g} in replication {}: growth is that of a series above 0",
                                    "{0}: 第 {5} 次重复中 {1}{2} 在 {4:g} 为 {3:g}：增长率只对大于 0 的序列有意义",
                                    e.name, e.series.name, place_in_words(e, place), level, e.dates[t], r));
}

NoDistribution not_a_date(const EnsembleSeries& e, const char* option, double given, double date) {
  return NoDistribution(text("--{} {:g}: {:g} is not a date of {}, which has {:g} to {:g} every {:g} year",
                             "--{} {:g}：{:g} 不是 {} 的时点，其时点为 {:g} 至 {:g}，每 {:g} 年一个", option, given,
                             date, e.name, e.dates.front(), e.dates.back(), e.step()));
}

}  // namespace

std::optional<std::size_t> EnsembleSeries::date_number(double date) const {
  const auto found = std::ranges::find_if(dates, [&](double t) { return std::abs(t - date) < same_date; });
  if (found == dates.end()) return std::nullopt;
  return static_cast<std::size_t>(found - dates.begin());
}

EnsembleSeries ensemble_of(const output::ResultReader& file, const std::string& series, Level level) {
  EnsembleSeries e;
  e.name = escaped(file.path().string());
  const std::string group(level_names[static_cast<std::size_t>(level)]);
  const std::vector<std::string> known = series_of_group(file, group);
  if (std::ranges::find(known, series) == known.end())
    throw NoSuchName(text("{}: --series {}: {} has no such series{}", "{}: --series {}：{} 没有这个序列{}", e.name,
                          escaped(series), group, instead_of(series, known)));
  const Parameters parameters = parameters_of(file);
  expect_independent_replications(parameters, e.name);
  e.seed = static_cast<std::uint64_t>(parameters.ensemble.seed), e.parameters = to_yaml(parameters);
  e.of_design = !parameters.design.empty();
  e.series = description_of(series);
  read_levels(file, group + "/" + series, e);
  read_state(file, e);
  for (std::size_t r = 0; r < e.replications; ++r)
    if (is_finished(e, r)) e.finished.push_back(r);
  if (e.finished.size() < 2)
    throw NoDistribution(text(
        "{}: has {} of {} replications with numbers at all dates: a distribution takes at least two",
        "{0}: {2} 次重复中有 {1} 次在各时点均有数值：分布至少需要两次", e.name, e.finished.size(), e.replications));
  expect_growth(e);
  return e;
}

std::vector<Stretch> horizons_of(const EnsembleSeries& e, const std::vector<double>& named) {
  const double first = e.dates.front(), whole = e.dates.back() - first;
  std::vector<Stretch> all;
  for (const double years : named) {
    if (!(years > 0) || !e.date_number(first + years)) throw not_a_date(e, "horizons", years, first + years);
    all.push_back({first, years});
  }
  if (!named.empty()) return all;
  for (const double years : {1.0, 2.0, 5.0, 10.0})
    if (e.date_number(first + years) && years < whole - same_date) all.push_back({first, years});
  all.push_back({first, whole});
  return all;
}

std::vector<Stretch> years_of(const EnsembleSeries& e, const std::vector<double>& named) {
  if (named.empty()) return starts_of(e, 1);
  std::vector<Stretch> all;
  for (const double year : named)
    for (const double end : {year, year + 1})
      if (!e.date_number(end)) throw not_a_date(e, "year", year, end);
      else if (end != year) all.push_back({year, 1});
  return all;
}

std::vector<Stretch> starts_of(const EnsembleSeries& e, double years) {
  std::vector<Stretch> all;
  for (double from = e.dates.front(); from + years < e.dates.back() + same_date; from += 1)
    if (e.date_number(from) && e.date_number(from + years)) all.push_back({from, years});
  return all;
}

std::vector<double> growth_of(const EnsembleSeries& e, const Stretch& stretch, std::size_t place,
                              const std::vector<std::size_t>& replications) {
  const std::size_t from = *e.date_number(stretch.from), to = *e.date_number(stretch.from + stretch.years);
  std::vector<double> all;
  for (const std::size_t r : replications) {
    const double factor = e.level(r, to, place) / e.level(r, from, place);
    all.push_back((stretch.years == 1 ? factor : pow(factor, 1 / stretch.years)) - 1);
  }
  return all;
}

}  // namespace suanli
