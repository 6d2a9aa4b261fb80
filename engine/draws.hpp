// The engine's own addressed draws, for designs and resampling: their purposes, and numbers made of their words.
#pragma once

#include <cstdint>

#include "engine/stream.hpp"

namespace suanli {

/// Purposes of the engine; the economy's are below 192, those of tests from 200.
enum class EnginePurpose : std::uint32_t {
  scrambling = 192,  ///< period: dimension, replication: level of digits, entity: the digits before
  stratum = 193,     ///< period: dimension, entity: point
  trajectory = 194,  ///< replication: trajectory, entity: dimension
  resample = 195,    ///< period: which of two things, replication: resample, entity: four places
  swap = 196         ///< replication: resample, entity: 128 pairs
};

inline Stream engine_stream(std::uint64_t seed, EnginePurpose purpose, std::uint32_t period,
                            std::uint32_t replication) {
  return stream(seed, replication, period, static_cast<std::uint32_t>(purpose));
}

/// The middle of one of 2^52 equal cells of (0, 1), by the upper bits of a word.
inline double open_uniform(std::uint64_t word) { return (static_cast<double>(word >> 12) + .5) * 0x1p-52; }

/// Two words as one.
inline std::uint64_t joined(std::uint32_t high, std::uint32_t low) { return std::uint64_t{high} << 32 | low; }

}  // namespace suanli
