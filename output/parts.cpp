#include "output/parts.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>

#include "engine/terminal.hpp"
#include "output/destination.hpp"
#include "output/lock.hpp"
#include "output/part_file.hpp"
#include "output/text_file.hpp"

namespace suanli::output {

// In the namespace of their types, where ByteWriter and ByteReader look for them.
template <class Bytes, class Row>
requires std::same_as<std::remove_const_t<Row>, FailedRow>
static void members(Bytes& bytes, Row& row) { bytes(row.row, row.why.en, row.why.zh); }

template <class Bytes, class R>
requires std::same_as<std::remove_const_t<R>, Rows>
static void members(Bytes& bytes, R& rows) { bytes(rows.columns, rows.failed); }

namespace {

namespace fs = std::filesystem;

void remove_part(const fs::path& file) noexcept {
  std::error_code ignored;
  fs::remove(file, ignored);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    all.push_back(text.substr(begin, end - begin));
  }
  return all;
}

// The files of a directory, sorted.
std::vector<fs::path> files_in(const fs::path& directory) {
  std::error_code error;
  std::vector<fs::path> all;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) all.push_back(entry.path());
  if (error)
    throw OutputError(text("{}: cannot be read: {}", "{}: 无法读取：{}", directory.string(), reason(error.value())));
  std::ranges::sort(all);
  return all;
}

Text broken_line(const fs::path& file, const Failure& failure) {
  return text("{}: {}", "{}: {}", visible_in_line(file.string()), failure.text());
}

PartReader open_part(const fs::path& directory, PartKind kind, const Batch& batch, std::uint64_t identity) {
  PartReader reader(directory / name_of_part(kind, batch.first), identity);
  const PartHead& head = reader.head();
  if (head.kind != kind || head.first != batch.first || head.count != batch.count)
    throw Failure(text("it holds other rows than its name says", "其中的行与文件名不符"));
  return reader;
}

Failure of_another_shape() {
  return Failure(text("it holds values of another shape than this run writes", "其中数值的形状与本次运行所写的不同"));
}

// A checksum fits whatever somebody has made it for: what a part holds must have the shape of what a run writes.
void expect_shape(const Rows& rows, const std::vector<std::size_t>& widths) {
  const auto expect = [](bool holds) {
    if (!holds) throw of_another_shape();
  };
  expect(rows.columns.size() == widths.size());
  for (std::size_t c = 0; c < widths.size(); ++c) {
    const std::size_t size = rows.columns[c].size(), width = widths[c];
    expect(width == 0 ? size == 0 : size % width == 0 && size / width == rows.count);  // a product could be too large
  }
  std::size_t next = rows.first;
  for (const FailedRow& failed : rows.failed) {
    expect(failed.row >= next && failed.row < rows.first + rows.count);
    next = failed.row + 1;
  }
}

// Columns as long as the run writes them, which need not grow while they are read; none if the part cannot hold them.
std::vector<std::vector<double>> room_for(const Batch& batch, const std::vector<std::size_t>& widths,
                                          std::uint64_t bytes) {
  const std::size_t width = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
  std::vector<std::vector<double>> columns;
  if (width > 0 && bytes / sizeof(double) / width >= batch.count)
    for (const std::size_t of_column : widths) columns.emplace_back(batch.count * of_column);
  return columns;
}

Rows rows_in(PartReader& reader, const Batch& batch, const std::vector<std::size_t>& widths) {
  Rows rows{
      .first = batch.first, .count = batch.count, .columns = room_for(batch, widths, reader.left()), .failed = {}};
  const ByteSource source = [&](std::span<std::byte> bytes) { reader.read(bytes); };
  try {
    ByteReader{source}(rows);
  } catch (const WrongBytes&) {
    throw of_another_shape();
  }
  reader.expect_end();
  expect_shape(rows, widths);
  return rows;
}

Rows rows_in(const fs::path& directory, const Batch& batch, const RunOfParts& run) {
  return naming(directory / name_of_part(PartKind::rows, batch.first), [&] {
    PartReader reader = open_part(directory, PartKind::rows, batch, checksum_of(run.identity));
    return rows_in(reader, batch, run.widths);
  });
}

// The rows of a part, or the row of a state, of which nothing more can be said before it is read.
Batch batch_looked_at(const fs::path& file, PartKind kind, const RunOfParts& run, Looking looking) {
  PartReader reader(file, checksum_of(run.identity), looking);
  const Batch batch = batch_of_part(file, kind, reader);
  if (kind == PartKind::rows && looking == Looking::at_every_byte) rows_in(reader, batch, run.widths);
  return batch;
}

constexpr const char* identity_name = "identity";
constexpr const char* lock_name = "lock";

}  // namespace

struct Parts::Directory {
  fs::path path;
  RunOfParts run;
  std::uint64_t identity;
  std::optional<Lock> lock;
  std::vector<Batch> finished;
  std::vector<std::size_t> begun;
  std::vector<Text> broken;

  Directory(const fs::path& output, const RunOfParts& of)
      : path(parts_of(output)), run(of), identity(checksum_of(of.identity)) {}

  fs::path part(PartKind kind, std::size_t first) const { return path / name_of_part(kind, first); }
  fs::path identity_file() const { return path / identity_name; }
  fs::path lock_file() const { return path / lock_name; }

  void make();
  void expect_same_identity() const;
  void discard();
  void look();
  void look_at(const fs::path& file);
  void keep_disjoint();
  bool has_rows(std::size_t row) const;
};

void Parts::Directory::make() {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    fs::create_directory(path, error);
    if (error)
      throw OutputError(text("{}: cannot be made: {}", "{}: 无法创建：{}", path.string(), reason(error.value())));
    naming<WriteError>(path, [&] { keep_name(path); });
  }
}

void Parts::Directory::expect_same_identity() const {
  const std::optional<std::string> earlier = text_in(identity_file());
  if (!earlier || *earlier == run.identity) return;
  const std::string lines = differing_lines(*earlier, run.identity);
  throw ForeignParts(text(
      "{}: holds what a run left that was another one (-) than this (+):\n{}give --fresh to start over without it, "
      "the same scenario to go on, or another output",
      "{}: 其中留有另一次运行（-）的部分结果，与本次运行（+）不同：\n{}请用 --fresh "
      "舍弃并重新开始，或给出相同的情景以继续，"
      "或换一个输出文件",
      path.string(), lines));
}

void Parts::Directory::discard() {
  for (const fs::path& file : files_in(path))
    if (kind_of_part(file) || file.extension() == temporary_suffix) remove_part(file);
  remove_part(identity_file());
}

void Parts::Directory::look() {
  for (const fs::path& file : files_in(path)) look_at(file);
  keep_disjoint();
  std::erase_if(begun, [&](std::size_t row) {
    const bool done = has_rows(row);
    if (done) remove_part(part(PartKind::state, row));
    return done;
  });
}

void Parts::Directory::look_at(const fs::path& file) {
  if (file.extension() == temporary_suffix) return remove_part(file);
  const std::optional<PartKind> kind = kind_of_part(file);
  if (!kind) return;
  try {
    const Batch batch = batch_looked_at(file, *kind, run, Looking::at_every_byte);
    if (*kind == PartKind::rows) finished.push_back(batch);
    else begun.push_back(batch.first);
  } catch (const Failure& failure) {
    broken.push_back(broken_line(file, failure));
    remove_part(file);
  }
}

void Parts::Directory::keep_disjoint() {
  std::size_t end = 0;
  std::erase_if(finished, [&](const Batch& batch) {
    const bool apart = batch.first >= end;
    if (apart) end = batch.first + batch.count;
    const fs::path file = part(PartKind::rows, batch.first);
    if (!apart)
      remove_part(file),
          broken.push_back(text("{}: it repeats rows of another part", "{}: 它与另一部分的行重复", file.string()));
    return !apart;
  });
}

bool Parts::Directory::has_rows(std::size_t row) const {
  return std::ranges::any_of(finished,
                             [&](const Batch& batch) { return batch.first <= row && row < batch.first + batch.count; });
}

Parts::Parts(const fs::path& output, const RunOfParts& run, Earlier earlier)
    : directory_(std::make_unique<Directory>(output, run)) {
  Directory& d = *directory_;
  d.make();
  d.lock.emplace(d.lock_file());
  if (earlier == Earlier::resume) d.expect_same_identity();
  else d.discard();
  d.look();
  if (text_in(d.identity_file()) != run.identity) write_texts({{d.identity_file(), run.identity}});
}

Parts::Parts(const fs::path& output, const RunOfParts& run, Found found)
    : directory_(std::make_unique<Directory>(output, run)) {
  Directory& d = *directory_;
  if (text_in(d.identity_file()) != run.identity)
    throw OutputError(text("{}: cannot be seen from here: every process of a run must see the same directory",
                           "{}: 此处无法看到：一次运行的全部进程须能看到同一目录", d.path.string()));
  d.finished = std::move(found.finished), d.begun = std::move(found.begun);
}

Parts::Parts(Parts&&) noexcept = default;
Parts::~Parts() = default;

const fs::path& Parts::directory() const { return directory_->path; }
const std::vector<Batch>& Parts::finished() const { return directory_->finished; }
const std::vector<std::size_t>& Parts::begun() const { return directory_->begun; }
const std::vector<Text>& Parts::broken() const { return directory_->broken; }

void Parts::keep_only(const Batches& batches) {
  Directory& d = *directory_;
  std::erase_if(d.finished, [&](const Batch& batch) {
    const bool kept = batches.has(batch);
    const fs::path file = d.part(PartKind::rows, batch.first);
    if (!kept)
      remove_part(file), d.broken.push_back(text("{}: it holds rows that are not this run's",
                                                 "{}: 其中的行不属于本次运行", file.string()));
    return !kept;
  });
}

void Parts::write(const Rows& rows) {
  const Directory& d = *directory_;
  write_part(d.part(PartKind::rows, rows.first),
             {.kind = PartKind::rows, .identity = d.identity, .first = rows.first, .count = rows.count},
             [&](const ByteSink& sink) { ByteWriter{sink}(rows); });
  for (std::size_t row = rows.first; row < rows.first + rows.count; ++row) remove_part(d.part(PartKind::state, row));
}

Rows Parts::read(const Batch& batch) const { return rows_in(directory_->path, batch, directory_->run); }

void Parts::write_state(std::size_t row, const std::function<void(const ByteSink&)>& fill) {
  const Directory& d = *directory_;
  write_part(d.part(PartKind::state, row), {.kind = PartKind::state, .identity = d.identity, .first = row, .count = 1},
             fill);
}

void Parts::read_state(std::size_t row, const std::function<void(const ByteSource&)>& take) const {
  const Directory& d = *directory_;
  naming(d.part(PartKind::state, row), [&] {
    PartReader reader = open_part(d.path, PartKind::state, {row, 1}, d.identity);
    try {
      take([&](std::span<std::byte> bytes) { reader.read(bytes); });
    } catch (const WrongBytes& wrong) {
      throw Failure(both(wrong.what()));
    }
    reader.expect_end();
  });
}

void Parts::drop_state(std::size_t row) { remove_part(directory_->part(PartKind::state, row)); }

void Parts::look_for_states(std::span<const std::size_t> rows) {
  Directory& d = *directory_;
  std::error_code ignored;
  for (const std::size_t row : rows) {
    const auto place = std::ranges::lower_bound(d.begun, row);
    const bool known = place != d.begun.end() && *place == row;
    if (!known && fs::exists(d.part(PartKind::state, row), ignored)) d.begun.insert(place, row);
  }
}

void Parts::remove() {
  Directory& d = *directory_;
  std::error_code ignored;
  if (fs::is_directory(d.path, ignored)) d.discard();
  remove_part(d.lock_file());
  fs::remove(d.path, ignored);  // fails where something else is inside
  d.lock.reset();
}

PartsInView::PartsInView(const fs::path& output, const RunOfParts& run, Looking looking) {
  const fs::path directory = parts_of(output);
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored)) return;
  run_ = text_in(directory / identity_name).value_or("");
  at_work_ = Lock::is_held(directory / lock_name);
  for (const fs::path& file : files_in(directory)) {
    const std::optional<PartKind> kind = kind_of_part(file);
    if (!kind) continue;
    try {
      const Batch batch = batch_looked_at(file, *kind, run, looking);
      if (*kind == PartKind::rows) finished_.push_back(batch);
      else begun_.push_back(batch.first);
    } catch (const Failure& failure) {
      if (fs::exists(file, ignored)) broken_.push_back(broken_line(file, failure));  // else it is finished now
    }
  }
}

Rows read_rows(const fs::path& output, const RunOfParts& run, const Batch& batch) {
  return rows_in(parts_of(output), batch, run);
}

fs::path parts_of(const fs::path& output) {
  fs::path path = output;
  path += ".parts";
  return path;
}

void expect_place_for_parts(const fs::path& output) {
  const fs::path path = parts_of(output);
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(path, ignored))) return;
  if (!fs::is_directory(path, ignored))
    throw OutputError(
        text("{}: is not a directory, and that is where a run keeps what it has finished: move it away, or give "
             "another output",
             "{}: 不是目录，而运行须在其中保存已完成的部分：请将其移走，或换一个输出文件", path.string()));
  if (access(path.c_str(), R_OK | W_OK | X_OK) != 0)
    throw OutputError(
        text("{}: a run keeps there what it has finished, and cannot: {}: mend that, or give another output",
             "{}: 运行须在其中保存已完成的部分，但无法写入：{}：请排除故障，或换一个输出文件", path.string(),
             reason(errno)));
}

std::string differing_lines(const std::string& earlier, const std::string& later) {
  std::map<std::string, int> count;
  for (const std::string& line : lines_of(earlier)) ++count[line];
  for (const std::string& line : lines_of(later)) --count[line];
  std::string all;
  const auto add = [&](const std::string& lines, const char* mark, int sign) {
    for (const std::string& line : lines_of(lines)) {
      int& left = count[line];
      if (left * sign <= 0) continue;
      left -= sign;
      all += fmt::format("{} {}\n", mark, line);
    }
  };
  add(earlier, "-", 1), add(later, "+", -1);
  return all;
}

}  // namespace suanli::output
