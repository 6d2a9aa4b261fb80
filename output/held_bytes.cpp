#include "output/held_bytes.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace suanli::output {

// By its extents: what a file system compresses, or has not written yet, is there all the same.
std::uint64_t held_bytes(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return 0;
  off_t held = 0;
  for (off_t data = 0, hole = 0; (data = lseek(descriptor, hole, SEEK_DATA)) >= 0; held += hole - data)
    if ((hole = lseek(descriptor, data, SEEK_HOLE)) <= data) break;
  close(descriptor);
  return static_cast<std::uint64_t>(held);
}

}  // namespace suanli::output
