#include "scenarios/commands/jobs.hpp"

#include "scenarios/remark.hpp"

namespace suanli {

int say_failures(const Given& given, const std::string& file, const RunSummary& done) {
  if (done.failures.empty()) return well;
  const Text words = text("{}: {} of {} replications failed; their rows are NaN, and statistics leave them out:\n{}\n",
                          "{0}：{2} 次重复中有 {1} 次失败，其各行为 NaN，统计量不计入：\n{3}\n", file,
                          done.failures.size(), done.replications, reasons(done.failures));
  remark(visible(in(given.language(), words)));
  return failed_while_working;
}

}  // namespace suanli
