#include "engine/field.hpp"

#include <fmt/format.h>

namespace suanli {

std::string to_string(const Range& range) {
  const bool bounded_below = std::isfinite(range.low), bounded_above = std::isfinite(range.high);
  if (bounded_below && bounded_above)
    return fmt::format("in {}{}, {}{}", range.low_open ? '(' : '[', range.low, range.high, range.high_open ? ')' : ']');
  if (bounded_below) return fmt::format("{} {}", range.low_open ? "above" : "at least", range.low);
  if (bounded_above) return fmt::format("{} {}", range.high_open ? "below" : "at most", range.high);
  return "any number";
}

}  // namespace suanli
