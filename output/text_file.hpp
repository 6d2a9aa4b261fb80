// Texts on the disk: tables, charts, scenarios. Each appears under its name when it is complete, or not at all.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "output/destination.hpp"

namespace suanli::output {

/// A directory for files, made with those above it where they are missing; those that were made are removed again if
/// nothing is left in them.
class PendingDirectory {
 public:
  /// Throws OutputError if there can be no such directory.
  explicit PendingDirectory(const std::filesystem::path& directory);
  PendingDirectory(const PendingDirectory&) = delete;
  ~PendingDirectory();

 private:
  std::vector<std::filesystem::path> made_;  // the deepest last
};

/// A file that appears under its name, where that is a symbolic link under what it leads to, only when it is complete;
/// removed if that does not happen.
class PendingFile {
 public:
  /// Throws OutputError, naming what is wrong, unless a regular file can be created or replaced at `path`.
  explicit PendingFile(const std::filesystem::path& path, Replaced replaced = any_file);
  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;
  ~PendingFile();

  const std::filesystem::path& path() const { return path_; }
  /// Appends. Throws WriteError.
  void write(std::string_view bytes);
  /// Closes the complete file and waits until it is on the disk. Throws WriteError.
  void finish();
  /// Gives the finished file its name. Throws WriteError, also if there is what is not replaced; the file is then kept.
  void publish();

 private:
  void flush();

  std::filesystem::path path_, temporary_;
  Replaced replaced_;
  int descriptor_ = -1;
  int lock_ = -1;  // says to others that the temporary file is still wanted
  std::string buffer_;
};

/// The text of a regular file, where there is one that can be read. Throws OutputError if it is larger than any that the
/// program writes.
std::optional<std::string> text_in(const std::filesystem::path& path);

/// Writes whole texts, replacing what may be replaced; they appear when the last of them is complete.
/// Throws OutputError before any work for a place that cannot be used, later WriteError; what was there is then still
/// there.
void write_texts(const std::vector<std::pair<std::filesystem::path, std::string_view>>& texts,
                 const Replaced& replaced = any_file);

/// The same for a text that somebody asked for by this name; what interrupted commands left of such goes.
void write_output(const std::filesystem::path& path, std::string_view text, const Replaced& replaced);

}  // namespace suanli::output
