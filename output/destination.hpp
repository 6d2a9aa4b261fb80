// Where a file goes: checked before any work, and replaced in one step when the work is done.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "engine/text.hpp"

namespace suanli::output {

/// Whether a file begins as HDF5 files do.
bool is_hdf5(const std::filesystem::path& path);

/// What may be replaced: throws OutputError if something else is at a path. Missing and empty files always may be.
using Replaced = std::function<void(const std::filesystem::path&)>;
void any_file(const std::filesystem::path& path);      ///< every regular file
void only_results(const std::filesystem::path& path);  ///< files that end as results do, be they broken
void only_tables(const std::filesystem::path& path);   ///< texts
/// Texts that begin so; `kind` says what these are, "charts".
Replaced only_texts_that_begin(std::string_view beginning, const Text& kind);

/// Throws OutputError, naming what is wrong, unless a file can be created at `path`, or what is there be replaced: what
/// may not be written to, stays.
void expect_place(const std::filesystem::path& path, const Replaced& replaced);

/// Throws OutputError for -, by which users mean standard output.
void expect_no_stream(const std::filesystem::path& path);

/// Throws OutputError if `path` is one of the files that are read, by whatever name.
void expect_apart(const std::filesystem::path& path, const std::vector<std::filesystem::path>& read);

/// Where a file of this name lies: what symbolic links lead to, be there a file already or not.
std::filesystem::path behind_links(const std::filesystem::path& path);

/// How the names of unfinished files end.
inline constexpr std::string_view temporary_suffix = ".partial";

/// An unused name beside `path`, ending so: on the same file system, so that a rename is one step.
std::filesystem::path temporary_beside(const std::filesystem::path& path);

/// Removes files of such names beside `path` that no process has locked: what interrupted ones left.
void remove_leftovers(const std::filesystem::path& path);

/// Returns once the finished file is on the disk and not only in memory. Throws Failure.
void synchronise(const std::filesystem::path& path);

/// Returns once the name of a file or a directory is on the disk. Throws Failure.
void keep_name(const std::filesystem::path& path);

/// Renames the finished file onto `path`, where since then nothing else shall have come than what may be replaced, and
/// makes the new name durable. The new file has the owner, group and permissions of the old, as far as the system lets. Throws
/// WriteError; the file is then kept.
void replace(const std::filesystem::path& path, const std::filesystem::path& temporary, const Replaced& replaced);

}  // namespace suanli::output
