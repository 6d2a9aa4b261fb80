#include "scenarios/stopping.hpp"

#include <algorithm>
#include <cmath>

namespace suanli {

namespace {

Statistic statistic_of(const UntilParameters& until) {
  if (until.statistic.kind == UntilStatistic::quantile) return Quantile{until.statistic.number};
  return Mean{};
}

}  // namespace

StoppingRule::StoppingRule(const Model& model, const Recorder& recorder)
    : least_(replications_in_all(model.parameters)), most_(least_), in_pairs_(model.parameters.ensemble.antithetic) {
  const UntilParameters& until = model.parameters.ensemble.until;
  if (until.series.empty()) return;
  most_ = static_cast<std::size_t>(until.max_replications);
  const auto& recorded = recorder.recorded();
  series_ = static_cast<std::size_t>(std::ranges::find_if(recorded,
                                                          [&](const RecordedSeries& s) {
                                                            return s.level == Level::national &&
                                                                   s.series->name == until.series;
                                                          }) -
                                     recorded.begin());
  const TimeParameters& time = model.parameters.time;
  if (until.date) date_ = static_cast<std::size_t>(std::llround((*until.date - time.start) / time.step));
  precision_ = Precision{statistic_of(until), until.half_width, until.confidence, most_};
}

double StoppingRule::value_of(std::span<const double> dates) const {
  return date_ ? dates[*date_] : suanli::estimate(dates).mean;
}

// Failed replications say nothing; of antithetic pairs the means are independent.
std::vector<double> StoppingRule::independent(std::span<const double> values) const {
  std::vector<double> all;
  for (std::size_t i = 0; i < values.size(); i += in_pairs_ ? 2 : 1) {
    const double value = in_pairs_ ? (values[i] + values[i + 1]) / 2 : values[i];
    if (std::isfinite(value)) all.push_back(value);
  }
  return all;
}

std::optional<std::size_t> StoppingRule::stops_after(std::span<const double> values, std::size_t known) const {
  const std::size_t whole = known / replications_per_batch * replications_per_batch;
  for (std::size_t n = whole + replications_per_batch; precision_ && n < most_ && n <= values.size();
       n += replications_per_batch)
    if (n >= least_ && is_precise_enough(*precision_, independent(values.first(n)))) return n;
  return values.size() >= most_ ? std::optional(most_) : std::nullopt;
}

Bracketed StoppingRule::estimate(std::span<const double> values) const {
  return suanli::estimate(precision_->statistic, precision_->confidence, independent(values));
}

}  // namespace suanli
