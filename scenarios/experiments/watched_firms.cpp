#include "scenarios/experiments/watched_firms.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/statistics.hpp"

namespace suanli {

namespace {

struct Firm {
  double output;  // but for a constant of the cell
  bool adopted;
};

std::vector<Firm> firms_of(const Country& country, std::size_t cell, const CellTechnology& t) {
  std::vector<Firm> all(t.firms);
  for (std::size_t i = 0; i < t.firms; ++i) {
    const double gain = country.firms.are_investing() ? country.firms.at(cell, i, adoption_gain_field) : 0;
    const double log_bundle = country.firms.log_productivity(cell, i) + gain +
                              t.alpha * std::log(country.firms.capital(cell, i)) +
                              t.beta * std::log(country.firms.compute(cell, i));
    all[i] = {std::exp(log_bundle / t.alpha_plus_beta()), gain > 0};
  }
  std::ranges::sort(all, {}, &Firm::output);
  return all;
}

double share_adopted(std::span<const Firm> firms) {
  return static_cast<double>(std::ranges::count(firms, true, &Firm::adopted)) / static_cast<double>(firms.size());
}

double output_of(std::span<const Firm> firms) {
  return std::accumulate(firms.begin(), firms.end(), 0.0, [](double sum, const Firm& f) { return sum + f.output; });
}

double spread(std::span<const Firm> firms) {
  std::vector<double> logs;
  for (const Firm& f : firms) logs.push_back(std::log(f.output));
  return root_mean_square(logs, estimate(logs).mean);
}

}  // namespace

std::vector<double> note_firms(const Country& country) {
  const std::vector<CellTechnology>& cells = country.model->economies.front().cells;
  std::vector<double> all;
  for (std::size_t c = 0; c < country.model->parameters.industries.size(); ++c) {
    const std::vector<Firm> firms = firms_of(country, c, cells[c]);
    const std::span<const Firm> ascending(firms);
    const std::size_t half = firms.size() / 2, tenth = std::max<std::size_t>(1, firms.size() / 10);
    for (const double value : {share_adopted(ascending.first(half)), share_adopted(ascending.last(half)),
                               output_of(ascending.last(tenth)) / output_of(ascending), spread(ascending)})
      all.push_back(value);
  }
  return all;
}

std::vector<double> of_industry(const Ensemble& arm, std::size_t industry, FirmsNoted what, double years) {
  std::vector<double> all;
  for (std::size_t r = 0; r < arm.replications(); ++r)
    all.push_back(arm.watched(r, arm.date_after(years), industry * firms_noted + what));
  return all;
}

std::vector<double> of_all_industries(const Ensemble& arm, FirmsNoted what, double years) {
  std::vector<double> mean(arm.replications());
  double expenditure = 0;
  for (std::size_t j = 0; j < arm.parameters().industries.size(); ++j) {
    const double theta = arm.model().economies.front().cells[j].theta;
    const std::vector<double> own = of_industry(arm, j, what, years);
    for (std::size_t r = 0; r < mean.size(); ++r) mean[r] += theta * own[r];
    expenditure += theta;
  }
  for (double& m : mean) m /= expenditure;
  return mean;
}

}  // namespace suanli
