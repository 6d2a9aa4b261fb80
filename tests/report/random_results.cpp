// Writes a result file whose every number is random, so that what a page shows can only come from the file:
//   random_results FILE REPLICATIONS [hostile | dense]
// With "hostile" what variables mean and their units, and words of the provenance, are markup; with "dense" there are
// 4001 dates.
#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/results.hpp"
#include "tests/scenarios/siting_sample.hpp"

namespace suanli::test {
namespace {

constexpr const char* markup[] = {"</script><img src=x onerror=\"window.hacked = 1\">", "<b>bold</b> & 'more'"};

std::size_t values_of(const output::Schema& schema, const output::Variable& variable) {
  std::size_t count = 1;
  for (const std::string& name : variable.dimensions)
    for (const output::Dimension& d : schema.dimensions)
      if (d.description.name == name && !d.unlimited) count *= output::size(d.coordinates);
  return count;
}

void make_hostile(output::Schema& schema) {
  for (output::Variable& v : schema.variables)
    v.description.meaning = {markup[0], markup[0]}, v.description.unit = v.description.symbol = markup[1];
  for (output::Attribute& attribute : schema.provenance)
    if (attribute.name == "scenario_file" || attribute.name == "scenario_text")
      attribute.value = std::string(markup[0]);
}

void write(const std::filesystem::path& path, std::size_t replications, std::string_view kind) {
  const bool hostile = kind == "hostile", dense = kind == "dense";
  const Scenario scenario = sited({"ensemble.replications=" + std::to_string(replications), "time.end=2030",
                                   dense ? "time.step=0.002" : "time.step=0.5", "record.distributions.every=2"});
  const Model model(scenario.parameters);
  output::Schema schema = result_schema(scenario, model);
  if (hostile) make_hostile(schema);
  output::ResultWriter writer(path, schema);
  std::mt19937_64 random(20221231);
  const auto numbers = [&](std::size_t count) {
    std::vector<double> all(count);
    for (double& x : all) x = 1 + static_cast<double>(random() >> 11) * 0x1p-53;
    return all;
  };
  std::vector<const output::Variable*> rows;
  for (const output::Variable& v : schema.variables) {
    if (!v.quantiles_of.empty()) continue;
    if (!v.dimensions.empty() && v.dimensions.front() == "replication") rows.push_back(&v);
    else writer.write(v.group, v.description.name, numbers(values_of(schema, v)));
  }
  for (std::size_t first = 0; first < replications; first += schema.replications_per_chunk) {
    const std::size_t count = std::min(schema.replications_per_chunk, replications - first);
    std::vector<std::vector<double>> values;
    for (const output::Variable* v : rows) values.push_back(numbers(count * values_of(schema, *v)));
    writer.write_replications(first, count, std::vector<std::span<const double>>(values.begin(), values.end()));
  }
  writer.publish();
}

}  // namespace
}  // namespace suanli::test

int main(int count, char** words) {
  if (count < 3) return 2;
  try {
    suanli::test::write(words[1], std::stoul(words[2]), count > 3 ? words[3] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
}
