#include "scenarios/report/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/distribution.hpp"
#include "scenarios/distribution/distribution.hpp"
#include "scenarios/report/shapes.hpp"

namespace suanli::report {

namespace {

constexpr std::size_t density_points = 101;
constexpr double bandwidths_beyond = 4;  // the values: a kernel keeps 1 - 3e-5 of its weight within them
constexpr std::size_t most_places = 40;

/// A density with its error, at points.
struct Density {
  std::vector<double> at, density, error;
};
/// A number for each third of replications by state, and for all.
struct Risk {
  double years;
  std::vector<double> value, low, high;  ///< [state]
};
/// What charts need of a place, whether it was computed on the spot or read from a file.
struct Picture {
  Text place;
  std::vector<double> horizons, years;
  std::vector<Density> densities;            ///< by horizon
  std::vector<std::vector<double>> by_year;  ///< [probability][year]
  std::vector<Risk> risks;                   ///< by horizon
};

const page::Axis growth_axis{text("growth", "增长率"), text("a year", "每年"), page::Form::percent};

Text years_words(double years) { return years == 1 ? text("1 year", "1 年") : text("{:g} years", "{:g} 年", years); }

std::vector<Text> horizon_words(const Picture& picture) {
  std::vector<Text> all;
  for (const double years : picture.horizons) all.push_back(years_words(years));
  return all;
}

std::vector<Text> place_words(const std::vector<Picture>& pictures) {
  std::vector<Text> all;
  for (const Picture& picture : pictures) all.push_back(picture.place);
  return all;
}

// ---- from a run ----------------------------------------------------------------------------------------------------

Density density_of(const GrowthDistribution& d) {
  std::vector<double> ascending = d.by_replication;
  std::ranges::sort(ascending);
  const double h = silverman_bandwidth(ascending);
  Density all;
  for (std::size_t i = 0; i < density_points; ++i) {
    all.at.push_back(std::lerp(ascending.front() - bandwidths_beyond * h, ascending.back() + bandwidths_beyond * h,
                               static_cast<double>(i) / (density_points - 1)));
    const Measured density = kernel_density(d.by_replication, h, all.at.back());
    all.density.push_back(density.value), all.error.push_back(density.standard_error);
  }
  return all;
}

Picture picture_of(const PlaceDistribution& d) {
  Picture picture{d.place.empty() ? text("the nation", "全国") : place_name(d.place), {}, {}, {}, {}, {}};
  for (const GrowthDistribution& g : d.horizons)
    picture.horizons.push_back(g.stretch.years), picture.densities.push_back(density_of(g));
  picture.by_year.resize(distribution_probabilities.size());
  for (const GrowthDistribution& g : d.years) {
    picture.years.push_back(g.stretch.from);
    for (std::size_t q = 0; q < picture.by_year.size(); ++q) picture.by_year[q].push_back(g.quantiles[q].value);
  }
  for (const RiskByState& r : d.by_state) {
    Risk risk{r.years, {}, {}, {}};
    for (const Bootstrapped& b : r.at_risk)
      risk.value.push_back(b.value), risk.low.push_back(b.interval.low), risk.high.push_back(b.interval.high);
    picture.risks.push_back(std::move(risk));
  }
  return picture;
}

// Of places whose growth at risk is not shown by state, which takes most of the time.
std::vector<PlaceDistribution> without_states(const output::ResultReader& file, Level level) {
  const EnsembleSeries ensemble = ensemble_of(file, "output", level);
  std::vector<PlaceDistribution> all;
  for (std::size_t place = 0; place < ensemble.places.size(); ++place) {
    const auto distributions = [&](const std::vector<Stretch>& stretches) {
      std::vector<GrowthDistribution> of_stretches;
      for (const Stretch& stretch : stretches)
        of_stretches.push_back(distribution_of(growth_of_finished(ensemble, stretch, place), stretch));
      return of_stretches;
    };
    all.push_back(
        {ensemble.places[place], distributions(horizons_of(ensemble, {})), distributions(years_of(ensemble, {})), {}});
  }
  return all;
}

// ---- from a file ---------------------------------------------------------------------------------------------------

Picture picture_in(const output::ResultReader& file, std::size_t ensemble, std::optional<std::size_t> place,
                   Text name) {
  Picture picture{std::move(name), {}, {}, {}, {}, {}};
  const auto at = [&](std::vector<std::size_t> rest) {
    std::vector<std::size_t> all{ensemble};
    if (place) all.push_back(*place);
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
  };
  const std::size_t stretch = place ? 2 : 1;
  if (has_dimension(file, "horizon") && has_group(file, "densities_by_horizon")) {
    picture.horizons = numbers_along(file, "horizon");
    const output::Table growth = file.read("densities_by_horizon/growth"),
                        density = file.read("densities_by_horizon/density"),
                        error = file.read("densities_by_horizon/density_error");
    for (std::size_t h = 0; h < picture.horizons.size(); ++h)
      picture.densities.push_back({along(growth, stretch + 1, at({h, 0})), along(density, stretch + 1, at({h, 0})),
                                   along(error, stretch + 1, at({h, 0}))});
  }
  if (has_dimension(file, "year") && has_group(file, "quantiles_by_year")) {
    picture.years = numbers_along(file, "year");
    const output::Table quantile = file.read("quantiles_by_year/quantile");
    for (std::size_t q = 0; q < distribution_probabilities.size(); ++q)
      picture.by_year.push_back(along(quantile, stretch, at({0, q})));
  }
  if (has_group(file, "risk_by_state")) {
    const output::Table value = file.read("risk_by_state/at_risk"), low = file.read("risk_by_state/low_95"),
                        high = file.read("risk_by_state/high_95");
    for (std::size_t h = 0; h < picture.horizons.size(); ++h)
      picture.risks.push_back({picture.horizons[h], along(value, stretch + 1, at({h, 0})),
                               along(low, stretch + 1, at({h, 0})), along(high, stretch + 1, at({h, 0}))});
  }
  return picture;
}

// ---- charts --------------------------------------------------------------------------------------------------------

page::Chart densities(const std::vector<Picture>& pictures, const std::string& id, const Text& source) {
  page::Chart chart{
      {id + "-density", text("Distribution of growth", "增长率的分布"),
       text("Density of mean growth a year from the first date on, over replications; the shade is its standard "
            "error.",
            "自首个时点起年均增长率跨重复的密度；阴影为其标准误。"),
       text("normal kernel, Silverman's bandwidth, §6.4", "正态核，Silverman 带宽，§6.4"), source},
      {{text("Place", "地区"), place_words(pictures)},
       {text("Horizon", "期限"), horizon_words(pictures.front()), true, 0}},
      {}};
  for (const Picture& picture : pictures)
    for (const Density& d : picture.densities) {
      page::Curve curve{text("density", "密度"), page::Mark::line, page::Colour::blue, d.at, d.density};
      for (std::size_t i = 0; i < d.at.size(); ++i)
        curve.low.push_back(d.density[i] - d.error[i]), curve.high.push_back(d.density[i] + d.error[i]);
      chart.frames.push_back(page::Plot{growth_axis, {text("density", "密度"), {}}, {std::move(curve)}});
    }
  return chart;
}

page::Chart by_year(const std::vector<Picture>& pictures, const std::string& id, const Text& source) {
  page::Chart chart{
      {id + "-by-year", text("Growth in single years", "逐年增长率"),
       text("Quantiles over replications of growth in each year. The lowest line of the middle shade, the 5 % "
            "quantile, is growth at risk.",
            "各年增长率跨重复的分位数。中间阴影的下缘（5 % 分位数）即增长风险值。"),
       both("§6.4"), source},
      {{text("Place", "地区"), place_words(pictures)}},
      {}};
  for (const Picture& picture : pictures)
    chart.frames.push_back(page::Plot{
        axis_of_time(), growth_axis,
        fan({{distribution_probabilities.begin(), distribution_probabilities.end()}, picture.years, picture.by_year})});
  return chart;
}

page::Chart at_risk(const Picture& picture, const std::string& id, const Text& source) {
  page::Plot plot{named_axis(horizon_words(picture)), growth_axis, {}};
  const Text names[] = {text("any state", "任意状态"), text("lowest third", "最低三分之一"),
                        text("middle third", "中间三分之一"), text("highest third", "最高三分之一")};
  for (std::size_t state = 0; state < states; ++state) {
    page::Curve curve{names[state], page::Mark::bars, colour_of(state)};
    for (const Risk& risk : picture.risks)
      curve.y.push_back(risk.value[state]), curve.low.push_back(risk.low[state]),
          curve.high.push_back(risk.high[state]);
    plot.curves.push_back(std::move(curve));
  }
  return {
      {id + "-risk", text("Growth at risk by the state at the start", "按期初状态的增长风险值"),
       text("The 5 % quantile of growth over a horizon, of all starts, by output over wealth at the start; with 95 % "
            "intervals where replications are enough for one.",
            "各期限增长率的 5 % 分位数（含全部起点），按期初产出财富比分组；重复次数足够时附 95 % 区间。"),
       both("§6.4"), source},
      {},
      {plot}};
}

void add(const std::vector<Picture>& pictures, const std::string& id, const Text& source, page::Section& section) {
  if (!pictures.front().densities.empty()) section.items.push_back(densities(pictures, id, source));
  if (!pictures.front().years.empty()) section.items.push_back(by_year(pictures, id, source));
  if (!pictures.front().risks.empty()) section.items.push_back(at_risk(pictures.front(), id, source));
}

page::Table events_of(const output::ResultReader& file, const std::string& id) {
  page::Table table{{id + "-events",
                     text("Stated events", "所述事件"),
                     text("How often each happens, with a 95 % interval.", "各事件发生的概率及 95 % 区间。"),
                     both("§6.4"),
                     {}},
                    {{text("event", "事件")},
                     {text("file", "文件")},
                     {text("probability (95 %)", "概率（95 %）"), {}, page::Form::percent}},
                    {}};
  const std::vector<std::string> events = names_along(file, "event"), ensembles = names_along(file, "ensemble");
  const output::Table p = file.read("events/probability"), low = file.read("events/low_95"),
                      high = file.read("events/high_95");
  expect_shape(p.values.size() == events.size() * ensembles.size() && low.shape == p.shape && high.shape == p.shape);
  for (std::size_t e = 0; e < events.size(); ++e)
    for (std::size_t n = 0; n < ensembles.size(); ++n) {
      const std::size_t i = n * events.size() + e;
      table.rows.push_back({page::word_cell(both(events[e])),
                            page::word_cell(both(ensembles[n])),
                            {{}, {p.values[i], low.values[i], high.values[i]}}});
    }
  return table;
}

// The second ensemble less the first, number by number.
page::Table difference_in(const output::ResultReader& file, const std::string& id) {
  page::Table table{{id + "-difference",
                     text("The second file less the first", "后一文件减前一文件"),
                     text("Differences of the distributions of growth by horizon, with 95 % intervals.",
                          "增长率分布按期限之差，附 95 % 区间。"),
                     both("§6.4"),
                     {}},
                    {{text("number", "量")}, {text("horizon", "期限")}, {text("difference (95 %)", "差（95 %）")}},
                    {}};
  const std::vector<std::string> numbers = names_along(file, "number");
  const std::vector<double> horizons = numbers_along(file, "horizon");
  const output::Table value = file.read("difference_by_horizon/value"), low = file.read("difference_by_horizon/low_95"),
                      high = file.read("difference_by_horizon/high_95");
  if (value.shape.size() != 2) return table;  // of places: too many for a table
  expect_shape(value.values.size() == horizons.size() * numbers.size() && low.shape == value.shape &&
               high.shape == value.shape);
  for (std::size_t h = 0; h < horizons.size(); ++h)
    for (std::size_t n = 0; n < numbers.size(); ++n) {
      const std::size_t i = h * numbers.size() + n;
      table.rows.push_back({page::word_cell(both(numbers[n])),
                            page::word_cell(years_words(horizons[h])),
                            {{}, {value.values[i], low.values[i], high.values[i]}}});
    }
  return table;
}

}  // namespace

void add_distribution(const RunFile& run, page::Section& section) {
  std::vector<Picture> pictures;
  try {
    pictures.push_back(picture_of(distribution_of(run.path.string(), {}).places.front()));
    for (const Level level : {Level::region, Level::industry})
      for (const PlaceDistribution& place : without_states(run.file, level))
        if (pictures.size() < most_places) pictures.push_back(picture_of(place));
  } catch (const WrongInput&) {  // too few replications or dates
  }
  if (!pictures.empty()) add(pictures, section.id, source_of(run), section);
}

void add_distribution(const OtherFile& given, const std::string& id, const Sections& to) {
  const output::ResultReader& file = given.file;
  std::string dimension;
  for (const char* const name : {"region", "industry"})
    if (has_dimension(file, name)) dimension = name;
  std::vector<Picture> pictures;
  const std::vector<std::string> ensembles = names_along(file, "ensemble");
  for (std::size_t e = 0; e < ensembles.size(); ++e) {
    if (dimension.empty()) {
      pictures.push_back(picture_in(file, e, {}, both(ensembles[e])));
      continue;
    }
    const std::vector<std::string> places = names_along(file, dimension);
    for (std::size_t place = 0; place < places.size() && pictures.size() < most_places; ++place)
      pictures.push_back(picture_in(file, e, place, text("{}, {}", "{}，{}", ensembles[e], place_name(places[place]))));
  }
  const Text source = both(file.path().filename().string());
  page::Section section{
      id,
      titled(text("Distribution of growth", "增长率的分布"), given.name, to.files.distributions.size()),
      text("How growth differs over replications, by horizon and year (§6.4).",
           "增长率跨重复的差异，按期限与年份（§6.4）。"),
      {}};
  add(pictures, id, source, section);
  if (has_group(file, "difference_by_horizon")) section.items.push_back(difference_in(file, id));
  if (has_group(file, "events")) section.items.push_back(events_of(file, id));
  to.page.sections.push_back(std::move(section));
}

}  // namespace suanli::report
