// Who pulls away from whom, in words: what `suanli steady-state` adds for several closed economies.
#pragma once

#include <string>

#include "agents/parameters.hpp"
#include "engine/text.hpp"

namespace suanli {

/// A table of all economies from the fastest to the slowest, with the formula; "" if there is only one, or if one of them
/// has no balanced path.
std::string divergence_text(const Parameters& p, Language language);

/// The same as a JSON list, or "" as above; its lines are indented by `indent` spaces but the first.
std::string divergence_json(const Parameters& p, std::size_t indent);

}  // namespace suanli
