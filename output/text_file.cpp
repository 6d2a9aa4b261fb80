#include "output/text_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "output/destination.hpp"
#include "output/error.hpp"

namespace suanli::output {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_size = 1 << 18;

[[noreturn]] void fail() { throw Failure(text("cannot be written: {}", "无法写入：{}", reason(errno))); }

}  // namespace

PendingDirectory::PendingDirectory(const fs::path& directory) {
  expect_no_stream(directory);
  std::error_code error;
  if (fs::exists(directory, error) && !fs::is_directory(directory, error))
    throw OutputError(
        text("{}: cannot be written: it is not a directory", "{}: 无法写入：它不是目录", directory.string()));
  for (fs::path place = directory; !place.empty() && !fs::exists(place, error); place = place.parent_path())
    made_.insert(made_.begin(), place);
  error.clear();
  fs::create_directories(directory, error);
  if (error)
    throw OutputError(text("{}: the directory cannot be made: {}", "{}: 无法创建目录：{}", directory.string(),
                           reason(error.value())));
}

PendingDirectory::~PendingDirectory() {
  std::error_code ignored;
  for (; !made_.empty(); made_.pop_back()) fs::remove(made_.back(), ignored);  // fails where something is inside
}

PendingFile::PendingFile(const fs::path& path, Replaced replaced)
    : path_(behind_links(path)),
      temporary_(temporary_beside(path_)),
      replaced_([given = path, replaced = std::move(replaced)](const fs::path&) { replaced(given); }) {
  expect_place(path, any_file);
  naming<WriteError>(path_, [&] {
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail();
    lock_ = fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
    if (lock_ >= 0) flock(lock_, LOCK_EX | LOCK_NB);
  });
}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, fs::path())),
      replaced_(std::move(other.replaced_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      lock_(std::exchange(other.lock_, -1)),
      buffer_(std::move(other.buffer_)) {}

PendingFile::~PendingFile() {
  std::error_code ignored;
  for (const int descriptor : {descriptor_, lock_})
    if (descriptor >= 0) ::close(descriptor);
  if (!temporary_.empty()) fs::remove(temporary_, ignored);
}

void PendingFile::flush() {
  for (std::string_view left = buffer_; !left.empty();) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno != EINTR) fail();
    left.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  buffer_.clear();
}

void PendingFile::write(std::string_view bytes) {
  naming<WriteError>(path_, [&] {
    for (; buffer_.size() + bytes.size() >= buffer_size; flush()) {
      const std::size_t fits = buffer_size - buffer_.size();
      buffer_.append(bytes.substr(0, fits));
      bytes.remove_prefix(fits);
    }
    buffer_.append(bytes);
  });
}

void PendingFile::finish() {
  naming<WriteError>(path_, [&] {
    flush();
    if (::fsync(descriptor_) != 0 || ::close(std::exchange(descriptor_, -1)) != 0) fail();
  });
}

void PendingFile::publish() { replace(path_, std::exchange(temporary_, fs::path()), replaced_); }

std::optional<std::string> text_in(const fs::path& path) {
  constexpr std::uintmax_t most = 16 << 20;  // a scenario has 1 MiB, and an identity its keys in full
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return std::nullopt;  // opening a pipe waits for whoever writes
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return std::nullopt;
  if (size > most)
    throw OutputError(text("{}: cannot be read: it has {} bytes, and what the program writes there at most {}",
                           "{}: 无法读取：它有 {} 字节，而本程序在此写出的至多 {}", path.string(), size, most));
  std::string words(size, '\0');
  file.read(words.data(), std::ssize(words));
  words.resize(static_cast<std::size_t>(file.gcount()));
  return words;
}

void write_texts(const std::vector<std::pair<fs::path, std::string_view>>& texts, const Replaced& replaced) {
  std::vector<PendingFile> files;
  for (const auto& [path, text] : texts) files.emplace_back(path, replaced);
  for (std::size_t i = 0; i < files.size(); ++i) {
    files[i].write(texts[i].second);
    files[i].finish();
  }
  for (PendingFile& file : files) file.publish();
}

void write_output(const fs::path& path, std::string_view text, const Replaced& replaced) {
  remove_leftovers(behind_links(path));
  write_texts({{path, text}}, replaced);
}

}  // namespace suanli::output
