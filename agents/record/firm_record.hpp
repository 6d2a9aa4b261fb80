// What a run keeps of its firms: the distributions of observed years, snapshots of all firms, and a panel that follows
// some (MODEL.md §7.6). None of it is there unless the scenario's section `record` asks for it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "agents/record/observer.hpp"
#include "agents/record/variable.hpp"

namespace suanli {

/// What of a firm is kept in a snapshot or a panel.
struct FirmView {
  double productivity, adopted, capital, compute, sales;
};
struct FirmColumn {
  std::string_view name, symbol, unit, source;
  Words meaning;
  double (*of)(const FirmView&);
  Description description() const;
};
std::span<const FirmColumn> firm_columns();

/// The variables that a scenario asks for, in the order of a record: all of `firm_tables` for the nation and by industry,
/// two numbers on granularity, snapshots, panel.
std::vector<RecordedVariable> firm_variables(const RecordParameters& p);

/// The same of those that no replication changes: where the firms of snapshots and panels are.
std::vector<RecordedVariable> places_of_firms(const RecordParameters& p);

/// Years that distributions are observed in; none where they are not.
std::vector<double> observed_years(const Parameters& p);

/// The firms of a panel, evenly spread over all, numbered through cell after cell.
std::vector<std::int64_t> firms_of_panel(const Model& model);

/// Region and industry of firms, as numbers of the scenario's lists from 0.
struct FirmPlaces {
  std::vector<double> region, industry;
};
FirmPlaces places_of(const Model& model, std::span<const std::int64_t> firms);

/// Where the values of a replication's firms lie.
class FirmRecorder {
 public:
  explicit FirmRecorder(const Model& model);

  const std::vector<RecordedVariable>& variables() const { return variables_; }
  /// First value of variable v in a record; of one past the last, the number of values.
  std::size_t offset(std::size_t v) const { return offsets_[v]; }
  std::size_t values_per_replication() const { return offsets_.back(); }
  /// Memory that a replication needs while it runs, besides its record [byte].
  std::size_t bytes() const;

 private:
  friend class FirmWitness;
  const Model* model_;
  std::vector<RecordedVariable> variables_;
  std::vector<std::size_t> offsets_;
  std::vector<double> years_;
  std::vector<std::uint32_t> snapshots_;  // periods
  std::vector<std::int64_t> panel_;
};

/// Follows the firms of one replication.
class FirmWitness {
 public:
  explicit FirmWitness(const FirmRecorder& recorder);

  /// Writes what is wanted of the open period into the firms' part of a record; once for every period, in their order.
  void observe(const Country& country, std::span<double> values);

  /// What later periods depend on, for a checkpoint.
  template <class Witness> static auto state(Witness& w) {
    return std::tie(w.observer_, w.last_look_, w.residuals_, w.growth_, w.entrants_);
  }

 private:
  struct Place {
    std::size_t cell, firm, task;
  };
  void observe_distributions(const Country& country, std::span<double> values);
  void write_populations(std::size_t year, std::span<double> values) const;
  void write_granularity(std::span<double> values) const;
  void write_snapshot(const Country& country, std::size_t number, std::span<double> values) const;
  void write_panel(const Country& country, std::span<double> values);

  const FirmRecorder* recorder_;
  std::optional<FirmObserver> observer_;
  std::optional<std::size_t> last_look_;  // years since the start
  std::vector<double> residuals_, growth_;
  std::vector<Place> panel_;
  std::vector<double> entrants_;  // in the slots of the panel so far
};

}  // namespace suanli
