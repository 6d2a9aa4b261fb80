// `suanli check`: what must hold (MODEL.md §10), row by row: simulation against theory, with standard errors.
#pragma once

#include <filesystem>
#include <vector>

#include "agents/parameters.hpp"
#include "scenarios/verdict.hpp"

namespace suanli {

/// Holds a result file against the theory, and beside a noisy one its quiet twin: the same parameters without noise,
/// simulated on the spot. Throws OutputError or InputFaults if the file cannot be used.
std::vector<VerdictTable> check_file(const std::filesystem::path& path);

}  // namespace suanli
