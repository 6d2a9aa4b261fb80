#include "engine/terminal.hpp"

#include <doctest/doctest.h>

#include <map>

#include "tests/support/pseudo_terminal.hpp"

namespace suanli::test {
namespace {

using Variables = std::map<std::string, std::string>;

Terminal seen(int descriptor, const Variables& variables) {
  return terminal_of(descriptor, [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

const Variables usual{{"TERM", "xterm-256color"}, {"LANG", "en_US.UTF-8"}};

Variables with(Variables all, const char* name, const char* value) {
  all[name] = value;
  return all;
}

}  // namespace

TEST_CASE("control characters of both sets are shown; line breaks, tabs and letters stay") {
  CHECK(visible("a\x1b[2J\x7f\b") == "a\\x1b[2J\\x7f\\x08");
  CHECK(visible("\u009b31m\u0085") == "\\x9b31m\\x85");
  CHECK(visible("算力\n\té\r\n") == "算力\n\té\r\n");
  CHECK(visible("failed\rpassed\r") == "failed\\x0dpassed\\x0d");  // it would be written over
  CHECK(visible("\xc2") == "\xc2");  // half of a letter is no control character
}

TEST_CASE("of a text's control characters only those of paints of our own reach a terminal") {
  const Terminal coloured{.columns = 80, .colours = true};
  for (const Paint paint : {Paint::good, Paint::bad, Paint::range, Paint::centre}) {
    const std::string verdict = painted("pass", paint, coloured);
    CHECK(visible_between_paints("a\x1b[2J " + verdict + " b\x1b[33m\x1b\x1b" + verdict + "\x1b[1") ==
          "a\\x1b[2J " + verdict + " b\\x1b[33m\\x1b\\x1b" + verdict + "\\x1b[1");
  }
  CHECK(visible_between_paints("算力\n\t") == "算力\n\t");
}

TEST_CASE("a terminal tells its width, its colours and its characters; a file is plain") {
  const PseudoTerminal terminal(123);
  const Terminal is = seen(terminal.descriptor(), usual);
  CHECK(is.columns == 123);
  CHECK(is.colours);
  CHECK(is.renews);
  CHECK(is.unicode);

  // mpirun's own output may be a file: what its processes write to says nothing.
  CHECK_FALSE(seen(terminal.descriptor(), with(usual, "OMPI_COMM_WORLD_SIZE", "1")).is_one());

  const int file = open("/dev/null", O_WRONLY);
  const Terminal none = seen(file, usual);
  close(file);
  CHECK_FALSE(none.is_one());
  CHECK_FALSE(none.colours);
  CHECK_FALSE(none.renews);
}

TEST_CASE("a terminal that does not know its width has 80 columns") {
  const PseudoTerminal terminal(0);
  CHECK(seen(terminal.descriptor(), usual).columns == 80);
}

TEST_CASE("NO_COLOR, unless it is empty, and a dumb terminal have no colours; only the latter cannot renew a line") {
  const PseudoTerminal terminal(80);
  const auto is = [&](const char* name, const char* value) {
    return seen(terminal.descriptor(), with(usual, name, value));
  };
  CHECK_FALSE(is("NO_COLOR", "1").colours);
  CHECK_FALSE(is("NO_COLOR", "0").colours);
  CHECK(is("NO_COLOR", "1").renews);
  CHECK(is("NO_COLOR", "").colours);
  for (const char* kind : {"dumb", ""}) {
    CHECK_FALSE(is("TERM", kind).colours);
    CHECK_FALSE(is("TERM", kind).renews);
    CHECK(is("TERM", kind).is_one());
  }
}

TEST_CASE("of LC_ALL, LC_CTYPE and LANG the first that is set says whether the locale is one of UTF-8") {
  const PseudoTerminal terminal(80);
  const auto is = [&](const char* name, const char* value) {
    return seen(terminal.descriptor(), with(usual, name, value)).unicode;
  };
  CHECK(is("LC_ALL", "zh_CN.utf8"));
  CHECK_FALSE(is("LC_ALL", "C"));
  CHECK_FALSE(is("LC_CTYPE", "zh_CN.GB18030"));
  CHECK(is("LC_CTYPE", ""));
  CHECK_FALSE(is("LANG", "POSIX"));
  CHECK_FALSE(is("LANG", ""));
}

TEST_CASE("what is painted is plain without colours, and ends its colour with them") {
  CHECK(painted("pass", Paint::good, {}) == "pass");
  CHECK(painted("pass", Paint::good, {.columns = 80, .colours = true}) == "\033[32mpass\033[0m");
  CHECK(painted("", Paint::bad, {.columns = 80, .colours = true}).empty());
}

TEST_CASE("a line is broken where the terminal ends, and nowhere in a file") {
  CHECK(fitted("one two three", {.columns = 8}) == "one two\nthree\n");
  CHECK(fitted("one two three", {}) == "one two three\n");
}

}  // namespace suanli::test
