#include "output/part_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "output/error.hpp"
#include "output/held_bytes.hpp"
#include "output/text_file.hpp"

namespace suanli::output {

namespace {

namespace fs = std::filesystem;

/// Bytes of a part to one that lies in no hole: zeros may have been left out by a copy, but what only claims to be large would
/// take hours to read.
constexpr std::uint64_t most_to_one = 16;

constexpr std::string_view suffixes[] = {"", ".rows", ".state"};

struct Tail {
  std::uint64_t size = 0, checksum = 0;  // of all that stands before it
};
static_assert(sizeof(PartHead) == 40 && sizeof(Tail) == 16);

Failure unreadable() { return Failure(text("cannot be read: {}", "无法读取：{}", reason(errno))); }
Failure damaged() {
  return Failure(text("it was cut short or changed: the checksum does not match", "它被截断或改动：校验和不符"));
}

template <class T> std::span<const std::byte> bytes_of(const T& value) { return std::as_bytes(std::span(&value, 1)); }

}  // namespace

PartReader::PartReader(const fs::path& path, std::uint64_t identity, Looking looking) {
  std::error_code error;
  if (const fs::file_status there = fs::status(path, error); fs::exists(there) && !fs::is_regular_file(there))
    throw Failure(text("it is not a regular file", "它不是普通文件"));
  file_.open(path, std::ios::binary);
  if (!file_) throw unreadable();
  const std::uint64_t size = fs::file_size(path, error);
  if (error) throw unreadable();
  Tail tail;
  if (size < sizeof head_ + sizeof tail) throw damaged();
  file_.seekg(static_cast<std::streamoff>(size - sizeof tail));
  left_ = sizeof tail, read(std::as_writable_bytes(std::span(&tail, 1)));
  if (tail.size != size - sizeof tail) throw damaged();
  if (looking == Looking::at_every_byte) {
    if (size > most_to_one * held_bytes(path)) throw damaged();
    file_.seekg(0), left_ = tail.size, check_bytes(left_);
    if (tail.checksum != sum_.value()) throw damaged();
  }
  file_.seekg(0), left_ = tail.size, read(std::as_writable_bytes(std::span(&head_, 1)));
  if (head_.name != PartHead{}.name || head_.format != format_of_parts) throw damaged();
  if (head_.identity != identity) throw Failure(text("it belongs to another run", "它属于另一次运行"));
}

void PartReader::read(std::span<std::byte> bytes) {
  if (bytes.size() > left_) throw Failure(text("it ends too early", "它过早结束"));
  if (!file_.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())))
    throw unreadable();
  left_ -= bytes.size();
}

void PartReader::expect_end() const {
  if (left_ > 0) throw Failure(text("it holds more than is read", "它的内容多于所读"));
}

void PartReader::check_bytes(std::uint64_t count) {
  std::vector<std::byte> block(std::min<std::uint64_t>(count, 1 << 16));
  for (; count > 0; count -= block.size()) {
    block.resize(std::min<std::uint64_t>(count, block.size()));
    read(block);
    sum_.add(block.data(), block.size());
  }
}

void write_part(const fs::path& path, const PartHead& head, const std::function<void(const ByteSink&)>& fill) {
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

std::uint64_t checksum_of(const std::string& text) {
  Checksum sum;
  sum.add(text.data(), text.size());
  return sum.value();
}

std::string name_of_part(PartKind kind, std::size_t first) {
  return fmt::format("{:012}{}", first, suffixes[static_cast<std::size_t>(kind)]);
}

std::optional<PartKind> kind_of_part(const fs::path& file) {
  for (const PartKind kind : {PartKind::rows, PartKind::state})
    if (file.extension() == suffixes[static_cast<std::size_t>(kind)]) return kind;
  return std::nullopt;
}

Batch batch_of_part(const fs::path& file, PartKind kind, const PartReader& part) {
  const PartHead& head = part.head();
  if (head.kind != kind || file.filename() != name_of_part(kind, head.first) || head.count == 0 ||
      head.first + head.count < head.first)
    throw Failure(text("it was given another name", "它被改名"));
  return {head.first, head.count};
}

}  // namespace suanli::output
