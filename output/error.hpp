// What can go wrong outside the program: a destination, a disk, a file from elsewhere.
#pragma once

#include <filesystem>
#include <utility>

#include "engine/text.hpp"

namespace suanli::output {

/// A file cannot be written or read. The message is one line, `file: what is wrong`, and needs no other context.
class OutputError : public ExplainedError {
 public:
  using ExplainedError::ExplainedError;
};

/// A file that had been begun cannot be finished: the disk is full, or its directory has vanished.
class WriteError : public OutputError {
 public:
  using OutputError::OutputError;
};

/// Inside this folder: a step failed on a file that `naming` will name.
class Failure : public ExplainedError {
 public:
  using ExplainedError::ExplainedError;
};

/// What the operating system means by an error number.
Text reason(int error);

/// Runs `work`, and makes an Error, OutputError or one of its kinds, of a Failure in it by putting the file's name in front.
template <class Error = OutputError, class Work> decltype(auto) naming(const std::filesystem::path& file, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const Failure& failure) {
    throw Error(text("{}: {}", "{}: {}", file.string(), failure.text()));
  }
}

}  // namespace suanli::output
