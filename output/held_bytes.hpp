// How much of a file is there: one with holes may claim to be larger than any disk.
#pragma once

#include <cstdint>
#include <filesystem>

namespace suanli::output {

/// Bytes of a file that lie in no hole, as far as its file system tells holes apart; 0 if it cannot be opened.
std::uint64_t held_bytes(const std::filesystem::path& file);

}  // namespace suanli::output
