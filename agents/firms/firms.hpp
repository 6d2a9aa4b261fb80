// The firms of one replication: flat memory in the blocks that sweep.hpp describes, cell after cell.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agents/firms/alone.hpp"
#include "agents/firms/investing.hpp"
#include "agents/firms/observing.hpp"
#include "agents/firms/replacing.hpp"
#include "agents/firms/sweep.hpp"
#include "agents/technology.hpp"
#include "engine/parallel.hpp"

namespace suanli {

/// Firms that one task sweeps: fixed, never derived from the number of threads.
inline constexpr std::size_t firms_per_task = 4096;

/// Where a scenario's firms lie: the same for every replication.
class FirmLayout {
 public:
  /// `fields` a firm: firm_fields, or investing_firm_fields if any firm chooses, leaves or adopts.
  explicit FirmLayout(const std::vector<EconomyTechnology>& economies, std::size_t fields = firm_fields);

  /// A cell's firms are slots [first, first + firms); slots up to `end` fill its last group.
  struct Cell {
    std::size_t first, firms, end;
    std::size_t number;  ///< region × number of industries + industry: the cell's random streams
  };
  /// Slots [first, end) of a cell, counted from its first.
  struct Task {
    std::size_t cell, first, end;
  };
  const std::vector<Cell>& cells() const { return cells_; }
  const std::vector<Task>& tasks() const { return tasks_; }
  std::size_t firms() const { return firms_; }
  std::size_t slots() const { return slots_; }
  std::size_t fields() const { return fields_; }
  /// Memory of one replication's firms [byte].
  std::size_t bytes() const { return slots_ * fields_ * sizeof(double); }

 private:
  std::vector<Cell> cells_;
  std::vector<Task> tasks_;
  std::size_t fields_, firms_ = 0, slots_ = 0;
};

/// The columns of a replication's firms. Slots that only fill up a group own 2^-600 of everything, below the last bit
/// of any sum.
class Firms {
 public:
  explicit Firms(const FirmLayout& layout);

  /// A field of firm i of a cell.
  double& at(std::size_t cell, std::size_t i, FirmField field) {
    return memory_[index(layout_->cells()[cell].first + i, field)];
  }
  double at(std::size_t cell, std::size_t i, FirmField field) const {
    return memory_[index(layout_->cells()[cell].first + i, field)];
  }
  /// All fields of firm i of a cell.
  FirmValues values(std::size_t cell, std::size_t i) const;
  double log_productivity(std::size_t cell, std::size_t i) const { return at(cell, i, log_productivity_field); }
  double capital(std::size_t cell, std::size_t i) const { return at(cell, i, capital_field); }
  double compute(std::size_t cell, std::size_t i) const { return at(cell, i, compute_field); }

  /// Log productivity with what adoption has added, and whether the firm has adopted.
  double total_log_productivity(std::size_t cell, std::size_t i) const {
    return log_productivity(cell, i) + (are_investing() ? at(cell, i, adoption_gain_field) : 0);
  }
  bool has_adopted(std::size_t cell, std::size_t i) const {
    return are_investing() && at(cell, i, adoption_gain_field) > 0;
  }

  bool are_investing() const { return layout_->fields() == investing_firm_fields; }

  /// Gives every firm of a cell these stocks, log productivity 0, attraction 1 and no gain; one OfFirm per cell. A page of memory
  /// lies near the processor that first writes to it: here, where all threads share a replication's firms.
  struct OfFirm {
    double capital, compute;  ///< [1e12 yuan]
  };
  void start(std::span<const OfFirm> stocks, Threads threads);

  /// Sweeps all firms of a layout of firm_fields, one FirmPeriod and one stream per cell; answers the sums of every cell,
  /// in cell order.
  std::vector<FirmSums> sweep(std::span<const FirmPeriod> periods, std::span<const Stream> shocks, Threads threads);

  /// The two passes of investing.hpp over all firms; sums of every cell, in cell order.
  std::vector<OpeningSums> open(std::span<const Opening> openings, std::span<const OpeningStreams> streams,
                                Threads threads);
  std::vector<Demand> demand(std::span<const Weighing> weighings, Threads threads) const;

  /// What the leavers of the last `open` have, and entrants taking their places, as in replacing.hpp. One Entrance and one stream per cell; sums of every cell, in cell order.
  std::vector<Leavings> leavings() const;
  std::vector<double> enter(std::span<const Entrance> entrances, std::span<const Stream> draws, Threads threads);

  /// What is seen of firms in slots [first, end) of a cell, as in observing.hpp.
  void see(std::size_t cell, std::size_t first, std::size_t end, const BundleTechnology& technology,
           SeenFirms& seen) const {
    see_firms(slots_of(cell), first, end, layout_->fields(), technology, seen);
  }

  /// All fields of all slots, in the order of the blocks.
  std::span<double> fields_of_slots() { return {memory_.get(), layout_->slots() * layout_->fields()}; }
  std::span<const double> fields_of_slots() const { return {memory_.get(), layout_->slots() * layout_->fields()}; }

  /// Firms found by the last `open`, by task of the layout.
  const std::vector<FoundFirms>& found() const { return found_; }
  std::vector<FoundFirms>& found() { return found_; }

 private:
  std::size_t index(std::size_t slot, FirmField field) const {
    return (slot / firms_per_block * layout_->fields() + field) * firms_per_block + slot % firms_per_block;
  }
  double* slots_of(std::size_t cell) const { return memory_.get() + layout_->cells()[cell].first * layout_->fields(); }
  template <class Sums, class Pass> std::vector<Sums> over_tasks(Threads threads, const Pass& pass) const;
  struct Free {
    void operator()(double* p) const;
  };

  const FirmLayout* layout_;
  std::unique_ptr<double[], Free> memory_;
  std::vector<FoundFirms> found_;
};

}  // namespace suanli
