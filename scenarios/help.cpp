#include "scenarios/help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/columns.hpp"

namespace suanli {

namespace {

constexpr std::size_t columns = 100, names_end = 28;

constexpr Words headings[] = {{"Commands", "命令"}, {"Arguments", "参数"}, {"Options", "选项"}, {"Examples", "示例"}};
enum Heading : std::size_t { commands_heading, arguments_heading, options_heading, examples_heading };

std::string heading(Heading which, Language language) { return fmt::format("\n{}\n", in(language, headings[which])); }

constexpr Option language_option{
    "lang", {"language of what the program says; otherwise the environment's", "输出语言；缺省取环境变量"}, "en|zh"};
constexpr Option help_option{"help", {"this help", "显示本帮助"}, {}, 'h'};
constexpr Option version_option{"version", {"version, commit and compiler", "版本、提交与编译器"}};

// "  name                      what it is", over several lines if need be.
std::string entry(std::string_view name, std::string_view what) {
  return "  " + column(name, names_end - 2) + wrapped(what, columns, names_end) + "\n";
}

std::string entry(const Option& option, Language language) {
  const std::string letter = option.letter != 0 ? fmt::format("-{}, ", option.letter) : "    ";
  Text what = both(option.what);
  if (option.range) what = text("{}; {}", "{}；{}", what, in_words(*option.range));
  if (!option.key.empty())
    what = text("{}; short for --set {}={}", "{}；等同 --set {}={}", what, option.key, option.value);
  if (option.required) what = text("{}; must be given", "{}；必须给出", what);
  if (option.repeatable) what = text("{}; may be repeated", "{}；可重复", what);
  return entry(fmt::format("{}--{}{}{}", letter, option.name, option.value.empty() ? "" : " ", option.value),
               in(language, what));
}

std::string example(const Example& example, Language language) {
  return fmt::format("  {}\n      {}\n", example.line, wrapped(in(language, example.what), columns, 6));
}

std::string usage(const Command& command) {
  std::string line = fmt::format("suanli {}", command.name);
  for (const Argument& argument : command.arguments) {
    const std::string name = fmt::format("{}{}", argument.name, argument.repeatable ? " ..." : "");
    line += argument.required ? " " + name : " [" + name + "]";
  }
  return line;
}

}  // namespace

std::string help(std::span<const Command> commands, Language language) {
  const bool en = language == Language::english;
  std::string text = en ? "Suanli: firms that invest in compute, simulated and held against theory\n"
                          "\nUsage: suanli COMMAND [arguments] [options]\n"
                        : "算力：模拟企业的算力投资，并与理论稳态对照\n"
                          "\n用法：suanli 命令 [参数] [选项]\n";
  text += heading(commands_heading, language);
  for (const Command& command : commands) text += entry(command.name, in(language, command.what));
  text += heading(options_heading, language);
  for (const Option& option : {language_option, version_option, help_option}) text += entry(option, language);
  text += "\n" +
          wrapped(en ? "Exit code: 0 all is well, 1 a check failed, 2 wrong input (nothing was written), 3 the work "
                       "failed, 85 it was stopped and can go on"
                     : "退出码：0 正常，1 检验未通过，2 输入有误（未写出任何文件），3 运行失败，85 已停止且可继续",
                  columns, 0) +
          "\n";
  text += heading(examples_heading, language);
  for (const Command& command : commands)
    if (!command.examples.empty() && !command.arguments.empty() && command.arguments.front().required)
      text += example(command.examples.front(), language);
  return text +
         (en ? "\n`suanli COMMAND --help` explains a command.\n" : "\n`suanli 命令 --help` 给出该命令的说明。\n");
}

std::string help(const Command& command, Language language) {
  const bool en = language == Language::english;
  std::string text =
      fmt::format("{}\n\n{}{}{}\n\n{}\n", in(language, command.what), en ? "Usage: " : "用法：", usage(command),
                  en ? " [options]" : " [选项]", wrapped(in(language, command.more), columns, 0));
  if (!command.arguments.empty()) text += heading(arguments_heading, language);
  for (const Argument& argument : command.arguments) text += entry(argument.name, in(language, argument.what));
  text += heading(options_heading, language);
  for (const Option& option : command.options) text += entry(option, language);
  text += entry(language_option, language) + entry(help_option, language);
  if (!command.exclusive.empty()) text += "\n";
  for (const auto& [one, other] : command.exclusive)
    text += in(language, suanli::text("  {} and {} exclude each other\n", "  {} 与 {} 不能同时给出\n",
                                      as_written(command, one), as_written(command, other)));
  if (!command.examples.empty()) text += heading(examples_heading, language);
  for (const Example& e : command.examples) text += example(e, language);
  return text;
}

std::string commands_as_markdown(std::span<const Command> commands) {
  std::string text = "| command | what it does | 指令说明 |\n|---|---|---|\n";
  for (const Command& command : commands)
    text += fmt::format("| `{}` | {} | {} |\n", usage(command), command.what.en, command.what.zh);
  return text;
}

}  // namespace suanli
