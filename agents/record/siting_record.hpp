// What a run keeps of its locations: their accounts, who is served from where, and at what latency (MODEL.md §8.6). There
// with locations only.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "agents/economy.hpp"
#include "agents/record/variable.hpp"

namespace suanli {

/// A location in a period, and what the scenario says of it.
struct LocationView {
  const Location& now;
  const Site& site;
  double markup, subsidy, embodied_carbon, chip_price;
};
struct LocationSeries {
  std::string_view name, symbol, unit, source;
  Words meaning;
  double (*measure)(const LocationView&);
  Description description() const;
};
std::span<const LocationSeries> location_series();

/// A location of the open period.
LocationView view_of_location(const Country& country, std::size_t l);

/// The variables that scenarios with locations have, in the order of a record.
std::vector<RecordedVariable> siting_variables();

/// Where the values of a replication's locations lie; nowhere without locations.
class SitingRecorder {
 public:
  explicit SitingRecorder(const Model& model);

  const std::vector<RecordedVariable>& variables() const { return variables_; }
  /// First value of variable v in a record; of one past the last, the number of values.
  std::size_t offset(std::size_t v) const { return offsets_[v]; }
  std::size_t values_per_replication() const { return offsets_.back(); }

  /// Writes the open period into the locations' part of a record.
  void measure(const Country& country, std::span<double> values) const;

 private:
  const Model* model_;
  std::vector<RecordedVariable> variables_;
  std::vector<std::size_t> offsets_;
  std::vector<double> latency_;  // [region × location]; not a number where the scenario does not say
};

}  // namespace suanli
