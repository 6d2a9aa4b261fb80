// README.md and README.zh-CN.md say the same, and everything in them that can be run runs as it is printed, in order.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

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

/// The English README in a directory of its own, all that it does so far done.
class Reader {
 public:
  Reader() { std::filesystem::create_symlink(SUANLI_SOURCE_DIR "/scenarios", directory_ / "scenarios"); }

  /// Does what the text says in blocks of these languages, in the order of the text.
  void follow(std::vector<std::string> languages) {
    for (const Snippet& snippet : snippets_of("README.md"))
      if (std::ranges::find(languages, snippet.language) != languages.end()) run(snippet);
  }
  bool has(const char* name) const { return std::filesystem::exists(directory_ / name); }

 private:
  void run(const Snippet& snippet) {
    CAPTURE(snippet.code);
    if (snippet.language == "yaml") return set_bytes(directory_ / "own.yaml", snippet.code);
    set_bytes(directory_ / "snippet", snippet.code);
    const Outcome said = shell(directory_, line_for(snippet));
    CAPTURE(said.out);
    CAPTURE(said.err);
    REQUIRE(said.code == 0);
    if (snippet.language != "sh") CHECK_FALSE(said.out.empty());
  }

  // make is only asked what it would do: this test is a part of what it does.
  static std::string line_for(const Snippet& snippet) {
    if (snippet.language == "python") return "'" SUANLI_PYTHON "' snippet";
    if (snippet.language == "r") return "Rscript snippet";
    return "make() { command make -n -C '" SUANLI_SOURCE_DIR "' \"$@\" > /dev/null; }; set -e; . ./snippet";
  }

  TemporaryDirectory directory_;
};

TEST_CASE("both READMEs hold the same code, and are about equally long") {
  const std::vector<Snippet> en = snippets_of("README.md"), zh = snippets_of("README.zh-CN.md");
  REQUIRE(en.size() == zh.size());
  CHECK(en.size() > 8);
  for (std::size_t i = 0; i < en.size(); ++i) {
    CHECK(en[i].language == zh[i].language);
    CHECK(without_comments(en[i].code) == without_comments(zh[i].code));
  }
  const auto headings = [](const std::string& readme) {
    const std::string text = bytes_of(std::string(SUANLI_SOURCE_DIR "/") + readme);
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("\n## ", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  CHECK(headings("README.md") == headings("README.zh-CN.md"));
}

TEST_CASE("every command line of the README runs as printed") {
  Reader reader;
  reader.follow({"sh", "yaml"});
  for (const char* name : {"own.h5", "calm.h5", "turbulent.h5", "by_share.csv", "figures/figure-7.svg",
                           "calibrated.yaml", "growth.h5", "tables/national.csv"})
    CHECK(reader.has(name));
}

TEST_CASE("the README's Python reads what its command lines have written [pandas]") {
  Reader reader;
  reader.follow({"sh", "yaml", "python"});
}

TEST_CASE("the README's R reads what its command lines have written [ncdf4]") {
  Reader reader;
  reader.follow({"sh", "yaml", "r"});
}

}  // namespace
}  // namespace suanli::test
