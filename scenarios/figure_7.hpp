// `suanli figure-7`: growth against the share of investment that goes to compute, as the report draws it and as it is in
// equilibrium (MODEL.md §4.1, §4.3), as a table and as a chart.
#pragma once

#include <string>

#include "agents/parameters.hpp"
#include "engine/text.hpp"

namespace suanli {

/// A scenario whose figure cannot be drawn; one line.
class NoFigure : public WrongInput {
  using WrongInput::WrongInput;
};

/// A table (CSV) and a chart (SVG) of the same curves.
struct Figure7 {
  std::string csv, svg;
};

/// Growth by the report's formula against τ, for the scenario's one economy: (a) at given prices, those at rest at the
/// scenario's own τ and at its mirror image 1 - τ; (b) in equilibrium without synergy, at strength .05, at full strength
/// and at the scenario's own. `language`: of the chart; the table has one language. Throws NoFigure.
Figure7 figure_7(const Parameters& p, Language language);

}  // namespace suanli
