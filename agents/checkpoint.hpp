// The state of a replication between two periods, as bytes: one that goes on from them gives the bits of one that was never
// stopped.
#pragma once

#include <cstdint>

#include "agents/economy.hpp"
#include "agents/series.hpp"
#include "engine/bytes.hpp"

namespace suanli {

/// Raised when the members of a state, or what they mean, change.
inline constexpr std::uint32_t checkpoint_version = 3;

/// Writes everything of an open period, when it has been measured, that later ones depend on.
void write_checkpoint(const Country& country, const FirmWitness& witness, const Record& record, const ByteSink& sink);

/// Reads it into a country as `place_stocks` makes it, a new witness and a new record, of the same replication and model.
/// Throws WrongBytes if it is of another version, replication or size, or with counts or places that these cannot have.
void read_checkpoint(Country& country, FirmWitness& witness, Record& record, const ByteSource& source);

}  // namespace suanli
