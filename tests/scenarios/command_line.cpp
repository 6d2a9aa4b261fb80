// What a user sees: answers, messages and exit codes of the program itself.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/machine.hpp"
#include "scenarios/commands/commands.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

/// A directory with the small scenario as a.yaml.
struct Desk {
  TemporaryDirectory directory;
  Desk() { set_bytes(directory / "a.yaml", std::string(small_scenario)); }

  Outcome operator()(const std::string& arguments) const { return suanli_command(directory, arguments); }
  std::vector<std::string> files() const {
    std::vector<std::string> names = directory.files();
    std::ranges::sort(names);
    return names;
  }
};

/// Whether the command is refused as wrong input with this message, and writes nothing, not even an answer.
void check_refused(const std::string& arguments, const std::string& message) {
  const Desk desk;
  const Outcome said = desk(arguments);
  CAPTURE(arguments);
  CHECK(said.code == 2);
  CHECK(said.out == "");
  CHECK(said.err == message + "\n");
  CHECK(desk.files() == std::vector<std::string>{"a.yaml"});
}

const std::string infeasible = " --set household.risk_aversion=0.5",
                  level =
                      " --set synergy.mode=level --set productivity.level=1"
                      " --set 'household.consumption={saving_rate: 0.3}'",
                  spillover = " --set capital_market=regional --set regions.north.tau=0.2 --set synergy.spillover=0.5",
                  saves = " --set 'household.consumption={saving_rate: 0.3}'";

TEST_CASE("run writes the file that it was told, or results/<scenario>.h5, and says what it did") {
  const Desk desk;
  const Outcome told = desk("run a.yaml -o b.h5"), untold = desk("run a.yaml");
  CHECK(told.code == 0);
  CHECK(told.err == "");
  CHECK(told.out.starts_with("b.h5: 4 replications of 2400 firms over 4 periods in "));
  CHECK(told.out.ends_with(" firm-steps/s)\n"));  // millions or thousands, as the machine may be
  CHECK(untold.code == 0);
  CHECK(untold.out.starts_with("results/a.h5: "));
  CHECK(desk.files() == std::vector<std::string>{"a.yaml", "b.h5", "results"});
  CHECK(std::filesystem::exists(desk.directory / "results/a.h5"));
}

TEST_CASE("where a cell takes more firms than were asked for, run says why there are more") {
  const Desk desk;
  const std::string few = "run a.yaml -o b.h5 --replications 1 --firms 10 --set firms.minimum_per_cell=";
  CHECK(desk(few + "20")
            .out.starts_with("b.h5: 1 replication of 80 firms (10 asked for, at least 20 in a cell) over 4 "));
  CHECK(desk(few + "1").out.starts_with("b.h5: 1 replication of 10 firms over 4 periods in "));
}

TEST_CASE("validate says what the scenario comes to, and runs nothing") {
  const Desk desk;
  const Outcome said = desk("validate a.yaml");
  CHECK(said.code == 0);
  CHECK(said.out.starts_with(
      "a.yaml: valid (economies: 1, cells: 4, firms: 2400, periods: 4, replications: 4); needs about 0.0"));
  CHECK(said.out.ends_with(" GiB are available\n"));
  CHECK(said.err == "");
  CHECK(desk.files() == std::vector<std::string>{"a.yaml"});
}

TEST_CASE("faults of a scenario are refused the same way by run, validate and steady-state") {
  for (const std::string command : {"run", "validate", "steady-state"}) {
    check_refused(command + " a.yaml --set tau=2",
                  "--set tau=2: tau = 2: must be in (0, 1); share of investment that goes to compute, τ [1], §2");
    check_refused(command + " none.yaml", "none.yaml: there is no such file");
    check_refused(command + " .", ".: is not a regular file");
  }
}

TEST_CASE("an output that cannot be written is refused before any work") {
  check_refused("run a.yaml -o none/b.h5", "none/b.h5: cannot be written: directory 'none' does not exist");
  check_refused("run a.yaml -o .", ".: cannot be written: it is a directory");
  check_refused("run a.yaml -o a.yaml/b.h5", "a.yaml/b.h5: cannot be written: 'a.yaml' is not a directory");
  check_refused("run a.yaml -o /dev/null", "/dev/null: cannot be written: it is not a regular file");
  check_refused("run a.yaml -o /proc/b.h5",
                "/proc/b.h5: cannot be written: no file can be created in '/proc': No such file or directory");
}

TEST_CASE("an economy without a balanced path is refused with the number that fails") {
  const std::string why =
      "a.yaml: economy national: balanced growth path refused: c* = y* - e* - δ - g* = 0.245 - 0 - 0.06 - "
      "0.8 = -0.615 must be above 0 (consumption on the path), §4.2";
  for (const std::string command : {"run", "validate", "steady-state", "steady-state --json"})
    check_refused(command + " a.yaml" + infeasible, why);
}

TEST_CASE("every economy without a balanced path is named") {
  check_refused(
      "run a.yaml --set capital_market=regional" + infeasible,
      "a.yaml: economy north: balanced growth path refused: c* = y* - e* - δ - g* = 0.22882 - 0 - 0.06 - 0.735278 = "
      "-0.566459 must be above 0 (consumption on the path), §4.2\n"
      "economy south: balanced growth path refused: c* = y* - e* - δ - g* = 0.261837 - 0 - 0.06 - 0.86735 = "
      "-0.665512 must be above 0 (consumption on the path), §4.2");
}

TEST_CASE("more firms than the machine can hold are refused before any work") {
  if (memory_left().bytes > (std::size_t{200} << 30)) return;  // 9e9 firms would fit
  const Desk desk;
  const Outcome said = desk("run a.yaml --set firms.count=9e9 -o b.h5");
  CHECK(said.code == 2);
  CHECK(said.out == "");
  CHECK(said.err.starts_with("a.yaml: not enough memory: "));
  CHECK(said.err.find(" firms of one replication (firms.count, firms.minimum_per_cell) and ") != std::string::npos);
  CHECK(said.err.ends_with(" GiB are available\n"));
  CHECK(desk.files() == std::vector<std::string>{"a.yaml"});
}

TEST_CASE("spillover between regions of different tau is refused where a balanced path is needed") {
  const std::string why =
      "--set synergy.spillover=0.5: synergy.spillover = 0.5 with regions of different tau: no balanced path "
      "exists, so the saddle path does not either; use household.consumption = {saving_rate: s}, §2.3";
  check_refused("run a.yaml" + spillover, why);
  check_refused("steady-state a.yaml" + spillover, why);
  check_refused(
      "steady-state a.yaml" + spillover + saves,
      "a.yaml: no balanced growth path: synergy.spillover = 0.5 with τ = 0.2 in north and τ = 0.1 in south (economies "
      "that grow at different rates cannot share a synergy), §2.3");
  CHECK(Desk()("run a.yaml -o b.h5" + spillover + saves).code == 0);
}

TEST_CASE("the synergy of levels is answered with the date at which wealth is infinite") {
  const Outcome said = Desk()("steady-state a.yaml --set synergy.reference=0.001" + level);
  CHECK(said.code == 0);
  CHECK(said.out ==
        "economy national (τ = 0.1)\n"
        "  no balanced growth path: output is homogeneous of degree 1+ᾱ in capital, Y/W grows as W^ᾱ\n"
        "  on the ray κ = 1 - τ wealth grows at 0.255454 a year at the start and is infinite 4.84989 years later, in "
        "2026.85\n");
  CHECK(Desk()("steady-state a.yaml" + level)
            .out.ends_with(" a year at the start and decays: depreciation outweighs saving\n"));
}

TEST_CASE("a result file that cannot be used is refused by check and digest") {
  for (const std::string command : {"check", "digest"}) {
    check_refused(command + " none.h5", "none.h5: there is no such file");
    check_refused(command + " a.yaml", "a.yaml: it is not an HDF5 file");
  }
}

TEST_CASE("a wrong command line is refused in one line that says what is wrong with it") {
  check_refused("run", "run: SCENARIO is missing: scenario file (YAML)");
  check_refused("run a.yaml b.yaml", "run: 'b.yaml' is one argument too many");
  check_refused("run a.yaml --firm 10", "run: --firm is not an option; did you mean --firms?");
  check_refused("run a.yaml -output b.h5", "run: -output is not an option; did you mean --output?");
  check_refused("run a.yaml --quiet", "run: --quiet is not an option");
  check_refused("run a.yaml --seed 1 --seed=2", "run: --seed is given twice");
  check_refused("run a.yaml --output b.h5 -o c.h5", "run: -o is given twice");
  check_refused("run a.yaml --set tau=0.2 --set tau=0.3",
                "run: tau is given twice, by --set tau=0.2 and by --set tau=0.3");
  check_refused("run a.yaml --firms 100 --set firms.count=2000",
                "run: firms.count is given twice, by --set firms.count=2000 and by --firms 100");
  check_refused("run a.yaml --set tau 0.15", "run: --set tau: must have the form key=value");
  check_refused("run a.yaml -o", "run: -o needs a value, FILE: result file; default results/<scenario>.h5");
  check_refused("run a.yaml --seed --firms 10", "run: --seed needs a value, S: seed of every random number");
  check_refused("steady-state a.yaml --json=yes", "steady-state: --json takes no value");
  for (const std::string threads : {"0", "4097", "two", "1.5"})
    check_refused("run a.yaml --threads " + threads,
                  "run: --threads " + threads + ": must be a whole number in [1, 4096]");
  check_refused("runn a.yaml", "runn is not a command; did you mean run?");
  std::string names;
  for (const Command& command : all_commands()) names += (names.empty() ? "" : ", ") + std::string(command.name);
  check_refused("simulate a.yaml", "simulate is not a command; there are " + names);
  check_refused("--verson", "--verson is not an option of suanli itself; did you mean --version?");
  check_refused("help rnu", "rnu is not a command; did you mean run?");
}

TEST_CASE("an empty value is named as such, whichever option or argument has it") {
  const std::string threads = "N: most threads to use; results do not depend on it";
  check_refused("run a.yaml --threads ''", "run: --threads has an empty value, " + threads);
  check_refused("run a.yaml --threads=", "run: --threads has an empty value, " + threads);
  check_refused("export a.h5 --csv ''",
                "export: --csv has an empty value, DIR: directory of the tables, made if it is missing");
  check_refused("summary ''", "summary: FILE is empty: result file of `suanli run`");
}

TEST_CASE("options of which one would be ignored exclude each other") {
  check_refused("steady-state a.yaml --json --sweep tau=0.1:0.2:2",
                "steady-state: --json and --sweep exclude each other");
  check_refused("describe --schema tau", "describe: --schema and KEY exclude each other");
  check_refused("describe --schema --series", "describe: --schema and --series exclude each other");
  check_refused("describe --markdown tau", "describe: --markdown and KEY exclude each other");
  check_refused("describe --series --markdown", "describe: --markdown and --series exclude each other");
  for (const auto& [swept, set] : {std::pair{"tau=0.1:0.2:2", "tau=0.3"},
                                   {"productivity.level=0.1:0.2:2", "productivity.level.output_to_wealth=0.3"},
                                   {"productivity.level.output_to_wealth=0.1:0.2:2", "productivity.level=0.3"}})
    check_refused(fmt::format("steady-state a.yaml --sweep {} --set {}", swept, set),
                  fmt::format("--sweep {} and --set {} give the same key a value: leave one of them out",
                              std::string(swept).substr(0, std::string(swept).find('=')), set));
}

TEST_CASE("a series or group that a file does not have is refused with the file and the names that it has") {
  const Desk desk;
  REQUIRE(desk("run a.yaml -o b.h5").code == 0);
  CHECK(desk("summary b.h5 --series 'growth, output'").code == 0);
  CHECK(desk("summary b.h5 --series foo")
            .err.starts_with("b.h5: there is no series 'foo'; there are adopted_share, adoption_cost, "
                             "adoption_subsidy, capital, carbon, "));
  CHECK(desk("export b.h5 --csv t --group foo").err.starts_with("b.h5: there is no group 'foo'; there are by_cell, "));
  CHECK(desk("summary b.h5 --time 1").err.starts_with("b.h5: there is no date 1: dates run from 2022 to 2023"));
  for (const std::string bad : {",", "growth,", " "}) {
    const Outcome said = desk("summary b.h5 --series '" + bad + "'");
    CHECK(said.code == 2);
    CHECK(said.err == "summary: --series " + bad + ": a name in it is empty\n");
  }
}

TEST_CASE("options may follow or precede arguments, take their value after = or a space, and end with --") {
  const Desk desk;
  const std::string valid =
      "a.yaml: valid (economies: 1, cells: 4, firms: 2400, periods: 8, replications: 4); needs about ";
  for (const std::string line :
       {"validate --set time.end=2024 a.yaml", "validate a.yaml --set=time.end=2024",
        "validate --set=time.end=2024 -- a.yaml", "validate --set time.end=2024 a.yaml --set tau=0.2"})
    CHECK(desk(line).out.starts_with(valid));
  CHECK(desk("validate -- --lang").err == "--lang: there is no such file\n");
}

TEST_CASE("without a command the help goes to standard error, exit code 2") {
  const Desk desk;
  const Outcome none = desk(""), help = desk("--help");
  CHECK(none.code == 2);
  CHECK(none.out == "");
  CHECK(none.err == help.out);
}

TEST_CASE("--help and --version answer on standard output, exit code 0") {
  const Outcome help = Desk()("--help"), version = Desk()("--version");
  CHECK(help.code == 0);
  for (const std::string word : {"run", "check", "steady-state", "validate", "describe", "digest"})
    CHECK(help.out.find("\n  " + word + " ") != std::string::npos);
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("suanli 0."));
  CHECK(help.err + version.err == "");
}

TEST_CASE("an answer that cannot be written is a failure with a message, exit code 3") {
  const Desk desk;
  REQUIRE(desk("run a.yaml -o b.h5").code == 0);
  for (const std::string command : {"describe", "describe tau", "validate a.yaml", "steady-state a.yaml", "digest b.h5",
                                    "check b.h5", "run a.yaml -o c.h5", "--version", "--help"})
    for (const std::string closed : {" >&-", " > /dev/full"}) {
      const Outcome said = desk(command + closed);
      CAPTURE(command + closed);
      CHECK(said.code == 3);
      const std::string complete = command.ends_with("c.h5") ? "; c.h5 is complete" : "";
      CHECK(said.err == "standard output: cannot be written" + complete + "\n");
    }
  CHECK(desk("check c.h5").code == 0);  // the file is whole all the same
}

TEST_CASE("closed standard streams do not end up in the result file") {
  const Desk desk;
  CHECK(desk("run a.yaml -o b.h5 <&- 2>&-").code == 0);
  CHECK(desk("check b.h5").code == 0);
  // While it works, number 2 is still no file of ours.
  const Outcome where = shell(
      desk.directory, "'" SUANLI_BINARY
                      "' run a.yaml -o c.h5 --firms 100000 --set time.end=2400 2>&- &\n"
                      "while kill -0 $! && ! ls | grep -q c.h5; do sleep 0.02; done; readlink /proc/$!/fd/2; kill $!");
  CHECK(where.out == "/dev/null\n");
}

}  // namespace
}  // namespace suanli::test
