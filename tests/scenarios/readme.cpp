// README.md and README.zh-CN.md say the same, and everything in them and in SCHEMA.md that can be run runs as it is
// printed, in order.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "agents/series.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

/// A block of code, "```sh … ```".
struct Snippet {
  std::string language, code;
};

std::vector<Snippet> snippets_of(const std::string& readme) {
  std::vector<Snippet> all;
  std::istringstream lines(bytes_of(std::string(SUANLI_SOURCE_DIR "/") + readme));
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      if (!inside) all.push_back({line.substr(3), ""});
      inside = !inside;
    } else if (inside) {
      all.back().code += line + "\n";
    }
  }
  return all;
}

/// The code without its comments, which are in the README's own language.
std::string without_comments(const std::string& code) {
  std::string all;
  std::istringstream lines(code);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t comment = line.find(" #");
    all += line.substr(0, line.find_last_not_of(' ', comment) + 1) + "\n";
  }
  return all;
}

/// A part of a README: its heading, how many paragraphs, tables and snippets it has, and its words between ticks, sorted.
struct Section {
  std::string heading;
  std::size_t paragraphs = 0;
  std::set<std::string> words = {};
};
std::vector<Section> sections_of(const std::string& readme) {
  static const std::regex code("```[^`]*```"), word("`([^`]+)`"), blanks("\\s+");
  std::string text = bytes_of(std::string(SUANLI_SOURCE_DIR "/") + readme);
  text = std::regex_replace(text, code, "snippet") + "\n\n";
  std::vector<Section> all(1);
  for (std::size_t at = 0, end; (end = text.find("\n\n", at)) != std::string::npos; at = end + 2) {
    const std::string paragraph = text.substr(at, end - at);
    if (paragraph.starts_with("## ")) all.push_back({paragraph});
    Section& section = all.back();
    ++section.paragraphs;
    for (std::sregex_iterator found(paragraph.begin(), paragraph.end(), word), none; found != none; ++found)
      section.words.insert(std::regex_replace((*found)[1].str(), blanks, " "));
  }
  return all;
}

/// A document in a directory of its own, all that it does so far done.
class Reader {
 public:
  explicit Reader(std::string document) : document_(std::move(document)) {
    std::filesystem::create_symlink(SUANLI_SOURCE_DIR "/scenarios", directory_ / "scenarios");
  }

  /// Does what the text says in blocks of these languages that have a word in them, in the order of the text.
  void follow(std::vector<std::string> languages, const std::string& word = "") {
    std::size_t followed = 0;
    for (const Snippet& snippet : snippets_of(document_))
      if (std::ranges::find(languages, snippet.language) != languages.end() &&
          snippet.code.find(word) != std::string::npos)
        run(snippet), ++followed;
    CHECK(followed > 0);
  }
  bool has(const char* name) const { return std::filesystem::exists(directory_ / name); }
  const TemporaryDirectory& directory() const { return directory_; }

 private:
  void run(const Snippet& snippet) {
    CAPTURE(snippet.code);
    if (snippet.language == "yaml") return set_bytes(directory_ / "own.yaml", snippet.code);
    set_bytes(directory_ / "snippet", snippet.code);
    const Outcome said = shell(directory_, line_for(snippet));
    CAPTURE(said.out);
    CAPTURE(said.err);
    REQUIRE(said.code == 0);
    if (snippet.language != "sh" && document_ == "README.md") CHECK_FALSE(said.out.empty());
  }

  // make is only asked what it would do: this test is a part of what it does.
  static std::string line_for(const Snippet& snippet) {
    if (snippet.language == "python") return "'" SUANLI_PYTHON "' snippet";
    if (snippet.language == "r") return "Rscript snippet";
    return "make() { command make -n -C '" SUANLI_SOURCE_DIR "' \"$@\" > /dev/null; }; set -e; . ./snippet";
  }

  std::string document_;
  TemporaryDirectory directory_;
};

/// SCHEMA.md beside a small reference.h5.
class SchemaReader : public Reader {
 public:
  SchemaReader() : Reader("output/SCHEMA.md") {
    const Outcome ran = suanli_command(
        directory(), "run scenarios/reference.yaml -o reference.h5 --firms 2800 --replications 3 --set time.end=2031");
    CAPTURE(ran.err);
    REQUIRE(ran.code == 0);
  }
};

/// Checks that a page and its Chinese hold the same code, and section by section as many paragraphs and the same names.
void check_both_pages(const std::string& page) {
  CAPTURE(page);
  const std::vector<Snippet> en = snippets_of(page + ".md"), zh = snippets_of(page + ".zh-CN.md");
  REQUIRE(en.size() == zh.size());
  CHECK_FALSE(en.empty());
  for (std::size_t i = 0; i < en.size(); ++i) {
    CHECK(en[i].language == zh[i].language);
    CHECK(without_comments(en[i].code) == without_comments(zh[i].code));
  }
  const std::vector<Section> here = sections_of(page + ".md"), there = sections_of(page + ".zh-CN.md");
  REQUIRE(here.size() == there.size());
  for (std::size_t i = 0; i < here.size(); ++i) {
    CAPTURE(here[i].heading);
    CHECK(here[i].paragraphs == there[i].paragraphs);
    CHECK(here[i].words == there[i].words);
  }
}

TEST_CASE("both READMEs hold the same code, and section by section as many paragraphs and the same names") {
  check_both_pages("README");
}

TEST_CASE("pages for clusters say the same in both languages") {
  for (const char* page : {"scenarios/cluster", "scenarios/jobs", "scenarios/pbs-lsf"}) check_both_pages(page);
}

TEST_CASE("the cookbook says the same in both languages") { check_both_pages("scenarios/cookbook"); }

TEST_CASE("every command line of the page on jobs runs as printed, but for Slurm") {
  Reader reader("scenarios/jobs.md");
  reader.follow({"sh"}, "suanli task");
  CHECK(reader.has("small.h5"));
}

TEST_CASE("the pages for clusters name the versions that CMake asks for") {
  const std::string cmake = bytes_of(SUANLI_SOURCE_DIR "/CMakeLists.txt");
  const std::pair<const char*, const char*> libraries[] = {{"HDF5", "HDF5"},         {"TBB", "oneTBB"},
                                                           {"yaml-cpp", "yaml-cpp"}, {"Boost", "Boost"},
                                                           {"fmt", "{fmt}"},         {"hwy", "Google Highway"}};
  for (const auto& [package, name] : libraries) {
    CAPTURE(package);
    std::smatch asked;
    REQUIRE(std::regex_search(cmake, asked, std::regex(fmt::format("suanli_requires\\({} ([0-9.]+)", package))));
    for (const char* page : {"cluster.md", "cluster.zh-CN.md"}) {
      const std::string row = fmt::format("| {} | {}", name, asked[1].str());
      CHECK(bytes_of(fmt::format("{}/scenarios/{}", SUANLI_SOURCE_DIR, page)).find(row) != std::string::npos);
    }
  }
}

TEST_CASE("the table of groups of both READMEs names every recorded series where it is recorded") {
  std::map<Extent, std::string> en, zh;
  for (const Series& series : all_series()) {
    const bool first = en[series.extent].empty();
    en[series.extent] += fmt::format("{}`{}`", first ? "" : ", ", series.name);
    zh[series.extent] += fmt::format("{}`{}`", first ? "" : "、", series.name);
  }
  using enum Extent;
  const auto holds = [](const char* readme, const std::string& row) {
    return bytes_of(std::string(SUANLI_SOURCE_DIR "/") + readme).find(row) != std::string::npos;
  };
  CHECK(holds("README.md", fmt::format("| {}; of whole economies also {}; of the nation {} |", en[everywhere],
                                       en[whole_economies], en[nation])));
  CHECK(holds("README.zh-CN.md",
              fmt::format("| {}；完整经济体另有 {}；全国另有 {} |", zh[everywhere], zh[whole_economies], zh[nation])));
}

TEST_CASE("every command line of the README runs as printed, and its Python and R read what they have written") {
  std::vector<std::string> languages{"sh", "yaml"};
  if (*SUANLI_PYTHON != 0) languages.push_back("python");  // what is missing counts as skipped: .ci/test
  if (*SUANLI_R != 0) languages.push_back("r");
  Reader reader("README.md");
  reader.follow(languages);
  for (const char* name : {"own.h5", "dear.h5", "by_share.csv", "figures/figure-7.svg", "calibrated.yaml", "growth.h5",
                           "tables/national.csv"})
    CHECK(reader.has(name));
}

TEST_CASE("the command lines of SCHEMA.md run as printed [netcdf]") { SchemaReader().follow({"sh"}); }

TEST_CASE("the Python of SCHEMA.md reads a result file [pandas]") { SchemaReader().follow({"python"}); }

TEST_CASE("the R of SCHEMA.md reads a result file with ncdf4 [ncdf4]") { SchemaReader().follow({"r"}, "ncdf4)"); }

TEST_CASE("the R of SCHEMA.md reads a result file with rhdf5 [rhdf5]") { SchemaReader().follow({"r"}, "rhdf5)"); }

}  // namespace
}  // namespace suanli::test
