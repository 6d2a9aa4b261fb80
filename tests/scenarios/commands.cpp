// The declarations of the commands: complete, in both languages, and their examples run.
#include "scenarios/commands/commands.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "engine/columns.hpp"
#include "output/report/page.hpp"
#include "scenarios/help.hpp"
#include "tests/support/command.hpp"
#include "tests/support/languages.hpp"

namespace suanli::test {
namespace {

TEST_CASE("every command, argument and option has words in both languages, and a name of its own") {
  std::set<std::string_view> commands;
  for (const Command& command : all_commands()) {
    CAPTURE(std::string(command.name));
    CHECK(commands.insert(command.name).second);
    std::set<std::string> names{"help", "lang", "-h"};
    std::vector<Words> words{command.what, command.more};
    for (const Argument& argument : command.arguments) words.push_back(argument.what);
    for (const Option& option : command.options) {
      words.push_back(option.what);
      CHECK(names.insert(std::string(option.name)).second);
      if (option.letter != 0) CHECK(names.insert({'-', option.letter}).second);
    }
    for (const Example& example : command.examples) words.push_back(example.what);
    for (const Words& pair : words) {
      CHECK(pair.en.size() > 3);
      CHECK_FALSE(has_chinese(pair.en));
      CHECK(has_chinese(pair.zh));
    }
    for (const Argument& argument : command.arguments)  // a missing one in the middle could not be told
      CHECK((argument.required || &argument == &command.arguments.back()));
  }
}

TEST_CASE("the help of a command shows its usage, every option and every example, in lines of at most 100 columns") {
  for (const Language language : {Language::english, Language::chinese})
    for (const Command& command : all_commands()) {
      const std::string shown = help(command, language);
      CAPTURE(shown);
      CHECK(shown.find(fmt::format("suanli {}", command.name)) != std::string::npos);
      CHECK(shown.find("--lang en|zh") != std::string::npos);
      for (const Option& option : command.options)
        CHECK(shown.find(fmt::format("--{}", option.name)) != std::string::npos);
      for (const Example& example : command.examples)
        CHECK(shown.find(fmt::format("  {}\n", example.line)) != std::string::npos);
      for (std::size_t at = 0, end; (end = shown.find('\n', at)) != std::string::npos; at = end + 1)
        CHECK(width_of(std::string_view(shown).substr(at, end - at)) <= 100);
    }
}

TEST_CASE("the help names every exit code that the README names") {
  const auto codes = [](const std::string& text, const std::string& begin) {
    const std::size_t at = text.find(begin);
    REQUIRE(at != std::string::npos);
    return numbers_in(text.substr(at, text.find('\n', text.find("85", at)) - at));
  };
  const std::multiset<std::string> all{"0", "1", "2", "3", "85"};
  CHECK(codes(help(all_commands(), Language::english), "Exit code: ") == all);
  CHECK(codes(help(all_commands(), Language::chinese), "退出码：") == all);
  CHECK(codes(bytes_of(SUANLI_SOURCE_DIR "/README.md"), "The exit code is ") == all);
}

TEST_CASE("--help, -h and the command help say the same, wherever --help stands and whatever else is wrong") {
  const TemporaryDirectory directory;
  const std::string said = suanli_command(directory, "help run").out;
  CHECK(said == help(command_named(all_commands(), "run"), Language::english));
  for (const std::string line :
       {"run --help", "--help run", "run -h", "run --nonsense x y z --help", "run --seed --help"})
    CHECK(suanli_command(directory, line).out == said);
  CHECK(suanli_command(directory, "-h").out == suanli_command(directory, "help").out);
  CHECK(suanli_command(directory, "version").out == suanli_command(directory, "--version").out);
}

TEST_CASE("every example of every command runs as it stands from the root of the project") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory_symlink(SUANLI_SOURCE_DIR "/scenarios", directory / "scenarios");
  for (const Command& command : all_commands()) {
    CHECK((!command.examples.empty() || command.name == "version"));
    if (command.name == "report" && !output::report::has_charts()) continue;  // a build without npm
    for (const Example& example : command.examples) {
      const Outcome said = shell(directory, std::string(example.line));
      CAPTURE(std::string(example.line));
      CAPTURE(said.err);
      CHECK(example.line.starts_with(fmt::format("suanli {}", command.name)));
      CHECK(said.code == 0);
      CHECK(said.out != "");
    }
  }
}

}  // namespace
}  // namespace suanli::test
