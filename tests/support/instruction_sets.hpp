// Tests run the lanes on every instruction set that the binary has and the machine can run.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "engine/instruction_set.hpp"

namespace suanli::test {

/// Calls work() on each instruction set in turn, best first, and goes back to the best. A machine with one set only
/// would compare nothing, so at least two are required: vectors, and one number at a time. A build without Highway has
/// one, which `portable.cmake` compares with Highway's.
template <class Work> void on_every_instruction_set(const Work& work) {
  struct Restore {
    ~Restore() { use_instruction_set(""); }
  } restore;
  const auto sets = instruction_sets();
  REQUIRE((sets.size() >= 2 || sets.front().starts_with("PORTABLE")));
  for (const std::string& set : sets) {
    CAPTURE(set);
    use_instruction_set(set);
    work();
  }
}

}  // namespace suanli::test
