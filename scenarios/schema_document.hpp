// The words of a result file, generated from its declarations.
#pragma once

#include <string>

namespace suanli {

/// Everything that a result file can hold, as a Markdown document in both languages (output/SCHEMA.md).
std::string schema_as_markdown();

}  // namespace suanli
