// The commands of the program. A new one is a file here that declares it and does its work, and a line in commands.cpp.
#pragma once

#include <span>

#include "scenarios/command_line.hpp"

namespace suanli {

/// Every command, in the order of the help.
std::span<const Command> all_commands();

namespace commands {
Command run();
Command submit();
Command task();
Command status();
Command merge();
Command check();
Command facts();
Command sensitivity();
Command backtest();
Command findings();
Command compare();
Command stress();
Command distribution();
Command steady_state();
Command figure_7();
Command summary();
Command report();
Command export_();  // NOLINT(readability-identifier-naming): `export` is a word of C++
Command calibrate();
Command validate();
Command describe();
Command digest();
Command help();
Command version();
}  // namespace commands

}  // namespace suanli
