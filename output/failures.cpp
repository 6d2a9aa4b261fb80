#include "output/failures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

namespace suanli::output {

std::string in_attribute(std::span<const FailedRow> failures) {
  std::string all;
  for (const FailedRow& failed : failures) all += fmt::format("{}: {}\n", failed.row, failed.why.en);
  return all;
}

namespace {

std::size_t rows_of(const ResultReader& file) {
  const std::vector<std::size_t> shape =
      file.contains("replication") ? file.shape_of("replication") : std::vector<std::size_t>{};
  return shape.empty() ? 0 : shape.front();
}

// Whoever leaves them out relies on this; a run of which all failed leaves no file.
void expect_some_of(const std::vector<std::size_t>& rows, const ResultReader& file) {
  const std::size_t all = rows_of(file);
  const bool ascend = std::ranges::adjacent_find(rows, std::greater_equal<>()) == rows.end();
  if (!rows.empty() && (!ascend || rows.back() >= all || rows.size() >= all))
    throw OutputError(text("{}: provenance/{} does not name some of its {} replications, ascending",
                           "{}: provenance/{} 所列不是其 {} 次重复中的一部分（须递增）", file.path().string(),
                           failures_attribute, all));
}

}  // namespace

std::vector<std::size_t> failed_rows(const ResultReader& file) {
  if (!std::ranges::binary_search(file.groups(), std::string("provenance"))) return {};
  const std::vector<Attribute> attributes = file.attributes("provenance");
  if (std::ranges::find(attributes, failures_attribute, &Attribute::name) == attributes.end()) return {};
  const std::string lines = file.text_attribute("provenance", failures_attribute);
  std::vector<std::size_t> rows;
  for (std::size_t begin = 0; begin < lines.size(); begin = std::min(lines.find('\n', begin), lines.size()) + 1) {
    std::size_t row = 0;
    const auto [end, error] = std::from_chars(&lines[begin], lines.data() + lines.size(), row);
    if (error != std::errc{} || *end != ':')
      throw OutputError(text("{}: provenance/{} names no replication where it should: '{}'",
                             "{}: provenance/{} 中应有重复编号之处没有编号：“{}”", file.path().string(),
                             failures_attribute, lines.substr(begin, lines.find('\n', begin) - begin)));
    rows.push_back(row);
  }
  expect_some_of(rows, file);
  return rows;
}

Table read_finished(const ResultReader& file, std::string_view variable) {
  Table table = file.read(variable);
  const std::vector<std::size_t> failed = failed_rows(file);
  if (failed.empty()) return table;
  if (table.shape.empty() || table.shape.front() != rows_of(file))
    throw OutputError(
        text("{}: '{}' has no row for each replication", "{}: “{}”并非每次重复一行", file.path().string(), variable));
  const std::size_t width = table.values.size() / table.shape.front();
  std::vector<double> finished;
  for (std::size_t row = 0; row < table.shape.front(); ++row)
    if (!std::ranges::binary_search(failed, row))
      finished.insert(finished.end(), table.values.begin() + static_cast<std::ptrdiff_t>(row * width),
                      table.values.begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
  table.shape.front() -= failed.size();
  table.values = std::move(finished);
  return table;
}

}  // namespace suanli::output
