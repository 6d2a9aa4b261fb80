// What YAML lets through in silence and a scenario must not contain.
#include <doctest/doctest.h>

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "scenarios/document.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

const std::string small(small_scenario);

/// What is said when this path is read as a scenario, without the path in front.
std::string refusal_of(const std::filesystem::path& path) {
  try {
    read_scenario(path);
  } catch (const InputFaults& faults) {
    const std::string text = faults.what(), name = path.string() + ": ";
    return text.starts_with(name) ? text.substr(name.size()) : text;
  }
  return "";
}

TEST_CASE("the scenario of these tests is read without a fault") { CHECK(faults_of(small) == ""); }

TEST_CASE("a repeated key is refused where it stands, and the first place is named") {
  CHECK(faults_of(small + "tau: 0.2\n") == "a.yaml:30:1: tau is given twice, first in line 5");
  CHECK(faults_of(small_with("alpha: 0.80, beta: 0.12", "alpha: 0.80, beta: 0.12, alpha: 0.8")) ==
        "a.yaml:24:38: alpha is given twice, first in line 24");
}

TEST_CASE("anchors, aliases, merge keys and tags are refused") {
  CHECK(faults_of(small_with("tau: 0.10", "tau: &t 0.10")) == "a.yaml:5:6: anchors (&name) are not allowed");
  CHECK(faults_of(small_with("synergy: {", "synergy: &s {")) == "a.yaml:6:10: anchors (&name) are not allowed");
  CHECK(faults_of(small_with("tau: 0.10", "tau: *t")) ==
        "a.yaml:5:6: is not YAML: the referenced anchor is not defined");
  CHECK(faults_of(small_with("  risk_aversion", "  <<: {euler: report}\n  risk_aversion")) ==
        "a.yaml:8:3: merge keys (<<) are not allowed");
  CHECK(faults_of(small_with("tau: 0.10", "tau: !!float 0.10")) == "a.yaml:5:6: tags (!name) are not allowed");
  CHECK(faults_of(small_with("synergy: {", "synergy: !!map {")) == "a.yaml:6:10: tags (!name) are not allowed");
}

TEST_CASE("an alias bomb and a cycle are refused from their first anchor on, and never followed") {
  std::string bomb = "a: &a [x, x, x, x]\n";
  for (char c = 'b', before = 'a'; c < 'n'; before = c++)
    bomb += fmt::format("{}: &{} [*{}, *{}, *{}, *{}]\n", c, c, before, before, before, before);
  for (const std::string& text : {bomb, std::string("a: &a [*a]\n")}) {
    const std::string faults = faults_of(text);
    CHECK(faults.find("\na.yaml:1:4: anchors (&name) are not allowed\n") != std::string::npos);
    CHECK(faults.find(": aliases (*name) are not allowed") != std::string::npos);
  }
}

TEST_CASE("a second document is refused, and one with directives and marks is read") {
  CHECK(faults_of(small + "---\ntau: 1\n") == "a.yaml: has more than one document (---)");
  CHECK(faults_of(small + "...\n---\n") == "a.yaml: has more than one document (---)");
  CHECK(faults_of(small + "---\ntau: [}\n") == "a.yaml:31:7: is not YAML: illegal flow end");
  CHECK(faults_of("%YAML 1.2\n---\n" + small + "...\n") == "");
}

TEST_CASE("16 levels are read and the 17th is refused; 50000 values and the 50001st") {
  const auto nested = [](std::size_t lists) { return std::string(lists, '[') + std::string(lists, ']') + "\n"; };
  std::vector<Problem> problems;
  CHECK_NOTHROW(parse_document(nested(16), "a.yaml", problems));
  CHECK(faults_of(nested(17)) == "a.yaml:1:17: more than 16 levels");
  const auto list = [](std::size_t values) {
    std::string text;
    for (std::size_t i = 0; i < values; ++i) text += "- 1\n";
    return text;
  };
  CHECK_NOTHROW(parse_document(list(49999), "a.yaml", problems));  // the list is a value itself
  CHECK(faults_of(list(50000)) == "a.yaml:50000:3: more than 50000 values");
}

TEST_CASE("a quote that the file never closes is refused where it begins") {
  const std::string never = "the quote that begins here is never closed";
  CHECK(faults_of(small_with("euler: report", "euler: \"report")) == "a.yaml:10:10: " + never);
  CHECK(faults_of(small_with("euler: report", "euler: 'report")) == "a.yaml:10:10: " + never);
  CHECK(faults_of(small + "note: \"its last quote \\\"\n") == "a.yaml:30:7: " + never);
  CHECK(faults_of(small + "note: 'its last quote ''\n") == "a.yaml:30:7: " + never);
  CHECK(faults_of(small + "'note\n") == "a.yaml:30:1: " + never);
  CHECK(faults_of(small_with("euler: report", "euler: 'report'")) == "");
  CHECK(faults_of(small_with("euler: report", "euler: \"report\"")) == "");
}

TEST_CASE("a file cut off anywhere is refused unless the cut is between lines") {
  CHECK(faults_of(small.substr(0, small.size() - 1)) ==
        "a.yaml:29:54: the last line does not end: the file may have been cut off");
  for (std::size_t length = 1; length < small.size(); ++length) {
    CAPTURE(length);
    CHECK(faults_of(small.substr(0, length)) != "");
  }
}

TEST_CASE("bytes that are not UTF-8 are refused with line and column") {
  for (const std::string bytes : {"\xff", "\x80", "\xc0\xaf", "\xed\xa0\x80", "\xe7\xae", "\xe0\x80\x80",
                                  "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf0\x9f\x98"}) {
    CAPTURE(bytes);
    CHECK(faults_of(small_with("tau: 0.10", "tau: 0.10  # 算力 " + bytes)) ==
          fmt::format("a.yaml:5:17: byte 0x{:02x} is not valid UTF-8; save the file as UTF-8",
                      static_cast<unsigned char>(bytes[0])));
  }
  for (const std::string bytes : {"\xc2\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    CHECK(faults_of(small_with("tau: 0.10", "tau: 0.10  # " + bytes)) == "");
}

TEST_CASE("control characters, tabs and a byte order mark are refused with line and column") {
  for (int c = 1; c < 0x80; c = c == 0x1f ? 0x7f : c + 1) {
    if (c == '\n' || c == '\r' || c == '\t') continue;
    CHECK(faults_of(small_with("tau: 0.10", "tau: 0.10  # 算" + std::string(1, static_cast<char>(c)))) ==
          fmt::format("a.yaml:5:15: control character 0x{:02x} is not allowed", c));
  }
  CHECK(faults_of(small_with("tau: 0.10", "tau: 0.10" + std::string(1, '\0'))) ==
        "a.yaml:5:10: control character 0x00 is not allowed");
  CHECK(faults_of(small_with("  euler", "\teuler")) == "a.yaml:10:1: a tab; YAML is indented with spaces");
  CHECK(faults_of(small_with("tau: 0.10", "tau:\t0.10")) == "a.yaml:5:5: a tab; YAML is indented with spaces");
  CHECK(faults_of("\xEF\xBB\xBF" + small) == "a.yaml:1:1: a byte order mark; save the file as UTF-8 without one");
  CHECK(faults_of("\xFF\xFE" + small) == "a.yaml:1:1: byte 0xff is not valid UTF-8; save the file as UTF-8");
}

TEST_CASE("a file with the line ends of Windows is read") {
  std::string text = small;
  for (std::size_t i = 0; (i = text.find('\n', i)) != std::string::npos; i += 2) text.replace(i, 1, "\r\n");
  CHECK(faults_of(text) == "");
}

TEST_CASE("an empty file, a missing one, a directory, a pipe and one above 1 MiB are refused by name") {
  const TemporaryDirectory directory;
  CHECK(refusal_of(directory / "none.yaml") == "there is no such file");
  CHECK(refusal_of(directory / ".") == "is not a regular file");
  REQUIRE(mkfifo((directory / "pipe.yaml").c_str(), 0600) == 0);
  CHECK(refusal_of(directory / "pipe.yaml") == "is not a regular file");
  CHECK(refusal_of("/dev/zero") == "is not a regular file");
  for (const std::string text : {"", "\n", "# only a comment\n"}) {
    set_bytes(directory / "empty.yaml", text);
    CHECK(refusal_of(directory / "empty.yaml") == "is empty");
  }
  const std::string filled = small + std::string((1 << 20) - small.size() - 1, '#');
  set_bytes(directory / "largest.yaml", filled + "\n");
  CHECK(refusal_of(directory / "largest.yaml") == "");
  set_bytes(directory / "large.yaml", filled + "#\n");
  CHECK(refusal_of(directory / "large.yaml") == "has 1048577 bytes, a scenario at most 1048576");
}

TEST_CASE("a key is 1 to 64 letters, digits, underscores, points and hyphens, and not null") {
  const auto with_key = [](const std::string& key) { return faults_of(key + ": 1\n"); };
  const std::string longest(64, 'k'), rule = "is not a name: use 1 to 64 of A-Z a-z 0-9 _ . -";
  CHECK(with_key(longest).find("a.yaml:1:1: " + longest + " is not a key") != std::string::npos);
  CHECK(with_key(longest + "k").ends_with("\na.yaml:1:1: '" + longest + "k' " + rule));
  CHECK(with_key("'算力'").ends_with("\na.yaml:1:1: '算力' " + rule));
  CHECK(with_key("t au").ends_with("\na.yaml:1:1: 't au' " + rule));
  CHECK(with_key("''").ends_with("\na.yaml:1:1: '' " + rule));
  for (const std::string nothing : {"null", "Null", "NULL"})
    CHECK(with_key("'" + nothing + "'")
              .ends_with("\na.yaml:1:1: '" + nothing + "' is not a name: YAML reads it as something else"));
  CHECK(with_key("\"a\\e[31m\"").ends_with("\na.yaml:1:1: 'a\\x1b[31m' " + rule));
  CHECK(with_key("[a, b]") == "a.yaml:1:1: a key must be a plain name");
  CHECK(faults_of(small_with("  north:", "  'north/../..':")).find("'north/../..' " + rule) != std::string::npos);
  CHECK(faults_of(small_with("  north:", "  North_1.a-b:")) == "");
}

TEST_CASE("a name that is none sets off no rule about all that stands beside it") {
  const std::string rule = "is not a name: use 1 to 64 of A-Z a-z 0-9 _ . -";
  std::string text = small;
  for (std::size_t at = text.find("finance"); at != std::string::npos; at = text.find("finance"))
    text.replace(at, std::string("finance").size(), "其他");
  CHECK(faults_of(text) ==
        "a.yaml:24:3: '其他' " + rule + "\na.yaml:27:41: '其他' " + rule + "\na.yaml:29:41: '其他' " + rule);
  CHECK(faults_of(small_with("  north:", "  北:")) == "a.yaml:26:3: '北' " + rule);
  CHECK(faults_of(small_with("{internet: 0.2, finance: 0.3}", "{internet: 0.2, 'finance ': 0.3}")) ==
        "a.yaml:27:41: 'finance ' " + rule);
  CHECK(faults_of(small_with("{internet: 0.2, finance: 0.3}", "{internet: 2, 'finance ': 0.3}"))
            .starts_with("a.yaml:27:36: regions.north.expenditure_shares.internet = 2: must be in "));
}

TEST_CASE("what is not YAML is refused where it stops being YAML, columns in characters") {
  CHECK(faults_of(small_with("tau: 0.10", "tau: 0.1: 2")) == "a.yaml:5:9: is not YAML: illegal map value");
  CHECK(faults_of(small_with("tau: 0.10", "{算力: ]")) == "a.yaml:5:6: is not YAML: illegal flow end");
  CHECK(faults_of(small_with("  euler: report", "   euler: report")) == "a.yaml:10:9: is not YAML: illegal map value");
  CHECK(faults_of("- 1\n") == "a.yaml:1:1: a scenario is a map of keys to values");
  CHECK(faults_of("3\n") == "a.yaml:1:1: a scenario is a map of keys to values");
}

TEST_CASE("what is not allowed does not hide the faults after it, and sets off none of its own") {
  CHECK(faults_of(R"(time: {start: 2022, end: 2032}
tau: 0.1
tau: 0.2
b c: 4
household: &h {risk_aversion: 8, discount_rate: 0.03, euler: privat}
technology: {depreciation: *h}
productivity: {level: {output_to_wealth: 0.245}, <<: *h}
start: {wealth: !!str 100}
industries: {internet: {alpha: 0.85, beta: 0.20}, other: *h}
regions:
  east: {expenditure_shares: {internet: 0.05, other: *h}}
  west: {expenditure_shares: {internet: 0.02, other: 0.38}, expenditure_shares: {}}
)") == R"(a.yaml:3:1: tau is given twice, first in line 2
a.yaml:4:1: 'b c' is not a name: use 1 to 64 of A-Z a-z 0-9 _ . -
a.yaml:5:12: anchors (&name) are not allowed
a.yaml:5:62: household.euler = 'privat': must be report, private or planner (did you mean private?); return that the household sees when it decides to save, R, §3.1
a.yaml:6:28: aliases (*name) are not allowed
a.yaml:7:50: merge keys (<<) are not allowed
a.yaml:7:54: aliases (*name) are not allowed
a.yaml:8:17: tags (!name) are not allowed
a.yaml:9:32: industries.internet.alpha = 0.85 with beta = 0.2: α + β must be below 1 (services keep ξ = 1 - α - β > 0), §1
a.yaml:9:58: aliases (*name) are not allowed
a.yaml:11:54: aliases (*name) are not allowed
a.yaml:12:61: expenditure_shares is given twice, first in line 12)");
}

}  // namespace
}  // namespace suanli::test
