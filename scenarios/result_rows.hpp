// What records come to in a result file: rows of every variable with replications, in the order of the schema.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "agents/series.hpp"

namespace suanli {

/// Rows of a batch: for every variable of the schema with replications, [replication × rest], from their records and what
/// stands beside them of the design.
std::vector<std::vector<double>> rows_of(std::span<const Record> records, const Recorder& recorder,
                                         std::span<const std::vector<std::vector<double>>> design);

/// Values of a row, by variable, as `rows_of` has them; `design` is what stands beside one replication.
std::vector<std::size_t> widths_of_rows(const Recorder& recorder, std::span<const std::vector<double>> design);

}  // namespace suanli
