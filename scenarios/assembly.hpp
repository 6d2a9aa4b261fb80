// The result file of a run, put together as its parts come.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "output/parts.hpp"
#include "output/result_file.hpp"

namespace suanli {

class Assembly {
 public:
  /// Opens a file that names these failures, and writes all that no row changes.
  using Begin = std::function<output::ResultWriter(std::span<const output::FailedRow>)>;

  Assembly(const output::Parts& parts, Begin begin) : parts_(&parts), begin_(std::move(begin)), writer_(begin_({})) {}

  /// Adds the rows of a batch that is among the parts. Throws OutputError.
  void add(const output::Rows& rows);

  /// Rows that failed so far, ascending.
  const std::vector<output::FailedRow>& failures() const { return failures_; }

  /// Publishes the complete file. One with failures names them in its head, which is written first: it is put together once
  /// more. Throws OutputError.
  void publish();

 private:
  const output::Parts* parts_;
  Begin begin_;
  std::optional<output::ResultWriter> writer_;
  std::vector<Batch> batches_;
  std::vector<output::FailedRow> failures_;
};

}  // namespace suanli
