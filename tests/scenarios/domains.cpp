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

/// Whether a value of a key is refused because of its range. What else may be wrong with it is not asked.
bool is_refused(const std::vector<std::string>& settings, const std::string& key, const std::string& value,
                const std::string& range) {
  std::vector<std::string> all = settings;
  all.push_back(key + "=" + value);
  const std::string said = faults_of(std::string(siting_scenario), all);
  return said.find(fmt::format("{} = {}: must be {}", key, value, range)) != std::string::npos;
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
        CHECK(is_refused(settings, number.key, value, to_string(number.range)) == !number.range.contains(x));
      }
    }
  CHECK(ends > 100);
}

TEST_CASE("every whole number is taken up to the ends of its domain, and refused one beyond") {
  const std::vector<std::string> settings = every_siting_and_design_key();
  std::size_t keys = 0;
  for (const Key& key : all_keys()) {
    long long low = 0, high = 0;
    if (key.path.find('<') != std::string::npos ||
        std::sscanf(key.range.en.c_str(), "whole, in [%lld, %lld]", &low, &high) != 2)
      continue;
    ++keys;
    for (const long long x : {low - 1, low, high, high + 1}) {
      CAPTURE(key.path);
      CAPTURE(x);
      const std::string range = key.range.en.substr(std::string("whole, ").size());
      CHECK(is_refused(settings, key.path, std::to_string(x), range) == (x < low || x > high));
    }
  }
  CHECK(keys > 5);
}

}  // namespace
}  // namespace suanli::test
