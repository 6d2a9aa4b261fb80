// One row of a result file: a replication that is simulated to its end, from where an interrupted run left it, or is stopped
// with its state kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <variant>

#include "agents/series.hpp"
#include "output/parts.hpp"

namespace suanli {

/// What a row is simulated from.
struct RowSource {
  std::size_t row;  ///< in the file
  const Model* model;
  const Recorder* recorder;
  std::uint32_t replication;
};

/// Who watches the simulation.
struct RowWatch {
  std::function<bool()> stop;          ///< asked before the first and after every period, of a replay too
  std::function<void()> after_period;  ///< called after every period that is simulated
  bool keep = false;                   ///< whether how a row ends is always kept, for another process to take up
  std::function<void(const Text&)> say = [](const Text&) {};  ///< told of a state that cannot be used; from any thread
};

/// The row was stopped; its state, if it has begun, is kept.
struct RowStopped {};
/// How a row ends: its record, why it failed, or neither.
using RowEnd = std::variant<RowStopped, Record, Text>;

/// Simulates a row, or goes on with its state among the parts, if that can be used; one that a firm stops is simulated
/// again, to see why (agents/replay.hpp). A state is written when it is stopped, every ten minutes, and of its end if
/// that took long, if a stop came before it was known why it failed, or if all ends are kept. Throws WriteError if one
/// cannot be written.
RowEnd simulate_row(const RowSource& source, Threads threads, output::Parts& parts, const RowWatch& watch);

/// Keeps the record of a row that has come to its end while its batch has not. Throws WriteError.
void keep_record(output::Parts& parts, std::size_t row, const Record& record);

/// The record of a failed row: no number in it.
Record record_of_failure(const Recorder& recorder);

}  // namespace suanli
