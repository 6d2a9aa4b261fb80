// What a run has finished, in parts beside its output, so that one that is killed loses nothing: NAME.h5.parts/ beside
// NAME.h5 holds rows of finished batches, the state of rows under way, and the identity of the run that they belong to.
//
// A part is a plain binary file: a head with its identity and its rows, numbers as they are in memory, the checksum of all of
// it. HDF5 would add nothing that anybody reads, and memory of its own that cannot be let go when a disk is full. It appears
// under its name (temporary file, fsync, rename, fsync of the directory) when it is complete, and is never changed; one that
// was cut short, changed, or renamed is found broken. Parts belong to the machine that wrote them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/bytes.hpp"
#include "engine/ensemble.hpp"
#include "output/part_file.hpp"
#include "output/result_file.hpp"

namespace suanli::output {

/// Another run has this output: it goes on, or what it left does not fit.
class ForeignParts : public OutputError {
 public:
  using OutputError::OutputError;
};

/// What all parts of a run have in common.
struct RunOfParts {
  std::string identity;             ///< in lines
  std::vector<std::size_t> widths;  ///< values of a row, by variable that grows
};

/// Rows [first, first + count) of the variables that grow, as ResultWriter takes them; those of failed rows say nothing.
struct Rows {
  std::size_t first = 0, count = 0;
  std::vector<std::vector<double>> columns;
  std::vector<FailedRow> failed;  ///< ascending
};

/// The parts of one output, held by this process, or by the processes of one run, until the object is gone. What it writes
/// may come from several threads at once, each with rows of its own.
class Parts {
 public:
  enum class Earlier { resume, discard };

  /// Takes the parts of `output` over, or begins with none; what an interrupted run left half-written is removed; parts
  /// that are of another shape than this run's are broken. Throws ForeignParts, having changed nothing, if another process
  /// holds them, or they are of another identity and not to be discarded; OutputError if there can be none.
  Parts(const std::filesystem::path& output, const RunOfParts& run, Earlier earlier = Earlier::resume);
  /// What a process has found that holds the parts.
  struct Found {
    std::vector<Batch> finished;
    std::vector<std::size_t> begun;
  };
  /// Shares parts that another process of the same run holds and goes on holding. Throws OutputError if they are not there.
  Parts(const std::filesystem::path& output, const RunOfParts& run, Found found);
  Parts(Parts&&) noexcept;
  /// Lets go of the parts, which stay.
  ~Parts();

  const std::filesystem::path& directory() const;

  /// Batches whose rows were found, ascending; they have no row in common.
  const std::vector<Batch>& finished() const;
  /// Rows of which a state was found, ascending; none of them is finished.
  const std::vector<std::size_t>& begun() const;
  /// What was found broken and has been removed, a line each.
  const std::vector<Text>& broken() const;

  /// Removes finished batches that are none of these, and names them among the broken.
  void keep_only(const Batches& batches);

  /// Writes finished rows, and removes their states. Throws WriteError.
  void write(const Rows& rows);
  /// The rows of a batch. Throws OutputError.
  Rows read(const Batch& batch) const;

  /// Writes the state of a row under way in place of an earlier one; `fill` gives its bytes to the sink. Throws WriteError.
  void write_state(std::size_t row, const std::function<void(const ByteSink&)>& fill);
  /// Gives the state of a row to `take`, which reads it from the source. Throws OutputError.
  void read_state(std::size_t row, const std::function<void(const ByteSource&)>& take) const;
  /// Removes the state of a row that cannot be used.
  void drop_state(std::size_t row);
  /// Looks for states of these rows, ascending, which other processes of this run have written since.
  void look_for_states(std::span<const std::size_t> rows);

  /// Removes the directory with all parts: the output is complete.
  void remove();

 private:
  struct Directory;
  std::unique_ptr<Directory> directory_;
};

/// The parts of an output for one who only looks: nothing is taken over, changed or removed, whoever is at work on them.
class PartsInView {
 public:
  /// Widths count where every byte is looked at. Throws OutputError if the directory is there and cannot be read.
  PartsInView(const std::filesystem::path& output, const RunOfParts& run, Looking looking);

  /// Identity of the run that began here; "" if none has.
  const std::string& run() const { return run_; }
  bool at_work() const { return at_work_; }
  /// Batches whose rows are there, ascending; rows of which there is a state, ascending; what is broken, a line each.
  const std::vector<Batch>& finished() const { return finished_; }
  const std::vector<std::size_t>& begun() const { return begun_; }
  const std::vector<Text>& broken() const { return broken_; }

 private:
  std::string run_;
  bool at_work_ = false;
  std::vector<Batch> finished_;
  std::vector<std::size_t> begun_;
  std::vector<Text> broken_;
};

/// The rows of a finished batch, for one who only looks. Throws OutputError.
Rows read_rows(const std::filesystem::path& output, const RunOfParts& run, const Batch& batch);

/// Directory of the parts of an output, `NAME.h5.parts`.
std::filesystem::path parts_of(const std::filesystem::path& output);

/// Throws OutputError, naming what is wrong, if something lies there that parts cannot be written into.
void expect_place_for_parts(const std::filesystem::path& output);

/// What lines of two texts differ in: those that only one has, "- " before the earlier's and "+ " before the later's.
std::string differing_lines(const std::string& earlier, const std::string& later);

}  // namespace suanli::output
