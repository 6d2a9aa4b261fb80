// Scenarios that are based on others: what is taken over, what is left out, and where a fault is said to be.
#include "scenarios/base.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <utility>

#include "output/result_file.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

/// Scenarios in a folder, of which a.yaml is the small one.
class Folder {
 public:
  Folder() { write("a.yaml", std::string(small_scenario)); }

  std::string path(const std::string& name) const { return (directory_ / name.c_str()).string(); }
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    set_bytes(path(name), text);
  }
  /// What is said of a text beside a.yaml, without the folder's name.
  std::string faults(const std::string& text, const std::string& name = "b.yaml") {
    write(name, text);
    try {
      read_scenario(path(name));
    } catch (const InputFaults& faults) {
      std::string said = faults.what();
      const std::string folder = (directory_ / "").string();
      for (std::size_t i = said.find(folder); i != std::string::npos; i = said.find(folder))
        said.erase(i, folder.size());
      return said;
    }
    return "";
  }
  Scenario read(const std::string& text, const std::string& name = "b.yaml") {
    write(name, text);
    return read_scenario(path(name));
  }
  const TemporaryDirectory& directory() const { return directory_; }

 private:
  TemporaryDirectory directory_;
};

std::string with_settings(const std::vector<std::string>& settings) {
  return to_yaml(read_scenario_text(std::string(small_scenario), "a.yaml", settings).parameters);
}

TEST_CASE("a scenario takes its base's keys, and its own come over them, maps key by key") {
  Folder folder;
  CHECK(to_yaml(folder.read("base: a.yaml\n").parameters) == with_settings({}));
  CHECK(to_yaml(folder.read("base: a.yaml\ntau: 0.2\nindustries: {finance: {beta: .1}}\nstart: {kappa: .8}\n")
                    .parameters) == with_settings({"tau=0.2", "industries.finance.beta=.1", "start.kappa=.8"}));
  CHECK(to_yaml(folder.read("base: a.yaml\npricing: {markup: 1.3}\nproductivity: {level: .3}\n").parameters) ==
        with_settings({"pricing={markup: 1.3}", "productivity.level=.3"}));
}

TEST_CASE("a base may have a base; each is found beside the file that names it") {
  Folder folder;
  folder.write("in/b.yaml", "base: ../a.yaml\ntau: 0.2\n");
  const Scenario scenario = folder.read("base: in/b.yaml\nstart: {wealth: 50}\n", "c.yaml");
  CHECK(to_yaml(scenario.parameters) == with_settings({"tau=0.2", "start.wealth=50"}));
  REQUIRE(scenario.bases.size() == 2);
  CHECK(scenario.bases[0].source == folder.path("in/b.yaml"));
  CHECK(scenario.bases[1].source == folder.path("a.yaml"));
  CHECK(scenario.bases[1].text == small_scenario);
}

TEST_CASE("what `without` lists is not taken over") {
  Folder folder;
  const std::string south = "regions: {west: {expenditure_shares: {internet: .1, finance: .4}}}\n";
  const Scenario scenario = folder.read("base: a.yaml\nwithout: [regions.south, household.euler]\n" + south);
  CHECK(scenario.parameters.regions.size() == 2);
  CHECK(scenario.parameters.regions[1].first == "west");
}

TEST_CASE("a fault is where it was written, in the file or in its base") {
  Folder folder;
  CHECK(folder.faults("base: a.yaml\ntua: 0.2\n") == "b.yaml:2:1: tua is not a key; did you mean tau?");
  CHECK(folder.faults("base: a.yaml\nindustries:\n  finance: {beta: .3}\n")
            .starts_with("a.yaml:24:20: industries.finance.alpha = 0.8 with beta = 0.3: "));
  folder.write("bad.yaml", small_with("risk_aversion: 8", "risk_aversion: high"));
  const std::string said = folder.faults("base: bad.yaml\ntau: 2\n");
  CHECK(said.starts_with("b.yaml:2:6: tau = 2: must be in (0, 1); "));
  CHECK(said.find("\nbad.yaml:8:18: household.risk_aversion = 'high' is not a number; ") != std::string::npos);
  folder.write("twice.yaml", std::string(small_scenario) + "tau: 0.2\n");
  CHECK(folder.faults("base: twice.yaml\n") == "twice.yaml:30:1: tau is given twice, first in line 5");
}

TEST_CASE("a base that is none is refused where it is named") {
  Folder folder;
  CHECK(folder.faults("base: c.yaml\n") == "b.yaml:1:7: base = c.yaml: c.yaml: there is no such file");
  CHECK(folder.faults("base: [a.yaml]\n") == "b.yaml:1:7: base: must be the name of a scenario file");
  CHECK(folder.faults("base:\n") == "b.yaml:1:1: base: must be the name of a scenario file");
  CHECK(folder.faults("tau: 0.2\nbase: a.yaml\n") == "b.yaml:2:1: base: must be the first key of the file");
  CHECK(folder.faults("base: b.yaml\n") ==
        "b.yaml:1:7: base = b.yaml: a scenario cannot be based on itself: b.yaml → b.yaml");
  folder.write("c.yaml", "base: ./b.yaml\n");
  CHECK(folder.faults("base: c.yaml\n") ==
        "c.yaml:1:7: base = ./b.yaml: a scenario cannot be based on itself: b.yaml → c.yaml → b.yaml");
  folder.write("list.yaml", "- 1\n");
  CHECK(folder.faults("base: list.yaml\n") ==
        "b.yaml:1:7: base = list.yaml: list.yaml:1:1: is not a scenario, or has a "
        "fault; `suanli validate` of that file says which");
  CHECK(faults_of(std::string(small_scenario), {"base=a.yaml"}).starts_with("--set base=a.yaml: base is not a key"));
}

TEST_CASE("nothing is quoted from a base that is no scenario") {
  Folder folder;
  for (const auto& [text, place] : std::initializer_list<std::pair<std::string, std::string>>{
           {"root:*:20228:0:99999:7:::\nsecret:$6$secret:20228:0:99999:7:::\n", "1:1"},
           {"tau: 0.1\nsecret: 1\n", "2:1"},
           {"my secret: 1\n", "1:1"},
           {"tau: *secret\n", "1:6"},
           {"tau: \"\\secret\"\n", "1:9"},
           {"secret: [\n", "2:1"}}) {
    CAPTURE(text);
    folder.write("strange", text);
    CHECK(folder.faults("base: strange\n") == "b.yaml:1:7: base = strange: strange:" + place +
                                                  ": is not a scenario, or has a fault; `suanli validate` of that file "
                                                  "says which");
  }
}

TEST_CASE("what is left out and laid over takes time in proportion to its keys") {
  Folder folder;
  std::string below(small_scenario), absent = "base: a.yaml\nwithout: [", present = "base: many.yaml\nwithout: [";
  for (int i = 0; i < 7000; ++i) {
    below += fmt::format("  r{}: {{tau: 0.1}}\n", i);
    absent += fmt::format("regions.q{}, ", i);
    present += fmt::format("regions.r{}, ", i);
  }
  folder.write("many.yaml", below);
  CHECK(to_yaml(folder.read(present + "]\n").parameters) == with_settings({}));
  const std::string said = folder.faults(absent + "]\n");
  CHECK(std::ranges::count(said, '\n') == 200);
  CHECK(said.ends_with("\nand 1 more faults"));
}

TEST_CASE("the files of a chain have no more values together than one may have") {
  Folder folder;
  const auto many = [](const std::string& base, char letter) {
    std::string text = "base: " + base + "\nservice_classes:\n";
    for (int i = 0; i < 12'000; ++i) text += fmt::format("  {}{}: {{}}\n", letter, i);
    return text;
  };
  folder.write("many.yaml", many("a.yaml", 'k'));
  const std::string said = folder.faults(many("many.yaml", 'm'));
  CHECK(said.find("is not a scenario") == std::string::npos);  // 48 000 of them
  folder.write("more.yaml", many("many.yaml", 'm'));
  CHECK(folder.faults(many("more.yaml", 'n')) ==
        "more.yaml:1:7: base = many.yaml: many.yaml:995:9: more than 50000 values, with those of the files that are "
        "based "
        "on it");
}

TEST_CASE("no more than four scenarios stand one on the other below a file") {
  Folder folder;
  for (int i = 1; i <= 5; ++i)
    folder.write(std::to_string(i) + ".yaml", i == 1 ? "base: a.yaml\n" : "base: " + std::to_string(i - 1) + ".yaml\n");
  CHECK(folder.faults("base: 3.yaml\n") == "");
  CHECK(folder.faults("base: 4.yaml\n") ==
        "1.yaml:1:7: base = a.yaml: more than 4 files, one based on the next: b.yaml → 4.yaml → 3.yaml → 2.yaml → "
        "1.yaml");
}

TEST_CASE("`without` is refused where there is nothing to leave out") {
  Folder folder;
  CHECK(folder.faults("base: a.yaml\nwithout: [regions.suoth]\n") ==
        "b.yaml:2:11: without: regions.suoth is not given by a.yaml; did you mean regions.south?");
  CHECK(folder.faults("base: a.yaml\nwithout: regions.south\n") ==
        "b.yaml:2:10: without: must be a list of keys in brackets, without: [events.drought]");
  CHECK(folder.faults(std::string(small_scenario) + "without: [tau]\n") ==
        "b.yaml:30:1: without: leaves out keys of a base, and the file names none (base: other.yaml)");
  CHECK(folder.faults("base: a.yaml\nwithout: [tau]\n").starts_with("b.yaml: tau is missing: "));
  CHECK(folder.faults("base: a.yaml\nwithout: [tau, tau]\ntau: 0.2\n") ==
        "b.yaml:2:16: without: tau is left out already");
  CHECK(folder.faults(
            "base: a.yaml\nwithout: [synergy, synergy.strength, synergy.x]\nsynergy: {mode: intensity, strength: 1, "
            "reference: 0.1}\n") ==
        "b.yaml:2:20: without: synergy.strength is left out already\n"
        "b.yaml:2:38: without: synergy.x is left out already");
  CHECK(folder.faults("base: a.yaml\nwithout: [\"\"]\n") ==
        "b.yaml:2:11: without: a key, such as events.drought, is expected here");
}

TEST_CASE("a result file holds the texts of the bases, and all parameters") {
  Folder folder;
  const Scenario scenario = folder.read("base: a.yaml\ntau: 0.2\n");
  Run(scenario).execute(folder.path("b.h5"));
  const output::ResultReader file(folder.path("b.h5"));
  CHECK(file.text_attribute("provenance", "scenario_text") == "base: a.yaml\ntau: 0.2\n");
  CHECK(file.text_attribute("provenance", "base_texts") ==
        "# base: " + folder.path("a.yaml") + "\n" + std::string(small_scenario));
  CHECK(file.text_attribute("provenance", "parameters") == to_yaml(scenario.parameters));
}

TEST_CASE("a calibrated scenario keeps its base, and is written only beside it") {
  Folder folder;
  folder.write("b.yaml", "base: a.yaml\ntau: 0.2\n");
  const std::string calibrate = "calibrate b.yaml --target g=0.05 --vary tau -o ";
  CHECK(suanli_command(folder.directory(), calibrate + "c.yaml").code == 0);
  const Scenario scenario = read_scenario(folder.path("c.yaml"));
  CHECK(scenario.bases.size() == 1);
  CHECK(scenario.parameters.tau != 0.2);
  folder.write("elsewhere/d.yaml", "base: ../a.yaml\n");
  const Outcome refused = suanli_command(folder.directory(), calibrate + "elsewhere/c.yaml");
  CHECK(refused.code == 2);
  CHECK(refused.err ==
        "elsewhere/c.yaml: b.yaml is based on a.yaml, which would not be found from there: write it beside b.yaml\n");
}

}  // namespace
}  // namespace suanli::test
