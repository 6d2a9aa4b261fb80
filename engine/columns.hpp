// Text on a terminal, where a Chinese character takes two columns and an accent put above a letter takes none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace suanli {

/// Columns that a UTF-8 text takes.
std::size_t width_of(std::string_view text);

/// The text filled up with spaces to a number of columns; at least one space follows it.
std::string column(std::string_view text, std::size_t columns);

/// The text, spaces in front, so that it ends in this column.
std::string flush_right(std::string_view text, std::size_t columns);

/// The text in lines that end by column `columns`, the first beginning where `indent` ends and the others indented; broken
/// between words, or between Chinese characters, but never before a closing mark. The last line has no end.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

}  // namespace suanli
