#include "output/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "output/parts.hpp"

namespace suanli::output {

namespace fs = std::filesystem;

Lock::Lock(const fs::path& path) {
  do {
    release();
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0)
      throw OutputError(text("{}: cannot be written: {}", "{}: 无法写入：{}", path.string(), reason(errno)));
    if (!take()) {
      release();
      throw ForeignParts(text("{}: another process is at work on this output: wait for it, or give another output",
                              "{}: 另一进程正在处理此输出：请等待其结束，或换一个输出文件",
                              path.parent_path().string()));
    }
  } while (!is_at(path));
}

Lock::~Lock() { release(); }

// Whoever had it before may have removed it.
bool Lock::is_at(const fs::path& path) const {
  struct stat held {
  }, there{};
  return fstat(descriptor_, &held) == 0 && stat(path.c_str(), &there) == 0 && held.st_ino == there.st_ino &&
         held.st_dev == there.st_dev;
}

// One who only asks has it for a moment. File systems without locks are trusted.
bool Lock::take() const {
  constexpr int tries = 5;
  constexpr std::chrono::milliseconds moment{20};
  for (int i = 0; i < tries; ++i) {
    if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return true;
    std::this_thread::sleep_for(moment);
  }
  return false;
}

void Lock::release() {
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
}

bool Lock::is_held(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // which a pipe would wait for
  if (descriptor < 0) return false;
  const bool held = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(descriptor);
  return held;
}

}  // namespace suanli::output
