#include "output/result_file.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <new>

#include "output/containment.hpp"
#include "output/hdf5.hpp"
#include "output/seal.hpp"

namespace suanli::output {
namespace {

using hdf5::check;
using hdf5::Handle;

/// Paths of what a file holds.
struct Contents {
  std::vector<std::string> groups, dimensions, variables;

  std::size_t size() const { return groups.size() + dimensions.size() + variables.size(); }
};

Handle open_file(const std::filesystem::path& path) {
  expect_sealed(path);
  const Handle access = hdf5::properties(H5P_FILE_ACCESS);
  // A published file never changes, and cluster file systems often have no locks.
  check(H5Pset_file_locking(access, false, true), "do without file locks");
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose, "open the file"};
}

Handle open_object(hid_t file, const std::string& path) {
  return {H5Oopen(file, path.empty() ? "/" : path.c_str(), H5P_DEFAULT), H5Oclose,
          path.empty() ? "open the file" : "open " + path};
}

std::string link_name(hid_t group, hsize_t index) {
  const auto name = [&](char* buffer, std::size_t size) {
    return static_cast<std::size_t>(check(
        H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, H5P_DEFAULT), "list a group"));
  };
  std::string text(name(nullptr, 0), '\0');
  name(text.data(), text.size() + 1);
  return hdf5::printable(std::move(text));
}

// Other files are none of this one's business, nor is what it could not hold: deflate makes at most 1032 bytes of one.
void expect_own_values(hid_t dataset, const std::string& path) {
  constexpr double most_from_one = 1032, without_storage = 1 << 20;
  const Handle list(H5Dget_create_plist(dataset), H5Pclose, "read a layout"),
      type(H5Dget_type(dataset), H5Tclose, "read a type");
  if (H5Pget_external_count(list) != 0 || H5Pget_layout(list) == H5D_VIRTUAL)
    throw Failure(text("{} has its values in another file", "{} 的数值在另一文件中", path));
  double bytes = static_cast<double>(H5Tget_size(type));
  for (const hsize_t length : hdf5::shape_of(dataset)) bytes *= static_cast<double>(length);
  if (bytes > without_storage && bytes > most_from_one * static_cast<double>(H5Dget_storage_size(dataset)))
    throw Failure(text("{} is said to have more values than the file can hold", "{} 所称数值多于文件所能容纳", path));
}

void expect_hard_link(hid_t group, const std::string& name) {
  H5L_info_t link;
  check(H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT), "list a group");
  if (link.type != H5L_TYPE_HARD) throw Failure(text("'{}' is a link to elsewhere", "“{}”是指向别处的链接", name));
}

// Under many names the same values would be read as often, each time in no time at all.
void expect_one_name(hid_t object, const std::string& path) {
  H5O_info_t info;
  check(H5Oget_info2(object, &info, H5O_INFO_BASIC), "list a group");
  if (info.rc > 1) throw Failure(text("'{}' has a second name", "“{}”另有名称", path));
}

void collect(hid_t file, const std::string& path, Contents& contents) {
  // a file made to do harm can hold a group inside itself, many times
  constexpr auto deepest = 8;
  constexpr std::size_t most_objects = 1 << 16;
  if (std::ranges::count(path, '/') > deepest) throw Failure(text("its groups are nested too deeply", "分组嵌套过深"));
  if (contents.size() == most_objects) throw Failure(text("it has too many groups and variables", "分组与变量过多"));
  const Handle object = open_object(file, path);
  expect_one_name(object, path);
  switch (H5Iget_type(object)) {
    case H5I_DATASET:
      expect_own_values(object, path);
      (hdf5::is_scale(object) ? contents.dimensions : contents.variables).push_back(path);
      return;
    case H5I_GROUP: break;
    default: throw Failure(text("{} is neither a group nor a dataset", "{} 既非分组也非数据集", path));
  }
  contents.groups.push_back(path);
  H5G_info_t info;
  check(H5Gget_info(object, &info), "list a group");
  for (hsize_t index = 0; index < info.nlinks; ++index) {
    const std::string name = link_name(object, index);
    expect_hard_link(object, name);
    collect(file, path.empty() ? name : path + '/' + name, contents);
  }
}

H5T_class_t class_of(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
  return H5Tget_class(type);
}

herr_t take_name(hid_t, unsigned, hid_t scale, void* names) {
  if (H5Iget_type(scale) != H5I_DATASET) {  // HDF5 would close it as a dataset: not at all
    H5Oclose(scale);
    return -1;
  }
  try {
    static_cast<std::vector<std::string>*>(names)->push_back(hdf5::name_of_scale(scale));
    return 1;  // the first is enough
  } catch (const Failure&) {
    return -1;
  }
}

template <class T> std::vector<T> read_numbers(hid_t dataset, hid_t type, const std::string& path) {
  std::vector<T> values(hdf5::count_of(hdf5::shape_of(dataset)));
  check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read " + path);
  return values;
}

}  // namespace

struct ResultReader::File {
  std::filesystem::path path;
  Handle file;
  Contents contents;

  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    const Containment containment(path);
    const Handle closed = std::move(file);
  }

  /// Does a step of the reading in the file's name.
  template <class Work> decltype(auto) attempt(Work&& work) const {
    hdf5::prepare();
    const Containment containment(path);
    try {
      return naming(path, work);
    } catch (const std::bad_alloc&) {
      throw OutputError(text("{}: there is not enough memory to read it", "{}: 内存不足，无法读取", path.string()));
    }
  }

  Handle open(std::string_view object) const;
  Handle open_numbers(std::string_view variable) const;
  template <class T> T attribute(std::string_view object, std::string_view name, const Words& kind) const;
};

Handle ResultReader::File::open(std::string_view object) const {
  const auto has = [&](const std::vector<std::string>& paths) { return std::ranges::binary_search(paths, object); };
  if (!has(contents.groups) && !has(contents.dimensions) && !has(contents.variables))
    throw Failure(text("has no '{}'", "没有“{}”", object));
  return open_object(file, std::string(object));
}

Handle ResultReader::File::open_numbers(std::string_view variable) const {
  Handle dataset = open(variable);
  if (H5Iget_type(dataset) != H5I_DATASET) throw Failure(text("'{}' is a group", "“{}”是分组", variable));
  if (const H5T_class_t kind = class_of(dataset); kind != H5T_FLOAT && kind != H5T_INTEGER)
    throw Failure(text("'{}' does not hold numbers", "“{}”不是数值", variable));
  return dataset;
}

template <class T>
T ResultReader::File::attribute(std::string_view object, std::string_view name, const Words& kind) const {
  const Text place = object.empty() ? text("the file", "文件") : text("'{}'", "“{}”", object);
  const std::vector<Attribute> all = hdf5::read_attributes(open(object));
  const auto found = std::ranges::find(all, name, &Attribute::name);
  if (found == all.end()) throw Failure(text("{} has no attribute '{}'", "{}没有属性“{}”", place, name));
  const T* value = std::get_if<T>(&found->value);
  if (value == nullptr)
    throw Failure(text("attribute '{}' of {} is not {}", "属性“{}”（属于{}）不是{}", name, place, kind));
  return *value;
}

ResultReader::ResultReader(const std::filesystem::path& path) : file_(std::make_unique<File>()) {
  file_->path = path;
  file_->attempt([this] {
    Contents& contents = file_->contents;
    file_->file = open_file(file_->path);
    collect(file_->file, "", contents);
    for (auto* paths : {&contents.groups, &contents.dimensions, &contents.variables}) std::ranges::sort(*paths);
  });
}

ResultReader::ResultReader(ResultReader&&) noexcept = default;
ResultReader::~ResultReader() = default;

const std::filesystem::path& ResultReader::path() const { return file_->path; }
const std::vector<std::string>& ResultReader::groups() const { return file_->contents.groups; }
const std::vector<std::string>& ResultReader::dimensions() const { return file_->contents.dimensions; }
const std::vector<std::string>& ResultReader::variables() const { return file_->contents.variables; }

bool ResultReader::contains(std::string_view path) const {
  return std::ranges::binary_search(variables(), path) || std::ranges::binary_search(dimensions(), path);
}

std::vector<std::string> ResultReader::dimensions_of(std::string_view variable) const {
  return file_->attempt([&] {
    const Handle dataset = file_->open_numbers(variable);
    std::vector<std::string> names;
    const hdf5::Shape shape = hdf5::shape_of(dataset);
    for (unsigned axis = 0; axis < shape.size(); ++axis)
      if (H5DSiterate_scales(dataset, axis, nullptr, take_name, &names) <= 0)
        throw Failure(text("'{}' has no dimension on axis {}", "“{}”的第 {} 轴没有维度", variable, axis));
    std::ranges::transform(names, names.begin(), hdf5::printable);
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      if (const std::size_t length = hdf5::count_of(hdf5::shape_of(file_->open(names[axis]))); length != shape[axis])
        throw Failure(text("'{}' is {} long on axis {}, and its dimension '{}' is {}",
                           "“{0}”的第 {2} 轴长 {1}，而其维度“{3}”长 {4}", variable, shape[axis], axis, names[axis],
                           length));
    return names;
  });
}

std::vector<std::size_t> ResultReader::shape_of(std::string_view variable) const {
  return file_->attempt([&] {
    const hdf5::Shape shape = hdf5::shape_of(file_->open_numbers(variable));
    return std::vector<std::size_t>(shape.begin(), shape.end());
  });
}

Table ResultReader::read(std::string_view variable) const {
  return file_->attempt([&] {
    const std::string path(variable);
    const Handle dataset = file_->open_numbers(variable);
    return Table{shape_of(variable), read_numbers<double>(dataset, H5T_NATIVE_DOUBLE, path)};
  });
}

Table ResultReader::read_rows(std::string_view variable, std::size_t first, std::size_t count) const {
  return file_->attempt([&] {
    const Handle dataset = file_->open_numbers(variable);
    hdf5::Shape block = hdf5::shape_of(dataset), start(block.size(), 0);
    if (block.empty()) throw Failure(text("'{}' is a scalar and has no rows", "“{}”是标量，没有行", variable));
    if (first > block[0] || count > block[0] - first)
      throw Failure(text("'{}' has {} rows, not {}", "“{}”有 {} 行，而非 {} 行", variable, block[0], first + count));
    block[0] = count;
    start[0] = first;
    Table table{{block.begin(), block.end()}, std::vector<double>(hdf5::count_of(block))};
    hdf5::read_block(dataset, std::string(variable), start, block, table.values.data());
    return table;
  });
}

Table ResultReader::read_block(std::string_view variable, const Block& block) const {
  return file_->attempt([&] {
    const Handle dataset = file_->open_numbers(variable);
    const hdf5::Shape shape = hdf5::shape_of(dataset), start(block.start.begin(), block.start.end());
    bool inside = block.start.size() == shape.size() && block.count.size() == shape.size();
    for (std::size_t axis = 0; inside && axis < shape.size(); ++axis)
      inside = start[axis] <= shape[axis] && block.count[axis] <= shape[axis] - start[axis];
    if (!inside) throw Failure(text("'{}' has no such block", "“{}”没有这样的数据块", variable));
    if (shape.empty()) return Table{{}, read_numbers<double>(dataset, H5T_NATIVE_DOUBLE, std::string(variable))};
    const hdf5::Shape count(block.count.begin(), block.count.end());
    Table table{block.count, std::vector<double>(hdf5::count_of(count))};
    hdf5::read_block(dataset, std::string(variable), start, count, table.values.data());
    return table;
  });
}

std::vector<std::size_t> ResultReader::chunk_of(std::string_view variable) const {
  return file_->attempt([&] {
    const hdf5::Shape chunk = hdf5::chunk_of(file_->open_numbers(variable));
    return std::vector<std::size_t>(chunk.begin(), chunk.end());
  });
}

std::size_t ResultReader::rows_per_chunk(std::string_view variable) const {
  const std::vector<std::size_t> chunk = chunk_of(variable);
  return chunk.empty() ? 1 : chunk[0];
}

Coordinates ResultReader::coordinates(std::string_view dimension) const {
  return file_->attempt([&]() -> Coordinates {
    const std::string path(dimension);
    const Handle dataset = file_->open(dimension);
    if (!std::ranges::binary_search(dimensions(), dimension))
      throw Failure(text("'{}' is no dimension", "“{}”不是维度", path));
    switch (class_of(dataset)) {
      case H5T_STRING: return hdf5::read_texts(dataset);
      case H5T_INTEGER: return read_numbers<std::int64_t>(dataset, H5T_NATIVE_INT64, path);
      default: return read_numbers<double>(dataset, H5T_NATIVE_DOUBLE, path);
    }
  });
}

std::vector<Attribute> ResultReader::attributes(std::string_view object) const {
  return file_->attempt([&] { return hdf5::read_attributes(file_->open(object)); });
}

std::string ResultReader::text_attribute(std::string_view object, std::string_view name) const {
  return file_->attempt([&] { return file_->attribute<std::string>(object, name, {"a text", "文本"}); });
}

double ResultReader::number_attribute(std::string_view object, std::string_view name) const {
  return file_->attempt([&] { return file_->attribute<double>(object, name, {"a real number", "实数"}); });
}

std::int64_t ResultReader::integer_attribute(std::string_view object, std::string_view name) const {
  return file_->attempt([&] { return file_->attribute<std::int64_t>(object, name, {"an integer", "整数"}); });
}

}  // namespace suanli::output
