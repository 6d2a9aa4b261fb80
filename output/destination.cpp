#include "output/destination.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <system_error>

#include "output/error.hpp"
#include "output/seal.hpp"

namespace suanli::output {
namespace {

namespace fs = std::filesystem;

template <class Error = OutputError> [[noreturn]] void refuse(const fs::path& path, const Text& why) {
  throw Error(text("{}: cannot be written: {}", "{}: 无法写入：{}", path.string(), why));
}

[[noreturn]] void refuse_other_kind(const fs::path& path, const Text& kind) {
  refuse(path,
         text("a file of another kind is there; only {} are replaced", "已有一个其他类型的文件；只会替换{}", kind));
}

fs::path directory_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

/// The first bytes of a file, as many as there are up to `most`; of one that cannot be read none.
std::string start_of(const fs::path& path, std::size_t most) {
  std::string start(most, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(most));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start;
}

/// Whether a regular file is there with something in it. A rename would replace even /dev/null and what may not be
/// written to: these stay.
bool holds_something(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status there = fs::status(path, ignored);
  if (fs::is_directory(there)) refuse(path, text("it is a directory", "它是一个目录"));
  if (fs::exists(there) && !fs::is_regular_file(there))
    refuse(path, text("it is not a regular file", "它不是普通文件"));
  if (fs::exists(there) && faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) refuse(path, reason(errno));
  return fs::exists(there) && !fs::is_empty(path, ignored);
}

/// Gives a new file the owner, the group and the permissions of the one that it is to replace, as far as the system lets.
/// Permissions of a group are those of no other.
void take_over_permissions(const fs::path& from, const fs::path& to) {
  struct stat old, made;
  if (stat(from.c_str(), &old) != 0 || !S_ISREG(old.st_mode)) return;
  if (chown(to.c_str(), old.st_uid, old.st_gid) != 0 && chown(to.c_str(), static_cast<uid_t>(-1), old.st_gid) != 0)
    return;
  if (stat(to.c_str(), &made) == 0 && made.st_gid == old.st_gid && chmod(to.c_str(), old.st_mode & 0777) != 0)
    return;  // a file system without permissions
}

/// Flushes a file or a directory to the disk; returns 0 or the error number.
int flush_to_disk(const fs::path& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = fsync(descriptor) == 0 ? 0 : errno;
  return close(descriptor) == 0 || error != 0 ? error : errno;
}

}  // namespace

bool is_hdf5(const fs::path& path) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  return start_of(path, signature.size()) == signature;
}

void any_file(const fs::path& path) { holds_something(path); }

void only_results(const fs::path& path) {
  if (!holds_something(path)) return;
  if (!is_hdf5(path)) refuse_other_kind(path, text("result files", "结果文件"));
  if (!has_seal(path))
    refuse(path, text("an HDF5 file is there that does not end as a result file does: it was cut short, changed, or "
                      "written by another program; only result files are replaced: remove it if it is not needed",
                      "已有一个 HDF5 文件，其结尾不是结果文件的结尾：它被截断、改动，或由其他程序写出；"
                      "只会替换结果文件：若不再需要，请先删除它"));
}

void only_tables(const fs::path& path) {
  constexpr std::size_t looked_at = 4096;
  if (holds_something(path) && start_of(path, looked_at).find('\0') != std::string::npos)
    refuse_other_kind(path, text("tables", "表"));
}

Replaced only_texts_that_begin(std::string_view beginning, const Text& kind) {
  return [beginning = std::string(beginning), kind](const fs::path& path) {
    if (holds_something(path) && start_of(path, beginning.size()) != beginning) refuse_other_kind(path, kind);
  };
}

void expect_apart(const fs::path& path, const std::vector<fs::path>& read) {
  for (const fs::path& other : read) {
    std::error_code ignored;
    if (fs::equivalent(path, other, ignored))
      refuse(path,
             text("it is '{}', which is read: give another name", "它就是所读取的“{}”：请另取名称", other.string()));
  }
}

void expect_place(const fs::path& path, const Replaced& replaced) {
  expect_no_stream(path);
  if (!path.has_filename()) refuse(path, text("it names no file", "它不是文件名"));
  replaced(path);
  const fs::path place = behind_links(path), directory = directory_of(place);
  std::error_code ignored;
  if (fs::is_symlink(fs::symlink_status(place, ignored))) refuse(path, reason(ELOOP));
  const fs::file_status parent = fs::status(directory, ignored);
  if (parent.type() == fs::file_type::not_found)
    refuse(path, text("directory '{}' does not exist", "目录“{}”不存在", directory.string()));
  if (fs::exists(parent) && !fs::is_directory(parent))
    refuse(path, text("'{}' is not a directory", "“{}”不是目录", directory.string()));

  // Only a trial knows about permissions, read-only file systems and quotas.
  const fs::path trial = temporary_beside(place);
  const int descriptor = open(trial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0)
    refuse(path,
           text("no file can be created in '{}': {}", "无法在“{}”中创建文件：{}", directory.string(), reason(errno)));
  close(descriptor);
  fs::remove(trial, ignored);
}

void expect_no_stream(const fs::path& path) {
  if (path == "-")
    refuse(path, text("nothing is written to standard output: give a name, or ./- for this one",
                      "不写到标准输出：请给出名称；若确要以此为名，请写作 ./-"));
}

fs::path behind_links(const fs::path& path) {
  constexpr int most_links = 40;  // as Linux has it
  fs::path place = path;
  std::error_code error;
  for (int i = 0; i < most_links && fs::is_symlink(fs::symlink_status(place, error)); ++i) {
    const fs::path next = fs::read_symlink(place, error);
    if (error) break;
    place = place.parent_path() / next;  // which is `next` where that is absolute
  }
  return place;
}

fs::path temporary_beside(const fs::path& path) {
  std::random_device device;
  fs::path name = path.filename();
  name += fmt::format(".{:08x}{}", device(), temporary_suffix);
  return path.parent_path() / name;
}

void remove_leftovers(const fs::path& path) {
  constexpr std::size_t digits = 8;
  const std::string start = path.filename().string() + ".";
  const auto is_temporary = [&](const std::string& name) {
    return name.size() == start.size() + digits + temporary_suffix.size() && name.starts_with(start) &&
           name.ends_with(temporary_suffix) &&
           name.find_first_not_of("0123456789abcdef", start.size()) == start.size() + digits;
  };
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory_of(path), ignored)) {
    if (!is_temporary(entry.path().filename().string()) || !entry.is_regular_file(ignored)) continue;
    const int descriptor = ::open(entry.path().c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) continue;
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) fs::remove(entry.path(), ignored);
    close(descriptor);
  }
}

void synchronise(const fs::path& path) {
  if (const int error = flush_to_disk(path))
    throw Failure(text("cannot be brought to the disk: {}", "无法写到磁盘：{}", reason(error)));
}

void replace(const fs::path& path, const fs::path& temporary, const Replaced& replaced) {
  const auto keep = [&](const Text& why) {
    const fs::path kept = fs::path(temporary).replace_extension(".kept");  // which no command clears away
    std::error_code error;
    fs::rename(temporary, kept, error);
    if (error) throw WriteError(why);
    throw WriteError(text("{}; the finished file is kept as '{}'", "{}；已完成的文件保留为“{}”", why, kept.string()));
  };
  try {
    replaced(path);  // which may have come during the work
  } catch (const OutputError& other) {
    keep(other.text());
  }
  take_over_permissions(path, temporary);
  std::error_code error;
  fs::rename(temporary, path, error);
  if (error) keep(text("{}: cannot be written: {}", "{}: 无法写入：{}", path.string(), reason(error.value())));
  try {
    keep_name(path);
  } catch (const Failure& failure) {
    refuse<WriteError>(path, failure.text());
  }
}

void keep_name(const fs::path& path) {
  // Some network file systems have no fsync for directories, and say so with EINVAL.
  if (const int failure = flush_to_disk(directory_of(path)); failure != 0 && failure != EINVAL)
    throw Failure(
        text("its new name may be lost in a power failure: {}", "断电时新文件名可能丢失：{}", reason(failure)));
}

}  // namespace suanli::output
