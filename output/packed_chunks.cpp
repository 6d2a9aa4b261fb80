#include "output/packed_chunks.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <utility>

#include "engine/parallel.hpp"
#include "output/schema.hpp"

namespace suanli::output::hdf5 {

namespace {

static_assert(std::endian::native == std::endian::little, "files hold little-endian numbers");

/// A block of `count` values along each axis that begins at `origin` in a row-major array of shape `shape`.
template <class Value> struct Block {
  Value* values;
  const Shape &shape, &origin;
};

/// Copies a block of one array to a block of another, from `axis` on.
void copy(Block<const double> from, Block<double> to, const Shape& count, std::size_t axis = 0) {
  const auto behind = [axis](const Shape& s) { return std::span(s).subspan(axis + 1); };
  const auto step_of = [&](const Shape& shape) {
    hsize_t step = 1;
    for (const hsize_t n : behind(shape)) step *= n;
    return step;
  };
  const hsize_t step = step_of(from.shape), to_step = step_of(to.shape);
  from.values += from.origin[axis] * step, to.values += to.origin[axis] * to_step;
  if (std::ranges::equal(behind(from.shape), behind(count)) && std::ranges::equal(behind(to.shape), behind(count))) {
    std::copy_n(from.values, count[axis] * step, to.values);
    return;
  }
  for (hsize_t i = 0; i < count[axis]; ++i, from.values += step, to.values += to_step) copy(from, to, count, axis + 1);
}

/// Where the chunks begin of which a block has a part.
std::vector<Shape> origins_in_block(const Shape& chunk, const Shape& start, const Shape& count) {
  std::vector<Shape> all;
  Shape origin = start;
  const auto first = [&](std::size_t axis) { return start[axis] / chunk[axis] * chunk[axis]; };
  for (std::size_t axis = 0; axis < chunk.size(); ++axis) origin[axis] = first(axis);
  const auto go_on = [&] {  // to the next one, along the last axis first
    for (std::size_t axis = chunk.size(); axis-- > 0; origin[axis] = first(axis))
      if (origin[axis] += chunk[axis]; origin[axis] < start[axis] + count[axis]) return true;
    return false;
  };
  do all.push_back(origin);
  while (go_on());
  return all;
}

/// HDF5's first filter: the first bytes of all numbers, then the second ones, and so on.
std::vector<std::byte> shuffled(std::span<const double> values) {
  std::vector<std::byte> planes(values.size_bytes());
  const std::byte* const bytes = std::as_bytes(values).data();
  for (std::size_t b = 0; b < sizeof(double); ++b)
    for (std::size_t i = 0; i < values.size(); ++i) planes[b * values.size() + i] = bytes[i * sizeof(double) + b];
  return planes;
}

void unshuffle(std::span<const std::byte> planes, std::span<double> values) {
  std::byte* const bytes = std::as_writable_bytes(values).data();
  for (std::size_t b = 0; b < sizeof(double); ++b)
    for (std::size_t i = 0; i < values.size(); ++i) bytes[i * sizeof(double) + b] = planes[b * values.size() + i];
}

/// HDF5's last filter, Fletcher-32: over big-endian words of two bytes, a last odd byte being a word's high one.
std::uint32_t fletcher_32(std::span<const std::byte> bytes) {
  constexpr std::size_t words_without_overflow = 360;
  std::uint32_t low = 0, high = 0;
  const auto fold = [&] {
    low = (low & 0xffff) + (low >> 16);
    high = (high & 0xffff) + (high >> 16);
  };
  const auto at = [&](std::size_t i) { return i < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i]) : 0; };
  for (std::size_t i = 0, word = 0; i < bytes.size(); i += 2) {
    low += at(i) << 8 | at(i + 1);
    high += low;
    if (++word == words_without_overflow) fold(), word = 0;
  }
  fold(), fold();
  return high << 16 | low;
}

struct Free {
  void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
  void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
};
template <class Tool> std::unique_ptr<Tool, Free> owned(Tool* tool) {
  if (!tool) throw std::bad_alloc();
  return std::unique_ptr<Tool, Free>(tool);
}

constexpr std::size_t bytes_of_sum = sizeof(std::uint32_t);

std::vector<std::byte> pack(std::span<const double> values) {
  const auto compressor = owned(libdeflate_alloc_compressor(deflate_level));
  const std::vector<std::byte> planes = shuffled(values);
  const std::size_t most = libdeflate_zlib_compress_bound(compressor.get(), planes.size());
  const auto room = std::make_unique_for_overwrite<std::byte[]>(most);
  const std::size_t size = libdeflate_zlib_compress(compressor.get(), planes.data(), planes.size(), room.get(), most);
  std::vector<std::byte> bytes;  // as long as it is: many are held
  bytes.reserve(size + bytes_of_sum);
  bytes.assign(room.get(), room.get() + size);
  const std::uint32_t sum = fletcher_32(bytes);
  for (std::size_t k = 0; k < bytes_of_sum; ++k) bytes.push_back(static_cast<std::byte>(sum >> 8 * k));
  return bytes;
}

// Into as many values as there are. The Adler-32 of what was deflated, which is verified, makes the last sum superfluous.
void unpack(std::span<const std::byte> bytes, std::span<double> values) {
  const auto decompressor = owned(libdeflate_alloc_decompressor());
  std::vector<std::byte> planes(values.size_bytes());
  std::size_t size = 0;
  if (bytes.size() < bytes_of_sum ||
      libdeflate_zlib_decompress(decompressor.get(), bytes.data(), bytes.size() - bytes_of_sum, planes.data(),
                                 planes.size(), &size) != LIBDEFLATE_SUCCESS ||
      size != planes.size())
    throw Failure(text("cannot read rows: a chunk is damaged", "无法读取各行：有数据块已损坏"));
  unshuffle(planes, values);
}

}  // namespace

std::vector<Shape> origins_of_chunks(const Shape& shape, const Shape& chunk) {
  return origins_in_block(chunk, Shape(shape.size(), 0), shape);
}

PackedChunk packed(std::span<const double> values, const Shape& shape, const Shape& origin, const Shape& chunk) {
  Shape there = chunk;
  for (std::size_t axis = 0; axis < there.size(); ++axis)
    there[axis] = std::min(chunk[axis], shape[axis] - origin[axis]);
  std::vector<double> block(count_of(chunk), std::numeric_limits<double>::quiet_NaN());
  const Shape none(shape.size(), 0);
  copy({values.data(), shape, origin}, {block.data(), chunk, none}, there);
  return {origin, pack(block)};
}

void write_chunk(hid_t dataset, const PackedChunk& chunk) {
  check(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, chunk.origin.data(), chunk.bytes.size(), chunk.bytes.data()),
        "write rows");
}

void read_packed(hid_t dataset, const std::string& path, const Shape& start, const Shape& count, double* values) {
  const Shape chunk = chunk_of(dataset);
  const std::vector<Shape> origins = origins_in_block(chunk, start, count);
  const auto place = [&](const Shape& origin, std::span<const double> block) {
    Shape from = origin, to = origin, there = origin;
    for (std::size_t axis = 0; axis < origin.size(); ++axis) {
      const hsize_t begin = std::max(start[axis], origin[axis]);
      from[axis] = begin - origin[axis], to[axis] = begin - start[axis];
      there[axis] = std::min(start[axis] + count[axis], origin[axis] + chunk[axis]) - begin;
    }
    copy({block.data(), chunk, from}, {values, count, to}, there);
  };

  const std::size_t at_once = 4 * threads_in_use();
  std::vector<PackedChunk> chunks;
  for (std::size_t first = 0; first < origins.size(); first += at_once) {
    chunks.clear();
    for (std::size_t i = first; i < std::min(first + at_once, origins.size()); ++i) {
      hsize_t size = 0;
      check(H5Dget_chunk_storage_size(dataset, origins[i].data(), &size), "read " + path);
      std::uint32_t filters_left_out = 0;
      chunks.push_back({origins[i], std::vector<std::byte>(size)});
      check(H5Dread_chunk(dataset, H5P_DEFAULT, origins[i].data(), &filters_left_out, chunks.back().bytes.data()),
            "read " + path);
      if (filters_left_out != 0) return read_block(dataset, path, start, count, values);  // HDF5 itself has packed it
    }
    for_each_index(chunks.size(), Threads::all, [&](std::size_t i) {
      std::vector<double> block(count_of(chunk));
      unpack(chunks[i].bytes, block);
      place(chunks[i].origin, block);
    });
  }
}

}  // namespace suanli::output::hdf5
