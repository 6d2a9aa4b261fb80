// Where a file goes: checked before any work, and replaced in one step when the work is done.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "engine/text.hpp"

namespace suanli::output {

/// Throws OutputError, naming what is wrong, unless a file can be created at `path` or the result file there replaced:
/// files of other kinds, and those that may not be written to, stay.
void expect_writable(const std::filesystem::path& path);

/// The same for a file of any kind, which is replaced whatever it holds.
void expect_replaceable(const std::filesystem::path& path);

/// The same for a text that replaces only what begins as it does: `kind` says what that is, "charts".
void expect_replaceable(const std::filesystem::path& path, std::string_view beginning, const Text& kind);

/// The same for a table, which replaces only texts.
void expect_table_place(const std::filesystem::path& path);

/// Throws OutputError if `path` is one of the files that are read, by whatever name.
void expect_apart(const std::filesystem::path& path, const std::vector<std::filesystem::path>& read);

/// An unused name beside `path`, ending in `.partial`: on the same file system, so that a rename is one step.
std::filesystem::path temporary_beside(const std::filesystem::path& path);

/// Returns once the finished file is on the disk and not only in memory. Throws Failure.
void synchronise(const std::filesystem::path& path);

/// Returns once the name of a file or a directory is on the disk. Throws Failure.
void keep_name(const std::filesystem::path& path);

/// Renames the finished file onto `path` and makes the new name durable. Throws WriteError; the file is then kept.
void replace(const std::filesystem::path& path, const std::filesystem::path& temporary);

}  // namespace suanli::output
