#include "engine/share.hpp"

#include "engine/contracts.hpp"

namespace suanli {

Batch share_of_task(std::size_t replications, std::size_t task, std::size_t tasks) {
  EXPECTS(task < tasks);
  const std::size_t first = replications * task / tasks;
  return {first, replications * (task + 1) / tasks - first};
}

}  // namespace suanli
