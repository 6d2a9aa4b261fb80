// The result file of a run, put together as its parts come.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "output/parts.hpp"
#include "output/result_file.hpp"

namespace suanli {

class Assembly {
 public:
  /// Opens a file that names these failures, and writes all that no row changes.
  using Begin = std::function<output::ResultWriter(std::span<const output::FailedRow>)>;

  /// Gives the rows of a batch once more.
  using Again = std::function<output::Rows(const Batch&)>;

  Assembly(Begin begin, Again again) : begin_(std::move(begin)), again_(std::move(again)), writer_(begin_({})) {}

  /// Adds the rows of a batch of the ensemble, which `again` gives as well. Throws OutputError.
  void add(const output::Rows& rows);

  /// Rows that failed so far, ascending.
  const std::vector<output::FailedRow>& failures() const { return failures_; }

  /// Publishes the complete file, unless `stop` says so before. One with failures names them in its head, which is written
  /// first: it is put together once more. Throws OutputError.
  bool publish(const std::function<bool()>& stop = [] { return false; });

 private:
  Begin begin_;
  Again again_;
  std::optional<output::ResultWriter> writer_;
  std::size_t rows_ = 0;
  std::vector<output::FailedRow> failures_;
};

}  // namespace suanli
