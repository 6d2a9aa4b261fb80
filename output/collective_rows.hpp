// The rows of a result file, written by several processes at once: each its own, in whole chunks, so that none writes where
// another does.
//
// One process lays the file out and lends it (ResultWriter): texts and the ties between variables are written as ever, and
// the head, which the seal guards, has one author. HDF5 compresses what is written together, or not at all; so all ranks call
// every function here alike, and who has nothing to write takes part with nothing. A rank whose step failed goes on until the
// function ends, that no other waits for it, and throws then; the ranks have still to agree on that.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "engine/communicator.hpp"
#include "output/result_file.hpp"

namespace suanli::output {

/// To be used from one thread. Every function throws OutputError; after that the file is given up without being closed.
class CollectiveRows {
 public:
  /// Opens a file of this schema that was lent.
  CollectiveRows(const std::filesystem::path& lent, const Schema& schema, const Communicator& ranks);
  ~CollectiveRows();

  /// Writes rows [first, first + count) of every variable over the unlimited dimension, as ResultWriter takes them: whole chunks
  /// that no other rank writes, or none with `count` 0.
  void write(std::size_t first, std::size_t count, std::span<const std::span<const double>> rows);

  /// Computes the declared quantiles over all rows but those `left_out`, each variable on one rank.
  void write_quantiles(std::span<const FailedRow> left_out);

  /// Brings everything to the disk and closes the file.
  void close();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace suanli::output
