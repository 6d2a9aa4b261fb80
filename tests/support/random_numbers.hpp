// Numbers for tests, by means that share nothing with the engine: a plain Philox, a normal quantile by Newton's method
// in long double, and a generator for random inputs.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <random>

#include "engine/stream.hpp"

namespace suanli::test {

/// Random inputs with a fixed seed, the same with every standard library.
class Inputs {
 public:
  explicit Inputs(std::uint64_t seed) : generator_(seed) {}

  std::uint64_t bits() { return generator_(); }
  double uniform(double low, double high) { return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53; }
  /// Uniform in the logarithm.
  double scale(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
  std::size_t whole(std::size_t low, std::size_t high) { return low + bits() % (high - low + 1); }
  bool coin() { return (bits() >> 63) != 0; }

 private:
  std::mt19937_64 generator_;
};

/// Philox4x32-10 as its paper prints it, or with fewer rounds than are safe.
inline std::array<std::uint32_t, 4> plain_philox(std::array<std::uint32_t, 4> x, std::array<std::uint32_t, 2> key,
                                                 int rounds = 10) {
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t p0 = 0xD2511F53ull * x[0], p1 = 0xCD9E8D57ull * x[2];
    x = {static_cast<std::uint32_t>(p1 >> 32) ^ x[1] ^ key[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ x[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += 0x9E3779B9, key[1] += 0xBB67AE85;
  }
  return x;
}

/// z with P(|Z| > z) = v for a normal Z.
inline long double plain_half_normal(long double v) {
  const auto excess = [v](long double z) { return std::erfc(z * std::sqrt(0.5L)) - v; };
  long double z = v > 0.5L ? 0.0L : std::sqrt(-2 * std::log(v));  // right of the root where erfc is convex
  if (v > 0.5L) z = (1 - v) / std::sqrt(2 / 3.141592653589793238L);
  for (int i = 0; i < 60; ++i) {
    const long double slope = std::sqrt(2 / 3.141592653589793238L) * std::exp(-z * z / 2);
    const long double change = excess(z) / slope;
    z += std::fmin(1.0L, std::fmax(-1.0L, change));
    if (std::fabs(change) < 1e-18L * (1 + z)) break;
  }
  return z;
}

/// What the engine promises for word `index` of a counter: sign bit the sign, the other 31 bits P(|Z| > z) in the middle
/// of cells of 2^-31, and below 2^-8 refined by the same word of the stream whose source has its highest bit flipped.
template <class Quantile>
long double plain_draw(const Stream& at, std::uint32_t counter, int index, const Quantile& quantile) {
  const auto words = [&](std::uint32_t source) {
    return plain_philox({counter, at.period, at.replication, source}, {at.key[0], at.key[1]});
  };
  const std::uint32_t word = words(at.source)[static_cast<std::size_t>(index)];
  const long double cell = word & 0x7FFFFFFF;
  long double v = (cell + 0.5L) * 0x1p-31L;
  if (v < 0x1p-8L)
    v = cell * 0x1p-31L + (words(at.source ^ 0x80000000)[static_cast<std::size_t>(index)] + 0.5L) * 0x1p-63L;
  const long double z = quantile(v);
  return word >> 31 ? -z : z;
}
inline long double plain_normal(const Stream& at, std::uint32_t counter, int index) {
  return plain_draw(at, counter, index, plain_half_normal);
}
/// Of the Laplace distribution, z with P(|Z| > z) = e^(-√2 z).
inline long double plain_laplace(const Stream& at, std::uint32_t counter, int index) {
  return plain_draw(at, counter, index, [](long double v) { return -std::log(v) / std::sqrt(2.0L); });
}

}  // namespace suanli::test
