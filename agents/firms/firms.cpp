#include "agents/firms/firms.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace suanli {

namespace {
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

FirmLayout::FirmLayout(const std::vector<EconomyTechnology>& economies, std::size_t fields) : fields_(fields) {
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
    : layout_(&layout), memory_(allocate(layout.bytes())), found_(are_investing() ? layout.tasks().size() : 0) {}

FirmValues Firms::values(std::size_t cell, std::size_t i) const {
  FirmValues all{};
  for (std::size_t field = 0; field < layout_->fields(); ++field)
    all[field] = at(cell, i, static_cast<FirmField>(field));
  return all;
}

void Firms::start(std::span<const OfFirm> stocks, Threads threads) {
  for_each_index(layout_->tasks().size(), threads, [&](std::size_t t) {
    const FirmLayout::Task& task = layout_->tasks()[t];
    const FirmLayout::Cell& cell = layout_->cells()[task.cell];
    std::fill(slots_of(task.cell) + task.first * layout_->fields(), slots_of(task.cell) + task.end * layout_->fields(),
              0.0);
    for (std::size_t i = task.first; i < task.end; ++i) {
      const bool empty = i >= cell.firms;
      at(task.cell, i, capital_field) = empty ? empty_slot : stocks[task.cell].capital;
      at(task.cell, i, compute_field) = empty ? empty_slot : stocks[task.cell].compute;
      if (are_investing()) at(task.cell, i, capital_attraction_field) = at(task.cell, i, compute_attraction_field) = 1;
    }
  });
}

// pass(task, its slots) for every task; sums of the tasks in their order, whoever did them.
template <class Sums, class Pass> std::vector<Sums> Firms::over_tasks(Threads threads, const Pass& pass) const {
  const std::vector<FirmLayout::Task>& tasks = layout_->tasks();
  std::vector<Sums> of_tasks(tasks.size());
  for_each_index(tasks.size(), threads,
                 [&](std::size_t i) { of_tasks[i] = pass(i, tasks[i], slots_of(tasks[i].cell)); });
  std::vector<Sums> of_cells(layout_->cells().size(), Sums{});
  for (std::size_t i = 0; i < tasks.size(); ++i) of_cells[tasks[i].cell] += of_tasks[i];
  return of_cells;
}

std::vector<FirmSums> Firms::sweep(std::span<const FirmPeriod> periods, std::span<const Stream> shocks,
                                   Threads threads) {
  return over_tasks<FirmSums>(threads, [&](std::size_t, const FirmLayout::Task& task, double* state) {
    return sweep_firms(state, task.first, task.end, periods[task.cell], shocks[task.cell]);
  });
}

std::vector<OpeningSums> Firms::open(std::span<const Opening> openings, std::span<const OpeningStreams> streams,
                                     Threads threads) {
  return over_tasks<OpeningSums>(threads, [&](std::size_t i, const FirmLayout::Task& task, double* state) {
    const std::size_t firms = layout_->cells()[task.cell].firms;
    return open_firms(state, task.first, task.end, firms, openings[task.cell], streams[task.cell], found_[i]);
  });
}

std::vector<Demand> Firms::demand(std::span<const Weighing> weighings, Threads threads) const {
  return over_tasks<Demand>(threads, [&](std::size_t, const FirmLayout::Task& task, const double* state) {
    return demand_of_firms(state, task.first, task.end, layout_->cells()[task.cell].firms, weighings[task.cell]);
  });
}

std::vector<Leavings> Firms::leavings() const {
  std::vector<Leavings> of_cells(layout_->cells().size(), Leavings{});
  for (std::size_t i = 0; i < found_.size(); ++i) of_cells[layout_->tasks()[i].cell] += found_[i].leavings;
  return of_cells;
}

std::vector<double> Firms::enter(std::span<const Entrance> entrances, std::span<const Stream> draws, Threads threads) {
  return over_tasks<double>(threads, [&](std::size_t i, const FirmLayout::Task& task, double* state) {
    return enter_firms(state, found_[i].leaving, entrances[task.cell], draws[task.cell]);
  });
}

}  // namespace suanli
