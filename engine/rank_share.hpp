// How the replications of an ensemble are shared among ranks; pure arithmetic. The firms of one replication stay on one rank:
// over several, every period would wait for collectives between its sweeps, which cost more than ranks save until each has
// some 10⁶ firms (CONTRIBUTING.md, "Several processes").
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/ensemble.hpp"

namespace suanli {

/// What one of several ranks does of some batches: those that it simulates by itself; of the others, too few for every rank to
/// have one, some replications, which it leaves to the ranks that finish them; and which of those it finishes.
struct RankShare {
  std::vector<Batch> whole;
  std::vector<std::size_t> replications;
  std::vector<Batch> finished;
};
RankShare share_of_rank(std::span<const Batch> batches, std::size_t rank, std::size_t ranks);

}  // namespace suanli
