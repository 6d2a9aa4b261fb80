#include "engine/columns.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace suanli {

namespace {

/// The characters of a UTF-8 text, each with its bytes.
struct Character {
  char32_t code;
  std::string_view bytes;
};
std::vector<Character> characters_of(std::string_view text) {
  std::vector<Character> all;
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char first = static_cast<unsigned char>(text[i]);
    const std::size_t length = std::min<std::size_t>(first < 0xC0   ? 1
                                                     : first < 0xE0 ? 2
                                                     : first < 0xF0 ? 3
                                                                    : 4,
                                                     text.size() - i);
    char32_t code = length == 1 ? first : first & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    all.push_back({code, text.substr(i, length)});
    i += length;
  }
  return all;
}

// East Asian Wide and Fullwidth (Unicode Standard Annex 11), as far as these scripts go.
bool is_wide(char32_t c) {
  static constexpr std::array<std::pair<char32_t, char32_t>, 9> wide{{{0x1100, 0x115F},
                                                                      {0x2E80, 0x303E},
                                                                      {0x3041, 0xA4CF},
                                                                      {0xAC00, 0xD7A3},
                                                                      {0xF900, 0xFAFF},
                                                                      {0xFE30, 0xFE6F},
                                                                      {0xFF00, 0xFF60},
                                                                      {0xFFE0, 0xFFE6},
                                                                      {0x20000, 0x3FFFD}}};
  return std::ranges::any_of(wide, [c](const auto& range) { return range.first <= c && c <= range.second; });
}
bool is_combining(char32_t c) { return c >= 0x300 && c <= 0x36F; }

std::size_t width_of(char32_t c) { return is_combining(c) ? 0 : is_wide(c) ? 2 : 1; }

bool closes(char32_t c) {
  return std::u32string_view(U"，。、；：？！）》”’,.;:?!)").find(c) != std::u32string_view::npos;
}
bool opens(char32_t c) { return std::u32string_view(U"（《“‘(").find(c) != std::u32string_view::npos; }

/// What a line is never broken inside of.
struct Unit {
  std::string text;
  bool after_space;
};
std::vector<Unit> units_of(std::string_view text) {
  std::vector<Unit> units;
  bool after_space = false;
  char32_t before = U' ';
  for (const auto& [code, bytes] : characters_of(text)) {
    if (code == U' ') {
      after_space = true;
    } else {
      const bool may_break = after_space || ((is_wide(code) || is_wide(before)) && !closes(code) && !opens(before));
      if (units.empty() || may_break) units.push_back({std::string(bytes), after_space});
      else units.back().text += bytes;
      after_space = false;
    }
    before = code;
  }
  return units;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (const Character& c : characters_of(text)) columns += width_of(c.code);
  return columns;
}

std::string column(std::string_view text, std::size_t columns) {
  const std::size_t taken = width_of(text);
  return std::string(text) + std::string(columns > taken ? columns - taken : 1, ' ');
}

std::string flush_right(std::string_view text, std::size_t columns) {
  const std::size_t taken = width_of(text);
  return std::string(columns > taken ? columns - taken : 0, ' ') + std::string(text);
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string lines;
  std::size_t at = indent;
  for (const auto& [unit, after_space] : units_of(text)) {
    const std::size_t width = width_of(unit);
    if (at > indent && at + after_space + width > columns) {
      lines += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (after_space && at > indent) {
      lines += ' ', ++at;
    }
    lines += unit, at += width;
  }
  return lines;
}

}  // namespace suanli
