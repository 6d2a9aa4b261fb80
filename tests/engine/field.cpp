#include "engine/field.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace suanli::test {
namespace {

TEST_CASE("a range is told in words") {
  CHECK(to_string(Range{}) == "any number");
  CHECK(to_string(above(0)) == "above 0");
  CHECK(to_string(at_least(-1.5)) == "at least -1.5");
  CHECK(to_string(open(0, 1)) == "in (0, 1)");
  CHECK(to_string(closed(1900, 2500)) == "in [1900, 2500]");
  CHECK(to_string(open_below(0, 0.25)) == "in (0, 0.25]");
  CHECK(to_string(Range{.low = 0, .high = 1, .low_open = false, .high_open = true}) == "in [0, 1)");
  CHECK(to_string(Range{.high = 3}) == "below 3");
  CHECK(to_string(Range{.high = 3, .high_open = false}) == "at most 3");
  CHECK(to_string(closed(1, 1e10)) == "in [1, 10000000000]");
  CHECK(in_words(above(0)).zh == "大于 0");
  CHECK(in_words(open_below(0, 0.25)).zh == "在 (0, 0.25] 内");
}

TEST_CASE("a range contains its closed ends and not its open ones") {
  CHECK_FALSE(open(0, 1).contains(0));
  CHECK_FALSE(open(0, 1).contains(1));
  CHECK(open(0, 1).contains(0.5));
  CHECK(closed(0, 1).contains(0));
  CHECK(closed(0, 1).contains(1));
  CHECK_FALSE(open_below(0, 1).contains(0));
  CHECK(open_below(0, 1).contains(1));
  CHECK_FALSE(above(0).contains(0));
  CHECK(at_least(0).contains(0));
  CHECK_FALSE(closed(0, 1).contains(1.0000000000000002));
}

TEST_CASE("what is not a finite number is in no range with ends, and not in any number either") {
  constexpr double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  for (const Range& range : {Range{}, above(0), at_least(0), open(0, 1), closed(0, 1)}) {
    CHECK_FALSE(range.contains(nan));
    CHECK_FALSE(range.contains(infinity));
    CHECK_FALSE(range.contains(-infinity));
  }
}

enum class Colour { red, green, blue };
constexpr Alternative<Colour> colours[] = {{Colour::red, "red", {"", ""}},
                                           {Colour::green, "green", {"", ""}, true},
                                           {Colour::blue, "blue", {"", ""}, true, {}, true}};

TEST_CASE("ways to choose from are listed as a scenario writes them") {
  CHECK(listed<Colour>(colours).en == "red, {green: number} or a number");
  CHECK(listed<Colour>(std::span(colours).first(2)).en == "red or {green: number}");
  CHECK(listed<Colour>(std::span(colours).first(1)).en == "red");
}

struct Inner {
  double depth;
  static constexpr auto fields() {
    return Fields{Field<&Inner::depth>{"d", "m", above(0), "§1", {"depth", "深度"}, 2.0}};
  }
};
struct Outer {
  double first_width;
  Inner inner;
  Choice<Colour> colour;
  Named<double> shares;
  static constexpr auto fields() {
    return Fields{Field<&Outer::first_width>{"w", "m", above(0), "§1", {"width", "宽度"}},
                      Section<&Outer::inner>{{"inner", "内"}},
                      Field<&Outer::colour>{"", "", {}, "§1", {"colour", "颜色"}, Choice<Colour>{Colour::red, 0}},
                      List<&Outer::shares>{"<name>", {"shares", "份额"}}};
  }
};

TEST_CASE("a declaration has the name of its member") {
  CHECK(name_of<&Outer::first_width>() == "first_width");
  CHECK(name_of<&Outer::inner>() == "inner");
  CHECK(name_of<&Outer::shares>() == "shares");
  CHECK(name_of<&Inner::depth>() == "depth");
}

TEST_CASE("declarations are visited in order, each of its kind") {
  std::string visited;
  for_each_field<Outer>([&]<class Declaration>(const Declaration&) {
    visited += std::string(name_of<Declaration::member>());
    visited += is_field<Declaration> ? " field, " : is_section<Declaration> ? " section, " : " list, ";
  });
  CHECK(visited == "first_width field, inner section, colour field, shares list, ");
  CHECK(is_choice<Choice<Colour>>);
  CHECK_FALSE(is_choice<double>);
  CHECK(is_optional<std::optional<double>>);
}

}  // namespace
}  // namespace suanli::test
