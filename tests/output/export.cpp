#include "output/export.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <csignal>
#include <cstring>
#include <limits>
#include <sstream>

#include "engine/names.hpp"
#include "tests/output/sample.hpp"

namespace suanli::output::test {
namespace {

namespace fs = std::filesystem;
constexpr const char* byte_order_mark = "\xEF\xBB\xBF";

/// Files that exporting the sample leaves, sorted.
std::vector<std::string> files_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

std::string exported(const std::string& table, const ExportOptions& options = {}) {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  export_csv(ResultReader(directory / "a.h5"), directory / "tables", options);
  return bytes_of(directory / ("tables/" + table).c_str());
}

std::string beginning(const std::string& text, std::size_t lines) {
  std::size_t end = 0;
  for (; lines > 0 && end != std::string::npos; --lines) end = text.find('\n', end) + 1;
  return text.substr(0, end);
}

TEST_CASE("each group becomes a table with a row an observation and a column a dimension or a series") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const Exported done = export_csv(ResultReader(directory / "a.h5"), directory / "new/tables", {});
  CHECK(files_in(directory / "new/tables") ==
        std::vector<std::string>{"cells.csv", "columns.csv", "firms.csv", "national.csv", "root.csv", "theory.csv"});
  CHECK(done.files.size() == 6);
  CHECK(done.rows == 60 + 3 + 30 + 10 + 1);
  CHECK(done.notes.empty());
  const auto table = [&](const char* name) { return bytes_of(directory / "new/tables" / name); };
  const std::string national = table("national.csv");
  CHECK(beginning(national, 3) == "replication,time,output\n0,2025,1\n0,2025.25,0.5\n");
  CHECK(std::ranges::count(national, '\n') == 31);
  CHECK(beginning(table("cells.csv"), 3) ==
        std::string(byte_order_mark) +
            "replication,time,industry,share\n0,2025,finance,0.000999000999000999\n0,2025,能源,0.000998003992015968\n");
  CHECK(table("theory.csv") == "growth_rate\n0.0003332222592469177\n");
  CHECK(beginning(table("firms.csv"), 2) == "rank,size\n1,0.0004997501249375312\n");
  CHECK(beginning(table("root.csv"), 1) == "replication,wealth\n");
}

TEST_CASE("the dictionary of columns says symbol, unit, meaning in both languages and equation of each") {
  CHECK(exported("columns.csv") ==
        std::string(byte_order_mark) + R"(table,column,variable,symbol,unit,meaning_en,meaning_zh,equation
cells,replication,replication,r,1,replication,重复次数,
cells,time,time,t,year,time,时间,§5
cells,industry,industry,j,,industry,行业,§1
cells,share,cells/share,s,1,share of output,产出份额,§1
firms,rank,rank,,1,rank by size,规模排名,
firms,size,firms/size,,1e12 yuan,size by rank,,
national,replication,replication,r,1,replication,重复次数,
national,time,time,t,year,time,时间,§5
national,output,national/output,Y,1e12 yuan/year,final output,最终产出,§2.2
root,replication,replication,r,1,replication,重复次数,
root,wealth,wealth,W,1e12 yuan,wealth,财富,
theory,growth_rate,theory/growth_rate,g,1/year,growth rate,增长率,§4.1
)");
}

TEST_CASE("Chinese headers are meanings with units, behind a byte-order mark") {
  const ExportOptions chinese{.groups = {}, .series = {}, .language = Language::chinese};
  CHECK(beginning(exported("national.csv", chinese), 2) ==
        std::string(byte_order_mark) + "重复次数,时间 [year],最终产出 [1e12 yuan/year]\n0,2025,1\n");
  CHECK(beginning(exported("firms.csv", chinese), 1) == std::string(byte_order_mark) + "规模排名,size\n");
  CHECK(beginning(exported("columns.csv", chinese), 2) ==
        std::string(byte_order_mark) +
            "表,列,变量,符号,单位,英文含义,中文含义,公式\ncells,重复次数,replication,r,1,replication,重复次数,\n");
}

/// A file with one group of one series over places, and its values.
void write_column(const fs::path& path, const std::vector<std::string>& places, const std::vector<double>& values) {
  Schema schema;
  schema.dimensions.push_back({{"place", "", "", "", {"place", "地点"}}, places, false});
  schema.variables.push_back({"all", {"x", "", "1", "", {"a value", "数值"}}, {"place"}});
  schema.variables.push_back({"all", {"y", "", "1", "", {"a value", "数值"}}, {"place"}});
  ResultWriter writer(path, schema);
  writer.write("all", "x", values);
  writer.write("all", "y", values);
  writer.publish();
}

TEST_CASE("numbers come back to the same bits, and what is no number is empty") {
  const TemporaryDirectory directory;
  const double infinite = std::numeric_limits<double>::infinity();
  const std::vector<double> values{0.1, -0.0, 1e300, 5e-324, 1.0 / 3, 123456789.123456789, std::nan(""), -infinite, 24};
  write_column(directory / "a.h5", std::vector<std::string>(values.size(), "here"), values);
  export_csv(ResultReader(directory / "a.h5"), directory / "t", {});
  std::istringstream lines(bytes_of(directory / "t/all.csv"));
  std::string line;
  std::getline(lines, line);
  CHECK(line == "place,x,y");
  for (const double value : values) {
    std::getline(lines, line);
    const std::string field = line.substr(5, line.find(',', 5) - 5);
    CAPTURE(line);
    if (std::isnan(value)) CHECK(line == "here,,");
    else
      CHECK(std::bit_cast<std::uint64_t>(std::strtod(field.c_str(), nullptr)) == std::bit_cast<std::uint64_t>(value));
  }
}

TEST_CASE("fields with commas and quotes stand between quotes, and equal headers are told apart") {
  const TemporaryDirectory directory;
  write_column(directory / "a.h5", {"a, b", "the \"west\""}, {1, 2});
  export_csv(ResultReader(directory / "a.h5"), directory / "t",
             {.groups = {}, .series = {}, .language = Language::chinese});
  CHECK(bytes_of(directory / "t/all.csv") ==
        std::string(byte_order_mark) + "地点,数值,数值 (y)\n\"a, b\",1,1\n\"the \"\"west\"\"\",2,2\n");
}

TEST_CASE("only the groups and series that were named are exported") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  export_csv(file, directory / "one", {.groups = {"theory"}, .series = {}});
  CHECK(files_in(directory / "one") == std::vector<std::string>{"columns.csv", "theory.csv"});
  export_csv(file, directory / "two", {.groups = {}, .series = {"output", "size"}});
  CHECK(files_in(directory / "two") == std::vector<std::string>{"columns.csv", "firms.csv", "national.csv"});
  CHECK(std::ranges::count(bytes_of(directory / "two/columns.csv"), '\n') == 6);
}

TEST_CASE("an unknown group or series is refused with the nearest, and nothing is written") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  const auto refused = [&](const ExportOptions& options) -> Text {
    try {
      export_csv(file, directory / "t", options);
    } catch (const NoSuchName& error) {
      return after_place(error.text());
    }
    return {};
  };
  CHECK(refused({.groups = {"natoinal"}, .series = {}}) ==
        Text{"there is no group 'natoinal'; did you mean national?", "没有名为“natoinal”的组；是否想写 national？"});
  CHECK(refused({.groups = {"national"}, .series = {"share"}}) ==
        Text{"there is no series 'share'; there are output", "没有名为“share”的序列；可用者有 output"});
  CHECK(refused({.groups = {}, .series = {"outptu"}}) ==
        Text{"there is no series 'outptu'; did you mean output?", "没有名为“outptu”的序列；是否想写 output？"});
  CHECK_FALSE(fs::exists(directory / "t"));
}

TEST_CASE("tables replace older ones, and nothing else in their directory changes") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  fs::create_directory(directory / "t");
  set_bytes(directory / "t/national.csv", "old");
  set_bytes(directory / "t/notes.txt", "mine");
  export_csv(ResultReader(directory / "a.h5"), directory / "t", {.groups = {"national"}, .series = {}});
  CHECK(files_in(directory / "t") == std::vector<std::string>{"columns.csv", "national.csv", "notes.txt"});
  CHECK(bytes_of(directory / "t/national.csv").starts_with("replication,"));
  CHECK(bytes_of(directory / "t/notes.txt") == "mine");
}

TEST_CASE("tables that only an earlier export had are named, and stay") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  CHECK(export_csv(file, directory / "t", {}).notes.empty());
  CHECK(export_csv(file, directory / "t", {}).notes.empty());
  set_bytes(directory / "t/mine.csv", "x\n1\n");
  const ExportOptions national{.groups = {"national"}, .series = {}};
  const Exported done = export_csv(file, directory / "t", national);
  REQUIRE(done.notes.size() == 1);
  CHECK(done.notes.front().en == (directory / "t").string() +
                                     ": left of an earlier export, no longer explained by columns.csv: cells.csv, "
                                     "firms.csv, root.csv, theory.csv");
  CHECK(fs::exists(directory / "t/cells.csv"));
  CHECK(export_csv(file, directory / "t", national).notes.empty());
}

TEST_CASE("a place that cannot hold tables is named before any is written") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  const std::string place = (directory / "").parent_path().string();
  const auto refused = [&](const char* where) { return refusal([&] { export_csv(file, directory / where, {}); }); };
  CHECK(refused("a.h5") == place + "/a.h5: cannot be written: it is not a directory");
  CHECK(refused("a.h5/t") == place + "/a.h5/t: the directory cannot be made: Not a directory");
  fs::create_directories(directory / "t/theory.csv");
  CHECK(refused("t") == place + "/t/theory.csv: cannot be written: it is a directory");
  CHECK(files_in(directory / "t") == std::vector<std::string>{"theory.csv"});
}

TEST_CASE("a damaged file or a full disk ends the export in one line and leaves no table") {
  const TemporaryDirectory directory;
  write_sample(directory / "a.h5");
  const std::string sound = bytes_of(directory / "a.h5");
  std::size_t refused = 0;
  for (std::size_t position = sound.size() / 2; position + 33 < sound.size(); position += 41) {  // behind the head
    std::string bytes = sound;
    bytes[position] = static_cast<char>(~bytes[position]);
    set_bytes(directory / "b.h5", bytes);
    const std::string said = refusal([&] { export_csv(ResultReader(directory / "b.h5"), directory / "t", {}); });
    if (said.empty()) {
      fs::remove_all(directory / "t");
      continue;
    }
    ++refused;
    CHECK(std::ranges::count(said, '\n') == 0);
    CHECK(said.starts_with((directory / "b.h5").string() + ": "));
    CHECK_FALSE(fs::exists(directory / "t"));
  }
  CHECK(refused > 5);

  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit full{900, 900};  // the tables of cells and nation have more
    setrlimit(RLIMIT_FSIZE, &full);
    const std::string said = refusal([&] { export_csv(ResultReader(directory / "a.h5"), directory / "full", {}); });
    std::_Exit(said == (directory / "full/cells.csv").string() + ": cannot be written: File too large" ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK_FALSE(fs::exists(directory / "full"));
}

TEST_CASE("a table that a sheet of Excel cannot hold is exported with a note") {
  const TemporaryDirectory directory;
  constexpr std::size_t rows = 1048576;
  write_column(directory / "a.h5", std::vector<std::string>(rows, "here"), std::vector<double>(rows));
  const Exported done = export_csv(ResultReader(directory / "a.h5"), directory / "t", {});
  REQUIRE(done.notes.size() == 1);
  CHECK(done.notes[0].en ==
        (directory / "t/all.csv").string() +
            ": 1048576 rows, more than the 1048576 of a sheet in Excel: use pandas or R, or export less");
  CHECK(done.rows == rows);
}

}  // namespace
}  // namespace suanli::output::test
