#include <array>
#include <boost/random/sobol.hpp>
#include <stdexcept>

#include "engine/contracts.hpp"
#include "engine/design.hpp"
#include "engine/draws.hpp"

namespace suanli {

namespace {
using Engine = boost::random::sobol_engine<std::uint32_t, 32>;
static_assert(max_sobol_dimensions <= boost::random::detail::qrng_tables::sobol::max_dimension);

std::size_t allowed(std::size_t dimensions) {
  if (dimensions == 0 || dimensions > max_sobol_dimensions)
    throw std::invalid_argument("Sobol points have 1 to 3667 dimensions");
  return dimensions;
}

/// Digits [first, first + 7) of a word below the binary point; zeros follow the word.
std::uint32_t seven_digits(std::uint32_t word, unsigned first) {
  return static_cast<std::uint32_t>(std::uint64_t{word} << 32 >> (57 - first)) & 127;
}
}  // namespace

// The Gray code of 2^(k+1) - 1 has digit k alone; the engine counts its points from 1.
SobolSequence::SobolSequence(std::size_t dimensions) : directions_(allowed(dimensions) * digits) {
  Engine engine(dimensions);
  for (std::size_t k = 0; k < digits; ++k) {
    engine.seed(static_cast<std::uint32_t>((std::uint64_t{2} << k) - 2));
    for (std::size_t d = 0; d < dimensions; ++d) directions_[d * digits + k] = engine();
  }
}

std::uint32_t SobolSequence::operator()(std::uint64_t point, std::size_t dimension) const {
  EXPECTS(point < max_sobol_points && dimension < dimensions());
  const std::uint32_t* const direction = directions_.data() + dimension * digits;
  std::uint32_t word = 0;
  for (std::uint64_t gray = point ^ point >> 1, k = 0; gray != 0; gray >>= 1, ++k)
    if ((gray & 1) != 0) word ^= direction[k];
  return word;
}

// A draw of 128 bits flips seven digits: bit 2^k - 1 + (the k digits before, as a number) is digit k's, for the 127 nodes of
// a tree of seven levels. Below the 32 digits of a word no two points share a node: the last draw is a point's own.
double ScrambledSobol::operator()(std::uint64_t point, std::size_t dimension) const {
  constexpr unsigned level = 7, levels = 5;
  const std::uint32_t word = sequence_(point, dimension);
  const auto draw = [&](unsigned which, std::uint32_t before) {
    return random_words(engine_stream(seed_, EnginePurpose::scrambling, static_cast<std::uint32_t>(dimension), which),
                        before);
  };
  std::uint64_t scrambled = 0;
  for (unsigned i = 0; i < levels; ++i) {
    const std::array<std::uint32_t, 4> flips = draw(i, i == 0 ? 0 : word >> (32 - level * i));
    const std::uint32_t digits = seven_digits(word, level * i);
    for (unsigned k = 0; k < level; ++k) {
      const std::uint32_t node = (1u << k) - 1 + (digits >> (level - k));
      const std::uint32_t digit = digits >> (level - 1 - k) ^ flips[node / 32] >> node % 32;
      scrambled = scrambled << 1 | (digit & 1);
    }
  }
  return open_uniform(scrambled << (64 - level * levels) | draw(levels, word)[0] >> (level * levels - 32));
}

}  // namespace suanli
