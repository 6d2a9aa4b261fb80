#include "scenarios/command_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "output/error.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

template <class... Arguments>
[[noreturn]] void refuse(fmt::format_string<InOneLanguage<Arguments>...> en,
                         fmt::format_string<InOneLanguage<Arguments>...> zh, const Arguments&... arguments) {
  throw CommandLineError(text(en, zh, arguments...));
}

bool is_option(const std::string& word) { return word.size() > 1 && word[0] == '-'; }
bool is_long_option(const std::string& word) { return word.size() > 2 && word.starts_with("--"); }

/// A word of the line that names an option: "--output=FILE" has its value with it.
struct Written {
  std::string name;
  std::optional<std::string> value;

  explicit Written(const std::string& word) : name(word.substr(0, word.find('='))) {
    if (name.size() < word.size()) value = word.substr(name.size() + 1);
  }
};

class Parser {
 public:
  Parser(const Command& command, Language language) : command_(command), given_(command, language) {}

  Given parse(std::span<const std::string> words) {
    bool options_end = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (options_end || !is_option(words[i])) take_argument(words[i]);
      else if (words[i] == "--") options_end = true;
      else take_option(Written(words[i]), words, i);
    }
    check_whole();
    return given_;
  }

 private:
  void take_argument(const std::string& word) {
    if (taken_ == command_.arguments.size())
      refuse("{}: '{}' is one argument too many", "{}: 参数“{}”多余", command_.name, escaped(word));
    const Argument& argument = command_.arguments[taken_];
    if (!argument.repeatable) ++taken_;
    if (word.empty()) refuse("{}: {} is empty: {}", "{}: {} 是空的：{}", command_.name, argument.name, argument.what);
    given_.add(argument.name, word);
  }

  // What is missing from the line as a whole, or too much.
  void check_whole() const {
    for (const Argument& argument : command_.arguments)
      if (argument.required && !given_.has(argument.name))
        refuse("{}: {} is missing: {}", "{}: 缺少 {}：{}", command_.name, argument.name, argument.what);
    for (const Option& option : command_.options)
      if (option.required && !given_.has(option.name))
        refuse("{}: --{} {} is missing: {}", "{}: 缺少 --{} {}：{}", command_.name, option.name, option.value,
               option.what);
    for (const auto& [one, other] : command_.exclusive)
      if (given_.has(one) && given_.has(other))
        refuse("{}: {} and {} exclude each other", "{}: {} 与 {} 不能同时给出", command_.name,
               as_written(command_, one), as_written(command_, other));
  }

  // The value may be the next word, which is then used up.
  void take_option(Written written, std::span<const std::string> words, std::size_t& i) {
    const Option& option = find(written.name);
    if (given_.has(option.name) && !option.repeatable)
      refuse("{}: {} is given twice", "{}: {} 重复给出", command_.name, written.name);
    if (option.value.empty()) {
      if (written.value) refuse("{}: {} takes no value", "{}: {} 不带值", command_.name, written.name);
    } else if (!written.value) {
      if (i + 1 == words.size() || is_long_option(words[i + 1]) || words[i + 1] == "--")
        refuse("{}: {} needs a value, {}: {}", "{}: {} 缺少值 {}：{}", command_.name, written.name, option.value,
               option.what);
      written.value = words[++i];
    }
    if (written.value) check(option, written);
    given_.add(option.name, written.value.value_or(""));
  }

  const Option& find(const std::string& name) const {
    std::vector<std::string> known;
    for (const Option& option : command_.options) {
      known.push_back("--" + std::string(option.name));
      if (name == known.back() || (option.letter != 0 && name == std::string{'-', option.letter})) return option;
    }
    known.insert(known.end(), {"--help", "--lang"});
    const std::string meant = nearest(is_long_option(name) ? name : "-" + name, known);
    refuse("{}: {} is not an option{}", "{}: 没有选项 {}{}", command_.name, escaped(name), suggestion(meant));
  }

  void check(const Option& option, const Written& written) const {
    const std::string& value = *written.value;
    if (value.empty())
      refuse("{}: {} has an empty value, {}: {}", "{}: {} 的值 {} 是空的：{}", command_.name, written.name,
             option.value, option.what);
    if (option.value.find('|') != std::string_view::npos && !is_one_of(value, option.value))
      refuse("{}: {} {}: must be one of {}", "{}: {} {}：须为 {} 之一", command_.name, written.name, escaped(value),
             option.value);
    if (option.range && !whole_number_in(value, *option.range))
      refuse("{}: {} {}: must be a whole number {}", "{}: {} {}：须为整数，{}", command_.name, written.name,
             escaped(value), in_words(*option.range));
    if (option.value == setting_form && value.find('=') == std::string::npos)
      refuse("{}: {} {}: must have the form key=value", "{}: {} {}：须写成 键=值", command_.name, written.name,
             escaped(value));
  }

 public:
  static bool is_one_of(std::string_view value, std::string_view alternatives) {
    return !value.empty() && value.find('|') == std::string_view::npos &&
           fmt::format("|{}|", alternatives).find(fmt::format("|{}|", value)) != std::string::npos;
  }

 private:
  static bool whole_number_in(const std::string& value, const Range& range) {
    std::int64_t number = 0;
    const char* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    return error == std::errc{} && stop == end && range.contains(static_cast<double>(number));
  }

  const Command& command_;
  Given given_;
  std::size_t taken_ = 0;
};

const Command* find(std::span<const Command> commands, std::string_view name) {
  const auto found = std::ranges::find(commands, name, &Command::name);
  return found == commands.end() ? nullptr : &*found;
}

}  // namespace

const Command& command_named(std::span<const Command> commands, const std::string& name) {
  if (const Command* command = find(commands, name)) return *command;
  std::vector<std::string> known;
  for (const Command& command : commands) known.emplace_back(command.name);
  refuse("{} is not a command{}", "没有命令 {}{}", escaped(name), instead_of(name, known));
}

std::string as_written(const Command& command, std::string_view name) {
  const bool is_argument = std::ranges::find(command.arguments, name, &Argument::name) != command.arguments.end();
  return fmt::format("{}{}", is_argument ? "" : "--", name);
}

const std::string& Given::operator[](std::string_view name) const {
  static const std::string none;
  const auto found = values_.find(name);
  return found == values_.end() ? none : found->second.back();
}

std::optional<std::int64_t> Given::number(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return std::stoll((*this)[name]);
}

std::optional<double> Given::real(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  const std::string& word = (*this)[name];
  const std::optional<double> value = number_of(word);
  if (!value) refuse("{}: --{} {}: must be a number", "{}: --{} {}：须为数值", command_->name, name, escaped(word));
  return value;
}

std::vector<std::string> Given::all(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::vector<std::string> Given::list(std::string_view name) const {
  std::vector<std::string> all;
  for (const std::string& value : this->all(name))
    for (std::size_t begin = 0, end; begin <= value.size(); begin = end + 1) {
      end = std::min(value.find(',', begin), value.size());
      std::string word = value.substr(begin, end - begin);
      word.erase(0, word.find_first_not_of(' '));
      word.erase(word.find_last_not_of(' ') + 1);
      if (word.empty())
        refuse("{}: --{} {}: a name in it is empty", "{}: --{} {}：其中有空的名称", command_->name, name,
               escaped(value));
      all.push_back(std::move(word));
    }
  return all;
}

std::vector<Setting> Given::settings() const {
  std::vector<Setting> all;
  for (const std::string& assignment : this->all("set")) all.push_back({assignment});
  for (const Option& option : command_->options)
    if (!option.key.empty() && has(option.name))
      all.push_back({fmt::format("{}={}", option.key, (*this)[option.name]),
                     fmt::format("--{} {}", option.name, (*this)[option.name])});
  const auto key = [](const Setting& setting) { return setting.assignment.substr(0, setting.assignment.find('=')); };
  const auto as_given = [](const Setting& setting) {
    return escaped(setting.given_as.empty() ? "--set " + setting.assignment : setting.given_as);
  };
  for (auto second = all.begin(); second != all.end(); ++second)
    if (const auto first = std::ranges::find(all.begin(), second, key(*second), key); first != second)
      refuse("{}: {} is given twice, by {} and by {}", "{}: {} 重复给出：{} 与 {}", command_->name,
             escaped(key(*second)), as_given(*first), as_given(*second));
  return all;
}

Language language_of_environment() {
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* const value = std::getenv(name); value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("zh") ? Language::chinese : Language::english;
  return Language::english;
}

std::optional<Language> take_language(std::vector<std::string>& words) {
  std::optional<std::string> given;
  for (auto word = words.begin(); word != words.end() && *word != "--";) {
    const Written written(*word);
    if (written.name != "--lang") {
      ++word;
      continue;
    }
    if (given) refuse("--lang is given twice", "--lang 重复给出");
    const auto next = std::next(word);
    if (!written.value && next == words.end()) refuse("--lang needs a value, en|zh", "--lang 缺少值 en|zh");
    given = written.value ? *written.value : *next;
    word = words.erase(word, written.value ? next : std::next(next));
  }
  if (!given) return std::nullopt;
  if (*given != "en" && *given != "zh")
    refuse("--lang {}: must be one of en|zh", "--lang {}：须为 en|zh 之一", escaped(*given));
  return *given == "zh" ? Language::chinese : Language::english;
}

Given parse(const std::vector<std::string>& words, std::span<const Command> commands, Language language) {
  const auto end = std::ranges::find(words, "--");
  const bool asks = std::any_of(words.begin(), end, [](const auto& w) { return w == "--help" || w == "-h"; });
  if (asks || words.empty()) {  // wherever it stands, and whatever else is wrong with the line
    Given given(command_named(commands, "help"), language);
    const auto name = std::find_if(words.begin(), end, [](const auto& word) { return !is_option(word); });
    if (name != end) given.add("COMMAND", std::string(command_named(commands, *name).name));
    return given;
  }
  const std::string& first = words.front();
  if (first == "--version") return {command_named(commands, "version"), language};
  if (is_option(first)) {
    const std::vector<std::string> known{"--help", "--version", "--lang"};
    refuse("{} is not an option of suanli itself{}", "suanli 本身没有选项 {}{}", escaped(first),
           suggestion(nearest(first, known)));
  }
  return Parser(command_named(commands, first), language).parse(std::span(words).subspan(1));
}

void answer(const std::string& given) {
  const Terminal terminal = terminal_of_answers();
  const std::string words = terminal.colours    ? visible_between_paints(given)
                            : terminal.is_one() ? visible(given)
                                                : given;
  if (std::fwrite(words.data(), 1, words.size(), stdout) != words.size() || std::fflush(stdout) != 0)
    throw Unheard(text("standard output: cannot be written", "标准输出: 无法写入"));
}

void answer(const Given& given, const Text& words) { answer(visible(in(given.language(), words))); }

Terminal terminal_of_answers() { return terminal_of(STDOUT_FILENO); }

}  // namespace suanli
