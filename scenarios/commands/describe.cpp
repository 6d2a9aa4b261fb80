#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/documentation.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/schema_document.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  if (given.has("markdown")) {
    answer(documentation(all_commands()));
    return well;
  }
  if (given.has("schema")) {
    answer(schema_as_markdown());
    return well;
  }
  answer(given.has("series") ? describe_series(given["KEY"], given.language())
                             : describe(given["KEY"], given.language()));
  return well;
}

}  // namespace

Command commands::describe() {
  return {
      .name = "describe",
      .what = {"Explain a key, a section, or all keys of a scenario; or the recorded series",
               "说明情景的某个键、某一节或全部键；或所记录的序列"},
      .more = {"Prints what a key of a scenario means, its symbol, unit, range, default and section of "
               "agents/MODEL.md, or with --series the same of what a run records.",
               "给出情景中键的含义、符号、单位、取值范围、缺省值以及在 agents/MODEL.md 中的章节；加 --series "
               "则说明一次运行所记录的序列。"},
      .arguments = {{"KEY",
                     {"key, section or symbol, such as synergy.strength, household or τ; with --series a series",
                      "键、节或符号，如 synergy.strength、household 或 τ；加 --series 时为序列名"},
                     false}},
      .options = {{.name = "series", .what = {"the recorded series instead of the keys", "说明所记录的序列而非键"}},
                  {.name = "schema",
                   .what = {"the layout of result files as output/SCHEMA.md",
                            "以 Markdown 输出结果文件的结构（output/SCHEMA.md）"}},
                  {.name = "markdown",
                   .what = {"commands and keys as scenarios/README.md",
                            "以 Markdown 输出命令与键（scenarios/README.md）"}}},
      .exclusive = {{"schema", "markdown"},
                    {"schema", "series"},
                    {"schema", "KEY"},
                    {"markdown", "series"},
                    {"markdown", "KEY"}},
      .examples = {{"suanli describe household", {"The keys of a section.", "某一节的全部键。"}},
                   {"suanli describe synergy.strength --lang zh", {"One key, in Chinese.", "用中文说明一个键。"}},
                   {"suanli describe --series", {"Every series that a run records.", "一次运行所记录的全部序列。"}}},
      .work = work};
}

}  // namespace suanli
