// Roots within ranges: one unknown and several.
#include "engine/roots.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace suanli::test {

TEST_CASE("a stretched range covers the line, and its ends come back bit for bit") {
  for (const Range& range : {closed(0, 1), closed(1e-100, 1e100), closed(-3, 5), closed(0.01, 1000)}) {
    const Coordinate c(range);
    CHECK(c.in_range(c.low()) == range.low);
    CHECK(c.in_range(c.high()) == range.high);
    CHECK(c.in_range(-1e300) == range.low);
    for (const double share : {0.001, 0.3, 0.999}) {
      const double x = range.low + share * (range.high - range.low);
      CHECK(c.in_range(c.stretched(x)) == doctest::Approx(x).epsilon(1e-12));
    }
  }
}

TEST_CASE("a root is found to the last bit from far away, on either side, in ranges of any width") {
  const auto square_root_of_two = [](double x) -> std::optional<double> { return x * x - 2; };
  for (const double start : {1e-6, 1.0, 3.0, 1e9})
    CHECK(*find_root(square_root_of_two, closed(1e-100, 1e100), start, 0).root ==
          doctest::Approx(std::sqrt(2.)).epsilon(4e-16));
  const auto quarter = [](double x) -> std::optional<double> { return x - 0.25; };
  for (const double start : {1e-9, 0.25, 0.9, 1.0}) CHECK(*find_root(quarter, closed(0, 1), start, 0).root == 0.25);
}

TEST_CASE("of several roots the one near the start is found") {
  const auto sine = [](double x) -> std::optional<double> { return std::sin(x); };
  CHECK(*find_root(sine, closed(1, 100), 6, 0).root == doctest::Approx(2 * std::acos(-1.)));
  CHECK(*find_root(sine, closed(1, 100), 3, 0).root == doctest::Approx(std::acos(-1.)));
}

TEST_CASE("a root at a closed end of the range is found, at an open one there is none") {
  const auto at_one = [](double x) -> std::optional<double> { return x - 1; };
  CHECK(*find_root(at_one, closed(0, 1), 0.5, 0).root == 1);
  CHECK_FALSE(find_root(at_one, open(0, 1), 0.5, 0).root.has_value());
}

TEST_CASE("two roots on either side of a turning point are found though they lie between two looks") {
  const auto hump = [](double x) -> std::optional<double> { return 1e-9 - std::pow(x - 0.6, 2); };
  const RootSearch search = find_root(hump, open(0, 1), 0.01, 0);
  REQUIRE(search.root.has_value());
  CHECK(std::abs(std::abs(*search.root - 0.6) - std::sqrt(1e-9)) < 1e-9);
}

TEST_CASE("a root beside the place where the function ends is found, and one beyond it is not") {
  const auto ends_at_two = [](double zero) {
    return [zero](double x) -> std::optional<double> { return x < 2 ? std::optional(x - zero) : std::nullopt; };
  };
  CHECK(*find_root(ends_at_two(1.9999999), closed(1e-3, 1e3), 0.5, 0).root ==
        doctest::Approx(1.9999999).epsilon(1e-12));
  CHECK(*find_root(ends_at_two(1.5), closed(1e-3, 1e3), 30, 0).root == 1.5);  // from where there is nothing
  const RootSearch none = find_root(ends_at_two(2.5), closed(1e-3, 1e3), 0.5, 0);
  CHECK_FALSE(none.root.has_value());
  CHECK(none.highest->f == doctest::Approx(-0.5).epsilon(1e-6));
  CHECK(none.lowest->x == 1e-3);
}

TEST_CASE("a function that does not move, or exists nowhere, is told from one that misses zero") {
  const RootSearch constant = find_root([](double) { return std::optional(3.); }, closed(1, 2), 1.5, 0);
  CHECK_FALSE(constant.moves());
  CHECK(constant.lowest.has_value());
  CHECK_FALSE(find_root([](double) { return std::optional<double>(); }, closed(1, 2), 1.5, 0).lowest.has_value());
  CHECK(find_root([](double x) { return std::optional(x); }, closed(1, 2), 1.5, 0).moves());
}

TEST_CASE("what is near enough ends the search") {
  int looks = 0;
  const auto line = [&](double x) -> std::optional<double> { return ++looks, x - 1.2345; };
  CHECK(std::abs(*find_root(line, closed(1, 2), 1.2, 1e-3).root - 1.2345) <= 1e-3);
  CHECK(looks < 8);
}

TEST_CASE("a common root of several equations is found from afar, through places where they do not exist") {
  const auto circle_and_line = [](const std::vector<double>& x) -> std::optional<std::vector<double>> {
    if (x[0] > 5) return std::nullopt;
    return std::vector{(x[0] * x[0] + x[1] * x[1]) / 25 - 1, x[1] / x[0] - 4. / 3};
  };
  const RootsSearch search = find_roots(circle_and_line, {closed(1e-3, 1e3), closed(1e-3, 1e3)}, {0.02, 300}, 1e-13);
  CHECK(search.outcome == SearchEnd::found);
  CHECK(search.x[0] == doctest::Approx(3).epsilon(1e-12));
  CHECK(search.x[1] == doctest::Approx(4).epsilon(1e-12));
}

TEST_CASE("a search for a common root that starts at the end of a range leaves it") {
  const auto f = [](const std::vector<double>& x) -> std::optional<std::vector<double>> {
    return std::vector{x[0] + x[1] - 1, x[0] - x[1] - 0.2};
  };
  const RootsSearch search = find_roots(f, {closed(0, 1), closed(0, 1)}, {1, 0}, 1e-13);
  CHECK(search.outcome == SearchEnd::found);
  CHECK(search.x[0] == doctest::Approx(0.6).epsilon(1e-12));
}

TEST_CASE("a search for a common root says which unknown or equation is idle, and when they depend on each other") {
  using Result = std::optional<std::vector<double>>;
  const std::vector<Range> ranges{closed(1e-3, 1e3), closed(1e-3, 1e3)};
  const auto search = [&](const Equations& f) { return find_roots(f, ranges, {2, 3}, 1e-12); };
  const RootsSearch unknown = search([](const std::vector<double>& x) -> Result {
    return std::vector{x[0] - 1, x[0] * x[0] - 2};
  });
  CHECK(unknown.outcome == SearchEnd::idle_unknown);
  CHECK(unknown.which == 1);
  const RootsSearch equation = search([](const std::vector<double>& x) -> Result {
    return std::vector{x[0] - x[1], 7.};
  });
  CHECK(equation.outcome == SearchEnd::idle_equation);
  CHECK(equation.which == 1);
  CHECK(search([](const std::vector<double>& x) -> Result {
          return std::vector{x[0] * x[1] - 1, 2 * x[0] * x[1] - 3};
        }).outcome == SearchEnd::dependent);
  CHECK(search([](const std::vector<double>&) -> Result { return std::nullopt; }).outcome == SearchEnd::no_start);
  const RootsSearch stalled = search([](const std::vector<double>& x) -> Result {
    return std::vector{x[0] * x[0] + x[1] + 1, x[0] - x[1]};
  });
  CHECK(stalled.outcome != SearchEnd::found);
}

}  // namespace suanli::test
