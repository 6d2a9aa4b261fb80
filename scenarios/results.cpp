#include "scenarios/results.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <numeric>

#include "agents/accounts.hpp"
#include "agents/theory/quiet_path.hpp"
#include "output/failures.hpp"
#include "scenarios/design_columns.hpp"
#include "suanli_build.hpp"

namespace suanli {

namespace {

constexpr const char* rows_dimension = "replication";
constexpr const char* identities_group = "identities";
constexpr const char* path_group = "theory";
constexpr const char* rest_group = "steady_state";
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A level, as the group of its series: where these lie, and what the group and that of the quantiles are about.
struct LevelGroup {
  Level level;
  std::vector<std::string> places;
  Words simulated, quantiles;
};
const std::array<LevelGroup, level_names.size()>& levels() {
  static const std::array<LevelGroup, level_names.size()> all{{
      {Level::national,
       {},
       {"the nation, every replication at every date", "全国，每次重复、每个时点"},
       {"the nation, quantiles over replications", "全国，跨重复分位数"}},
      {Level::region,
       {"region"},
       {"each region, every replication at every date", "各区域，每次重复、每个时点"},
       {"each region, quantiles over replications", "各区域，跨重复分位数"}},
      {Level::industry,
       {"industry"},
       {"each industry, every replication at every date", "各行业，每次重复、每个时点"},
       {"each industry, quantiles over replications", "各行业，跨重复分位数"}},
      {Level::cell,
       {"region", "industry"},
       {"each cell (an industry in a region), every replication at every date",
        "各单元（一个区域中的一个行业），每次重复、每个时点"},
       {"each cell (an industry in a region), quantiles over replications",
        "各单元（一个区域中的一个行业），跨重复分位数"}},
  }};
  return all;
}
std::string group_of(Level level) { return std::string(level_names[static_cast<std::size_t>(level)]); }
std::string quantile_group_of(Level level) { return group_of(level) + "_quantiles"; }

/// What the groups besides the levels are about.
const output::Group other_groups[] = {
    {identities_group,
     {"largest relative residual of each accounting identity over all dates and economies",
      "各会计恒等式在全部时点与经济体中的最大相对残差"}},
    {path_group, {"the path without noise, in closed form, at every date", "无噪声路径的解析解，每个时点"}},
    {rest_group,
     {"the balanced growth path; absent where an economy has none", "平衡增长路径；若某经济体不存在该路径则无此组"}},
    {design_group,
     {"where in the design each replication was simulated; theory and steady_state are at the scenario's own values",
      "各次重复所在的设计点；theory 与 steady_state 取情景自身的参数值"}},
    {design_rest_group,
     {"the balanced growth path at each replication's point of the design", "各次重复所在设计点的平衡增长路径"}}};

// One of the aggregates of the quiet path.
struct PathSeries {
  const char* name;  // of the recorded series that it stands beside
  std::vector<double> QuietPath::*values;
};
constexpr PathSeries path_series[] = {{"output", &QuietPath::output},
                                      {"consumption", &QuietPath::consumption},
                                      {"investment", &QuietPath::investment},
                                      {"capital", &QuietPath::capital},
                                      {"compute", &QuietPath::compute}};

bool has_steady_state(const Model& model) {
  if (!joint_refusal(model.economies, model.parameters).empty()) return false;
  return std::ranges::all_of(model.economies, [&](const EconomyTechnology& economy) {
    return steady_state(economy, model.parameters).refusal.empty();
  });
}

template <class T> std::vector<std::string> names(const Named<T>& entries) {
  std::vector<std::string> all;
  for (const auto& [name, entry] : entries) all.push_back(name);
  return all;
}

std::vector<double> dates(const Parameters& p) {
  std::vector<double> all;
  for (std::size_t t = 0; t <= periods(p.time); ++t) all.push_back(p.time.start + static_cast<double>(t) * p.time.step);
  return all;
}

std::vector<double> centres(const Bins& bins) {
  std::vector<double> all;
  for (std::size_t i = 0; i < bins.count; ++i) all.push_back(bins.centre(i));
  return all;
}

std::vector<std::int64_t> counted(std::int64_t first, std::size_t count) {
  std::vector<std::int64_t> all(count);
  std::iota(all.begin(), all.end(), first);
  return all;
}

template <class Points> Points where_observed(const Model& model, Points points) {
  return observed_years(model.parameters).empty() ? Points{} : points;
}

std::string lines(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += text + "\n";
  return all;
}

std::vector<output::Attribute> attributes_of(std::span<const Fact> facts, const Scenario& scenario) {
  std::vector<output::Attribute> all;
  for (const Fact& fact : facts) all.push_back({fact.name, fact.value(scenario)});
  return all;
}

}  // namespace

std::span<const Fact> file_facts() {
  using Value = output::AttributeValue;
  static constexpr Fact facts[] = {
      {"title",
       {"what the file is", "文件内容（英文）"},
       [](const Scenario&) -> Value { return "Suanli: ensemble of an economy that invests in compute"; }},
      {"title_zh",
       {"the same in Chinese", "文件内容（中文）"},
       [](const Scenario&) -> Value { return "算力：投资于算力的经济体的模拟集合"; }},
      {"Conventions",
       {"conventions that names of attributes follow", "属性命名所遵循的约定"},
       [](const Scenario&) -> Value { return "CF-1.8"; }},
      {"schema_version",
       {"number of the schema that this page describes", "本页所述模式的版本号"},
       [](const Scenario&) -> Value { return std::int64_t{schema_version}; }}};
  return facts;
}

std::span<const Fact> provenance_facts() {
  using Value = output::AttributeValue;
  static constexpr Fact facts[] = {
      {"scenario_file",
       {"path of the scenario file as given", "情景文件路径（按输入）"},
       [](const Scenario& s) -> Value { return s.source; }},
      {"scenario_text",
       {"the scenario file itself, byte for byte", "情景文件全文（逐字节）"},
       [](const Scenario& s) -> Value { return s.text; }},
      {"base_texts",
       {"the files that the scenario is based on, nearest first, each below a line `# base: path`; empty without any",
        "情景所依据的基准文件，由近及远，各在一行“# base: 路径”之下；没有则为空"},
       [](const Scenario& s) -> Value {
         std::string all;
         for (const SourceText& base : s.bases) all += "# base: " + base.source + "\n" + base.text;
         return all;
       }},
      {"settings",
       {"what was set on the command line, one key=value a line", "命令行设定，每行一个 key=value"},
       [](const Scenario& s) -> Value { return lines(s.settings); }},
      {"parameters",
       {"every parameter, defaults included, as a scenario that gives this file again",
        "全部参数（含默认值），其本身即可重现本文件的情景"},
       [](const Scenario& s) -> Value { return to_yaml(s.parameters); }},
      {"seed",
       {"seed of every random number", "全部随机数的种子"},
       [](const Scenario& s) -> Value { return s.parameters.ensemble.seed; }},
      {"version",
       {"version of the program", "程序版本"},
       [](const Scenario&) -> Value { return std::string(build::version); }},
      {"commit",
       {"commit it was built from", "构建所用的提交"},
       [](const Scenario&) -> Value { return std::string(build::commit); }},
      {output::failures_attribute,
       {"replications that failed, whose recorded values are NaN: their numbers from 0, each on a line with what went "
        "wrong; "
        "empty for none",
        "失败的重复（其记录值为 NaN）：每行一个，自 0 起的编号及原因（英文）；没有则为空"},
       [](const Scenario&) -> Value { return ""; }},
      {"compiler", {"compiler it was built with", "构建所用的编译器"}, [](const Scenario&) -> Value {
         return std::string(build::compiler);
       }}};
  return facts;
}

std::span<const ResultDimension> result_dimensions() {
  using Points = output::Coordinates;
  static const ResultDimension all[] = {
      {{rows_dimension, "r", "1", "§6.3", {"replication", "重复编号"}},
       {"integers 0, 1, 2 …", "整数 0、1、2……"},
       [](const Scenario&, const Model&) -> Points { return {}; }},  // the writer counts them
      {{"quantile",
        "q",
        "1",
        "x_⌊h⌋ + (h - ⌊h⌋)(x_⌈h⌉ - x_⌊h⌋), h = 1 + (R - 1)q (Hyndman–Fan 7), §6.3",
        {"probability of the quantile over replications", "跨重复分位数的概率水平"}},
       {".01, .05, .25, .5, .75, .95, .99", ".01、.05、.25、.5、.75、.95、.99"},
       [](const Scenario&, const Model&) -> Points { return std::vector{.01, .05, .25, .5, .75, .95, .99}; }},
      {{"time", "t", "year", "§5", {"beginning of the period", "期初时间"}},
       {"the scenario's dates, 2022.25 for the second quarter of 2022", "情景的时点，2022.25 表示 2022 年第二季度初"},
       [](const Scenario&, const Model& model) -> Points { return dates(model.parameters); }},
      {{"region", "m", "", "§1", {"region", "区域"}},
       {"names of the scenario's regions, in its order", "情景中的区域名称，按其顺序"},
       [](const Scenario&, const Model& model) -> Points { return names(model.parameters.regions); }},
      {{"industry", "j", "", "§1", {"industry", "行业"}},
       {"names of the scenario's industries, in its order", "情景中的行业名称，按其顺序"},
       [](const Scenario&, const Model& model) -> Points { return names(model.parameters.industries); }},
      {{"location", "ℓ", "", "§8", {"location of data centres", "数据中心所在地"}},
       {"names of the scenario's locations, in its order; only with them",
        "情景中的地点名称，按其顺序；仅在给出地点时存在"},
       [](const Scenario&, const Model& model) -> Points { return names(model.parameters.locations); }},
      {{"class", "k", "", "§8", {"class of work by the latency that it bears", "按可承受时延划分的业务类别"}},
       {"names of the scenario's service_classes, in its order; only with locations",
        "情景中的业务类别名称，按其顺序；仅在给出地点时存在"},
       [](const Scenario&, const Model& model) -> Points { return names(model.parameters.service_classes); }},
      {{"year", "t", "year", "§7.6", {"date at which distributions of firms are observed", "企业分布的观测时点"}},
       {"from the first date on, as many years apart as record.distributions says; only with it",
        "自首个时点起，间隔由 record.distributions 给定；仅在设定该键时存在"},
       [](const Scenario&, const Model& model) -> Points { return observed_years(model.parameters); }},
      {{"probability", "q", "1", "§7.6", {"probability of a quantile over firms", "跨企业分位数的概率水平"}},
       {".01, .05, .1, .25, .5, .75, .9, .95, .99; only with record.distributions",
        ".01、.05、.1、.25、.5、.75、.9、.95、.99；仅在设定 record.distributions 时存在"},
       [](const Scenario&, const Model& model) -> Points {
         return where_observed(model, std::vector<double>(firm_probabilities.begin(), firm_probabilities.end()));
       }},
      {{"size_bin", "s", "1", "s_i = ln(P_cy_i N/Y), §7.6", {"log size", "规模的对数"}},
       {"centres of bins of one width; the first and the last hold what lies beyond; only with record.distributions",
        "等宽组的组中值，首末两组含其外的企业；仅在设定 record.distributions 时存在"},
       [](const Scenario&, const Model& model) -> Points {
         return where_observed(model, centres(size_bins_of_files));
       }},
      {{"growth_bin", "g", "1/year", "§7.6", {"growth of survivors", "存续企业的增长率"}},
       {"centres of bins of one width; the first and the last hold what lies beyond; only with record.distributions",
        "等宽组的组中值，首末两组含其外的企业；仅在设定 record.distributions 时存在"},
       [](const Scenario&, const Model& model) -> Points {
         return where_observed(model, centres(growth_bins_of_files));
       }},
      {{"size_class",
        "",
        "1",
        "§7.6",
        {"tenth of the firms by size, the smallest first", "企业规模的十分位组，由小到大"}},
       {"1 to 10; only with record.distributions", "1 至 10；仅在设定 record.distributions 时存在"},
       [](const Scenario&, const Model& model) -> Points { return where_observed(model, counted(1, size_classes)); }},
      {{"snapshot", "t", "year", "§7.6", {"date at which all firms are recorded", "记录全部企业的时点"}},
       {"record.snapshots; only with it", "record.snapshots；仅在设定该键时存在"},
       [](const Scenario&, const Model& model) -> Points { return model.parameters.record.snapshots; }},
      {{"firm", "i", "1", "§7.6", {"firm, cell after cell", "企业，按单元依次编号"}},
       {"integers from 0; only with record.snapshots", "自 0 起的整数；仅在设定 record.snapshots 时存在"},
       [](const Scenario&, const Model& model) -> Points {
         return model.parameters.record.snapshots.empty() ? std::vector<std::int64_t>{}
                                                          : counted(0, model.layout.firms());
       }},
      {{"panel_firm", "i", "1", "§7.6", {"firm that a panel follows", "面板所跟踪的企业"}},
       {"numbers as of firm, evenly spread; only with record.panel",
        "编号同 firm，均匀选取；仅在设定 record.panel 时存在"},
       [](const Scenario&, const Model& model) -> Points { return firms_of_panel(model); }}};
  return all;
}

namespace {

std::vector<std::string> with_first(const char* first, std::vector<std::string> dimensions) {
  dimensions.insert(dimensions.begin(), first);
  return dimensions;
}

// What is kept of firms and, with locations, of these.
std::vector<RecordedVariable> further_variables(const RecordParameters& record, bool located) {
  std::vector<RecordedVariable> all = firm_variables(record);
  if (located) std::ranges::move(siting_variables(), std::back_inserter(all));
  return all;
}

void add_further_variables(const RecordParameters& record, bool located, std::vector<output::Variable>& all) {
  std::vector<output::Variable> quantiles;
  for (const RecordedVariable& v : further_variables(record, located)) {
    all.push_back({v.group, v.description, with_first("replication", v.dimensions)});
    if (v.about_quantiles)
      quantiles.push_back(
          {v.group + "_quantiles", v.description, with_first("quantile", v.dimensions), path_of(all.back())});
  }
  std::ranges::move(quantiles, std::back_inserter(all));
  for (const RecordedVariable& v : places_of_firms(record)) all.push_back({v.group, v.description, v.dimensions});
}

}  // namespace

const Series& series_named(std::string_view name) { return *std::ranges::find(all_series(), name, &Series::name); }

std::vector<output::Variable> result_variables(CapitalMarket market, bool balanced, const RecordParameters& record,
                                               bool located, const DesignParameters& design) {
  std::vector<output::Variable> all, quantiles;
  for (const LevelGroup& level : levels())
    for (const Series& series : all_series()) {
      if (!is_recorded(series, level.level, market)) continue;
      const auto over = [&](const char* sample) {
        std::vector<std::string> dimensions{sample, "time"};
        dimensions.insert(dimensions.end(), level.places.begin(), level.places.end());
        return dimensions;
      };
      all.push_back({group_of(level.level), series.description(), over("replication")});
      quantiles.push_back(
          {quantile_group_of(level.level), series.description(), over("quantile"), path_of(all.back())});
    }
  std::ranges::move(quantiles, std::back_inserter(all));
  for (const IdentityDeclaration& identity : identities)
    all.push_back({identities_group, {std::string(identity.name), "", "1", "§5.1", identity.meaning}, {"replication"}});

  std::vector<std::string> at_rest, on_path{"time"};
  if (market == CapitalMarket::regional) at_rest.push_back("region"), on_path.push_back("region");
  for (const PathSeries& path : path_series) {
    Description description = series_named(path.name).description();
    description.source = "§4";
    all.push_back({path_group, description, on_path});
  }
  if (balanced)
    for (const SteadyStateNumber& n : steady_state_numbers())
      all.push_back({rest_group, {std::string(n.name), n.symbol, n.unit, n.source, n.meaning}, at_rest});
  add_further_variables(record, located, all);
  std::ranges::move(design_variables(market, design), std::back_inserter(all));
  return all;
}

std::vector<output::Group> groups_of(std::span<const output::Variable> variables) {
  std::vector<output::Group> all;
  const auto add = [&](const std::string& name, Words meaning) {
    if (std::ranges::find(variables, name, &output::Variable::group) != variables.end()) all.push_back({name, meaning});
  };
  for (const LevelGroup& level : levels()) add(group_of(level.level), level.simulated);
  for (const LevelGroup& level : levels()) add(quantile_group_of(level.level), level.quantiles);
  for (const output::Group& group : other_groups) add(group.name, group.meaning);
  const auto add_new = [&](const std::string& name, const Words& meaning) {
    if (std::ranges::find(all, name, &output::Group::name) == all.end()) add(name, meaning);
  };
  const std::vector<RecordedVariable> further = further_variables(everything_recorded(), true);
  for (const RecordedVariable& v : further) add_new(v.group, v.about);
  for (const RecordedVariable& v : further)
    if (v.about_quantiles) add_new(v.group + "_quantiles", *v.about_quantiles);
  for (const RecordedVariable& v : places_of_firms(everything_recorded())) add_new(v.group, v.about);
  return all;
}

output::Schema result_schema(const Scenario& scenario, const Model& model,
                             std::span<const output::FailedRow> failures) {
  output::Schema schema;
  for (const ResultDimension& d : result_dimensions())
    if (output::Coordinates points = d.points(scenario, model);
        output::size(points) > 0 || d.description.name == rows_dimension)
      schema.dimensions.push_back({d.description, std::move(points), d.description.name == rows_dimension});
  schema.variables = result_variables(model.parameters.capital_market, has_steady_state(model), model.parameters.record,
                                      !model.sites.empty(), scenario.parameters.design);
  schema.groups = groups_of(schema.variables);
  schema.attributes = attributes_of(file_facts(), scenario);
  schema.provenance = attributes_of(provenance_facts(), scenario);
  std::ranges::find(schema.provenance, output::failures_attribute, &output::Attribute::name)->value =
      output::in_attribute(failures);
  schema.replications_per_chunk = replications_per_batch;
  return schema;
}

RecordParameters everything_recorded() {
  return {.distributions = {DistributionRecord::every, 1}, .snapshots = {0}, .panel = 1};
}

namespace {

void write_places(output::ResultWriter& writer, const Model& model) {
  const auto write = [&](const char* group, std::span<const std::int64_t> firms) {
    const FirmPlaces places = places_of(model, firms);
    writer.write(group, "region_number", places.region);
    writer.write(group, "industry_number", places.industry);
  };
  if (!model.parameters.record.snapshots.empty()) write("snapshot_firms", counted(0, model.layout.firms()));
  if (model.parameters.record.panel > 0) write("panel_firms", firms_of_panel(model));
}

}  // namespace

void write_theory(output::ResultWriter& writer, const Model& model) {
  write_places(writer, model);
  const std::vector<QuietPath> paths = quiet_paths(model);
  for (const PathSeries& series : path_series) {
    std::vector<double> values;  // [date × economy]
    for (std::size_t t = 0; t <= model.periods; ++t)
      for (const QuietPath& path : paths) values.push_back((path.*series.values)[t]);
    writer.write(path_group, series.name, values);
  }
  if (!has_steady_state(model)) return;
  for (const SteadyStateNumber& n : steady_state_numbers()) {
    std::vector<double> values;
    for (const EconomyTechnology& economy : model.economies)
      values.push_back(n.of(steady_state(economy, model.parameters).path).value_or(missing));
    writer.write(rest_group, n.name, values);
  }
}

output::ResultWriter begin_result(const std::filesystem::path& path, const Scenario& scenario, const Model& model,
                                  std::span<const output::FailedRow> failures) {
  output::ResultWriter writer(path, result_schema(scenario, model, failures), only_results_of(ResultKind::ensemble));
  write_theory(writer, model);
  return writer;
}

}  // namespace suanli
