// How an ensemble is shared out among tasks that do not see each other, pure arithmetic.
#pragma once

#include "engine/ensemble.hpp"

namespace suanli {

/// The replications of a task, from 0, where `tasks` of them share an ensemble: a function of these numbers alone. Shares
/// follow on each other and differ by one replication at most; the last is among the larger ones.
Batch share_of_task(std::size_t replications, std::size_t task, std::size_t tasks);

}  // namespace suanli
