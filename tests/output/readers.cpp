// Result files of the program, and tables made of them, in the hands of other readers: each finds numbers by name and
// coordinate, units, dimensions and Chinese words. What each looks for is in readers/.
#include <doctest/doctest.h>

#include <string_view>

#include "output/result_file.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

using output::ResultReader;

constexpr const char* scenario = R"(time: {start: 2022, end: 2023}
ensemble: {replications: 5, seed: 7}
tau: 0.10
household: {risk_aversion: 8, discount_rate: 0.03}
technology: {depreciation: 0.06}
productivity: {level: {output_to_wealth: 0.245}}
firms: {count: 2400}
record: {distributions: {every: 1}, snapshots: [2022, 2023], panel: 3}
start: {wealth: 100}
industries: {internet: {alpha: 0.55, beta: 0.20}, finance: {alpha: 0.80, beta: 0.12}}
regions:
  north: {expenditure_shares: {internet: 0.2, finance: 0.3}}
  south: {expenditure_shares: {internet: 0.1, finance: 0.4}}
)";

/// A run by the program, and what readers are to find in it.
class Published {
 public:
  Published() {
    set_bytes(directory_ / "a.yaml", scenario);
    const Outcome ran = suanli_command(directory_, "run a.yaml -o a.h5");
    CAPTURE(ran.err);
    REQUIRE(ran.code == 0);
    const ResultReader file(directory_ / "a.h5");
    const auto value = [&](const char* variable, std::vector<std::size_t> at) {
      return file.read_block(variable, {at, std::vector<std::size_t>(at.size(), 1)}).values[0];
    };
    set_bytes(directory_ / "expected",
              fmt::format("first {:a}\ncell {:a}\nmedian {:a}\nunits {}\nlong_name_zh {}\nschema_version {}\n",
                          value("national/output", {0, 0}), value("by_cell/output", {2, 4, 1, 1}),
                          value("national_quantiles/output", {3, 4}), file.text_attribute("national/output", "units"),
                          file.text_attribute("national/output", "long_name_zh"),
                          file.integer_attribute("", "schema_version")));
    CHECK(file.text_attribute("national/output", "long_name_zh") == "产出（现价）");
  }

  Outcome suanli(const std::string& arguments) const { return suanli_command(directory_, arguments); }

  /// What a script says against the file; "" if it finds what it is to find.
  std::string complaint(const std::string& program, const std::string& script, const std::string& more = "") const {
    const std::string path = SUANLI_SOURCE_DIR "/tests/output/readers/" + script;
    const Outcome said =
        shell(directory_,
              fmt::format("PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8 '{}' '{}' a.h5 expected {}", program, path, more));
    return said.code == 0 ? "" : fmt::format("exit code {}\n{}{}", said.code, said.out, said.err);
  }

 private:
  TemporaryDirectory directory_;
};

/// A reader that was not there when the tests were configured; ctest leaves its cases out.
bool is_missing(std::string_view program) {
  if (program.empty()) MESSAGE("not installed: nothing was tested");
  return program.empty();
}

TEST_CASE("h5py reads a result file [h5py]") {
  if (is_missing(SUANLI_READER_h5py)) return;
  CHECK(Published().complaint(SUANLI_READER_h5py, "with_h5py.py") == "");
}

TEST_CASE("xarray reads a result file with both of its engines, and its quantiles are the file's [xarray]") {
  if (is_missing(SUANLI_READER_xarray)) return;
  CHECK(Published().complaint(SUANLI_READER_xarray, "with_xarray.py") == "");
}

TEST_CASE("pandas reads a result file and exported tables, bit for bit [pandas]") {
  if (is_missing(SUANLI_READER_pandas)) return;
  const Published run;
  CHECK(run.suanli("export a.h5 --csv tables --lang en").code == 0);
  CHECK(run.suanli("export a.h5 --csv chinese --lang zh").code == 0);
  CHECK(run.complaint(SUANLI_READER_pandas, "with_pandas.py", "tables chinese") == "");
}

TEST_CASE("R reads a result file with ncdf4 [ncdf4]") {
  if (is_missing(SUANLI_READER_ncdf4)) return;
  CHECK(Published().complaint(SUANLI_READER_ncdf4, "with_ncdf4.R") == "");
}

TEST_CASE("R reads a result file with rhdf5 [rhdf5]") {
  if (is_missing(SUANLI_READER_rhdf5)) return;
  CHECK(Published().complaint(SUANLI_READER_rhdf5, "with_rhdf5.R") == "");
}

}  // namespace
}  // namespace suanli::test
