// Firms: the tail of their sizes, the shape of their growth, their investment, who adopts, and the facts known of firms.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "output/failures.hpp"
#include "scenarios/facts.hpp"
#include "scenarios/report/shapes.hpp"

namespace suanli::report {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_years = 31;
constexpr double tail_share = .05;  // of the firms, by which the file's exponent is measured (§7.6)

/// Means over replications of a variable [replication × year × rest], as [year][rest].
std::vector<std::vector<double>> means_by_year(const output::ResultReader& file, const std::string& path,
                                               const char* last_dimension = nullptr) {
  const output::Table table = output::read_finished(file, path);
  const std::size_t years = output::size(file.coordinates("year"));
  expect_shape(table.shape.size() == (last_dimension == nullptr ? 2 : 3) && table.shape[1] == years);
  if (last_dimension != nullptr) expect_shape(table.shape[2] == output::size(file.coordinates(last_dimension)));
  std::size_t rest = 1;
  for (std::size_t axis = 2; axis < table.shape.size(); ++axis) rest *= table.shape[axis];
  std::vector<std::vector<double>> means(years, std::vector<double>(rest, 0));
  for (std::size_t y = 0; y < years; ++y)
    for (std::size_t i = 0; i < rest; ++i) {
      std::size_t counted = 0;
      for (std::size_t r = 0; r < table.shape[0]; ++r) {
        const double x = table.values[(r * years + y) * rest + i];
        if (!std::isnan(x)) means[y][i] += x, ++counted;
      }
      means[y][i] = counted == 0 ? nan : means[y][i] / static_cast<double>(counted);
    }
  return means;
}

page::Control year_control(const std::vector<double>& years, const std::vector<std::size_t>& kept) {
  page::Control control{text("Year", "年份"), {}, true, kept.size() - 1};
  for (const std::size_t y : kept) control.choices.push_back(text("{:g}", "{:g}", years[y]));
  return control;
}

// ---- sizes ---------------------------------------------------------------------------------------------------------

page::Plot tail_at(const std::vector<double>& bins, const std::vector<double>& counts, double exponent) {
  const double firms = std::accumulate(counts.begin(), counts.end(), 0.), width = bins[1] - bins[0];
  page::Curve tail{text("firms", "企业"), page::Mark::points, page::Colour::blue};
  double above = 0, size_of_tail = nan, share_of_tail = nan;
  for (std::size_t i = bins.size(); i-- > 0;) {
    above += counts[i];
    if (above <= 0) continue;
    tail.x.push_back(std::exp(bins[i] - width / 2)), tail.y.push_back(above / firms);
    if (std::isnan(size_of_tail) && above / firms >= tail_share)
      size_of_tail = tail.x.back(), share_of_tail = tail.y.back();
  }
  std::ranges::reverse(tail.x), std::ranges::reverse(tail.y);
  // Where all firms are larger there is nothing to see.
  const auto first = std::ranges::find_if(tail.y, [](double share) { return share < 1 - 1e-9; }) - tail.y.begin();
  const auto from = std::max<std::ptrdiff_t>(first - 1, 0);
  tail.x.erase(tail.x.begin(), tail.x.begin() + from), tail.y.erase(tail.y.begin(), tail.y.begin() + from);
  page::Curve fit{text("power law, exponent {:.2f}", "幂律，指数 {:.2f}", exponent), page::Mark::dashed,
                  page::Colour::vermilion};
  if (std::isfinite(exponent) && !std::isnan(size_of_tail))
    for (const double x : tail.x)
      if (x >= size_of_tail) fit.x.push_back(x), fit.y.push_back(share_of_tail * std::pow(x / size_of_tail, -exponent));
  page::Plot plot{
      {text("size of a firm over the mean", "企业规模与均值之比"), {}, page::Form::plain, page::Scale::logarithmic},
      {text("share of firms at least as large", "不小于该规模的企业份额"),
       {},
       page::Form::plain,
       page::Scale::logarithmic}};
  plot.curves.push_back(std::move(tail));
  if (fit.x.size() > 1) plot.curves.push_back(std::move(fit));
  return plot;
}

page::Chart sizes(const RunFile& run, const std::string& id, const std::vector<double>& years,
                  const std::vector<std::size_t>& kept) {
  const std::vector<double> bins = numbers_along(run.file, "size_bin");
  const auto counts = means_by_year(run.file, "size_histogram/firms", "size_bin"),
             exponents = means_by_year(run.file, "firms/hill_exponent");
  page::Chart chart{
      {id + "-tail", text("Sizes of firms", "企业规模"),
       text("How many firms are at least so large, on logarithmic axes: a straight line is a power law. The line has "
            "the exponent that is measured on the largest 5 %.",
            "不小于某一规模的企业份额（双对数坐标）：直线即幂律。直线的指数由最大的 5 % 企业测得。"),
       both(described(run.file, "firms/hill_exponent").equation), source_of(run)},
      {year_control(years, kept)}};
  for (const std::size_t y : kept) chart.frames.emplace_back(tail_at(bins, counts[y], exponents[y][0]));
  return chart;
}

// ---- growth --------------------------------------------------------------------------------------------------------

page::Plot growth_at(const std::vector<double>& bins, const std::vector<double>& counts, double sd) {
  const double survivors = std::accumulate(counts.begin(), counts.end(), 0.), width = bins[1] - bins[0];
  page::Curve firms{text("survivors", "存续企业"), page::Mark::points, page::Colour::blue};
  page::Curve laplace{text("Laplace of the same spread", "同离散度的拉普拉斯分布"), page::Mark::line,
                      page::Colour::green};
  page::Curve normal{text("normal of the same spread", "同离散度的正态分布"), page::Mark::dashed,
                     page::Colour::vermilion};
  const double least = .5 / (survivors * width);       // the density of half a firm: curves end there
  for (std::size_t i = 1; i + 1 < bins.size(); ++i) {  // the outer bins hold what lies beyond
    const double g = bins[i], density = counts[i] / (survivors * width);
    if (density > 0) firms.x.push_back(g), firms.y.push_back(density);
    const double of_laplace = std::exp(-std::sqrt(2.) * std::abs(g) / sd) / (std::sqrt(2.) * sd);
    const double of_normal = std::exp(-g * g / (2 * sd * sd)) / (std::sqrt(2 * std::acos(-1.)) * sd);
    if (of_laplace > least) laplace.x.push_back(g), laplace.y.push_back(of_laplace);
    if (of_normal > least) normal.x.push_back(g), normal.y.push_back(of_normal);
  }
  page::Plot plot{{text("growth of a firm, less its cell's mean", "企业增长率减单元均值"), text("a year", "每年"),
                   page::Form::percent},
                  {text("density", "密度"), text("years", "年"), page::Form::plain, page::Scale::logarithmic}};
  for (page::Curve* const curve : {&firms, &laplace, &normal}) plot.curves.push_back(std::move(*curve));
  return plot;
}

page::Chart growth(const RunFile& run, const std::string& id, const std::vector<double>& years,
                   const std::vector<std::size_t>& kept) {
  const std::vector<double> bins = numbers_along(run.file, "growth_bin");
  const auto counts = means_by_year(run.file, "growth_histogram/survivors", "growth_bin"),
             sd = means_by_year(run.file, "firms/growth_sd");
  page::Chart chart{
      {id + "-growth", text("Growth of firms", "企业增长率"),
       text("Density of survivors' growth on a logarithmic axis: a tent is a Laplace distribution, a parabola a "
            "normal one.",
            "存续企业增长率的密度（纵轴取对数）：帐篷形为拉普拉斯分布，抛物线为正态分布。"),
       both(described(run.file, "firms/growth_sd").equation), source_of(run)}};
  std::vector<std::size_t> measured;
  for (const std::size_t y : kept)
    if (std::accumulate(counts[y].begin(), counts[y].end(), 0.) > 0 && sd[y][0] > 0) measured.push_back(y);
  if (measured.empty()) return chart;
  chart.controls.push_back(year_control(years, measured));
  for (const std::size_t y : measured) chart.frames.emplace_back(growth_at(bins, counts[y], sd[y][0]));
  return chart;
}

// ---- investment and adoption ---------------------------------------------------------------------------------------

/// A share of firms that the file has by year, and the fact that it is held against (scenarios/facts.cpp).
struct InvestmentMoment {
  const char *series, *fact;
};
constexpr InvestmentMoment investment_moments[] = {{"firms/investment_inaction", "inaction"},
                                                   {"firms/investment_spikes", "spikes"},
                                                   {"firms/investment_negative", "disinvestment"},
                                                   {"firms/investment_negative_spikes", "negative_spikes"}};

page::Chart investment(const RunFile& run, const std::string& id, const std::vector<double>& years,
                       const std::vector<std::size_t>& kept) {
  page::Chart chart{
      {id + "-investment", text("Investment of firms", "企业投资"),
       text("Which shares of survivors hardly invest, invest in a spike, or disinvest, beside what is known of plants "
            "in "
            "the United States (Cooper & Haltiwanger 2006), with the range that counts as inside.",
            "几乎不投资、投资激增或负投资的存续企业份额，以及美国工厂的已知值（Cooper & Haltiwanger 2006）"
            "与计为在内的范围。"),
       both("§7.6, §7.7"), source_of(run)}};
  page::Plot plot{named_axis({}), {text("share of survivors", "存续企业份额"), {}, page::Form::percent}};
  plot.sideways = true;
  page::Curve known{text("known, and its range", "已知值及其范围"), page::Mark::points, page::Colour::vermilion};
  std::vector<std::vector<std::vector<double>>> shares;
  for (const auto& [series, name] : investment_moments) {
    const auto fact = std::ranges::find(stylised_facts(), std::string_view(name), &StylisedFact::name);
    plot.x.names.push_back(capitalised(both(fact->words)));
    known.y.push_back(std::midpoint(fact->low, fact->high));
    known.low.push_back(fact->low), known.high.push_back(fact->high);
    shares.push_back(means_by_year(run.file, series));
  }
  std::vector<std::size_t> measured;
  for (const std::size_t y : kept)
    if (!std::isnan(shares.front()[y][0])) measured.push_back(y);
  if (measured.empty()) return chart;
  chart.controls.push_back(year_control(years, measured));
  for (const std::size_t y : measured) {
    page::Curve model{text("model", "模型"), page::Mark::bars, page::Colour::blue};
    for (const auto& share : shares) model.y.push_back(share[y][0]);
    plot.curves = {std::move(model), known};
    chart.frames.emplace_back(plot);
  }
  return chart;
}

page::Chart adoption(const RunFile& run, const std::string& id, const std::vector<double>& years,
                     const std::vector<std::size_t>& kept) {
  const auto shares = means_by_year(run.file, "size_classes/adopted_share", "size_class");
  const auto nobody = [](const std::vector<double>& of_year) {
    return std::ranges::none_of(of_year, [](double share) { return share > 0; });
  };
  if (std::ranges::all_of(shares, nobody)) return {};
  std::vector<Text> classes;
  for (const double c : numbers_along(run.file, "size_class")) classes.push_back(text("{:g}", "{:g}", c));
  page::Chart chart{
      {id + "-adoption", text("Who has adopted", "采用者"),
       text("Share of firms that have adopted digital technology, by tenths of firms from the smallest to the largest.",
            "已采用数字技术的企业份额，按规模由小到大的十分位组。"),
       both("§7.5"), source_of(run)},
      {year_control(years, kept)}};
  for (const std::size_t y : kept) {
    page::Plot plot{named_axis(classes, text("tenth of firms by size", "规模十分位组")),
                    {text("share that has adopted", "已采用份额"), {}, page::Form::percent}};
    plot.curves.push_back({text("adopted", "已采用"), page::Mark::bars, page::Colour::green, {}, shares[y]});
    chart.frames.emplace_back(std::move(plot));
  }
  return chart;
}

// ---- facts ---------------------------------------------------------------------------------------------------------

page::Cell verdict_cell(const HeldFact& held) {
  switch (held.verdict) {
    case FactVerdict::inside: return page::word_cell(text("inside", "在内"), page::Tone::good);
    case FactVerdict::outside: return page::word_cell(text("outside", "在外"), page::Tone::bad);
    case FactVerdict::refused: return page::word_cell(held.reading.refusal);
  }
  return {};
}

page::Table facts_of(const RunFile& run, const std::string& id) {
  page::Table table{{id + "-facts", text("Stylised facts", "典型事实"),
                     text("What is known of real firms, and what the model gives, with its standard error.",
                          "已知的企业事实与模型值及其标准误。"),
                     both("§7.7"), source_of(run)},
                    {{text("fact", "事实")},
                     {text("known", "已知值")},
                     {text("inside from", "范围下限")},
                     {text("to", "上限")},
                     {text("model", "模型值")},
                     {text("standard error", "标准误"), {}, page::Form::plain, error_digits},
                     {text("verdict", "判定")},
                     {text("source", "出处")}},
                    {}};
  for (const HeldFact& held : hold_against_facts(firms_record(run.path))) {
    const bool measured = held.verdict != FactVerdict::refused;
    table.rows.push_back({page::word_cell(capitalised(both(held.fact->words))),
                          page::word_cell(both(held.fact->target)), page::number_cell(held.fact->low),
                          page::number_cell(held.fact->high),
                          measured ? page::number_cell(held.reading.value.value) : page::Cell{},
                          measured ? page::number_cell(held.reading.value.standard_error) : page::Cell{},
                          verdict_cell(held), page::word_cell(both(held.fact->source))});
  }
  return table;
}

}  // namespace

void add_firms(const Sections& to) {
  for (std::size_t i = 0; i < to.files.runs.size(); ++i) {
    const RunFile& run = to.files.runs[i];
    if (!has_dimension(run.file, "year") || !run.file.contains("size_histogram/firms")) continue;
    const std::string id = numbered("firms", i);
    const std::vector<double> years = numbers_along(run.file, "year");
    const std::vector<std::size_t> kept = spread(years.size(), most_years);
    page::Section section{
        id,
        titled(text("Firms", "企业"), run.name, to.files.runs.size()),
        text("How large firms are, how fast they grow, when they invest and who adopts (§7), beside what is known of "
             "real firms (§7.7). Means over replications.",
             "企业规模、增长、投资与采用（§7），以及与真实企业已知事实的对照（§7.7）。取跨重复均值。"),
        {}};
    const auto add = [&](page::Chart chart) {
      if (!chart.frames.empty()) section.items.emplace_back(std::move(chart));
    };
    add(sizes(run, id, years, kept)), add(growth(run, id, years, kept));
    add(investment(run, id, years, kept)), add(adoption(run, id, years, kept));
    try {
      section.items.emplace_back(facts_of(run, id));
    } catch (const WrongInput&) {  // replications of a design are no sample
    }
    to.page.sections.push_back(std::move(section));
  }
}

}  // namespace suanli::report
