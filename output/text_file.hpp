// Texts on the disk: tables, charts, scenarios. Each appears under its name when it is complete, or not at all.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

namespace suanli::output {

/// Makes a directory and those above it, where they are missing. Throws OutputError.
void make_directory(const std::filesystem::path& directory);

/// A file that appears under its name only when it is complete; removed if that does not happen.
class PendingFile {
 public:
  /// Throws OutputError, naming what is wrong, unless a regular file can be created or replaced at `path`.
  explicit PendingFile(std::filesystem::path path);
  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;
  ~PendingFile();

  const std::filesystem::path& path() const { return path_; }
  /// Appends. Throws OutputError.
  void write(std::string_view text);
  /// Closes the complete file and waits until it is on the disk. Throws OutputError.
  void finish();
  /// Gives the finished file its name. Throws OutputError.
  void publish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::filesystem::path path_, temporary_;
  std::unique_ptr<std::FILE, Close> stream_;
};

/// Writes a whole text, replacing the regular file that may be there. Throws OutputError; what was there is then still
/// there.
void write_text(const std::filesystem::path& path, std::string_view text);

}  // namespace suanli::output
