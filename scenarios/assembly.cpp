#include "scenarios/assembly.hpp"

#include <algorithm>

namespace suanli {

namespace {

void write(output::ResultWriter& writer, const output::Rows& rows) {
  writer.write_replications(rows.first, rows.count,
                            std::vector<std::span<const double>>(rows.columns.begin(), rows.columns.end()));
}

}  // namespace

void Assembly::add(const output::Rows& rows) {
  write(*writer_, rows);
  rows_ = std::max(rows_, rows.first + rows.count);
  failures_.insert(failures_.end(), rows.failed.begin(), rows.failed.end());
  std::ranges::sort(failures_, {}, &output::FailedRow::row);
}

bool Assembly::publish(const std::function<bool()>& stop) {
  if (!failures_.empty()) {
    writer_.reset();
    writer_.emplace(begin_(failures_));
    writer_->leave_out(failures_);
    for (const Batch batch : batches(rows_)) {
      if (stop()) return false;
      write(*writer_, again_(batch));
    }
  }
  return writer_->publish(stop);
}

}  // namespace suanli
