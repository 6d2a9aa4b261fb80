#include <algorithm>
#include <cmath>
#include <span>

#include "agents/verbs.hpp"

namespace suanli {

namespace {

// The variables of a firm, in the order in which one that is not finite spoils the next.
struct FirmVariable {
  FirmField field;
  Words name;
};
constexpr FirmVariable variables[] = {
    {log_productivity_field, {"log productivity", "对数生产率"}},
    {capital_field, {"capital", "资本"}},
    {compute_field, {"compute capital", "算力资本"}},
    {adoption_gain_field, {"the gain from adoption", "采用增益"}},
    {capital_attraction_field, {"the attraction of investing in capital", "资本投资吸引力"}},
    {compute_attraction_field, {"the attraction of investing in compute", "算力投资吸引力"}}};

const CellTechnology& technology_of(const Country& country, std::size_t cell_number) {
  std::size_t e = 0;
  for (; cell_number >= country.technology[e].cells.size(); ++e) cell_number -= country.technology[e].cells.size();
  return country.technology[e].cells[cell_number];
}

std::span<const FirmVariable> variables_of(const Model& model) {
  return std::span(variables).first(std::min<std::size_t>(model.layout.fields(), std::size(variables)));
}

}  // namespace

Text in_words(const FirmValues& firm, const Model& model) {
  Text values;
  for (const FirmVariable& variable : variables_of(model)) {
    if (!values.empty()) values += text(", ", "，");
    const double value = firm[variable.field];
    values += text("{} {:.6g}", "{} {:.6g}", variable.name, std::isnan(value) ? std::fabs(value) : value);
  }
  return values;
}

void report_unsound_cell(const Country& country, std::size_t cell_number, const Words& sum) {
  const Parameters& p = country.model->parameters;
  const CellTechnology& cell = technology_of(country, cell_number);
  const std::string name = p.industries[cell.industry].first + "/" + p.regions[cell.region].first;
  for (const FirmVariable& variable : variables_of(*country.model)) {
    std::size_t count = 0, first = 0;
    for (std::size_t i = cell.firms; i-- > 0;)
      if (!std::isfinite(country.firms.at(cell_number, i, variable.field))) ++count, first = i;
    if (count > 0)
      throw SimulationError(text("year {}: {} is not finite for {} of {} firms; first: firm {} of {} ({})",
                                 "{} 年：{}不是有限数，涉及 {} 家企业（共 {} 家）；首个为企业 {}，属 {}（{}）",
                                 country.date(), variable.name, count, cell.firms, first, name,
                                 in_words(country.firms.values(cell_number, first), *country.model)),
                            FirmPlace{country.period, cell_number, first});
  }
  throw SimulationError(text("year {0}: {2} of {1} leaves the range of numbers", "{0} 年：{1} 的{2}超出数值范围",
                             country.date(), name, sum));
}

}  // namespace suanli
