// The table of keys: complete, in both languages, and the same in the program and in scenarios/README.md.
#include "scenarios/keys.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "agents/parameters.hpp"
#include "agents/series.hpp"
#include "scenarios/commands/commands.hpp"
#include "scenarios/documentation.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

bool has_chinese(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0xF0) == 0xE0; });
}

/// Is the key a number, by its range in words? Choices, words and truth values are not.
bool is_number(const Key& key) {
  return key.range.en.starts_with("in ") || key.range.en.starts_with("above ") ||
         key.range.en.starts_with("at least ") || key.range.en.starts_with("whole, ") || key.range.en == "any number";
}

TEST_CASE("every key has words in both languages and says where it is defined; every number has a unit") {
  std::set<std::string> paths;
  std::size_t numbers = 0;
  for (const Key& key : all_keys()) {
    CAPTURE(key.path);
    CHECK(paths.insert(key.path).second);
    CHECK(key.meaning.en.size() > 3);
    CHECK_FALSE(has_chinese(key.meaning.en));
    CHECK(has_chinese(key.meaning.zh));
    CHECK(key.source.starts_with("§"));
    CHECK_FALSE(key.range.en.empty());
    CHECK(key.required == key.fallback.empty());
    for (const std::string_view text : {std::string_view(key.range.en), std::string_view(key.range.zh), key.meaning.en,
                                        key.meaning.zh, key.symbol, key.unit})
      CHECK(text.find_first_of("|\n") == std::string_view::npos);  // would break the table
    if (!is_number(key)) continue;
    ++numbers;
    CHECK_FALSE(key.unit.empty());
  }
  CHECK(paths.size() > 30);
  CHECK(numbers > 20);
}

TEST_CASE("a default lies in its key's range") {
  for_each_field<TimeParameters>([](const auto& d) {
    if (d.fallback) CHECK(d.range.contains(*d.fallback));
  });
  for (const Key& key : all_keys())
    if (key.fallback == "tau") CHECK(key.path == "regions.<region>.tau");
}

TEST_CASE("scenarios/README.md is what the program says: `suanli describe --markdown > scenarios/README.md`") {
  const bool stale = bytes_of(shipped("README.md")) != documentation(all_commands());
  CHECK_MESSAGE(!stale, "scenarios/README.md is stale; renew it: suanli describe --markdown > scenarios/README.md");
  const TemporaryDirectory directory;
  const Outcome said = suanli_command(directory, "describe --markdown");
  CHECK(said.code == 0);
  CHECK(said.out == documentation(all_commands()));
}

TEST_CASE("the table names every shipped scenario and every key once") {
  const std::string table = documentation(all_commands());
  for (const std::string& name : shipped_scenarios()) CHECK(table.find("| `" + name + "` |") != std::string::npos);
  std::vector<Key> keys(keys_of_files().begin(), keys_of_files().end());
  std::ranges::copy(all_keys(), std::back_inserter(keys));
  for (const Key& key : keys) {
    const std::string cell = "\n| `" + key.path + "` | ";
    CHECK(table.find(cell) != std::string::npos);
    CHECK(table.find(cell) == table.rfind(cell));
  }
}

TEST_CASE("a key is explained in three lines, in either language") {
  CHECK(describe("household.risk_aversion", Language::english) ==
        "household.risk_aversion  σ\n"
        "    relative risk aversion\n"
        "    in [0.01, 1000]; must be given; §3\n");
  CHECK(describe("household.risk_aversion", Language::chinese) ==
        "household.risk_aversion  σ\n"
        "    相对风险规避系数\n"
        "    在 [0.01, 1000] 内；必须给出；§3\n");
  CHECK(describe("firms.count", Language::english) ==
        "firms.count  N\n"
        "    firms of the whole scenario, spread over cells by expenditure share\n"
        "    whole, in [1, 10000000000]; default 100000; §1\n");
  CHECK(describe("firms.count", Language::chinese) ==
        "firms.count  N\n"
        "    全部企业数，按支出份额分布于各单元\n"
        "    整数，在 [1, 10000000000] 内；缺省 100000；§1\n");
  CHECK(describe("household.euler", Language::english) ==
        "household.euler  R\n"
        "    return that the household sees when it decides to save\n"
        "    report, private or planner; default report; §3.1\n");
  CHECK(describe("start.wealth", Language::english)
            .ends_with("in [1e-09, 1000000000]; must be given; 1e12 yuan; §4.2\n"));
}

TEST_CASE("a section is explained key by key, and no name is taken for the beginning of another") {
  const auto in_english = [](const std::string& path) { return describe(path, Language::english); };
  std::string household, all = in_english("base") + in_english("without");
  for (const Key& key : all_keys()) {
    all += in_english(key.path);
    if (key.path.starts_with("household.")) household += in_english(key.path);
  }
  CHECK(in_english("household") == household);
  CHECK(in_english("") == all);
  CHECK(in_english("tau").find("regions") == std::string::npos);
  CHECK_THROWS_AS(in_english("house"), NoSuchName);
}

TEST_CASE("a recorded series is explained with unit, equation and the groups that hold it") {
  CHECK(describe_series("consumption", Language::english) ==
        "consumption  C [1e12 yuan/year]\n"
        "    consumption\n"
        "    C = min(c(κ, m̂)W, Y - E - F), §3.2\n"
        "    national; by_region with regional capital markets\n");
  CHECK(describe_series("HT", Language::chinese) ==
        "compute  HT [1e12 yuan]\n"
        "    全部算力资本\n"
        "    HT ← HT + dt(τI - δHT), §3\n"
        "    national；分区域资本市场时另有 by_region\n");
  std::string all;
  for (const Series& series : all_series()) all += describe_series(std::string(series.name), Language::english);
  CHECK(describe_series("", Language::english) == all);
  CHECK_THROWS_WITH_AS(describe_series("outptu", Language::english),
                       "outptu is not a recorded series; did you mean output?", NoSuchName);
}

TEST_CASE("a shock to services is described as one of ln(1/η), and no persistence has a unit") {
  for (const Key& key : all_keys()) {
    CAPTURE(key.path);
    if (key.path.starts_with("shocks.services."))
      for (const std::string_view words : {key.meaning.en, key.meaning.zh})
        CHECK(words.find("ln(1/η)") != std::string_view::npos);
    if (key.path.ends_with(".persistence")) CHECK(key.unit == "1");
  }
}

TEST_CASE("describe refuses what is no key, with the nearest") {
  const TemporaryDirectory directory;
  const Outcome near = suanli_command(directory, "describe household.risk_aversoin");
  CHECK(near.code == 2);
  CHECK(near.out == "");
  CHECK(near.err == "household.risk_aversoin is not a key; did you mean household.risk_aversion?\n");
  CHECK(suanli_command(directory, "describe nonsense").err ==
        "nonsense is not a key; `suanli describe` lists all of them\n");
  CHECK(suanli_command(directory, "describe --series nonsense")
            .err.starts_with("nonsense is not a recorded series; there are "));
}

}  // namespace
}  // namespace suanli::test
