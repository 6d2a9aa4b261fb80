// `suanli figure-7`: growth against the share of investment that goes to compute, as the report draws it and as it is in
// equilibrium (MODEL.md §4.1, §4.3), as a table and as a chart.
#pragma once

#include <string>
#include <vector>

#include "agents/parameters.hpp"
#include "agents/theory/compute_share.hpp"
#include "engine/text.hpp"

namespace suanli {

/// A scenario whose figure cannot be drawn; one line.
class NoFigure : public WrongInput {
  using WrongInput::WrongInput;
};

/// Growth [1/year] at a share τ, and the rental rates there; without a balanced path no growth, and why.
struct SharePoint {
  double tau, growth;
  RentalRates prices;
  Text refused;
};

/// Growth in equilibrium at a strength of synergy, and its peak.
struct EquilibriumCurve {
  double strength;
  std::vector<SharePoint> points;
  SharePoint peak;
};

/// Growth at given prices, and where these prices are at rest.
struct GivenPricesLine {
  SharePoint origin;
  std::vector<SharePoint> points;
};

struct Figure7Curves {
  GivenPricesLine rising, falling;
  std::vector<EquilibriumCurve> equilibria;
};

/// Growth in equilibrium without synergy, at strength .05, at full strength and at the scenario's own. Throws NoFigure.
std::vector<EquilibriumCurve> equilibrium_curves(const Parameters& p);

/// These and both lines at given prices, as `figure_7` draws them. Throws NoFigure.
Figure7Curves figure_7_curves(const Parameters& p);

/// Growth at the prices that are at rest at a share τ. Throws NoFigure where there is no balanced path.
GivenPricesLine line_at_given_prices(const Parameters& p, double tau);

/// τ̂ at strengths of synergy from 0 to 1, as pairs.
std::vector<std::pair<double, double>> growth_maximising_shares(const Parameters& p);

/// What a strength of synergy stands for: "what data support" for .05.
Text strength_words(double strength);

/// A table (CSV) and a chart (SVG) of the same curves.
struct Figure7 {
  std::string csv, svg;
};

/// Growth by the report's formula against τ, for the scenario's one economy: (a) at given prices, those at rest at the
/// scenario's own τ and at its mirror image 1 - τ; (b) in equilibrium without synergy, at strength .05, at full strength
/// and at the scenario's own. `language`: of the chart; the table has one language. Throws NoFigure.
Figure7 figure_7(const Parameters& p, Language language);

}  // namespace suanli
