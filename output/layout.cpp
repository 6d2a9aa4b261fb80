#include "output/layout.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace suanli::output::hdf5 {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Property list of an object that holds links: in the order of their creation, as netCDF demands.
Handle in_creation_order(hid_t list_class) {
  Handle list = properties(list_class);
  check(H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), "keep the order of creation");
  check(H5Pset_obj_track_times(list, false), "leave out times");
  return list;
}

/// `shape`, or a row of that shape times `rows`.
Shape with_rows(Shape shape, std::optional<hsize_t> rows) {
  if (rows) shape.insert(shape.begin(), *rows);
  return shape;
}

/// The other dimensions whole, except that the earlier ones (time) are cut where the chunk would grow too large.
Shape chunk_of(const Shape& shape, std::optional<hsize_t> rows) {
  Shape chunk = with_rows(shape, rows);
  for (std::size_t axis = rows ? 1 : 0; axis < chunk.size(); ++axis) {
    const hsize_t bytes = count_of(chunk) * sizeof(double);
    if (bytes > largest_chunk) chunk[axis] = std::max<hsize_t>(1, chunk[axis] * largest_chunk / bytes);
  }
  return chunk;
}

/// Property list of any dataset.
Handle without_times() {
  Handle list = properties(H5P_DATASET_CREATE);
  check(H5Pset_obj_track_times(list, false), "leave out times");
  return list;
}

/// Property list of a dataset in chunks, or of a scalar, which gets its place at once and so lies under the seal. (In the
/// dataset's own header it would lie under a checksum too, but R's ncdf4 cannot open a file with such datasets.)
Handle in_chunks(const Shape& chunk) {
  Handle list = without_times();
  if (chunk.empty()) {
    check(H5Pset_layout(list, H5D_CONTIGUOUS), "place a scalar");
    check(H5Pset_alloc_time(list, H5D_ALLOC_TIME_EARLY), "place a scalar");
    return list;
  }
  check(H5Pset_chunk(list, static_cast<int>(chunk.size()), chunk.data()), "choose chunks");
  check(H5Pset_shuffle(list), "compress");
  check(H5Pset_deflate(list, deflate_level), "compress");
  check(H5Pset_fletcher32(list), "add checksums");  // last, so that they guard the bytes on the disk
  return list;
}

/// `_FillValue` as netCDF wants it: an array of one element, equal to the dataset's fill value.
void describe_missing(hid_t dataset) {
  const std::string action = "write attribute '_FillValue'";
  const Handle space = dataspace({1});
  const Handle attribute(H5Acreate2(dataset, "_FillValue", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                         action);
  check(H5Awrite(attribute, H5T_NATIVE_DOUBLE, &missing), action);
}

/// Property list of a file that is written.
Handle for_writing() {
  Handle access = properties(H5P_FILE_ACCESS);
  // Checksums on all metadata. Not LATEST, which would mean another format in another version of HDF5.
  check(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110), "choose the file format");
  check(H5Pset_fclose_degree(access, H5F_CLOSE_SEMI), "choose how the file closes");
  // Nobody else knows the file yet, and cluster file systems often have no locks.
  check(H5Pset_file_locking(access, false, true), "do without file locks");
  return access;
}

}  // namespace

Handle create_file(const std::filesystem::path& path) {
  const Handle creation = in_creation_order(H5P_FILE_CREATE), access = for_writing();
  return {H5Fcreate(path.c_str(), H5F_ACC_EXCL, creation, access), H5Fclose, "create the file"};
}

// With one rank there is nothing to agree on, and an HDF5 without MPI will do.
Handle open_file(const std::filesystem::path& path, const Communicator& ranks) {
  const Handle access = for_writing();
#ifdef H5_HAVE_PARALLEL
  if (!ranks.is_alone()) {
    MPI_Comm comm = *static_cast<const MPI_Comm*>(ranks.native());
    check(H5Pset_fapl_mpio(access, comm, MPI_INFO_NULL), "write together");
    check(H5Pset_coll_metadata_write(access, true), "write together");
  }
#else
  static_cast<void>(ranks);
#endif
  return {H5Fopen(path.c_str(), H5F_ACC_RDWR, access), H5Fclose, "open the file"};
}

void claim_bytes_behind(const std::filesystem::path& path, std::uint64_t bytes) {
  const std::uintmax_t size = std::filesystem::file_size(path);
  {
    const Handle file = open_file(path, {});
    check(H5Fincrement_filesize(file, bytes), "claim the bytes of the seal");
  }
  std::filesystem::resize_file(path, size);
}

Handle writing_together(const Communicator& ranks) {
  Handle list = properties(H5P_DATASET_XFER);
#ifdef H5_HAVE_PARALLEL
  if (!ranks.is_alone()) check(H5Pset_dxpl_mpio(list, H5FD_MPIO_COLLECTIVE), "write together");
#else
  static_cast<void>(ranks);
#endif
  return list;
}

Handle create_group(hid_t file, const std::string& name) {
  const Handle ordered = in_creation_order(H5P_GROUP_CREATE);
  return {H5Gcreate2(file, name.c_str(), H5P_DEFAULT, ordered, H5P_DEFAULT), H5Gclose, "create group " + name};
}

Handle create_numbers(hid_t file, const std::string& path, hid_t type, const Shape& shape,
                      std::optional<std::size_t> rows_per_chunk) {
  const bool grows = rows_per_chunk.has_value(), reals = H5Tget_class(type) == H5T_FLOAT;
  const Handle list = in_chunks(chunk_of(shape, rows_per_chunk));
  if (grows && reals) check(H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &missing), "choose the fill value");
  const Handle space = grows ? dataspace(with_rows(shape, 0), with_rows(shape, H5S_UNLIMITED)) : dataspace(shape);
  // Chunks of rows are written whole, and read once for each block of their quantiles: HDF5 need not keep any.
  const Handle access = properties(H5P_DATASET_ACCESS);
  if (grows) check(H5Pset_chunk_cache(access, 0, 0, 1), "do without a cache of chunks");
  Handle dataset(H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, list, access), H5Dclose, "create " + path);
  if (grows && reals) describe_missing(dataset);
  return dataset;
}

Handle create_texts(hid_t file, const std::string& path, const std::vector<std::string>& texts) {
  const Handle type = text_type(), space = dataspace({texts.size()}), list = without_times();
  Handle dataset(H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
                 "create " + path);
  std::vector<const char*> pointers;
  pointers.reserve(texts.size());
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "write " + path);
  return dataset;
}

void describe(hid_t dataset, const Description& d) {
  for (const DescribingAttribute& attribute : describing_attributes())
    if (const std::string_view text = attribute.of(d); !text.empty())
      write_attribute(dataset, {attribute.name, std::string(text)});
}

void set_rows(hid_t dataset, const Shape& row, hsize_t rows) {
  check(H5Dset_extent(dataset, with_rows(row, rows).data()), "write rows");
}

void write_rows(hid_t dataset, hid_t type, const Shape& row, hsize_t rows, hsize_t first, hsize_t count,
                const void* values) {
  Shape start(row.size() + 1, 0);
  start[0] = first;
  const Shape block = with_rows(row, count);
  set_rows(dataset, row, rows);
  const Handle file_space = selection(dataset, start, block), memory_space = dataspace(block);
  check(H5Dwrite(dataset, type, memory_space, file_space, H5P_DEFAULT, values), "write rows");
}

}  // namespace suanli::output::hdf5
