#include "output/hdf5.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <numeric>

#include "engine/terminal.hpp"

namespace suanli::output::hdf5 {
namespace {

constexpr std::size_t largest_text = 1 << 24;  // sixteen times the longest scenario [byte]

herr_t take_deepest(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

bool ties_dimensions(std::string_view name) {
  constexpr std::array<std::string_view, 9> names{"CLASS",
                                                  "NAME",
                                                  "DIMENSION_LIST",
                                                  "REFERENCE_LIST",
                                                  "DIMENSION_LABELS",
                                                  "_Netcdf4Dimid",
                                                  "_Netcdf4Coordinates",
                                                  "_NCProperties",
                                                  "_nc3_strict"};
  return std::ranges::find(names, name) != names.end();
}

// How an action begins; of two that fit, the longer stands first.
constexpr Words verbs[] = {{"read attribute ", "读取属性 "},
                           {"read a shape", "读取形状"},
                           {"read a type", "读取类型"},
                           {"read a layout", "读取存储布局"},
                           {"read texts", "读取文本"},
                           {"read ", "读取 "},
                           {"write attribute ", "写入属性 "},
                           {"write replications ", "写入重复 "},
                           {"write rows", "写入数据行"},
                           {"write the file", "写入文件"},
                           {"write together", "共同写入"},
                           {"write ", "写入 "},
                           {"create the file", "创建文件"},
                           {"create group ", "创建分组 "},
                           {"create a dataspace", "创建数据空间"},
                           {"create a property list", "创建属性表"},
                           {"create a text type", "创建文本类型"},
                           {"create ", "创建 "},
                           {"open the file", "打开文件"},
                           {"open ", "打开 "},
                           {"close the file", "关闭文件"},
                           {"close ", "关闭 "},
                           {"list attributes", "列出属性"},
                           {"list a group", "列出分组"},
                           {"select a block", "选取数据块"},
                           {"attach a dimension to ", "把维度关联到 "},
                           {"make a dimension of ", "设为维度："},
                           {"ask for the size of the file", "取得文件大小"}};

std::string attribute_name(hid_t object, hsize_t index) {
  const auto name = [&](char* buffer, std::size_t size) {
    return static_cast<std::size_t>(
        check(H5Aget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, H5P_DEFAULT),
              "list attributes"));
  };
  std::string text(name(nullptr, 0), '\0');
  name(text.data(), text.size() + 1);
  return printable(std::move(text));
}

std::string read_text(hid_t attribute, hid_t stored, const std::string& action) {
  if (check(H5Tis_variable_str(stored), action) > 0) {
    char* text = nullptr;
    check(H5Aread(attribute, stored, &text), action);
    std::string copy = text == nullptr ? "" : text;
    H5free_memory(text);
    return visible(copy);
  }
  const std::size_t size = H5Tget_size(stored);
  if (size > largest_text) throw Failure(text("cannot {}: it is too long", "无法{}：过长", in_both(action)));
  std::string text(size, '\0');
  check(H5Aread(attribute, stored, text.data()), action);
  return visible(text.substr(0, text.find('\0')));
}

AttributeValue read_value(hid_t object, const std::string& name) {
  const std::string action = fmt::format("read attribute '{}'", name);
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, action);
  const Handle type(H5Aget_type(attribute), H5Tclose, action), space(H5Aget_space(attribute), H5Sclose, action);
  const H5T_class_t kind = H5Tget_class(type);
  const bool empty_text = kind == H5T_STRING && H5Sget_simple_extent_type(space) == H5S_NULL;
  if (empty_text) return std::string();
  if (H5Sget_simple_extent_npoints(space) != 1)
    throw Failure(text("cannot {}: it is not one value", "无法{}：它不是单个值", in_both(action)));
  if (kind == H5T_STRING) return read_text(attribute, type, action);
  if (kind == H5T_INTEGER) {
    std::int64_t value = 0;
    check(H5Aread(attribute, H5T_NATIVE_INT64, &value), action);
    return value;
  }
  if (kind == H5T_FLOAT) {
    double value = 0;
    check(H5Aread(attribute, H5T_NATIVE_DOUBLE, &value), action);
    return value;
  }
  throw Failure(text("cannot {}: it is neither a text nor a number", "无法{}：它既非文本也非数", in_both(action)));
}

}  // namespace

std::string printable(std::string name) {
  if (visible_in_line(name) != name) throw Failure(text("it has a name that cannot be printed", "含有无法显示的名称"));
  return name;
}

void prepare() {
  [[maybe_unused]] static const herr_t once = H5dont_atexit();
  H5PLset_loading_state(0);  // no file shall name a library to be loaded
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Text cause() {
  std::string said;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_deepest, &said);
  // "file write failed: time = …, errno = 28, error message = 'No space left on device', buf = 0x…, …"
  constexpr std::string_view before = "errno = ";
  if (const auto start = said.find(before); start != std::string::npos)
    return reason(std::atoi(said.c_str() + start + before.size()));
  return said.empty() ? text("HDF5 gives no reason", "HDF5 未说明原因") : text("{}", "HDF5 报告“{}”", said);
}

Text in_both(std::string_view action) {
  for (const auto& [verb, in_chinese] : verbs)
    if (action.starts_with(verb))
      return {std::string(action), fmt::format("{}{}", in_chinese, action.substr(verb.size()))};
  return text("{}", "完成 HDF5 操作“{}”", action);
}

hsize_t count_of(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies{});
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "create a text type");
  check(H5Tset_size(type, H5T_VARIABLE), "create a text type");
  check(H5Tset_cset(type, H5T_CSET_UTF8), "create a text type");
  return type;
}

Handle properties(hid_t list_class) { return {H5Pcreate(list_class), H5Pclose, "create a property list"}; }

Handle dataspace(const Shape& shape, const Shape& largest) {
  if (shape.empty()) return {H5Screate(H5S_SCALAR), H5Sclose, "create a dataspace"};
  const hsize_t* limit = largest.empty() ? nullptr : largest.data();
  return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), limit), H5Sclose, "create a dataspace"};
}

Shape shape_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose, "read a shape");
  Shape shape(static_cast<std::size_t>(check(H5Sget_simple_extent_ndims(space), "read a shape")));
  if (!shape.empty()) check(H5Sget_simple_extent_dims(space, shape.data(), nullptr), "read a shape");
  return shape;
}

Shape chunk_of(hid_t dataset) {
  const Handle list(H5Dget_create_plist(dataset), H5Pclose, "read a layout");
  Shape chunk = shape_of(dataset);
  if (H5Pget_layout(list) == H5D_CHUNKED)
    check(H5Pget_chunk(list, static_cast<int>(chunk.size()), chunk.data()), "read a layout");
  return chunk;
}

Handle selection(hid_t dataset, const Shape& start, const Shape& count) {
  Handle space(H5Dget_space(dataset), H5Sclose, "select a block");
  check(H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), "select a block");
  return space;
}

void read_block(hid_t dataset, const std::string& path, const Shape& start, const Shape& count, double* values) {
  const Handle file_space = selection(dataset, start, count), memory_space = dataspace(count);
  check(H5Dread(dataset, H5T_NATIVE_DOUBLE, memory_space, file_space, H5P_DEFAULT, values), "read " + path);
}

void write_attribute(hid_t object, const Attribute& attribute) {
  const std::string action = fmt::format("write attribute '{}'", attribute.name);
  const auto write = [&](hid_t stored, hid_t given, const void* value) {
    const Handle space = dataspace({});
    Handle created(H5Acreate2(object, attribute.name.c_str(), stored, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                   action);
    check(H5Awrite(created, given, value), action);
    created.close(action);
  };
  if (const auto* text = std::get_if<std::string>(&attribute.value)) {
    const Handle type = text_type();
    const char* characters = text->c_str();
    write(type, type, &characters);
  } else if (const auto* number = std::get_if<double>(&attribute.value)) {
    write(H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, number);
  } else {
    write(H5T_STD_I64LE, H5T_NATIVE_INT64, &std::get<std::int64_t>(attribute.value));
  }
}

bool is_scale(hid_t dataset) {
  return check(H5Aexists(dataset, "CLASS"), "list attributes") > 0 &&
         read_value(dataset, "CLASS") == AttributeValue("DIMENSION_SCALE");
}

std::string name_of_scale(hid_t dataset) {
  const AttributeValue name = read_value(dataset, "NAME");
  if (const auto* words = std::get_if<std::string>(&name)) return *words;
  throw Failure(text("cannot read attribute 'NAME': it is no text", "无法读取属性“NAME”：它不是文本"));
}

std::vector<Attribute> read_attributes(hid_t object) {
  const int count = check(H5Aget_num_attrs(object), "list attributes");
  std::vector<Attribute> attributes;
  for (int index = 0; index < count; ++index) {
    std::string name = attribute_name(object, static_cast<hsize_t>(index));
    if (ties_dimensions(name)) continue;
    AttributeValue value = read_value(object, name);
    attributes.push_back({std::move(name), std::move(value)});
  }
  std::ranges::sort(attributes, {}, &Attribute::name);
  return attributes;
}

std::vector<std::string> read_texts(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "read texts"), space(H5Dget_space(dataset), H5Sclose, "read texts");
  if (H5Tis_variable_str(type) <= 0)
    throw Failure(text("cannot read texts: they are not of variable length", "无法读取文本：不是变长文本"));
  std::vector<char*> texts(static_cast<std::size_t>(check(H5Sget_simple_extent_npoints(space), "read texts")));
  check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), "read texts");
  std::vector<std::string> copies;
  copies.reserve(texts.size());
  for (const char* text : texts) copies.emplace_back(text == nullptr ? "" : text);
  check(H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts.data()), "read texts");
  std::ranges::transform(copies, copies.begin(), printable);
  return copies;
}

}  // namespace suanli::output::hdf5
