#include "scenarios/documentation.hpp"

#include "scenarios/help.hpp"
#include "scenarios/keys.hpp"

namespace suanli {

std::string documentation(std::span<const Command> commands) {
  return "# Scenarios\n\n"
         "A scenario is a YAML file: `suanli run FILE` runs it, `suanli validate FILE` checks it, `--set key=value` "
         "changes\n"
         "a value on the command line. Every value of a shipped file carries its source or the word *assumption*.\n\n"
         "| file | what it is |\n|---|---|\n"
         "| `reference.yaml` | the reference economy: one national market, firm noise only, quarterly 2022–2052 |\n"
         "| `regional.yaml` | four closed regional economies, each with its own τ |\n"
         "| `quick.yaml` | the reference economy in a second |\n"
         "| `figure-7.yaml` | one representative firm, for the report's figure 7 (`suanli figure-7`) |\n"
         "| `uncertainty-shock.yaml` | five years of doubled volatility among firms that can wait: compute investment freezes "
         "and rebounds |\n"
         "| `facts.yaml` | firms whose sizes, growth and investment come close to what is known of firms (`suanli facts`) |\n"
         "| `findings/*.yaml` | the economies in which `suanli findings` puts the report's findings to the test |\n\n"
         "The tables below are generated from the declarations of the program by `suanli describe --markdown`.\n\n"
         "## Commands\n\n" +
         commands_as_markdown(commands) +
         "\n`suanli COMMAND --help` explains options and gives examples; `--lang zh` does it in Chinese.\n\n"
         "## Keys\n\n"
         "Equations and symbols are those of `agents/MODEL.md`.\n\n" +
         keys_as_markdown();
}

}  // namespace suanli
