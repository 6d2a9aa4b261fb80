// A result file: described columns in HDF5, which netCDF-4 readers open as they stand.
//
// A writer works on a temporary file (`….partial`) beside its destination and shows it under its name only when it is
// complete. Every byte that says something lies under a checksum, and the same calls give the same bytes.
// To be used from one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "output/blocks.hpp"
#include "output/destination.hpp"
#include "output/error.hpp"
#include "output/schema.hpp"

namespace suanli::output {

/// A row that has no values, and why.
struct FailedRow {
  std::size_t row;
  Text why;

  friend bool operator==(const FailedRow&, const FailedRow&) = default;
};

/// Writes one result file, where its path is a symbolic link at what that leads to. After an OutputError nothing more
/// can be written: the file is given up without being closed (HDF5 cannot close a file on a full disk), so destroying
/// the writer and ending the program are safe. A call that contradicts the schema throws std::invalid_argument, one out
/// of turn std::logic_error.
class ResultWriter {
 public:
  /// Opens a temporary file beside `path` and lays out `schema`. Throws OutputError.
  ResultWriter(const std::filesystem::path& path, const Schema& schema, const Replaced& replaced = only_results);
  ResultWriter(ResultWriter&&) noexcept;
  /// Removes the temporary file unless it was published.
  ~ResultWriter();

  /// Writes rows [first, first + count) of every variable over the unlimited dimension, and flushes: `rows[v]` holds
  /// [count × other dimensions] values of the v-th such variable of the schema. Batches come in any order, each once;
  /// `first` is a multiple of `replications_per_chunk`, and so is `count` except in the last rows. Throws OutputError.
  void write_replications(std::size_t first, std::size_t count, std::span<const std::span<const double>> rows);

  /// Leaves rows, ascending, out of all quantiles: they have no values.
  void leave_out(std::span<const FailedRow> rows);

  /// Writes the whole of a variable without the unlimited dimension, row-major. Throws OutputError.
  void write(std::string_view group, std::string_view name, std::span<const double> values);

  /// Closes the file, which has no rows yet, made so long for CollectiveRows to write them; then there is only `publish`. Its
  /// temporary name. Throws OutputError.
  std::filesystem::path lend(std::size_t rows);

  /// Computes the declared quantiles, closes the complete file, waits until it is on the disk and renames it onto the
  /// destination, replacing what was there; false, with nothing published, if `stop` says so between two quantiles.
  /// Throws std::logic_error if values are missing, OutputError if a step fails, and if something is there that is not
  /// replaced: the finished file is then kept.
  bool publish(const std::function<bool()>& stop = [] { return false; });

 private:
  struct File;
  std::unique_ptr<File> file_;
};

/// Values of a variable, row-major; a scalar has no dimensions and one value.
struct Table {
  std::vector<std::size_t> shape;
  std::vector<double> values;
};

/// Reads one published result file; one that another program wrote or changed is refused. Every function throws
/// OutputError if what it needs is missing, damaged or of another type.
/// Objects are named by path: "" is the file itself, "provenance" a group, "national/output" a variable.
class ResultReader {
 public:
  explicit ResultReader(const std::filesystem::path& path);
  ResultReader(ResultReader&&) noexcept;
  ~ResultReader();

  const std::filesystem::path& path() const;
  /// Paths of all groups, "" first; names of all dimensions; paths of all variables: sorted.
  const std::vector<std::string>& groups() const;
  const std::vector<std::string>& dimensions() const;
  const std::vector<std::string>& variables() const;
  /// Is there a variable or a dimension of this path?
  bool contains(std::string_view path) const;

  /// Names of a variable's dimensions, in order; each has as many coordinates as the variable is long there.
  std::vector<std::string> dimensions_of(std::string_view variable) const;
  std::vector<std::size_t> shape_of(std::string_view variable) const;
  /// All values of a variable.
  Table read(std::string_view variable) const;
  /// Rows [first, first + count) along a variable's first dimension.
  Table read_rows(std::string_view variable, std::size_t first, std::size_t count) const;
  Table read_block(std::string_view variable, const Block& block) const;
  /// Shape of what is cheapest to read at once.
  std::vector<std::size_t> chunk_of(std::string_view variable) const;
  /// Number of rows that are cheapest to read at once: those of one chunk.
  std::size_t rows_per_chunk(std::string_view variable) const;
  Coordinates coordinates(std::string_view dimension) const;

  /// All attributes of an object, sorted by name.
  std::vector<Attribute> attributes(std::string_view object) const;
  std::string text_attribute(std::string_view object, std::string_view name) const;
  double number_attribute(std::string_view object, std::string_view name) const;
  std::int64_t integer_attribute(std::string_view object, std::string_view name) const;

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace suanli::output
