// In place of {fmt} where there is none (SUANLI_USE_FMT=OFF): what Suanli uses of it, on top of the standard library's
// <format>. It writes the same characters; the two differ only in how they show a number without a precision.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdio>
#include <format>
#include <string>
#include <string_view>
#include <utility>

namespace fmt {

namespace detail {

/// A number that is shown as {fmt} does: 100000 and 0.0001 where <format> has 1e+05 and 1e-04.
struct Real {
  double value;
};

/// What <format> is given for an argument.
template <class T> const T& shown(const T& argument) { return argument; }
template <std::floating_point T> Real shown(const T& argument) { return {argument}; }
template <class T> using Shown = decltype(shown(std::declval<const T&>()));

}  // namespace detail

/// A format string, checked when compiled.
template <class... Arguments> using format_string = std::format_string<detail::Shown<Arguments>...>;

template <class... Arguments> std::string format(format_string<Arguments...> text, const Arguments&... arguments) {
  const auto write = [&](const auto&... shown) { return std::vformat(text.get(), std::make_format_args(shown...)); };
  return write(detail::shown(arguments)...);
}

template <class Out, class... Arguments>
Out format_to(Out out, format_string<Arguments...> text, const Arguments&... arguments) {
  const std::string written = fmt::format<Arguments...>(text, arguments...);
  return std::copy(written.begin(), written.end(), out);
}

template <class... Arguments>
void print(std::FILE* file, format_string<Arguments...> text, const Arguments&... arguments) {
  const std::string line = fmt::format<Arguments...>(text, arguments...);
  std::fwrite(line.data(), 1, line.size(), file);
}
template <class... Arguments> void print(format_string<Arguments...> text, const Arguments&... arguments) {
  print<Arguments...>(stdout, text, arguments...);
}

/// The entries of a range, one after another.
template <class Range> struct Joined {
  const Range* range;
  std::string_view separator;
};
template <class Range> Joined<Range> join(const Range& range, std::string_view separator) {
  return {&range, separator};
}

}  // namespace fmt

template <> struct std::formatter<fmt::detail::Real> {
  constexpr auto parse(std::format_parse_context& context) {
    const std::string_view rest(context.begin(), context.end());
    const std::string_view format = rest.substr(0, rest.find('}'));
    shortest_ = format.find_first_of(".{aefgAEFG") == format.npos;
    if (!shortest_) return number_.parse(context);
    if (!format.empty() && format.find_first_of("<>^") == format.npos)
      throw std::format_error("a number without a precision needs an alignment");  // text is aligned to the left
    return text_.parse(context);
  }

  auto format(fmt::detail::Real real, std::format_context& context) const {
    if (!shortest_) return number_.format(real.value, context);
    const double size = std::abs(real.value);
    const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
    char digits[64];
    const auto written = std::to_chars(digits, digits + sizeof digits, real.value,
                                       fixed ? std::chars_format::fixed : std::chars_format::scientific);
    return text_.format(std::string_view(digits, written.ptr), context);
  }

 private:
  bool shortest_ = true;
  std::formatter<double> number_;
  std::formatter<std::string_view> text_;
};

template <class Range> struct std::formatter<fmt::Joined<Range>> {
  constexpr auto parse(std::format_parse_context& context) { return context.begin(); }
  auto format(const fmt::Joined<Range>& joined, std::format_context& context) const {
    auto out = context.out();
    for (std::string_view separator; const auto& entry : *joined.range) {
      out = std::format_to(out, "{}{}", separator, fmt::detail::shown(entry));
      separator = joined.separator;
    }
    return out;
  }
};
