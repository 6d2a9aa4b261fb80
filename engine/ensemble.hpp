// The ensemble plan, pure arithmetic: which replications run, in which batches, and how they spread over threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "engine/field.hpp"

namespace suanli {

enum class UntilStatistic { mean, quantile };
std::span<const Alternative<UntilStatistic>> alternatives_of(UntilStatistic);

/// When an ensemble is large enough: a statistic of a series is known as precisely as asked.
struct UntilParameters {
  std::string series;
  Choice<UntilStatistic> statistic;
  std::optional<double> date;
  double half_width, confidence;
  std::int64_t max_replications;

  static constexpr auto fields() {
    using P = UntilParameters;
    return Fields{
        Field<&P::series>{
            "",
            "",
            {},
            "§6.6",
            {"series of the nation that is to be known precisely; without it the ensemble has the stated size",
             "须精确得知的全国序列；缺省时集合为给定大小"},
            std::string{}},
        Field<&P::statistic>{"",
                             "1",
                             {},
                             "§6.6",
                             {"what of it over replications", "其跨重复的统计量"},
                             Choice<UntilStatistic>{UntilStatistic::mean, 0}},
        Field<&P::date>{"",
                        "year",
                        {},
                        "§6.6",
                        {"date of its value; without it, its mean over all dates", "取值的时点；缺省为全部时点的均值"},
                        std::optional<double>{}},
        Field<&P::half_width>{"",
                              "of the series",
                              at_least(0),
                              "§6.6",
                              {"half of the length that its interval may have", "区间长度一半的上限"},
                              0.0},
        Field<&P::confidence>{"", "1", open(0, 1), "§6.6", {"confidence of that interval", "该区间的置信度"}, 0.95},
        Field<&P::max_replications>{
            "",
            "1",
            closed(0, 1e9),
            "§6.6",
            {"number of replications at which the ensemble stops in any case", "集合无论如何停止的重复次数"},
            0}};
  }
};

struct EnsembleParameters {
  std::int64_t replications, seed;
  bool antithetic;
  UntilParameters until;

  static constexpr auto fields() {
    using P = EnsembleParameters;
    return Fields{
        Field<&P::replications>{"R", "1", closed(1, 1e9), "§6.3", {"number of replications", "重复模拟次数"}, 128},
        Field<&P::seed>{"",
                        "1",
                        closed(0, 9007199254740991),
                        "§6.3",
                        {"seed of every random number of the ensemble", "全部随机数的种子"},
                        1},
        Field<&P::antithetic>{
            "",
            "",
            {},
            "§6.5",
            {"whether innovations of every second replication are those before it with the opposite sign",
             "每第二次重复的新息是否取前一次的相反数"},
            false},
        Section<&P::until>{{"when there are enough replications", "重复次数何时足够"}}};
  }
};

/// Replications of one batch; batches are whole chunks of the result file, whatever the machine.
inline constexpr std::size_t replications_per_batch = 16;

/// Replications [first, first + count).
struct Batch {
  std::size_t first, count;
};

/// The batches of an ensemble or of a share of it, in order, counted from where it begins; each is made when it is asked for, as
/// there may be too many to hold.
class Batches {
 public:
  explicit Batches(const Batch& rows) : rows_(rows) {}

  std::size_t size() const { return (rows_.count + replications_per_batch - 1) / replications_per_batch; }
  Batch operator[](std::size_t k) const {
    const std::size_t before = k * replications_per_batch;
    return {rows_.first + before, std::min(replications_per_batch, rows_.count - before)};
  }
  bool has(const Batch& batch) const;

  /// As far as a loop over all of them needs it.
  struct Iterator {
    const Batches* all;
    std::size_t k;
    Batch operator*() const { return (*all)[k]; }
    Iterator& operator++() { return ++k, *this; }
    bool operator==(const Iterator& other) const { return k == other.k; }
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  Batch rows_;
};
inline Batches batches(std::size_t replications) { return Batches({0, replications}); }

/// How the replications of a batch are worked off: the first `side_by_side`, one thread each; then the rest one after
/// another, all threads on the firms of one. Bits do not depend on it.
struct Spread {
  std::size_t side_by_side, one_by_one;
};
Spread spread(std::size_t replications, std::size_t threads);

}  // namespace suanli
