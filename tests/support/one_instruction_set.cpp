// engine/instruction_set.hpp for a program with the one instruction set that its compiler was told to write: all of
// Highway's headers, nothing of its library, which nobody needs to have for other processors than his own.
#include "engine/instruction_set.hpp"

#include "hwy/highway.h"

namespace suanli {

std::vector<std::string> instruction_sets() { return {hwy::TargetName(HWY_STATIC_TARGET)}; }
void use_instruction_set(const std::string&) {}

}  // namespace suanli
