// Which instruction set the lanes run on. Chosen when the program starts; results are the same bits on all of them.
#pragma once

#include <string>
#include <vector>

namespace suanli {

/// The instruction sets that this binary has and this machine can run, best first.
std::vector<std::string> instruction_sets();

/// Runs the lanes on one of them from now on, for tests and benchmarks; "" for the best. Throws std::invalid_argument.
void use_instruction_set(const std::string& name);

}  // namespace suanli
