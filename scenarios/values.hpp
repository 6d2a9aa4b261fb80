// How a parameter's value is written, in scenarios and in tables; numbers with as many digits as give back their bits.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/field.hpp"

namespace suanli {

inline std::string value_text(double value) { return fmt::format("{}", value); }
inline std::string value_text(std::int64_t value) { return fmt::format("{}", value); }
inline std::string value_text(const std::vector<double>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}
inline std::string value_text(const std::vector<std::string>& names) {
  return fmt::format("[{}]", fmt::join(names, ", "));
}
inline std::string value_text(const std::string& name) { return name; }
inline std::string value_text(bool value) { return value ? "true" : "false"; }
inline std::string value_text(const std::optional<double>& value) { return value ? value_text(*value) : ""; }

template <class Kind>
requires std::is_enum_v<Kind> std::string value_text(Kind value) {
  for (const Alternative<Kind>& a : alternatives_of(Kind{}))
    if (a.kind == value) return std::string(a.word);
  return "";
}

template <class Kind> std::string value_text(const Choice<Kind>& choice) {
  for (const Alternative<Kind>& a : alternatives_of(Kind{})) {
    if (a.kind != choice.kind) continue;
    if (a.stands_alone) return value_text(choice.number);
    return a.takes_number ? fmt::format("{{{}: {}}}", a.word, value_text(choice.number)) : std::string(a.word);
  }
  return "";
}

/// The finite number that a text is, from its first to its last character; nothing if it is none.
inline std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && stop == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace suanli
