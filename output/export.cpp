#include "output/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <memory>
#include <set>
#include <system_error>

#include "output/destination.hpp"
#include "output/tables.hpp"

namespace suanli::output {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t values_at_once = (48 << 20) / sizeof(double);
constexpr std::size_t bytes_at_once = 1 << 20;
constexpr std::size_t rows_of_a_sheet = 1 << 20;  // in Excel, the header included

using Line = fmt::memory_buffer;

/// A file that appears under its name only when it is complete; removed if that does not happen.
class PendingFile {
 public:
  explicit PendingFile(fs::path path) : path_(std::move(path)), temporary_(temporary_beside(path_)) {
    naming(path_, [&] {
      stream_.reset(std::fopen(temporary_.c_str(), "wbx"));
      if (!stream_) fail();
    });
  }
  PendingFile(PendingFile&& other) noexcept
      : path_(std::move(other.path_)),
        temporary_(std::exchange(other.temporary_, fs::path())),
        stream_(std::move(other.stream_)) {}
  PendingFile& operator=(PendingFile&&) = delete;
  ~PendingFile() {
    std::error_code ignored;
    stream_.reset();
    if (!temporary_.empty()) fs::remove(temporary_, ignored);
  }

  const fs::path& path() const { return path_; }

  /// Writes the line buffer and empties it. Throws OutputError.
  void write(Line& lines) {
    naming(path_, [&] {
      if (std::fwrite(lines.data(), 1, lines.size(), stream_.get()) != lines.size()) fail();
    });
    lines.clear();
  }
  /// Closes the complete file and waits until it is on the disk. Throws OutputError.
  void finish() {
    naming(path_, [&] {
      if (std::fclose(stream_.release()) != 0) fail();
      synchronise(temporary_);
    });
  }
  /// Gives the finished file its name. Throws OutputError.
  void publish() { replace(path_, std::exchange(temporary_, fs::path())); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  [[noreturn]] static void fail() {
    const std::string why = std::generic_category().message(errno);
    throw Failure("cannot be written: " + why);
  }

  fs::path path_, temporary_;
  std::unique_ptr<std::FILE, Close> stream_;
};

/// A field, between quotes where the format asks for them.
std::string field_of(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string all = "\"";
  for (const char c : text) all += c == '"' ? "\"\"" : std::string(1, c);
  return all + '"';
}

void add_line(Line& lines, const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i)
    fmt::format_to(std::back_inserter(lines), "{}{}", i == 0 ? "" : ",", field_of(fields[i]));
  lines.push_back('\n');
}

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
    for (std::size_t i = 0; i < size(coordinates); ++i) all.back().push_back(field_of(point_of(coordinates, i)));
  }
  return all;
}

void add_number(Line& lines, double value) {
  if (!std::isnan(value)) fmt::format_to(std::back_inserter(lines), "{}", value);
}

/// The rows of a block, `values[v]` those of the v-th variable.
void write_block(PendingFile& file, Line& lines, const Block& block,
                 const std::vector<std::vector<std::string>>& coordinates, const std::vector<Table>& values) {
  std::vector<std::size_t> at = block.start;
  for (std::size_t row = 0; row < values.front().values.size(); ++row) {
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      lines.append(coordinates[axis][at[axis]]);
      lines.push_back(',');
    }
    for (std::size_t v = 0; v < values.size(); ++v) {
      if (v > 0) lines.push_back(',');
      add_number(lines, values[v].values[row]);
    }
    lines.push_back('\n');
    for (std::size_t axis = at.size(); axis-- > 0;) {
      if (++at[axis] < block.start[axis] + block.count[axis]) break;
      at[axis] = block.start[axis];
    }
    if (lines.size() > bytes_at_once) file.write(lines);
  }
}

PendingFile write_table(const ResultReader& file, const TidyTable& table, const fs::path& path, Language language) {
  PendingFile written(path);
  const std::vector<std::string> headers = headers_of(table, language);
  const std::vector<std::vector<std::string>> coordinates = fields_of_coordinates(table);
  const auto pure = [](const std::vector<std::string>& texts) { return std::ranges::all_of(texts, is_ascii); };
  Line lines;
  if (!pure(headers) || !std::ranges::all_of(coordinates, pure)) lines.append(std::string_view("\xEF\xBB\xBF"));
  add_line(lines, headers);
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
  PendingFile written(path);
  Line lines;
  lines.append(std::string_view("\xEF\xBB\xBF"));
  if (language == Language::english)
    add_line(lines, {"table", "column", "variable", "symbol", "unit", "meaning_en", "meaning_zh", "equation"});
  else add_line(lines, {"表", "列", "变量", "符号", "单位", "英文含义", "中文含义", "公式"});
  for (const TidyTable& table : tables) {
    const std::vector<std::string> headers = headers_of(table, language);
    std::size_t number = 0;
    for (const auto* columns : {&table.dimensions, &table.variables})
      for (const TableColumn& c : *columns)
        add_line(lines,
                 {table.name, headers[number++], c.path, c.symbol, c.unit, c.meaning.en, c.meaning.zh, c.equation});
  }
  written.write(lines);
  written.finish();
  return written;
}

fs::path file_of(const TidyTable& table, const fs::path& directory) { return directory / (table.name + ".csv"); }

void make_directory(const fs::path& directory) {
  std::error_code error;
  const bool is_there = fs::exists(directory, error);
  if (is_there && !fs::is_directory(directory, error))
    throw OutputError(
        text("{}: cannot be written: it is not a directory", "{}：无法写入：它不是目录", directory.string()));
  if (!is_there) fs::create_directories(directory, error);
  if (error)
    throw OutputError(
        text("{}: the directory cannot be made: {}", "{}：无法创建目录：{}", directory.string(), error.message()));
}

}  // namespace

Exported export_csv(const ResultReader& file, const fs::path& directory, const ExportOptions& options) {
  const std::vector<TidyTable> tables = selected(tables_of(file), options.groups, options.series);
  const fs::path dictionary = directory / "columns.csv";
  make_directory(directory);
  for (const TidyTable& table : tables) expect_replaceable(file_of(table, directory));
  expect_replaceable(dictionary);

  Exported done;
  std::vector<PendingFile> written;
  for (const TidyTable& table : tables) {
    written.push_back(write_table(file, table, file_of(table, directory), options.language));
    done.rows += table.rows();
    if (table.rows() + 1 > rows_of_a_sheet)
      done.notes.push_back(text("{}: {} rows, more than the {} of a sheet in Excel: use pandas or R, or export less",
                                "{}：共 {} 行，超过 Excel 工作表的上限 {} 行：请改用 pandas 或 R，或缩小导出范围",
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
