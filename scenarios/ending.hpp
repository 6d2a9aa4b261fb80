// What becomes of an error at the end: words and an exit code, the same on every process that works on an ensemble.
#pragma once

#include <exception>
#include <functional>
#include <string>

#include "engine/communicator.hpp"
#include "engine/text.hpp"
#include "scenarios/command_line.hpp"

namespace suanli {

/// How the program ends after an error.
struct Ending {
  Exit code = failed_while_working;
  Text words;            ///< for standard error; none if another process says them
  bool at_once = false;  ///< HDF5 may still hold a file that it could not write: without closing anything
};

/// What an error comes to; `file` stands before those of a scenario, which do not name it.
Ending ending_of(const std::exception& error, const std::string& file);

/// An error of which every rank knows.
class Ended : public ExplainedError {
 public:
  explicit Ended(Ending ending) : ExplainedError(ending.words), ending_(std::move(ending)) {}
  const Ending& ending() const { return ending_; }

 private:
  Ending ending_;
};

/// Together: work() on every rank. What it throws on one of them, on the lowest if on several, every rank then throws as Ended,
/// the first with its words: none waits for one that has given up. Alone just work().
void together(const Communicator& ranks, const std::function<void()>& work, const std::string& file = "");

}  // namespace suanli
