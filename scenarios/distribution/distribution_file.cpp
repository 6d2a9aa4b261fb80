// Distributions of growth as a file for h5py and xarray, and as tables.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "output/result_file.hpp"
#include "scenarios/distribution/distribution.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

constexpr std::size_t density_points = 101;
constexpr double bandwidths_beyond = 4;  // the values: a kernel keeps 1 - 3e-5 of its weight within them

/// A variable of the file with its values.
struct Column {
  output::Variable variable;
  std::vector<double> values;
};
using Columns = std::vector<Column>;

/// One of the two kinds of stretches: the dimension, and where they are kept.
struct Kind {
  const char* dimension;
  std::vector<GrowthDistribution> PlaceDistribution::*distributions;
  std::vector<GrowthDifference> PlaceDifference::*differences;
};
constexpr Kind kinds[] = {{"horizon", &PlaceDistribution::horizons, &PlaceDifference::horizons},
                          {"year", &PlaceDistribution::years, &PlaceDifference::years}};

const EnsembleSeries& first_of(const DistributionReport& report) { return report.ensembles.front().ensemble; }

std::vector<std::string> dimensions_of(const DistributionReport& report, const char* first, const char* stretch,
                                       const char* last = nullptr) {
  std::vector<std::string> all;
  if (first != nullptr) all.emplace_back(first);
  if (!first_of(report).place_dimension.empty()) all.push_back(first_of(report).place_dimension);
  all.emplace_back(stretch);
  if (last != nullptr) all.emplace_back(last);
  return all;
}

Description described(std::string name, std::string_view unit, const Words& meaning) {
  return {std::move(name), "", unit, "§6.4", meaning};
}

/// Numbers of a distribution, and what they are.
template <class Of> struct Number {
  Description description;
  std::function<void(const Of&, std::vector<double>&)> append;
};
using DistributionNumber = Number<GrowthDistribution>;

template <class Of> Number<Of> number(Description description, const std::function<double(const Of&)>& value) {
  return {std::move(description), [value](const Of& of, std::vector<double>& values) { values.push_back(value(of)); }};
}

std::vector<DistributionNumber> moments_of_file() {
  using D = GrowthDistribution;
  std::vector<DistributionNumber> all;
  const auto add = [&](const char* name, std::string_view unit, const Words& meaning, const Words& error,
                       const std::function<Measured(const D&)>& of) {
    all.push_back(number<D>(described(name, unit, meaning), [of](const D& d) { return of(d).value; }));
    all.push_back(number<D>(described(fmt::format("{}_error", name), unit, error),
                            [of](const D& d) { return of(d).standard_error; }));
  };
  add("mean", "1/year", {"mean growth", "增长率均值"}, {"standard error of the mean", "均值的标准误"},
      [](const D& d) { return d.moments.mean; });
  add("sd", "1/year", {"standard deviation of growth", "增长率标准差"},
      {"standard error of the standard deviation", "标准差的标准误"},
      [](const D& d) { return d.moments.standard_deviation; });
  add("skewness", "1", {"skewness", "偏度"}, {"standard error of the skewness", "偏度的标准误"},
      [](const D& d) { return d.moments.skewness; });
  add("kurtosis", "1", {"excess kurtosis", "超额峰度"}, {"standard error of the kurtosis", "峰度的标准误"},
      [](const D& d) { return d.moments.excess_kurtosis; });
  add("shortfall_05", "1/year",
      {"mean of the lowest 5 %; nan: too few replications", "最低 5 % 的均值；nan 为重复次数不足"},
      {"standard error of that mean", "该均值的标准误"}, [](const D& d) { return d.shortfall; });
  return all;
}

std::vector<DistributionNumber> quantiles_of_file() {
  using D = GrowthDistribution;
  const auto each = [](double (*of)(const QuantileEstimate&)) {
    return [of](const D& d, std::vector<double>& values) {
      for (const QuantileEstimate& q : d.quantiles) values.push_back(of(q));
    };
  };
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {{described("quantile", "1/year", {"quantile of growth", "增长率分位数"}),
           each([](const QuantileEstimate& q) { return q.value; })},
          {described("low_95", "1/year",
                     {"lower end of its interval; nan: too few replications", "区间下端；nan 为重复次数不足"}),
           each([](const QuantileEstimate& q) { return q.interval ? q.interval->low : nan; })},
          {described("high_95", "1/year", {"upper end of its interval", "区间上端"}),
           each([](const QuantileEstimate& q) { return q.interval ? q.interval->high : nan; })}};
}

/// The points of a density: from below the smallest value to above the largest.
std::vector<double> points_of(const GrowthDistribution& d, double bandwidth) {
  const auto [low, high] = std::ranges::minmax(d.by_replication);
  std::vector<double> points;
  for (std::size_t i = 0; i < density_points; ++i)
    points.push_back(std::lerp(low - bandwidths_beyond * bandwidth, high + bandwidths_beyond * bandwidth,
                               static_cast<double>(i) / (density_points - 1)));
  return points;
}

double bandwidth_of(const GrowthDistribution& d) {
  std::vector<double> ascending = d.by_replication;
  std::ranges::sort(ascending);
  return silverman_bandwidth(ascending);
}

std::vector<DistributionNumber> densities_of_file() {
  using D = GrowthDistribution;
  const auto each = [](const std::function<double(const D&, double bandwidth, double at)>& of) {
    return [of](const D& d, std::vector<double>& values) {
      const double bandwidth = bandwidth_of(d);
      for (const double at : points_of(d, bandwidth)) values.push_back(of(d, bandwidth, at));
    };
  };
  return {
      {described("growth", "1/year", {"growth", "增长率"}), each([](const D&, double, double at) { return at; })},
      {described("density", "year",
                 {"density by a normal kernel, bandwidth of Silverman's rule; nan: all equal",
                  "正态核密度，Silverman 带宽；nan 为全部相等"}),
       each([](const D& d, double h, double at) { return kernel_density(d.by_replication, h, at).value; })},
      {described("density_error", "year", {"its standard error", "其标准误"}),
       each([](const D& d, double h, double at) { return kernel_density(d.by_replication, h, at).standard_error; })}};
}

void add_distributions(const DistributionReport& report, const Kind& kind, const std::string& group, const char* last,
                       const std::vector<DistributionNumber>& numbers, Columns& columns) {
  for (const DistributionNumber& n : numbers) {
    Column column{{fmt::format("{}by_{}", group, kind.dimension), n.description,
                   dimensions_of(report, "ensemble", kind.dimension, last)},
                  {}};
    for (const EnsembleDistribution& e : report.ensembles)
      for (const PlaceDistribution& place : e.places)
        for (const GrowthDistribution& d : place.*kind.distributions) n.append(d, column.values);
    columns.push_back(std::move(column));
  }
}

void add_differences(const DistributionReport& report, const Kind& kind, Columns& columns) {
  if (!report.difference) return;
  const auto add = [&](Description description, const char* last, const auto& append) {
    Column column{{fmt::format("{}_by_{}", last == nullptr ? "distance" : "difference", kind.dimension),
                   std::move(description), dimensions_of(report, nullptr, kind.dimension, last)},
                  {}};
    for (const PlaceDifference& place : report.difference->places)
      for (const GrowthDifference& d : place.*kind.differences) append(d, column.values);
    columns.push_back(std::move(column));
  };
  const auto each = [](double (*of)(const Bootstrapped&)) {
    return [of](const GrowthDifference& d, std::vector<double>& values) {
      for (const Bootstrapped& b : d.numbers) values.push_back(of(b));
    };
  };
  const Words value{"the second less the first; 1/year, of skewness and kurtosis 1",
                    "后者减前者；单位 1/year，偏度与峰度为 1"};
  add(described("value", "", value), "number", each([](const Bootstrapped& b) { return b.value; }));
  add(described("error", "", {"its standard error; nan: too few replications", "其标准误；nan 为重复次数不足"}),
      "number", each([](const Bootstrapped& b) { return b.standard_error; }));
  add(described("low_95", "", {"lower end of its interval", "区间下端"}), "number",
      each([](const Bootstrapped& b) { return b.interval.low; }));
  add(described("high_95", "", {"upper end of its interval", "区间上端"}), "number",
      each([](const Bootstrapped& b) { return b.interval.high; }));
  add(described("distance", "1", {"largest distance between distribution functions", "分布函数间的最大距离"}), nullptr,
      [](const GrowthDifference& d, std::vector<double>& values) { values.push_back(d.distance); });
  add(described("p_value", "1",
                {"probability of such a distance if both are distributed alike", "同分布时出现该距离的概率"}),
      nullptr, [](const GrowthDifference& d, std::vector<double>& values) { values.push_back(d.chance); });
}

void add_risks(const DistributionReport& report, Columns& columns) {
  const std::pair<Description, double (*)(const Bootstrapped&)> numbers[] = {
      {described("at_risk", "1/year", {"5 % quantile of growth over all starts", "全部起点增长率的 5 % 分位数"}),
       [](const Bootstrapped& b) { return b.value; }},
      {described("error", "1/year", {"its standard error", "其标准误"}),
       [](const Bootstrapped& b) { return b.standard_error; }},
      {described("low_95", "1/year", {"lower end of its interval", "区间下端"}),
       [](const Bootstrapped& b) { return b.interval.low; }},
      {described("high_95", "1/year", {"upper end of its interval", "区间上端"}),
       [](const Bootstrapped& b) { return b.interval.high; }}};
  for (const auto& [description, of] : numbers) {
    Column column{{"risk_by_state", description, dimensions_of(report, "ensemble", "horizon", "state")}, {}};
    for (const EnsembleDistribution& e : report.ensembles)
      for (const PlaceDistribution& place : e.places)
        for (const RiskByState& risk : place.by_state) {
          for (const Bootstrapped& b : risk.at_risk) column.values.push_back(of(b));
          column.values.push_back(of(risk.difference));
        }
    columns.push_back(std::move(column));
  }
}

void add_events(const DistributionReport& report, Columns& columns) {
  using E = EventProbability;
  if (report.ensembles.front().events.empty()) return;
  const std::pair<Description, double (*)(const E&)> numbers[] = {
      {described("probability", "1", {"share of replications in which it happens", "发生的重复所占比例"}),
       [](const E& e) { return e.probability(); }},
      {described("low_95", "1", {"lower end of its interval", "区间下端"}), [](const E& e) { return e.interval.low; }},
      {described("high_95", "1", {"upper end of its interval", "区间上端"}),
       [](const E& e) { return e.interval.high; }},
      {described("happened", "1", {"replications in which it happens", "发生的重复次数"}),
       [](const E& e) { return static_cast<double>(e.happened); }},
      {described("replications", "1", {"replications that have numbers then", "当时有数值的重复次数"}),
       [](const E& e) { return static_cast<double>(e.replications); }}};
  for (const auto& [description, of] : numbers) {
    Column column{{"events", description, {"ensemble", "event"}}, {}};
    for (const EnsembleDistribution& e : report.ensembles)
      for (const E& event : e.events) column.values.push_back(of(event));
    columns.push_back(std::move(column));
  }
}

void add_counts(const DistributionReport& report, Columns& columns) {
  Column finished{{"ensembles",
                   described("finished", "1", {"replications with numbers at all dates", "各时点均有数值的重复次数"}),
                   {"ensemble"}},
                  {}};
  Column left_out{
      {"ensembles", described("left_out", "1", {"replications that are left out", "剔除的重复次数"}), {"ensemble"}},
      {}};
  for (const EnsembleDistribution& e : report.ensembles) {
    finished.values.push_back(static_cast<double>(e.ensemble.finished.size()));
    left_out.values.push_back(static_cast<double>(e.ensemble.replications - e.ensemble.finished.size()));
  }
  columns.push_back(std::move(finished)), columns.push_back(std::move(left_out));
}

// Coordinates of all dimensions that the columns have.
std::vector<output::Dimension> dimensions_of(const DistributionReport& report) {
  const EnsembleDistribution& first = report.ensembles.front();
  std::vector<std::string> ensembles, events, numbers;
  for (const EnsembleDistribution& e : report.ensembles) ensembles.push_back(visible_in_line(e.ensemble.name));
  for (const EventProbability& e : first.events) events.push_back(visible_in_line(e.event.as_given));
  for (const ComparedNumber& n : compared_numbers()) numbers.push_back(n.name);
  std::vector<double> horizons, years;
  for (const GrowthDistribution& d : first.places.front().horizons) horizons.push_back(d.stretch.years);
  for (const GrowthDistribution& d : first.places.front().years) years.push_back(d.stretch.from);
  std::vector<std::int64_t> points(density_points);
  std::iota(points.begin(), points.end(), 0);
  const auto& p = distribution_probabilities;
  std::vector<output::Dimension> all{
      {described("ensemble", "", {"result file", "结果文件"}), ensembles},
      {described("horizon", "year", {"years from the first date", "自首个时点起的年数"}), horizons},
      {described("year", "year", {"beginning of the year", "年初"}), years},
      {described("probability", "1", {"probability of the quantile", "分位数的概率水平"}),
       std::vector<double>(p.begin(), p.end())},
      {described("point", "1", {"number of the point of a density", "密度曲线的点号"}), points},
      {described("state", "", {"thirds of replications by y = Y/W at the start", "按期初 y = Y/W 划分的三分之一组"}),
       std::vector<std::string>{"any", "lowest", "middle", "highest", "highest_less_lowest"}},
      {described("event", "", {"event as it was stated", "所述事件"}), events},
      {described("number", "", {"number that is compared", "所比较的量"}), numbers}};
  if (!first.ensemble.place_dimension.empty())
    all.push_back({described(first.ensemble.place_dimension, "", {"place of the series", "序列所属的区域或行业"}),
                   first.ensemble.places});
  return all;
}

const output::Group groups[] = {
    {"ensembles", {"the ensembles", "各集合"}},
    {"by_horizon", {"growth a year from the first date on", "自首个时点起的年均增长率"}},
    {"quantiles_by_horizon", {"its quantiles", "其分位数"}},
    {"densities_by_horizon", {"its densities", "其密度"}},
    {"by_year", {"growth in single years", "各年增长率"}},
    {"quantiles_by_year", {"its quantiles", "其分位数"}},
    {"densities_by_year", {"its densities", "其密度"}},
    {"risk_by_state", {"growth at risk by the state at the start", "按期初状态的增长风险"}},
    {"events", {"stated events", "所述事件"}},
    {"difference_by_horizon", {"the second ensemble less the first, by horizon", "后一集合减前一集合，按期限"}},
    {"distance_by_horizon", {"how far apart the two lie, by horizon", "两者的距离，按期限"}},
    {"difference_by_year", {"the second ensemble less the first, by year", "后一集合减前一集合，按年"}},
    {"distance_by_year", {"how far apart the two lie, by year", "两者的距离，按年"}}};

output::Schema schema_of(const DistributionReport& report, const Columns& columns) {
  output::Schema schema;
  for (const Column& column : columns) schema.variables.push_back(column.variable);
  for (output::Dimension& d : dimensions_of(report))
    if (std::ranges::any_of(columns, [&](const Column& c) {
          return std::ranges::count(c.variable.dimensions, d.description.name) > 0;
        }))
      schema.dimensions.push_back(std::move(d));
  for (const output::Group& group : groups)
    if (std::ranges::find(schema.variables, group.name, &output::Variable::group) != schema.variables.end())
      schema.groups.push_back(group);
  schema.attributes = {{"title", "Suanli: distribution of growth over replications"},
                       {"title_zh", "算力：增长率跨重复的分布"},
                       {"Conventions", "CF-1.8"},
                       {"schema_version", std::int64_t{schema_version}},
                       {"series", first_of(report).series.name}};
  if (report.difference)
    schema.attributes.push_back({"samples", report.difference->samples == Samples::paired ? "paired" : "independent"});
  for (std::size_t i = 0; i < report.ensembles.size(); ++i)
    schema.provenance.push_back({fmt::format("parameters_{}", i), report.ensembles[i].ensemble.parameters});
  for (const Fact& fact : provenance_facts())  // those of the program
    for (const char* const name : {"version", "commit", "compiler"})
      if (fact.name == std::string_view(name)) schema.provenance.push_back({fact.name, fact.value(Scenario{})});
  return schema;
}

}  // namespace

Contents contents_of_distributions() { return {ResultKind::distribution, names_of(groups)}; }

void write(const DistributionReport& report, const Destinations& to, Language headers) {
  if (!to.file && !to.tables) return;
  Columns columns;
  add_counts(report, columns);
  for (const Kind& kind : kinds) {
    if ((report.ensembles.front().places.front().*kind.distributions).empty()) continue;
    add_distributions(report, kind, "", nullptr, moments_of_file(), columns);
    add_distributions(report, kind, "quantiles_", "probability", quantiles_of_file(), columns);
    add_distributions(report, kind, "densities_", "point", densities_of_file(), columns);
    add_differences(report, kind, columns);
  }
  add_risks(report, columns);
  add_events(report, columns);
  write_numbers(to, headers, [&](const std::filesystem::path& path) {
    output::ResultWriter writer(path, schema_of(report, columns), only_results_of(ResultKind::distribution));
    for (const Column& column : columns)
      writer.write(column.variable.group, column.variable.description.name, column.values);
    writer.publish();
  });
}

}  // namespace suanli
