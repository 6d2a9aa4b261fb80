#include "scenarios/result_rows.hpp"

namespace suanli {

namespace {

// The columns of rows but those of a design, in their order: values [first, end) of records, or a residual of theirs.
template <class OfValues, class OfResidual>
void for_each_column(const Recorder& recorder, const OfValues& of_values, const OfResidual& of_residual) {
  for (std::size_t s = 0; s < recorder.recorded().size(); ++s) of_values(recorder.offset(s), recorder.offset(s + 1));
  for (std::size_t i = 0; i < identity_count; ++i) of_residual(i);
  for (std::size_t v = 0; v < recorder.firms().variables().size(); ++v)
    of_values(recorder.firm_offset(v), recorder.firm_offset(v + 1));
  for (std::size_t v = 0; v < recorder.siting().variables().size(); ++v)
    of_values(recorder.siting_offset(v), recorder.siting_offset(v + 1));
}

}  // namespace

std::vector<std::size_t> widths_of_rows(const Recorder& recorder, std::span<const std::vector<double>> design) {
  std::vector<std::size_t> widths;
  for_each_column(
      recorder, [&](std::size_t first, std::size_t end) { widths.push_back(end - first); },
      [&](std::size_t) { widths.push_back(1); });
  for (const std::vector<double>& values : design) widths.push_back(values.size());
  return widths;
}

std::vector<std::vector<double>> rows_of(std::span<const Record> records, const Recorder& recorder,
                                         std::span<const std::vector<std::vector<double>>> design) {
  std::vector<std::vector<double>> rows;
  const auto of_values = [&](std::size_t first, std::size_t end) {
    std::vector<double>& values = rows.emplace_back();
    values.reserve(records.size() * (end - first));
    for (const Record& record : records)
      values.insert(values.end(), record.values.begin() + static_cast<std::ptrdiff_t>(first),
                    record.values.begin() + static_cast<std::ptrdiff_t>(end));
  };
  const auto of_residual = [&](std::size_t identity) {
    std::vector<double>& values = rows.emplace_back();
    for (const Record& record : records) values.push_back(record.largest_residuals[identity]);
  };
  for_each_column(recorder, of_values, of_residual);
  for (std::size_t v = 0; !design.empty() && v < design.front().size(); ++v) {
    std::vector<double>& values = rows.emplace_back();
    for (const std::vector<std::vector<double>>& row : design)
      values.insert(values.end(), row[v].begin(), row[v].end());
  }
  return rows;
}

}  // namespace suanli
