// How a result file lies on the disk: the format, chunks, compression and checksums, and the texts beside the numbers.
// Included by `.cpp` files only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/communicator.hpp"
#include "engine/description.hpp"
#include "output/hdf5.hpp"

namespace suanli::output::hdf5 {

/// Creates a file that must not exist yet.
Handle create_file(const std::filesystem::path& path);

/// Together: opens a file that one of the ranks has created, for all of them to write.
Handle open_file(const std::filesystem::path& path, const Communicator& ranks);

/// Has HDF5 count so many bytes behind a closed file's own as part of it. Otherwise whoever opens the file to write, and writes
/// nothing, cuts off what comes to lie there.
void claim_bytes_behind(const std::filesystem::path& path, std::uint64_t bytes);

/// Property list of writing together, the only way in which several processes can write what is compressed.
Handle writing_together(const Communicator& ranks);

/// Creates a group at the root.
Handle create_group(hid_t file, const std::string& name);

/// Creates a dataset of numbers, compressed and with a checksum in each chunk; a scalar lies under the seal. With
/// `rows_per_chunk` it has a growing dimension before those of `shape`.
Handle create_numbers(hid_t file, const std::string& path, hid_t type, const Shape& shape,
                      std::optional<std::size_t> rows_per_chunk = {});

/// Creates a list of texts and writes it.
Handle create_texts(hid_t file, const std::string& path, const std::vector<std::string>& texts);

/// Adds unit, meaning in both languages, symbol and equation, where there are such.
void describe(hid_t dataset, const Description& description);

/// Makes a growing dataset of rows of shape `row` so many rows long.
void set_rows(hid_t dataset, const Shape& row, hsize_t rows);

/// Writes rows [first, first + count) of a growing dataset of rows of shape `row`, after making it `rows` long.
void write_rows(hid_t dataset, hid_t type, const Shape& row, hsize_t rows, hsize_t first, hsize_t count,
                const void* values);

}  // namespace suanli::output::hdf5
