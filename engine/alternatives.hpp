// How the words of an enumeration are listed: one line a word in the files that declare parameters.
#pragma once

#include <array>
#include <span>

#include "engine/field.hpp"

/// Defines `alternatives_of(Kind)` by a list of `{kind, word, meaning, …}`.
#define SUANLI_ALTERNATIVES(Kind, ...)                                         \
  std::span<const Alternative<Kind>> alternatives_of(Kind) {                   \
    static constexpr auto all = std::to_array<Alternative<Kind>>(__VA_ARGS__); \
    return all;                                                                \
  }
