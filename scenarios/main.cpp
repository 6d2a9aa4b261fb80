// The program: reads the command line, does what it asks for, and turns what goes wrong into lines on standard error and
// an exit code. Answers go to standard output; nothing below this ends the process.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "agents/economy.hpp"
#include "engine/parallel.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/help.hpp"
#include "scenarios/run.hpp"

namespace {

using namespace suanli;

int work(const Given& given) {
  const auto threads = given.number("threads");
  if (!threads) return given.command().work(given);
  return ThreadLimit(static_cast<std::size_t>(*threads)).run([&] { return given.command().work(given); });
}

int guarded(const Given& given) {
  const auto say = [&](const std::exception& error, const std::string& prefix = "") {
    fmt::print(stderr, "{}{}\n", prefix, in(given.language(), text_of(error)));
  };
  const auto& arguments = given.command().arguments;
  const std::string file = arguments.empty() ? "" : given[arguments.front().name] + ": ";
  try {
    return work(given);
  } catch (const Infeasible& refused) {  // of the scenario, which its message does not name
    say(refused, file);
  } catch (const NotEnoughMemory& refused) {
    say(refused, file);
  } catch (const WrongInput& refused) {
    say(refused);
  } catch (const Stopped& stop) {
    say(stop);
    return stopped;
  } catch (const output::WriteError& error) {
    say(error);
    std::fflush(nullptr);
    _exit(failed_while_working);  // HDF5 may still hold the file that it could not write
  } catch (const std::exception& error) {
    say(error);
    return failed_while_working;
  }
  return wrong_input;
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

int main(int count, char** arguments) {
  take_closed_streams();
  std::vector<std::string> words(arguments + 1, arguments + count);
  Language language = language_of_environment();
  try {
    const std::optional<Language> asked_for = take_language(words);
    language = asked_for.value_or(language);
    if (!words.empty()) {
      Given given = parse(words, all_commands(), language);
      if (asked_for) given.add("lang", "");
      return guarded(given);
    }
    fmt::print(stderr, "{}", help(all_commands(), language));
  } catch (const CommandLineError& error) {
    fmt::print(stderr, "{}\n", in(language, error.text()));
  }
  return wrong_input;
}
