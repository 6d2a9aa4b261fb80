// Ensembles that stop when a number is known as precisely as asked.
#include <doctest/doctest.h>

#include <cmath>

#include "output/digest.hpp"
#include "scenarios/results.hpp"
#include "scenarios/stopping.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/support/threads.hpp"

namespace suanli::test {
namespace {

// Growth of the small scenario moves with firms' luck only: few firms, so that 64 replications do not tell it.
std::vector<std::string> until(const std::string& more) {
  return {"ensemble.replications=16", "firms.count=64", "firms.minimum_per_cell=1",
          "ensemble.until={series: growth, " + more + "}"};
}

RunSummary summary_of(const std::vector<std::string>& settings, const std::filesystem::path& file) {
  return Run(small(settings)).execute(file);
}

TEST_CASE("an ensemble has as many whole batches as its number takes, and says what it found") {
  const TemporaryDirectory directory;
  const std::filesystem::path file = directory / "a.h5";
  const RunSummary loose = summary_of(until("half_width: 1, max_replications: 400"), file);
  CHECK(loose.replications == least_replications);
  CHECK(open_results(file).shape_of("national/growth")[0] == least_replications);
  CHECK(parameters_of(open_results(file)).ensemble.replications == static_cast<std::int64_t>(least_replications));
  REQUIRE(loose.known);

  // Half of the half-width of 64 takes four times as many.
  const double half = half_width(loose.known->interval);
  const RunSummary precise = summary_of(until(fmt::format("half_width: {}, max_replications: 4000", half / 2)), file);
  CHECK(precise.replications % replications_per_batch == 0);
  CHECK(half_width(precise.known->interval) <= half / 2);
  CHECK(precise.replications > 2 * least_replications);
  CHECK(precise.replications < 8 * least_replications);

  const RunSummary limited = summary_of(until("half_width: 1e-9, max_replications: 70"), file);
  CHECK(limited.replications == 70);
  set_bytes(directory / "a.yaml", std::string(small_scenario));
  const std::string command =
      "run a.yaml -o b.h5 --set firms.count=100 --set 'ensemble.until={series: growth, half_width: ";
  CHECK(suanli_command(directory, command + "1e-9, max_replications: 70}'")
            .out.ends_with(
                "that is not as precise as asked, ± 1e-09: ensemble.until.max_replications allows no more than 70\n"));
  CHECK(suanli_command(directory, command + "1, max_replications: 70}'").out.ends_with(" at 95 % confidence\n"));
}

TEST_CASE("where an ensemble stops does not depend on threads, and its file is that of a stated size") {
  const TemporaryDirectory directory;
  const std::vector<std::string> settings = until("half_width: 0.0008, max_replications: 4000");
  for (const std::size_t threads : {1, 4}) {
    Arena arena(threads);
    arena.run([&] { run_into(directory / (threads == 1 ? "1.h5" : "4.h5"), settings); });
  }
  CHECK(output::digest(directory / "1.h5") == output::digest(directory / "4.h5"));
  const output::ResultReader stopped = open_results(directory / "1.h5");
  const std::size_t replications = stopped.shape_of("national/growth")[0];
  CHECK(replications > least_replications);
  run_into(directory / "stated.h5",
           {"firms.count=64", "firms.minimum_per_cell=1", fmt::format("ensemble.replications={}", replications)});
  CHECK(open_results(directory / "stated.h5").read("national/growth").values == stopped.read("national/growth").values);
}

TEST_CASE("halves of antithetic pairs make the mean surer than as many replications, and stop sooner") {
  const TemporaryDirectory directory;
  std::vector<std::string> settings{"ensemble.replications=16", "firms.count=64", "productivity.standard_deviation=0",
                                    "shocks.economy.standard_deviation=0.02",
                                    "ensemble.until={series: output, half_width: 0.02, max_replications: 4000}"};
  const std::size_t plain = summary_of(settings, directory / "a.h5").replications;
  settings.push_back("ensemble.antithetic=true");
  const std::size_t paired = summary_of(settings, directory / "b.h5").replications;
  CHECK(paired == 2 * least_replications);  // output is nearly linear in the shock: pairs hardly differ
  CHECK(plain > 2 * paired);
}

TEST_CASE("a rule that cannot stop an ensemble is refused") {
  const auto said = [](const std::string& more) {
    return faults_of(std::string(small_scenario), {"ensemble.until={" + more + "}"});
  };
  CHECK(said("series: growth, max_replications: 400")
            .find("ensemble.until.half_width is missing: say how precisely growth is to "
                  "be known, §6.6") != std::string::npos);
  CHECK(said("half_width: 1, max_replications: 400").find("ensemble.until.series is missing") != std::string::npos);
  CHECK(said("series: growht, half_width: 1, max_replications: 400").find("did you mean growth?") != std::string::npos);
  CHECK(said("series: growth, half_width: 1, max_replications: 2").find("must not be below it") != std::string::npos);
  CHECK(said("series: growth, date: 2022.1, half_width: 1, max_replications: 400").find("is none of the dates") !=
        std::string::npos);
}

}  // namespace
}  // namespace suanli::test
