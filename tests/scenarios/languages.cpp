// The program speaks English and Chinese: who chooses, that both say the same, and what no language may change.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "agents/economy.hpp"
#include "output/destination.hpp"
#include "output/error.hpp"
#include "output/result_file.hpp"
#include "scenarios/check.hpp"
#include "scenarios/theory.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/support/languages.hpp"

namespace suanli::test {
namespace {

/// What the reader finds wrong with a text, or with settings of the small scenario.
std::vector<Problem> problems_of(const std::string& text, const std::vector<std::string>& settings = {}) {
  try {
    read_scenario_text(text, "a.yaml", settings);
  } catch (const InputFaults& faults) {
    return faults.problems();
  }
  return {};
}
std::string in_chinese(const std::string& setting) {
  return in_words(problems_of(std::string(small_scenario), {setting}).at(0)).zh;
}

/// What `work` says when it fails, in both languages.
template <class Work> Text words_of(const Work& work) {
  try {
    work();
  } catch (const ExplainedError& error) {
    return error.text();
  }
  return {};
}

const std::vector<std::string> level{"synergy.mode=level", "productivity.level=1",
                                     "household.consumption={saving_rate: 0.3}"},
    apart{"capital_market=regional", "regions.north.tau=0.2", "synergy.spillover=0.5",
          "household.consumption={saving_rate: 0.3}"};

TEST_CASE("LC_ALL, LC_MESSAGES and LANG choose the language, the first that is set; --lang wins wherever it stands") {
  const TemporaryDirectory directory;
  const auto speaks_chinese = [&](const std::string& environment, const std::string& arguments) {
    const std::string clean = "unset LC_ALL LC_MESSAGES LANG; ";
    return has_chinese(shell(directory, clean + environment + " suanli " + arguments).out);
  };
  CHECK_FALSE(speaks_chinese("", "help"));
  CHECK(speaks_chinese("LANG=zh_CN.UTF-8", "help"));
  CHECK(speaks_chinese("LC_MESSAGES=zh LANG=en_US.UTF-8", "help"));
  CHECK_FALSE(speaks_chinese("LC_ALL=C LC_MESSAGES=zh_CN LANG=zh_CN", "help"));
  CHECK(speaks_chinese("LC_ALL='' LC_MESSAGES='' LANG=zh_TW.UTF-8", "help"));
  CHECK_FALSE(speaks_chinese("LC_ALL=de_DE.UTF-8 LANG=zh_CN.UTF-8", "help"));
  for (const std::string line :
       {"--lang zh help run", "help --lang=zh run", "help run --lang zh", "run --help --lang zh"})
    CHECK(speaks_chinese("", line));
  CHECK_FALSE(speaks_chinese("LANG=zh_CN.UTF-8", "help --lang en"));
}

TEST_CASE("a wrong --lang is refused, and the rest of a wrong line in the language that it asks for") {
  const TemporaryDirectory directory;
  CHECK(suanli_command(directory, "help --lang fr").err == "--lang fr: must be one of en|zh\n");
  CHECK(suanli_command(directory, "help --lang").err == "--lang needs a value, en|zh\n");
  CHECK(suanli_command(directory, "help --lang en --lang zh").err == "--lang is given twice\n");
  const std::pair<std::string, std::string> lines[] = {
      {"run", "run: 缺少 SCENARIO：情景文件（YAML）\n"},
      {"run a.yaml b.yaml", "run: 参数“b.yaml”多余\n"},
      {"run a.yaml --firm 10", "run: 没有选项 --firm；是否想写 --firms？\n"},
      {"run a.yaml --seed 1 --seed 2", "run: --seed 重复给出\n"},
      {"run a.yaml --seed", "run: --seed 缺少值 S：随机数种子\n"},
      {"run a.yaml --threads 0", "run: --threads 0：须为整数，在 [1, 4096] 内\n"},
      {"steady-state a.yaml --json=1", "steady-state: --json 不带值\n"},
      {"runn", "没有命令 runn；是否想写 run？\n"},
      {"describe household.risk_aversoin", "没有键 household.risk_aversoin；是否想写 household.risk_aversion？\n"}};
  for (const auto& [line, words] : lines) {
    const Outcome said = suanli_command(directory, line + " --lang zh");
    CHECK(said.code == 2);
    CHECK(said.err == words);
  }
}

TEST_CASE("every fault of a scenario is said in both languages, with the same numbers") {
  const std::string small(small_scenario);
  std::vector<Problem> all = problems_of("{}\n");
  const auto add = [&](const std::vector<Problem>& more) {
    CHECK_FALSE(more.empty());
    all.insert(all.end(), more.begin(), more.end());
  };
  for (const std::string setting : {"time.end=2021",
                                    "time.step=0.3",
                                    "time.step=1e-9",
                                    "tau=high",
                                    "tau=2",
                                    "tau='0.1'",
                                    "tau=01",
                                    "tau=1e999",
                                    "tau=",
                                    "tau=[1]",
                                    "tau={a: 1}",
                                    "tau={a: 1, b: 2}",
                                    "tau",
                                    "=3",
                                    ".tau=1",
                                    "a b=1",
                                    "tau={a: ]",
                                    "tau=*x",
                                    "tau=0.1\n---\n2",
                                    "tau=a\x1b",
                                    "tau=\xff",
                                    "ensemble.replications=4.5",
                                    "capital_market=natoinal",
                                    "pricing={markup: 0.9}",
                                    "synergy=1",
                                    "household.euler=x",
                                    "productivity.normalise=maybe",
                                    "industries=3",
                                    "industries.finance.gamma=1",
                                    "industries.finance=1",
                                    "industries.finance.alpha=0.9",
                                    "industries={}",
                                    "regions={}",
                                    "regions.north.tau=0.2",
                                    "regions.north.expenditure_shares.internet=0.3",
                                    "regions.north.expenditure_shares.energy=0.3",
                                    "industries.energy={alpha: 0.9, beta: 0.05}",
                                    "synergy.mode=level",
                                    "synergy.reference=1.5",
                                    "rho=1",
                                    "risk_aversion=1"})
    add(problems_of(small, {setting}));
  add(problems_of(small, {"capital_market=regional", "regions.north.tau=0.2", "synergy.spillover=0.5"}));
  for (const std::string& text :
       {small + "tau: 0.2\n", small_with("tau: 0.10", "tau: &t 0.10"), small_with("tau: 0.10", "tau: !!float 0.10"),
        small_with("  risk_aversion", "  <<: {euler: report}\n  risk_aversion"), std::string("a: &a [*a]\n"),
        std::string(17, '[') + std::string(17, ']') + "\n", small_with("euler: report", "euler: \"report"),
        small.substr(0, small.size() - 1), "\xEF\xBB\xBF" + small, small_with("  euler", "\teuler"),
        std::string("- 1\n"), std::string(""), std::string("[a, b]: 1\n"), small_with("tau: 0.10", "tau: 0.1: 2"),
        small_with("tau: 0.10", "tau: \"\\q\""), small_with("tau: 0.10", "{tau: 1"), std::string("t!: 1\n")})
    add(problems_of(text));
  for (const Problem& problem : all) check_both_languages(problem.message);
}

TEST_CASE("a handful of faults, word for word in Chinese") {
  CHECK(in_chinese("tau=2") == "--set tau=2: tau = 2：须在 (0, 1) 内；投资中用于算力的份额，τ [1]，§2");
  CHECK(in_chinese("household.risk_aversoin=1") ==
        "--set household.risk_aversoin=1: 没有键 household.risk_aversoin；是否想写 household.risk_aversion？");
  CHECK(in_chinese("pricing=fair") ==
        "--set pricing=fair: pricing = “fair”：须为 report、integrated 或 {markup: 数值}；算力服务定价方式，μ，§2.4");
  CHECK(in_chinese("time.end=2020") == "--set time.end=2020: time.end = 2020，而 start = 2022：末期必须晚于首期，§5");
  CHECK(in_words(problems_of(std::string(small_scenario) + "tau: 0.2\n").at(0)).zh ==
        "a.yaml:30:1: tau 重复给出，首次在第 5 行");
}

TEST_CASE("what is refused or fails is said in both languages, with the same numbers") {
  const auto model = [](const std::vector<std::string>& settings) {
    return words_of([&] { Model{small(settings).parameters}; });
  };
  const auto theory = [](const std::vector<std::string>& settings) {
    return words_of([&] { steady_state_text(small(settings).parameters, Format::table); });
  };
  const TemporaryDirectory directory;
  run_into(directory / "a.h5");
  const output::ResultReader file(directory / "a.h5");
  const Text all[] = {
      model({"household.risk_aversion=0.5"}),
      model({"household.risk_aversion=0.5", "capital_market=regional"}),
      model({"household.risk_aversion=0.9", "household.discount_rate=0.9", "technology.depreciation=0"}),
      model({"productivity.level=1e-90", "productivity.standard_deviation=0"}),
      theory(apart),
      words_of([&] { read_scenario(directory / "none.yaml"); }),
      words_of([&] { read_scenario(directory / "."); }),
      words_of([&] { output::ResultReader(directory / "none.h5"); }),
      words_of([&] { output::ResultReader(directory / "."); }),
      words_of([&] { output::expect_place(directory / "none/a.h5", output::only_results); }),
      words_of([&] { output::expect_place(directory / ".", output::only_results); }),
      words_of([&] { output::expect_place("/proc/a.h5", output::only_results); }),
      words_of([&] { file.read("national/nothing"); }),
      words_of([&] { file.read("national"); }),
      words_of([&] { file.read_rows("national/output", 3, 9); }),
      words_of([&] { file.integer_attribute("", "title"); }),
      words_of([&] { file.text_attribute("provenance", "nothing"); }),
      words_of([&] {
        const Scenario blows_up = small({"synergy.mode=level", "productivity.level=1", "synergy.reference=0.001",
                                         "household.consumption={saving_rate: 0.3}", "time.end=2060"});
        Run(blows_up).execute(directory / "b.h5");
      })};
  for (const Text& text : all) {
    CHECK_FALSE(text.empty());
    Text without_path = text;  // temporary directories have names of their own
    const std::string path = (directory / "").string();
    for (std::string* words : {&without_path.en, &without_path.zh})
      for (std::size_t at; (at = words->find(path)) != std::string::npos;) words->erase(at, path.size());
    check_both_languages(without_path);
  }
  CHECK(theory(apart).zh ==
        "没有平衡增长路径：synergy.spillover = 0.5，而 τ = 0.2（north）、τ = "
        "0.1（south）（增长率不同的经济体不能共享协同），§2.3");
}

TEST_CASE("the verdict and the steady state show the same numbers in both languages") {
  const TemporaryDirectory directory;
  const std::vector<std::vector<std::string>> runs{
      {"ensemble.replications=16"}, {"ensemble.replications=1"}, level, apart, {"start.kappa=0.8"}};
  for (const std::vector<std::string>& settings : runs) {
    run_into(directory / "a.h5", settings);
    const std::vector<VerdictTable> tables = check_file(directory / "a.h5");
    for (const VerdictTable& simulation : tables)
      for (const VerdictRow& f : simulation.rows) {
        CHECK(numbers_in(f.statement.en) == numbers_in(f.statement.zh));
        CHECK_FALSE(has_english_words(f.statement.zh));
        if (!f.reason.empty()) check_both_languages(f.reason);
      }
    for (const Detail detail : {Detail::one_screen, Detail::every_row}) {
      const Text table{to_text(tables, detail, Language::english), to_text(tables, detail, Language::chinese)};
      CHECK(numbers_in(table.en) == numbers_in(table.zh));
      CHECK_FALSE(has_english_words(table.zh));
    }
  }
  for (const std::vector<std::string>& settings : {std::vector<std::string>{}, level}) {
    const Parameters p = small(settings).parameters;
    const Text table{steady_state_text(p, Format::table, Language::english),
                     steady_state_text(p, Format::table, Language::chinese)};
    CHECK(has_chinese(table.zh));
    CHECK_FALSE(has_english_words(table.zh));
    CHECK(numbers_in(table.en) == numbers_in(table.zh));
  }
}

TEST_CASE("exported tables have Chinese headers if --lang zh asks for them, not because of the environment") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const auto header = [&](const std::string& environment, const std::string& options) {
    REQUIRE(shell(directory, "LC_ALL=" + environment + " suanli export a.h5 --csv t --series output" + options).code ==
            0);
    const std::string table = bytes_of(directory / "t/national.csv");
    return table.substr(0, table.find('\n'));
  };
  REQUIRE(shell(directory, "suanli run a.yaml -o a.h5").code == 0);
  CHECK(header("zh_CN.UTF-8", "") == "replication,time,output");
  CHECK(header("C", " --lang zh") == "\xEF\xBB\xBF重复编号,期初时间 [year],产出（现价） [1e12 yuan/year]");
}

TEST_CASE("no language changes JSON, a result file or its digest") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const auto in = [&](const std::string& language, const std::string& arguments) {
    return shell(directory, "LC_ALL=" + language + " suanli " + arguments);
  };
  CHECK(in("zh_CN.UTF-8", "steady-state a.yaml --json").out == in("C", "steady-state a.yaml --json").out);
  CHECK(in("zh_CN.UTF-8", "describe --markdown").out == in("C", "describe --markdown").out);
  const Outcome chinese = in("zh_CN.UTF-8", "run a.yaml -o zh.h5");
  CHECK(chinese.out.starts_with("zh.h5: 4 次重复，2400 家企业，4 期，用时 "));
  CHECK(in("C", "run a.yaml -o en.h5").code == 0);
  CHECK(in("zh_CN.UTF-8", "digest zh.h5").out == in("C", "digest en.h5").out);
  CHECK((bytes_of(directory / "zh.h5") == bytes_of(directory / "en.h5")));
  const Outcome valid = in("zh_CN.UTF-8", "validate a.yaml");
  CHECK(valid.out.starts_with("a.yaml: 有效（经济体 1 个，单元 4 个，企业 2400 家，4 期，重复 4 次）；约需内存 0.0"));
  CHECK(valid.out.ends_with(" GiB\n"));
  CHECK(in("zh_CN.UTF-8", "validate a.yaml >&-").err == "标准输出: 无法写入\n");
}

}  // namespace
}  // namespace suanli::test
