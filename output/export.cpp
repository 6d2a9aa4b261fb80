#include "output/export.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "engine/terminal.hpp"
#include "output/csv.hpp"
#include "output/destination.hpp"
#include "output/tables.hpp"
#include "output/text_file.hpp"

namespace suanli::output {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t values_at_once = (48 << 20) / sizeof(double);
constexpr std::size_t bytes_at_once = 1 << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t rows_of_a_sheet = 1 << 20;  // in Excel, the header included

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string header_of(const TableColumn& column, Language language) {
  if (language == Language::english || column.meaning.zh.empty()) return column.name;
  return column.meaning.zh + (column.unit.empty() || column.unit == "1" ? "" : fmt::format(" [{}]", column.unit));
}

/// Headers of the dimensions and the variables of a table; where two would be the same, their names tell them apart.
std::vector<std::string> headers_of(const TidyTable& table, Language language) {
  std::vector<std::string> headers;
  std::set<std::string> taken;
  for (const auto* columns : {&table.dimensions, &table.variables})
    for (const TableColumn& column : *columns) {
      headers.push_back(header_of(column, language));
      if (!taken.insert(headers.back()).second) headers.back() += fmt::format(" ({})", column.name);
    }
  return headers;
}

/// Every coordinate as a finished field, [dimension][point].
std::vector<std::vector<std::string>> fields_of_coordinates(const TidyTable& table) {
  std::vector<std::vector<std::string>> all;
  for (const Coordinates& coordinates : table.coordinates) {
    all.emplace_back();
    for (std::size_t i = 0; i < size(coordinates); ++i) all.back().push_back(csv_field(point_of(coordinates, i)));
  }
  return all;
}

void add_number(std::string& lines, double value) {
  if (!std::isnan(value)) fmt::format_to(std::back_inserter(lines), "{}", value);
}

/// The rows of a block, `values[v]` those of the v-th variable.
void write_block(PendingFile& file, std::string& lines, const Block& block,
                 const std::vector<std::vector<std::string>>& coordinates, const std::vector<Table>& values) {
  std::vector<std::size_t> at = block.start;
  for (std::size_t row = 0; row < values.front().values.size(); ++row) {
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      lines += coordinates[axis][at[axis]];
      lines += ',';
    }
    for (std::size_t v = 0; v < values.size(); ++v) {
      if (v > 0) lines += ',';
      add_number(lines, values[v].values[row]);
    }
    lines += '\n';
    for (std::size_t axis = at.size(); axis-- > 0;) {
      if (++at[axis] < block.start[axis] + block.count[axis]) break;
      at[axis] = block.start[axis];
    }
    if (lines.size() < bytes_at_once) continue;
    file.write(lines);
    lines.clear();
  }
}

PendingFile write_table(const ResultReader& file, const TidyTable& table, const fs::path& path, Language language) {
  PendingFile written(path, only_tables);
  remove_leftovers(written.path());
  const std::vector<std::string> headers = headers_of(table, language);
  const std::vector<std::vector<std::string>> coordinates = fields_of_coordinates(table);
  const auto pure = [](const std::vector<std::string>& texts) { return std::ranges::all_of(texts, is_ascii); };
  std::string lines;
  if (!pure(headers) || !std::ranges::all_of(coordinates, pure)) lines += byte_order_mark;
  lines += csv_line(headers);
  const std::vector<std::size_t> chunk = file.chunk_of(table.variables.front().path);
  for (const Block& block : blocks_of(table.shape, chunk, values_at_once / table.variables.size())) {
    std::vector<Table> values;
    for (const TableColumn& variable : table.variables) values.push_back(file.read_block(variable.path, block));
    write_block(written, lines, block, coordinates, values);
  }
  written.write(lines);
  written.finish();
  return written;
}

PendingFile write_dictionary(const std::vector<TidyTable>& tables, const fs::path& path, Language language) {
  PendingFile written(path, only_tables);
  remove_leftovers(written.path());
  std::string lines(byte_order_mark);
  if (language == Language::english)
    lines += csv_line({"table", "column", "variable", "symbol", "unit", "meaning_en", "meaning_zh", "equation"});
  else lines += csv_line({"表", "列", "变量", "符号", "单位", "英文含义", "中文含义", "公式"});
  for (const TidyTable& table : tables) {
    const std::vector<std::string> headers = headers_of(table, language);
    std::size_t number = 0;
    for (const auto* columns : {&table.dimensions, &table.variables})
      for (const TableColumn& c : *columns)
        lines +=
            csv_line({table.name, headers[number++], c.path, c.symbol, c.unit, c.meaning.en, c.meaning.zh, c.equation});
  }
  written.write(lines);
  written.finish();
  return written;
}

fs::path file_of(const TidyTable& table, const fs::path& directory) { return directory / (table.name + ".csv"); }

/// Tables that an earlier dictionary explains, and that are there besides these.
std::vector<std::string> left_of_earlier(const fs::path& directory, const std::string& dictionary,
                                         const std::vector<TidyTable>& tables) {
  std::vector<std::string> left;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() == ".csv" && std::ranges::find(tables, name, &TidyTable::name) == tables.end() &&
        dictionary.find("\n" + csv_field(name) + ",") != std::string::npos)
      left.push_back(visible_in_line(entry.path().filename().string()));
  }
  std::ranges::sort(left);
  return left;
}

}  // namespace

Exported export_csv(const ResultReader& file, const fs::path& directory, const ExportOptions& options) {
  const std::vector<TidyTable> tables = selected(file, options.groups, options.series);
  const fs::path dictionary = directory / "columns.csv";
  const PendingDirectory place(directory);
  for (const TidyTable& table : tables) expect_place(file_of(table, directory), only_tables);
  expect_place(dictionary, only_tables);

  Exported done;
  if (const std::vector<std::string> left = left_of_earlier(directory, text_in(dictionary).value_or(""), tables);
      !left.empty())
    done.notes.push_back(text("{}: left of an earlier export, no longer explained by columns.csv: {}",
                              "{}: 以下为先前导出所留，columns.csv 不再说明：{}", directory.string(),
                              fmt::format("{}", fmt::join(left, ", "))));
  std::vector<PendingFile> written;
  for (const TidyTable& table : tables) {
    written.push_back(write_table(file, table, file_of(table, directory), options.language));
    done.rows += table.rows();
    if (table.rows() + 1 > rows_of_a_sheet)
      done.notes.push_back(text("{}: {} rows, more than the {} of a sheet in Excel: use pandas or R, or export less",
                                "{}: 共 {} 行，超过 Excel 工作表的上限 {} 行：请改用 pandas 或 R，或缩小导出范围",
                                written.back().path().string(), table.rows(), rows_of_a_sheet));
  }
  written.push_back(write_dictionary(tables, dictionary, options.language));
  for (PendingFile& table : written) {
    table.publish();
    done.files.push_back(table.path());
  }
  return done;
}

}  // namespace suanli::output
