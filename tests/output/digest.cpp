#include "output/digest.hpp"

#include <doctest/doctest.h>

#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

std::string digest_of(const Schema& schema, std::size_t batch = 4) {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5", schema, batch);
  return digest(directory / "a.h5");
}

/// Digest of the sample's theory alone, with this growth rate and no replications.
std::string digest_with(double growth_rate) {
  const TemporaryDirectory directory;
  ResultWriter writer(directory / "a.h5", sample_schema());
  writer.write("firms", "size", sample_values(2, 0, 3));
  writer.write("theory", "growth_rate", std::span(&growth_rate, 1));
  writer.publish();
  return digest(directory / "a.h5");
}

TEST_CASE("the digest of the sample is the one recorded") {
  CHECK(digest_of(sample_schema()) == "6a5ef310e8c00d8cf81376e3db981da5");
}

TEST_CASE("the digest does not depend on chunks, batches, the order of declaration or provenance") {
  const std::string expected = digest_of(sample_schema());
  Schema schema = sample_schema();
  CHECK(digest_of(schema, 8) == expected);
  schema.replications_per_chunk = 1;
  CHECK(digest_of(schema, 3) == expected);
  schema.provenance = {{"host", "elsewhere"}};
  CHECK(digest_of(schema) == expected);
  std::swap(schema.dimensions[0], schema.dimensions[1]);
  std::swap(schema.attributes[0], schema.attributes[1]);
  std::swap(schema.variables[2], schema.variables[3]);
  CHECK(digest_of(schema) == expected);
}

TEST_CASE("the digest changes with the last bit of a value") {
  CHECK(digest_with(0.05) == digest_with(0.05));
  CHECK(digest_with(0.05) != digest_with(0x1.999999999999bp-5));
  CHECK(digest_with(0.0) != digest_with(-0.0));
}

TEST_CASE("the digest changes with a name, a unit, an attribute, a coordinate or a dimension") {
  const std::string original = digest_of(sample_schema());
  const auto changed = [](auto&& change) {
    Schema schema = sample_schema();
    change(schema);
    return digest_of(schema);
  };
  CHECK(changed([](Schema&) {}) == original);
  CHECK(changed([](Schema& s) { s.variables[0].description.name = "production"; }) != original);
  CHECK(changed([](Schema& s) { s.variables[0].group = "regional"; }) != original);
  CHECK(changed([](Schema& s) { s.variables[0].description.unit = "1e8 yuan/year"; }) != original);
  CHECK(changed([](Schema& s) { s.attributes[0].value = "another sample"; }) != original);
  CHECK(changed([](Schema& s) { s.attributes[1].value = 1.0; }) != original);
  CHECK(changed([](Schema& s) { s.attributes.pop_back(); }) != original);
  CHECK(changed([](Schema& s) { s.dimensions[1].coordinates = std::vector{2025.0, 2025.25, 2025.75}; }) != original);
  CHECK(changed([](Schema& s) {
          s.dimensions[2].coordinates = std::vector<std::string>{"finance", "energy"};
        }) != original);
  CHECK(changed([](Schema& s) { s.variables[2].dimensions = {"time"}; }) != original);  // three values either way
}

TEST_CASE("the digest changes with the number of replications") {
  const TemporaryDirectory directory;
  const auto digest_after = [&](std::size_t rows) {
    ResultWriter writer(directory / "a.h5", sample_schema());
    write_batch(writer, 0, rows);
    write_theory(writer);
    writer.publish();
    return digest(directory / "a.h5");
  };
  CHECK(digest_after(4) != digest_after(3));
}

}  // namespace
}  // namespace suanli::output::test
