// What is said beside the answer: progress, notes, what went wrong.
#pragma once

#include <cstdio>
#include <string_view>

namespace suanli {

/// Says something on standard error. Where that is closed or full nobody hears it, and nothing else is lost.
inline void remark(std::string_view words) {
  [[maybe_unused]] const std::size_t said = std::fwrite(words.data(), 1, words.size(), stderr);
}

}  // namespace suanli
