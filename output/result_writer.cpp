#include "output/result_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <hdf5_hl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "engine/parallel.hpp"
#include "output/destination.hpp"
#include "output/hdf5.hpp"
#include "output/layout.hpp"
#include "output/packed_chunks.hpp"
#include "output/quantiles.hpp"
#include "output/seal.hpp"

namespace suanli::output {
namespace {

using hdf5::check;
using hdf5::count_of;
using hdf5::Handle;
using hdf5::Shape;

/// A dataset being written.
struct Column {
  std::string path;
  Shape shape;  // without the unlimited dimension
  Handle dataset;
  Shape chunk = {};
  bool written = false;
};

/// Quantiles over the rows of a growing column, computed when all of them are there.
struct Quantiles {
  Column column;
  std::string source;
  std::vector<double> probabilities;
};

template <class... Arguments>
void require(bool holds, fmt::format_string<Arguments...> rule, Arguments&&... arguments) {
  if (!holds) throw std::invalid_argument(fmt::format(rule, std::forward<Arguments>(arguments)...));
}

std::string rows_named(std::size_t first, std::size_t count) {
  return fmt::format("replications {} to {}", first, first + count - 1);
}

// What each thread compresses at once of chunks that are smaller [byte].
constexpr std::size_t small_chunks = 1 << 20;

}  // namespace

struct ResultWriter::File {
  enum class State { open, lent, failed, complete };

  std::filesystem::path path, temporary;
  Replaced replaced;
  State state = State::open;
  Handle file;
  std::size_t chunk = 1;
  std::vector<Column> scales, fixed, growing;
  std::vector<Quantiles> quantiles;
  std::optional<std::size_t> unlimited;   // index of that dimension in `scales`
  std::vector<std::int64_t> row_numbers;  // as declared; empty: 0, 1, 2 …
  std::size_t rows = 0;                   // present length of the unlimited dimension
  std::vector<bool> chunk_written;
  std::vector<std::size_t> left_out;  // of quantiles, ascending
  hsize_t head = 0;                   // size of the file when it is laid out [byte]
  int lock = -1;                      // says to others that this process still writes the temporary file

  File(const std::filesystem::path& destination, Replaced may_be_replaced)
      : path(behind_links(destination)), temporary(temporary_beside(path)), replaced(std::move(may_be_replaced)) {}
  ~File();

  /// Does a step of the writing; if it fails, gives the file up.
  template <class Work> void attempt(Work&& work);
  void abandon() noexcept;
  void expect_open() const;

  void lay_out(const Schema& schema);
  void add(const Dimension& dimension);
  void add_group(const std::string& name, const Schema& schema);
  void add(const Variable& variable, const Schema& schema);

  void expect_batch(std::size_t first, std::size_t count, std::span<const std::span<const double>> values) const;
  void write_row_numbers(std::size_t first, std::size_t count);
  void write_rows(std::size_t first, std::size_t count, std::span<const std::span<const double>> values);
  void expect_complete() const;
  bool write_quantiles(const std::function<bool()>& stop);
  void close();
};

ResultWriter::File::~File() {
  if (lock >= 0) ::close(lock);
  if (state == State::complete) return;
  std::error_code ignored;
  // A file given up stays open in HDF5: emptied, it does not hold the space of a full disk until the program ends.
  std::filesystem::resize_file(temporary, 0, ignored);
  std::filesystem::remove(temporary, ignored);
}

template <class Work> void ResultWriter::File::attempt(Work&& work) {
  hdf5::prepare();
  try {
    naming(path, work);
  } catch (...) {
    abandon();
    throw;
  }
}

void ResultWriter::File::abandon() noexcept {
  state = State::failed;
  for (std::vector<Column>* columns : {&scales, &fixed, &growing})
    for (Column& column : *columns) column.dataset.release();
  for (Quantiles& q : quantiles) q.column.dataset.release();
  file.release();
}

void ResultWriter::File::expect_open() const {
  if (state == State::complete) throw std::logic_error(fmt::format("{}: is already published", path.string()));
  if (state == State::lent) throw std::logic_error(fmt::format("{}: is lent to others", path.string()));
  if (state == State::failed) throw std::logic_error(fmt::format("{}: was given up after an error", path.string()));
}

void ResultWriter::File::lay_out(const Schema& schema) {
  chunk = schema.replications_per_chunk;
  file = hdf5::create_file(temporary);
  lock = ::open(temporary.c_str(), O_RDONLY | O_CLOEXEC);
  if (lock >= 0) flock(lock, LOCK_EX | LOCK_NB);  // some versions of HDF5 hold one themselves
  for (const Attribute& attribute : schema.attributes) hdf5::write_attribute(file, attribute);
  for (const Dimension& dimension : schema.dimensions) add(dimension);
  std::set<std::string> groups{""};
  for (const Variable& variable : schema.variables) {
    if (groups.insert(variable.group).second) add_group(variable.group, schema);
    add(variable, schema);
  }
  const Handle provenance = hdf5::create_group(file, "provenance");
  for (const Attribute& attribute : schema.provenance) hdf5::write_attribute(provenance, attribute);
  check(H5Fflush(file, H5F_SCOPE_GLOBAL), "write the file");
  check(H5Fget_filesize(file, &head), "ask for the size of the file");
}

void ResultWriter::File::add_group(const std::string& name, const Schema& schema) {
  const Handle group = hdf5::create_group(file, name);
  const auto said = std::ranges::find(schema.groups, name, &Group::name);
  if (said != schema.groups.end()) hdf5::describe(group, {name, {}, {}, {}, said->meaning});
}

void ResultWriter::File::add(const Dimension& dimension) {
  const std::string& name = dimension.description.name;
  const auto create = [&]<class T>(const std::vector<T>& points, hid_t stored, hid_t given) {
    Handle dataset = hdf5::create_numbers(file, name, stored, {points.size()});
    check(H5Dwrite(dataset, given, H5S_ALL, H5S_ALL, H5P_DEFAULT, points.data()), "write " + name);
    return dataset;
  };
  Handle dataset;
  if (dimension.unlimited) {
    unlimited = scales.size();
    if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&dimension.coordinates)) row_numbers = *numbers;
    dataset = hdf5::create_numbers(file, name, H5T_STD_I64LE, {}, chunk);
  } else if (const auto* reals = std::get_if<std::vector<double>>(&dimension.coordinates)) {
    dataset = create(*reals, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE);
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&dimension.coordinates)) {
    dataset = create(*integers, H5T_STD_I64LE, H5T_NATIVE_INT64);
  } else {
    dataset = hdf5::create_texts(file, name, std::get<std::vector<std::string>>(dimension.coordinates));
  }
  hdf5::describe(dataset, dimension.description);
  check(H5DSset_scale(dataset, name.c_str()), "make a dimension of " + name);
  scales.push_back({name, {}, std::move(dataset)});
}

void ResultWriter::File::add(const Variable& variable, const Schema& schema) {
  Shape shape;
  std::vector<std::size_t> axes;
  for (const std::string& dimension : variable.dimensions) {
    const auto found = std::ranges::find(scales, dimension, &Column::path);
    axes.push_back(static_cast<std::size_t>(found - scales.begin()));
    if (axes.back() != unlimited) shape.push_back(size(schema.dimensions[axes.back()].coordinates));
  }
  const bool grows = !axes.empty() && axes.front() == unlimited;
  const std::string name = path_of(variable);
  Handle dataset = hdf5::create_numbers(file, name, H5T_IEEE_F64LE, shape, grows ? std::optional(chunk) : std::nullopt);
  hdf5::describe(dataset, variable.description);
  for (unsigned axis = 0; axis < axes.size(); ++axis)
    check(H5DSattach_scale(dataset, scales[axes[axis]].dataset, axis), "attach a dimension to " + name);
  Shape cut = hdf5::chunk_of(dataset);
  if (variable.quantiles_of.empty())
    return (grows ? growing : fixed).push_back({name, std::move(shape), std::move(dataset), std::move(cut)});
  quantiles.push_back({{name, std::move(shape), std::move(dataset)},
                       variable.quantiles_of,
                       std::get<std::vector<double>>(schema.dimensions[axes.front()].coordinates)});
}

void ResultWriter::File::expect_batch(std::size_t first, std::size_t count,
                                      std::span<const std::span<const double>> values) const {
  const std::size_t end = first + count;
  const std::string batch = rows_named(first, count);
  require(unlimited.has_value(), "the schema has no unlimited dimension");
  require(count > 0, "a batch without replications");
  require(first % chunk == 0, "{} do not begin a chunk of {}", batch, chunk);
  require(end % chunk == 0 || end >= rows, "{} end inside a chunk of {}", batch, chunk);
  require(rows % chunk == 0 || end <= rows, "{} come after the last of {}", batch, rows);
  require(row_numbers.empty() || end <= row_numbers.size(), "{} have no coordinates", batch);
  for (std::size_t c = first / chunk; c * chunk < end; ++c)
    require(c >= chunk_written.size() || !chunk_written[c], "{} are already written", batch);
  require(values.size() == growing.size(), "{} columns given for {} variables", values.size(), growing.size());
  for (std::size_t v = 0; v < growing.size(); ++v)
    require(values[v].size() == count * count_of(growing[v].shape), "{} has {} values for {} replications of {}",
            growing[v].path, values[v].size(), count, count_of(growing[v].shape));
}

void ResultWriter::File::write_row_numbers(std::size_t first, std::size_t count) {
  std::vector<std::int64_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), static_cast<std::int64_t>(first));
  if (!row_numbers.empty())
    for (std::int64_t& number : numbers) number = row_numbers[static_cast<std::size_t>(number)];
  hdf5::write_rows(scales[*unlimited].dataset, H5T_NATIVE_INT64, {}, rows, first, count, numbers.data());
}

void ResultWriter::File::write_rows(std::size_t first, std::size_t count,
                                    std::span<const std::span<const double>> values) {
  const auto shape_of = [&](std::size_t v) {
    Shape shape = growing[v].shape;
    shape.insert(shape.begin(), count);
    return shape;
  };
  struct Piece {
    std::size_t variable;
    Shape origin;
  };
  std::vector<Piece> pieces;
  for (std::size_t v = 0; v < growing.size(); ++v) {
    hdf5::set_rows(growing[v].dataset, growing[v].shape, rows);
    for (Shape& origin : hdf5::origins_of_chunks(shape_of(v), growing[v].chunk))
      pieces.push_back({v, std::move(origin)});
  }
  const std::size_t threads = threads_in_use();
  for (std::size_t begin = 0, end; begin < pieces.size(); begin = end) {
    std::size_t bytes = 0;  // one for each thread at once, or more that are small
    for (end = begin; end < pieces.size() && (end - begin < threads || bytes < threads * small_chunks); ++end)
      bytes += count_of(growing[pieces[end].variable].chunk) * sizeof(double);
    const std::span some = std::span(pieces).subspan(begin, end - begin);
    std::vector<hdf5::PackedChunk> chunks(some.size());
    for_each_index(some.size(), Threads::all, [&](std::size_t i) {
      const std::size_t v = some[i].variable;
      chunks[i] = hdf5::packed(values[v], shape_of(v), some[i].origin, growing[v].chunk);
      chunks[i].origin[0] += first;
    });
    for (std::size_t i = 0; i < some.size(); ++i) hdf5::write_chunk(growing[some[i].variable].dataset, chunks[i]);
  }
}

void ResultWriter::File::expect_complete() const {
  for (const Column& column : fixed)
    if (!column.written) throw std::logic_error(fmt::format("{}: {} was never written", path.string(), column.path));
  const auto gap = std::ranges::find(chunk_written, false) - chunk_written.begin();
  if (gap != std::ssize(chunk_written))
    throw std::logic_error(
        fmt::format("{}: replication {} was never written", path.string(), static_cast<std::size_t>(gap) * chunk));
}

bool ResultWriter::File::write_quantiles(const std::function<bool()>& stop) {
  for (const Quantiles& q : quantiles) {
    if (stop()) return false;
    const Column& source = *std::ranges::find(growing, q.source, &Column::path);
    hdf5::write_quantiles(source.dataset, q.column.dataset, q.column.path, q.probabilities, left_out);
  }
  return true;
}

void ResultWriter::File::close() {
  check(H5Fflush(file, H5F_SCOPE_GLOBAL), "write the file");
  for (std::vector<Column>* columns : {&growing, &fixed, &scales})
    for (Column& column : *columns) column.dataset.close("close " + column.path);
  for (Quantiles& q : quantiles) q.column.dataset.close("close " + q.column.path);
  file.close("close the file");
}

ResultWriter::ResultWriter(const std::filesystem::path& path, const Schema& schema, const Replaced& replaced) {
  check(schema);
  expect_place(path, any_file);
  file_ = std::make_unique<File>(path, replaced);
  remove_leftovers(file_->path);
  file_->attempt([&] { file_->lay_out(schema); });
}

ResultWriter::ResultWriter(ResultWriter&&) noexcept = default;
ResultWriter::~ResultWriter() = default;

void ResultWriter::write_replications(std::size_t first, std::size_t count,
                                      std::span<const std::span<const double>> rows) {
  File& f = *file_;
  f.expect_open();
  f.expect_batch(first, count, rows);
  f.attempt([&] {
    f.rows = std::max(f.rows, first + count);
    f.chunk_written.resize((f.rows + f.chunk - 1) / f.chunk);
    f.write_row_numbers(first, count);
    f.write_rows(first, count, rows);
    check(H5Fflush(f.file, H5F_SCOPE_GLOBAL), "write " + rows_named(first, count));
    for (std::size_t c = first / f.chunk; c * f.chunk < first + count; ++c) f.chunk_written[c] = true;
  });
}

void ResultWriter::leave_out(std::span<const FailedRow> rows) {
  for (const FailedRow& failed : rows) file_->left_out.push_back(failed.row);
}

void ResultWriter::write(std::string_view group, std::string_view name, std::span<const double> values) {
  File& f = *file_;
  f.expect_open();
  const std::string path =
      path_of({.group = std::string(group), .description = {std::string(name), {}, {}, {}, {}}, .dimensions = {}});
  const auto column = std::ranges::find(f.fixed, path, &Column::path);
  require(column != f.fixed.end(), "{} is no variable without the unlimited dimension", path);
  require(!column->written, "{} is already written", path);
  require(values.size() == count_of(column->shape), "{} has {} values for {}", path, values.size(),
          count_of(column->shape));
  f.attempt([&] {
    check(H5Dwrite(column->dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write " + path);
    column->written = true;
  });
}

std::filesystem::path ResultWriter::lend(std::size_t rows) {
  File& f = *file_;
  f.expect_open();
  f.expect_complete();
  require(f.rows == 0, "{} has rows already", f.path.string());
  f.attempt([&] {
    f.rows = rows;
    constexpr std::size_t at_once = 1 << 16;
    for (std::size_t first = 0; first < rows; first += at_once)
      f.write_row_numbers(first, std::min(at_once, rows - first));
    for (const Column& column : f.growing) hdf5::set_rows(column.dataset, column.shape, rows);
    f.close();
  });
  f.state = File::State::lent;
  return f.temporary;
}

bool ResultWriter::publish(const std::function<bool()>& stop) {
  File& f = *file_;
  const bool lent = f.state == File::State::lent;
  if (!lent) f.expect_open(), f.expect_complete();
  if (!lent) {
    bool all = false;
    f.attempt([&] { all = f.write_quantiles(stop); });
    if (!all) return false;
  }
  f.attempt([&] {
    if (!lent) f.close();
    hdf5::claim_bytes_behind(f.temporary, size_of_seal);
    seal(f.temporary, f.head);
    synchronise(f.temporary);
  });
  f.state = File::State::complete;
  replace(f.path, f.temporary, f.replaced);
  return true;
}

}  // namespace suanli::output
