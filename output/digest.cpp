#include "output/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <boost/crc.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include "output/result_file.hpp"

namespace suanli::output {
namespace {

static_assert(std::endian::native == std::endian::little, "the digest is over little-endian bytes");

/// Two cyclic redundancy checks of 64 bits over what is added; texts and lists enter with their lengths.
class Hash {
 public:
  void add_bytes(const void* bytes, std::size_t count) {
    ecma_.process_bytes(bytes, count);
    jones_.process_bytes(bytes, count);
  }
  void add(std::uint64_t number) { add_bytes(&number, sizeof number); }
  void add(std::int64_t number) { add_bytes(&number, sizeof number); }
  void add(double number) { add_bytes(&number, sizeof number); }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    add_bytes(text.data(), text.size());
  }
  void add(const std::string& text) { add(std::string_view(text)); }
  template <class T> void add(const std::vector<T>& list) {
    add(std::uint64_t{list.size()});
    for (const T& item : list) add(item);
  }
  void add(const Attribute& attribute) {
    add(attribute.name);
    add(std::uint64_t{attribute.value.index()});
    std::visit([this](const auto& value) { add(value); }, attribute.value);
  }

  std::string digits() const { return fmt::format("{:016x}{:016x}", ecma_.checksum(), jones_.checksum()); }

 private:
  static constexpr std::uint64_t ones = ~std::uint64_t{0};
  boost::crc_optimal<64, 0x42f0e1eba9ea3693, ones, ones, true, true> ecma_;   // CRC-64/XZ
  boost::crc_optimal<64, 0xad93d23594c935a9, ones, ones, true, true> jones_;  // Jones's polynomial
};

void add_variable(Hash& hash, const ResultReader& file, const std::string& path) {
  const std::vector<std::size_t> shape = file.shape_of(path);
  hash.add(shape);
  hash.add(file.dimensions_of(path));
  const auto add = [&](const Table& table) {
    hash.add_bytes(table.values.data(), table.values.size() * sizeof(double));
  };
  if (shape.empty()) return add(file.read(path));
  const std::size_t step = std::max<std::size_t>(file.rows_per_chunk(path), 1);
  for (std::size_t first = 0; first < shape[0]; first += step)
    add(file.read_rows(path, first, std::min(step, shape[0] - first)));
}

}  // namespace

std::string digest(const std::filesystem::path& path) {
  const ResultReader file(path);
  Hash hash;
  const auto add = [&](std::string_view kind, const std::vector<std::string>& objects, auto&& add_content) {
    hash.add(kind);
    for (const std::string& object : objects) {
      if (object == "provenance" || object.starts_with("provenance/")) continue;
      hash.add(object);
      hash.add(file.attributes(object));
      add_content(object);
    }
  };
  add("groups", file.groups(), [](const std::string&) {});
  add("dimensions", file.dimensions(), [&](const std::string& name) {
    const Coordinates points = file.coordinates(name);
    hash.add(std::uint64_t{points.index()});
    std::visit([&](const auto& values) { hash.add(values); }, points);
  });
  add("doubles", file.variables(), [&](const std::string& variable) { add_variable(hash, file, variable); });
  return hash.digits();
}

}  // namespace suanli::output
