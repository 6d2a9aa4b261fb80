// One number for what a result file says, so that two runs can be compared at a glance.
#pragma once

#include <filesystem>
#include <string>

namespace suanli::output {

/// 32 hexadecimal digits over the names, types, shapes, dimensions, attributes and values of everything but /provenance.
/// Chunks, compression, order of creation and place in the file do not enter. Reads every value, so it also finds a
/// damaged file. Made against accidents, not against forgers. Throws OutputError.
std::string digest(const std::filesystem::path& path);

}  // namespace suanli::output
