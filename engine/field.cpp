#include "engine/field.hpp"

namespace suanli {

Text in_words(const Range& range) {
  const bool bounded_below = std::isfinite(range.low), bounded_above = std::isfinite(range.high);
  if (bounded_below && bounded_above)
    return text("in {}{}, {}{}", "在 {}{}, {}{} 内", range.low_open ? '(' : '[', range.low, range.high,
                range.high_open ? ')' : ']');
  if (bounded_below)
    return range.low_open ? text("above {}", "大于 {}", range.low) : text("at least {}", "不小于 {}", range.low);
  if (bounded_above)
    return range.high_open ? text("below {}", "小于 {}", range.high) : text("at most {}", "不大于 {}", range.high);
  return text("any number", "任意数");
}

}  // namespace suanli
