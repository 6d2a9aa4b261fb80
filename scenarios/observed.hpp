// Recorded series of an ensemble by name, from a result file or from memory.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "agents/series.hpp"
#include "output/failures.hpp"
#include "output/result_file.hpp"

namespace suanli {

/// An ensemble that was simulated: its model and what was recorded.
class Observed {
 public:
  /// Of the ensemble's replications these, ascending, failed.
  explicit Observed(const Model& model, std::span<const std::size_t> failed = {});
  virtual ~Observed() = default;

  const Model& model() const { return model_; }
  const Recorder& recorder() const { return recorder_; }
  std::size_t dates() const { return recorder_.dates(); }
  /// Those that did not fail.
  std::size_t replications() const { return numbers_.size(); }
  /// The number in the ensemble of the r-th of them, and of all.
  std::size_t number(std::size_t r) const { return numbers_[r]; }
  std::span<const std::size_t> numbers() const { return numbers_; }

  /// A series of one economy, [replication × date].
  std::vector<double> series(std::string_view name, std::size_t economy) const;
  /// A series of the nation, [replication × date].
  std::vector<double> national_series(std::string_view name) const { return values(Level::national, name); }
  /// A series of every cell, [replication × date × region × industry].
  std::vector<double> cell_series(std::string_view name) const { return values(Level::cell, name); }
  /// The largest residual of an identity over all replications.
  virtual double largest_residual(std::size_t identity) const = 0;
  /// How many recorded values of a replication have other bits in `again`.
  std::size_t differing_values(std::size_t replication, const Record& again) const;

 protected:
  /// All values of a recorded series, [replication × date × place].
  virtual std::vector<double> values(Level level, std::string_view name) const = 0;
  /// The same of one replication.
  virtual std::vector<double> values_of(Level level, std::string_view name, std::size_t replication) const = 0;
  /// All values of what is recorded of locations, of one replication.
  virtual std::vector<double> siting_values_of(std::size_t variable, std::size_t replication) const = 0;

 private:
  const Model& model_;
  Recorder recorder_;
  std::vector<std::size_t> numbers_;
};

/// From a result file. Throws OutputError when the file lacks what its model records.
class ObservedFile : public Observed {
 public:
  ObservedFile(const Model& model, const output::ResultReader& file)
      : Observed(model, output::failed_rows(file)), file_(file) {}
  double largest_residual(std::size_t identity) const override;

 protected:
  std::vector<double> values(Level level, std::string_view name) const override;
  std::vector<double> values_of(Level level, std::string_view name, std::size_t replication) const override;
  std::vector<double> siting_values_of(std::size_t variable, std::size_t replication) const override;

 private:
  const output::ResultReader& file_;
};

/// From records in memory, one a replication.
class ObservedRecords : public Observed {
 public:
  ObservedRecords(const Model& model, std::vector<Record> records) : Observed(model), records_(std::move(records)) {}
  double largest_residual(std::size_t identity) const override;

 protected:
  std::vector<double> values(Level level, std::string_view name) const override;
  std::vector<double> values_of(Level level, std::string_view name, std::size_t replication) const override;
  std::vector<double> siting_values_of(std::size_t variable, std::size_t replication) const override;

 private:
  std::vector<Record> records_;
};

}  // namespace suanli
