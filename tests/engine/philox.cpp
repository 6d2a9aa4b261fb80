#include <doctest/doctest.h>

#include <array>
#include <set>

#include "engine/stream.hpp"
#include "tests/engine/lanes.hpp"
#include "tests/support/instruction_sets.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {
namespace {

struct Known {
  std::array<std::uint32_t, 4> counter;
  std::array<std::uint32_t, 2> key;
  std::array<std::uint32_t, 4> words;

  Stream at() const { return {{key[0], key[1]}, counter[1], counter[2], counter[3]}; }
};

// Salmon, Moraes, Dror and Shaw (2011): kat_vectors of Random123.
constexpr Known published[] = {{{0, 0, 0, 0}, {0, 0}, {0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8}},
                               {{0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF},
                                {0xFFFFFFFF, 0xFFFFFFFF},
                                {0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD}},
                               {{0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344},
                                {0xA4093822, 0x299F31D0},
                                {0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1}}};

TEST_CASE("philox4x32-10 reproduces its published vectors") {
  for (const Known& known : published) {
    CHECK(random_words(known.at(), known.counter[0]) == known.words);
    CHECK(plain_philox(known.counter, known.key) == known.words);  // the oracle of other tests
  }
}

TEST_CASE("every lane of every instruction set reproduces philox4x32-10's published vectors") {
  on_every_instruction_set([] {
    for (const Known& known : published)
      for (std::uint32_t lane = 0; lane < 8; ++lane) {
        const auto words = lanes_philox(known.counter[0] - lane, known.at());
        for (std::size_t i = 0; i < 4; ++i) CHECK(words[i][lane] == known.words[i]);
      }
  });
}

TEST_CASE("the lanes draw the words of the counters first, first + 1, and so on") {
  on_every_instruction_set([] {
    Inputs inputs(11);
    for (int trial = 0; trial < 200; ++trial) {
      const Stream at = stream(inputs.bits(), static_cast<std::uint32_t>(inputs.bits()),
                               static_cast<std::uint32_t>(inputs.bits()), 7, 12345);
      const auto first = static_cast<std::uint32_t>(inputs.bits());
      const auto words = lanes_philox(first, at);
      for (std::uint32_t lane = 0; lane < 8; ++lane) {
        const auto expected =
            plain_philox({first + lane, at.period, at.replication, at.source}, {at.key[0], at.key[1]});
        for (std::size_t i = 0; i < 4; ++i) REQUIRE(words[i][lane] == expected[i]);
      }
    }
  });
}

TEST_CASE("each part of a draw's address gives other words") {
  constexpr std::uint64_t seed = 20221231;
  constexpr std::uint32_t largest_group = (1u << 22) - 1;
  const Stream all[] = {stream(seed, 3, 5, 1, 9),
                        stream(seed + 1, 3, 5, 1, 9),
                        stream(seed + (1ull << 32), 3, 5, 1, 9),
                        stream(seed, 4, 5, 1, 9),
                        stream(seed, 3, 6, 1, 9),
                        stream(seed, 5, 3, 1, 9),
                        stream(seed, 3, 5, 2, 9),
                        stream(seed, 3, 5, 1, 10),
                        stream(seed, 3, 5, 9, 1),
                        stream(seed, 3, 5, 1, largest_group),
                        stream(seed, 3, 5, 255, largest_group)};
  std::set<std::array<std::uint32_t, 4>> seen;
  for (const Stream& at : all)
    for (std::uint32_t entity = 0; entity < 100; ++entity) seen.insert(random_words(at, entity));
  CHECK(seen.size() == 100 * std::size(all));
}

TEST_CASE("purpose and group leave the two highest bits of the source to the transforms") {
  CHECK(stream(1, 2, 3, 255, (1u << 22) - 1).source == 0x3FFFFFFF);
}

TEST_CASE("a stream holds seed, replication, period, purpose and group in words of their own") {
  CHECK(stream(0x123456789ABCDEF0, 7, 8, 9, 10) == Stream{{0x9ABCDEF0, 0x12345678}, 8, 7, 9 + 10 * 256});
}

}  // namespace
}  // namespace suanli::test
