#include "output/report/json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdint>

namespace suanli::output::report {

namespace {

// Length of the UTF-8 sequence that begins here, or 0 if none does (RFC 3629: no surrogates, nothing longer than needed).
std::size_t sequence_length(std::string_view rest) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
  const auto follows = [&](std::size_t i, int low, int high) {
    return i < rest.size() && byte(i) >= low && byte(i) <= high;
  };
  const auto tail = [&](std::size_t i) { return follows(i, 0x80, 0xBF); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF)
    return follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
  if (lead >= 0xF0 && lead <= 0xF4)
    return follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
  return 0;
}

void append_character(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '<':
    case '>':
    case '&':
    case 0x7F: break;
    default:
      if (static_cast<unsigned char>(c) >= 0x20) {
        out += c;
        return;
      }
  }
  out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
}

}  // namespace

Json& Json::text(std::string_view text) {
  separate();
  out_ += '"';
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 1) append_character(out_, text.front());
    else out_ += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out_ += '"';
  return *this;
}

Json& Json::text(const Text& words) {
  if (words.en == words.zh) return text(std::string_view(words.en));
  return begin_list().text(std::string_view(words.en)).text(std::string_view(words.zh)).end_list();
}

Json& Json::number(double value) {
  separate();
  if (std::isnan(value)) out_ += "null";
  else if (std::isinf(value)) out_ += value > 0 ? "1e999" : "-1e999";
  else {
    char digits[32];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    out_.append(digits, end);
  }
  return *this;
}

Json& Json::numbers(std::span<const double> values) {
  begin_list();
  for (const double value : values) number(value);
  return end_list();
}

Json& Json::integer(std::size_t value) {
  separate();
  out_ += fmt::format("{}", value);
  return *this;
}

Json& Json::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

Json& Json::key(std::string_view name) {
  text(name);
  out_ += ':';
  first_ = true;
  return *this;
}

Json& Json::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

Json& Json::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

void Json::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

}  // namespace suanli::output::report
