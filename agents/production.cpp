#include <cmath>
#include <limits>
#include <numbers>

#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// h̄ of every economy at the stocks of the period that opens, §2.3.
void set_synergy(Country& country) {
  const Model& model = *country.model;
  const SynergyParameters& synergy = model.parameters.synergy;
  double capital = 0, compute = 0;
  for (const Economy& economy : country.economies) capital += economy.capital, compute += economy.compute;
  const double national = own_synergy(synergy, capital, compute, static_cast<double>(model.layout.firms()));
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    Economy& economy = country.economies[e];
    const double firms = static_cast<double>(country.technology[e].firms);
    economy.synergy =
        with_spillover(own_synergy(synergy, economy.capital, economy.compute, firms), national, synergy.spillover);
  }
}

// ln v of the open period as the sweeps need it, §2.1.
BundleTechnology bundle_technology(const Country& country, std::size_t e, const CellTechnology& technology) {
  const Model& model = *country.model;
  const double shocks = country.shocks.of_economy[e] + country.shocks.of_industry[technology.industry] +
                        country.shocks.of_region[technology.region] - model.half_variance[e];
  const double event =
      country.conditions.log_productivity[technology.region * model.parameters.industries.size() + technology.industry];
  const double z = country.before_start() ? 0 : shocks + event;
  const double alpha_plus_beta = technology.alpha_plus_beta();
  const double normalisation = model.parameters.productivity.normalise
                                   ? gain_from_dispersion(alpha_plus_beta, country.uncertainty.dispersion)
                                   : 0;
  const double log_level =
      technology.log_productivity + z - normalisation + technology.alpha * log(country.economies[e].synergy);
  const double to_log2 = std::numbers::log2e / alpha_plus_beta;
  return {log_level * to_log2, to_log2, technology.alpha / alpha_plus_beta};
}

// How firms' log productivity moves into the open period; in the first it is drawn from its stationary normal distribution.
struct Innovations {
  double persistence, innovation;
  Distribution distribution;
};
Innovations innovations(const Country& country) {
  const Model& model = *country.model;
  if (country.period == country.first_period) return {0, country.sign() * model.firm.stationary, Distribution::normal};
  return {model.firm.persistence, country.sign() * model.firm.innovation * country.uncertainty.volatility,
          model.parameters.productivity.innovations};
}

// Sweeps all firms, and one that is followed into the open period by itself, too: what it was before, its number, its cell.
template <class Sweep, class Alone> auto sweep_following(Country& country, const Sweep& sweep, const Alone& alone) {
  if (!country.followed || country.followed->place.period != country.period) return sweep();
  FollowedFirm& followed = *country.followed;
  const auto [period, cell, firm] = followed.place;
  followed.before = country.firms.values(cell, firm);
  auto sums = sweep();
  followed.among_others = country.firms.values(cell, firm);
  followed.alone = alone(followed.before, firm, cell);
  return sums;
}

// Runs without choices: stocks of a cell all grow by one factor.
void sweep(Country& country) {
  const auto [persistence, innovation, distribution] = innovations(country);
  std::vector<FirmPeriod> periods;
  std::vector<Stream> streams;
  for (const Economy& economy : country.economies)
    for (const Cell& cell : economy.cells) {
      const std::size_t number = periods.size();
      periods.push_back({cell.division.capital.kept, cell.division.compute.kept, persistence, innovation, distribution,
                         country.bundles[number]});
      streams.push_back(stream_of(country, Purpose::firm_productivity, country.model->layout.cells()[number].number));
    }
  const std::vector<FirmSums> sums = sweep_following(
      country, [&] { return country.firms.sweep(periods, streams, country.threads); },
      [&](const FirmValues& firm, std::size_t place, std::size_t cell) {
        return swept_alone(firm, place, periods[cell], streams[cell]);
      });
  std::size_t number = 0;
  for (Economy& economy : country.economies)
    for (Cell& cell : economy.cells) {
      const FirmSums& firms = sums[number++];
      cell.input_bundle = firms.input_bundle, cell.capital = firms.capital, cell.compute = firms.compute;
    }
}

// The probability that a firm considers adoption in the open period, (7.9). Nobody does before the first date.
double adoption_probability(const Country& country, std::size_t industry) {
  const AdoptionParameters& p = country.model->parameters.adoption;
  const double share = country.adopted_share[industry];
  if (p.rule == AdoptionRule::none || country.before_start() || share >= 1) return 0;
  const double after = adopted_share_after(share, p.innovation, p.imitation, country.model->parameters.time.step);
  return (after - share) / (1 - share);
}

// Runs with choices, §7: also what is expected of the firms, who leaves and who may adopt.
void open(Country& country) {
  const Model& model = *country.model;
  const FirmParameters& p = model.parameters.firms;
  const auto [persistence, innovation, distribution] = innovations(country);
  std::vector<Opening> openings;
  std::vector<OpeningStreams> streams;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c) {
      const CellTechnology& technology = country.technology[e].cells[c];
      Cell& cell = country.economies[e].cells[c];
      const std::size_t number = openings.size(), stream = model.layout.cells()[number].number;
      cell.hurdle = hurdle_of_firms(p, model.parameters.productivity, country.uncertainty.volatility,
                                    technology.alpha_plus_beta());
      const BundleTechnology& bundle = country.bundles[number];
      cell.perception = perception_of(cell, technology, bundle, p.drag);
      openings.push_back(
          {.division = cell.division,
           .perception = cell.perception,
           .persistence = persistence,
           .innovation = innovation,
           .distribution = distribution,
           .technology = bundle,
           .expected_by_productivity = bundle.by_productivity * model.parameters.productivity.persistence,
           .exit_probability = 1 - exp(-p.exit_rate * model.parameters.time.step),
           .exit_floor =
               p.exit_floor.kind == ExitFloor::given ? p.exit_floor.number : -std::numeric_limits<double>::infinity(),
           .adoption_probability = adoption_probability(country, technology.industry)});
      streams.push_back(
          {stream_of(country, Purpose::firm_productivity, stream), stream_of(country, Purpose::firm_lot, stream)});
    }
  const std::vector<OpeningSums> sums = sweep_following(
      country, [&] { return country.firms.open(openings, streams, country.threads); },
      [&](const FirmValues& firm, std::size_t place, std::size_t cell) {
        return opened_alone(firm, place, openings[cell], streams[cell]);
      });
  const std::vector<FirmLayout::Task>& tasks = model.layout.tasks();
  std::size_t number = 0, task = 0;
  for (Economy& economy : country.economies)
    for (Cell& cell : economy.cells) {
      cell.leaving = 0;
      for (; task < tasks.size() && tasks[task].cell == number; ++task)
        cell.leaving += country.firms.found()[task].leaving.size();
      const OpeningSums& firms = sums[number++];
      cell.input_bundle = firms.input_bundle, cell.expected_bundle = firms.expected_bundle;
      cell.capital = firms.capital, cell.compute = firms.compute;
    }
}

// Whether a cell's sums are finite, and its powers of two far from where the sweep's exponential ends.
bool is_sound(const Cell& cell) {
  const double per_compute = cell.input_bundle / cell.compute;
  return std::isfinite(cell.capital) && std::isfinite(cell.compute) && std::isfinite(cell.expected_bundle) &&
         per_compute > 0x1p-900 && per_compute < 0x1p900;
}

}  // namespace

void advance_firms(Country& country) {
  set_synergy(country);
  country.bundles.clear();
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (const CellTechnology& technology : country.technology[e].cells)
      country.bundles.push_back(bundle_technology(country, e, technology));
  if (country.firms.are_investing()) open(country);
  else sweep(country);
  std::size_t number = 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c, ++number)
      if (!is_sound(country.economies[e].cells[c]))
        report_unsound_cell(country, number, {"the input bundle", "投入束"});
}

}  // namespace suanli
