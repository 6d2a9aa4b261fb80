// Where a file goes: checked before any work, and replaced in one step when the work is done.
#pragma once

#include <filesystem>

namespace suanli::output {

/// Throws OutputError, naming what is wrong, unless a file can be created at `path` or the result file there replaced:
/// files of other kinds, and those that may not be written to, stay.
void expect_writable(const std::filesystem::path& path);

/// The same for a file of any kind, which is replaced whatever it holds.
void expect_replaceable(const std::filesystem::path& path);

/// An unused name beside `path`, ending in `.partial`: on the same file system, so that a rename is one step.
std::filesystem::path temporary_beside(const std::filesystem::path& path);

/// Returns once the finished file is on the disk and not only in memory. Throws Failure.
void synchronise(const std::filesystem::path& path);

/// Returns once the name of a file or a directory is on the disk. Throws Failure.
void keep_name(const std::filesystem::path& path);

/// Renames the finished file onto `path` and makes the new name durable. Throws WriteError; the file is then kept.
void replace(const std::filesystem::path& path, const std::filesystem::path& temporary);

}  // namespace suanli::output
