// Where calibrate, export and figure-7 write: checked before any work, all of it or nothing, and never over what is not
// theirs.
#include <doctest/doctest.h>

#include <algorithm>

#include "scenarios/read.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

const std::string calibrate = "calibrate a.yaml --target g=0.04 --vary household.risk_aversion -o ";

/// A directory with the small scenario as a.yaml.
class Desk {
 public:
  Desk() { set_bytes(directory_ / "a.yaml", std::string(small_scenario)); }

  /// Exit code and words of a command that leaves every file as it was.
  Outcome refused(const std::string& arguments) const {
    const auto before = contents();
    const Outcome said = suanli_command(directory_, arguments);
    CAPTURE(said.err);
    CHECK((contents() == before));
    CHECK(std::ranges::count(said.err, '\n') == 1);
    return said;
  }
  const TemporaryDirectory& directory() const { return directory_; }

 private:
  std::vector<std::string> contents() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_ / ""))
      all.push_back(entry.path().string() + (entry.is_regular_file() ? bytes_of(entry.path()) : ""));
    std::ranges::sort(all);
    return all;
  }

  TemporaryDirectory directory_;
};

TEST_CASE("calibrate replaces a scenario and nothing else") {
  const Desk desk;
  REQUIRE(suanli_command(desk.directory(), "run a.yaml -o own.h5").code == 0);
  set_bytes(desk.directory() / "notes.txt", "not to be lost\n");
  set_bytes(desk.directory() / "other.yaml", "title: of another program\n");
  for (const std::string target : {"own.h5", "notes.txt", "other.yaml"}) {
    const Outcome said = desk.refused(calibrate + target);
    CHECK(said.code == 2);
    CHECK(said.out == "");
    CHECK(said.err == target +
                          ": cannot be written: a file of another kind is there, or a faulty scenario; only scenarios "
                          "are replaced\n");
  }
  for (const std::string target : {"new.yaml", "new.yaml", "a.yaml"}) {
    CHECK(suanli_command(desk.directory(), calibrate + target).code == 0);
    CHECK(read_scenario(desk.directory() / target.c_str()).parameters.household.risk_aversion != 8);
  }
}

TEST_CASE("calibrate refuses a place or a key where it could not write its values before it looks for them") {
  const Desk desk;
  // this pilot would take hours
  const std::string endless = calibrate + "b.yaml --set firms.count=1e9 --target mean:growth=0.03 --vary start.kappa",
                    nowhere =
                        "calibrate a.yaml --target mean:growth=0.04 --vary tau --set firms.count=1e9 -o no/b.yaml";
  const Outcome key = desk.refused(endless), place = desk.refused(nowhere),
                misspelt = desk.refused("calibrate a.yaml --target g=0.04 --vary household.risk_aversoin -o b.yaml");
  CHECK(key.code == 2);
  CHECK(key.err == "a.yaml: start.kappa is not written there: write it into the file first, with any value\n");
  CHECK(place.code == 2);
  CHECK(place.err == "no/b.yaml: cannot be written: directory 'no' does not exist\n");
  CHECK(misspelt.err.find("did you mean household.risk_aversion?") != std::string::npos);
}

TEST_CASE("a calibrated scenario begins with the command that gives it again, and with no older one") {
  const Desk desk;
  const auto bytes = [&](const char* name) { return bytes_of(desk.directory() / name); };
  std::filesystem::rename(desk.directory() / "a.yaml", desk.directory() / "it's a.yaml");
  const std::string line =
      R"(suanli calibrate 'it'\''s a.yaml' --target g=0.04 --vary household.risk_aversion --set 'synergy={mode: intensity, strength: 0.5}' --set tau=0.2)";
  set_bytes(desk.directory() / "it's a.yaml",
            replaced(small_scenario, "{mode: intensity, strength: 1, reference: 0.10}", "{mode: intensity}"));
  REQUIRE(shell(desk.directory(), line + " -o b.yaml").code == 0);
  CHECK(bytes("b.yaml").starts_with("# " + line + "\ntime: "));
  REQUIRE(shell(desk.directory(), "line=$(head -n 1 b.yaml); eval \"${line#\\# } -o c.yaml\"").code == 0);
  CHECK(bytes("c.yaml") == bytes("b.yaml"));
  REQUIRE(shell(desk.directory(), "suanli calibrate b.yaml --target g=0.03 --vary tau -o b.yaml").code == 0);
  CHECK(bytes("b.yaml").starts_with("# suanli calibrate b.yaml --target g=0.03 --vary tau\ntime: "));
}

TEST_CASE("calibrate writes over no scenario that its own is based on") {
  const Desk desk;
  set_bytes(desk.directory() / "b.yaml", "base: a.yaml\ntau: 0.2\n");
  const Outcome said = desk.refused("calibrate b.yaml --target g=0.04 --vary tau -o ./a.yaml");
  CHECK(said.code == 2);
  CHECK(said.err == "./a.yaml: cannot be written: it is 'a.yaml', which is read: give another name\n");
}

TEST_CASE("a result replaces results of its kind and no others, and where another kind is read it is named") {
  const Desk desk;
  const std::string compare = "compare a.yaml a.yaml -o ", distribution = "distribution own.h5 -o ";
  for (const std::string command : {"run a.yaml -o own.h5", "run a.yaml -o own.h5", "run a.yaml -o other.h5"})
    REQUIRE(suanli_command(desk.directory(), command).code == 0);
  for (int i = 0; i < 2; ++i) {
    REQUIRE(suanli_command(desk.directory(), compare + "c.h5").code == 0);
    REQUIRE(suanli_command(desk.directory(), distribution + "d.h5").code == 0);
  }
  const auto refused = [&](const std::string& command, const std::string& file, const char* there, const char* own) {
    const Outcome said = desk.refused(command + file);
    CHECK(said.code == 2);
    CHECK(said.err == fmt::format("{}: cannot be written: a file of {} is there; only those of {} are replaced\n", file,
                                  there, own));
  };
  refused("run a.yaml -o ", "c.h5", "`compare` or `stress`", "`run` or `merge`");
  refused("run a.yaml -o ", "d.h5", "`distribution`", "`run` or `merge`");
  refused(compare, "own.h5", "`run` or `merge`", "`compare` or `stress`");
  refused(compare, "d.h5", "`distribution`", "`compare` or `stress`");
  refused(distribution, "other.h5", "`run` or `merge`", "`distribution`");
  refused("findings F2 -o ", "c.h5", "`compare` or `stress`", "`findings`");

  for (const std::string command : {"summary", "check", "facts", "sensitivity", "backtest", "distribution", "compare"})
    for (const auto& [file, kind] : {std::pair{"c.h5", "`compare` or `stress`"}, {"d.h5", "`distribution`"}}) {
      const Outcome said = desk.refused(fmt::format("{} {} {}", command, file, command == "compare" ? file : ""));
      CHECK(said.code == 2);
      CHECK(said.err == fmt::format("{}: is a file of {}; this takes one of `run` or `merge`\n", file, kind));
    }
  CHECK(suanli_command(desk.directory(), "summary c.h5 --group summary").code == 0);
  for (const std::string command : {"run", "validate", "stress --each location"}) {
    const Outcome said = desk.refused(command + " own.h5");
    CHECK(said.code == 2);
    CHECK(said.err == "own.h5: is an HDF5 file, as results are: this takes a scenario (YAML)\n");
  }
}

TEST_CASE("tables and charts replace no file of another kind") {
  const Desk desk;
  REQUIRE(suanli_command(desk.directory(), "run a.yaml -o own.h5").code == 0);
  std::filesystem::create_directories(desk.directory() / "t");
  std::filesystem::copy(desk.directory() / "own.h5", desk.directory() / "t/national.csv");
  CHECK(desk.refused("export own.h5 --csv t").err ==
        "t/national.csv: cannot be written: a file of another kind is there; only tables are replaced\n");
  set_bytes(desk.directory() / "t/figure-7.svg", "notes\n");
  CHECK(desk.refused("figure-7 '" + shipped("figure-7.yaml") + "' -o t").err ==
        "t/figure-7.svg: cannot be written: a file of another kind is there; only charts (SVG) are replaced\n");
  std::filesystem::copy(shipped("figure-7.yaml"), desk.directory() / "t/figure-7.csv");
  CHECK(desk.refused("figure-7 t/figure-7.csv -o t").err ==
        "t/figure-7.csv: cannot be written: it is 't/figure-7.csv', which is read: give another name\n");
}

TEST_CASE("figure-7 writes its table and its chart, or neither") {
  const Desk desk;
  std::filesystem::create_directories(desk.directory() / "f/figure-7.svg");
  const Outcome said = desk.refused("figure-7 '" + shipped("figure-7.yaml") + "' -o f");
  CHECK(said.code == 2);
  CHECK(said.err == "f/figure-7.svg: cannot be written: it is a directory\n");
}

TEST_CASE("a full disk is a failure of the work, exit code 3, and leaves no file and no directory") {
  const Desk desk;
  REQUIRE(suanli_command(desk.directory(), "run a.yaml -o own.h5").code == 0);
  const std::string full = "version > /dev/null; trap '' XFSZ; ulimit -f 1; suanli ";  // files of at most 512 bytes
  const std::string figure = "figure-7 '" + shipped("figure-7.yaml") + "' -o new/figures";
  for (const std::string& command : {std::string("export own.h5 --csv new/tables"), figure}) {
    CAPTURE(command);
    const Outcome said = desk.refused(full + command);
    CHECK(said.code == 3);
    CHECK(said.err.ends_with(": cannot be written: File too large\n"));
    CHECK(said.out == "");
  }
  const Outcome calibrated = desk.refused(full + calibrate + "b.yaml");
  CHECK(calibrated.code == 3);
  CHECK(calibrated.out.find("\nhousehold:\n  risk_aversion: 10") != std::string::npos);  // what was found is not lost
}

}  // namespace
}  // namespace suanli::test
