// What an error or a refusal says, as a text in both languages, on one line.
#pragma once

#include <exception>
#include <string>

#include "engine/text.hpp"

namespace suanli {

inline Text as_text(Text words) { return words; }
inline Text as_text(const std::string& words) { return {words, words}; }

/// Lines joined by semicolons.
inline Text on_one_line(Text words) {
  const auto join = [](std::string& lines) {
    for (std::size_t end; (end = lines.find('\n')) != std::string::npos;) lines.replace(end, 1, "; ");
  };
  join(words.en), join(words.zh);
  return words;
}

/// What an error says.
inline Text text_of(const std::exception& error) {
  const auto* const explained = dynamic_cast<const ExplainedError*>(&error);
  return on_one_line(explained != nullptr ? explained->text() : as_text(std::string(error.what())));
}

}  // namespace suanli
