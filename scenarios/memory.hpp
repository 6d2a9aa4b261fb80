// How much memory a run needs at its peak, estimated before any work, and whether there is so much.
#pragma once

#include <cstddef>

#include "agents/series.hpp"
#include "engine/ensemble.hpp"
#include "engine/machine.hpp"
#include "engine/text.hpp"

namespace suanli {

/// The machine cannot do what the scenario asks; found before any work.
class NotEnoughMemory : public WrongInput {
  using WrongInput::WrongInput;
};

/// Replications that are simulated, then written: enough to keep every thread busy, in whole batches.
std::size_t replications_per_round(std::size_t threads);

/// What a run holds in memory when it holds most [byte].
struct MemoryNeed {
  double program = 0;  ///< the program, its libraries, threads and the solved model
  double firms = 0;    ///< of replications side by side, and what is remembered of them
  double records = 0;  ///< of the round that is simulated and of the one that is written
  double writing = 0;  ///< rows and chunks on their way to the disk, quantiles

  double total() const { return program + firms + records + writing; }
};

/// The need of a run on so many threads with so many replications side by side.
MemoryNeed memory_need(const Model& model, const Recorder& recorder, std::size_t threads, std::size_t side_by_side);

/// How many replications may hold their firms side by side in what is left: one a thread, or one at a time, all threads on
/// its firms. Throws NotEnoughMemory.
std::size_t fit_into_memory(const Model& model, const Recorder& recorder, const AvailableMemory& left = memory_left());

/// The need of a task that simulates a share of the ensemble and writes no file, and the same question for it.
MemoryNeed memory_need(const Model& model, const Recorder& recorder, const Batch& share, std::size_t threads,
                       std::size_t side_by_side);
std::size_t fit_into_memory(const Model& model, const Recorder& recorder, const Batch& share,
                            const AvailableMemory& left = memory_left());

/// Numbers that a command keeps beside the replications under way [byte].
struct KeptNumbers {
  double bytes;
};
/// The need of an ensemble of whose replications only such numbers are kept, and the same question for it.
MemoryNeed memory_need(const Model& model, const Recorder& recorder, const KeptNumbers& kept, std::size_t side_by_side);
std::size_t fit_into_memory(const Model& model, const Recorder& recorder, const KeptNumbers& kept,
                            const AvailableMemory& left = memory_left());

/// The same of work whose need was found to fit before, and that others may have taken memory from since: it is not refused.
std::size_t fit_as_far_as_possible(const Model& model, const Recorder& recorder, const KeptNumbers& kept,
                                   const AvailableMemory& left = memory_left());

/// "needs about 1.2 GiB; 20 GiB are available".
Text need_in_words(const Model& model, const Recorder& recorder, const AvailableMemory& left = memory_left());

}  // namespace suanli
