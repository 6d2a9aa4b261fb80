// JSON that can stand inside an HTML element.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/text.hpp"

namespace suanli::output::report {

/// Appends values, objects and lists; commas come by themselves.
class Json {
 public:
  /// A text between quotes. What is not UTF-8 becomes U+FFFD; "<" is written as an escape, so that no text ends the
  /// element around it.
  Json& text(std::string_view text);
  /// One string if both languages say the same, else a list of two.
  Json& text(const Text& text);
  /// With the fewest digits that give the same bits; null for NaN, 1e999 for infinity, which JSON.parse reads as such.
  Json& number(double value);
  Json& numbers(std::span<const double> values);
  Json& integer(std::size_t value);
  Json& boolean(bool value);

  Json& begin_object() { return open('{'); }
  Json& end_object() { return close('}'); }
  Json& begin_list() { return open('['); }
  Json& end_list() { return close(']'); }
  /// The name of the value that comes next.
  Json& key(std::string_view name);

  const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  Json& open(char bracket);
  Json& close(char bracket);
  void separate();

  std::string out_;
  bool first_ = true;
};

}  // namespace suanli::output::report
