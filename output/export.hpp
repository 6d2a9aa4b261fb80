// Result files as tables that any program opens: comma-separated values (RFC 4180) in UTF-8.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/text.hpp"
#include "output/result_file.hpp"

namespace suanli::output {

struct ExportOptions {
  std::vector<std::string> groups, series;  ///< names of what is wanted; empty: everything
  Language language = Language::english;    ///< of the headers: names, or meanings with units in Chinese
};

/// What was written.
struct Exported {
  std::vector<std::filesystem::path> files;
  std::size_t rows = 0;     ///< of all tables together, without headers
  std::vector<Text> notes;  ///< what a user should know about a table, or those that an earlier export left
};

/// Writes one tidy table for each group into `directory`, which is made if it is missing: `national.csv` has a row for
/// each replication and date, and a column for each dimension and each series. `columns.csv` explains all columns.
/// Numbers have the fewest digits that give the same bits, NaN is an empty field, lines end in LF, and a table that is
/// not pure ASCII begins with a byte-order mark, by which Excel knows UTF-8. Needs at most 64 MiB. All tables appear
/// under their names when the last of them is complete, and replace older ones.
/// Throws NoSuchName for an unknown group or series, OutputError for a file or a place that cannot be used,
/// WriteError if the tables cannot be finished.
Exported export_csv(const ResultReader& file, const std::filesystem::path& directory, const ExportOptions& options);

}  // namespace suanli::output
