// What a run ends with on a terminal: growth by year, a few numbers, and whether theory agrees.
#pragma once

#include <filesystem>
#include <string>

#include "engine/terminal.hpp"
#include "engine/text.hpp"
#include "scenarios/run.hpp"

namespace suanli {

/// Growth over years as a fan over replications; growth from the first date to the last and the nation at the end; the last
/// line of `suanli check`, or, where that takes longer than one should wait, how to ask for it. Throws OutputError.
std::string closing(const std::filesystem::path& file, const RunSummary& done, const Terminal& terminal,
                    Language language);

/// Seconds that `suanli check` takes for simulating again, at the pace of this run, at most about; infinite if it simulated
/// nothing.
double seconds_of_check(const Parameters& p, const RunSummary& done, std::size_t threads);

}  // namespace suanli
