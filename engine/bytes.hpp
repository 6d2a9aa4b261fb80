// Values as bytes, one after another, and back. A structure names its members once, for both ways: `members(bytes, x)` hands
// them to `bytes`, which writes or reads. Bytes are those in memory, for the program and the machine that wrote them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace suanli {

/// Takes the next bytes; fills the next bytes.
using ByteSink = std::function<void(std::span<const std::byte>)>;
using ByteSource = std::function<void(std::span<std::byte>)>;

/// Bytes are not those of the values that they are read into.
class WrongBytes : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class ByteWriter {
 public:
  explicit ByteWriter(const ByteSink& sink) : sink_(&sink) {}

  template <class... T> void operator()(const T&... values) { (write(values), ...); }

 private:
  template <class T> void write(const T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) (*sink_)(std::as_bytes(std::span(&value, 1)));
    else members(*this, value);
  }
  template <class T> void write(std::span<T> values) {
    write(static_cast<std::uint64_t>(values.size()));
    (*sink_)(std::as_bytes(values));
  }
  void write(const std::string& text) { write(std::span(text)); }
  template <class T> void write(const std::vector<T>& list) {
    if constexpr (std::is_trivially_copyable_v<T>) return write(std::span<const T>(list));
    write(static_cast<std::uint64_t>(list.size()));
    for (const T& value : list) write(value);
  }

  const ByteSink* sink_;
};

/// A list that has a size keeps it, and WrongBytes is thrown if the bytes have another; an empty one takes what is there, and
/// grows as its bytes come: a count that they do not bear out takes no more memory than a block.
class ByteReader {
 public:
  explicit ByteReader(const ByteSource& source) : source_(&source) {}

  template <class... T> void operator()(T&&... values) { (read(values), ...); }

 private:
  template <class T> void read(T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) (*source_)(std::as_writable_bytes(std::span(&value, 1)));
    else members(*this, value);
  }
  void read(bool& value) {
    unsigned char byte = 0;
    read(byte);
    if (byte > 1) throw WrongBytes("a byte is neither true nor false");
    value = byte == 1;
  }
  template <class T> void read(std::span<T>& values) {
    expect(values.size(), size());
    (*source_)(std::as_writable_bytes(values));
  }
  template <class T> void read(std::vector<T>& list) {
    const std::size_t count = size();
    const bool any = list.empty();
    if (!any) expect(list.size(), count);
    if constexpr (std::is_trivially_copyable_v<T>) {
      if (any) read_block_by_block(list, count);
      else (*source_)(std::as_writable_bytes(std::span(list)));
    } else {
      for (std::size_t i = 0; i < count; ++i) read(any ? list.emplace_back() : list[i]);
    }
  }
  void read(std::string& text) {
    text.clear();
    read_block_by_block(text, size());
  }
  template <class List> void read_block_by_block(List& list, std::size_t count) {
    constexpr std::size_t most = std::max<std::size_t>(block / sizeof(typename List::value_type), 1);
    while (list.size() < count) {
      const std::size_t begin = list.size();
      list.resize(begin + std::min(count - begin, most));
      (*source_)(std::as_writable_bytes(std::span(list).subspan(begin)));
    }
  }
  std::size_t size() {
    std::uint64_t count = 0;
    read(count);
    return static_cast<std::size_t>(count);
  }
  static void expect(std::size_t wanted, std::size_t found) {
    if (wanted != found) throw WrongBytes("a list has another size than the values it is read into");
  }

  static constexpr std::size_t block = 16 << 20;  // [byte]

  const ByteSource* source_;
};

}  // namespace suanli
