#include "scenarios/sensitivity/sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agents/series.hpp"
#include "engine/names.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

// Rows that only make sense together.
std::size_t rows_per_block(const DesignParameters& design) {
  switch (design.method) {
    case DesignMethod::saltelli: return saltelli_block(design.varied.size());
    case DesignMethod::morris: return design.varied.size() + 1;
    default: return 1;
  }
}

const Series& series_named(const std::string& name, CapitalMarket market) {
  std::vector<std::string> names;
  for (const Series& series : all_series()) {
    if (!is_recorded(series, Level::national, market)) continue;
    if (series.name == name) return series;
    names.emplace_back(series.name);
  }
  throw NoSuchName(
      text("--series {}: no series of the nation{}", "--series {}：不是全国序列{}", name, instead_of(name, names)));
}

std::vector<double> dates_of(const output::ResultReader& file) {
  return std::get<std::vector<double>>(file.coordinates("time"));
}

std::size_t date_at(const std::vector<double>& dates, double year) {
  const auto found = std::ranges::find_if(dates, [&](double date) { return std::fabs(date - year) < 1e-9; });
  if (found == dates.end())
    throw NoSensitivity(text("--year {}: is none of the file's dates, from {} to {}",
                             "--year {}：不是文件中 {} 至 {} 的时点", year, dates.front(), dates.back()));
  return static_cast<std::size_t>(found - dates.begin());
}

std::vector<double> at_date(const output::ResultReader& file, std::string_view series, std::size_t date) {
  const std::string path = fmt::format("national/{}", series);
  const std::size_t replications = file.shape_of(path)[0];
  output::Block block{{0, date}, {replications, 1}};
  return file.read_block(path, block).values;
}

Outcome growth_of_output(const output::ResultReader& file) {
  const std::vector<double> dates = dates_of(file), first = at_date(file, "output", 0),
                            last = at_date(file, "output", dates.size() - 1);
  const double years = dates.back() - dates.front();
  Outcome all{text("growth of output, {:.6g} to {:.6g}, compounded", "产出增长率，{:.6g} 至 {:.6g} 年，复利",
                   dates.front(), dates.back()),
              "growth_of_output",
              "1/year",
              {}};
  for (std::size_t i = 0; i < first.size(); ++i) all.values.push_back(std::expm1(std::log(last[i] / first[i]) / years));
  return all;
}

std::vector<Outcome> outcomes_of(const output::ResultReader& file, const Parameters& p,
                                 const SensitivityOptions& options) {
  if (options.series.empty()) {
    if (options.year)
      throw NoSensitivity(text("--year {}: of which series? Without --series it is growth over the whole run",
                               "--year {}：哪一序列？不给 --series 时考察整个模拟期的增长", *options.year));
    return {growth_of_output(file)};
  }
  const std::vector<double> dates = dates_of(file);
  const std::size_t date = options.year ? date_at(dates, *options.year) : dates.size() - 1;
  std::vector<Outcome> all;
  for (const std::string& name : options.series) {
    const Series& series = series_named(name, p.capital_market);
    all.push_back({text("{} in {:.7g}: {}", "{}，{:.7g} 年：{}", series.name, dates[date], series.meaning),
                   fmt::format("{}@{}", series.name, dates[date]), std::string(series.unit),
                   at_date(file, series.name, date)});
  }
  return all;
}

// Takes out every block of rows in which an outcome has no value; says which rows are left.
std::vector<std::size_t> keep_complete(std::vector<Outcome>& outcomes, std::size_t draws, std::size_t block) {
  const std::size_t values_per_block = draws * block, blocks = outcomes.front().values.size() / values_per_block;
  std::vector<std::size_t> rows;
  std::vector<std::vector<double>> kept(outcomes.size());
  for (std::size_t b = 0; b < blocks; ++b) {
    const auto of = [&](const Outcome& o) {
      return std::span(o.values).subspan(b * values_per_block, values_per_block);
    };
    const bool complete = std::ranges::all_of(outcomes, [&](const Outcome& o) {
      return std::ranges::all_of(of(o), [](double x) { return std::isfinite(x); });
    });
    if (!complete) continue;
    for (std::size_t i = 0; i < block; ++i) rows.push_back(b * block + i);
    for (std::size_t o = 0; o < outcomes.size(); ++o) {
      const auto values = of(outcomes[o]);
      kept[o].insert(kept[o].end(), values.begin(), values.end());
    }
  }
  for (std::size_t o = 0; o < outcomes.size(); ++o) outcomes[o].values = std::move(kept[o]);
  return rows;
}

std::vector<double> means_over_draws(const Responses& responses) {
  std::vector<double> means;
  for (std::size_t row = 0; row < responses.rows(); ++row) means.push_back(estimate(responses[row]).mean);
  return means;
}

OutcomeSensitivity analysed(Outcome outcome, const Parameters& p, std::size_t draws,
                            const std::vector<std::size_t>& rows) {
  const DesignParameters& design = p.design;
  const std::uint64_t seed = static_cast<std::uint64_t>(p.ensemble.seed);
  const Resampling resampling{sensitivity_level, sensitivity_resamples, seed};
  OutcomeSensitivity all{std::move(outcome), {}, {}};
  const Responses responses{all.outcome.values, draws};
  for (const auto& [name, v] : design.varied) all.parameters.push_back({name, v.key, {}, {}, {}, {}});
  const std::size_t dimensions = design.varied.size();
  if (design.method == DesignMethod::saltelli) {
    const SobolIndices indices = sobol_indices(responses, dimensions, resampling);
    for (std::size_t k = 0; k < dimensions; ++k)
      all.parameters[k].first_order = indices.first_order[k], all.parameters[k].total = indices.total[k];
    return all;
  }
  const std::vector<double> means = means_over_draws(responses);
  const Points of_design =
      design.method == DesignMethod::morris ? unit_points_of(design, seed) : values_of(design, seed);
  Points points(rows.size(), dimensions);
  for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(of_design[rows[i]], points[i].begin());
  if (design.method == DesignMethod::morris) {
    const std::vector<MorrisEffect> effects = morris_effects(points, means);
    for (std::size_t k = 0; k < dimensions; ++k) all.parameters[k].effect = effects[k];
    return all;
  }
  for (std::size_t k = 0; k < dimensions; ++k)
    all.parameters[k].rank_correlation = rank_correlation(points.column(k), means, sensitivity_level);
  if (draws > 1 && rows.size() > 1) all.split = split_variance(responses, resampling);
  return all;
}

}  // namespace

Sensitivity sensitivity_of(const output::ResultReader& file, const SensitivityOptions& options) {
  const Parameters p = parameters_of(file);
  if (p.design.empty())
    throw NoSensitivity(
        text("{}: its scenario has no design, so that nothing varies but chance: add design.varied and run "
             "it again",
             "{}: 其情景没有设计，除随机性外无参数变动：请加入 design.varied 后重新运行", file.path().string()));
  std::vector<Outcome> outcomes = outcomes_of(file, p, options);
  const std::size_t draws = static_cast<std::size_t>(p.ensemble.replications), block = rows_per_block(p.design);
  const std::vector<std::size_t> rows = keep_complete(outcomes, draws, block);
  if (rows.size() < 2 * block)
    throw NoSensitivity(text("{}: has results at {} rows of its design: at least {} are needed",
                             "{}: 设计中仅 {} 行有结果：至少需要 {} 行", file.path().string(), rows.size(), 2 * block));
  Sensitivity all{p.design.method, rows.size(), draws, rows_of(p.design) - rows.size(), {}};
  for (Outcome& outcome : outcomes) all.outcomes.push_back(analysed(std::move(outcome), p, draws, rows));
  return all;
}

}  // namespace suanli
