#include "agents/firms/firms.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace suanli {

namespace {
constexpr double empty_slot = 0x1p-600;

constexpr std::size_t round_up(std::size_t n, std::size_t multiple) { return (n + multiple - 1) / multiple * multiple; }

// Huge pages where they help: a sweep over small ones spends its time translating addresses.
double* allocate(std::size_t bytes) {
  constexpr std::size_t huge_page = std::size_t{2} << 20, cache_line = 64;
  const std::size_t alignment = bytes >= huge_page ? huge_page : cache_line;
  const std::size_t rounded = round_up(bytes, alignment);
  void* const memory = std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
#ifdef __linux__
  if (alignment == huge_page) madvise(memory, rounded, MADV_HUGEPAGE);
#endif
  return static_cast<double*>(memory);
}
}  // namespace

FirmLayout::FirmLayout(const std::vector<EconomyTechnology>& economies) {
  std::size_t industries = 0;
  for (const EconomyTechnology& economy : economies)
    for (const CellTechnology& cell : economy.cells) industries = std::max(industries, cell.industry + 1);
  for (const EconomyTechnology& economy : economies)
    for (const CellTechnology& cell : economy.cells) {
      const std::size_t end = slots_ + round_up(cell.firms, firms_per_group);
      for (std::size_t first = 0; first < end - slots_; first += firms_per_task)
        tasks_.push_back({cells_.size(), first, std::min(end - slots_, first + firms_per_task)});
      cells_.push_back({slots_, cell.firms, end, cell.region * industries + cell.industry});
      firms_ += cell.firms;
      slots_ = end;
    }
}

void Firms::Free::operator()(double* p) const { std::free(p); }

Firms::Firms(const FirmLayout& layout)
    : layout_(&layout), memory_(allocate(layout.bytes())), of_tasks_(layout.tasks().size()) {}

void Firms::start_cell(std::size_t cell, double capital, double compute) {
  const FirmLayout::Cell& slots = layout_->cells()[cell];
  for (std::size_t i = 0; i < slots.end - slots.first; ++i) {
    const bool empty = i >= slots.firms;
    at(cell, i, log_productivity_field) = 0;
    at(cell, i, capital_field) = empty ? empty_slot : capital;
    at(cell, i, compute_field) = empty ? empty_slot : compute;
  }
}

std::vector<FirmSums> Firms::sweep(std::span<const FirmPeriod> periods, std::span<const Stream> shocks,
                                   Threads threads) {
  const std::vector<FirmLayout::Task>& tasks = layout_->tasks();
  for_each_index(tasks.size(), threads, [&](std::size_t i) {
    const auto& [cell, first, end] = tasks[i];
    double* const state = memory_.get() + layout_->cells()[cell].first * firm_fields;
    of_tasks_[i] = sweep_firms(state, first, end, periods[cell], shocks[cell]);
  });
  std::vector<FirmSums> sums(layout_->cells().size(), FirmSums{});
  for (std::size_t i = 0; i < tasks.size(); ++i) {  // in task order, whoever swept them
    FirmSums& cell = sums[tasks[i].cell];
    cell.input_bundle += of_tasks_[i].input_bundle;
    cell.capital += of_tasks_[i].capital;
    cell.compute += of_tasks_[i].compute;
  }
  return sums;
}

}  // namespace suanli
