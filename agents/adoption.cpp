#include "agents/equations.hpp"
#include "agents/verbs.hpp"

namespace suanli {

namespace {

// The least bundle at which adoption pays: gain P_cy_i ≥ (1 - subsidy) cost P_cY_c/N_c, with y_i/Y_c = v_i/V_c.
double least_bundle(const Cell& cell, const CellTechnology& t, const AdoptionParameters& p, double subsidy) {
  const double mean = cell.input_bundle / static_cast<double>(t.firms);
  return (1 - subsidy) * p.cost / output_gain(t.adoption_gain, t.alpha_plus_beta()) * mean;
}

}  // namespace

void adopt_at_start(Country& country) {
  const AdoptionParameters& p = country.model->parameters.adoption;
  if (p.rule == AdoptionRule::none || p.start == 0) return;
  for (std::size_t number = 0; number < country.adopting.size(); ++number) {
    const FirmLayout::Cell& slots = country.model->layout.cells()[number];
    const Stream lots = stream_of(country, Purpose::adopted_at_start, slots.number);
    for (std::uint32_t i = 0; i < slots.firms; ++i)
      if ((random_words(lots, i)[0] + 0.5) * 0x1p-32 < p.start) country.adopting[number].push_back(i);
  }
  complete_adoption(country);
  for (std::vector<std::uint32_t>& adopting : country.adopting) adopting.clear();
}

void decide_adoption(Country& country) {
  const Parameters& p = country.model->parameters;
  for (Economy& economy : country.economies) economy.adoption_cost = economy.adoption_subsidy = 0;
  if (p.adoption.rule == AdoptionRule::none) return;
  const std::vector<FirmLayout::Task>& tasks = country.model->layout.tasks();
  std::size_t number = 0, task = 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    Economy& economy = country.economies[e];
    for (std::size_t c = 0; c < economy.cells.size(); ++c, ++number) {
      const Cell& cell = economy.cells[c];
      const CellTechnology& t = country.technology[e].cells[c];
      const double least = least_bundle(cell, t, p.adoption, country.conditions.adoption_subsidy);
      std::vector<std::uint32_t>& adopting = country.adopting[number];
      adopting.clear();
      for (; task < tasks.size() && tasks[task].cell == number; ++task)
        for (const Candidate& firm : country.firms.found()[task].considering)
          if (firm.input_bundle >= least) adopting.push_back(static_cast<std::uint32_t>(firm.place));
      const double annual = p.adoption.cost * cell.price * cell.output / static_cast<double>(t.firms);
      const double present_value = annual / (p.firms.discount_rate + p.technology.depreciation);
      economy.adoption_cost += static_cast<double>(adopting.size()) * present_value / p.time.step;
    }
    economy.adoption_subsidy = country.conditions.adoption_subsidy * economy.adoption_cost;
    if (!(economy.adoption_cost < economy.output))
      throw SimulationError(text(
          "year {}: economy {}: adoption by {:.3g} of output a year costs more than output: lower "
          "adoption.innovation, adoption.imitation or adoption.cost, or raise firms.discount_rate, at which its "
          "present value is taken, §7.5",
          "{} 年：经济体 {}：采用成本为年产出的 {:.3g} 倍，超过产出：请降低 adoption.innovation、adoption.imitation "
          "或 adoption.cost，或提高计算现值的 firms.discount_rate，§7.5",
          country.date(), country.technology[e].name, economy.adoption_cost / economy.output));
  }
}

void complete_adoption(Country& country) {
  if (country.model->parameters.adoption.rule == AdoptionRule::none) return;
  std::vector<double> firms(country.adopted_share.size()), adopted(firms.size());
  std::size_t number = 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e)
    for (std::size_t c = 0; c < country.economies[e].cells.size(); ++c, ++number) {
      Cell& cell = country.economies[e].cells[c];
      const CellTechnology& t = country.technology[e].cells[c];
      for (const std::uint32_t i : country.adopting[number])
        country.firms.at(number, i, adoption_gain_field) = t.adoption_gain;
      cell.adopted += country.adopting[number].size();
      firms[t.industry] += static_cast<double>(t.firms), adopted[t.industry] += static_cast<double>(cell.adopted);
    }
  for (std::size_t j = 0; j < firms.size(); ++j) country.adopted_share[j] = adopted[j] / firms[j];
}

}  // namespace suanli
