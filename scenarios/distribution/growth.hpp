// Growth of a series over stretches of years, replication by replication, as result files hold it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agents/series.hpp"
#include "output/result_file.hpp"

namespace suanli {

/// A file, or what is asked of it, from which no distribution of growth follows; one line for each reason.
class NoDistribution : public WrongInput {
  using WrongInput::WrongInput;
};

/// Years over which a series grows.
struct Stretch {
  double from, years;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// A series of an ensemble: levels, by place, and the state of the nation, y = Y/W.
struct EnsembleSeries {
  std::string name;
  std::uint64_t seed = 0;
  bool of_design = false;  ///< replications at different points share their draws
  std::string parameters;  ///< as YAML
  Description series;
  std::string place_dimension;        ///< "region" or "industry"; "" for the nation
  std::vector<std::string> places;    ///< one without a name for the nation
  std::vector<double> dates;          ///< [year]
  std::size_t replications = 0;       ///< rows of the file
  std::vector<std::size_t> finished;  ///< numbers of those that have values at all dates
  std::vector<double> levels;         ///< [replication × date × place]
  std::vector<double> state;          ///< [replication × date], 1/year

  double step() const { return dates[1] - dates[0]; }
  /// Which date that is, if it is one.
  std::optional<std::size_t> date_number(double date) const;
  double level(std::size_t replication, std::size_t date, std::size_t place) const {
    return levels[(replication * dates.size() + date) * places.size() + place];
  }
};

/// Reads a series at a level, "output" of "by_region" say. Throws NoSuchName, NoDistribution for fewer than two finished
/// replications, fewer than two dates or levels that are not above 0, OutputError.
EnsembleSeries ensemble_of(const output::ResultReader& file, const std::string& series, Level level);

/// Stretches of these many years from the first date; none named: 1, 2, 5, 10 and all, as far as dates go. Throws
/// NoDistribution where a date is missing.
std::vector<Stretch> horizons_of(const EnsembleSeries& ensemble, const std::vector<double>& named);
/// The years that begin at these dates; none named: every one, counted from the first date on. Throws NoDistribution.
std::vector<Stretch> years_of(const EnsembleSeries& ensemble, const std::vector<double>& named);
/// Stretches as long as this one that begin a whole number of years after the first date.
std::vector<Stretch> starts_of(const EnsembleSeries& ensemble, double years);

/// (Y(from + years)/Y(from))^(1/years) - 1 [1/year] at a place, of these replications; the stretch lies within the dates.
std::vector<double> growth_of(const EnsembleSeries& ensemble, const Stretch& stretch, std::size_t place,
                              const std::vector<std::size_t>& replications);
inline std::vector<double> growth_of_finished(const EnsembleSeries& ensemble, const Stretch& stretch,
                                              std::size_t place) {
  return growth_of(ensemble, stretch, place, ensemble.finished);
}

}  // namespace suanli
