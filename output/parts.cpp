#include "output/parts.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>

#include "output/checksum.hpp"
#include "output/destination.hpp"
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

enum class Kind : std::uint32_t { rows = 1, state = 2 };
constexpr std::string_view suffixes[] = {"", ".rows", ".state"};
constexpr std::string_view temporary_suffix = ".partial";
constexpr std::uint32_t format_of_parts = 1;

struct Head {
  std::array<char, 8> name{'S', 'U', 'A', 'N', 'L', 'I', 'P', '\n'};
  std::uint32_t format = format_of_parts;
  Kind kind = Kind::rows;
  std::uint64_t identity = 0;  // its checksum
  std::uint64_t first = 0, count = 0;
};
struct Tail {
  std::uint64_t size = 0, checksum = 0;  // of all that stands before it
};
static_assert(sizeof(Head) == 40 && sizeof(Tail) == 16);

std::uint64_t checksum_of(const std::string& bytes) {
  Checksum sum;
  sum.add(bytes.data(), bytes.size());
  return sum.value();
}

Failure unreadable() { return Failure(text("cannot be read: {}", "无法读取：{}", reason(errno))); }

template <class T> std::span<const std::byte> bytes_of(const T& value) { return std::as_bytes(std::span(&value, 1)); }

/// A part that is read: its head is known, its bytes are those that were written.
class PartReader {
 public:
  PartReader(const fs::path& path, std::uint64_t identity) : file_(path, std::ios::binary) {
    if (!file_) throw unreadable();
    const std::uint64_t size = fs::file_size(path);
    Tail tail;
    if (size < sizeof head_ + sizeof tail) throw damaged();
    left_ = size - sizeof tail;
    check_bytes(size - sizeof tail);
    left_ = sizeof tail, read(std::as_writable_bytes(std::span(&tail, 1)));
    if (tail.size != size - sizeof tail || tail.checksum != sum_.value()) throw damaged();
    file_.seekg(0), left_ = tail.size, read(std::as_writable_bytes(std::span(&head_, 1)));
    if (head_.name != Head{}.name || head_.format != format_of_parts) throw damaged();
    if (head_.identity != identity) throw Failure(text("it belongs to another run", "它属于另一次运行"));
  }

  const Head& head() const { return head_; }

  void read(std::span<std::byte> bytes) {
    if (bytes.size() > left_) throw Failure(text("it ends too early", "它过早结束"));
    if (!file_.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())))
      throw unreadable();
    left_ -= bytes.size();
  }
  void expect_end() const {
    if (left_ > 0) throw Failure(text("it holds more than is read", "它的内容多于所读"));
  }

 private:
  static Failure damaged() {
    return Failure(text("it was cut short or changed: the checksum does not match", "它被截断或改动：校验和不符"));
  }
  void check_bytes(std::uint64_t count) {
    std::vector<std::byte> block(std::min<std::uint64_t>(count, 1 << 16));
    for (; count > 0; count -= block.size()) {
      block.resize(std::min<std::uint64_t>(count, block.size()));
      read(block);
      sum_.add(block.data(), block.size());
    }
  }

  std::ifstream file_;
  Head head_;
  Checksum sum_;
  std::uint64_t left_ = 0;
};

void write_part(const fs::path& path, const Head& head, const std::function<void(const ByteSink&)>& fill) {
  PendingFile file(path);
  Checksum sum;
  std::uint64_t size = 0;
  const ByteSink sink = [&](std::span<const std::byte> bytes) {
    sum.add(bytes.data(), bytes.size());
    size += bytes.size();
    file.write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  };
  sink(bytes_of(head));
  fill(sink);
  const Tail tail{size, sum.value()};
  file.write({reinterpret_cast<const char*>(&tail), sizeof tail});
  file.finish();
  file.publish();
}

/// A lock on a file that lasts as long as this object, or the process.
class Lock {
 public:
  /// Creates the file if it is missing. Throws ForeignParts if another process has it.
  explicit Lock(const fs::path& path) {
    do {
      release();
      descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      if (descriptor_ < 0)
        throw OutputError(text("{}: cannot be written: {}", "{}: 无法写入：{}", path.string(), reason(errno)));
      if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        release();
        throw ForeignParts(text("{}: another process is at work on this output: wait for it, or give another output",
                                "{}: 另一进程正在处理此输出：请等待其结束，或换一个输出文件",
                                path.parent_path().string()));
      }  // file systems without locks are trusted
    } while (!is_at(path));
  }
  Lock(const Lock&) = delete;
  ~Lock() { release(); }

 private:
  // Whoever had it before may have removed it.
  bool is_at(const fs::path& path) const {
    struct stat held {
    }, there{};
    return fstat(descriptor_, &held) == 0 && stat(path.c_str(), &there) == 0 && held.st_ino == there.st_ino &&
           held.st_dev == there.st_dev;
  }
  void release() {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
  }

  int descriptor_ = -1;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    all.push_back(text.substr(begin, end - begin));
  }
  return all;
}

std::optional<std::string> text_in(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

struct Parts::Directory {
  fs::path path;
  std::string identity_text;
  std::uint64_t identity;
  std::optional<Lock> lock;
  std::vector<Batch> finished;
  std::vector<std::size_t> begun;
  std::vector<Text> broken;

  Directory(const fs::path& output, const std::string& text)
      : path(parts_of(output)), identity_text(text), identity(checksum_of(text)) {}

  fs::path part(Kind kind, std::size_t first) const {
    return path / fmt::format("{:012}{}", first, suffixes[static_cast<std::size_t>(kind)]);
  }
  fs::path identity_file() const { return path / "identity"; }
  fs::path lock_file() const { return path / "lock"; }

  void make();
  void expect_same_identity() const;
  std::vector<fs::path> files() const;
  void discard();
  void look();
  void look_at(const fs::path& file);
  void keep_disjoint();
  bool has_rows(std::size_t row) const;
  PartReader open(Kind kind, const Batch& batch) const;
  void remove_part(const fs::path& file) const noexcept {
    std::error_code ignored;
    fs::remove(file, ignored);
  }
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
  if (!earlier || *earlier == identity_text) return;
  const std::string lines = differing_lines(*earlier, identity_text);
  throw ForeignParts(text(
      "{}: holds what a run left that was another one (-) than this (+):\n{}give --fresh to start over without it, "
      "the same scenario to go on, or another output",
      "{}: 其中留有另一次运行（-）的部分结果，与本次运行（+）不同：\n{}请用 --fresh "
      "舍弃并重新开始，或给出相同的情景以继续，"
      "或换一个输出文件",
      path.string(), lines));
}

std::vector<fs::path> Parts::Directory::files() const {
  std::error_code error;
  std::vector<fs::path> all;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) all.push_back(entry.path());
  if (error)
    throw OutputError(text("{}: cannot be read: {}", "{}: 无法读取：{}", path.string(), reason(error.value())));
  std::ranges::sort(all);
  return all;
}

void Parts::Directory::discard() {
  for (const fs::path& file : files())
    if (const std::string suffix = file.extension().string();
        suffix == suffixes[1] || suffix == suffixes[2] || suffix == temporary_suffix)
      remove_part(file);
  remove_part(identity_file());
}

void Parts::Directory::look() {
  for (const fs::path& file : files()) look_at(file);
  keep_disjoint();
  std::erase_if(begun, [&](std::size_t row) {
    const bool done = has_rows(row);
    if (done) remove_part(part(Kind::state, row));
    return done;
  });
}

void Parts::Directory::look_at(const fs::path& file) {
  const std::string suffix = file.extension().string(), name = file.stem().string();
  if (suffix == temporary_suffix) return remove_part(file);
  const Kind kind = suffix == suffixes[1] ? Kind::rows : Kind::state;
  if (suffix != suffixes[static_cast<std::size_t>(kind)]) return;
  try {
    const Head head = PartReader(file, identity).head();
    if (head.kind != kind || file != part(kind, head.first) || head.count == 0)
      throw Failure(text("it was given another name", "它被改名"));
    if (kind == Kind::rows) finished.push_back({head.first, head.count});
    else begun.push_back(head.first);
  } catch (const Failure& failure) {
    broken.push_back(text("{}: {}", "{}: {}", file.string(), failure.text()));
    remove_part(file);
  }
}

void Parts::Directory::keep_disjoint() {
  std::size_t end = 0;
  std::erase_if(finished, [&](const Batch& batch) {
    const bool apart = batch.first >= end;
    if (apart) end = batch.first + batch.count;
    const fs::path file = part(Kind::rows, batch.first);
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

PartReader Parts::Directory::open(Kind kind, const Batch& batch) const {
  PartReader reader(part(kind, batch.first), identity);
  const Head& head = reader.head();
  if (head.kind != kind || head.first != batch.first || head.count != batch.count)
    throw Failure(text("it holds other rows than its name says", "其中的行与文件名不符"));
  return reader;
}

Parts::Parts(const fs::path& output, const std::string& identity, Earlier earlier)
    : directory_(std::make_unique<Directory>(output, identity)) {
  Directory& d = *directory_;
  d.make();
  d.lock.emplace(d.lock_file());
  if (earlier == Earlier::resume) d.expect_same_identity();
  else d.discard();
  d.look();
  if (text_in(d.identity_file()) != identity) write_texts({{d.identity_file(), identity}});
}

Parts::Parts(Parts&&) noexcept = default;
Parts::~Parts() = default;

const fs::path& Parts::directory() const { return directory_->path; }
const std::vector<Batch>& Parts::finished() const { return directory_->finished; }
const std::vector<std::size_t>& Parts::begun() const { return directory_->begun; }
const std::vector<Text>& Parts::broken() const { return directory_->broken; }

void Parts::write(const Rows& rows) {
  const Directory& d = *directory_;
  write_part(d.part(Kind::rows, rows.first),
             {.kind = Kind::rows, .identity = d.identity, .first = rows.first, .count = rows.count},
             [&](const ByteSink& sink) { ByteWriter{sink}(rows); });
  for (std::size_t row = rows.first; row < rows.first + rows.count; ++row) d.remove_part(d.part(Kind::state, row));
}

Rows Parts::read(const Batch& batch) const {
  const Directory& d = *directory_;
  return naming(d.part(Kind::rows, batch.first), [&] {
    PartReader reader = d.open(Kind::rows, batch);
    Rows rows{.first = batch.first, .count = batch.count, .columns = {}, .failed = {}};
    const ByteSource source = [&](std::span<std::byte> bytes) { reader.read(bytes); };
    ByteReader{source}(rows);
    reader.expect_end();
    return rows;
  });
}

void Parts::write_state(std::size_t row, const std::function<void(const ByteSink&)>& fill) {
  const Directory& d = *directory_;
  write_part(d.part(Kind::state, row), {.kind = Kind::state, .identity = d.identity, .first = row, .count = 1}, fill);
}

void Parts::read_state(std::size_t row, const std::function<void(const ByteSource&)>& take) const {
  const Directory& d = *directory_;
  naming(d.part(Kind::state, row), [&] {
    PartReader reader = d.open(Kind::state, {row, 1});
    try {
      take([&](std::span<std::byte> bytes) { reader.read(bytes); });
    } catch (const WrongBytes& wrong) {
      throw Failure(both(wrong.what()));
    }
    reader.expect_end();
  });
}

void Parts::drop_state(std::size_t row) { directory_->remove_part(directory_->part(Kind::state, row)); }

void Parts::remove() {
  Directory& d = *directory_;
  std::error_code ignored;
  if (fs::is_directory(d.path, ignored)) d.discard();
  d.remove_part(d.lock_file());
  fs::remove(d.path, ignored);  // fails where something else is inside
  d.lock.reset();
}

fs::path parts_of(const fs::path& output) {
  fs::path path = output;
  path += ".parts";
  return path;
}

void remove_leftovers(const fs::path& output) {
  constexpr std::size_t digits = 8;
  const fs::path directory = output.has_parent_path() ? output.parent_path() : fs::path(".");
  const std::string start = output.filename().string() + ".";
  const auto is_temporary = [&](const std::string& name) {
    return name.size() == start.size() + digits + temporary_suffix.size() && name.starts_with(start) &&
           name.ends_with(temporary_suffix) &&
           name.find_first_not_of("0123456789abcdef", start.size()) == start.size() + digits;
  };
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
    if (!is_temporary(entry.path().filename().string()) || !entry.is_regular_file(ignored)) continue;
    const int descriptor = ::open(entry.path().c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) continue;
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) fs::remove(entry.path(), ignored);
    close(descriptor);
  }
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
