// What a run shows on a terminal and nowhere else: growth as a fan, a few numbers, the verdict.
#include "scenarios/closing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "engine/columns.hpp"
#include "engine/statistics.hpp"
#include "output/result_file.hpp"
#include "scenarios/command_line.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"
#include "tests/support/languages.hpp"
#include "tests/support/pseudo_terminal.hpp"

namespace suanli::test {
namespace {

// A command on a terminal of 80 columns, in an environment that knows colours and UTF-8 unless `environment` says otherwise.
std::string on_terminal(const TemporaryDirectory& directory, const std::string& environment, const std::string& line,
                        int code = 0) {
  PseudoTerminal terminal(80);
  const Outcome done = shell(directory, fmt::format("export TERM=xterm LC_ALL=C.UTF-8; unset NO_COLOR; {}\n"
                                                    "suanli {} > {} 2> {}",
                                                    environment, line, terminal.name(), terminal.name()));
  CHECK(done.code == code);
  return terminal.said();
}

std::string run_line(const std::string& scenario, const std::string& more = "", int replications = 12,
                     double end = 2027) {
  return fmt::format("run {} -o a.h5 --firms 2800 --set time.end={} --set ensemble.replications={} {}",
                     shipped(scenario), end, replications, more);
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

TEST_CASE("on a terminal a run ends with growth, numbers and the verdict within 80 columns, the cursor on a new line") {
  for (const std::string language : {"en", "zh"})
    for (const std::string environment : {"", "export LC_ALL=C", "export NO_COLOR=1", "export TERM=dumb"}) {
      CAPTURE(environment);
      const TemporaryDirectory directory;
      const std::string said = on_terminal(directory, environment, run_line("quick.yaml", "--lang " + language));
      CAPTURE(said);
      const Screen screen(said);
      CHECK_FALSE(screen.beyond);
      CHECK(screen.lines.back().empty());
      for (const std::string& line : screen.lines) CHECK(width_of(line) <= 80);
      CHECK(has(said, "\033[36m") == (environment == "" || environment == "export LC_ALL=C"));
      CHECK(has(said, "▒") == (environment != "export LC_ALL=C"));
      CHECK(has(said, "\033") == (environment != "export TERM=dumb"));
      CHECK(has(said, language == "en" ? "5–95 %" : "中位数"));
      CHECK((has(said, language == "en" ? "rows pass" : "行全部通过") || has(said, "suanli check a.h5")));
    }
}

// On one thread more than a hundred million firm-steps take several times the fifth of a second between two lines.
TEST_CASE("progress renews its line on a terminal, within its 80 columns, and leaves nothing of it") {
  const TemporaryDirectory directory;
  const std::string line = fmt::format("run {} -o a.h5 --firms 800000 --replications 8 --set time.end=2027 --threads 1",
                                       shipped("quick.yaml"));
  const Screen screen(on_terminal(directory, "", line));
  CHECK_FALSE(screen.beyond);
  REQUIRE_FALSE(screen.renewed.empty());
  for (const std::string& renewed : screen.renewed) {
    CAPTURE(renewed);
    CHECK(width_of(renewed) < 80);
    CHECK(has(renewed, " of 8 replications "));
    CHECK(has(renewed, " s left"));
  }
  for (const std::string& left : screen.lines) CHECK_FALSE(has(left, " left"));
  CHECK(screen.lines.front().starts_with("a.h5: 8 replications of "));
}

TEST_CASE("what is not a terminal gets one plain line for the file, as ever") {
  const TemporaryDirectory directory;
  const Outcome done = shell(directory, "export TERM=xterm LC_ALL=C.UTF-8; suanli " + run_line("quick.yaml"));
  CHECK(done.code == 0);
  CHECK(done.err.empty());
  CHECK(done.out.starts_with("a.h5: 12 replications of 2806 firms over 20 periods in "));
  CHECK(done.out.find('\n') == done.out.size() - 1);
}

// What the numbers are is worked out here from the file.
TEST_CASE("the numbers at the end of a run are means and quantiles over the replications of its file") {
  const TemporaryDirectory directory;
  REQUIRE(suanli_command(directory, run_line("quick.yaml")).code == 0);
  const output::ResultReader file(directory / "a.h5");
  const output::Table output = file.read("national/output");
  const std::size_t dates = output.shape[1];
  std::vector<double> last, growth;
  for (std::size_t r = 0; r < output.shape[0]; ++r) {
    const double *const path = output.values.data() + r * dates, end = path[dates - 1];
    last.push_back(end), growth.push_back(100 * (std::pow(end / path[0], 1 / 5.) - 1));
  }
  const auto row = [](const std::string& end_of_label, std::vector<double> values) {
    const double mean = estimate(values).mean;
    std::ranges::sort(values);
    return end_of_label + fmt::format("{:>9.4g}{:>9.4g}{:>9.4g}\n", mean, quantile(values, .05), quantile(values, .95));
  };
  const RunSummary done{
      .replications = 12, .firms = 2806, .periods = 20, .seconds = 1, .firm_steps_per_second = 0, .failures = {}};
  const Terminal terminal{.columns = 80, .unicode = true};
  const std::string text = closing(directory / "a.h5", done, terminal, Language::english);
  CAPTURE(text);
  CHECK(has(text, row("", growth)));
  CHECK(has(text, row("", last)));
  const std::string chinese = closing(directory / "a.h5", done, terminal, Language::chinese);
  const auto without_command = [](const std::string& all) { return all.substr(0, all.rfind("\n\n")); };
  check_both_languages({without_command(text), without_command(chinese)});
  CHECK(has(text, "suanli check "));  // the run simulated nothing, by which a verdict could be timed
}

TEST_CASE(
    "a single replication and an antithetic ensemble, which do not show how outcomes spread, have a line and no "
    "ranges") {
  const TemporaryDirectory directory;
  for (const std::string& line :
       {run_line("quick.yaml", "", 1), run_line("quick.yaml", "--set ensemble.antithetic=true")}) {
    CAPTURE(line);
    const std::string said = on_terminal(directory, "", line);
    CHECK_FALSE(has(said, "▒"));
    CHECK_FALSE(has(said, "95 %"));
    CHECK((has(said, "▀") || has(said, "▄")));
  }
}

// Surges that overlap may leave an industry no use for other capital: some of twenty replications end there.
TEST_CASE("replications that failed are left out of the numbers at the end of a run, and named after them") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const std::string said =
      on_terminal(directory, "",
                  "run a.yaml -o b.h5 --replications 20 --firms 100 --set time.end=2024 "
                  "--set 'events={surge: {kind: demand_surge, start: {rate: 1}, duration: 0.5, size: 1}}'",
                  failed_while_working);
  CAPTURE(said);
  CHECK_FALSE(has(said, "nan"));
  CHECK(has(said, " replications failed; "));
  CHECK(has(said, " replications\r\n"));
  CHECK_FALSE(has(said, "[%], 20 replications"));
}

TEST_CASE("a run shorter than two years ends with numbers and no chart, one of a single date without growth") {
  const TemporaryDirectory directory;
  const std::string said = on_terminal(directory, "", run_line("quick.yaml", "", 12, 2023.25));
  CHECK_FALSE(has(said, "▒"));
  CHECK(has(said, "2022 to 2023.25"));
}

TEST_CASE(
    "a check takes a replication on one thread and one on all, and of its twin, if that has as many firms, one more") {
  Parameters p;
  p.firms.count = 1000, p.synergy.mode = SynergyMode::level;
  const RunSummary done{
      .replications = 64, .firms = 1000, .periods = 100, .seconds = 1, .firm_steps_per_second = 1e6, .failures = {}};
  CHECK(seconds_of_check(p, done, 4) == doctest::Approx(0.1 * (4 + 1 + 4 + 2)));
  p.synergy.mode = SynergyMode::intensity;  // all firms of a cell are alike: a thousand are one
  CHECK(seconds_of_check(p, done, 4) == doctest::Approx(0.1 * (4 + 1 + (4 + 2) / 1000.)));
  RunSummary resumed = done;
  resumed.firm_steps_per_second = 0;
  CHECK(seconds_of_check(p, resumed, 4) == std::numeric_limits<double>::infinity());
}

TEST_CASE("the table of a check has colours on a terminal, unless NO_COLOR is set") {
  const TemporaryDirectory directory;
  REQUIRE(suanli_command(directory, run_line("quick.yaml")).code == 0);
  CHECK(has(on_terminal(directory, "", "check a.h5"), "\033[32mpass\033[0m"));
  CHECK_FALSE(has(on_terminal(directory, "export NO_COLOR=1", "check a.h5"), "\033"));
  CHECK_FALSE(has(suanli_command(directory, "check a.h5").out, "\033"));
}

}  // namespace
}  // namespace suanli::test
