// Reads all that a result file says, as digest, summary and export do. What check and report make of such files is tried by
// tests/support/hostile_results.py.
#pragma once

#include <fmt/format.h>
#include <hdf5.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "output/digest.hpp"
#include "output/export.hpp"
#include "output/summary.hpp"

namespace suanli::fuzz {

/// Does what may be refused, in one line.
template <class Work> void unless_refused(Work&& work) {
  try {
    work();
  } catch (const ExplainedError& error) {
    if (error.text().en.find('\n') != std::string::npos) std::abort();
  }
}

inline void read_objects(const output::ResultReader& file) {
  for (const auto* paths : {&file.groups(), &file.dimensions(), &file.variables()})
    for (const std::string& path : *paths) unless_refused([&] { file.attributes(path); });
  for (const std::string& dimension : file.dimensions()) unless_refused([&] { file.coordinates(dimension); });
  for (const std::string& variable : file.variables()) {
    unless_refused([&] { file.dimensions_of(variable); });
    unless_refused([&] { file.chunk_of(variable); });
    unless_refused([&] { file.read_rows(variable, 1, 1); });
    unless_refused([&] { file.read(variable); });
  }
}

/// Ends the program if HDF5 still holds something open, and says what.
inline void expect_nothing_open() {
  hid_t object;
  if (H5Fget_obj_ids(static_cast<hid_t>(H5F_OBJ_ALL), H5F_OBJ_ALL, 1, &object) <= 0) return;
  const H5I_type_t kind = H5Iget_type(object);
  std::string name(200, 0), attribute(200, 0);
  H5Iget_name(object, name.data(), name.size());
  if (kind == H5I_ATTR) H5Aget_name(object, attribute.size(), attribute.data());
  fmt::print(stderr, "ERROR: an object of kind {} stays open: {} {}\n", static_cast<int>(kind), name.c_str(),
             attribute.c_str());
  std::abort();
}

/// Reads a result file; tables are written below `directory`. Whether it was whole. A finding ends the program.
inline bool read_everything(const std::filesystem::path& path, const std::filesystem::path& directory) {
  bool whole = false;
  unless_refused([&] {
    output::digest(path);
    whole = true;
  });
  unless_refused([&] {
    const output::ResultReader file(path);
    read_objects(file);
    for (const std::string& group : file.groups())
      unless_refused([&] { output::summary_text(file, {.group = group}, Language::chinese); });
    unless_refused([&] { output::export_csv(file, directory, {}); });
  });
  expect_nothing_open();
  return whole;
}

}  // namespace suanli::fuzz
