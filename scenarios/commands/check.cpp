#include "scenarios/check.hpp"

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  const std::vector<VerdictTable> tables = with_files_of_user([&] { return check_file(given["FILE"]); });
  answer(to_text(tables, given.has("all") ? Detail::every_row : Detail::one_screen, given.language(),
                 terminal_of_answers()));
  return holds(tables) ? well : check_failed;
}

}  // namespace

Command commands::check() {
  return {
      .name = "check",
      .what = {"Hold a result file against theory; exit code 1 if a row fails",
               "将结果文件与理论对照；任一行未通过则退出码为 1"},
      .more = {"Prints a table of what was simulated, its standard error, what theory says and whether they agree, "
               "and the same for the economy without noise, simulated on the spot. The rows are those of "
               "agents/MODEL.md §10. The exit code is 0 if every row passed and 1 if one failed or none could be "
               "held against theory. Of a design, whose points are economies of their own, only what holds at every "
               "point is checked.",
               "列出模拟值、标准误、理论值以及两者是否一致，并对当场模拟的无噪声经济给出同样的表。各行含义见 "
               "agents/MODEL.md §10。全部通过时退出码为 0；有一行未通过，或没有一行可与理论对照时为 1。"
               "设计的各点自成一个经济体，只检验各点共有的各行。"},
      .arguments = {result_file_argument},
      .options = {{.name = "all",
                   .what = {"show every row, not the worst of several economies",
                            "显示所有行，而非多个经济体中最差的一行"}},
                  threads_option},
      .examples = {{"suanli check results/quick.h5",
                    {"The verdict on one screen, after `suanli run scenarios/quick.yaml`.",
                     "一屏判定表；先运行 `suanli run scenarios/quick.yaml`。"}},
                   {"suanli check results/regional.h5 --all",
                    {"Every row of four economies.", "四个经济体的全部行。"}}},
      .work = work};
}

}  // namespace suanli
