// What a run writes: recorded series and their quantiles, residuals of the identities, theory beside simulation,
// provenance. All of it is declared here once: for files, and for output/SCHEMA.md.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agents/series.hpp"
#include "output/result_file.hpp"
#include "scenarios/read.hpp"
#include "scenarios/result_kind.hpp"

namespace suanli {

/// Raised when names, shapes or meanings in the file change.
inline constexpr int schema_version = 5;

/// A named fact about a file or a run, and its value.
struct Fact {
  const char* name;
  Words meaning;
  output::AttributeValue (*value)(const Scenario&);
};
/// Attributes of a file, and of its group `provenance`.
std::span<const Fact> file_facts();
std::span<const Fact> provenance_facts();

/// A dimension of files: what its coordinates are, and those of a run.
struct ResultDimension {
  Description description;
  Words coordinates;
  /// None where nothing that the scenario records has this dimension, nor of replications: there may be too many to hold.
  output::Coordinates (*points)(const Scenario&, const Model&);
};
std::span<const ResultDimension> result_dimensions();

/// The recorded series of this name, one that there is.
const Series& series_named(std::string_view name);

/// The variables of a file, in order. `balanced`: every economy has a balanced growth path. `design` must outlive them.
std::vector<output::Variable> result_variables(CapitalMarket market, bool balanced, const RecordParameters& record,
                                               bool located, const DesignParameters& design);

/// A section `record` that asks for everything.
RecordParameters everything_recorded();

/// The groups of these variables, with their meanings.
std::vector<output::Group> groups_of(std::span<const output::Variable> variables);

/// What the file of this run declares, in which these rows failed.
output::Schema result_schema(const Scenario& scenario, const Model& model,
                             std::span<const output::FailedRow> failures = {});

/// Writes everything that no replication changes: the quiet path, the steady state, where recorded firms are.
void write_theory(output::ResultWriter& writer, const Model& model);

/// Opens the file of this run, in which these rows failed, and writes everything that no replication changes. Throws OutputError.
output::ResultWriter begin_result(const std::filesystem::path& path, const Scenario& scenario, const Model& model,
                                  std::span<const output::FailedRow> failures);

/// Opens a result file of this schema, and of this kind if one is given. Throws OutputError.
output::ResultReader open_results(const std::filesystem::path& path, std::optional<ResultKind> kind = {});

/// Parameters of the run that wrote a file, which has all variables that they declare, over the same points. Throws
/// OutputError.
Parameters parameters_of(const output::ResultReader& file);

}  // namespace suanli
