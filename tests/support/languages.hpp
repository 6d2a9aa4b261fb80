// Whether a text says the same in both languages, as far as a program can tell.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "engine/text.hpp"

namespace suanli::test {

/// Whether a text holds a Chinese character or a full-width mark.
bool has_chinese(std::string_view text);

/// Two English words in a row that are neither keys nor commands nor in `quotes`: something was left untranslated.
bool has_english_words(const std::string& text);

/// The numbers of a text, with those in units and references.
std::multiset<std::string> numbers_in(const std::string& text);

/// Checks that the Chinese is Chinese, the English English, and that both give the same numbers.
void check_both_languages(const Text& text);

}  // namespace suanli::test
