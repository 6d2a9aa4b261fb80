#include "output/destination.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <random>
#include <string_view>
#include <system_error>

#include "output/error.hpp"

namespace suanli::output {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
  throw OutputError(fmt::format("{}: cannot be written: {}", path.string(), why));
}

fs::path directory_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

/// Whether a file begins as HDF5 files do.
bool is_hdf5(const fs::path& path) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::array<char, signature.size()> start{};
  std::ifstream file(path, std::ios::binary);
  return file.read(start.data(), start.size()) && std::string_view(start.data(), start.size()) == signature;
}

/// Flushes a file or a directory to the disk; returns 0 or the error number.
int flush_to_disk(const fs::path& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = fsync(descriptor) == 0 ? 0 : errno;
  return close(descriptor) == 0 || error != 0 ? error : errno;
}

}  // namespace

void expect_writable(const fs::path& path) {
  expect_replaceable(path);
  std::error_code ignored;
  if (fs::exists(path, ignored) && !fs::is_empty(path, ignored) && !is_hdf5(path))
    refuse(path, "a file of another kind is there; only result files are replaced");
}

void expect_replaceable(const fs::path& path) {
  if (!path.has_filename()) refuse(path, "it names no file");
  const fs::path directory = directory_of(path);
  std::error_code ignored;
  const fs::file_status parent = fs::status(directory, ignored), target = fs::status(path, ignored);
  if (parent.type() == fs::file_type::not_found)
    refuse(path, fmt::format("directory '{}' does not exist", directory.string()));
  if (fs::exists(parent) && !fs::is_directory(parent))
    refuse(path, fmt::format("'{}' is not a directory", directory.string()));
  if (fs::is_directory(target)) refuse(path, "it is a directory");
  // A rename would replace even /dev/null.
  if (fs::exists(target) && !fs::is_regular_file(target)) refuse(path, "it is not a regular file");

  if (fs::exists(target) && access(path.c_str(), W_OK) != 0) refuse(path, reason(errno));

  // Only a trial knows about permissions, read-only file systems and quotas.
  const fs::path trial = temporary_beside(path);
  const int descriptor = open(trial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0)
    refuse(path, fmt::format("no file can be created in '{}': {}", directory.string(), reason(errno)));
  close(descriptor);
  fs::remove(trial, ignored);
}

fs::path temporary_beside(const fs::path& path) {
  std::random_device device;
  fs::path name = path.filename();
  name += fmt::format(".{:08x}.partial", device());
  return path.parent_path() / name;
}

void synchronise(const fs::path& path) {
  if (const int error = flush_to_disk(path)) throw Failure("cannot be brought to the disk: " + reason(error));
}

void replace(const fs::path& path, const fs::path& temporary) {
  std::error_code error;
  fs::rename(temporary, path, error);
  if (error) refuse(path, fmt::format("{}; the finished file is kept as '{}'", error.message(), temporary.string()));
  // Some network file systems have no fsync for directories, and say so with EINVAL.
  if (const int failure = flush_to_disk(directory_of(path)); failure != 0 && failure != EINVAL)
    refuse(path, fmt::format("its new name may be lost in a power failure: {}", reason(failure)));
}

}  // namespace suanli::output
