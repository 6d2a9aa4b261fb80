// Chunks that are packed without HDF5 are those of its own filters: it reads them, and finds what is damaged in them.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "output/layout.hpp"
#include "output/packed_chunks.hpp"
#include "tests/output/sample.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::output::hdf5 {
namespace {

using suanli::test::Inputs;

/// A growing dataset of rows of shape `row` in chunks of shape `chunk`, with the filters of result files.
Handle growing_dataset(hid_t file, const Shape& row, const Shape& chunk) {
  const Handle list = properties(H5P_DATASET_CREATE);
  check(H5Pset_chunk(list, static_cast<int>(chunk.size()), chunk.data()), "choose chunks");
  check(H5Pset_shuffle(list), "shuffle");
  check(H5Pset_deflate(list, deflate_level), "compress");
  check(H5Pset_fletcher32(list), "add checksums");
  Shape none = row, unlimited = row;
  none.insert(none.begin(), 0), unlimited.insert(unlimited.begin(), H5S_UNLIMITED);
  const Handle space = dataspace(none, unlimited);
  return {H5Dcreate2(file, "x", H5T_IEEE_F64LE, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose, "create x"};
}

std::vector<double> block_of(hid_t dataset, const Shape& start, const Shape& count, decltype(read_block)& read) {
  std::vector<double> values(count_of(count));
  read(dataset, "x", start, count, values.data());
  return values;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST_CASE("HDF5 reads packed chunks of any shape, and they are read as HDF5 reads its own") {
  const output::test::TemporaryDirectory directory;
  prepare();
  Inputs inputs(20220101);
  for (int i = 0; i < 200; ++i) {
    CAPTURE(i);
    Shape row, chunk{inputs.whole(1, 5)};
    for (std::size_t axis = inputs.whole(0, 3); axis-- > 0;) {
      row.push_back(inputs.whole(1, 9));
      chunk.push_back(inputs.whole(1, row.back()));
    }
    Shape shape = row;
    shape.insert(shape.begin(), inputs.whole(1, 12));
    std::vector<double> values(count_of(shape));
    for (double& x : values) x = inputs.coin() ? std::log(inputs.uniform(0, 1)) : std::nan("");

    const Handle file = create_file(directory / std::to_string(i).c_str()), dataset = growing_dataset(file, row, chunk);
    set_rows(dataset, row, shape[0]);
    const hsize_t rows_at_once = chunk[0] * inputs.whole(1, 3);
    for (hsize_t first = 0; first < shape[0]; first += rows_at_once) {
      const hsize_t count = std::min(rows_at_once, shape[0] - first), values_of_row = count_of(row);
      const auto batch = std::span(values).subspan(first * values_of_row, count * values_of_row);
      Shape part = shape;
      part[0] = count;
      for (const Shape& origin : origins_of_chunks(part, chunk)) {
        PackedChunk each = packed(batch, part, origin, chunk);
        each.origin[0] += first;
        write_chunk(dataset, each);
      }
    }
    CHECK(same_bits(block_of(dataset, Shape(shape.size(), 0), shape, read_block), values));

    Shape start, count;
    for (const hsize_t n : shape) {
      start.push_back(inputs.whole(0, n - 1));
      count.push_back(inputs.whole(1, n - start.back()));
    }
    CHECK(same_bits(block_of(dataset, start, count, read_packed), block_of(dataset, start, count, read_block)));
  }
}

TEST_CASE("damage in a packed chunk is found by HDF5's checksum and by our own reading") {
  const output::test::TemporaryDirectory directory;
  prepare();
  const Handle file = create_file(directory / "a"), dataset = growing_dataset(file, {7}, {3, 7});
  set_rows(dataset, {7}, 3);
  std::vector<double> values(21);
  Inputs inputs(1);
  for (double& x : values) x = inputs.uniform(0, 1);
  PackedChunk chunk = packed(values, {3, 7}, {0, 0}, {3, 7});
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    std::byte& byte = chunk.bytes[inputs.whole(2, chunk.bytes.size() - 5)];  // the sum itself only HDF5 looks at
    const std::byte before = byte;
    byte ^= std::byte{1} << inputs.whole(0, 7);
    write_chunk(dataset, chunk);
    CHECK_THROWS_AS(block_of(dataset, {0, 0}, {3, 7}, read_block), Failure);
    CHECK_THROWS_AS(block_of(dataset, {0, 0}, {3, 7}, read_packed), Failure);
    byte = before;
  }
}

}  // namespace
}  // namespace suanli::output::hdf5
