// What a run records, each series declared once with its measurement and the words that describe it.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "agents/accounts.hpp"
#include "agents/economy.hpp"
#include "agents/record/firm_record.hpp"
#include "agents/record/siting_record.hpp"
#include "engine/description.hpp"

namespace suanli {

/// How far a series is summed up, and the group of its values in a file.
enum class Level { national, region, industry, cell };
inline constexpr std::array<std::string_view, 4> level_names{"national", "by_region", "by_industry", "by_cell"};

/// What a set of cells adds up to in one period; a set that is a whole economy, or several, has the last group too.
struct Account {
  double output = 0, capital_income = 0, compute_income = 0, service_spending = 0;
  double capital = 0, own_compute = 0, services = 0, investment = 0;
  double stocks = 0, stocks_after = 0;  // K + H (+ H_X) at the start and at the end of the period
  double output_log_productivity = 0;   // Σ P_cY_c ln Ā_c
  double compute_investment = 0, output_hurdle = 0, output_reallocation = 0;  // the latter: Σ P_cY_c Ξ_c, Σ P_cY_c G_c
  double firms = 0, adopted = 0, leaving = 0;

  double output_trend = 0;                              // Y m̂
  double tau_investment = 0, splitting_investment = 0;  // Σ τ_t I, Σ I over economies; I no less than a trace
  double adoption_cost = 0, adoption_subsidy = 0, energy_cost = 0, carbon_tax = 0, link_rents = 0, siting_subsidy = 0;
  double energy = 0, carbon = 0, embodied_carbon = 0;  // of data centres
  double consumption = 0, compute = 0, provider_compute = 0, provider_profit = 0;
  double volatility = 1, productivity_variance = 0;  // the nation's

  Account& operator+=(const Account& other);
};

/// For what a series is recorded: every set of cells; only sets that are whole economies (the nation, and regions where
/// each is an economy); only the nation.
enum class Extent { everywhere, whole_economies, nation };

/// A recorded series: meaning, and its measurement on an account.
struct Series {
  std::string_view name, symbol, unit, source;
  Words meaning;
  Extent extent;
  double (*measure)(const Account&, double dt);
  Description description() const;
};
std::span<const Series> all_series();

/// Whether a series has values at a level.
bool is_recorded(const Series& series, Level level, CapitalMarket market);

/// A series at a level, and where its values lie.
struct RecordedSeries {
  const Series* series;
  Level level;
  std::size_t places;  ///< values per date: 1, regions, industries, or regions × industries
};

/// What one replication leaves behind.
struct Record {
  std::vector<double>
      values;  ///< [recorded series][date][place], then what is kept of firms and of locations, one after another
  std::array<double, identity_count> largest_residuals{};
};

/// Measures the country of a model at every date.
class Recorder {
 public:
  explicit Recorder(const Model& model);

  const std::vector<RecordedSeries>& recorded() const { return recorded_; }
  std::size_t dates() const { return dates_; }
  /// First value of recorded series s in Record::values.
  std::size_t offset(std::size_t s) const { return offsets_[s]; }
  std::size_t values_per_replication() const { return siting_offset(siting_.variables().size()); }

  /// What is kept of firms: its values follow those of the series.
  const FirmRecorder& firms() const { return firms_; }
  std::size_t firm_offset(std::size_t v) const { return offsets_.back() + firms_.offset(v); }

  /// What is kept of locations: its values follow those of firms.
  const SitingRecorder& siting() const { return siting_; }
  std::size_t siting_offset(std::size_t v) const {
    return offsets_.back() + firms_.values_per_replication() + siting_.offset(v);
  }

  Record new_record() const;
  /// Writes the open period of the country into the record.
  void measure(const Country& country, Record& record) const;

 private:
  const Model* model_;
  std::size_t dates_, regions_, industries_;
  std::vector<RecordedSeries> recorded_;
  std::vector<std::size_t> offsets_;
  FirmRecorder firms_;
  SitingRecorder siting_;
};

/// Runs one replication from the first date to the last. `after_period` is called after every date. Throws
/// SimulationError that names replication and year.
Record simulate(const Model& model, const Recorder& recorder, std::uint32_t replication, Threads threads,
                const std::function<void()>& after_period);

}  // namespace suanli
