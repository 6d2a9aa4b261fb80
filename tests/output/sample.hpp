// A small result file for the tests, and a place for it that disappears.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "output/result_file.hpp"

namespace suanli::output::test {

/// A new directory, removed at the end of the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "suanli-output-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::filesystem::path operator/(const char* name) const { return path_ / name; }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) names.push_back(entry.path().filename());
    return names;
  }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void set_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// A message without the path in front.
inline Text after_place(const Text& words) {
  return {words.en.substr(words.en.find(": ") + 2), words.zh.substr(words.zh.find(": ") + 2)};
}

/// The message of the OutputError that `work` throws; "" if it throws none.
template <class Work> std::string refusal(Work&& work) {
  try {
    work();
  } catch (const OutputError& error) {
    return error.what();
  }
  return "";
}

/// What an earlier run left: it begins as HDF5 files do, and ends in a seal.
inline const std::string old_result = "\x89HDF\r\n\x1a\nthe old resultSUANLI\r\n" + std::string(24, '\1');

inline Schema sample_schema() {
  return {.dimensions =
              {{{"replication", "r", "1", "", {"replication", "重复次数"}}, {}, true},
               {{"time", "t", "year", "§5", {"time", "时间"}}, std::vector{2025.0, 2025.25, 2025.5}, false},
               {{"industry", "j", "", "§1", {"industry", "行业"}}, std::vector<std::string>{"finance", "能源"}, false},
               {{"rank", "", "1", "", {"rank by size", "规模排名"}}, std::vector<std::int64_t>{1, 10, 100}, false}},
          .variables = {{"national",
                         {"output", "Y", "1e12 yuan/year", "§2.2", {"final output", "最终产出"}},
                         {"replication", "time"}},
                        {"cells",
                         {"share", "s", "1", "§1", {"share of output", "产出份额"}},
                         {"replication", "time", "industry"}},
                        {"firms", {"size", "", "1e12 yuan", "", {"size by rank", ""}}, {"rank"}},
                        {"theory", {"growth_rate", "g", "1/year", "§4.1", {"growth rate", "增长率"}}, {}},
                        {"", {"wealth", "W", "1e12 yuan", "", {"wealth", "财富"}}, {"replication"}}},
          .attributes = {{"title", "a sample"}, {"schema_version", std::int64_t{1}}, {"period", 0.25}},
          .provenance = {{"host", "somewhere"}, {"threads", std::int64_t{4}}},
          .replications_per_chunk = 4};
}

inline constexpr std::size_t replications = 10;

/// The sample's values: sample_value(v, i) is the i-th of variable v.
inline double sample_value(std::size_t variable, std::size_t index) {
  return 1.0 / (1.0 + static_cast<double>(index) + 1000.0 * static_cast<double>(variable));
}

inline std::vector<double> sample_values(std::size_t variable, std::size_t first, std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = first; i < first + count; ++i) values.push_back(sample_value(variable, i));
  return values;
}

inline void write_batch(ResultWriter& writer, std::size_t first, std::size_t count) {
  const std::vector<double> output = sample_values(0, 3 * first, 3 * count),
                            share = sample_values(1, 6 * first, 6 * count), wealth = sample_values(4, first, count);
  writer.write_replications(first, count, std::vector<std::span<const double>>{output, share, wealth});
}

inline void write_theory(ResultWriter& writer) {
  writer.write("firms", "size", sample_values(2, 0, 3));
  writer.write("theory", "growth_rate", sample_values(3, 0, 1));
}

/// Writes the sample in batches of `batch` replications, a multiple of the chunk.
inline void write_sample(const std::filesystem::path& path, const Schema& schema = sample_schema(),
                         std::size_t batch = 4) {
  ResultWriter writer(path, schema);
  for (std::size_t first = 0; first < replications; first += batch)
    write_batch(writer, first, std::min(batch, replications - first));
  write_theory(writer);
  writer.publish();
}

}  // namespace suanli::output::test
