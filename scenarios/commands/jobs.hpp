// What commands have in common that simulate, or put together what was simulated.
#pragma once

#include <string>

#include "output/parts.hpp"
#include "scenarios/commands/shared.hpp"
#include "scenarios/run.hpp"

namespace suanli {

inline constexpr Argument job_argument{"DIR", {"directory of `suanli submit`", "`suanli submit` 所写的目录"}};

/// work(), in which parts of another run, or one that is at work on them, are the user's to deal with.
template <class Work> auto unless_foreign(const Work& work) {
  try {
    return work();
  } catch (const output::ForeignParts& foreign) {
    throw UnusableFile(foreign.text());
  }
}

/// Names replications that failed on standard error; the exit code.
int say_failures(const Given& given, const std::string& file, const RunSummary& done);

}  // namespace suanli
