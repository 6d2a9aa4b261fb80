// The HDF5 C interface, made safe to use: owned identifiers, checked return codes, attributes.
// Included by `.cpp` files only.
#pragma once

#include <hdf5.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "output/error.hpp"
#include "output/schema.hpp"

namespace suanli::output::hdf5 {

/// Silences HDF5's own messages in this thread, keeps it from closing files at exit, where it crashes after a failed write,
/// and from loading what a file names. To be called before anything else of HDF5, in every thread.
void prepare();

/// The deepest message of HDF5's error stack, or the system's words where it quotes them (`No space left on device`).
Text cause();

/// What HDF5 is asked to do, "read national/output", in both languages; the verbs are listed beside it.
Text in_both(std::string_view action);

/// Passes on what an HDF5 function returned. Throws Failure, `cannot do this: cause`, if that is negative.
template <class Result> Result check(Result result, std::string_view action) {
  if (result < 0) throw Failure(text("cannot {}: {}", "无法{}：{}", in_both(action), cause()));
  return result;
}

/// Owns an HDF5 identifier and closes it.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  /// Throws Failure if `id` is the negative answer of a failed call.
  Handle(hid_t id, Close close, std::string_view action) : id_(check(id, action)), close_(close) {}
  Handle(Handle&& other) noexcept : id_(other.release()), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }

  operator hid_t() const { return id_; }

  /// Closes now. Throws Failure: a full disk may show only here.
  void close(std::string_view action) { check(close_(release()), action); }

  /// Gives up ownership without closing.
  hid_t release() noexcept { return std::exchange(id_, H5I_INVALID_HID); }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

using Shape = std::vector<hsize_t>;

/// Number of values of a shape; 1 for a scalar.
hsize_t count_of(const Shape& shape);

/// The type of every text in a file: variable-length UTF-8.
Handle text_type();

/// A new property list, `H5P_DATASET_CREATE` for instance.
Handle properties(hid_t list_class);

/// A dataspace of `shape`, which may grow to `largest` if that is given; an empty shape: a scalar.
Handle dataspace(const Shape& shape, const Shape& largest = {});

/// The present shape of a dataset.
Shape shape_of(hid_t dataset);

/// What is cheapest to read at once: a chunk, or all of a dataset without chunks.
Shape chunk_of(hid_t dataset);

/// The dataspace of a dataset with a block of it selected, and nothing else.
Handle selection(hid_t dataset, const Shape& start, const Shape& count);

/// Reads a block of numbers, row-major. Throws Failure, `cannot read path: cause`.
void read_block(hid_t dataset, const std::string& path, const Shape& start, const Shape& count, double* values);

/// A name of a file, which will stand in messages, which are lines, and in tables. Throws Failure if it would not be seen there.
std::string printable(std::string name);

/// Adds an attribute to a file, group or dataset.
void write_attribute(hid_t object, const Attribute& attribute);

/// Whether a dataset is a dimension scale, and the name of one. HDF5 1.10's own functions for this leave open, and the file with
/// it, an attribute that is not as it should be, or its type.
bool is_scale(hid_t dataset);
std::string name_of_scale(hid_t dataset);

/// All attributes but those by which HDF5 and netCDF tie dimensions to variables, sorted by name.
std::vector<Attribute> read_attributes(hid_t object);

/// All texts of a dataset.
std::vector<std::string> read_texts(hid_t dataset);

}  // namespace suanli::output::hdf5
