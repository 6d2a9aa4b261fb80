// Every parameter's domain, taken from its declaration, at its ends: the last number inside is taken, the next one outside is
// refused with the rule.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <limits>

#include "scenarios/keys.hpp"
#include "scenarios/number.hpp"
#include "tests/scenarios/design_sample.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Setting {
  std::string key, given;
};

/// Whether a number is refused because of its range. What else may be wrong with it is not asked.
bool is_refused(const std::vector<std::string>& settings, const Setting& setting, const std::string& number,
                const std::string& range) {
  std::vector<std::string> all = settings;
  all.push_back(setting.key + "=" + setting.given);
  const std::string said = faults_of(std::string(siting_scenario), all);
  return said.find(fmt::format("{} = {}: must be {}", setting.key, number, range)) != std::string::npos;
}

TEST_CASE("every real number is taken up to the last bit of its domain, and refused one bit beyond") {
  const std::vector<std::string> settings = every_siting_and_design_key();
  std::size_t ends = 0;
  for (const Number& number : numbers_of(sited(settings).parameters))
    for (const double end : {number.range.low, number.range.high}) {
      if (!std::isfinite(end)) continue;
      ++ends;
      for (const double x : {std::nextafter(end, -infinity), end, std::nextafter(end, infinity)}) {
        const std::string value = fmt::format("{}", x);
        CAPTURE(number.key);
        CAPTURE(value);
        CHECK(is_refused(settings, {number.key, value}, value, to_string(number.range)) == !number.range.contains(x));
      }
    }
  CHECK(ends > 100);
}

/// A key of the declarations in the scenario: with the names that its settings have.
std::string named_in_scenario(std::string path) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"<varied>", "patience"}, {"<class>", "sensitive"}, {"<policy>", "westward"}};
  for (const auto& [general, name] : names)
    if (const std::size_t at = path.find(general); at != std::string::npos) path.replace(at, general.size(), name);
  return path;
}

/// The range of these words: "in [0, 1)", "above 0", "any number".
Range range_in(const std::string& words) {
  double low = 0, high = 0;
  char left = 0, right = 0;
  Range range;
  if (std::sscanf(words.c_str(), "in %c%lf, %lf%c", &left, &low, &high, &right) == 4)
    range = {low, high, left == '(', right == ')'};
  else if (std::sscanf(words.c_str(), "above %lf", &low) == 1) range = above(low);
  CHECK(to_string(range) == words);
  return range;
}

TEST_CASE("every number of a list is taken up to the last bit of its domain, and refused one bit beyond") {
  const std::vector<std::string> settings = every_siting_and_design_key();
  std::size_t ends = 0;
  for (const Key& key : all_keys()) {
    constexpr std::string_view list = "list of numbers ";
    if (!key.range.en.starts_with(list)) continue;
    const Range range = range_in(key.range.en.substr(list.size()));
    for (const double end : {range.low, range.high}) {
      if (!std::isfinite(end)) continue;
      ++ends;
      for (const double x : {std::nextafter(end, -infinity), end, std::nextafter(end, infinity)}) {
        const std::string path = named_in_scenario(key.path), value = fmt::format("{}", x);
        CAPTURE(path);
        CAPTURE(value);
        CHECK(is_refused(settings, {path, "[" + value + "]"}, value, to_string(range)) == !range.contains(x));
      }
    }
  }
  CHECK(ends == 13);
}

TEST_CASE("every whole number is taken up to the ends of its domain, and refused one beyond") {
  const std::vector<std::string> settings = every_siting_and_design_key();
  std::size_t keys = 0;
  for (const Key& key : all_keys()) {
    long long low = 0, high = 0;
    if (std::sscanf(key.range.en.c_str(), "whole, in [%lld, %lld]", &low, &high) != 2) continue;
    ++keys;
    for (const long long x : {low - 1, low, high, high + 1}) {
      const std::string path = named_in_scenario(key.path), value = std::to_string(x);
      CAPTURE(path);
      CAPTURE(value);
      const std::string range = key.range.en.substr(std::string("whole, ").size());
      CHECK(is_refused(settings, {path, value}, value, range) == (x < low || x > high));
    }
  }
  CHECK(keys > 5);
}

}  // namespace
}  // namespace suanli::test
