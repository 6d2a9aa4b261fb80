#include "output/collective_rows.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "output/hdf5.hpp"
#include "output/layout.hpp"
#include "output/quantiles.hpp"

namespace suanli::output {

namespace {

using hdf5::check;
using hdf5::Handle;
using hdf5::Shape;

struct Column {
  std::string path;
  Handle dataset;
};
struct Quantiles {
  Column column;
  std::size_t source;  // among the growing columns
  std::vector<double> probabilities;
};

// Writes a block that this rank has.
void write_block(const Column& column, hid_t transfer, const Shape& start, const Shape& count, const double* values) {
  const Handle file_space = hdf5::selection(column.dataset, start, count), memory_space = hdf5::dataspace(count);
  check(H5Dwrite(column.dataset, H5T_NATIVE_DOUBLE, memory_space, file_space, transfer, values),
        "write " + column.path);
}

// Takes part while others write.
void write_nothing(const Column& column, hid_t transfer) {
  const Handle file_space(H5Dget_space(column.dataset), H5Sclose, "select a block"),
      memory_space = hdf5::dataspace({1});
  check(H5Sselect_none(file_space), "select a block");
  check(H5Sselect_none(memory_space), "select a block");
  const double nothing = 0;
  check(H5Dwrite(column.dataset, H5T_NATIVE_DOUBLE, memory_space, file_space, transfer, &nothing),
        "write " + column.path);
}

/// Steps of which each is taken, whatever became of those before; the first error is thrown at the end.
class Steps {
 public:
  template <class Step> void take(const Step& step) {
    try {
      step();
    } catch (...) {
      if (!first_) first_ = std::current_exception();
    }
  }
  void expect_well() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_;
};

}  // namespace

struct CollectiveRows::File {
  std::filesystem::path path;
  Communicator ranks;
  Handle file, transfer;
  std::vector<Column> growing;
  std::vector<Quantiles> quantiles;

  File(std::filesystem::path lent, Communicator together) : path(std::move(lent)), ranks(std::move(together)) {}
  ~File() { abandon(); }

  void open(const Schema& schema);
  /// Does a step of the writing; if it fails, gives the file up, which HDF5 could not close.
  template <class Work> void attempt(const Work& work) {
    hdf5::prepare();
    try {
      naming(path, work);
    } catch (...) {
      abandon();
      throw;
    }
  }
  void flush() const { check(H5Fflush(file, H5F_SCOPE_GLOBAL), "write the file"); }
  void abandon() noexcept {
    for (Column& column : growing) column.dataset.release();
    for (Quantiles& q : quantiles) q.column.dataset.release();
    file.release();
  }

  std::vector<std::vector<double>> compute(const Quantiles& q, std::span<const std::size_t> left_out) const;
  void write_quantiles_of(std::size_t first, std::span<const std::size_t> left_out, Steps& steps);
};

void CollectiveRows::File::open(const Schema& schema) {
  file = hdf5::open_file(path, ranks);
  transfer = hdf5::writing_together(ranks);
  const auto dimension = [&](const std::string& name) -> const Dimension& {
    return *std::ranges::find_if(schema.dimensions, [&](const Dimension& d) { return d.description.name == name; });
  };
  const auto opened = [&](const Variable& variable) {
    const std::string name = path_of(variable);
    return Column{name, Handle(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "open " + name)};
  };
  for (const Variable& variable : schema.variables)
    if (!variable.dimensions.empty() && dimension(variable.dimensions.front()).unlimited)
      growing.push_back(opened(variable));
  for (const Variable& variable : schema.variables)
    if (!variable.quantiles_of.empty())
      quantiles.push_back(
          {opened(variable),
           static_cast<std::size_t>(std::ranges::find(growing, variable.quantiles_of, &Column::path) - growing.begin()),
           std::get<std::vector<double>>(dimension(variable.dimensions.front()).coordinates)});
}

std::vector<std::vector<double>> CollectiveRows::File::compute(const Quantiles& q,
                                                               std::span<const std::size_t> left_out) const {
  const Handle& source = growing[q.source].dataset;
  std::vector<std::vector<double>> all;
  for (const hdf5::QuantileBlock& block : hdf5::quantile_blocks(source, q.probabilities.size()))
    all.push_back(hdf5::quantiles_in(block, source, q.column.path, q.probabilities, left_out));
  return all;
}

// Of as many variables as there are ranks, from `first`: each rank computes one, and all write all.
void CollectiveRows::File::write_quantiles_of(std::size_t first, std::span<const std::size_t> left_out, Steps& steps) {
  const std::size_t mine = first + ranks.rank();
  std::vector<std::vector<double>> values;
  if (mine < quantiles.size()) steps.take([&] { values = compute(quantiles[mine], left_out); });
  for (std::size_t k = first; k < std::min(first + ranks.size(), quantiles.size()); ++k) {
    const Quantiles& q = quantiles[k];
    std::size_t number = 0;
    for (const auto& [start, count] : hdf5::quantile_blocks(growing[q.source].dataset, q.probabilities.size()))
      steps.take([&, start = start, count = count, block = number++] {
        if (k == mine && block < values.size()) write_block(q.column, transfer, start, count, values[block].data());
        else write_nothing(q.column, transfer);
      });
  }
}

CollectiveRows::CollectiveRows(const std::filesystem::path& lent, const Schema& schema, const Communicator& ranks)
    : file_(std::make_unique<File>(lent, ranks)) {
  file_->attempt([&] { file_->open(schema); });
}

CollectiveRows::~CollectiveRows() = default;

void CollectiveRows::write(std::size_t first, std::size_t count, std::span<const std::span<const double>> rows) {
  File& f = *file_;
  const auto write_column = [&](std::size_t v) {
    if (count == 0) return write_nothing(f.growing[v], f.transfer);
    Shape block = hdf5::shape_of(f.growing[v].dataset), start(block.size(), 0);
    start[0] = first, block[0] = count;
    write_block(f.growing[v], f.transfer, start, block, rows[v].data());
  };
  f.attempt([&] {
    Steps steps;
    for (std::size_t v = 0; v < f.growing.size(); ++v) steps.take([&] { write_column(v); });
    steps.expect_well();
  });
}

void CollectiveRows::write_quantiles(std::span<const FailedRow> left_out) {
  File& f = *file_;
  std::vector<std::size_t> rows;
  for (const FailedRow& failed : left_out) rows.push_back(failed.row);
  f.attempt([&] {
    Steps steps;
    steps.take([&] { f.flush(); });  // what another rank has written may now be read
    for (std::size_t first = 0; first < f.quantiles.size(); first += f.ranks.size())
      f.write_quantiles_of(first, rows, steps);
    steps.expect_well();
  });
}

void CollectiveRows::close() {
  File& f = *file_;
  f.attempt([&] {
    Steps steps;
    const auto close = [&](Column& column) { steps.take([&] { column.dataset.close("close " + column.path); }); };
    steps.take([&] { f.flush(); });
    for (Column& column : f.growing) close(column);
    for (Quantiles& q : f.quantiles) close(q.column);
    steps.take([&] { f.file.close("close the file"); });
    steps.expect_well();
  });
}

}  // namespace suanli::output
