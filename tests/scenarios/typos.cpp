// Slips of one letter in keys, generated from the declarations: none is taken in silence, nearly all are understood.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "scenarios/keys.hpp"
#include "tests/scenarios/sample.hpp"

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

/// Finds "regions.<region>.tau" where it is written first; <region> is the first entry of regions.
Written written(const std::vector<std::string>& lines, const std::string& declared) {
  Written key;
  for (std::size_t begin = 0, depth = 0; begin <= declared.size(); ++depth) {
    const std::size_t end = std::min(declared.find('.', begin), declared.size());
    const std::string part = declared.substr(begin, end - begin), indent(2 * depth, ' ');
    while (key.line < lines.size() && !(part.starts_with('<') ? lines[key.line].starts_with(indent)
                                                              : lines[key.line].starts_with(indent + part + ":")))
      ++key.line;
    if (key.line == lines.size()) throw std::logic_error(declared + " is not in the text");
    key.name = lines[key.line].substr(2 * depth, lines[key.line].find(':') - 2 * depth);
    key.path += (key.path.empty() ? "" : ".") + key.name;
    key.column = 2 * depth + 1;
    ++key.line;
    begin = end + 1;
  }
  return key;
}

std::set<std::string> slips_of(const std::string& name) {
  std::set<std::string> slips;
  for (std::size_t i = 0; i < name.size(); ++i) {
    slips.insert(name.substr(0, i) + name.substr(i + 1));
    for (char letter = 'a'; letter <= 'z'; ++letter) slips.insert(name.substr(0, i) + letter + name.substr(i + 1));
    if (i + 1 < name.size()) slips.insert(name.substr(0, i) + name[i + 1] + name[i] + name.substr(i + 2));
  }
  slips.erase(name);
  return slips;
}

TEST_CASE("every one-letter slip in a key is refused in its place, and at least 95 % are understood") {
  const std::vector<std::string> settings{"capital_market=regional", "regions.north.tau=0.2", "start.kappa=0.8"};
  const std::string text = to_yaml(read_scenario_text(std::string(small_scenario), "a.yaml", settings).parameters);
  const std::vector<std::string> lines = lines_of(text);
  std::size_t slips = 0, understood = 0, keys = 0;
  for (const Key& declared : all_keys()) {
    if (declared.path.ends_with(">")) continue;  // a name that the user chooses
    const Written key = written(lines, declared.path);
    CAPTURE(key.path);
    ++keys;
    for (const std::string& slip : slips_of(key.name)) {
      CAPTURE(slip);
      std::string with_slip;
      for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string line = lines[i];
        if (i + 1 == key.line) line.replace(key.column - 1, key.name.size(), slip);
        with_slip += line + "\n";
      }
      const std::string said = "\n" + faults_of(with_slip) + "\n";
      const std::string path = key.path.substr(0, key.path.size() - key.name.size());
      const std::string refused = fmt::format("\na.yaml:{}:{}: {}{} is not a key;", key.line, key.column, path, slip);
      REQUIRE(said.find(refused) != std::string::npos);
      ++slips;
      understood += said.find(refused + " did you mean " + key.path + "?\n") != std::string::npos;
    }
  }
  CHECK(keys == all_keys().size() - 1);
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

}  // namespace
}  // namespace suanli::test
