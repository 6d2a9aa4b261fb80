#include "output/digest.hpp"

#include "scenarios/commands/commands.hpp"
#include "scenarios/commands/shared.hpp"

namespace suanli {

namespace {

int work(const Given& given) {
  answer(with_files_of_user([&] { return output::digest(given["FILE"]); }) + "\n");
  return well;
}

}  // namespace

Command commands::digest() {
  return {
      .name = "digest",
      .what = {"Print a hash of everything in a result file but its provenance", "给出结果文件（来源信息除外）的摘要"},
      .more = {"Two runs have the same results, bit for bit, if their digests are the same: 32 hexadecimal digits "
               "over groups, dimensions, series and their attributes.",
               "两次运行的摘要相同，则结果逐位相同：32 位十六进制数，涵盖分组、维度、序列及其属性。"},
      .arguments = {result_file_argument},
      .options = {},
      .examples = {{"suanli digest results/quick.h5",
                    {"One line to compare with that of another machine.", "一行摘要，可与另一台机器的结果比对。"}}},
      .work = work};
}

}  // namespace suanli
