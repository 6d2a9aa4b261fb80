// A parameter is declared once, beside the member that holds it: symbol, unit, range, where it is defined, meaning in
// two languages, default. Readers, range checks, tables and attributes all walk the same list.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/text.hpp"

namespace suanli {

// ---- ranges -------------------------------------------------------------------------------------------------------

/// The numbers that a parameter may take, an interval whose ends may be open.
struct Range {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool low_open = true, high_open = true;

  constexpr bool contains(double x) const {
    return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high);
  }
};
constexpr Range above(double low) { return {.low = low}; }
constexpr Range at_least(double low) { return {.low = low, .low_open = false}; }
constexpr Range open(double low, double high) { return {low, high, true, true}; }
constexpr Range closed(double low, double high) { return {low, high, false, false}; }
constexpr Range open_below(double low, double high) { return {low, high, true, false}; }

/// The range in words, "above 0" or "in [0, 1)".
Text in_words(const Range& range);
inline std::string to_string(const Range& range) { return in_words(range).en; }

// ---- values with names --------------------------------------------------------------------------------------------

/// A word that a scenario may give, or, with `takes_number`, a word with a number: `report`, `{markup: 1.3}`.
template <class Kind> struct Alternative {
  Kind kind;
  std::string_view word;
  Words meaning;
  bool takes_number = false;
  Range range = {};
  bool stands_alone = false;  ///< the number may be given by itself, without the word
};

/// One of several ways, some of which need a number; its alternatives are `alternatives_of(Kind)`.
template <class Kind> struct Choice {
  Kind kind{};
  double number = 0;
  friend bool operator==(const Choice&, const Choice&) = default;
};

/// Entries in the order of the file, each under its own name: regions, industries.
template <class T> using Named = std::vector<std::pair<std::string, T>>;

// ---- fields -------------------------------------------------------------------------------------------------------

namespace detail {
template <class T> struct MemberPointer;
template <class Owner, class Member> struct MemberPointer<Member Owner::*> { using Value = Member; };

// The compiler spells the template argument out as "...&suanli::HouseholdParameters::risk_aversion]".
template <auto member> constexpr std::string_view spelled_out() {
  const std::string_view text = __PRETTY_FUNCTION__;
  const std::size_t end = text.find_first_of(";]", text.find("member = "));
  const std::size_t begin = text.rfind("::", end) + 2;
  return text.substr(begin, end - begin);
}
}  // namespace detail

template <auto member> using MemberValue = typename detail::MemberPointer<decltype(member)>::Value;

/// The name of a member, "risk_aversion" for &HouseholdParameters::risk_aversion.
template <auto member> constexpr std::string_view name_of() { return detail::spelled_out<member>(); }

/// A parameter: a number, a list of numbers, a truth value, a name that the scenario gives elsewhere, a word of a list, or a
/// Choice. Without `fallback` a scenario must give it.
template <auto member_pointer> struct Field {
  static constexpr auto member = member_pointer;
  using Value = MemberValue<member_pointer>;

  std::string_view symbol, unit;
  Range range;  ///< of numbers, each of a list; the range of a Choice's number is its alternative's
  std::string_view source;
  Words meaning;
  std::optional<Value> fallback = std::nullopt;
};

/// A group of parameters, itself a struct with `fields()`.
template <auto member_pointer> struct Section {
  static constexpr auto member = member_pointer;
  Words meaning;
};

/// A Named list: of structs with `fields()`, or of numbers, which then share the declaration below.
template <auto member_pointer> struct List {
  static constexpr auto member = member_pointer;
  std::string_view entry;  ///< how an entry's name is shown in tables: "<region>"
  Words meaning;
  std::string_view symbol = {}, unit = {};
  Range range = {};
  std::string_view source = {};
  bool may_be_absent = false;  ///< a scenario without the list has an empty one
};

template <class T> inline constexpr bool is_field = false;
template <auto m> inline constexpr bool is_field<Field<m>> = true;
template <class T> inline constexpr bool is_section = false;
template <auto m> inline constexpr bool is_section<Section<m>> = true;
template <class T> inline constexpr bool is_choice = false;
template <class K> inline constexpr bool is_choice<Choice<K>> = true;
template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;

/// The declarations of a parameter struct, in order: what its `fields()` returns. No two are of one type, so that they can be
/// bases; a std::tuple of so many would take the compiler most of the time of a source that includes it.
template <class... Declarations> struct Fields : Declarations... {};
template <class... Declarations> Fields(Declarations...) -> Fields<Declarations...>;

/// Calls visit(declaration) for every declaration of a parameter struct, in order.
template <class P, class Visit> constexpr void for_each_field(Visit&& visit) {
  [&]<class... Declarations>(const Fields<Declarations...>& fields) {
    (visit(static_cast<const Declarations&>(fields)), ...);
  }(P::fields());
}

/// The words of an enumeration or Choice, for messages: "report, integrated or {markup: number}".
template <class Kind> Text listed(std::span<const Alternative<Kind>> alternatives) {
  Text all;
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    const Alternative<Kind>& a = alternatives[i];
    const Text word = a.stands_alone   ? text("a number", "数值")
                      : a.takes_number ? text("{{{}: number}}", "{{{}: 数值}}", a.word)
                                       : both(a.word);
    if (i == 0) all = word;
    else if (i + 1 == alternatives.size()) all = text("{} or {}", "{} 或 {}", all, word);
    else all = text("{}, {}", "{}、{}", all, word);
  }
  return all;
}

/// A rule across fields that a parameter set breaks: the key it is reported at, and what is wrong.
struct Fault {
  std::string key;
  Text message;
  std::string other = {};  ///< a second key that the rule depends on
};

}  // namespace suanli
