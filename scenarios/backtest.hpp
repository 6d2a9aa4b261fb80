// `suanli backtest`: the ensemble of a result file held against figures that were published of China's compute: its scale,
// how far data centres are used, servers bought by region (MODEL.md §10.1).
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/statistics.hpp"
#include "engine/text.hpp"
#include "scenarios/facts.hpp"

namespace suanli {

/// What a result file says of those things that have been counted.
struct ForecastRecord {
  std::size_t replications = 0, locations = 0;
  std::vector<double> dates;          ///< [year]
  std::vector<std::string> regions;   ///< names
  std::vector<double> compute;        ///< the nation's [1e12 yuan], [replication × date]
  std::vector<double> spending;       ///< on services by buyers [1e12 yuan/year], [replication × date × region]
  std::vector<double> sold, offered;  ///< services [unit/year], [replication × date × location]
};

/// What an ensemble predicts of a figure, one number a draw in ascending order; or why it cannot speak about it.
struct Prediction {
  std::vector<double> values;
  Text refusal;  ///< empty if there are values
};

/// A published figure: the number, what leaves it open by how much, and what of a record it is held against.
struct PublishedFigure {
  std::string_view name;
  Words words;
  std::string_view unit;
  Words target;  ///< as published, or as follows from what was
  Words source;  ///< who published it, and when
  double value;
  double half_width;  ///< what rounding, or a part that was not printed, leaves open on either side
  Words held_against;
  Prediction (*predict)(const PublishedFigure&, const ForecastRecord&);
};
std::span<const PublishedFigure> published_figures();

enum class FigureVerdict { inside, outside, refused };

/// A figure, and what the ensemble says about it: the interval that holds 90 % of what it predicts, and the probability
/// integral transform, the share of what it predicts that lies below the figure (ties count half).
struct HeldFigure {
  const PublishedFigure* figure;
  FigureVerdict verdict;
  Interval interval;
  double transform;
  Text refusal;
};

/// A figure held against a prediction of it: inside if the interval meets value ± half_width.
HeldFigure hold_against(const PublishedFigure& figure, const Prediction& prediction);

/// A record held against every figure.
std::vector<HeldFigure> backtest(const ForecastRecord& record);

/// What a result file recorded of compute, services and locations. Throws OutputError or InputFaults if it cannot be used,
/// WrongInput if its scenario has no locations.
ForecastRecord forecast_record(const std::filesystem::path& file);

/// The table of one file: what was published, what was predicted, and the verdict; with sources, also what is held against
/// what, and why.
std::string to_text(const std::vector<HeldFigure>& held, const std::string& file, std::size_t replications,
                    Sources sources, Language language = Language::english, const Terminal& terminal = {});

}  // namespace suanli
