// `suanli check`: what must hold (MODEL.md §10), row by row: simulation against theory, with standard errors.
#pragma once

#include <filesystem>
#include <vector>

#include "agents/parameters.hpp"
#include "scenarios/verdict.hpp"

namespace suanli {

/// Holds a result file against the theory, and beside a noisy one its quiet twin: the same parameters without noise,
/// simulated on the spot. Throws OutputError or InputFaults if the file cannot be used.
std::vector<VerdictTable> check_file(const std::filesystem::path& file);

/// The same parameters without noise, exit, adoption or a τ that follows demand, and with compute where it rests. All firms
/// of a cell are then alike, so that few are enough; only a synergy of the level of compute per firm needs their number.
Parameters quiet_twin(Parameters p);

}  // namespace suanli
