// What the program says, in English and in Chinese. Whoever has something to say puts it together in both languages;
// whoever shows it, at the very end, picks one.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "engine/description.hpp"

namespace suanli {

enum class Language { english, chinese };

/// A finished text in both languages.
struct Text {
  std::string en, zh;
  friend bool operator==(const Text&, const Text&) = default;
};

/// The words of one language.
inline std::string_view in(Language language, const Words& words) {
  return language == Language::english ? words.en : words.zh;
}
inline const std::string& in(Language language, const Text& text) {
  return language == Language::english ? text.en : text.zh;
}
/// Whatever is the same in both languages: numbers, names.
template <class T> const T& in(Language, const T& value) { return value; }

/// What an argument of `text` is in one language: Words and Text are resolved, everything else stays.
template <class T> using InOneLanguage = std::decay_t<decltype(in(Language::english, std::declval<const T&>()))>;

/// A text from a format string in each language, checked when compiled; arguments that are Words or Text appear in
/// the language they are put into: `text("{} is missing", "缺少 {}", key)`.
template <class... Arguments>
Text text(fmt::format_string<InOneLanguage<Arguments>...> en, fmt::format_string<InOneLanguage<Arguments>...> zh,
          const Arguments&... arguments) {
  return {fmt::format(en, InOneLanguage<Arguments>(in(Language::english, arguments))...),
          fmt::format(zh, InOneLanguage<Arguments>(in(Language::chinese, arguments))...)};
}

/// An error that explains itself in both languages; `what()` is the English text.
class ExplainedError : public std::runtime_error {
 public:
  explicit ExplainedError(Text text) : std::runtime_error(text.en), text_(std::move(text)) {}
  const Text& text() const { return text_; }

 private:
  Text text_;
};

/// What the user gave cannot be used, found before any work: exit code 2.
class WrongInput : public ExplainedError {
  using ExplainedError::ExplainedError;
};

}  // namespace suanli
