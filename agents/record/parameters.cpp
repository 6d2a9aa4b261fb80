#include "agents/record/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "agents/parameters.hpp"
#include "engine/alternatives.hpp"

namespace suanli {

// clang-format off
SUANLI_ALTERNATIVES(DistributionRecord,
                    {{DistributionRecord::none, "none", {"nothing of them", "不记录"}},
                     {DistributionRecord::every, "every", {"from the first date on, a whole number of years apart", "自首个时点起，每隔整数年"}, true, closed(1, 10000)}})
// clang-format on

namespace {

// Not of a number that could not be read.
bool is_fraction(double x) { return std::fabs(x - std::round(x)) > 1e-9 * std::max(1.0, std::fabs(x)); }

void check_distributions(const Parameters& p, std::vector<Fault>& faults) {
  if (p.record.distributions.kind == DistributionRecord::none) return;
  const double years = p.record.distributions.number;
  if (years > std::floor(years))
    faults.push_back({"record.distributions",
                      text("record.distributions = {{every: {}}}: must be a whole number of years, as growth is "
                           "measured over one, §7.6",
                           "record.distributions = {{every: {}}}：须为整数年，因为增长按一年度量，§7.6", years)});
  if (is_fraction(1 / p.time.step))
    faults.push_back({"record.distributions",
                      text("record.distributions with time.step = {}: a year must be a whole number of periods (it is "
                           "{}), as growth is measured over one, §7.6",
                           "record.distributions，而 time.step = {}：一年须为整数个期（现为 {} 期），因为增长按一年"
                           "度量，§7.6",
                           p.time.step, 1 / p.time.step),
                      "time.step"});
}

void check_snapshots(const Parameters& p, std::vector<Fault>& faults) {
  double last = -std::numeric_limits<double>::infinity();
  for (const double date : p.record.snapshots) {
    const double period = (date - p.time.start) / p.time.step;
    if (date < p.time.start || date > p.time.end || is_fraction(period))
      faults.push_back({"record.snapshots",
                        text("record.snapshots = {}: must be a date of the run, from time.start = {} to end = {} in "
                             "steps of {}, §7.6",
                             "record.snapshots = {}：须为本次运行的时点，自 time.start = {} 至 end = {}，步长 {}，§7.6",
                             date, p.time.start, p.time.end, p.time.step),
                        "time"});
    else if (date <= last)
      faults.push_back({"record.snapshots", text("record.snapshots = {} after {}: dates must rise, §7.6",
                                                 "record.snapshots = {} 位于 {} 之后：时点须递增，§7.6", date, last)});
    last = date;
  }
}

}  // namespace

std::size_t periods_per_year(const Parameters& p) { return static_cast<std::size_t>(std::llround(1 / p.time.step)); }

void check_record(const Parameters& p, std::vector<Fault>& faults) {
  check_distributions(p, faults);
  check_snapshots(p, faults);
  if (p.record.panel > p.firms.count)
    faults.push_back({"record.panel",
                      text("record.panel = {} with firms.count = {}: a panel cannot follow more firms than there are, "
                           "§7.6",
                           "record.panel = {}，而 firms.count = {}：跟踪的企业不能多于全部企业，§7.6", p.record.panel,
                           p.firms.count),
                      "firms.count"});
}

}  // namespace suanli
