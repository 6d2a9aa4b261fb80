// The program: reads the command line, does what it asks for, and turns what goes wrong into lines on standard error and
// an exit code. Answers go to standard output; nothing below this ends the process.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "engine/communicator.hpp"
#include "engine/machine.hpp"
#include "engine/parallel.hpp"
#include "engine/terminal.hpp"
#include "output/containment.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/ending.hpp"
#include "scenarios/help.hpp"
#include "scenarios/remark.hpp"

namespace {

using namespace suanli;

// On as many threads as asked for; else on as many as there are processors for this process.
int work(Given& given) {
  if (given.command().shared) given.join(Communicator::of_launcher());
  const auto threads = given.number("threads");
  const std::size_t most = threads ? static_cast<std::size_t>(*threads) : processors(given.ranks().sharing());
  if (!threads && most >= threads_in_use()) return given.command().work(given);
  return ThreadLimit(most).run([&] { return given.command().work(given); });
}

// One that other processes know nothing of must not leave them waiting.
[[noreturn]] void give_up(const Communicator& ranks, const Ending& ending, bool all_know) {
  std::fflush(nullptr);
  if (!all_know) ranks.abort(ending.code);
  ranks.wait();  // until the first has spoken: a launcher ends the others as soon as one has ended
  _exit(ending.code);
}

int guarded(Given& given) {
  const auto& arguments = given.command().arguments;
  const std::string file = arguments.empty() ? "" : given[arguments.front().name];
  try {
    return work(given);
  } catch (const std::exception& error) {
    const Ending ending = ending_of(error, file);
    if (!ending.words.empty()) remark(visible(in(given.language(), ending.words)) + "\n");
    const bool all_know = given.ranks().is_alone() || dynamic_cast<const Ended*>(&error) != nullptr;
    if (ending.at_once || !all_know) give_up(given.ranks(), ending, all_know);
    return ending.code;
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

int main(int count, char** arguments) {
  take_closed_streams();
  std::signal(SIGXFSZ, SIG_IGN);  // a limit of the size of files is then an error of writing, not the end
  std::vector<std::string> words(arguments + 1, arguments + count);
  Language language = language_of_environment();
  try {
    const std::optional<Language> asked_for = take_language(words);
    language = asked_for.value_or(language);
    output::name_crashes_in(language);
    if (!words.empty()) {
      Given given = parse(words, all_commands(), language);
      if (asked_for) given.add("lang", "");
      return guarded(given);
    }
    remark(help(all_commands(), language));
  } catch (const CommandLineError& error) {
    remark(visible(in(language, error.text())) + "\n");
  }
  return wrong_input;
}
