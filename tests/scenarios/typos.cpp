// Slips of one letter in keys, generated from the declarations: none is taken in silence, nearly all are understood.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "scenarios/keys.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/scenarios/siting_sample.hpp"

namespace suanli::test {
namespace {

/// A key as it stands in a text: its line and column from 1, its path with the names of this text.
struct Written {
  std::size_t line = 0, column = 0;
  std::string path, name;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
    lines.push_back(text.substr(at, end - at));
  return lines;
}

std::size_t depth_of(const std::string& line) { return line.find_first_not_of(' ') / 2; }

/// Finds "regions.<region>.tau" in lines [first, end), where it is written first; <region> is an entry of regions.
std::optional<Written> written(const std::vector<std::string>& lines, std::size_t first, std::size_t end,
                               const std::string& declared) {
  const std::size_t dot = declared.find('.');
  const std::string part = declared.substr(0, dot);
  for (std::size_t line = first, after; line < end; line = after) {
    const std::size_t depth = depth_of(lines[line]);
    for (after = line + 1; after < end && depth_of(lines[after]) > depth;) ++after;
    const std::string name = lines[line].substr(2 * depth, lines[line].find(':') - 2 * depth);
    if (name != part && !part.starts_with('<')) continue;
    if (dot == std::string::npos) return Written{line + 1, 2 * depth + 1, name, name};
    if (std::optional<Written> key = written(lines, line + 1, after, declared.substr(dot + 1))) {
      key->path = name + "." + key->path;
      return key;
    }
  }
  return std::nullopt;
}

std::set<std::string> slips_of(const std::string& name) {
  std::set<std::string> slips;
  for (std::size_t i = 0; i < name.size(); ++i) {
    slips.insert(name.substr(0, i) + name.substr(i + 1));
    for (const char letter : {'a', 'e', 's', 'x'})
      for (const std::size_t rest : {i, i + 1}) slips.insert(name.substr(0, i) + letter + name.substr(rest));
    if (i + 1 < name.size()) slips.insert(name.substr(0, i) + name[i + 1] + name[i] + name.substr(i + 2));
  }
  slips.erase(name);
  return slips;
}

/// The words that stand before numbers, `level: {given: 2}`, where they are written.
std::vector<Written> words_before_numbers(const std::vector<std::string>& lines) {
  std::vector<Written> all;
  for (std::size_t line = 0; line < lines.size(); ++line)
    if (const std::size_t begin = lines[line].find(": {"); begin != std::string::npos) {
      const std::size_t word = begin + 3, end = lines[line].find(": ", word);
      all.push_back({line + 1, word + 1, "", lines[line].substr(word, end - word)});
    }
  return all;
}

std::string with_slip(const std::vector<std::string>& lines, const Written& key, const std::string& slip) {
  std::string all;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string line = lines[i];
    if (i + 1 == key.line) line.replace(key.column - 1, key.name.size(), slip);
    all += line + "\n";
  }
  return all;
}

std::vector<std::string> with_until(std::vector<std::string> settings) {
  settings.push_back("ensemble.until={series: growth, date: 2022.5, half_width: 0.001, max_replications: 400}");
  return settings;
}

TEST_CASE("every one-letter slip in a key is refused in its place, and at least 95 % are understood") {
  // What a national market with locations does not have, closed regions have.
  const std::vector<std::string>
      of_nation = lines_of(to_yaml(sited(with_until(every_siting_key())).parameters)),
      of_regions = lines_of(to_yaml(
          small({"capital_market=regional", "regions.north.tau=0.2", "start.kappa=0.8",
                 "policies.more={kind: compute_share, region: north, dates: [2022.5], "
                 "values: [0.3]}",
                 "design.points=2", "design.varied.patience={key: household.discount_rate, low: 0.02, high: 0.04}",
                 "design.varied.caution={key: household.risk_aversion, distribution: normal, "
                 "mean: 8, standard_deviation: 1, low: 6, high: 10}",
                 "design.correlations.pair={first: patience, second: caution, "
                 "correlation: 0.5}"})
              .parameters));
  std::size_t slips = 0, understood = 0, keys = 0, names = 0;
  for (const Key& declared : all_keys()) {
    if (declared.path.ends_with(">")) {  // a name that the user chooses
      ++names;
      continue;
    }
    const bool in_nation = written(of_nation, 0, of_nation.size(), declared.path).has_value();
    const std::vector<std::string>& lines = in_nation ? of_nation : of_regions;
    const std::optional<Written> found = written(lines, 0, lines.size(), declared.path);
    CAPTURE(declared.path);
    REQUIRE(found);
    const Written& key = *found;
    CAPTURE(key.path);
    ++keys;
    for (const std::string& slip : slips_of(key.name)) {
      CAPTURE(slip);
      const std::string said = "\n" + faults_of(with_slip(lines, key, slip)) + "\n";
      const std::string path = key.path.substr(0, key.path.size() - key.name.size());
      const std::string refused = fmt::format("\na.yaml:{}:{}: {}{} is not a key;", key.line, key.column, path, slip);
      REQUIRE(said.find(refused) != std::string::npos);
      ++slips;
      understood += said.find(refused + " did you mean " + key.path + "?\n") != std::string::npos;
    }
  }
  for (const Key& of_file : keys_of_files()) {
    ++keys;
    for (const std::string& slip : slips_of(of_file.path)) {
      CAPTURE(slip);
      // Who misspells `base` is told so, not what the base would have given.
      const std::string said = of_file.path == "base"
                                   ? faults_of(slip + ": b.yaml\ntau: 0.2\n") + "\n"
                                   : "\n" + faults_of(to_yaml(small().parameters) + slip + ": [tau]\n") + "\n";
      const std::string refused = slip + " is not a key; ";
      REQUIRE(said.find(refused) != std::string::npos);
      ++slips;
      const std::string meant = refused + "did you mean " + of_file.path + "?\n";
      const bool is_understood =
          of_file.path == "base" ? said == "a.yaml:1:1: " + meant : said.find(meant) != std::string::npos;
      CHECK(is_understood);
      understood += is_understood;
    }
  }
  for (const std::vector<std::string>& lines : {of_nation, of_regions})
    for (const Written& word : words_before_numbers(lines))
      for (const std::string& slip : slips_of(word.name)) {
        CAPTURE(word.name);
        CAPTURE(slip);
        const std::string said = "\n" + faults_of(with_slip(lines, word, slip)) + "\n";
        REQUIRE(said.starts_with(fmt::format("\na.yaml:{}:{}: ", word.line, word.column)));
        REQUIRE(said.find(fmt::format(" = {{{}: …}}: must be ", slip)) != std::string::npos);
        ++slips;
        understood += said.find(fmt::format("(did you mean {}?)", word.name)) != std::string::npos;
      }
  CHECK(keys + names == all_keys().size() + keys_of_files().size());
  CHECK(slips > 5000);
  MESSAGE(understood << " of " << slips << " slips understood");
  CHECK(static_cast<double>(understood) >= 0.95 * static_cast<double>(slips));
}

TEST_CASE("the nearest name counts deletions, insertions, substitutions and swaps, and is silent when none is near") {
  const std::vector<std::string> names{"start", "end", "step"};
  CHECK(nearest("strat", names) == "start");
  CHECK(nearest("sart", names) == "start");
  CHECK(nearest("starts", names) == "start");
  CHECK(nearest("sttp", names) == "step");
  CHECK(nearest("edn", names) == "end");
  CHECK(nearest("year", names) == "");
  CHECK(nearest("", names) == "");
}

TEST_CASE("where no name is near, the first fifty are listed") {
  std::vector<std::string> names;
  for (int i = 100; i < 160; ++i) names.push_back(std::to_string(i));
  const std::string said = in(Language::english, instead_of("year", names));
  CHECK(said.starts_with("; there are 100, 101, "));
  CHECK(said.ends_with(", 149, …"));
}

}  // namespace
}  // namespace suanli::test
