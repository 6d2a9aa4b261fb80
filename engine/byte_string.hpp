// Values as one string of bytes, to be sent to another process of this program.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/bytes.hpp"

namespace suanli {

/// Values as a string, and back from it. Throws WrongBytes if the string is too short.
template <class... T> std::string in_bytes(const T&... values) {
  std::string bytes;
  const ByteSink sink = [&](std::span<const std::byte> more) {
    bytes.append(reinterpret_cast<const char*>(more.data()), more.size());
  };
  ByteWriter{sink}(values...);
  return bytes;
}
template <class... T> void from_bytes(std::string_view bytes, T&... values) {
  const ByteSource source = [&](std::span<std::byte> next) {
    if (next.size() > bytes.size()) throw WrongBytes("the bytes end too early");
    std::copy_n(bytes.data(), next.size(), reinterpret_cast<char*>(next.data()));
    bytes.remove_prefix(next.size());
  };
  ByteReader{source}(values...);
}

}  // namespace suanli
