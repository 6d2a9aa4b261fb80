#include "scenarios/report/shapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "scenarios/results.hpp"

namespace suanli::report {

namespace {

struct KnownWords {
  std::string_view name;
  Words words;
};

constexpr KnownWords units[] = {{"1", {"", ""}},
                                {"1/year", {"a year", "每年"}},
                                {"1e12 yuan/year", {"trillion yuan a year", "万亿元/年"}},
                                {"1e12 yuan", {"trillion yuan", "万亿元"}},
                                {"1e12 yuan/unit", {"trillion yuan a unit", "万亿元/单位"}},
                                {"unit/year", {"units a year", "单位/年"}},
                                {"1e12 kWh/year", {"trillion kWh a year", "万亿千瓦时/年"}},
                                {"GtCO2/year", {"Gt CO₂ a year", "十亿吨 CO₂/年"}},
                                {"year", {"years", "年"}},
                                {"ms", {"ms", "毫秒"}},
                                {"pp/year", {"percentage points a year", "百分点/年"}},
                                {"pp", {"percentage points", "百分点"}},
                                {"percentage points", {"percentage points", "百分点"}},
                                {"% a year", {"% a year", "%/年"}},
                                {"% of output", {"% of output", "占产出 %"}}};

// Places, kinds of work and stresses that the shipped scenarios name.
constexpr KnownWords places[] = {
    {"jing_jin_ji", {"Jing-Jin-Ji", "京津冀"}},
    {"yangtze_delta", {"Yangtze Delta", "长三角"}},
    {"guangdong", {"Guangdong", "广东"}},
    {"west", {"West", "西部"}},
    {"east", {"East", "东部"}},
    {"chengdu_chongqing", {"Chengdu-Chongqing", "成渝"}},
    {"inner_mongolia", {"Inner Mongolia", "内蒙古"}},
    {"guizhou", {"Guizhou", "贵州"}},
    {"gansu", {"Gansu", "甘肃"}},
    {"ningxia", {"Ningxia", "宁夏"}},
    {"south_west", {"South-West", "西南"}},
    {"north_west", {"North-West", "西北"}},
    {"internet", {"Internet", "互联网"}},
    {"finance", {"Finance", "金融"}},
    {"manufacturing", {"Manufacturing", "制造业"}},
    {"healthcare", {"Healthcare", "医疗"}},
    {"telecom", {"Telecom", "电信"}},
    {"energy", {"Energy", "能源"}},
    {"transport", {"Transport", "交通"}},
    {"sensitive", {"Sensitive to latency", "时延敏感"}},
    {"tolerant", {"Tolerant of latency", "时延不敏感"}},
    {"ai-demand-surge", {"Surge of AI demand", "人工智能需求激增"}},
    {"carbon-price-path", {"Carbon price path", "碳价路径"}},
    {"chip-squeeze", {"Chip squeeze", "芯片受限"}},
    {"compound", {"Compound stress", "复合冲击"}},
    {"electricity-price-spike", {"Electricity price spike", "电价飙升"}},
    {"hydropower-drought", {"Hydropower drought", "水电干旱"}},
    {"siting-multiplier-latency-relief", {"Steering west, latency relieved", "引导西迁并放宽时延"}},
    {"siting-multiplier", {"Steering west", "引导西迁"}},
    {"strict-latency", {"Strict latency", "严格时延"}},
    {"trunk-link-failure", {"Trunk link failure", "干线链路故障"}},
    {"western-build-out", {"Western build-out", "西部超前建设"}},
    {"western-demand-shortfall", {"Western demand shortfall", "西部需求不足"}},
    {"western-hub-outage", {"Western hub outage", "西部枢纽停机"}}};

template <std::size_t count> const KnownWords* find(const KnownWords (&all)[count], std::string_view name) {
  const auto* const found = std::ranges::find(all, name, &KnownWords::name);
  return found == std::end(all) ? nullptr : found;
}

std::string text_of(const std::vector<output::Attribute>& attributes, std::string_view name) {
  const auto found = std::ranges::find(attributes, name, &output::Attribute::name);
  const auto* const words = found == attributes.end() ? nullptr : std::get_if<std::string>(&found->value);
  return words == nullptr ? "" : *words;
}

bool all_equal(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

}  // namespace

Text unit_words(std::string_view unit) {
  const KnownWords* const known = find(units, unit);
  return known != nullptr ? both(known->words) : both(std::string(unit));
}

Text place_name(const std::string& name) {
  if (const KnownWords* const known = find(places, name)) return both(known->words);
  std::string spaced = name;
  std::ranges::replace(spaced, '_', ' ');
  std::ranges::replace(spaced, '-', ' ');
  return capitalised(both(spaced));
}

std::vector<Text> place_names(const std::vector<std::string>& names) {
  std::vector<Text> all;
  for (const std::string& name : names) all.push_back(place_name(name));
  return all;
}

Text capitalised(Text words) {
  // A letter by itself is a symbol: "r" is not "R".
  const auto is_word = [](const std::string& w) {
    return w.size() > 1 && std::islower(static_cast<unsigned char>(w[0])) &&
           std::islower(static_cast<unsigned char>(w[1]));
  };
  for (std::string* const said : {&words.en, &words.zh})
    if (is_word(*said)) (*said)[0] = static_cast<char>(std::toupper(static_cast<unsigned char>((*said)[0])));
  return words;
}

Described described(const output::ResultReader& file, const std::string& path) {
  const std::vector<output::Attribute> all = file.attributes(path);
  const std::string en = text_of(all, "long_name"), zh = text_of(all, "long_name_zh");
  return {{en, zh.empty() ? en : zh}, text_of(all, "symbol"), text_of(all, "units"), text_of(all, "equation")};
}

page::Axis axis_of(const output::ResultReader& file, const std::string& path) {
  const Described words = described(file, path);
  return {words.symbol.empty() ? capitalised(words.meaning) : both(words.symbol), unit_words(words.unit),
          words.unit == "1/year" ? page::Form::percent : page::Form::plain};
}

page::Axis axis_of_time() { return {{}, {}, page::Form::year}; }

page::Axis named_axis(std::vector<Text> names, Text title) {
  return {std::move(title), {}, page::Form::plain, page::Scale::named, std::move(names)};
}

std::vector<double> numbers_along(const output::ResultReader& file, const std::string& dimension) {
  const output::Coordinates points = file.coordinates(dimension);
  if (const auto* const numbers = std::get_if<std::vector<double>>(&points)) return *numbers;
  if (const auto* const whole = std::get_if<std::vector<std::int64_t>>(&points)) return {whole->begin(), whole->end()};
  throw output::OutputError(text("{}: '{}' is not numbered", "{}: “{}”不是数值", file.path().string(), dimension));
}

std::vector<std::string> names_along(const output::ResultReader& file, const std::string& dimension) {
  const output::Coordinates points = file.coordinates(dimension);
  if (const auto* const names = std::get_if<std::vector<std::string>>(&points)) return *names;
  throw output::OutputError(text("{}: '{}' has no names", "{}: “{}”没有名称", file.path().string(), dimension));
}

bool has_dimension(const output::ResultReader& file, std::string_view dimension) {
  return std::ranges::find(file.dimensions(), dimension) != file.dimensions().end();
}

bool has_group(const output::ResultReader& file, std::string_view group) {
  return std::ranges::find(file.groups(), group) != file.groups().end();
}

void expect_shape(bool holds) {
  if (!holds)
    throw NothingToShow(text("suanli report: a variable of the file has another shape than suanli writes",
                             "suanli report：文件中某变量的形状与 suanli 写出的不同"));
}

std::vector<double> along(const output::Table& table, std::size_t axis, std::vector<std::size_t> at) {
  expect_shape(at.size() == table.shape.size());
  for (std::size_t i = 0; i < at.size(); ++i) expect_shape(i == axis || at[i] < table.shape[i]);
  std::size_t stride = 1, first = 0;
  for (std::size_t i = table.shape.size(), step = 1; i-- > 0; step *= table.shape[i]) {
    if (i == axis) stride = step;
    else first += at[i] * step;
  }
  std::vector<double> values;
  for (std::size_t i = 0; i < table.shape[axis]; ++i) values.push_back(table.values[first + i * stride]);
  return values;
}

std::vector<std::size_t> spread(std::size_t count, std::size_t most) {
  std::vector<std::size_t> places;
  const std::size_t kept = std::min(count, most);
  for (std::size_t i = 0; i < kept; ++i) places.push_back(kept == count ? i : i * (count - 1) / (kept - 1));
  return places;
}

Text sentences(const Text& first, const Text& second) {
  if (first.empty() || second.empty()) return first.empty() ? second : first;
  return text("{} {}", "{}{}", first, second);
}

Text dates_drawn(std::size_t dates) {
  if (dates <= most_dates) return {};
  return text("{} of {} dates are drawn.", "绘出 {1} 个时点中的 {0} 个。", most_dates, dates);
}

const std::vector<double>& Quantiles::at(double probability) const {
  const auto off = [&](double p) { return std::abs(p - probability); };
  const auto nearest = std::ranges::min_element(probabilities, {}, off);
  return values[static_cast<std::size_t>(nearest - probabilities.begin())];
}

Quantiles quantiles_of(const output::ResultReader& file, const std::string& group, const std::string& series,
                       const std::vector<std::size_t>& place) {
  const output::Table table = file.read(group + "/" + series);
  const std::vector<double> dates = numbers_along(file, "time");
  const std::vector<std::size_t> kept = spread(dates.size(), most_dates);
  Quantiles q{numbers_along(file, "quantile"), picked(dates, kept), {}};
  expect_shape(table.shape.size() == 2 + place.size() && table.shape[0] == q.probabilities.size() &&
               table.shape[1] == dates.size());
  for (std::size_t p = 0; p < q.probabilities.size(); ++p) {
    std::vector<std::size_t> at{p, 0};
    at.insert(at.end(), place.begin(), place.end());
    q.values.push_back(picked(along(table, 1, at), kept));
  }
  return q;
}

std::vector<page::Curve> fan(const Quantiles& q, page::Colour colour) {
  std::vector<page::Curve> curves;
  if (!all_equal(q.values.front(), q.values.back()))
    for (const auto& [low, high, strength] : {std::tuple{.01, .99, .15}, {.05, .95, .45}, {.25, .75, .9}})
      curves.push_back({text("{:g} to {:g} %", "{:g} 至 {:g} %", 100 * low, 100 * high),
                        page::Mark::band,
                        colour,
                        q.dates,
                        {},
                        q.at(low),
                        q.at(high),
                        strength});
  curves.push_back({text("median", "中位数"), page::Mark::line, colour, q.dates, q.at(.5)});
  return curves;
}

Text source_of(const RunFile& run) {
  const std::size_t replications = replications_in_all(run.parameters);
  return text("{}, {}", "{}，{}", run.path.filename().string(), counted(replications, replication_words));
}

std::string numbered(std::string_view id, std::size_t number) {
  return number == 0 ? std::string(id) : fmt::format("{}-{}", id, number + 1);
}

Text titled(const Text& title, const std::string& name, std::size_t files) {
  return files > 1 ? text("{}: {}", "{}：{}", title, name) : title;
}

page::Colour colour_of(std::size_t number) {
  using enum page::Colour;
  constexpr page::Colour order[] = {blue, vermilion, green, orange, purple, sky_blue, ink, grey};
  return order[number % std::size(order)];
}

}  // namespace suanli::report
