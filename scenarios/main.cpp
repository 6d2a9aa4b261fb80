// The command line: one subcommand a verb. Messages go to standard error, answers to standard output; the exit code is
// 0 well, 1 a check failed, 2 wrong input, destination or command line, 3 failed while working.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "agents/economy.hpp"
#include "engine/parallel.hpp"
#include "output/destination.hpp"
#include "output/digest.hpp"
#include "output/error.hpp"
#include "scenarios/check.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/read.hpp"
#include "scenarios/run.hpp"
#include "scenarios/theory.hpp"
#include "suanli_build.hpp"

namespace {

using namespace suanli;

enum Exit : int { well = 0, check_failed = 1, wrong_input = 2, failed_while_working = 3 };

/// What a command was given.
struct Arguments {
  std::string scenario, file, output, key;
  std::vector<std::string> settings;
  std::optional<std::string> replications, firms, seed;
  std::size_t threads = 0;
  bool json = false, markdown = false, all = false;

  // Options that are short for a key come last, so that they win.
  std::vector<std::string> all_settings() const {
    std::vector<std::string> all = settings;
    if (replications) all.push_back("ensemble.replications=" + *replications);
    if (firms) all.push_back("firms.count=" + *firms);
    if (seed) all.push_back("ensemble.seed=" + *seed);
    return all;
  }
};

/// A destination or a file from elsewhere that cannot be used, found before any work.
class UnusableFile : public std::runtime_error {
  using std::runtime_error::runtime_error;
};
template <class Work> auto before_work(const Work& work) {
  try {
    return work();
  } catch (const output::OutputError& error) {
    throw UnusableFile(error.what());
  }
}

// Where the result goes; without -o to results/, which is made when it is missing.
std::filesystem::path destination(const Arguments& given) {
  if (!given.output.empty()) return given.output;
  const std::filesystem::path directory = "results";
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw UnusableFile(fmt::format("{}: cannot be made: {}", directory.string(), error.message()));
  return directory / std::filesystem::path(given.scenario).stem().concat(".h5");
}

int run_command(const Arguments& given) {
  const Scenario scenario = read_scenario(given.scenario, given.all_settings());
  const Run planned(scenario);
  const std::filesystem::path output = destination(given);
  before_work([&] { output::expect_writable(output); });
  const RunSummary done = planned.execute(output);
  fmt::print("{}: {} replications of {} firms over {} periods in {:.2f} s ({:.0f} million firm-steps/s)\n",
             output.string(), done.replications, done.firms, done.periods, done.seconds,
             done.firm_steps_per_second / 1e6);
  return well;
}

int check_command(const Arguments& given) {
  const std::vector<Findings> findings = before_work([&] { return check_file(given.file); });
  fmt::print("{}", to_text(findings, given.all ? Detail::every_row : Detail::one_screen));
  return holds(findings) ? well : check_failed;
}

int steady_state_command(const Arguments& given) {
  const Scenario scenario = read_scenario(given.scenario, given.all_settings());
  fmt::print("{}", steady_state_text(scenario.parameters, given.json ? Format::json : Format::table));
  return well;
}

int validate_command(const Arguments& given) {
  const Scenario scenario = read_scenario(given.scenario, given.all_settings());
  const Model model(scenario.parameters);
  fmt::print("{}: valid (economies: {}, cells: {}, firms: {}, periods: {}, replications: {})\n", given.scenario,
             model.economies.size(), model.layout.cells().size(), model.layout.firms(), model.periods,
             scenario.parameters.ensemble.replications);
  return well;
}

int describe_command(const Arguments& given) {
  if (given.markdown) {
    fmt::print("{}", keys_as_markdown());
    return well;
  }
  const std::string text = describe(given.key);
  if (text.empty()) {
    std::vector<std::string> paths;
    for (const Key& key : all_keys()) paths.push_back(key.path);
    const std::string meant = nearest(given.key, paths);
    fmt::print(stderr, "{} is not a key{}\n", escaped(given.key), meant.empty() ? "" : "; did you mean " + meant + "?");
    return wrong_input;
  }
  fmt::print("{}", text);
  return well;
}

int digest_command(const Arguments& given) {
  fmt::print("{}\n", before_work([&] { return output::digest(given.file); }));
  return well;
}

// Every failure becomes lines on standard error and an exit code; nothing below this ends the process.
template <class Command> int guarded(const Arguments& given, const Command& command) {
  const std::string name = given.scenario.empty() ? given.file : given.scenario;
  try {
    const int code =
        given.threads > 0 ? ThreadLimit(given.threads).run([&] { return command(given); }) : command(given);
    if (std::fflush(stdout) != 0) throw output::OutputError("standard output: cannot be written");
    return code;
  } catch (const InputFaults& faults) {
    fmt::print(stderr, "{}\n", faults.what());
    return wrong_input;
  } catch (const Infeasible& refused) {
    fmt::print(stderr, "{}: {}\n", name, refused.what());
    return wrong_input;
  } catch (const NotEnoughMemory& refused) {
    fmt::print(stderr, "{}: {}\n", name, refused.what());
    return wrong_input;
  } catch (const UnusableFile& refused) {
    fmt::print(stderr, "{}\n", refused.what());
    return wrong_input;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return failed_while_working;
  }
}

// Standard streams that the caller has closed stay taken, so that no result file gets their number and messages do not
// land in it; writing to them still fails.
void take_closed_streams() {
  int descriptor;
  do descriptor = open("/dev/null", O_RDONLY);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  if (descriptor >= 0) close(descriptor);
}

}  // namespace

int main(int count, char** words) {
  take_closed_streams();
  Arguments given;
  CLI::App app{"Suanli: firms that invest in compute, simulated and held against theory"};
  app.set_version_flag("--version", fmt::format("suanli {} ({}, {})", build::version, build::commit, build::compiler));
  app.require_subcommand(1);
  std::vector<std::pair<CLI::App*, int (*)(const Arguments&)>> commands;
  const auto command = [&](const char* name, const char* what, int (*work)(const Arguments&)) {
    commands.emplace_back(app.add_subcommand(name, what), work);
    return commands.back().first;
  };
  const auto takes_scenario = [&](CLI::App* sub) {
    sub->add_option("SCENARIO", given.scenario, "scenario file (YAML)")->required();
    sub->add_option("--set", given.settings, "key=value: replace or add a value; may be repeated")
        ->allow_extra_args(false);
    return sub;
  };
  const auto takes_file = [&](CLI::App* sub) { sub->add_option("FILE", given.file, "result file")->required(); };
  const auto takes_threads = [&](CLI::App* sub) {
    sub->add_option("--threads", given.threads, "most threads to use; results do not depend on it")
        ->check(CLI::Range(1, 4096));
  };

  CLI::App* const run_app = takes_scenario(command("run", "Run a scenario and write a result file", run_command));
  run_app->add_option("-o,--output", given.output, "result file; default results/<scenario>.h5");
  run_app->add_option("--replications", given.replications, "short for --set ensemble.replications=R");
  run_app->add_option("--firms", given.firms, "short for --set firms.count=N");
  run_app->add_option("--seed", given.seed, "short for --set ensemble.seed=S");
  takes_threads(run_app);
  CLI::App* const check_app =
      command("check", "Hold a result file against theory; exit code 1 if a row fails", check_command);
  takes_file(check_app);
  check_app->add_flag("--all", given.all, "show every row, not the worst of several economies");
  takes_threads(check_app);
  takes_scenario(command("steady-state", "Print the analytical steady state of a scenario", steady_state_command))
      ->add_flag("--json", given.json, "as JSON");
  takes_scenario(command("validate", "Check a scenario without running it", validate_command));
  CLI::App* const describe_app = command("describe", "Explain a key, a section, or all keys", describe_command);
  describe_app->add_option("KEY", given.key, "key or section, such as household or synergy.strength");
  describe_app->add_flag("--markdown", given.markdown, "all keys as a Markdown document");
  takes_file(command("digest", "Print a hash of everything in a result file but its provenance", digest_command));

  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error) == 0 ? well : wrong_input;
    if (std::cout.flush()) return code;
    fmt::print(stderr, "standard output: cannot be written\n");
    return failed_while_working;
  }
  for (const auto& [sub, work] : commands)
    if (sub->parsed()) return guarded(given, work);
  return wrong_input;
}
