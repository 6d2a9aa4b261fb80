#include "scenarios/commands/commands.hpp"

#include <vector>

namespace suanli {

std::span<const Command> all_commands() {
  static const std::vector<Command> all{
      commands::run(),          commands::check(),        commands::summary(),     commands::report(),
      commands::export_(),      commands::digest(),       commands::submit(),       commands::task(),        commands::status(),
      commands::merge(),        commands::facts(),        commands::findings(),    commands::compare(),
      commands::stress(),       commands::distribution(), commands::sensitivity(), commands::backtest(),
      commands::steady_state(), commands::figure_7(),     commands::calibrate(),   commands::validate(),
      commands::describe(),     commands::help(),         commands::version()};
  return all;
}

}  // namespace suanli
