// East and west: where the work of each region is done, by class; utilisation, price, latency, energy and carbon of each
// location.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "scenarios/backtest.hpp"
#include "scenarios/report/coordinates.hpp"
#include "scenarios/report/shapes.hpp"

namespace suanli::report {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_arcs = 150, most_years = 61, most_lines = 8, most_shaded = 4;

/// Medians over replications of a file with locations.
struct Flows {
  std::vector<std::string> regions, locations, classes;
  std::vector<double> dates;
  std::vector<std::size_t> years;  ///< numbers of the dates that are shown
  output::Table shipped, capacity, utilisation;
  std::size_t median;  ///< number of that quantile

  double amount(std::size_t t, std::size_t m, std::size_t l, std::size_t k) const {
    const auto& s = shipped.shape;
    return shipped.values[(((median * s[1] + t) * s[2] + m) * s[3] + l) * s[4] + k];
  }
  double of_location(const output::Table& table, std::size_t t, std::size_t l) const {
    return table.values[(median * table.shape[1] + t) * table.shape[2] + l];
  }
};

// Dates a whole number of years after the first, or of those as many as a slider bears.
std::vector<std::size_t> whole_years(const std::vector<double>& dates) {
  std::vector<std::size_t> all;
  for (std::size_t t = 0; t < dates.size(); ++t) {
    const double after = dates[t] - dates.front();
    if (std::abs(after - std::round(after)) < 1e-6) all.push_back(t);
  }
  return picked(all, spread(all.size(), most_years));
}

Flows flows_in(const output::ResultReader& file) {
  const std::vector<double> quantiles = numbers_along(file, "quantile"), dates = numbers_along(file, "time");
  const auto median = std::ranges::min_element(quantiles, {}, [](double q) { return std::abs(q - .5); });
  Flows flows{names_along(file, "region"),
              names_along(file, "location"),
              names_along(file, "class"),
              dates,
              whole_years(dates),
              file.read("flows_quantiles/shipped"),
              file.read("by_location_quantiles/capacity"),
              file.read("by_location_quantiles/utilisation"),
              static_cast<std::size_t>(median - quantiles.begin())};
  using Shape = std::vector<std::size_t>;
  const Shape of_locations{quantiles.size(), dates.size(), flows.locations.size()};
  expect_shape(flows.shipped.shape == Shape{quantiles.size(), dates.size(), flows.regions.size(),
                                            flows.locations.size(), flows.classes.size()});
  expect_shape(flows.capacity.shape == of_locations && flows.utilisation.shape == of_locations);
  return flows;
}

page::Control year_control(const Flows& flows) {
  page::Control control{text("Year", "年份"), {}, true, 0};
  for (const std::size_t t : flows.years) control.choices.push_back(text("{:g}", "{:g}", flows.dates[t]));
  return control;
}

const page::Axis amount_axis{text("services shipped", "发送的算力服务"), text("units a year", "单位/年")};

// ---- the map -------------------------------------------------------------------------------------------------------

// Regions and locations, one place for those of one name.
std::vector<std::string> all_places(const Flows& flows) {
  std::vector<std::string> names = flows.locations;
  for (const std::string& region : flows.regions)
    if (std::ranges::find(names, region) == names.end()) names.push_back(region);
  return names;
}

std::vector<page::Arc> arcs_at(const Flows& flows, const std::vector<std::string>& places, std::size_t t) {
  std::vector<page::Arc> arcs;
  for (std::size_t m = 0; m < flows.regions.size(); ++m) {
    const auto from = static_cast<std::size_t>(std::ranges::find(places, flows.regions[m]) - places.begin());
    for (std::size_t l = 0; l < flows.locations.size(); ++l)
      for (std::size_t k = 0; k < flows.classes.size(); ++k)
        if (const double amount = flows.amount(t, m, l, k); from != l && amount > 0)
          arcs.push_back({from, l, k, amount});
  }
  std::ranges::stable_sort(arcs, std::greater{}, &page::Arc::amount);
  if (arcs.size() > most_arcs) arcs.resize(most_arcs);
  return arcs;
}

void widen(std::array<double, 2>& range, double x) {
  if (std::isfinite(x)) range = {std::min(range[0], x), std::max(range[1], x)};
}

page::Map map_at(const Flows& flows, std::size_t t) {
  const std::vector<std::string> names = all_places(flows);
  const std::vector<Position> positions = positions_of(names);
  page::Map map;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool located = i < flows.locations.size();
    map.places.push_back({place_name(names[i]), positions[i].longitude, positions[i].latitude,
                          located ? flows.of_location(flows.capacity, t, i) : nan,
                          located ? flows.of_location(flows.utilisation, t, i) : nan});
  }
  map.arcs = arcs_at(flows, names, t);
  map.kinds = place_names(flows.classes);
  map.size = {text("capacity", "容量"), text("units a year", "单位/年")};
  map.colour = {text("utilisation", "利用率"), {}, page::Form::percent};
  map.amount = amount_axis;
  return map;
}

page::Chart map_of(const RunFile& run, const Flows& flows, const std::string& id) {
  page::Chart chart{
      {id + "-map", text("Where the work of each region is done", "各区域的业务在何处完成"),
       text("An arc leads from the region that buys services to the location that does the work, as broad as the "
            "services are many; work that stays at home has none. Medians over replications. Move the slider "
            "through the years.",
            "弧线由购买服务的区域指向完成业务的地点，粗细表示服务量；留在本地的业务不画弧线。取跨重复中位数。"
            "可拖动滑块查看各年。"),
       both(described(run.file, "flows/shipped").equation), source_of(run)},
      {year_control(flows)},
      {}};
  std::array<double, 2> sizes{0, 0}, colours{1, 0}, amounts{0, 0};
  std::vector<page::Map> maps;
  for (const std::size_t t : flows.years) {
    maps.push_back(map_at(flows, t));
    for (const page::Place& place : maps.back().places) widen(sizes, place.size), widen(colours, place.colour);
    for (const page::Arc& arc : maps.back().arcs) widen(amounts, arc.amount);
  }
  for (page::Map& map : maps) {
    map.sizes = sizes, map.colours = colours, map.amounts = amounts;
    chart.frames.emplace_back(std::move(map));
  }
  return chart;
}

// ---- the Sankey diagram --------------------------------------------------------------------------------------------

page::Sankey sankey_at(const Flows& flows, std::size_t t, std::size_t first_class, std::size_t last_class) {
  page::Sankey sankey{place_names(flows.regions), {}, amount_axis};
  for (const std::string& location : flows.locations) sankey.nodes.push_back(place_name(location));
  for (std::size_t m = 0; m < flows.regions.size(); ++m)
    for (std::size_t l = 0; l < flows.locations.size(); ++l) {
      double amount = 0;
      for (std::size_t k = first_class; k < last_class; ++k) amount += flows.amount(t, m, l, k);
      if (amount > 0) sankey.links.push_back({m, flows.regions.size() + l, amount});
    }
  return sankey;
}

page::Chart sankey_of(const RunFile& run, const Flows& flows, const std::string& id) {
  const std::size_t classes = flows.classes.size();
  page::Chart chart{
      {id + "-sankey", text("From buyers to data centres", "从买方到数据中心"),
       text("Left the regions that buy, right the locations that do the work; breadths are services shipped, "
            "medians over replications.",
            "左侧为购买区域，右侧为完成业务的地点；宽度为发送的算力服务，取跨重复中位数。"),
       both(described(run.file, "flows/shipped").equation), source_of(run)},
      {{text("Class", "业务类别"), place_names(flows.classes)}, year_control(flows)},
      {}};
  chart.controls.front().choices.insert(chart.controls.front().choices.begin(), text("all", "全部"));
  for (std::size_t k = 0; k <= classes; ++k)
    for (const std::size_t t : flows.years)
      chart.frames.push_back(k == 0 ? sankey_at(flows, t, 0, classes) : sankey_at(flows, t, k - 1, k));
  return chart;
}

// ---- numbers of locations ------------------------------------------------------------------------------------------

// Medians by date of each place, with their 5 to 95 % where there are few.
page::Plot lines_of(const output::ResultReader& file, const std::string& group, const std::string& series,
                    const std::vector<std::string>& places, const std::vector<std::vector<std::size_t>>& at,
                    page::Axis axis) {
  page::Plot plot{axis_of_time(), std::move(axis), {}};
  for (const std::size_t i : spread(places.size(), most_lines)) {
    const Quantiles q = quantiles_of(file, group + "_quantiles", series, at[i]);
    page::Curve curve{place_name(places[i]), page::Mark::line, colour_of(plot.curves.size()), q.dates, q.at(.5)};
    if (places.size() <= most_shaded && q.at(.05) != q.at(.95))
      curve.low = q.at(.05), curve.high = q.at(.95), curve.strength = .2;
    plot.curves.push_back(std::move(curve));
  }
  return plot;
}

page::Chart by_location(const RunFile& run, const Flows& flows, const std::string& id, const std::string& series,
                        bool share = false) {
  const std::string path = "by_location/" + series;
  const Described words = described(run.file, path);
  std::vector<std::vector<std::size_t>> at;
  for (std::size_t l = 0; l < flows.locations.size(); ++l) at.push_back({l});
  page::Axis axis = axis_of(run.file, path);
  if (share) axis.form = page::Form::percent;
  page::Chart chart{
      {id + "-" + series, capitalised(words.meaning),
       sentences(flows.locations.size() <= most_shaded ? text("Median over replications; shades hold 90 % of them.",
                                                              "跨重复中位数；阴影包含 90 % 的重复。")
                                                       : text("Median over replications.", "跨重复中位数。"),
                 dates_drawn(flows.dates.size())),
       both(words.equation), source_of(run)},
      {},
      {lines_of(run.file, "by_location", series, flows.locations, at, std::move(axis))}};
  if (flows.locations.size() > most_lines)
    chart.about.what = sentences(chart.about.what, text("{} of {} locations are drawn.", "绘出 {1} 个地点中的 {0} 个。",
                                                        most_lines, flows.locations.size()));
  return chart;
}

page::Chart latency_of(const RunFile& run, const Flows& flows, const std::string& id) {
  const Described words = described(run.file, "by_class/latency");
  page::Chart chart{
      {id + "-latency", text("Latency", "时延"), capitalised(words.meaning), both(words.equation), source_of(run)},
      {{text("Class", "业务类别"), place_names(flows.classes)}},
      {}};
  for (std::size_t k = 0; k < flows.classes.size(); ++k) {
    std::vector<std::vector<std::size_t>> at;
    for (std::size_t m = 0; m < flows.regions.size(); ++m) at.push_back({m, k});
    chart.frames.push_back(lines_of(run.file, "by_class", "latency", flows.regions, at,
                                    {text("latency", "时延"), unit_words(words.unit)}));
  }
  return chart;
}

// ---- published figures ---------------------------------------------------------------------------------------------

page::Cell verdict_cell(const HeldFigure& held) {
  switch (held.verdict) {
    case FigureVerdict::inside: return page::word_cell(text("inside", "在内"), page::Tone::good);
    case FigureVerdict::outside: return page::word_cell(text("outside", "在外"), page::Tone::bad);
    case FigureVerdict::refused: return page::word_cell(held.refusal);
  }
  return {};
}

void add_backtest(const RunFile& run, const std::string& id, page::Section& section) {
  page::Table table{
      {id + "-published",
       text("Against published figures", "与公布数字对照"),
       text("What was published of China's compute, and the interval that holds 90 % of what the ensemble "
            "predicts.",
            "已公布的中国算力数字，以及包含 90 % 预测的区间。"),
       both("§10.1"),
       {}},
      {{text("figure", "数字")},
       {text("unit", "单位")},
       {text("published", "公布值")},
       {text("predicted, low", "预测下限")},
       {text("predicted, high", "预测上限")},
       {text("verdict", "判定")},
       {text("published by", "公布者")}},
      {}};
  try {
    for (const HeldFigure& held : backtest(forecast_record(run.path))) {
      const bool spoken = held.verdict != FigureVerdict::refused;
      table.rows.push_back({page::word_cell(capitalised(both(held.figure->words))),
                            page::word_cell(unit_words(held.figure->unit)), page::number_cell(held.figure->value),
                            spoken ? page::number_cell(held.interval.low) : page::Cell{},
                            spoken ? page::number_cell(held.interval.high) : page::Cell{}, verdict_cell(held),
                            page::word_cell(both(held.figure->source))});
    }
  } catch (const WrongInput&) {  // a scenario of other places or years
    return;
  }
  const auto judged = [](const std::vector<page::Cell>& row) { return !row[3].numbers.empty(); };
  if (std::ranges::any_of(table.rows, judged)) section.items.emplace_back(std::move(table));
}

}  // namespace

void add_places(const Sections& to) {
  for (std::size_t i = 0; i < to.files.runs.size(); ++i) {
    const RunFile& run = to.files.runs[i];
    if (!has_dimension(run.file, "location") || !run.file.contains("flows_quantiles/shipped")) continue;
    const std::string id = numbered("places", i);
    const Flows flows = flows_in(run.file);
    page::Section section{
        id,
        titled(text("East and west", "东部与西部"), run.name, to.files.runs.size()),
        text("Where the work that regions buy is done, what it costs, how long it is under way, and what "
             "electricity and carbon it takes (§8).",
             "各区域购买的业务在何处完成、代价几何、时延多久，以及耗电与碳排放（§8）。"),
        {map_of(run, flows, id), sankey_of(run, flows, id)}};
    section.items.push_back(by_location(run, flows, id, "utilisation", true));
    section.items.push_back(by_location(run, flows, id, "price"));
    section.items.push_back(latency_of(run, flows, id));
    for (const char* const series : {"capacity", "energy", "carbon"})
      section.items.push_back(by_location(run, flows, id, series));
    add_backtest(run, id, section);
    to.page.sections.push_back(std::move(section));
  }
}

}  // namespace suanli::report
