// A check is worth what it catches: copies of a run with one series or one fact changed.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <set>
#include <span>

#include "output/digest.hpp"
#include "scenarios/check.hpp"
#include "scenarios/results.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

/// Changes a value; gets the replication and the place within its row.
using Change = std::function<double(double value, std::size_t replication, std::size_t place)>;

/// Copies a result file of `scenario`, with the values of one variable changed.
void copy_with(const std::filesystem::path& from, const std::filesystem::path& to, const Scenario& scenario,
               const std::string& changed, const Change& change) {
  const Model model(scenario.parameters);
  const output::Schema schema = result_schema(scenario, model);
  const output::ResultReader file(from);
  output::ResultWriter writer(to, schema);
  const std::size_t replications = static_cast<std::size_t>(scenario.parameters.ensemble.replications);
  std::vector<std::vector<double>> rows;
  for (const output::Variable& variable : schema.variables) {
    std::vector<double> values = file.read(path_of(variable)).values;
    const bool grows = !variable.dimensions.empty() && variable.dimensions[0] == "replication";
    const std::size_t row = grows ? values.size() / replications : values.size();
    if (path_of(variable) == changed)
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = change(values[i], i / row, i % row);
    if (grows) rows.push_back(std::move(values));
    else if (variable.quantiles_of.empty()) writer.write(variable.group, variable.description.name, values);
  }
  writer.write_replications(0, replications, std::vector<std::span<const double>>(rows.begin(), rows.end()));
  writer.publish();
}

const std::vector<std::string> sixteen{"ensemble.replications=16"},
    quiet{"ensemble.replications=2", "productivity.standard_deviation=0"};

std::set<std::string> failed_rows(const std::filesystem::path& file) {
  std::set<std::string> failed;
  for (const VerdictTable& simulation : check_file(file))
    for (const VerdictRow& f : simulation.rows)
      if (f.verdict == Verdict::fail) failed.insert(f.row);
  return failed;
}

/// Rows that fail when a series of a run is changed.
std::set<std::string> caught(const std::vector<std::string>& settings, const std::string& series,
                             const Change& change) {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", settings);
  copy_with(directory / "a.h5", directory / "b.h5", small(settings), series, change);
  return failed_rows(directory / "b.h5");
}

// In the first replication only, which no row simulates again: a row that fails has seen it in the economics.
double one_per_mille(double value, std::size_t replication, std::size_t) {
  return replication == 0 ? value * 1.001 : value;
}

using Rows = std::set<std::string>;

TEST_CASE("an untouched copy has the digest of the original and passes") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", sixteen);
  copy_with(directory / "a.h5", directory / "b.h5", small(sixteen), "", {});
  CHECK(output::digest(directory / "a.h5") == output::digest(directory / "b.h5"));
  CHECK(failed_rows(directory / "b.h5").empty());
}

TEST_CASE("one part in a thousand in one replication of a noisy run is seen where theory has no noise") {
  CHECK(caught(sixteen, "national/own_compute", one_per_mille) == Rows{"V3"});       // H_X/H
  CHECK(caught(sixteen, "national/provider_compute", one_per_mille) == Rows{"V3"});  // H_X/H
  CHECK(caught(sixteen, "national/output", one_per_mille) == Rows{"V5"});            // growth and formula
  CHECK(caught(sixteen, "national/investment", one_per_mille) == Rows{"V5"});
  CHECK(caught(sixteen, "national/capital", one_per_mille) == Rows{"V2", "V3", "V5"});  // κ, K/HT, Y/W
  CHECK(caught(sixteen, "national/compute", one_per_mille) == Rows{"V2", "V3", "V5"});
}

TEST_CASE("one part in a thousand of a quiet run is seen in prices too") {
  const Change all = [](double value, std::size_t, std::size_t) { return value * 1.001; };
  CHECK(caught(quiet, "national/rental_rate", all) == Rows{"V10", "V3", "V7"});
  CHECK(caught(quiet, "national/compute_rental_rate", all) == Rows{"V10", "V3", "V7"});
  CHECK(caught(quiet, "national/service_price", all) == Rows{"V10", "V3"});
  CHECK(caught(quiet, "national/output", all) == Rows{"V10", "V5"});
}

TEST_CASE("growth too fast by one part in a thousand is seen in a quiet run") {
  const Change faster = [](double value, std::size_t, std::size_t t) {
    return value * std::pow(1 + 0.001 * 0.05 * 0.25, static_cast<double>(t));
  };
  for (const char* series : {"output", "consumption"}) {
    const Rows rows = caught(quiet, std::string("national/") + series, faster);
    CHECK(rows.contains("V1"));
  }
}

TEST_CASE("growth too fast by five parts in a hundred is seen in a run of 16 noisy replications of 20000 firms") {
  const std::vector<std::string> settings{"ensemble.replications=16", "firms.count=20000", "time.end=2032"};
  const Change faster = [](double value, std::size_t, std::size_t t) {
    return value * std::pow(1 + 0.05 * 0.05 * 0.25, static_cast<double>(t));
  };
  for (const char* series : {"output", "capital", "compute", "consumption"})
    CHECK(caught(settings, std::string("national/") + series, faster).contains("V1"));
}

TEST_CASE("deviations of cells twice as wide as their number of firms gives are seen") {
  const Change wider = [](double value, std::size_t, std::size_t) { return value * value / 0.72; };
  CHECK(caught(sixteen, "by_cell/effective_productivity", wider).contains("V4"));
}

TEST_CASE("one bit of the last replication is seen, in any series") {
  const Change one_bit = [](double value, std::size_t replication, std::size_t place) {
    return replication == 15 && place == 1 ? std::nextafter(value, 1e300) : value;
  };
  for (const char* series : {"national/output", "by_region/services", "by_industry/growth", "by_cell/service_price"})
    CHECK(caught(sixteen, series, one_bit) == Rows{"V10"});
}

TEST_CASE("a broken identity is seen") {
  const Change broken = [](double value, std::size_t replication, std::size_t) {
    return replication == 3 ? 1e-8 : value;
  };
  CHECK(caught(sixteen, "identities/income_is_output", broken) == Rows{"V6"});
}

TEST_CASE("a value that is not a number is seen") {
  const Change missing = [](double value, std::size_t replication, std::size_t place) {
    return replication == 1 && place == 2 ? std::nan("") : value;
  };
  CHECK(caught(sixteen, "national/own_compute", missing).contains("V3"));
}

TEST_CASE("the program's exit code is 1 when a row fails, and the table says which") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", sixteen);
  copy_with(directory / "a.h5", directory / "b.h5", small(sixteen), "national/capital", one_per_mille);
  const Outcome said = suanli_command(directory, "check b.h5");
  CHECK(said.code == 1);
  CHECK(said.err == "");
  CHECK(said.out.find("V2  κ stays at 1 - τ") != std::string::npos);
  CHECK(said.out.find("  FAIL\n") != std::string::npos);
  CHECK(said.out.ends_with(" rows FAIL\n"));
}

TEST_CASE("a file whose parameters are another's is seen") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", sixteen);
  const std::vector<std::string> other{"ensemble.replications=16", "ensemble.seed=8"};
  copy_with(directory / "a.h5", directory / "b.h5", small(other), "", {});
  CHECK(failed_rows(directory / "b.h5") == Rows{"V10"});
}

}  // namespace
}  // namespace suanli::test
