// Runs the program as a user does, through the shell, and keeps everything it says.
#pragma once

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/output/sample.hpp"

namespace suanli::test {

using output::test::bytes_of;
using output::test::set_bytes;
using output::test::TemporaryDirectory;

/// How a command ended and what it said.
struct Outcome {
  int code = -1;  ///< exit code; 128 + the signal's number if a signal ended it
  std::string out, err;
};

/// Runs a line of the shell inside `directory`; `suanli` in it is the program under test.
inline Outcome shell(const TemporaryDirectory& directory, const std::string& line) {
  const TemporaryDirectory said;
  const std::string script =
      fmt::format("cd '{}' && suanli() {{ '{}' \"$@\"; }}\n{{ {}\n}} > '{}' 2> '{}' < /dev/null",
                  (directory / ".").string(), SUANLI_BINARY, line, (said / "out").string(), (said / "err").string());
  const int status = std::system(script.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), bytes_of(said / "out"),
          bytes_of(said / "err")};
}

/// `suanli` with these arguments.
inline Outcome suanli_command(const TemporaryDirectory& directory, const std::string& arguments) {
  return shell(directory, "suanli " + arguments);
}

/// Path of a shipped scenario, "quick.yaml" for instance.
inline std::string shipped(const std::string& name) { return SUANLI_SOURCE_DIR "/scenarios/" + name; }

/// Every shipped scenario's file name, sorted.
std::vector<std::string> shipped_scenarios();

}  // namespace suanli::test
