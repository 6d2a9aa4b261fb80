#include "agents/record/firm_record.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "agents/firms/equations.hpp"
#include "engine/elementary.hpp"

namespace suanli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// clang-format off
struct OneNumber {
  const char *name, *symbol;
  Words meaning;
  const char* source;
};
constexpr OneNumber granularity[] = {
    {"granular_share", "Var Γ/Var Δ ln Y", {"variance of the granular residual over that of aggregate growth, over observed years", "粒度残差方差与总增长率方差之比（跨观测年份）"}, "Gabaix (2011), §7.6"},
    {"granular_r_squared", "R²", {"squared correlation of the granular residual with aggregate growth, over observed years", "粒度残差与总增长率相关系数的平方（跨观测年份）"}, "Gabaix (2011), §7.6"}};
// clang-format on

// Firms in the layout's order: where a number from 0 lies.
class Numbering {
 public:
  explicit Numbering(const FirmLayout& layout) {
    for (const FirmLayout::Cell& cell : layout.cells()) first_.push_back(all_), all_ += cell.firms;
  }
  std::size_t cell_of(std::size_t firm) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(first_, firm) - first_.begin()) - 1;
  }
  std::size_t in_cell(std::size_t firm) const { return firm - first_[cell_of(firm)]; }

 private:
  std::vector<std::size_t> first_;
  std::size_t all_ = 0;
};

// Cells of all economies, in the layout's order.
struct CellView {
  const Cell* cell;
  const BundleTechnology* bundle;
};
std::vector<CellView> cells_of(const Country& country) {
  std::vector<CellView> all;
  for (const Economy& economy : country.economies)
    for (const Cell& cell : economy.cells) all.push_back({&cell, &country.bundles[all.size()]});
  return all;
}

FirmView view_of(const Firms& firms, const CellView& at, std::size_t cell, std::size_t i) {
  const double a = firms.total_log_productivity(cell, i), k = firms.capital(cell, i), h = firms.compute(cell, i);
  const double bundle = HWY_NAMESPACE::input_bundle(a, k, h, *at.bundle);
  return {a, firms.has_adopted(cell, i) ? 1.0 : 0.0, k, h,
          at.cell->price * at.cell->output * bundle / at.cell->input_bundle};
}

std::string by_industry(std::string_view group) { return std::string(group) + "_by_industry"; }

}  // namespace

// clang-format off
std::span<const FirmColumn> firm_columns() {
  static constexpr FirmColumn all[] = {
      {"productivity", "a", "1", "§6.1", {"log productivity, with what adoption has added", "对数生产率（含采用增益）"},
       [](const FirmView& f) { return f.productivity; }},
      {"adopted", "", "1", "§7.5", {"1 where the firm has adopted digital technology, else 0", "已采用数字技术为 1，否则为 0"},
       [](const FirmView& f) { return f.adopted; }},
      {"capital", "K_i", "1e12 yuan", "§2.1", {"non-compute capital", "非算力资本"},
       [](const FirmView& f) { return f.capital; }},
      {"compute", "H_i", "1e12 yuan", "§2.1", {"compute capital", "算力资本"},
       [](const FirmView& f) { return f.compute; }},
      {"sales", "P_cy_i", "1e12 yuan/year", "P_cY_c v_i/V_c, §2.1", {"sales", "销售额"},
       [](const FirmView& f) { return f.sales; }}};
  return all;
}
// clang-format on

Description FirmColumn::description() const { return {std::string(name), symbol, unit, source, meaning}; }

std::vector<RecordedVariable> firm_variables(const RecordParameters& p) {
  std::vector<RecordedVariable> all;
  if (p.distributions.kind != DistributionRecord::none) {
    for (const bool industries : {false, true})
      for (const FirmTableDeclaration& table : firm_tables())
        for (const FirmStatistic& statistic : firm_statistics()) {
          if (statistic.table != table.table) continue;
          std::vector<std::string> dimensions{"year"};
          if (industries) dimensions.emplace_back("industry");
          if (!table.dimension.empty()) dimensions.emplace_back(table.dimension);
          all.push_back({industries ? by_industry(table.group) : std::string(table.group),
                         industries ? table.about_industries : table.about_nation, statistic.description(), dimensions,
                         industries ? table.quantiles_of_industries : table.quantiles_of_nation});
        }
    for (const OneNumber& n : granularity)
      all.push_back({"granularity",
                     {"what single firms contribute to the ups and downs of output", "个体企业对产出波动的贡献"},
                     {n.name, n.symbol, "1", n.source, n.meaning},
                     {}});
  }
  if (!p.snapshots.empty())
    for (const FirmColumn& column : firm_columns())
      all.push_back({"snapshots",
                     {"all firms at chosen dates", "选定时点的全部企业"},
                     column.description(),
                     {"snapshot", "firm"}});
  if (p.panel > 0) {
    const Words about{"the firms of a panel at every date", "样本企业面板，每个时点"};
    for (const FirmColumn& column : firm_columns())
      all.push_back({"panel", about, column.description(), {"time", "panel_firm"}});
    all.push_back({"panel",
                   about,
                   {"entrants", "", "1", "§7.4", {"entrants so far in this firm's place", "该位置迄今的新进入企业数"}},
                   {"time", "panel_firm"}});
  }
  return all;
}

std::vector<RecordedVariable> places_of_firms(const RecordParameters& p) {
  std::vector<RecordedVariable> all;
  const auto add = [&](const char* group, const char* dimension, const Words& about) {
    all.push_back(
        {group,
         about,
         {"region_number", "m", "1", "§1", {"number of the firm's region, from 0", "企业所属区域的序号，自 0 起"}},
         {dimension}});
    all.push_back(
        {group,
         about,
         {"industry_number", "j", "1", "§1", {"number of the firm's industry, from 0", "企业所属行业的序号，自 0 起"}},
         {dimension}});
  };
  if (!p.snapshots.empty()) add("snapshot_firms", "firm", {"where firms of snapshots are", "快照中企业的所属"});
  if (p.panel > 0) add("panel_firms", "panel_firm", {"where firms of the panel are", "面板中企业的所属"});
  return all;
}

std::vector<double> observed_years(const Parameters& p) {
  std::vector<double> all;
  if (p.record.distributions.kind == DistributionRecord::none) return all;
  const std::size_t whole_years = periods(p.time) / periods_per_year(p);
  for (double year = 0; year <= static_cast<double>(whole_years); year += p.record.distributions.number)
    all.push_back(p.time.start + year);
  return all;
}

std::vector<std::int64_t> firms_of_panel(const Model& model) {
  const auto wanted = static_cast<std::size_t>(model.parameters.record.panel);
  std::vector<std::int64_t> all;
  for (std::size_t k = 0; k < wanted; ++k)
    all.push_back(static_cast<std::int64_t>((2 * k + 1) * model.layout.firms() / (2 * wanted)));
  return all;
}

FirmPlaces places_of(const Model& model, std::span<const std::int64_t> firms) {
  const Numbering numbering(model.layout);
  std::vector<const CellTechnology*> cells;
  for (const EconomyTechnology& economy : model.economies)
    for (const CellTechnology& cell : economy.cells) cells.push_back(&cell);
  FirmPlaces places;
  for (const std::int64_t firm : firms) {
    const CellTechnology& cell = *cells[numbering.cell_of(static_cast<std::size_t>(firm))];
    places.region.push_back(static_cast<double>(cell.region));
    places.industry.push_back(static_cast<double>(cell.industry));
  }
  return places;
}

FirmRecorder::FirmRecorder(const Model& model)
    : model_(&model),
      variables_(firm_variables(model.parameters.record)),
      years_(observed_years(model.parameters)),
      panel_(firms_of_panel(model)) {
  const Parameters& p = model.parameters;
  for (const double date : p.record.snapshots)
    snapshots_.push_back(static_cast<std::uint32_t>(std::llround((date - p.time.start) / p.time.step)));
  const auto points = [&](const std::string& dimension) -> std::size_t {
    if (dimension == "year") return years_.size();
    if (dimension == "industry") return p.industries.size();
    if (dimension == "time") return model.periods + 1;
    if (dimension == "snapshot") return snapshots_.size();
    if (dimension == "firm") return model.layout.firms();
    if (dimension == "panel_firm") return panel_.size();
    return std::ranges::find(firm_tables(), dimension, &FirmTableDeclaration::dimension)->points;
  };
  std::size_t offset = 0;
  for (const RecordedVariable& variable : variables_) {
    offsets_.push_back(offset);
    std::size_t values = 1;
    for (const std::string& dimension : variable.dimensions) values *= points(dimension);
    offset += values;
  }
  offsets_.push_back(offset);
}

std::size_t FirmRecorder::bytes() const { return years_.empty() ? 0 : FirmObserver::bytes(model_->layout); }

FirmWitness::FirmWitness(const FirmRecorder& recorder) : recorder_(&recorder), entrants_(recorder.panel_.size()) {
  if (!recorder.years_.empty()) observer_.emplace(*recorder.model_);
  const Numbering numbering(recorder.model_->layout);
  const std::vector<FirmLayout::Task>& tasks = recorder.model_->layout.tasks();
  std::size_t task = 0;
  for (const std::int64_t firm : recorder.panel_) {
    const std::size_t cell = numbering.cell_of(static_cast<std::size_t>(firm)),
                      i = numbering.in_cell(static_cast<std::size_t>(firm));
    while (tasks[task].cell != cell || tasks[task].end <= i) ++task;
    panel_.push_back({cell, i, task});
  }
}

void FirmWitness::observe(const Country& country, std::span<double> values) {
  if (observer_) observe_distributions(country, values);
  const auto& snapshots = recorder_->snapshots_;
  if (const auto found = std::ranges::find(snapshots, country.period); found != snapshots.end())
    write_snapshot(country, static_cast<std::size_t>(found - snapshots.begin()), values);
  if (!panel_.empty()) write_panel(country, values);
}

// An observation needs investment of the year before too: looks in this year and in the two before.
void FirmWitness::observe_distributions(const Country& country, std::span<double> values) {
  const Parameters& p = recorder_->model_->parameters;
  const std::size_t year = country.period / periods_per_year(p);
  const auto every = static_cast<std::size_t>(p.record.distributions.number);
  const std::size_t next = (year + every - 1) / every;  // number of the next observation, or this one
  if (country.period % periods_per_year(p) == 0 && next < recorder_->years_.size() && next * every - year <= 2) {
    observer_->look(country, last_look_ && *last_look_ + 1 == year);
    last_look_ = year;
    if (next * every == year) {
      write_populations(next, values);
      residuals_.push_back(observer_->nation().granular_residual());
      growth_.push_back(observer_->nation().aggregate_growth);
      if (next + 1 == recorder_->years_.size()) write_granularity(values);
    }
  }
  observer_->forget_leavers(country);
}

void FirmWitness::write_populations(std::size_t year, std::span<double> values) const {
  const std::span<const FirmPopulation> all(observer_->populations());
  std::size_t v = 0;
  for (const bool industries : {false, true})
    for (const FirmTableDeclaration& table : firm_tables())
      for (const FirmStatistic& statistic : firm_statistics()) {
        if (statistic.table != table.table) continue;
        const auto populations = industries ? all.subspan(1) : all.first(1);
        double* value = &values[recorder_->offset(v++) + year * populations.size() * table.points];
        for (const FirmPopulation& population : populations)
          for (std::size_t i = 0; i < table.points; ++i) *value++ = statistic.measure(population, i);
      }
}

void FirmWitness::write_granularity(std::span<double> values) const {
  const auto add = [](PairSums& sums, double x, double y) { sums += {1, x, y, x * x, y * y, x * y}; };
  PairSums pairs;
  for (std::size_t i = 0; i < growth_.size(); ++i)
    if (std::isfinite(residuals_[i]) && std::isfinite(growth_[i])) add(pairs, residuals_[i], growth_[i]);
  const PairSums c = pairs.centred();
  const double r = pairs.correlation(), answers[] = {c.n > 2 ? c.xx / c.yy : unknown, c.n > 2 ? r * r : unknown};
  const auto& all = recorder_->variables();
  const auto first = std::ranges::find(all, std::string("granularity"), &RecordedVariable::group) - all.begin();
  for (std::size_t k = 0; k < std::size(answers); ++k)
    values[recorder_->offset(static_cast<std::size_t>(first) + k)] = answers[k];
}

void FirmWitness::write_snapshot(const Country& country, std::size_t number, std::span<double> values) const {
  const auto& all = recorder_->variables();
  auto v = static_cast<std::size_t>(std::ranges::find(all, std::string("snapshots"), &RecordedVariable::group) -
                                    all.begin());
  const std::vector<CellView> cells = cells_of(country);
  const FirmLayout& layout = country.model->layout;
  for (const FirmColumn& column : firm_columns()) {
    double* value = &values[recorder_->offset(v++) + number * layout.firms()];
    for (std::size_t c = 0; c < cells.size(); ++c)
      for (std::size_t i = 0; i < layout.cells()[c].firms; ++i)
        *value++ = column.of(view_of(country.firms, cells[c], c, i));
  }
}

void FirmWitness::write_panel(const Country& country, std::span<double> values) {
  const auto& all = recorder_->variables();
  auto v =
      static_cast<std::size_t>(std::ranges::find(all, std::string("panel"), &RecordedVariable::group) - all.begin());
  const std::size_t row = country.period * panel_.size();
  const std::vector<CellView> cells = cells_of(country);
  for (const FirmColumn& column : firm_columns()) {
    double* value = &values[recorder_->offset(v++) + row];
    for (const Place& p : panel_) *value++ = column.of(view_of(country.firms, cells[p.cell], p.cell, p.firm));
  }
  std::ranges::copy(entrants_, &values[recorder_->offset(v) + row]);
  if (country.firms.found().empty()) return;
  for (std::size_t k = 0; k < panel_.size(); ++k)
    if (std::ranges::binary_search(country.firms.found()[panel_[k].task].leaving,
                                   static_cast<std::uint32_t>(panel_[k].firm)))
      entrants_[k] += 1;
}

}  // namespace suanli
