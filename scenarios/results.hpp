// What a run writes: recorded series, residuals of the identities, theory beside simulation, provenance.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agents/series.hpp"
#include "output/result_file.hpp"
#include "scenarios/read.hpp"

namespace suanli {

/// Raised when names, shapes or meanings in the file change.
inline constexpr int schema_version = 1;

/// What the file of this run declares.
output::Schema result_schema(const Scenario& scenario, const Model& model, const Recorder& recorder);

/// Writes everything that no replication changes: the quiet path and the steady state.
void write_theory(output::ResultWriter& writer, const Model& model);

/// Rows of a batch: for every variable of the schema with replications, [replication × rest], from their records.
std::vector<std::vector<double>> rows_of(std::span<const Record> records, const Recorder& recorder);

/// Parameters of the run that wrote a file. Throws OutputError or InputFaults.
Parameters parameters_of(const output::ResultReader& file);

}  // namespace suanli
