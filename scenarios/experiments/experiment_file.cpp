// Findings as a file for h5py and xarray, and as tables; the words travel with the numbers.
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <list>

#include "output/result_file.hpp"
#include "scenarios/comparison/compare.hpp"
#include "scenarios/experiments/experiment.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

/// A number that describes a measurement.
struct Number {
  const char* name;
  double (*of)(const Measurement&);
};
constexpr Number numbers[] = {
    {"effect", [](const Measurement& m) { return m.effect.mean; }},
    {"standard_error", [](const Measurement& m) { return m.effect.standard_error; }},
    {"low_99", [](const Measurement& m) { return m.interval().low; }},
    {"high_99", [](const Measurement& m) { return m.interval().high; }},
    {"relevant", [](const Measurement& m) { return m.relevant; }},
    {"theory", [](const Measurement& m) { return m.theory.value_or(std::numeric_limits<double>::quiet_NaN()); }}};

/// The two readings of each experiment: the mechanism at work, and switched off.
struct Side {
  const char* name;
  Words meaning;
  Reading Evidence::*reading;
};
const Side sides[] = {{"with", {"with the mechanism", "保留机制"}, &Evidence::with},
                      {"without", {"without the mechanism", "去除机制"}, &Evidence::without}};

const output::Group conclusions{"findings", {"conclusions", "结论"}};

std::string group_of(const Experiment& experiment, const Side& side) {
  return fmt::format("{}_{}", experiment.finding, side.name);
}

struct Column {
  output::Variable variable;
  std::vector<double> values;
};

std::vector<Column> columns_of(const std::vector<Evidence>& all) {
  std::vector<Column> columns{
      {{conclusions.name,
        {"conclusion",
         "",
         "1",
         "§11",
         {"0 holds, 1 holds under a condition, 2 fails, 3 undecided", "0 成立，1 有条件成立，2 不成立，3 无法判定"}},
        {"finding", "reading"}},
       {}}};
  for (const Evidence& e : all)
    for (const Side& side : sides) {
      const Reading& reading = e.*side.reading;
      columns.front().values.push_back(static_cast<double>(reading.conclusion));
      for (std::size_t i = 0; i < reading.measured.size(); ++i) {
        const Measurement& m = reading.measured[i];
        Column column{{group_of(*e.experiment, side),
                       {fmt::format("measured_{:02}", i), "", m.unit, "§11", {m.what.en, m.what.zh}},
                       {"number"}},
                      {}};
        for (const Number& number : numbers) column.values.push_back(number.of(m));
        columns.push_back(std::move(column));
      }
    }
  return columns;
}

std::vector<output::Attribute> words_of(const std::vector<Evidence>& all) {
  std::vector<output::Attribute> words;
  for (const Evidence& e : all) {
    const Experiment& x = *e.experiment;
    const auto add = [&](const char* name, const Text& said) {
      words.push_back({fmt::format("{}_{}", x.finding, name), said.en});
      words.push_back({fmt::format("{}_{}_zh", x.finding, name), said.zh});
    };
    for (const auto& [name, said] : {std::pair{"title", &x.title},
                                     {"claim", &x.claim},
                                     {"restated", &x.restated},
                                     {"relevance", &x.relevance},
                                     {"mechanism", &x.mechanism},
                                     {"switched_off", &x.switched_off},
                                     {"against", &x.against}})
      add(name, both(*said));
    add("verdict", verdict_on(e.with)), add("verdict_without", verdict_on(e.without));
  }
  return words;
}

output::Schema schema_of(const std::vector<Evidence>& all, const std::vector<Column>& columns,
                         std::list<Text>& meanings) {
  output::Schema schema;
  std::vector<std::string> findings, readings, names;
  for (const Evidence& e : all) findings.emplace_back(e.experiment->finding);
  for (const Side& side : sides) readings.emplace_back(side.name);
  for (const Number& number : numbers) names.emplace_back(number.name);
  schema.dimensions = {
      {{"finding", "", "", "§11", {"finding of the report", "报告的发现"}}, findings},
      {{"reading", "", "", "§11", {"with the mechanism that is named, and without", "保留与去除所指机制"}}, readings},
      {{"number", "", "", "§11", {"number of a measurement", "测量的各项数值"}}, names}};
  for (const Column& column : columns) schema.variables.push_back(column.variable);
  schema.groups.push_back(conclusions);
  for (const Evidence& e : all)
    for (const Side& side : sides) {
      const Text& meaning = meanings.emplace_back(text("{}, {}", "{}，{}", e.experiment->title, side.meaning));
      schema.groups.push_back({group_of(*e.experiment, side), {meaning.en, meaning.zh}});
    }
  schema.attributes = {{"title", "Suanli: findings of the report put to the test"},
                       {"title_zh", "算力：报告发现的检验"},
                       {"Conventions", "CF-1.8"},
                       {"schema_version", std::int64_t{schema_version}}};
  for (output::Attribute& attribute : words_of(all)) schema.attributes.push_back(std::move(attribute));
  for (const Fact& fact : provenance_facts())  // those of the program
    for (const char* const name : {"version", "commit", "compiler"})
      if (fact.name == std::string_view(name)) schema.provenance.push_back({fact.name, fact.value(Scenario{})});
  return schema;
}

}  // namespace

Contents contents_of_findings(const std::vector<const Experiment*>& experiments) {
  Contents all{ResultKind::findings, {conclusions.name}};
  for (const Experiment* experiment : experiments)
    for (const Side& side : sides) all.groups.push_back(group_of(*experiment, side));
  return all;
}

void write(const std::vector<Evidence>& all, const Destinations& to, Language headers) {
  if (!to.file && !to.tables) return;
  const std::vector<Column> columns = columns_of(all);
  std::list<Text> meanings;  // which descriptions only look at
  write_numbers(to, headers, [&](const std::filesystem::path& path) {
    output::ResultWriter writer(path, schema_of(all, columns, meanings), only_results_of(ResultKind::findings));
    for (const Column& column : columns)
      writer.write(column.variable.group, column.variable.description.name, column.values);
    writer.publish();
  });
}

}  // namespace suanli
