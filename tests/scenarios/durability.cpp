// A run that is stopped, killed or out of disk loses nothing that it has finished: the next one goes on, to the same digest.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>

#include "output/digest.hpp"
#include "output/failures.hpp"
#include "scenarios/identity.hpp"
#include "scenarios/observed.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> three_batches{"ensemble.replications=37", "firms.count=100"};

/// Options of a run that is asked to stop at the `asked`-th question.
RunOptions stopping(std::atomic<int>& asked) {
  return {.language = Language::english, .earlier = output::Parts::Earlier::resume, .stop = [&asked] {
            return --asked < 0;
          }};
}

/// Runs into a file again and again, each time a little further; how often it was stopped.
int run_in_pieces(const fs::path& file, const Scenario& scenario, int questions) {
  for (int stops = 0;; ++stops) {
    std::atomic<int> left = questions + 5 * stops;
    try {
      Run(scenario).execute(file, stopping(left));
      return stops;
    } catch (const Stopped&) {
      CHECK_FALSE(fs::exists(file));
    }
  }
}

TEST_CASE("a run that is stopped anywhere goes on to the digest of one that was not, and leaves nothing else") {
  const TemporaryDirectory directory;
  const std::vector<std::vector<std::string>> economies{
      three_batches,
      {"ensemble.replications=20", "firms={count: 100, investment: option, exit_rate: 1}",
       "adoption={rule: bass, innovation: 1}", "volatility={factor: 2, arrival_rate: 2}", "tau_mode={endogenous: 0.5}",
       "record.panel=5"},
      {"ensemble.replications=6",
       "firms={count: 100, investment: option, exit_rate: 1, start: stationary, burn_in: 3}"},
      {"ensemble.replications=3", "firms.count=100", "design.method=sobol", "design.points=8",
       "design.varied.sigma={key: household.risk_aversion, low: 6, high: 10}"},
      {"ensemble.replications=2", "firms={count: 100, investment: option, exit_rate: 1, burn_in: 2}",
       "tau_mode={endogenous: 0.5}", "design.method=sobol", "design.points=4",
       "design.varied.sigma={key: household.risk_aversion, low: 6, high: 10}"}};
  for (const std::vector<std::string>& settings : economies) {
    const Scenario scenario = small(settings);
    run_scenario_into(directory / "whole.h5", scenario);
    const std::string digest = output::digest(directory / "whole.h5");
    for (const int questions : {0, 7, 60}) {
      CAPTURE(questions);
      fs::remove(directory / "pieces.h5");
      CHECK(run_in_pieces(directory / "pieces.h5", scenario, questions) > 0);
      CHECK(output::digest(directory / "pieces.h5") == digest);
      std::vector<std::string> files = directory.files();
      std::ranges::sort(files);
      CHECK(files == std::vector<std::string>{"pieces.h5", "whole.h5"});
    }
  }
}

TEST_CASE("the pilot run of a plan asks before every period whether it shall go on") {
  const Scenario scenario =
      small({"firms={count: 100, investment: option, exit_rate: 1, burn_in: 3}", "tau_mode={endogenous: 0.5}"});
  int periods = 0;
  const auto watch = [&] { expect_to_begin("a.yaml", [&] { return ++periods == 5; }); };
  std::string said;
  try {
    const Run run(scenario, Communicator{}, watch);
  } catch (const Stopped& stopped) {
    said = stopped.text().en;
  }
  CHECK(said == "a.yaml: stopped before any work: the same command goes on with what is kept, if anything is");
  CHECK(periods == 5);
}

TEST_CASE("what is finished is not simulated again") {
  const TemporaryDirectory directory;
  const Scenario scenario = small(three_batches);
  std::atomic<int> left = 16 * 6 + 20;  // one batch of five dates, and some
  CHECK_THROWS_AS(Run(scenario).execute(directory / "a.h5", stopping(left)), Stopped);
  std::atomic<std::size_t> questions = 0;
  RunOptions options;
  options.stop = [&] { return ++questions == 0; };
  Run(scenario).execute(directory / "a.h5", options);
  const std::size_t of_the_rest = questions;
  questions = 0;
  Run(scenario).execute(directory / "b.h5", options);
  CHECK(of_the_rest + 100 < questions);
}

TEST_CASE("TERM, INT, HUP and USR1 end a run within moments with code 85, and the same command finishes it") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const std::string run = "run a.yaml -o b.h5 --firms 20000 --set time.end=2900 --threads 2";
  REQUIRE(suanli_command(directory, "run a.yaml -o whole.h5 --firms 20000 --set time.end=2900").code == 0);
  for (const std::string signal : {"TERM", "INT", "HUP", "USR1"}) {
    CAPTURE(signal);
    // The program listens from before it opens the file that it writes; a shell has what runs beside it ignore INT.
    const Outcome said =
        shell(directory,
              "env --default-signal '" SUANLI_BINARY "' " + run +
                  " & while kill -0 $! && ! ls | grep -q 'b.h5.*partial'; do sleep 0.02; done; sleep 0.05; kill -" +
                  signal + " $!; wait $!; echo code $?");
    CHECK(said.out == "code 85\n");
    CHECK(said.err.find("b.h5: stopped: ") != std::string::npos);
    CHECK(
        said.err.ends_with(" are finished, and kept with those under way in b.h5.parts: the same command goes on from "
                           "there\n"));
  }
  const Outcome said = suanli_command(directory, run);
  CHECK(said.code == 0);
  CHECK(output::digest(directory / "b.h5") == output::digest(directory / "whole.h5"));
}

TEST_CASE("a run with another scenario or seed does not take up what is there, says why, and starts over if told so") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  std::atomic<int> left = 100;
  CHECK_THROWS_AS(Run(small(three_batches)).execute(directory / "b.h5", stopping(left)), Stopped);
  const std::string run = "run a.yaml -o b.h5 --replications 37 --firms 100 --seed 8 --set tau=0.2";
  const Outcome refused = suanli_command(directory, run);
  CHECK(refused.code == 2);
  CHECK(refused.err ==
        "b.h5.parts: holds what a run left that was another one (-) than this (+):\n- ensemble.seed: 7\n- tau: 0.1\n"
        "+ ensemble.seed: 8\n+ tau: 0.2\n"
        "give --fresh to start over without it, the same scenario to go on, or another output\n");
  const Outcome fresh = suanli_command(directory, run + " --fresh");
  CHECK(fresh.code == 0);
  CHECK(fresh.err == "");
  CHECK_FALSE(fs::exists(directory / "b.h5.parts"));
}

TEST_CASE("a broken part is named and simulated again") {
  const TemporaryDirectory directory;
  const Scenario scenario = small(three_batches);
  run_scenario_into(directory / "whole.h5", scenario);
  std::atomic<int> left = 150;
  CHECK_THROWS_AS(Run(scenario).execute(directory / "b.h5", stopping(left)), Stopped);
  for (const auto& part : fs::directory_iterator(directory / "b.h5.parts"))
    if (part.path().extension() == ".rows" || part.path().extension() == ".state") {
      std::string bytes = bytes_of(part);
      bytes[bytes.size() / 2] ^= 1;
      set_bytes(part, bytes);
    }
  run_scenario_into(directory / "b.h5", scenario);
  CHECK(output::digest(directory / "b.h5") == output::digest(directory / "whole.h5"));
}

TEST_CASE("a full disk is a failure of the work, keeps the parts and says how to go on, and then the run goes on") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const std::string run = "run a.yaml -o b.h5 --replications 37 --firms 100";
  REQUIRE(suanli_command(directory, "run a.yaml -o whole.h5 --replications 37 --firms 100").code == 0);
  const auto largest =
      static_cast<long>(fs::file_size(directory / "whole.h5") / 512 - 16);  // blocks, some too few for it
  const Outcome full = shell(directory, "ulimit -f " + std::to_string(largest) + "; exec '" SUANLI_BINARY "' " + run);
  CHECK(full.code == 3);
  CHECK(full.err.starts_with("b.h5: cannot be finished: "));
  CHECK(full.err.find(
            "File too large; 37 of 37 replications are kept in b.h5.parts: when this is mended, the same command "
            "goes on from there\n") != std::string::npos);
  CHECK_FALSE(fs::exists(directory / "b.h5"));
  const Outcome again = suanli_command(directory, run);
  CHECK(again.err == "b.h5: goes on: 37 of 37 replications were finished, 0 begun\n");
  CHECK(output::digest(directory / "b.h5") == output::digest(directory / "whole.h5"));
}

// Surges that overlap may leave an industry no use for other capital: some replications end there.
const std::vector<std::string> some_fail{
    "ensemble.replications=20", "firms.count=100",
    "events={surge: {kind: demand_surge, start: {rate: 1}, duration: 0.5, size: 1}}"};

TEST_CASE("a run into a symbolic link keeps its parts where the file will lie") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  REQUIRE(
      shell(directory, "mkdir scratch; ln -s scratch/b.h5 a.h5; mkdir scratch/b.h5.parts; suanli run a.yaml -o a.h5")
          .code == 0);
  CHECK(fs::is_symlink(directory / "a.h5"));
  CHECK(fs::is_regular_file(directory / "scratch/b.h5"));
  CHECK_FALSE(fs::exists(directory / "scratch/b.h5.parts"));
}

TEST_CASE("a file that comes to the destination during a run stays, and when it is moved away the run ends at once") {
  const TemporaryDirectory directory;
  const fs::path file = directory / "a.h5";
  const Scenario scenario = small(three_batches);
  const RunOptions disturbed{.stop = [&] {
    set_bytes(file, "notes\n");
    return false;
  }};
  const std::string said = output::test::refusal([&] { Run(scenario).execute(file, disturbed); });
  CHECK(said.find("only result files are replaced; the finished file is kept as '" + file.string()) !=
        std::string::npos);
  CHECK(said.find("replications are kept in " + file.string() + ".parts") != std::string::npos);
  CHECK(bytes_of(file) == "notes\n");
  fs::remove(file);
  CHECK(Run(scenario).execute(file).firm_steps_per_second == 0);
}

TEST_CASE("a part of rows that the run has not is passed over, and the result is the same") {
  const TemporaryDirectory directory;
  const Scenario scenario = small({"ensemble.replications=20"});
  run_scenario_into(directory / "a.h5", scenario);
  const Model model(scenario.parameters);
  const output::RunOfParts of_run = run_of_parts(model, Recorder(model));
  constexpr std::size_t count = 4;
  for (const std::size_t first : {2, 32, 1024}) {  // no batch begins there; the run ends before
    CAPTURE(first);
    output::Rows rows{.first = first, .count = count, .columns = {}, .failed = {}};
    for (const std::size_t width : of_run.widths) rows.columns.emplace_back(count * width);
    output::Parts(directory / "b.h5", of_run).write(rows);
    Run(scenario).execute(directory / "b.h5");
    CHECK(output::digest(directory / "b.h5") == output::digest(directory / "a.h5"));
    CHECK_FALSE(fs::exists(directory / "b.h5.parts"));
    fs::remove(directory / "b.h5");
  }
}

TEST_CASE("replications that fail leave the others as they are, and the file says which failed and why") {
  const TemporaryDirectory directory;
  const Scenario scenario = small(some_fail);
  const RunSummary done = Run(scenario).execute(directory / "a.h5");
  REQUIRE(done.failures.size() > 0);
  REQUIRE(done.failures.size() < 20);
  const output::ResultReader file(directory / "a.h5");
  CHECK(file.text_attribute("provenance", "failures") == output::in_attribute(done.failures));
  std::set<std::size_t> failed;
  for (const output::FailedRow& row : done.failures) {
    failed.insert(row.row);
    CHECK(row.why.en.starts_with("replication " + std::to_string(row.row) + ", year 202"));
  }
  const Model model(scenario.parameters);
  const Recorder recorder(model);
  const ObservedFile observed(model, file);
  const std::vector<double> output = file.read("national/output").values;
  for (std::size_t r = 0; r < 20; ++r)
    if (failed.contains(r)) CHECK(std::isnan(output[5 * r]));
  CHECK(observed.replications() + failed.size() == 20);
  for (std::size_t r = 0; r < observed.replications(); ++r)
    CHECK(observed.differing_values(
              r, simulate(model, recorder, static_cast<std::uint32_t>(observed.number(r)), Threads::one, [] {})) == 0);
  for (const double quantile : file.read("national_quantiles/output").values) CHECK(std::isfinite(quantile));
  run_in_pieces(directory / "b.h5", scenario, 40);
  CHECK(output::digest(directory / "b.h5") == output::digest(directory / "a.h5"));
}

TEST_CASE("a row that a firm stops says what the firm went by, unless it is told to stop before that is known") {
  const TemporaryDirectory directory;
  Model model(small().parameters);
  model.firm.innovation = 0x1p1023;  // log productivity is soon no number
  const Recorder recorder(model);
  output::Parts parts(directory / "a.h5", {"a run", {}});
  std::size_t asked = 0, last = 0;
  const RowWatch patient{[&] { return ++asked, false; }, [] {}}, impatient{[&] { return ++asked == last; }, [] {}};
  const auto why_of = [&](std::size_t row, const RowWatch& watch) {
    asked = 0;
    const RowEnd end = simulate_row({row, &model, &recorder, 0}, Threads::one, parts, watch);
    return std::holds_alternative<Text>(end) ? std::get<Text>(end).en : "";
  };
  const std::string why = why_of(0, patient), replay = "; simulated again, the replication stops there again, ";
  CAPTURE(why);
  CHECK(why.starts_with("replication 0, year 2022"));
  REQUIRE(why.find(replay + "whatever the machine; the firm by itself goes from (log productivity ") !=
          std::string::npos);
  last = asked;  // the last question of the replay
  CHECK(why_of(1, impatient) == "");
  parts.look_for_states(std::vector<std::size_t>{1});
  CHECK(why_of(1, patient) == why.substr(0, why.find(replay)));  // found with the parts
  CHECK(asked == 1);
}

TEST_CASE("summary, check and export read a file in which replications failed; compare wants all of them") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  std::string settings;
  for (const std::string& setting : some_fail) settings += " --set '" + setting + "'";
  const Outcome run = suanli_command(directory, "run a.yaml -o b.h5" + settings);
  CHECK(run.code == 3);
  CHECK(run.err.find(" of 20 replications failed; their rows are NaN, and statistics leave them out:\nreplication ") !=
        std::string::npos);
  const Outcome summary = suanli_command(directory, "summary b.h5"), check = suanli_command(directory, "check b.h5");
  CHECK(summary.code == 0);
  CHECK(summary.out.find("  failed ") != std::string::npos);
  CHECK(summary.out.find(" nan") == std::string::npos);
  CHECK(check.code == 0);
  CHECK(check.out.find(" nan") == std::string::npos);
  CHECK(suanli_command(directory, "export b.h5 --csv tables").code == 0);
  CHECK(suanli_command(directory, "compare b.h5 b.h5").code == 2);
}

TEST_CASE("the identity of a run has every parameter under its full key, and nothing of the commit") {
  const std::string identity = identity_of(small().parameters);
  CHECK(identity.find("\nhousehold.risk_aversion: 8\n") != std::string::npos);
  CHECK(identity.find("\nregions.south.expenditure_shares.finance: 0.4\n") != std::string::npos);
  CHECK(identity.find("\n ") == std::string::npos);
  CHECK(identity.find("commit") == std::string::npos);
}

}  // namespace
}  // namespace suanli::test
