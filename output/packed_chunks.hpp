// Chunks of numbers as the filters of their dataset leave them, made and undone without HDF5, on all threads: HDF5, which
// serves one thread at a time, only has to write and read them. Included by `.cpp` files only.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "output/hdf5.hpp"

namespace suanli::output::hdf5 {

/// A chunk that has been shuffled, deflated and given a checksum, as layout.cpp has it.
struct PackedChunk {
  Shape origin;
  std::vector<std::byte> bytes;
};

/// Where the chunks of shape `chunk` begin that an array of shape `shape` is cut into.
std::vector<Shape> origins_of_chunks(const Shape& shape, const Shape& chunk);

/// The chunk that begins at `origin` in an array of values of shape `shape`; what it has beyond the array is missing.
PackedChunk packed(std::span<const double> values, const Shape& shape, const Shape& origin, const Shape& chunk);

/// Writes a chunk of a dataset that is long enough. Throws Failure.
void write_chunk(hid_t dataset, const PackedChunk& chunk);

/// Like read_block, of a dataset of real numbers in chunks that this process has written.
void read_packed(hid_t dataset, const std::string& path, const Shape& start, const Shape& count, double* values);

}  // namespace suanli::output::hdf5
