#include <cmath>
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
    const double firms = static_cast<double>(model.economies[e].firms);
    economy.synergy =
        with_spillover(own_synergy(synergy, economy.capital, economy.compute, firms), national, synergy.spillover);
  }
}

// What the period does to the firms of one cell; at the first date productivity is drawn from its stationary
// normal distribution and stocks stay as placed.
FirmPeriod firm_period(const Country& country, std::size_t e, std::size_t c) {
  const Model& model = *country.model;
  const CellTechnology& technology = model.economies[e].cells[c];
  const Economy& economy = country.economies[e];
  const bool first = country.period == 0;
  const double z = country.shocks.of_economy[e] + country.shocks.of_industry[technology.industry] +
                   country.shocks.of_region[technology.region] - model.half_variance[e];
  const ProductivityParameters& productivity = model.parameters.productivity;
  const Uncertainty& uncertainty = country.uncertainty;
  const double alpha_plus_beta = technology.alpha_plus_beta();
  const double normalisation =
      productivity.normalise ? gain_from_dispersion(alpha_plus_beta, uncertainty.dispersion) : 0;
  const double log_level = technology.log_productivity + z - normalisation + technology.alpha * log(economy.synergy);
  const double to_log2 = std::numbers::log2e / alpha_plus_beta;
  return {.capital_growth = economy.cells[c].capital_growth,
          .compute_growth = economy.cells[c].compute_growth,
          .persistence = first ? 0 : model.firm.persistence,
          .innovation = first ? model.firm.stationary : model.firm.innovation * uncertainty.volatility,
          .distribution = first ? Distribution::normal : productivity.innovations,
          .technology = {log_level * to_log2, to_log2, technology.alpha / alpha_plus_beta}};
}

std::string cell_name(const Model& model, const CellTechnology& cell) {
  return model.parameters.industries[cell.industry].first + "/" + model.parameters.regions[cell.region].first;
}

// Whether a cell's sums are finite, and its powers of two far from where the sweep's exponential ends.
bool is_sound(const FirmSums& firms) {
  const double per_compute = firms.input_bundle / firms.compute;
  return std::isfinite(firms.capital) && std::isfinite(firms.compute) && per_compute > 0x1p-900 &&
         per_compute < 0x1p900;
}

// The cold end of a sweep: which firms of a cell have numbers that are not finite.
[[noreturn]] void report_not_finite(const Country& country, std::size_t cell_number, const CellTechnology& cell) {
  std::size_t count = 0, first = 0;
  for (std::size_t i = 0; i < cell.firms; ++i) {
    const bool finite = std::isfinite(country.firms.log_productivity(cell_number, i)) &&
                        std::isfinite(country.firms.capital(cell_number, i)) &&
                        std::isfinite(country.firms.compute(cell_number, i));
    if (!finite && count++ == 0) first = i;
  }
  const std::string name = cell_name(*country.model, cell);
  if (count == 0)
    throw SimulationError(text("year {}: the input bundle of {} leaves the range of numbers",
                               "{} 年：{} 的投入束超出数值范围", country.date(), name));
  throw SimulationError(
      text("year {}: log productivity or stocks are not finite for {} of {} firms; first: firm {} of {}",
           "{} 年：{} 家企业（共 {} 家）的对数生产率或存量不是有限数；首个为企业 {}，属 {}", country.date(), count,
           cell.firms, first, name));
}

}  // namespace

void advance_firms(Country& country) {
  const Model& model = *country.model;
  set_synergy(country);
  std::vector<FirmPeriod> periods;
  std::vector<Stream> streams;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c) {
      periods.push_back(firm_period(country, e, c));
      const std::size_t number = model.layout.cells()[streams.size()].number;
      streams.push_back(stream(static_cast<std::uint64_t>(model.parameters.ensemble.seed), country.replication,
                               country.period, static_cast<std::uint32_t>(Purpose::firm_productivity),
                               static_cast<std::uint32_t>(number)));
    }
  const std::vector<FirmSums> sums = country.firms.sweep(periods, streams, country.threads);
  std::size_t number = 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c, ++number) {
      const FirmSums& firms = sums[number];
      if (!is_sound(firms)) report_not_finite(country, number, model.economies[e].cells[c]);
      Cell& cell = country.economies[e].cells[c];
      cell.input_bundle = firms.input_bundle, cell.capital = firms.capital, cell.compute = firms.compute;
    }
}

}  // namespace suanli
