#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "scenarios/results.hpp"

namespace suanli {

namespace {

void expect_schema(const output::ResultReader& file) {
  const std::int64_t version = file.integer_attribute("", "schema_version");
  if (version == schema_version) return;
  const std::string name = file.path().string();
  if (version > schema_version)
    throw output::OutputError(
        text("{}: has result schema {}, newer than schema {} that this program reads: use a newer version of suanli",
             "{}: 结果模式版本为 {}，新于本程序可读的版本 {}：请使用更新版本的 suanli", name, version, schema_version));
  throw output::OutputError(
      text("{}: has result schema {}, older than schema {} that this program reads: run the scenario again, or use "
           "suanli {} that wrote it",
           "{}: 结果模式版本为 {}，旧于本程序可读的版本 {}：请重新运行该情景，或使用写出它的 suanli {}", name, version,
           schema_version, file.text_attribute("provenance", "version")));
}

// Whatever looks for a date or counts the years between two relies on this.
void expect_dates(const output::ResultReader& file) {
  if (!std::ranges::count(file.dimensions(), "time")) return;
  const output::Coordinates time = file.coordinates("time");
  const auto* const dates = std::get_if<std::vector<double>>(&time);
  if (dates == nullptr || !std::ranges::all_of(*dates, [](double date) { return std::isfinite(date); }) ||
      std::ranges::adjacent_find(*dates, std::greater_equal<>()) != dates->end())
    throw output::OutputError(
        text("{}: its dates are not numbers that ascend", "{}: 其日期不是递增的数", file.path().string()));
}

[[noreturn]] void refuse(const output::ResultReader& file, const Text& what) {
  throw output::OutputError(text("{}: is not what its parameters would write: {}", "{}: 与其参数应写出的不符：{}",
                                 file.path().string(), what));
}

// Whatever reads a run's variables relies on this: all that its parameters declare are there, over the same points.
void expect_declared(const output::ResultReader& file, const Parameters& parameters) {
  const Model model(parameters);
  // There may be too many firms to number them before this is known.
  if (!parameters.record.snapshots.empty() &&
      (!file.contains("firm") || file.shape_of("firm") != std::vector{model.layout.firms()}))
    refuse(file, text("it has not {} firms", "企业数不是 {}", model.layout.firms()));
  Scenario scenario;
  scenario.parameters = parameters;
  const output::Schema schema = result_schema(scenario, model);
  for (const output::Dimension& d : schema.dimensions) {
    const std::string& name = d.description.name;
    const output::Coordinates points = file.coordinates(name);
    const bool is_declared =
        d.unlimited ? output::size(points) == replications_in_all(parameters) : points == d.coordinates;
    if (!is_declared) refuse(file, text("'{}' has other points", "“{}”的坐标点不同", name));
  }
  for (const output::Variable& v : schema.variables)
    if (const std::string path = path_of(v); file.dimensions_of(path) != v.dimensions)
      refuse(file, text("'{}' has other dimensions", "“{}”的维度不同", path));
}

}  // namespace

output::ResultReader open_results(const std::filesystem::path& path, std::optional<ResultKind> kind) {
  output::ResultReader file(path);
  expect_schema(file);
  if (kind) expect_kind(file, *kind);
  expect_dates(file);
  return file;
}

Parameters parameters_of(const output::ResultReader& file) {
  expect_schema(file);
  const std::string text_of_parameters = file.text_attribute("provenance", "parameters");
  Parameters parameters;
  try {
    parameters = read_scenario_text(text_of_parameters, "parameters of the file").parameters;
  } catch (const InputFaults& faults) {
    throw output::OutputError(text("{}: its parameters are not those of a run: {}", "{}: 其中的参数不属于任何运行：{}",
                                   file.path().string(), faults.problems().front().message));
  }
  expect_declared(file, parameters);
  return parameters;
}

}  // namespace suanli
