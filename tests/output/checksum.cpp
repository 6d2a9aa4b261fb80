#include "output/checksum.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <random>
#include <string>

namespace suanli::output::test {
namespace {

TEST_CASE("the checksum of the digits 1 to 9 is that of the catalogue of CRCs for CRC-64/XZ") {
  Checksum sum;
  sum.add("123456789", 9);
  CHECK(sum.value() == 0x995dc9bbdf1939fa);
}

TEST_CASE("bytes give the checksum of Boost's loop over them, however they are cut") {
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  std::mt19937_64 random(1);
  std::string bytes(1000, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  for (std::size_t size = 0; size <= bytes.size(); size += 37) {
    boost::crc_optimal<64, 0x42f0e1eba9ea3693, ones, ones, true, true> oracle;
    oracle.process_bytes(bytes.data(), size);
    Checksum sum;
    for (std::size_t at = 0; at < size;) {
      const std::size_t piece = std::min<std::size_t>(size - at, random() % 20);
      sum.add(bytes.data() + at, piece);
      at += piece;
    }
    CHECK(sum.value() == oracle.checksum());
  }
}

}  // namespace
}  // namespace suanli::output::test
