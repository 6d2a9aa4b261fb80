// What kind a result file is: which commands write it, and which take it.
#pragma once

#include <filesystem>
#include <optional>

#include "output/destination.hpp"
#include "output/result_file.hpp"

namespace suanli {

enum class ResultKind { ensemble, comparison, distribution, findings };

/// The kind of a file, by what it holds; none if no command of this version writes such.
std::optional<ResultKind> kind_of(const output::ResultReader& file);

/// Commands that write such files: "`run` or `merge`".
Text writers_of(ResultKind kind);

/// Throws OutputError unless a file is of this kind.
void expect_kind(const output::ResultReader& file, ResultKind kind);

/// Results of this kind, and those that are broken.
output::Replaced only_results_of(ResultKind kind);

}  // namespace suanli
