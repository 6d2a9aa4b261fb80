#include "scenarios/documentation.hpp"

#include "scenarios/help.hpp"
#include "scenarios/keys.hpp"

namespace suanli {

std::string documentation(std::span<const Command> commands) {
  return "# Scenarios\n\n"
         "A scenario is a YAML file: `suanli run FILE` runs it, `suanli validate FILE` checks it, `--set key=value` "
         "changes\n"
         "a value on the command line. Every value of a shipped file carries its source or the word *assumption*. A "
         "file "
         "that begins\nwith `base: other.yaml` says what it changes: it takes the keys of the other but for those that "
         "`without` lists, and its own\ncome over them, key by key.\n\n"
         "| file | what it is |\n|---|---|\n"
         "| `baseline.yaml` | China in the model's terms: firms that choose, enter, leave and adopt; data centres at "
         "four "
         "locations (`make run`) |\n"
         "| `baseline-split-west.yaml` | the baseline with the West in two, by what its grids burn |\n"
         "| `baseline-eight-hubs.yaml` | the baseline with the eight hubs of \"East data, west compute\" |\n"
         "| `stress/western-hub-outage.yaml` | nine tenths of the West's data centres stand still for a quarter |\n"
         "| `stress/trunk-link-failure.yaml` | a unit delivered between East and West takes two for three weeks, as if "
         "half the bandwidth were cut |\n"
         "| `stress/chip-squeeze.yaml` | new compute capital is a quarter dearer, and substitutes take years |\n"
         "| `stress/ai-demand-surge.yaml` | the internet industry needs a third more compute services for three years "
         "|\n"
         "| `stress/electricity-price-spike.yaml` | electricity is a fifth dearer for nine months, and data centres on "
         "coal are rationed for six weeks |\n"
         "| `stress/hydropower-drought.yaml` | half of Sichuan's data centres stand still for two weeks, and a quarter "
         "of Chongqing's |\n"
         "| `stress/carbon-price-path.yaml` | a price of carbon that rises to 400 yuan a ton |\n"
         "| `stress/western-build-out.yaml` | the West is built out ahead of demand |\n"
         "| `stress/siting-multiplier.yaml` | policy steers 1.3 times as much investment west as returns would |\n"
         "| `stress/siting-multiplier-latency-relief.yaml` | the same where every western site is linked as well as "
         "the best |\n"
         "| `stress/strict-latency.yaml` | sensitive work bears 10 ms and stays in its region |\n"
         "| `stress/western-demand-shortfall.yaml` | customers keep away from the West for two years, as if all that "
         "it delivers took more |\n"
         "| `stress/compound.yaml` | chips are short while AI booms and electricity is dear and rationed |\n"
         "| `reference.yaml` | the reference economy: one national market, firm noise only, quarterly 2022–2052 |\n"
         "| `regional.yaml` | four closed regional economies, each with its own τ |\n"
         "| `quick.yaml` | the reference economy in a second |\n"
         "| `figure-7.yaml` | one representative firm, for the report's figure 7 (`suanli figure-7`) |\n"
         "| `uncertainty-shock.yaml` | five years of doubled volatility among firms that can wait: compute investment "
         "freezes "
         "and rebounds |\n"
         "| `whole-population.yaml` | the baseline with every enterprise of China as a firm of its own, 52.8 million |\n"
         "| `uncertain-parameters.yaml` | the baseline with fewer firms at 128 points of a design over eleven parameters "
         "(`suanli sensitivity`) |\n"
         "| `facts.yaml` | firms whose sizes, growth and investment come close to what is known of firms (`suanli "
         "facts`) |\n"
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
