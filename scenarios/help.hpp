// Help and documentation of the commands, from their declarations.
#pragma once

#include <span>
#include <string>

#include "scenarios/command_line.hpp"

namespace suanli {

/// The help of the program: what it is, its commands and exit codes.
std::string help(std::span<const Command> commands, Language language);

/// The help of one command: usage, arguments, options, examples.
std::string help(const Command& command, Language language);

/// The table of commands for the documentation, in both languages.
std::string commands_as_markdown(std::span<const Command> commands);

}  // namespace suanli
