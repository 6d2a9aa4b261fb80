// What the program says, in English and in Chinese. Whoever has something to say puts it together in both languages;
// whoever shows it, at the very end, picks one.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/description.hpp"

namespace suanli {

enum class Language { english, chinese };

/// A finished text in both languages.
struct Text {
  std::string en, zh;

  bool empty() const { return en.empty(); }
  Text& operator+=(const Text& more) {
    en += more.en, zh += more.zh;
    return *this;
  }
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

/// A value by itself as a text; what is neither Words nor Text is the same in both languages.
template <class T> Text both(const T& value) { return text("{}", "{}", value); }

/// How many there are: "1 task", "3 tasks"; "3 个任务". The noun's plural is regular.
inline Text counted(std::size_t count, const Words& noun) {
  return {fmt::format("{} {}{}", count, noun.en, count == 1 ? "" : "s"), fmt::format("{} {}", count, noun.zh)};
}
inline constexpr Words replication_words{"replication", "次重复"}, firm_words{"firm", "家企业"},
    period_words{"period", "期"}, task_words{"task", "个任务"}, row_words{"row", "行"};

/// Texts one below the other.
inline Text in_lines(const std::vector<Text>& texts) {
  Text all;
  for (const Text& line : texts) all += all.empty() ? line : text("\n{}", "\n{}", line);
  return all;
}

/// The lines of a text joined by semicolons.
inline Text on_one_line(Text words) {
  for (std::string* const lines : {&words.en, &words.zh})
    for (std::size_t end; (end = lines->find('\n')) != std::string::npos;) lines->replace(end, 1, "; ");
  return words;
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

/// What an error says; one that does not explain itself says the same in both languages.
inline Text text_of(const std::exception& error) {
  const auto* const explained = dynamic_cast<const ExplainedError*>(&error);
  return explained != nullptr ? explained->text() : both(error.what());
}

}  // namespace suanli
