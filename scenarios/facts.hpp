// `suanli facts`: the firms of a result file held against what is known of firms: sizes, growth, investment, productivity,
// and what they make of aggregate fluctuations (MODEL.md §7.7).
#pragma once

#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/histogram.hpp"
#include "engine/statistics.hpp"
#include "engine/terminal.hpp"
#include "engine/text.hpp"

namespace suanli {

/// What a result file says of the nation's firms, at the dates at which it recorded their distributions.
struct FirmsRecord {
  std::size_t replications = 0;
  std::vector<double> ages;        ///< years that the population has lived, by date of the record [year]
  double exit_rate = 0, drag = 0;  ///< λ [1/year] and ς, §7
  bool firms_choose = true;        ///< whether any firm's investment follows its return
  /// [replication × date]; a NaN where nothing was measured. Growth of output and what of it the largest firms' own shocks
  /// explain are those of the year that ends at the date.
  std::vector<double> tail_exponent, mean_rate, inaction, negative, spikes, negative_spikes, serial_correlation,
      profit_correlation, dispersion, persistence, output_growth, granular_residual;
  double growth_low = -1, growth_high = 1;  ///< the range of the histograms of firms' growth
  std::vector<double> growth_counts;        ///< [replication × date × bin], the first below the range, the last above
  std::vector<double> growth_spread;        ///< standard deviation of growth [replication × date × class of size]
  std::vector<double> class_size;           ///< mean log size of these classes [replication × date × class of size]

  std::size_t dates() const { return ages.size(); }
};

/// A number read off a record, with its standard error; or why there is none.
struct FactReading {
  Measured value{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  Text refusal;  ///< empty if there is a value
  Text remark;   ///< what to know of the value; mostly empty
};

/// Whether a number comes about in the model, or is a parameter of the scenario by another name.
enum class Arises { in_model, in_scenario };

/// A regularity of real firms: what is known, which values count as inside, and how a record is held against it.
struct StylisedFact {
  std::string_view name;
  Words words;
  std::string_view unit;
  Words target;      ///< as published
  Words source;      ///< author and year
  double low, high;  ///< what counts as inside
  bool surely;       ///< inside only if its 95 % interval is
  Words measured;    ///< how, on the record
  FactReading (*read)(const FirmsRecord&);
  Arises arises = Arises::in_model;
};
std::span<const StylisedFact> stylised_facts();

enum class FactVerdict { inside, outside, refused };

/// A fact, and what the record says about it.
struct HeldFact {
  const StylisedFact* fact;
  FactReading reading;
  FactVerdict verdict;
};

/// The verdict on a reading.
FactVerdict verdict_on(const StylisedFact& fact, const FactReading& reading);

/// A record held against every fact.
std::vector<HeldFact> hold_against_facts(const FirmsRecord& record);

/// What a result file recorded of its firms. Throws OutputError or InputFaults if it cannot be used, WrongInput that names
/// the key to switch on if it recorded none.
FirmsRecord firms_record(const std::filesystem::path& file);

/// Whether the table also says where a target is from and how a fact is measured.
enum class Sources { left_out, shown };

/// The table of one file, and how its errors were found.
std::string to_text(const std::vector<HeldFact>& held, const std::string& file, std::size_t replications,
                    Sources sources, Language language = Language::english, const Terminal& terminal = {});

}  // namespace suanli
