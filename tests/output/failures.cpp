// Files in which some replications failed.
#include "output/failures.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "output/summary.hpp"
#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const std::vector<FailedRow> failures{{2, {"replication 2, year 2030: no prices", ""}},
                                      {5, {"replication 5, year 2031: no firms", ""}}};

/// Six replications of one series, of which two failed, with quantiles.
void write_with_failures(const std::filesystem::path& path, const std::string& said = in_attribute(failures)) {
  Schema schema = sample_schema();
  schema.variables = {
      {"national", {"output", "Y", "1", "", {"output", ""}}, {"replication", "time"}},
      {"national_quantiles", {"output", "Y", "1", "", {"output", ""}}, {"quantile", "time"}, "national/output"}};
  schema.dimensions = {schema.dimensions[0],
                       schema.dimensions[1],
                       {{"quantile", "q", "1", "", {"probability", ""}}, std::vector{0.0, 0.5, 1.0}, false}};
  schema.provenance = {{failures_attribute, said}};
  ResultWriter writer(path, schema);
  const std::vector<double> values{1, 10, 100, 2, 20, 200, nan, nan, nan, 3, 30, 300, 4, 40, 400, nan, nan, nan};
  writer.write_replications(0, 6, std::vector<std::span<const double>>{values});
  writer.leave_out(failures);
  writer.publish();
}

TEST_CASE("quantiles are those of the replications that did not fail") {
  const TemporaryDirectory directory;
  write_with_failures(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  CHECK(file.read("national_quantiles/output").values == std::vector<double>{1, 10, 100, 2.5, 25, 250, 4, 40, 400});
}

TEST_CASE("a file says which replications failed and why, and gives the others") {
  const TemporaryDirectory directory;
  write_with_failures(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  CHECK(file.text_attribute("provenance", "failures") ==
        "2: replication 2, year 2030: no prices\n5: replication 5, year 2031: no firms\n");
  CHECK(failed_rows(file) == std::vector<std::size_t>{2, 5});
  CHECK(std::isnan(file.read("national/output").values[6]));
  const Table finished = read_finished(file, "national/output");
  CHECK(finished.shape == std::vector<std::size_t>{4, 3});
  CHECK(finished.values == std::vector<double>{1, 10, 100, 2, 20, 200, 3, 30, 300, 4, 40, 400});
}

TEST_CASE("a summary names failed replications and counts the others") {
  const TemporaryDirectory directory;
  write_with_failures(directory / "a.h5");
  const std::string text = summary_text(ResultReader(directory / "a.h5"), {}, Language::english);
  CHECK(text.find("  failed          2: 2, 5\n") != std::string::npos);
  CHECK(text.find("          2.5          250      129.099          115          250          385\n") !=
        std::string::npos);
}

TEST_CASE("failures that are not some of the replications, ascending, are refused") {
  const TemporaryDirectory directory;
  for (const std::string said : {"2: x\n2: x\n", "5: x\n2: x\n", "6: x\n", "18446744073709551615: x\n",
                                 "0: x\n1: x\n2: x\n3: x\n4: x\n5: x\n"}) {
    CAPTURE(said);
    write_with_failures(directory / "a.h5", said);
    const ResultReader file(directory / "a.h5");
    const std::string refused =
        (directory / "a.h5").string() + ": provenance/failures does not name some of its 6 replications, ascending";
    CHECK(refusal([&] { failed_rows(file); }) == refused);
    CHECK(refusal([&] { summary_text(file, {}, Language::english); }) == refused);
  }
  write_with_failures(directory / "a.h5", "x");
  CHECK(refusal([&] {
          failed_rows(ResultReader(directory / "a.h5"));
        }).ends_with(": provenance/failures names no replication where it should: 'x'"));
  write_with_failures(directory / "a.h5");
  CHECK(refusal([&] {
          read_finished(ResultReader(directory / "a.h5"), "national_quantiles/output");
        }).ends_with(": 'national_quantiles/output' has no row for each replication"));
}

TEST_CASE("a file without the attribute has no failures") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  CHECK(failed_rows(file).empty());
  CHECK(read_finished(file, "wealth").values == file.read("wealth").values);
}

}  // namespace
}  // namespace suanli::output::test
