#include "scenarios/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "agents/accounts.hpp"
#include "agents/theory/quiet_path.hpp"
#include "suanli_build.hpp"

namespace suanli {

namespace {

constexpr const char* identities_group = "identities";
constexpr const char* path_group = "theory";
constexpr const char* rest_group = "steady_state";
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> places_of(Level level) {
  switch (level) {
    case Level::national: return {};
    case Level::region: return {"region"};
    case Level::industry: return {"industry"};
    case Level::cell: return {"region", "industry"};
  }
  return {};
}

bool is_regional(const Model& model) { return model.parameters.capital_market == CapitalMarket::regional; }

// One of the aggregates of the quiet path.
struct PathSeries {
  const char* name;  // of the recorded series that it stands beside
  std::vector<double> QuietPath::*values;
};
constexpr PathSeries path_series[] = {{"output", &QuietPath::output},
                                      {"consumption", &QuietPath::consumption},
                                      {"investment", &QuietPath::investment},
                                      {"capital", &QuietPath::capital},
                                      {"compute", &QuietPath::compute}};

const Series& series_named(std::string_view name) { return *std::ranges::find(all_series(), name, &Series::name); }

bool has_steady_state(const Model& model) {
  if (!joint_refusal(model.economies, model.parameters).empty()) return false;
  return std::ranges::all_of(model.economies, [&](const EconomyTechnology& economy) {
    return steady_state(economy, model.parameters).refusal.empty();
  });
}

template <class T> std::vector<std::string> names(const Named<T>& entries) {
  std::vector<std::string> all;
  for (const auto& [name, entry] : entries) all.push_back(name);
  return all;
}

std::vector<double> dates(const Parameters& p) {
  std::vector<double> all;
  for (std::size_t t = 0; t <= periods(p.time); ++t) all.push_back(p.time.start + static_cast<double>(t) * p.time.step);
  return all;
}

}  // namespace

output::Schema result_schema(const Scenario& scenario, const Model& model, const Recorder& recorder) {
  const Parameters& p = model.parameters;
  output::Schema schema;
  std::vector<std::int64_t> replications(static_cast<std::size_t>(p.ensemble.replications));
  std::iota(replications.begin(), replications.end(), std::int64_t{0});
  schema.dimensions = {{{"replication", "r", "1", "§6.3", {"replication", "重复编号"}}, replications, true},
                       {{"time", "t", "year", "§5", {"beginning of the period", "期初时间"}}, dates(p), false},
                       {{"region", "m", "", "§1", {"region", "区域"}}, names(p.regions), false},
                       {{"industry", "j", "", "§1", {"industry", "行业"}}, names(p.industries), false}};
  for (const RecordedSeries& recorded : recorder.recorded()) {
    std::vector<std::string> dimensions{"replication", "time"};
    for (std::string& place : places_of(recorded.level)) dimensions.push_back(std::move(place));
    schema.variables.push_back({std::string(level_names[static_cast<std::size_t>(recorded.level)]),
                                recorded.description(), std::move(dimensions)});
  }
  for (const IdentityDeclaration& identity : identities)
    schema.variables.push_back(
        {identities_group, {std::string(identity.name), "", "1", "§5.1", identity.meaning}, {"replication"}});

  std::vector<std::string> economy_dimension, path_dimensions{"time"};
  if (is_regional(model)) economy_dimension.push_back("region"), path_dimensions.push_back("region");
  for (const PathSeries& path : path_series) {
    const Series& s = series_named(path.name);
    schema.variables.push_back({path_group, {path.name, s.symbol, s.unit, "§4", s.meaning}, path_dimensions});
  }
  if (has_steady_state(model))
    for (const SteadyStateNumber& n : steady_state_numbers())
      schema.variables.push_back(
          {rest_group, {std::string(n.name), n.symbol, n.unit, n.source, n.meaning}, economy_dimension});

  schema.attributes = {{"title", std::string("Suanli: ensemble of an economy that invests in compute")},
                       {"Conventions", std::string("CF-1.8")},
                       {"schema_version", std::int64_t{schema_version}}};
  std::string settings;
  for (const std::string& setting : scenario.settings) settings += setting + "\n";
  schema.provenance = {{"scenario_file", scenario.source},
                       {"scenario_text", scenario.text},
                       {"settings", settings},
                       {"parameters", to_yaml(p)},
                       {"seed", p.ensemble.seed},
                       {"version", std::string(build::version)},
                       {"commit", std::string(build::commit)},
                       {"compiler", std::string(build::compiler)}};
  schema.replications_per_chunk = replications_per_batch;
  return schema;
}

void write_theory(output::ResultWriter& writer, const Model& model) {
  const std::vector<QuietPath> paths = quiet_paths(model);
  for (const PathSeries& series : path_series) {
    std::vector<double> values;  // [date × economy]
    for (std::size_t t = 0; t <= model.periods; ++t)
      for (const QuietPath& path : paths) values.push_back((path.*series.values)[t]);
    writer.write(path_group, series.name, values);
  }
  if (!has_steady_state(model)) return;
  for (const SteadyStateNumber& n : steady_state_numbers()) {
    std::vector<double> values;
    for (const EconomyTechnology& economy : model.economies)
      values.push_back(n.of(steady_state(economy, model.parameters).path).value_or(missing));
    writer.write(rest_group, n.name, values);
  }
}

std::vector<std::vector<double>> rows_of(std::span<const Record> records, const Recorder& recorder) {
  std::vector<std::vector<double>> rows;
  for (std::size_t s = 0; s < recorder.recorded().size(); ++s) {
    std::vector<double> values;
    for (const Record& record : records)
      values.insert(values.end(), record.values.begin() + static_cast<std::ptrdiff_t>(recorder.offset(s)),
                    record.values.begin() + static_cast<std::ptrdiff_t>(recorder.offset(s + 1)));
    rows.push_back(std::move(values));
  }
  for (std::size_t i = 0; i < identity_count; ++i) {
    std::vector<double> values;
    for (const Record& record : records) values.push_back(record.largest_residuals[i]);
    rows.push_back(std::move(values));
  }
  return rows;
}

Parameters parameters_of(const output::ResultReader& file) {
  if (const std::int64_t version = file.integer_attribute("", "schema_version"); version != schema_version)
    throw output::OutputError(
        fmt::format("the file has result schema {}, this program reads schema {}: run the scenario "
                    "again, or use the version in the file's provenance",
                    version, schema_version));
  return read_scenario_text(file.text_attribute("provenance", "parameters"), "parameters of the file").parameters;
}

}  // namespace suanli
