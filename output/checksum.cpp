#include "output/checksum.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace suanli::output {
namespace {

static_assert(std::endian::native == std::endian::little, "eight bytes at once are one little-endian word");

constexpr std::uint64_t polynomial = 0xc96c5795d7870f42;  // ECMA-182, lowest bit first
constexpr std::size_t word = sizeof(std::uint64_t);
using Table = std::array<std::uint64_t, 256>;

/// tables[k][b]: what byte b does to the state when k more bytes have passed.
constexpr std::array<Table, word> make_tables() {
  std::array<Table, word> tables{};
  for (std::size_t b = 0; b < 256; ++b) {
    std::uint64_t state = b;
    for (int bit = 0; bit < 8; ++bit) state = (state >> 1) ^ (state & 1 ? polynomial : 0);
    tables[0][b] = state;
  }
  for (std::size_t k = 1; k < word; ++k)
    for (std::size_t b = 0; b < 256; ++b) tables[k][b] = (tables[k - 1][b] >> 8) ^ tables[0][tables[k - 1][b] & 0xff];
  return tables;
}
constexpr std::array<Table, word> tables = make_tables();

}  // namespace

void Checksum::add(const void* bytes, std::size_t count) {
  const auto* at = static_cast<const unsigned char*>(bytes);
  std::uint64_t state = state_;
  for (; count >= word; at += word, count -= word) {
    std::uint64_t next;
    std::memcpy(&next, at, word);
    next ^= state;
    state = 0;
    for (std::size_t k = 0; k < word; ++k) state ^= tables[word - 1 - k][next >> (8 * k) & 0xff];
  }
  for (; count > 0; ++at, --count) state = (state >> 8) ^ tables[0][(state ^ *at) & 0xff];
  state_ = state;
}

}  // namespace suanli::output
