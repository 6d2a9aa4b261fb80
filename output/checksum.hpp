// The checksum that files of this folder carry.
#pragma once

#include <cstddef>
#include <cstdint>

namespace suanli::output {

/// CRC-64/XZ of bytes that come piece by piece: notices every change within 64 bits of each other, and of any others all but
/// one in 2^64.
class Checksum {
 public:
  void add(const void* bytes, std::size_t count);
  std::uint64_t value() const { return ~state_; }

 private:
  std::uint64_t state_ = ~std::uint64_t{0};
};

}  // namespace suanli::output
