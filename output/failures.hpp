// Rows of a result file that have no values because their replication failed: they are NaN in every variable, statistics leave
// them out, and an attribute says which they are and why.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "output/result_file.hpp"

namespace suanli::output {

/// The attribute of the group `provenance`; a file without failures has it empty, or not at all.
inline constexpr const char* failures_attribute = "failures";

/// Its value: a line for each row, its number from 0, a colon, and the reason in English.
std::string in_attribute(std::span<const FailedRow> failures);

/// The rows that a file names, ascending. Throws OutputError.
std::vector<std::size_t> failed_rows(const ResultReader& file);

/// All values of a variable over the unlimited dimension but those of failed rows. Throws OutputError.
Table read_finished(const ResultReader& file, std::string_view variable);

}  // namespace suanli::output
