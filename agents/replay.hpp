// A firm that stopped a replication, once more and by itself.
#pragma once

#include <functional>
#include <optional>

#include "agents/economy.hpp"
#include "engine/text.hpp"

namespace suanli {

/// Simulates a replication that stopped at a firm again, from its start, and the firm's last sweep without any other: what it
/// went by and what became of it, in words that follow those of the error. The same numbers always have the same bits: where
/// the firm does not stop the replication again, or comes to another end by itself, a machine is to blame that has simulated
/// it, now or up to a checkpoint. None if `stop`, asked before every period, says so.
std::optional<Text> replayed(const FirmPlace& stopped_at, const Model& model, std::uint32_t replication,
                             Threads threads, const std::function<bool()>& stop);

}  // namespace suanli
