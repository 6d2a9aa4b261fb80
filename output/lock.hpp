// A lock on a file, by which processes keep out of each other's way on the same output.
#pragma once

#include <filesystem>

namespace suanli::output {

/// Held as long as this object, or the process, lives.
class Lock {
 public:
  /// Creates the file if it is missing. Throws ForeignParts if another process has it.
  explicit Lock(const std::filesystem::path& path);
  Lock(const Lock&) = delete;
  ~Lock();

  /// Whether a process has the lock; nothing is created, and who asks holds nobody up.
  static bool is_held(const std::filesystem::path& path);

 private:
  bool is_at(const std::filesystem::path& path) const;
  bool take() const;
  void release();

  int descriptor_ = -1;
};

}  // namespace suanli::output
