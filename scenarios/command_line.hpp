// The command line. Every command is declared once, with its arguments, options and examples; parser, help and
// documentation read that declaration.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/communicator.hpp"
#include "engine/field.hpp"
#include "engine/terminal.hpp"
#include "engine/text.hpp"
#include "output/error.hpp"
#include "scenarios/document.hpp"

namespace suanli {

enum Exit : int { well = 0, check_failed = 1, wrong_input = 2, failed_while_working = 3, stopped = 85 };

/// What a command works on, given by its place: "SCENARIO".
struct Argument {
  std::string_view name;
  Words what;
  bool required = true;
  bool repeatable = false;  ///< the last argument may be given several times
};

/// What changes how a command works: `--name VALUE`, `--name=VALUE`, `-n VALUE`, or a flag.
struct Option {
  std::string_view name;
  Words what;
  std::string_view value = {};                ///< what it takes, "FILE", or all that it may take, "en|zh"; none: a flag
  char letter = 0;                            ///< its short form
  std::optional<Range> range = std::nullopt;  ///< of whole numbers
  std::string_view key = {};                  ///< of the scenario, that it sets
  bool repeatable = false;
  bool required = false;
};

/// What an option takes that sets a key of the scenario by its name.
inline constexpr std::string_view setting_form = "KEY=VALUE";

/// A command line that runs as it stands in the root of the project, and what it does.
struct Example {
  std::string_view line;
  Words what;
};

class Given;

struct Command {
  std::string_view name;
  Words what;  ///< in one line
  Words more;  ///< in two or three sentences
  std::vector<Argument> arguments;
  std::vector<Option> options;
  std::vector<std::pair<std::string_view, std::string_view>> exclusive = {};  ///< names that exclude each other
  std::vector<Example> examples;
  int (*work)(const Given&);  ///< answers on standard output; returns an exit code, throws what goes wrong
  bool shared = false;        ///< whether processes that an MPI launcher has started do it together
};

/// What a command was given.
class Given {
 public:
  Given(const Command& command, Language language) : command_(&command), language_(language) {}

  const Command& command() const { return *command_; }
  Language language() const { return language_; }

  /// The processes that do the command together.
  const Communicator& ranks() const { return ranks_; }
  void join(const Communicator& ranks) { ranks_ = ranks; }

  /// Whether an argument or option was given, by its declared name.
  bool has(std::string_view name) const { return values_.contains(name); }
  /// Its value, the last if there are several; "" if it was not given.
  const std::string& operator[](std::string_view name) const;
  /// The number of an option with a range.
  std::optional<std::int64_t> number(std::string_view name) const;
  /// The finite number of an option. Throws CommandLineError if it is none.
  std::optional<double> real(std::string_view name) const;
  /// All values of a repeatable option.
  std::vector<std::string> all(std::string_view name) const;
  /// The values of an option, each given by itself or several with commas between them, without the blanks around them.
  /// Throws CommandLineError if one is empty.
  std::vector<std::string> list(std::string_view name) const;
  /// Values for keys of the scenario: those of --set, then those of options that are short for a key. Throws CommandLineError
  /// if a key has two.
  std::vector<Setting> settings() const;

  void add(std::string_view name, std::string value) { values_[std::string(name)].push_back(std::move(value)); }

 private:
  const Command* command_;
  Language language_;
  Communicator ranks_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

/// The command line is wrong; one line.
class CommandLineError : public WrongInput {
  using WrongInput::WrongInput;
};

/// The language that the environment asks for: of LC_ALL, LC_MESSAGES and LANG the first that is set; Chinese if it
/// begins with "zh".
Language language_of_environment();

/// Takes `--lang` out of the words, wherever it stands; what it says, if it is there. Throws CommandLineError.
std::optional<Language> take_language(std::vector<std::string>& words);

/// An argument or option of a command as it stands on the line: "SCENARIO", "--json".
std::string as_written(const Command& command, std::string_view name);

/// The command of this name. Throws CommandLineError.
const Command& command_named(std::span<const Command> commands, const std::string& name);

/// What the words after the program's name ask for; `--help` and `--version` are the commands of these names, and so
/// is "help" when there are no words. Throws CommandLineError.
Given parse(const std::vector<std::string>& words, std::span<const Command> commands, Language language);

/// An answer cannot be given: standard output is closed or full.
class Unheard : public output::OutputError {
 public:
  using OutputError::OutputError;
};

/// Prints an answer: to a file or another program as it is, on a terminal with the control characters of names shown.
/// Throws Unheard.
void answer(const std::string& words);

/// Answers in words, in which control characters of names are shown everywhere.
void answer(const Given& given, const Text& words);

/// What answers are written to.
Terminal terminal_of_answers();

}  // namespace suanli
