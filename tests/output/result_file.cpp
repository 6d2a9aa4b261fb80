#include "output/result_file.hpp"

#include <doctest/doctest.h>
#include <hdf5.h>

#include <cmath>
#include <functional>

#include "output/digest.hpp"
#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

std::vector<hsize_t> chunk_of(const std::filesystem::path& path, const char* dataset) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), d = H5Dopen2(file, dataset, H5P_DEFAULT);
  const hid_t list = H5Dget_create_plist(d);
  std::vector<hsize_t> chunk(8);
  chunk.resize(static_cast<std::size_t>(H5Pget_chunk(list, 8, chunk.data())));
  H5Pclose(list), H5Dclose(d), H5Fclose(file);
  return chunk;
}

/// What `work` says when the caller, not the world, is wrong.
template <class Work> std::string complaint(Work&& work) {
  try {
    work();
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("values come back bit for bit, with their shapes and dimensions") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  CHECK(file.groups() == std::vector<std::string>{"", "cells", "firms", "national", "provenance", "theory"});
  CHECK(file.dimensions() == std::vector<std::string>{"industry", "rank", "replication", "time"});
  CHECK(file.variables() ==
        std::vector<std::string>{"cells/share", "firms/size", "national/output", "theory/growth_rate", "wealth"});
  CHECK(file.contains("national/output"));
  CHECK(file.contains("time"));
  CHECK_FALSE(file.contains("national"));

  const Table share = file.read("cells/share");
  CHECK(share.shape == std::vector<std::size_t>{replications, 3, 2});
  CHECK(share.values == sample_values(1, 0, replications * 6));
  CHECK(file.dimensions_of("cells/share") == std::vector<std::string>{"replication", "time", "industry"});
  CHECK(file.read("national/output").values == sample_values(0, 0, replications * 3));
  CHECK(file.read("wealth").values == sample_values(4, 0, replications));
  CHECK(file.read("firms/size").values == sample_values(2, 0, 3));

  const Table growth = file.read("theory/growth_rate");
  CHECK(growth.shape.empty());
  CHECK(growth.values == sample_values(3, 0, 1));
  CHECK(file.dimensions_of("theory/growth_rate").empty());

  const Table rows = file.read_rows("cells/share", 3, 4);
  CHECK(rows.shape == std::vector<std::size_t>{4, 3, 2});
  CHECK(rows.values == sample_values(1, 18, 24));
}

TEST_CASE("coordinates come back as reals, integers and texts") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  CHECK(file.coordinates("time") == Coordinates{std::vector{2025.0, 2025.25, 2025.5}});
  CHECK(file.coordinates("rank") == Coordinates{std::vector<std::int64_t>{1, 10, 100}});
  CHECK(file.coordinates("industry") == Coordinates{std::vector<std::string>{"finance", "能源"}});
  CHECK(file.coordinates("replication") == Coordinates{std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}});
  CHECK(file.read("rank").values == std::vector{1.0, 10.0, 100.0});
}

TEST_CASE("a file that another program opened to write is read if it wrote nothing, and refused if it did") {
  const TemporaryDirectory directory;
  const auto refusal_after = [&](const std::function<void(hid_t)>& work) {
    const std::filesystem::path path = directory / "a.h5";
    write_sample(path);
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    REQUIRE(file >= 0);
    work(file);
    H5Fclose(file);
    const std::string said = refusal([&] { ResultReader{path}; });
    return said.empty() ? said : said.substr(path.string().size() + 2);
  };
  CHECK(refusal_after([](hid_t) {}) == "");
  CHECK(refusal_after([](hid_t file) { CHECK(H5Adelete(file, "title") >= 0); }) ==
        "its head is damaged: the checksum does not match");
  CHECK(refusal_after([](hid_t file) { H5Gclose(H5Gcreate2(file, "more", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)); }) ==
        "it does not end as a result file does: it was cut short, changed, or written by another program");
}

TEST_CASE("the rows of a part carry the numbers of their replications in the ensemble") {
  const TemporaryDirectory directory;
  Schema schema = sample_schema();
  schema.dimensions[0].coordinates = std::vector<std::int64_t>{40, 41, 42, 43, 44, 45, 46, 47, 48, 49};
  write_sample(directory / "part.h5", schema);
  CHECK(ResultReader(directory / "part.h5").coordinates("replication") == schema.dimensions[0].coordinates);
}

TEST_CASE("a variable says its unit, its meaning in both languages, its symbol and its equation") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  const std::vector<Attribute> output = file.attributes("national/output");
  REQUIRE(output.size() == 6);
  CHECK(output[0].name == "_FillValue");
  CHECK(std::isnan(std::get<double>(output[0].value)));
  CHECK(output[1] == Attribute{"equation", "§2.2"});
  CHECK(output[2] == Attribute{"long_name", "final output"});
  CHECK(output[3] == Attribute{"long_name_zh", "最终产出"});
  CHECK(output[4] == Attribute{"symbol", "Y"});
  CHECK(output[5] == Attribute{"units", "1e12 yuan/year"});
  CHECK(file.attributes("firms/size") == std::vector<Attribute>{{"long_name", "size by rank"}, {"units", "1e12 yuan"}});
  CHECK(file.text_attribute("time", "long_name_zh") == "时间");
  CHECK(file.text_attribute("", "title") == "a sample");
  CHECK(file.integer_attribute("", "schema_version") == 1);
  CHECK(file.number_attribute("", "period") == 0.25);
  CHECK(file.integer_attribute("provenance", "threads") == 4);
}

TEST_CASE("identical calls give identical bytes") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  write_sample(directory / "b.h5");
  CHECK(bytes_of(directory / "a.h5") == bytes_of(directory / "b.h5"));
}

TEST_CASE("batches may come in any order") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  ResultWriter writer(directory / "b.h5", sample_schema());
  write_batch(writer, 8, 2);
  write_batch(writer, 0, 4);
  write_theory(writer);
  CHECK(complaint([&] { writer.publish(); }).ends_with("b.h5: replication 4 was never written"));
  write_batch(writer, 4, 4);
  writer.publish();
  CHECK(digest(directory / "a.h5") == digest(directory / "b.h5"));
}

TEST_CASE("a chunk holds whole rows, and is cut along time where it would pass 16 MiB") {
  const TemporaryDirectory directory;
  Schema schema = sample_schema();
  schema.dimensions[1].coordinates = std::vector<double>(1000, 0.0);  // 8 × 1000 × 500 × 8 byte = 30.5 MiB
  schema.dimensions[2].coordinates = std::vector<std::string>(500, "industry");
  schema.replications_per_chunk = 8;
  {
    ResultWriter writer(directory / "a.h5", schema);
    write_theory(writer);
    writer.publish();
  }
  CHECK(ResultReader(directory / "a.h5").read("wealth").values.empty());
  CHECK(chunk_of(directory / "a.h5", "national/output") == std::vector<hsize_t>{8, 1000});
  CHECK(chunk_of(directory / "a.h5", "cells/share") == std::vector<hsize_t>{8, 524, 500});
}

TEST_CASE("nothing but the published file is left, and an unpublished one leaves nothing") {
  const TemporaryDirectory directory;
  {
    ResultWriter writer(directory / "a.h5", sample_schema());
    write_batch(writer, 0, 4);
    CHECK(directory.files().size() == 1);
    CHECK_FALSE(std::filesystem::exists(directory / "a.h5"));
  }
  CHECK(directory.files().empty());
  write_sample(directory / "a.h5");
  CHECK(directory.files() == std::vector<std::string>{"a.h5"});
}

TEST_CASE("a new result replaces an old one only when it is published") {
  const TemporaryDirectory directory;
  set_bytes(directory / "a.h5", old_result);
  ResultWriter writer(directory / "a.h5", sample_schema());
  write_batch(writer, 0, 4);
  write_theory(writer);
  CHECK(bytes_of(directory / "a.h5") == old_result);
  writer.publish();
  CHECK(ResultReader(directory / "a.h5").shape_of("wealth") == std::vector<std::size_t>{4});
}

TEST_CASE("a call that contradicts the schema is refused and says how") {
  const TemporaryDirectory directory;
  ResultWriter writer(directory / "a.h5", sample_schema());
  const std::vector<double> three(3), nine(9), eighteen(18);
  CHECK(complaint([&] { write_batch(writer, 2, 4); }) == "replications 2 to 5 do not begin a chunk of 4");
  CHECK(complaint([&] {
          writer.write_replications(0, 3, std::vector<std::span<const double>>{nine, nine, three});
        }) == "cells/share has 9 values for 3 replications of 6");
  CHECK(complaint([&] { writer.write_replications(0, 3, std::vector<std::span<const double>>{nine}); }) ==
        "1 columns given for 3 variables");
  CHECK(complaint([&] { writer.write("theory", "output", three); }) ==
        "theory/output is no variable without the unlimited dimension");
  CHECK(complaint([&] { writer.write("firms", "size", nine); }) == "firms/size has 9 values for 3");
  write_batch(writer, 0, 4);
  CHECK(complaint([&] { write_batch(writer, 0, 4); }) == "replications 0 to 3 are already written");
  write_batch(writer, 4, 2);
  CHECK(complaint([&] { write_batch(writer, 8, 2); }) == "replications 8 to 9 come after the last of 6");
  CHECK(complaint([&] { writer.publish(); }) == (directory / "a.h5").string() + ": firms/size was never written");
  write_theory(writer);
  writer.publish();
  CHECK(complaint([&] { write_batch(writer, 8, 2); }) == (directory / "a.h5").string() + ": is already published");
}

TEST_CASE("a schema that no file can hold is refused and says why") {
  const auto refused = [](auto&& change) {
    Schema schema = sample_schema();
    change(schema);
    return complaint([&] { check(schema); });
  };
  CHECK(refused([](Schema&) {}) == "");
  CHECK(refused([](Schema& s) { s.variables[2].dimensions = {"firm"}; }) ==
        "schema: variable 'firms/size' has an unknown dimension 'firm'");
  CHECK(refused([](Schema& s) {
          s.variables[0].dimensions = {"time", "replication"};
        }) == "schema: variable 'national/output' must have 'replication' as its first dimension");
  CHECK(refused([](Schema& s) { s.variables[1].group = "industry"; }) ==
        "schema: 'industry' names both a group and a dataset at the root");
  CHECK(refused([](Schema& s) { s.variables.push_back(s.variables[0]); }) ==
        "schema: variable 'national/output' is declared twice");
  CHECK(refused([](Schema& s) { s.variables[0].group = "provenance"; }) ==
        "schema: variable 'provenance/output' lies in the group kept for provenance");
  CHECK(refused([](Schema& s) { s.dimensions[1].unlimited = true; }) == "schema: more than one dimension is unlimited");
  CHECK(refused([](Schema& s) { s.dimensions[1].coordinates = std::vector<double>{}; }) ==
        "schema: dimension 'time' has no coordinates");
  for (const std::string name : {"a\tb", "a\nb", "a\r\nb", "a\033b"}) {
    CHECK(refused([&](Schema& s) {
            s.dimensions[2].coordinates = std::vector<std::string>{name, "x"};
          }) == "schema: dimension 'industry' has a coordinate that cannot be printed");
    CHECK(refused([&](Schema& s) { s.variables[0].description.name = name; }) ==
          "schema: variable 'national/" + name + "' has no usable name");
    CHECK(refused([&](Schema& s) {
            s.provenance.push_back({name, 1.0});
          }) == "schema: attribute '" + name + "' has no usable name");
  }
}

TEST_CASE("a reader says what a file does not have") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  const std::string name = (directory / "a.h5").string();
  CHECK(refusal([&] { file.read("national/outpt"); }) == name + ": has no 'national/outpt'");
  CHECK(refusal([&] { file.read("national"); }) == name + ": 'national' is a group");
  CHECK(refusal([&] { file.read("industry"); }) == name + ": 'industry' does not hold numbers");
  CHECK(refusal([&] { file.read_rows("wealth", 8, 3); }) == name + ": 'wealth' has 10 rows, not 11");
  CHECK(refusal([&] { file.coordinates("wealth"); }) == name + ": 'wealth' is no dimension");
  CHECK(refusal([&] { file.text_attribute("", "seed"); }) == name + ": the file has no attribute 'seed'");
  CHECK(refusal([&] { file.number_attribute("time", "units"); }) ==
        name + ": attribute 'units' of 'time' is not a real number");
}

}  // namespace
}  // namespace suanli::output::test
