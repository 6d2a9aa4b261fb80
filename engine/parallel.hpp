// Parallel loops. Which thread runs what never shows in a result: every index writes its own place, and sums over
// places are taken in index order afterwards.
#pragma once

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <cstddef>

#ifdef SUANLI_THREADS_SANITIZED
#include <sanitizer/tsan_interface.h>
#endif

namespace suanli {

/// Whether a loop may use all threads, or stays on the one that reached it because others run beside it.
enum class Threads { one, all };

/// A number of threads for the loops inside `run`, more than the machine has processors if so wished. While it lives, no
/// loop of this process uses more.
class ThreadLimit {
 public:
  explicit ThreadLimit(std::size_t threads)
      : control_(oneapi::tbb::global_control::max_allowed_parallelism, threads), arena_(static_cast<int>(threads)) {}

  /// work(), with its loops on these threads.
  template <class Work> auto run(const Work& work) { return arena_.execute(work); }

 private:
  oneapi::tbb::global_control control_;
  oneapi::tbb::task_arena arena_;
};

/// Threads that loops use now: the limit set above, or what the machine's processor set allows.
inline std::size_t threads_in_use() {
  return oneapi::tbb::global_control::active_value(oneapi::tbb::global_control::max_allowed_parallelism);
}

/// An order in time that oneTBB keeps and a thread sanitizer does not see, because the library is not compiled for it: what
/// precedes left() is over when arrived() returns.
class Passage {
 public:
#ifdef SUANLI_THREADS_SANITIZED
  void left() { __tsan_release(this); }
  void arrived() { __tsan_acquire(this); }
#else
  void left() {}
  void arrived() {}
#endif
};

/// passage.left() or passage.arrived() where a block ends, by an exception, too.
template <void (Passage::*step)()> class AtEnd {
 public:
  explicit AtEnd(Passage& passage) : passage_(passage) {}
  ~AtEnd() { (passage_.*step)(); }
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;

 private:
  Passage& passage_;
};

/// work(i) for i in [0, n), each index a task of its own. What a task throws is thrown here when no task runs any more.
template <class Work> void for_each_index(std::size_t n, Threads threads, const Work& work) {
  if (threads == Threads::one || n == 1) {
    for (std::size_t i = 0; i < n; ++i) work(i);
    return;
  }
  Passage begin, end;
  begin.left();
  const AtEnd<&Passage::arrived> all_over(end);
  oneapi::tbb::parallel_for(
      oneapi::tbb::blocked_range<std::size_t>(0, n, 1),
      [&](const oneapi::tbb::blocked_range<std::size_t>& range) {
        begin.arrived();
        const AtEnd<&Passage::left> over(end);
        for (std::size_t i = range.begin(); i < range.end(); ++i) work(i);
      },
      oneapi::tbb::simple_partitioner());
}

}  // namespace suanli
