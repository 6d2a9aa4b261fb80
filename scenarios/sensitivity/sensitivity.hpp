// Which parameters of a design matter for what an economy becomes, and how much is left to chance (MODEL.md §6.5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agents/parameters.hpp"
#include "engine/sensitivity.hpp"
#include "engine/variance_split.hpp"
#include "output/result_file.hpp"

namespace suanli {

/// Confidence level of intervals, and resamples that they are found from.
inline constexpr double sensitivity_level = 0.95;
inline constexpr std::uint32_t sensitivity_resamples = 1000;

/// What is looked at: series of the nation, at a date; without any, how output grew over the run.
struct SensitivityOptions {
  std::vector<std::string> series;
  std::optional<double> year;  ///< the last date without it
};

/// A number that every replication has one of.
struct Outcome {
  Text name;
  std::string key, unit;       ///< "output@2052"
  std::vector<double> values;  ///< [row × draw]; none NaN
};

/// What is known of the effect of one parameter, by method of the design.
struct ParameterEffect {
  std::string name, key;
  std::optional<Bracketed> rank_correlation;    ///< of sobol, latin_hypercube, grid
  std::optional<Bracketed> first_order, total;  ///< of saltelli
  std::optional<MorrisEffect> effect;           ///< of morris, over the whole range of the parameter
};

struct OutcomeSensitivity {
  Outcome outcome;
  std::vector<ParameterEffect> parameters;  ///< as in design.varied
  std::optional<VarianceSplit> split;       ///< where points are independent draws and each has several replications
};

struct Sensitivity {
  DesignMethod method;
  std::size_t rows, draws;  ///< that are used
  std::size_t left_out;     ///< rows without a result, and those that make no sense without them
  std::vector<OutcomeSensitivity> outcomes;
};

/// The file has no design, or not what is asked for.
class NoSensitivity : public WrongInput {
  using WrongInput::WrongInput;
};

/// Analyses a result file. Throws NoSensitivity, NoSuchName or OutputError.
Sensitivity sensitivity_of(const output::ResultReader& file, const SensitivityOptions& options);

/// As a table for a terminal, and as JSON.
std::string to_text(const Sensitivity& sensitivity, const std::string& file, Language language);
std::string to_json(const Sensitivity& sensitivity);

}  // namespace suanli
