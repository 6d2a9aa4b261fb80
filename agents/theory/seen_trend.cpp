#include "agents/theory/seen_trend.hpp"

#include <numeric>

#include "agents/equations.hpp"

namespace suanli {

namespace {

// A part of m that is one Ornstein–Uhlenbeck process, and what is seen of it.
struct Part {
  double variance, persistence;
  double seen = variance, together = variance;  // Var m̂, Cov(m̂, m): at first the view is m itself
};

double square(double x) { return x * x; }

std::vector<Part> parts_of_shift(const Model& model, std::size_t e) {
  const EconomyTechnology& economy = model.economies[e];
  std::vector<double> industries(model.parameters.industries.size()), regions(model.parameters.regions.size());
  for (const CellTechnology& cell : economy.cells)
    industries[cell.industry] += cell.theta, regions[cell.region] += cell.theta;
  const auto squares = [](const std::vector<double>& x) {
    return std::inner_product(x.begin(), x.end(), x.begin(), 0.);
  };
  const auto part = [](const AutoRegression& process, double squared_weight) {
    return Part{.variance = squared_weight * square(process.stationary), .persistence = process.persistence};
  };
  return {part(model.economy_shock, 1), part(model.industry_shock, squares(industries)),
          part(model.region_shock, squares(regions)), part(model.service_shock, square(economy.xi_bar))};
}

}  // namespace

double variance_of_shift(const Model& model, std::size_t e) {
  double sum = 0;
  for (const Part& part : parts_of_shift(model, e)) sum += part.variance;
  return sum;
}

std::vector<double> mean_seen_level(const Model& model, std::size_t e) {
  const HouseholdParameters& household = model.parameters.household;
  std::vector<double> level(model.periods + 1, 1.0);
  if (household.trend.kind == TrendRule::fixed) return level;
  const double learnt = 1 - exp(-model.parameters.time.step / household.trend.number), kept = 1 - learnt;
  std::vector<Part> parts = parts_of_shift(model, e);
  for (double& now : level) {
    double unseen = 0;
    for (Part& part : parts) {
      unseen += part.variance - part.seen;
      const double next = kept * part.persistence * part.together;  // Cov(kept·m̂, m) a period later
      part.seen = kept * kept * part.seen + 2 * learnt * next + learnt * learnt * part.variance;
      part.together = next + learnt * part.variance;
    }
    now = exp(-unseen / 2);
  }
  return level;
}

double weight_of_trend(const Model& model, std::size_t e, const SteadyState& rest) {
  const TrendEconomy trend = trend_economy(model.economies[e], model.parameters);
  return 1 - trend.household_return(trend.at(rest.kappa)) / (model.parameters.household.risk_aversion * rest.y);
}

double mean_growth(const Model& model, std::size_t e, const SteadyState& rest) {
  const std::vector<double> level = mean_seen_level(model, e);
  double unseen = 0;  // of all periods; the last date's flows are not carried out
  for (std::size_t t = 0; t < model.periods; ++t) unseen += 1 - level[t];
  return rest.g + weight_of_trend(model, e, rest) * rest.y * unseen / static_cast<double>(model.periods);
}

}  // namespace suanli
