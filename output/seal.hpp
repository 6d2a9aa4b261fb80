// The last 32 bytes of a published file. HDF5 puts checksums on its structures and on chunks, but not on texts nor on
// the ties between variables and dimensions, and damage there can crash it. They all lie in the head of the file, which
// is written first; the seal holds a checksum of the head, to be compared before HDF5 sees the file. Other programs do
// not mind the seal; if one changes the file, the seal no longer fits. HDF5 counts its bytes as the file's, and leaves them
// where they are if the file is opened to be written, but nothing is.
#pragma once

#include <cstdint>
#include <filesystem>

namespace suanli::output {

inline constexpr std::uint64_t size_of_seal = 32;  // [byte]

/// Appends the seal of the first `head` bytes to a closed file. Throws Failure.
void seal(const std::filesystem::path& path, std::uint64_t head);

/// Whether a file ends in a seal, be it broken.
bool has_seal(const std::filesystem::path& path);

/// Throws Failure, saying what the file is instead, unless it ends in the seal of its head.
void expect_sealed(const std::filesystem::path& path);

}  // namespace suanli::output
