// output/SCHEMA.md against the declarations, and against files that were really written.
#include "scenarios/schema_document.hpp"

#include <doctest/doctest.h>

#include <map>
#include <regex>
#include <set>

#include "scenarios/results.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/scenarios/siting_sample.hpp"

namespace suanli::test {
namespace {

using output::ResultReader;
using Cells = std::vector<std::string>;

const std::string& document() {
  static const std::string text = bytes_of(SUANLI_SOURCE_DIR "/output/SCHEMA.md");
  return text;
}

/// Cells of a line of a table.
Cells cells_of(const std::string& line) {
  Cells cells;
  for (std::size_t start = 2, end; (end = line.find(" |", start)) != std::string::npos; start = end + 3)
    cells.push_back(std::regex_replace(line.substr(start, end - start), std::regex(R"(\\\*)"), "*"));
  return cells;
}

std::string without_ticks(std::string name) {
  std::erase(name, '`');
  return name;
}

Cells words_between_ticks(const std::string& text) {
  static const std::regex word("`([^`]*)`");
  Cells all;
  for (std::sregex_iterator found(text.begin(), text.end(), word), end; found != end; ++found)
    all.push_back((*found)[1]);
  return all;
}

/// What the document says that files hold: for each path or attribute, its words.
struct Promised {
  std::map<std::string, Cells> dimensions;            // unit, symbol, English, Chinese, equation
  std::map<std::string, Cells> variables;             // the same
  std::map<std::string, Cells> dimensions_of_groups;  // names
  std::map<std::string, Cells> meanings_of_groups;    // English and Chinese
  std::set<std::string> attributes_of_file, attributes_of_variables, attributes_of_provenance;
};

/// What it says about files of regional, or of national markets.
Promised promised(bool for_regional) {
  Promised all;
  Cells groups;
  std::istringstream lines(document());
  std::string section;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) groups.clear();
    if (line.starts_with("#") || line.starts_with("Of ")) section = line;
    const bool is_entry = line.starts_with("| `");
    if (section.starts_with("### ") && line.starts_with("- `")) {
      const std::size_t open = line.find(" ("), close = line.find("): "), middle = line.find(". ", close);
      std::string dimensions = line.substr(open, close - open);
      if (!for_regional) dimensions = dimensions.substr(0, dimensions.find("with regional markets"));
      groups.push_back(words_between_ticks(line.substr(0, open)).at(0));
      all.dimensions_of_groups[groups.back()] = words_between_ticks(dimensions);
      all.meanings_of_groups[groups.back()] = {line.substr(close + 3, middle - close - 3),
                                               line.substr(middle + 2, line.rfind("。") - middle - 2)};
    } else if (section.starts_with("### ") && is_entry) {
      const Cells c = cells_of(line);
      if (c.at(6) == "regional only" && !for_regional) continue;
      for (const std::string& group : groups)
        all.variables[group + '/' + without_ticks(c[0])] = {c[2], c[1], c[3], c[4], c[5]};
    } else if (section.starts_with("## Dimensions") && is_entry) {
      const Cells c = cells_of(line);
      all.dimensions[without_ticks(c.at(0))] = {c[2], c[1], c[5], c[6], c.at(7)};
    } else if (is_entry) {
      const std::string name = without_ticks(cells_of(line).at(0));
      if (section.starts_with("Of the file")) all.attributes_of_file.insert(name);
      if (section.starts_with("Of dimensions")) all.attributes_of_variables.insert(name);
      if (section.starts_with("Of the group")) all.attributes_of_provenance.insert(name);
    }
  }
  return all;
}

std::set<std::string> names_of(const std::vector<output::Attribute>& attributes) {
  std::set<std::string> names;
  for (const output::Attribute& attribute : attributes) names.insert(attribute.name);
  return names;
}

Cells described(const ResultReader& file, const std::string& path) {
  Cells all;
  const std::set<std::string> known = names_of(file.attributes(path));
  for (const char* name : {"units", "symbol", "long_name", "long_name_zh", "equation"})
    all.push_back(known.contains(name) ? file.text_attribute(path, name) : "");
  return all;
}

TEST_CASE("SCHEMA.md is what the declarations say") { CHECK((document() == schema_as_markdown())); }

TEST_CASE("a file holds everything that SCHEMA.md promises, with these words, and nothing else") {
  const TemporaryDirectory directory;
  for (const bool is_regional : {false, true}) {
    CAPTURE(is_regional);
    std::vector<std::string> settings{"time.end=2023",
                                      "record.distributions={every: 1}",
                                      "record.snapshots=[2022, 2022.5]",
                                      "record.panel=3",
                                      "ensemble.replications=2",
                                      "design.points=2",
                                      "design.varied.sigma={key: household.risk_aversion, low: 6, high: 10}"};
    if (is_regional)  // whose work stays at home
      for (const char* closed : {"capital_market=regional",
                                 "service_classes={sensitive: {latency_limit: 10}, "
                                 "tolerant: {latency_limit: 10}}"})
        settings.emplace_back(closed);
    run_scenario_into(directory / "a.h5", sited(settings));
    const ResultReader file(directory / "a.h5");
    const Promised promise = promised(is_regional);
    CHECK(promise.variables.size() == file.variables().size());
    for (const std::string& path : file.variables()) {
      CAPTURE(path);
      if (path == "design/sigma") continue;  // promised as `<varied>`, described as its key is
      REQUIRE(promise.variables.contains(path));
      CHECK(promise.variables.at(path) == described(file, path));
      CHECK(promise.dimensions_of_groups.at(path.substr(0, path.find('/'))) == file.dimensions_of(path));
      for (const std::string& name : names_of(file.attributes(path)))
        CHECK(promise.attributes_of_variables.contains(name));
    }
    CHECK(promise.dimensions.size() == file.dimensions().size());
    for (const std::string& name : file.dimensions()) {
      CAPTURE(name);
      REQUIRE(promise.dimensions.contains(name));
      CHECK(promise.dimensions.at(name) == described(file, name));
    }
    CHECK(promise.meanings_of_groups.size() + 2 == file.groups().size());
    for (const auto& [group, words] : promise.meanings_of_groups)
      CHECK(words == Cells{file.text_attribute(group, "long_name"), file.text_attribute(group, "long_name_zh")});
    CHECK(promise.attributes_of_file == names_of(file.attributes("")));
    CHECK(promise.attributes_of_provenance == names_of(file.attributes("provenance")));
  }
}

}  // namespace
}  // namespace suanli::test
