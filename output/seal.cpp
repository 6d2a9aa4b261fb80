#include "output/seal.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <fstream>
#include <string_view>
#include <system_error>
#include <type_traits>

#include "output/checksum.hpp"
#include "output/error.hpp"
#include "output/held_bytes.hpp"

namespace suanli::output {
namespace {

static_assert(std::endian::native == std::endian::little, "a seal is four little-endian words");

struct Seal {
  std::array<char, 8> name{'S', 'U', 'A', 'N', 'L', 'I', '\r', '\n'};
  std::uint64_t file = 0, head = 0;  // sizes without the seal [byte]
  std::uint64_t checksum = 0;        // of the head and what stands above
};
static_assert(sizeof(Seal) == size_of_seal && std::is_trivially_copyable_v<Seal>);

Failure unreadable() { return Failure(text("cannot be read: {}", "无法读取：{}", reason(errno))); }

/// More than any head takes [byte]: all objects that are read of a file, 4 KiB each (a reader takes 2^16 of them), and the
/// coordinates of dimensions, which may have been zeros that a copy has left out. What a file with holes only claims to hold
/// would take hours to read.
std::uint64_t largest_head(const std::filesystem::path& path) {
  constexpr std::uint64_t objects = std::uint64_t{1} << 28, times = 16;
  return objects + times * held_bytes(path);
}

/// Checksum of the first `head` bytes of a file and of the seal's other fields.
std::uint64_t checksum(std::istream& file, const Seal& seal) {
  Checksum sum;
  std::array<char, 1 << 16> block{};
  file.seekg(0);
  for (std::uint64_t left = seal.head; left > 0;) {
    const std::uint64_t size = std::min<std::uint64_t>(left, block.size());
    if (!file.read(block.data(), static_cast<std::streamsize>(size))) throw unreadable();
    sum.add(block.data(), size);
    left -= size;
  }
  sum.add(&seal, offsetof(Seal, checksum));
  return sum.value();
}

/// Whether a file ends in a seal; it is read.
bool read_seal(std::istream& file, Seal& seal) {
  const std::array<char, 8> name = seal.name;
  return file.seekg(-static_cast<std::streamoff>(sizeof seal), std::ios::end) &&
         file.read(reinterpret_cast<char*>(&seal), sizeof seal) && seal.name == name;
}

}  // namespace

bool has_seal(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  Seal seal;
  return read_seal(file, seal);
}

void seal(const std::filesystem::path& path, std::uint64_t head) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  if (!file) throw Failure(text("cannot be opened to be sealed: {}", "无法打开以写入封印：{}", reason(errno)));
  Seal seal;
  seal.file = std::filesystem::file_size(path);
  seal.head = std::min(head, seal.file);
  seal.checksum = checksum(file, seal);
  file.seekp(0, std::ios::end);
  file.write(reinterpret_cast<const char*>(&seal), sizeof seal);
  file.flush();
  if (!file) throw Failure(text("cannot write the seal: {}", "无法写入封印：{}", reason(errno)));
}

void expect_sealed(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    throw Failure(text("there is no such file", "没有这个文件"));
  if (error) throw Failure(text("cannot be read: {}", "无法读取：{}", reason(error.value())));
  if (!std::filesystem::is_regular_file(status)) throw Failure(text("it is not a regular file", "它不是普通文件"));
  std::ifstream file(path, std::ios::binary);
  if (!file) throw unreadable();

  std::array<char, 8> start{};
  constexpr std::string_view hdf5 = "\x89HDF\r\n\x1a\n";
  if (!file.read(start.data(), start.size()) || std::string_view(start.data(), start.size()) != hdf5)
    throw Failure(text("it is not an HDF5 file", "它不是 HDF5 文件"));
  const std::uint64_t size = std::filesystem::file_size(path);
  Seal seal;
  if (!read_seal(file, seal) || seal.file != size - sizeof seal || seal.head > std::min(seal.file, largest_head(path)))
    throw Failure(
        text("it does not end as a result file does: it was cut short, changed, or written by another program",
             "文件结尾不是结果文件的结尾：它被截断、改动，或由其他程序写出"));
  if (seal.checksum != checksum(file, seal))
    throw Failure(text("its head is damaged: the checksum does not match", "文件头已损坏：校验和不符"));
}

}  // namespace suanli::output
