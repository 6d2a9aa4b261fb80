// Random numbers are addressed, not sequenced: a draw is a pure function of (seed, replication; period, purpose, entity)
// through Philox4x32-10. Threads, restarts and new purposes change nothing; two scenarios share shocks entity by entity.
#pragma once

#include <array>
#include <cstdint>

namespace suanli {

/// Distributions of mean 0 and variance 1 that random words are turned into.
enum class Distribution { normal, laplace };

/// Where a period's draws for one purpose come from; the entity's number completes the 128-bit counter.
struct Stream {
  std::uint32_t key[2];  ///< the seed
  std::uint32_t period, replication;
  std::uint32_t source;  ///< purpose, and which group of entities; the two highest bits are left to the transforms

  friend bool operator==(const Stream&, const Stream&) = default;
};

/// The stream of one replication's draws in one period; `purpose` below 256, `group` (a cell, say) below 2^22.
constexpr Stream stream(std::uint64_t seed, std::uint32_t replication, std::uint32_t period, std::uint32_t purpose,
                        std::uint32_t group = 0) {
  return {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
          period,
          replication,
          purpose | group << 8};
}

/// One standard normal number, by the same transform and with the same bits as the lanes of the firm sweep (§6.3).
double standard_normal(const Stream& at, std::uint32_t entity);

/// Philox4x32-10 itself (Salmon, Moraes, Dror and Shaw 2011): four words of a counter whose first word is `entity`.
std::array<std::uint32_t, 4> random_words(const Stream& at, std::uint32_t entity);

}  // namespace suanli
