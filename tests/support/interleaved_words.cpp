// interleaved_words NEIGHBOURS SEED [ROUNDS]: writes random words to standard output, as bytes, until nobody reads them. In
// every period come those of 32 neighbours in turn, whose addresses differ in one number: their firms' (four to a counter),
// replications', purposes', cells' or seeds'. Of `periods`, a firm's history in 32 periods, then the next firms'. The words are
// the engine's, or those of Philox with so few rounds.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "engine/stream.hpp"
#include "tests/support/random_numbers.hpp"

namespace {

using namespace suanli;

constexpr std::uint32_t neighbours = 32;

struct Address {
  Stream at;
  std::uint32_t entity = 0;
};

Address address(const std::string& kind, std::uint64_t seed, std::uint32_t neighbour, std::uint32_t time) {
  constexpr std::uint32_t replication = 0, purpose = 1, cell = 0;
  if (kind == "firms") return {stream(seed, replication, time, purpose, cell), neighbour};
  if (kind == "periods") return {stream(seed, replication, neighbour, purpose, cell), time};
  if (kind == "replications") return {stream(seed, neighbour, time, purpose, cell)};
  if (kind == "cells") return {stream(seed, replication, time, purpose, neighbour)};
  if (kind == "seeds") return {stream(seed + neighbour, replication, time, purpose, cell)};
  if (kind == "purposes") {  // and the streams that refine their tails
    Stream at = stream(seed, replication, time, neighbour % 16, cell);
    if (neighbour >= 16) at.source ^= 0x80000000;
    return {at};
  }
  std::fprintf(stderr, "interleaved_words: no such neighbours: %s\n", kind.c_str());
  std::exit(2);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const std::string kind = arguments[1];
  const std::uint64_t seed = std::strtoull(arguments[2], nullptr, 10);
  const int rounds = count > 3 ? std::atoi(arguments[3]) : 0;
  std::array<std::array<std::uint32_t, 4>, neighbours> words;
  for (std::uint32_t time = 0;; ++time) {
    for (std::uint32_t n = 0; n < neighbours; ++n) {
      const auto [at, entity] = address(kind, seed, n, time);
      words[n] = rounds == 0 ? random_words(at, entity)
                             : test::plain_philox({entity, at.period, at.replication, at.source},
                                                  {at.key[0], at.key[1]}, rounds);
    }
    if (std::fwrite(words.data(), sizeof words, 1, stdout) != 1) return 0;
  }
}
