// When an ensemble is large enough (MODEL.md §6.6): what is looked at in each replication, and after how many they suffice.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "agents/series.hpp"
#include "engine/sequential.hpp"

namespace suanli {

/// Stops an ensemble whose scenario has ensemble.until; one without has the size that is stated.
class StoppingRule {
 public:
  explicit StoppingRule(const Model& model, const Recorder& recorder);

  bool looks() const { return precision_.has_value(); }
  /// The most replications that there may be.
  std::size_t most() const { return most_; }

  /// What is looked at in a replication, given its series of the nation at every date.
  double value_of(std::span<const double> dates) const;
  /// Which of the recorded series that is.
  std::size_t series() const { return series_; }

  /// After how many replications the ensemble stops, of values in their order; nothing if it must go on. What comes later
  /// changes nothing. Of the first `known` it is known already that it does not stop there.
  std::optional<std::size_t> stops_after(std::span<const double> values, std::size_t known = 0) const;
  /// The statistic of these replications with its interval.
  Bracketed estimate(std::span<const double> values) const;

 private:
  std::vector<double> independent(std::span<const double> values) const;

  std::size_t least_, most_, series_ = 0;
  std::optional<std::size_t> date_;
  bool in_pairs_;
  std::optional<Precision> precision_;
};

}  // namespace suanli
