#include "scenarios/help.hpp"

#include <fmt/format.h>

#include "scenarios/commands/commands.hpp"
#include "suanli_build.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  answer(given.has("COMMAND") ? help(command_named(all_commands(), given["COMMAND"]), given.language())
                              : help(all_commands(), given.language()));
  return well;
}

int version_work(const Given&) {
  answer(fmt::format("suanli {} ({}, {})\n", build::version, build::commit, build::compiler));
  return well;
}

}  // namespace

Command commands::help() {
  return {.name = "help",
          .what = {"Explain the program or a command", "说明本程序或某个命令"},
          .more = {"`suanli help run` is `suanli run --help`.", "`suanli help run` 等同 `suanli run --help`。"},
          .arguments = {{"COMMAND", {"a command of the program", "命令名"}, false}},
          .options = {},
          .examples = {{"suanli help run", {"What `run` does and takes.", "`run` 的作用与用法。"}}},
          .work = work};
}

Command commands::version() {
  return {.name = "version",
          .what = {"Print version, commit and compiler", "给出版本、提交与编译器"},
          .more = {"`suanli --version` does the same.", "等同 `suanli --version`。"},
          .arguments = {},
          .options = {},
          .examples = {},
          .work = version_work};
}

}  // namespace suanli
