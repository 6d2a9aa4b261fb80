// What a scenario wants to keep of its firms, each key declared once (MODEL.md §7.6).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/field.hpp"

namespace suanli {

struct Parameters;

enum class DistributionRecord { none, every };

std::span<const Alternative<DistributionRecord>> alternatives_of(DistributionRecord);

// clang-format off
struct RecordParameters {
  Choice<DistributionRecord> distributions;
  std::vector<double> snapshots;
  std::int64_t panel;

  static auto fields() {
    using P = RecordParameters;
    return Fields{
        Field<&P::distributions>{"", "", {}, "§7.6",
                                 {"whether the distributions of firms' sizes, growth and investment are recorded, and every how many years",
                                  "是否记录企业规模、增长与投资的分布，以及每隔几年记录一次"},
                                 Choice<DistributionRecord>{DistributionRecord::none, 0}},
        Field<&P::snapshots>{"", "year", closed(-1e6, 1e6), "§7.6",
                             {"dates at which every firm is recorded, [2030, 2052]", "记录全部企业的时点，如 [2030, 2052]"},
                             std::vector<double>{}},
        Field<&P::panel>{"", "1", closed(0, 1e6), "§7.6",
                         {"firms that are recorded at every date; 0 for none", "每个时点都记录的企业数；0 为不记录"}, 0}};
  }
};
// clang-format on

/// Number of periods in a year; `check` has made sure that it is whole where it is needed.
std::size_t periods_per_year(const Parameters& p);

/// Every rule across these parameters that the set breaks.
void check_record(const Parameters& p, std::vector<Fault>& faults);

}  // namespace suanli
