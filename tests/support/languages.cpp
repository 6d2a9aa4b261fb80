#include "tests/support/languages.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>

namespace suanli::test {

bool has_chinese(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte >= 0xE3 && byte <= 0xEF;
  });
}

bool has_english_words(const std::string& text) {
  static const std::regex quoted("`[^`]*`"), two_words("(^|[^a-z_.-])[a-z']{2,} [a-z']{2,}($|[^a-z_.=-])");
  return std::regex_search(std::regex_replace(text, quoted, ""), two_words);
}

std::multiset<std::string> numbers_in(const std::string& text) {
  static const std::regex number("[0-9]+(\\.[0-9]+)?(e[+-]?[0-9]+)?");
  std::multiset<std::string> all;
  for (std::sregex_iterator found(text.begin(), text.end(), number), end; found != end; ++found)
    all.insert(found->str());
  return all;
}

void check_both_languages(const Text& text) {
  CAPTURE(text.en);
  CAPTURE(text.zh);
  CHECK_FALSE(has_chinese(text.en));
  CHECK(has_chinese(text.zh));
  CHECK_FALSE(has_english_words(text.zh));
  CHECK(numbers_in(text.en) == numbers_in(text.zh));
}

}  // namespace suanli::test
