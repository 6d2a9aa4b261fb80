// Quantiles over replications, which the writer computes from the file.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/statistics.hpp"
#include "output/collective_rows.hpp"
#include "output/digest.hpp"
#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

const std::vector<double> probabilities{0, .05, .5, 1};

/// The sample, with quantiles of all that has replications.
Schema sample_with_quantiles() {
  Schema schema = sample_schema();
  schema.dimensions.push_back({{"quantile", "q", "1", "", {"probability", "概率"}}, probabilities, false});
  for (const std::size_t v : {0, 1, 4}) {
    Variable quantiles = schema.variables[v];
    quantiles.quantiles_of = path_of(quantiles);
    quantiles.group += "_quantiles";
    quantiles.dimensions[0] = "quantile";
    schema.variables.push_back(quantiles);
  }
  return schema;
}

/// Holds every quantile of a file against sorted columns.
void expect_quantiles(const ResultReader& file, const std::string& path, const std::string& quantile_path) {
  const Table values = file.read(path), result = file.read(quantile_path);
  const std::size_t rows = values.shape[0], columns = rows == 0 ? 0 : values.values.size() / rows;
  REQUIRE(result.values.size() == probabilities.size() * columns);
  for (std::size_t c = 0; c < columns; ++c) {
    std::vector<double> sample;
    for (std::size_t r = 0; r < rows; ++r) sample.push_back(values.values[r * columns + c]);
    std::ranges::sort(sample);
    for (std::size_t q = 0; q < probabilities.size(); ++q)
      CHECK(result.values[q * columns + c] == quantile(sample, probabilities[q]));
  }
}

TEST_CASE("a published file holds the quantiles of its replications, with shapes and words of what they are of") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5", sample_with_quantiles());
  const ResultReader file(directory / "a.h5");
  CHECK(file.dimensions_of("cells_quantiles/share") == std::vector<std::string>{"quantile", "time", "industry"});
  CHECK(file.shape_of("national_quantiles/output") == std::vector<std::size_t>{4, 3});
  CHECK(file.shape_of("_quantiles/wealth") == std::vector<std::size_t>{4});
  CHECK(file.text_attribute("national_quantiles/output", "long_name_zh") == "最终产出");
  expect_quantiles(file, "national/output", "national_quantiles/output");
  expect_quantiles(file, "cells/share", "cells_quantiles/share");
  expect_quantiles(file, "wealth", "_quantiles/wealth");
}

TEST_CASE("quantiles do not depend on the order of batches, and change the digest") {
  const TemporaryDirectory directory;
  const Schema schema = sample_with_quantiles();
  write_sample(directory / "a.h5", schema);
  {
    ResultWriter writer(directory / "b.h5", schema);
    write_theory(writer);
    write_batch(writer, 8, 2), write_batch(writer, 0, 4), write_batch(writer, 4, 4);
    writer.publish();
  }
  CHECK(digest(directory / "a.h5") == digest(directory / "b.h5"));
  Schema other = schema;
  other.dimensions.back().coordinates = std::vector{0.0, .06, .5, 1.0};
  write_sample(directory / "c.h5", other);
  CHECK(digest(directory / "a.h5") != digest(directory / "c.h5"));
}

// What several ranks do when there is one of them; with more of them the program is tested, tests/scenarios/mpi.cpp.
TEST_CASE("a file that is lent for its rows to be written holds what one writer by itself puts there") {
  const TemporaryDirectory directory;
  const Schema schema = sample_with_quantiles();
  write_sample(directory / "whole.h5", schema);
  ResultWriter writer(directory / "lent.h5", schema);
  write_theory(writer);
  const std::filesystem::path lent = writer.lend(replications);
  CHECK(lent.extension() == ".partial");
  CHECK_THROWS_AS(write_batch(writer, 0, 4), std::logic_error);
  CollectiveRows rows(lent, schema, {});
  for (const std::size_t first : {8, 0, 4}) {
    const std::size_t count = std::min<std::size_t>(4, replications - first);
    const std::vector<double> output = sample_values(0, 3 * first, 3 * count),
                              share = sample_values(1, 6 * first, 6 * count), wealth = sample_values(4, first, count);
    rows.write(first, count, std::vector<std::span<const double>>{output, share, wealth});
    rows.write(0, 0, {});  // takes part with nothing
  }
  rows.write_quantiles({});
  rows.close();
  writer.publish();
  CHECK(digest(directory / "lent.h5") == digest(directory / "whole.h5"));
}

TEST_CASE("one replication is every quantile of itself, and none has none") {
  const TemporaryDirectory directory;
  for (const std::size_t rows : {0, 1}) {
    {
      ResultWriter writer(directory / "a.h5", sample_with_quantiles());
      write_theory(writer);
      if (rows > 0) write_batch(writer, 0, rows);
      writer.publish();
    }
    const ResultReader file(directory / "a.h5");
    const Table all = file.read("national/output"), quantiles = file.read("national_quantiles/output");
    for (std::size_t i = 0; i < quantiles.values.size(); ++i) {
      if (rows == 0) CHECK(std::isnan(quantiles.values[i]));
      else CHECK(quantiles.values[i] == all.values[i % 3]);
    }
  }
}

TEST_CASE("a variable that does not fit into memory at once has the same quantiles") {
  const TemporaryDirectory directory;
  constexpr std::size_t rows = 1000, dates = 5, places = 6000;  // 229 MiB: two blocks, cut inside a chunk
  Schema schema;
  const auto add = [&](const char* name, Coordinates points, bool unlimited = false) {
    schema.dimensions.push_back({{name, "", "1", "", {}}, std::move(points), unlimited});
  };
  add("replication", {}, true);
  add("time", std::vector<double>(dates));
  add("place", std::vector<std::int64_t>(places));
  add("quantile", probabilities);
  schema.variables = {{"all", {"x", "", "1", "", {}}, {"replication", "time", "place"}},
                      {"q", {"x", "", "1", "", {}}, {"quantile", "time", "place"}, "all/x"}};
  schema.replications_per_chunk = 40;
  ResultWriter writer(directory / "a.h5", schema);
  // Replication r holds r + i at the i-th place of all: quantile p is p(rows - 1) + i, exact in halves.
  for (std::size_t first = 0; first < rows; first += 40) {
    std::vector<double> values(40 * dates * places);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<double>(first + i / (dates * places) + i % (dates * places));
    writer.write_replications(first, 40, std::vector<std::span<const double>>{values});
  }
  writer.publish();
  const Table result = ResultReader(directory / "a.h5").read("q/x");
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < dates * places; ++i) {
    wrong += result.values[i] != static_cast<double>(i);
    wrong += result.values[2 * dates * places + i] != 499.5 + static_cast<double>(i);
    wrong += result.values[3 * dates * places + i] != 999 + static_cast<double>(i);
  }
  CHECK(wrong == 0);
}

TEST_CASE("quantiles are nobody's to write, and of nothing but replications") {
  const TemporaryDirectory directory;
  ResultWriter writer(directory / "a.h5", sample_with_quantiles());
  CHECK_THROWS_WITH_AS(writer.write("national_quantiles", "output", std::vector<double>(12)),
                       "national_quantiles/output is no variable without the unlimited dimension",
                       std::invalid_argument);
  const auto refused = [](auto&& change) -> std::string {
    Schema schema = sample_with_quantiles();
    change(schema);
    try {
      check(schema);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refused([](Schema&) {}) == "");
  CHECK(refused([](Schema& s) { s.variables[5].quantiles_of = "national/out"; }) ==
        "schema: variable 'national_quantiles/output' holds quantiles of an unknown 'national/out'");
  CHECK(refused([](Schema& s) { s.variables[5].quantiles_of = "firms/size"; }) ==
        "schema: the dimensions of 'national_quantiles/output' are not those of quantiles of 'firms/size'");
  CHECK(refused([](Schema& s) {
          s.variables[5].dimensions = {"quantile", "industry"};
        }) == "schema: the dimensions of 'national_quantiles/output' are not those of quantiles of 'national/output'");
  CHECK(refused([](Schema& s) {
          s.dimensions.back().coordinates = std::vector{5.0, 50.0};
        }) == "schema: the coordinates of 'quantile' are not probabilities");
  CHECK(refused([](Schema& s) {
          s.groups = {{"nations", {"x", "x"}}};
        }) == "schema: group 'nations' has a meaning and no variables");
}

}  // namespace
}  // namespace suanli::output::test
