// Comparisons as a file for h5py and xarray, and as tables.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include "output/destination.hpp"
#include "output/export.hpp"
#include "output/result_file.hpp"
#include "output/text_file.hpp"
#include "scenarios/comparison/compare.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A number that describes a difference.
struct Statistic {
  const char* name;
  double (*of)(const Difference&);
};
constexpr Statistic statistics[] = {{"mean", [](const Difference& d) { return d.mean.mean; }},
                                    {"standard_error", [](const Difference& d) { return d.mean.standard_error; }},
                                    {"low_99", [](const Difference& d) { return d.interval.low; }},
                                    {"high_99", [](const Difference& d) { return d.interval.high; }},
                                    {"quantile_05", [](const Difference& d) { return d.quantiles[0]; }},
                                    {"quantile_25", [](const Difference& d) { return d.quantiles[1]; }},
                                    {"quantile_50", [](const Difference& d) { return d.quantiles[2]; }},
                                    {"quantile_75", [](const Difference& d) { return d.quantiles[3]; }},
                                    {"quantile_95", [](const Difference& d) { return d.quantiles[4]; }},
                                    {"variance_ratio", [](const Difference& d) { return d.variance_ratio; }},
                                    {"base", [](const Difference& d) { return d.base; }}};

/// A variable of the file with its values.
struct Column {
  output::Variable variable;
  std::vector<double> values;
};

Description described_as(Description d, std::string name, std::string_view unit, std::string_view symbol = {}) {
  d.name = std::move(name), d.unit = unit;
  if (!symbol.empty()) d.symbol = symbol;
  return d;
}

// Statistics of a difference that each comparison has, or not.
using Find = std::function<const Difference*(const Comparison&)>;
void append_statistics(std::vector<double>& values, const Difference* d) {
  for (const Statistic& statistic : statistics) values.push_back(d == nullptr ? missing : statistic.of(*d));
}
Column statistics_of(const std::vector<Comparison>& all, const char* group, const Description& d, const Find& find) {
  Column column{{group, d, {"stress", "statistic"}}, {}};
  for (const Comparison& c : all) append_statistics(column.values, find(c));
  return column;
}

void add_national(const std::vector<Comparison>& all, std::vector<Column>& columns) {
  const auto measures = national_measures();
  for (std::size_t i = 0; i < measures.size(); ++i)
    columns.push_back(
        statistics_of(all, "summary", measures[i].description, [i](const Comparison& c) { return &c.national[i]; }));
  Column expected{{"summary",
                   {"welfare_expected",
                    "",
                    "%",
                    "(E U_stress/E U_base)^(1/(1-σ)) - 1, §3",
                    {"welfare before one's draws are known", "福利（抽签之前，期望效用）"}},
                   {"stress", "statistic"}},
                  {}};
  for (const Comparison& c : all) {
    Difference d{
        c.expected_welfare, confidence_interval(c.expected_welfare, comparison_level), {}, missing, missing, {}};
    d.quantiles.fill(missing);
    append_statistics(expected.values, &d);
  }
  columns.push_back(std::move(expected));
  for (std::size_t i = 0; i < measures.size(); ++i) {
    Column column{{"by_replication", measures[i].description, {"stress", "replication"}}, {}};
    for (const Comparison& c : all) std::ranges::copy(c.national[i].by_replication, std::back_inserter(column.values));
    columns.push_back(std::move(column));
  }
  Column years{
      {"by_replication",
       {"years_to_recover",
        "",
        "year",
        "§9",
        {"time from the largest shortfall of output to recovery; inf: not within the horizon; nan: no shortfall",
         "产出自最大缺口至恢复所需时间；inf 为期内未恢复，nan 为无缺口"}},
       {"stress", "replication"}},
      {}};
  for (const Comparison& c : all) std::ranges::copy(c.recovery.years, std::back_inserter(years.values));
  columns.push_back(std::move(years));
}

void add_responses(const std::vector<Comparison>& all, std::vector<Column>& columns) {
  for (std::size_t s = 0; s < all.front().responses.size(); ++s) {
    const Response& first = all.front().responses[s];
    const Series& series = *std::ranges::find(all_series(), first.series, &Series::name);
    const Description d = described_as(series.description(), first.series,
                                       first.contrast == Contrast::percent ? std::string_view("%") : series.unit);
    Column each{{"differences", d, {"stress", "replication", "time"}}, {}};
    Column dated{{"responses", d, {"stress", "time", "statistic"}}, {}};
    for (const Comparison& c : all) {
      std::ranges::copy(c.responses[s].by_replication, std::back_inserter(each.values));
      for (const Difference& at : c.responses[s].by_date) append_statistics(dated.values, &at);
    }
    columns.push_back(std::move(each)), columns.push_back(std::move(dated));
  }
}

void add_parts(const std::vector<Comparison>& all, std::vector<Column>& columns,
               const std::vector<std::string>& locations, const std::vector<std::string>& regions) {
  const auto incomes = income_measures();
  for (std::size_t i = 0; i < incomes.size(); ++i)
    columns.push_back(
        statistics_of(all, "incomes", incomes[i].description, [i](const Comparison& c) { return &c.incomes[i]; }));
  for (std::size_t i = 0; i < location_measures().size() && !locations.empty(); ++i) {
    Column column{{"by_location", location_measures()[i].description, {"stress", "location", "statistic"}}, {}};
    for (const Comparison& c : all)
      for (std::size_t l = 0; l < locations.size(); ++l)
        append_statistics(column.values, c.by_location.empty() ? nullptr : &c.by_location[l].measures[i]);
    columns.push_back(std::move(column));
  }
  if (regions.empty()) return;
  Column welfare{
      {"by_region", national_measures()[measure_number("welfare")].description, {"stress", "region", "statistic"}}, {}};
  for (const Comparison& c : all)
    for (std::size_t m = 0; m < regions.size(); ++m)
      append_statistics(welfare.values, c.by_economy.empty() ? nullptr : &c.by_economy[m].second);
  columns.push_back(std::move(welfare));
}

output::Dimension dimension_of_results(const char* name, output::Coordinates points) {
  for (const ResultDimension& d : result_dimensions())
    if (d.description.name == name) return {d.description, std::move(points)};
  return {};
}

std::vector<output::Dimension> dimensions_of(const std::vector<Comparison>& all,
                                             const std::vector<std::string>& locations,
                                             const std::vector<std::string>& regions) {
  std::vector<std::string> stresses, names;
  for (const Comparison& c : all) stresses.push_back(visible_in_line(c.stress));
  for (const Statistic& statistic : statistics) names.emplace_back(statistic.name);
  std::vector<std::int64_t> replications(all.front().replications);
  std::iota(replications.begin(), replications.end(), 0);
  std::vector<output::Dimension> dimensions{
      {{"stress", "", "", "§9", {"stress that is held against the base", "与基准对照的压力情景"}}, stresses},
      {{"statistic", "", "", "§9", {"statistic over replications", "跨重复统计量"}}, names},
      dimension_of_results("replication", replications),
      dimension_of_results("time", all.front().dates)};
  if (!locations.empty()) dimensions.push_back(dimension_of_results("location", locations));
  if (!regions.empty()) dimensions.push_back(dimension_of_results("region", regions));
  return dimensions;
}

const output::Group groups[] = {
    {"summary", {"the nation, stress less base", "全国，压力情景减基准"}},
    {"by_replication", {"the nation, stress less base, by replication", "全国，压力情景减基准，逐次重复"}},
    {"differences", {"the nation by date, stress less base, by replication", "全国逐时点，压力情景减基准，逐次重复"}},
    {"responses",
     {"the nation by date, stress less base, over replications", "全国逐时点，压力情景减基准，跨重复统计"}},
    {"incomes",
     {"who receives and who pays, stress less base, means over the horizon",
      "谁受益、谁承担，压力情景减基准，期内平均"}},
    {"by_location", {"locations, stress less base, means over the horizon", "各地，压力情景减基准，期内平均"}},
    {"by_region", {"regional economies, stress less base", "各区域经济体，压力情景减基准"}}};

std::vector<output::Attribute> provenance_of(const std::vector<Comparison>& all) {
  std::vector<output::Attribute> facts{{"base", all.front().base}, {"parameters_of_base", all.front().base_parameters}};
  for (std::size_t i = 0; i < all.size(); ++i)
    facts.push_back({fmt::format("parameters_of_stress_{}", i), all[i].stress_parameters});
  for (const Fact& fact : provenance_facts())  // those of the program
    for (const char* const name : {"version", "commit", "compiler"})
      if (fact.name == std::string_view(name)) facts.push_back({fact.name, fact.value(Scenario{})});
  return facts;
}

output::Schema schema_of(const std::vector<Comparison>& all, const std::vector<Column>& columns,
                         std::vector<output::Dimension> dimensions, const std::vector<FurtherNumbers>& further) {
  output::Schema schema;
  schema.dimensions = std::move(dimensions);
  for (const Column& column : columns) schema.variables.push_back(column.variable);
  for (const output::Group& group : groups)
    if (std::ranges::find(schema.variables, group.name, &output::Variable::group) != schema.variables.end())
      schema.groups.push_back(group);
  for (const FurtherNumbers& numbers : further) schema.groups.push_back(numbers.group);
  schema.attributes = {{"title", "Suanli: stresses less their base, on common random numbers"},
                       {"title_zh", "算力：压力情景减基准，共同随机数"},
                       {"Conventions", "CF-1.8"},
                       {"schema_version", std::int64_t{schema_version}}};
  schema.provenance = provenance_of(all);
  return schema;
}

void write_file(const std::vector<Comparison>& all, const std::vector<FurtherNumbers>& further,
                const std::filesystem::path& path) {
  std::vector<std::string> locations, regions;
  for (const Comparison& c : all) {
    if (locations.empty())
      for (const LocationDifferences& location : c.by_location) locations.push_back(location.location);
    if (regions.empty())
      for (const auto& [region, unused] : c.by_economy) regions.push_back(region);
  }
  std::vector<Column> columns;
  add_national(all, columns);
  add_responses(all, columns);
  add_parts(all, columns, locations, regions);
  for (const FurtherNumbers& numbers : further)
    for (std::size_t i = 0; i < numbers.descriptions.size(); ++i)
      columns.push_back({{numbers.group.name, numbers.descriptions[i], {"stress"}}, numbers.values[i]});
  output::ResultWriter writer(path, schema_of(all, columns, dimensions_of(all, locations, regions), further),
                              only_results_of(ResultKind::comparison));
  for (const Column& column : columns)
    writer.write(column.variable.group, column.variable.description.name, column.values);
  writer.publish();
}

/// Removes a file that is only needed for a while.
struct Temporary {
  std::filesystem::path path;
  ~Temporary() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
};

}  // namespace

std::vector<std::string> names_of(std::span<const output::Group> groups) {
  std::vector<std::string> names;
  for (const output::Group& group : groups) names.push_back(group.name);
  return names;
}

Contents contents_of_comparisons() { return {ResultKind::comparison, names_of(groups)}; }

void expect_usable(const Destinations& to, const Contents& contents, const std::vector<std::filesystem::path>& read) {
  if (to.file) {
    output::expect_place(*to.file, output::only_results), output::expect_apart(*to.file, read);
    only_results_of(contents.kind)(*to.file);
  }
  if (!to.tables) return;
  for (const std::filesystem::path& path : read)  // whatever the tables will be called
    if (path.extension() == ".csv") output::expect_apart(*to.tables / path.filename(), read);
  const output::PendingDirectory trial(*to.tables);
  output::expect_place(*to.tables / "columns.csv", output::only_tables);
  for (const std::string& table : contents.groups)
    output::expect_place(*to.tables / (table + ".csv"), output::only_tables);
}

void write_numbers(const Destinations& to, Language headers,
                   const std::function<void(const std::filesystem::path&)>& write_file) {
  if (to.file) write_file(*to.file);
  if (!to.tables) return;
  const output::PendingDirectory place(*to.tables);
  const Temporary file{output::temporary_beside(*to.tables / "numbers.h5")};
  write_file(file.path);
  output::export_csv(output::ResultReader(file.path), *to.tables, {{}, {}, headers});
}

void write(const std::vector<Comparison>& all, const std::vector<FurtherNumbers>& further, const Destinations& to,
           Language headers) {
  write_numbers(to, headers, [&](const std::filesystem::path& path) { write_file(all, further, path); });
}

}  // namespace suanli
