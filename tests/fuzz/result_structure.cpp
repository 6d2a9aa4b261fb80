// Reads files that HDF5 wrote, whole and sealed, but that say something else than a result does: the bytes choose what is
// done to a small result before it is read. Objects of other names, kinds, types, shapes and sizes; links in circles and to
// elsewhere; attributes and dimensions where none belong.
#include <fuzzer/FuzzedDataProvider.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "output/hdf5.hpp"
#include "output/seal.hpp"
#include "tests/fuzz/read_everything.hpp"
#include "tests/output/sample.hpp"

namespace suanli::fuzz {
namespace {

using output::hdf5::Handle;
using output::hdf5::Shape;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// What results hold, and what they do not.
struct Original {
  std::string bytes;
  std::vector<std::string> paths, attributes;

  explicit Original(const std::filesystem::path& path) {
    output::test::write_sample(path);
    bytes = output::test::bytes_of(path);
    const output::ResultReader file(path);
    paths = {"odd", "odd/group", "national/odd", std::string(300, 'n'), "line\nbreak"};
    attributes = {"odd", "", "line\nbreak", "CLASS", "NAME", "DIMENSION_LIST", "_FillValue", "_Netcdf4Dimid"};
    for (const auto* found : {&file.groups(), &file.dimensions(), &file.variables()})
      paths.insert(paths.end(), found->begin(), found->end());
    for (const char* object : {"", "provenance"})
      if (std::ranges::count(file.groups(), object) > 0)
        for (const output::Attribute& attribute : file.attributes(object)) attributes.push_back(attribute.name);
    for (const auto& attribute : output::describing_attributes()) attributes.emplace_back(attribute.name);
  }
};

/// A file that is changed as the bytes choose.
class Forgery {
 public:
  Forgery(const std::filesystem::path& path, const Original& original, FuzzedDataProvider& bytes)
      : original_(original),
        bytes_(bytes),
        file_(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open ") {}

  void change() {
    switch (bytes_.ConsumeIntegralInRange(0, 6)) {
      case 0: return H5Ldelete(file_, path().c_str(), H5P_DEFAULT), void();
      case 1: return make_group();
      case 2: return make_dataset();
      case 3: return set_attribute();
      case 4: return tie();
      default: return link();
    }
  }

 private:
  std::string path() {
    const std::string& chosen = pick(original_.paths);
    return chosen.empty() ? "/" : chosen;
  }
  template <class T> const T& pick(const std::vector<T>& all) {
    return all[bytes_.ConsumeIntegralInRange<std::size_t>(0, all.size() - 1)];
  }
  Handle object() { return {H5Oopen(file_, path().c_str(), H5P_DEFAULT), H5Oclose, "open "}; }

  void make_group() {
    const Handle group(H5Gcreate2(file_, path().c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, "create ");
  }

  Shape shape() {
    constexpr hsize_t lengths[] = {0, 1, 2, 3, 10, 1 << 10, 1 << 21, 1ull << 32, 1ull << 62, 0xAAAAAAAAAAAAAAAB};
    Shape all(bytes_.ConsumeIntegralInRange<std::size_t>(0, 4));
    for (hsize_t& length : all) length = bytes_.PickValueInArray(lengths);
    return all;
  }

  Handle type() {
    const auto copy = [](hid_t of) { return Handle(H5Tcopy(of), H5Tclose, "create "); };
    const auto text = [&](std::size_t size) {
      Handle all = copy(H5T_C_S1);
      H5Tset_size(all, size);
      return all;
    };
    switch (bytes_.ConsumeIntegralInRange(0, 13)) {
      case 0: return copy(H5T_IEEE_F32BE);
      case 1: return copy(H5T_STD_I64LE);
      case 2: return copy(H5T_STD_U8LE);
      case 3: return copy(H5T_STD_U64BE);
      case 4: return text(H5T_VARIABLE);
      case 5: return text(1);
      case 6: return text(bytes_.ConsumeIntegralInRange<std::size_t>(1, 1 << 16));
      case 7: return copy(H5T_STD_REF_OBJ);
      case 8: return copy(H5T_STD_B8LE);
      case 9: return {H5Tvlen_create(H5T_NATIVE_DOUBLE), H5Tclose, "create "};
      case 10: return {H5Tenum_create(H5T_NATIVE_INT), H5Tclose, "create "};
      case 11: {
        Handle pair(H5Tcreate(H5T_COMPOUND, 16), H5Tclose, "create ");
        H5Tinsert(pair, "a", 0, H5T_NATIVE_DOUBLE);
        return pair;
      }
      case 12: {
        const hsize_t three = 3;
        return {H5Tarray_create2(H5T_NATIVE_DOUBLE, 1, &three), H5Tclose, "create "};
      }
      default: return copy(H5T_IEEE_F64LE);
    }
  }

  Handle space() {
    if (bytes_.ConsumeIntegralInRange(0, 7) == 0) return {H5Screate(H5S_NULL), H5Sclose, "create "};
    return output::hdf5::dataspace(shape());
  }

  Handle layout() {
    Handle list = output::hdf5::properties(H5P_DATASET_CREATE);
    const hsize_t rows[] = {bytes_.ConsumeIntegralInRange<hsize_t>(1, 1 << 20), 1, 1, 1};
    switch (bytes_.ConsumeIntegralInRange(0, 6)) {
      case 0: H5Pset_layout(list, H5D_COMPACT); break;
      case 1: H5Pset_external(list, "/etc/hostname", 0, H5F_UNLIMITED); break;
      case 2: H5Pset_virtual(list, H5S_ALL, "/etc/hostname", "a", H5S_ALL); break;
      case 3:
      case 4:
        H5Pset_chunk(list, bytes_.ConsumeIntegralInRange(1, 4), rows);
        if (bytes_.ConsumeBool()) H5Pset_deflate(list, 1);
        break;
      default: break;
    }
    return list;
  }

  void make_dataset() {
    const std::string name = path();
    if (bytes_.ConsumeBool()) H5Ldelete(file_, name.c_str(), H5P_DEFAULT);
    const Handle of = type(), over = space(), list = layout();
    const Handle dataset(H5Dcreate2(file_, name.c_str(), of, over, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
                         "create ");
    constexpr hssize_t few = 1 << 12;
    const H5T_class_t kind = H5Tget_class(of);
    const hssize_t count = H5Sget_simple_extent_npoints(over);
    if ((kind != H5T_FLOAT && kind != H5T_INTEGER) || count <= 0 || count > few) return;
    constexpr double values[] = {0, 1, -1, 1e308, not_a_number, std::numeric_limits<double>::infinity()};
    const std::vector<double> same(static_cast<std::size_t>(count), bytes_.PickValueInArray(values));
    H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, same.data());
  }

  void set_attribute() {
    const Handle of = object();
    const std::string& name = pick(original_.attributes);
    H5Adelete(of, name.c_str());
    if (bytes_.ConsumeBool()) {
      output::hdf5::write_attribute(of, {name, bytes_.ConsumeRandomLengthString(200)});
    } else {
      const Handle kind = type(), over = space();
      if (is_large(kind, over)) return;  // HDF5 writes attributes whole
      const Handle attribute(H5Acreate2(of, name.c_str(), kind, over, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "create ");
    }
  }

  static bool is_large(hid_t kind, hid_t space) {
    constexpr double most_bytes = 1 << 20;
    return static_cast<double>(H5Tget_size(kind)) * static_cast<double>(H5Sget_simple_extent_npoints(space)) >
           most_bytes;
  }

  // Dimensions of a dataset: of itself, of another, of none.
  void tie() {
    const Handle dataset = object(), scale = object();
    if (H5Iget_type(dataset) != H5I_DATASET || H5Iget_type(scale) != H5I_DATASET) return;
    const unsigned axis = bytes_.ConsumeIntegralInRange(0u, 3u);
    if (bytes_.ConsumeBool()) H5DSset_scale(scale, bytes_.ConsumeRandomLengthString(400).c_str());
    if (bytes_.ConsumeBool()) H5DSattach_scale(dataset, scale, axis);
    else H5DSdetach_scale(dataset, scale, axis);
  }

  void link() {
    const std::string from = path(), to = path();
    switch (bytes_.ConsumeIntegralInRange(0, 3)) {
      case 0: H5Lcreate_soft(to.c_str(), file_, from.c_str(), H5P_DEFAULT, H5P_DEFAULT); break;
      case 1: H5Lcreate_external("/etc/hostname", to.c_str(), file_, from.c_str(), H5P_DEFAULT, H5P_DEFAULT); break;
      default: H5Lcreate_hard(file_, to.c_str(), file_, (from + "/again").c_str(), H5P_DEFAULT, H5P_DEFAULT);
    }
  }

  const Original& original_;
  FuzzedDataProvider& bytes_;
  Handle file_;
};

/// Where dimensions cannot be tied, HDF5 leaves types and attributes open.
void close_all() {
  hid_t left;
  while (H5Fget_obj_ids(static_cast<hid_t>(H5F_OBJ_ALL), H5F_OBJ_ALL, 1, &left) > 0) H5Idec_ref(left);
}

void forge(const std::filesystem::path& path, const Original& original, FuzzedDataProvider& bytes) {
  output::test::set_bytes(path, original.bytes);
  {
    Forgery forgery(path, original, bytes);
    while (bytes.remaining_bytes() > 0) try {
        forgery.change();
      } catch (const output::Failure&) {  // HDF5 would not
      }
  }
  close_all();
  output::seal(path, std::filesystem::file_size(path));
}

}  // namespace
}  // namespace suanli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace suanli;
  static const output::test::TemporaryDirectory directory;
  static const fuzz::Original original(directory / "sample.h5");
  FuzzedDataProvider choices(bytes, size);
  const std::filesystem::path path = directory / "a.h5";
  fuzz::forge(path, original, choices);
  fuzz::read_everything(path, directory / "tables");
  return 0;
}
