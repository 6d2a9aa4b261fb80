// The tree itself: arrows between folders, libraries behind their doors, files that fit into a head.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <ranges>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace suanli::test {
namespace {

const std::filesystem::path root = SUANLI_SOURCE_DIR;

std::vector<std::filesystem::path> sources_below(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::exists(root / folder)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder))
    if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
      files.push_back(entry.path().lexically_relative(root));
  std::ranges::sort(files);
  return files;
}

struct Include {
  std::string name;
  bool quoted;  // "name", not <name>
};
std::vector<Include> includes_of(const std::filesystem::path& file) {
  static const std::regex line_with_include(R"re(\s*#\s*include\s*(["<])([^">]+)[">].*)re");
  std::vector<Include> all;
  std::ifstream in(root / file);
  std::smatch found;
  for (std::string line; std::getline(in, line);)
    if (std::regex_match(line, found, line_with_include)) all.push_back({found[2], found[1] == "\""});
  return all;
}

/// What a folder may include of the tree; tests and benchmarks may include anything.
const std::map<std::string, std::set<std::string>> arrows{{"engine", {"engine"}},
                                                          {"agents", {"engine", "agents"}},
                                                          {"output", {"engine", "output"}},
                                                          {"scenarios", {"engine", "agents", "output", "scenarios"}}};

/// Which folders may include a header of a library, by the beginning of its name; the longest that fits decides.
const std::map<std::string, std::set<std::string>> doors{
    {"tbb/", {"engine"}},
    {"oneapi/", {"engine"}},
    {"hwy/", {"engine"}},
    {"mpi.h", {"engine"}},
    {"boost/random", {"engine"}},
    {"boost/crc.hpp", {"output"}},
    {"hdf5", {"output"}},
    {"H5", {"output"}},
    {"yaml-cpp/", {"scenarios"}},
    {"boost/numeric/odeint", {"agents"}},
    {"boost/numeric/ublas", {"agents", "engine"}},
    {"boost/math/", {"agents"}},
    {"boost/math/tools/", {"agents", "engine"}},              // roots
    {"boost/math/distributions/", {"agents", "engine"}},      // statistics
    {"boost/math/special_functions/", {"agents", "engine"}},  // distributions by their quantiles
    {"boost/", {}},
    {"doctest/", {}},
    {"benchmark/", {}}};

std::string folder_of(const std::string& path) { return path.substr(0, path.find('/')); }

TEST_CASE("the scan finds the sources and their includes") {
  for (const auto& [folder, unused] : arrows) CHECK(sources_below(folder).size() > 5);
  const std::vector<Include> includes = includes_of("scenarios/document.cpp");
  CHECK(std::ranges::count(includes, true, &Include::quoted) == 2);
  CHECK(std::ranges::find(includes, "yaml-cpp/parser.h", &Include::name) != includes.end());
}

TEST_CASE("no include runs against the arrows") {
  const std::set<std::string> folders{"engine", "agents", "output", "scenarios", "tests", "benchmarks"};
  for (const auto& [folder, may] : arrows)
    for (const std::filesystem::path& file : sources_below(folder))
      for (const auto& [name, quoted] : includes_of(file)) {
        CAPTURE(file.string());
        CAPTURE(name);
        const std::string to = folder_of(name);
        if (folders.contains(to)) CHECK(may.contains(to));
        if (folders.contains(to)) CHECK(quoted);
        // From the root of the tree; besides the generated header, and Highway's, which belong between quotes.
        if (quoted) CHECK((folders.contains(to) || name == "suanli_build.hpp" || to == "hwy"));
      }
}

TEST_CASE("each library is included behind its one door") {
  for (const auto& [folder, unused] : arrows)
    for (const std::filesystem::path& file : sources_below(folder)) {
      std::ifstream in(root / file);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      // A kernel includes itself again for every instruction set.
      const bool kernel = text.find("#define HWY_TARGET_INCLUDE \"" + file.string() + "\"") != std::string::npos;
      for (const auto& [name, quoted] : includes_of(file)) {
        CAPTURE(file.string());
        CAPTURE(name);
        std::string longest;
        for (const auto& [beginning, of] : doors)
          if (name.starts_with(beginning) && beginning.size() > longest.size()) longest = beginning;
        if (longest.empty() || (kernel && name == "hwy/foreach_target.h")) continue;
        CHECK(doors.at(longest).contains(folder));
      }
    }
}

TEST_CASE("each header of the tree that is included is there") {
  for (const std::string folder : {"engine", "agents", "output", "scenarios", "tests", "benchmarks"})
    for (const std::filesystem::path& file : sources_below(folder))
      for (const auto& [name, quoted] : includes_of(file)) {
        CAPTURE(file.string());
        CAPTURE(name);
        if (quoted && name != "suanli_build.hpp" && folder_of(name) != "hwy")
          CHECK(std::filesystem::exists(root / name));
      }
}

// Where {fmt} is missing, headers of its names have that little on top of <format>.
TEST_CASE("of {fmt} the program uses what builds without it have as well") {
  const std::filesystem::path portable = root / "engine/portable/format";
  std::ifstream header(portable / "fmt/format.h");
  const std::string has{std::istreambuf_iterator<char>(header), {}};
  static const std::regex use(R"(\bfmt::(\w+))");
  for (const auto& [folder, unused] : arrows)
    for (const std::filesystem::path& file : sources_below(folder)) {
      CAPTURE(file.string());
      for (const auto& [name, quoted] : includes_of(file))
        if (folder_of(name) == "fmt") CHECK(std::filesystem::exists(portable / name));
      std::ifstream in(root / file);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      for (std::sregex_iterator found(text.begin(), text.end(), use), end; found != end; ++found) {
        const std::string name = (*found)[1];
        CAPTURE(name);
        CHECK(std::regex_search(has, std::regex("(using | )" + name + "( =|\\()")));
      }
    }
}

// Of two definitions under one name the linker takes one, for both, and says nothing.
TEST_CASE("no type is defined in two files") {
  static const std::regex opening(R"(namespace ?([\w:]*) \{)"), closing(R"(\}  // namespace.*)"),
      type(R"((?:template <.*> )?(?:struct|class|union|enum|enum class) (\w+)(?: final)?(?: : .*)? \{.*)");
  std::map<std::string, std::set<std::string>> files;  // by the type's name with its namespaces
  for (const auto& [folder, unused] : arrows)
    for (const std::filesystem::path& file : sources_below(folder)) {
      std::ifstream in(root / file);
      std::vector<std::string> inside;
      std::smatch found;
      for (std::string line; std::getline(in, line);)
        if (std::regex_match(line, found, opening)) {
          inside.push_back(found[1]);
        } else if (std::regex_match(line, closing)) {
          inside.pop_back();
        } else if (std::regex_match(line, found, type) && std::ranges::count(inside, "") == 0) {  // with a linkage
          std::string name = found[1];
          for (const std::string& space : inside | std::views::reverse) name.insert(0, space + "::");
          files[name].insert(file.string());
        }
    }
  CHECK(files.size() > 400);
  for (const auto& [name, defined] : files) {
    std::string where;
    for (const std::string& file : defined) where += " " + file;
    CAPTURE(name);
    CAPTURE(where);
    CHECK(defined.size() == 1);
  }
}

// As SECURITY.md says.
TEST_CASE("no source starts another program but the one that starts sbatch") {
  const std::regex starting(R"re(\b(v?fork|exec[lv]p?e?|posix_spawnp?|popen|system)\s*\()re");
  std::vector<std::string> found;
  for (const std::string folder : {"engine", "agents", "output", "scenarios"})
    for (const std::filesystem::path& file : sources_below(folder)) {
      std::ifstream in(root / file);
      if (std::regex_search(std::string(std::istreambuf_iterator<char>(in), {}), starting))
        found.push_back(file.string());
    }
  CHECK(found == std::vector<std::string>{"scenarios/cluster/submit.cpp"});
}

TEST_CASE("no source file is longer than 450 lines") {
  for (const std::string folder : {"engine", "agents", "output", "scenarios", "tests", "benchmarks"})
    for (const std::filesystem::path& file : sources_below(folder)) {
      CAPTURE(file.string());
      std::ifstream in(root / file);
      CHECK(std::count(std::istreambuf_iterator<char>(in), {}, '\n') <= 450);
    }
}

}  // namespace
}  // namespace suanli::test
