#include "output/text_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include "output/destination.hpp"
#include "output/error.hpp"

namespace suanli::output {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail() { throw Failure(text("cannot be written: {}", "无法写入：{}", reason(errno))); }

}  // namespace

void make_directory(const fs::path& directory) {
  std::error_code error;
  const bool is_there = fs::exists(directory, error);
  if (is_there && !fs::is_directory(directory, error))
    throw OutputError(
        text("{}: cannot be written: it is not a directory", "{}: 无法写入：它不是目录", directory.string()));
  if (!is_there) fs::create_directories(directory, error);
  if (error)
    throw OutputError(text("{}: the directory cannot be made: {}", "{}: 无法创建目录：{}", directory.string(),
                           reason(error.value())));
}

PendingFile::PendingFile(fs::path path) : path_(std::move(path)), temporary_(temporary_beside(path_)) {
  expect_replaceable(path_);
  naming(path_, [&] {
    stream_.reset(std::fopen(temporary_.c_str(), "wbx"));
    if (!stream_) fail();
  });
}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, fs::path())),
      stream_(std::move(other.stream_)) {}

PendingFile::~PendingFile() {
  std::error_code ignored;
  stream_.reset();
  if (!temporary_.empty()) fs::remove(temporary_, ignored);
}

void PendingFile::write(std::string_view bytes) {
  naming(path_, [&] {
    if (std::fwrite(bytes.data(), 1, bytes.size(), stream_.get()) != bytes.size()) fail();
  });
}

void PendingFile::finish() {
  naming(path_, [&] {
    if (std::fclose(stream_.release()) != 0) fail();
    synchronise(temporary_);
  });
}

void PendingFile::publish() { replace(path_, std::exchange(temporary_, fs::path())); }

void write_text(const fs::path& path, std::string_view text) {
  PendingFile file(path);
  file.write(text);
  file.finish();
  file.publish();
}

}  // namespace suanli::output
