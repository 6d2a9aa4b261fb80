// scenarios/README.md, generated from the declarations of commands and parameters.
#pragma once

#include <span>
#include <string>

#include "scenarios/command_line.hpp"

namespace suanli {

/// The whole document, in Markdown.
std::string documentation(std::span<const Command> commands);

}  // namespace suanli
