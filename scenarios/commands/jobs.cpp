#include "scenarios/commands/jobs.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace suanli {

int say_failures(const Given& given, const std::string& file, const RunSummary& done) {
  if (done.failures.empty()) return well;
  fmt::print(
      stderr, "{}\n",
      in(given.language(), text("{}: {} of {} replications failed; their rows are NaN, and statistics leave them "
                                "out:\n{}",
                                "{0}：{2} 次重复中有 {1} 次失败，其各行为 NaN，统计量不计入：\n{3}", file,
                                done.failures.size(), done.replications, reasons(done.failures))));
  return failed_while_working;
}

}  // namespace suanli
