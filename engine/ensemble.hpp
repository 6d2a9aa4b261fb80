// The ensemble plan, pure arithmetic: which replications run, in which batches, and how they spread over threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/field.hpp"

namespace suanli {

struct EnsembleParameters {
  std::int64_t replications, seed;
  bool antithetic;

  static constexpr auto fields() {
    using P = EnsembleParameters;
    return std::tuple{
        Field<&P::replications>{"R", "1", closed(1, 1e9), "§6.3", {"number of replications", "重复模拟次数"}, 128},
        Field<&P::seed>{"",
                        "1",
                        closed(0, 9007199254740991),
                        "§6.3",
                        {"seed of every random number of the ensemble", "全部随机数的种子"},
                        1},
        Field<&P::antithetic>{"",
                              "",
                              {},
                              "§6.5",
                              {"whether innovations of every second replication are those before it with the opposite sign",
                               "每第二次重复的新息是否取前一次的相反数"},
                              false}};
  }
};

/// Replications of one batch; batches are whole chunks of the result file, whatever the machine.
inline constexpr std::size_t replications_per_batch = 16;

/// Replications [first, first + count).
struct Batch {
  std::size_t first, count;
};

/// The batches of an ensemble, in order.
std::vector<Batch> batches(std::size_t replications);

/// How the replications of a batch are worked off: the first `side_by_side`, one thread each; then the rest one after
/// another, all threads on the firms of one. Bits do not depend on it.
struct Spread {
  std::size_t side_by_side, one_by_one;
};
Spread spread(std::size_t replications, std::size_t threads);

}  // namespace suanli
