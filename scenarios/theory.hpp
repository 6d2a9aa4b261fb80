// `suanli steady-state`: the analytical answer for a scenario, as a table or as JSON.
#pragma once

#include <string>

#include "scenarios/read.hpp"

namespace suanli {

enum class Format { table, json };

/// The balanced path of every economy, or for `level` synergy why there is none and when wealth becomes infinite.
/// JSON does not depend on the language. Throws Infeasible, naming for every refused economy the number that fails.
std::string steady_state_text(const Parameters& p, Format format, Language language = Language::english);

}  // namespace suanli
