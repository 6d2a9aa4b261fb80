#include "scenarios/comparison/measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/elementary.hpp"
#include "engine/paired.hpp"

namespace suanli {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double rounding = 1e-12;    // a relative shortfall below it is none
constexpr double logarithmic = 1e-8;  // |σ - 1| below which utility is the logarithm

std::span<const double> path_of(const Paths& paths, std::string_view series, std::size_t r) {
  return paths.national(series).subspan(r * paths.dates(), paths.dates());
}

template <class Number> Pairs each(const Paths& base, const Paths& stress, const Number& number) {
  Pairs pairs;
  for (std::size_t r = 0; r < base.replications(); ++r)
    pairs.base.push_back(number(base, r)), pairs.stress.push_back(number(stress, r));
  return pairs;
}

// The date at which a path lies farthest below the base, relatively; the first of several.
std::size_t worst_date(std::span<const double> base, std::span<const double> stress) {
  std::size_t worst = 0;
  for (std::size_t t = 1; t < base.size(); ++t)
    if (stress[t] / base[t] < stress[worst] / base[worst]) worst = t;
  return worst;
}

Pairs at_worst_date(const Paths& base, const Paths& stress) {
  Pairs pairs;
  for (std::size_t r = 0; r < base.replications(); ++r) {
    const auto b = path_of(base, "output", r), s = path_of(stress, "output", r);
    const std::size_t worst = worst_date(b, s);
    pairs.base.push_back(b[worst]), pairs.stress.push_back(s[worst]);
  }
  return pairs;
}

template <const char* series> Pairs means(const Paths& base, const Paths& stress) {
  return {means_over_periods(base, base.national(series)), means_over_periods(stress, stress.national(series))};
}
constexpr char output_name[] = "output", consumption_name[] = "consumption", compute_name[] = "compute",
               energy_name[] = "energy", carbon_name[] = "carbon";

// The household is that of the base.
Pairs lasting_consumption(const Paths& base, const Paths& stress) {
  return each(base, stress, [&](const Paths& paths, std::size_t r) {
    return exp(log_lasting_consumption(path_of(paths, "consumption", r), paths.dt(), base.parameters().household));
  });
}

std::vector<double> product(const Paths& paths, std::string_view one, std::string_view other) {
  const auto a = paths.national(one), b = paths.national(other);
  std::vector<double> all(a.size());
  std::ranges::transform(a, b, all.begin(), std::multiplies{});
  return all;
}

template <const char* series> std::vector<double> series_of(const Paths& paths) {
  const auto all = paths.national(series);
  return {all.begin(), all.end()};
}
constexpr char profit_name[] = "provider_profit", energy_cost_name[] = "energy_cost", carbon_tax_name[] = "carbon_tax",
               rents_name[] = "link_rents", adoption_name[] = "adoption_cost", subsidy_name[] = "siting_subsidy",
               adoption_subsidy_name[] = "adoption_subsidy";

std::vector<double> income_of_data_centres(const Paths& paths) {
  std::vector<double> income = product(paths, "service_price", "services");
  for (const char* const series : {profit_name, energy_cost_name, carbon_tax_name, rents_name}) {
    const auto less = paths.national(series);
    for (std::size_t i = 0; i < income.size(); ++i) income[i] -= less[i];
  }
  return income;
}

double contrast_of(double base, double stress, Contrast contrast) {
  if (contrast == Contrast::plain) return stress - base;
  if (contrast == Contrast::points) return 100 * (stress - base);
  return stress == base ? 0 : 100 * (stress / base - 1);
}

}  // namespace

// clang-format off
std::span<const Measure> national_measures() {
  static const Measure all[] = {
      {{"growth", "g", "percentage points", "(Y_T/Y_0)^(1/T) - 1", {"growth of output a year", "产出年均增长率"}}, Contrast::points,
       [](const Paths& b, const Paths& s) { return each(b, s, mean_growth_of_output); }},
      {{"output_worst", "Y", "%", "min_t (Y_stress/Y_base - 1)", {"output at the worst date", "产出，最差时点"}}, Contrast::percent, at_worst_date},
      {{"output_end", "Y", "%", "", {"output at the end", "产出，期末"}}, Contrast::percent,
       [](const Paths& b, const Paths& s) { return each(b, s, [](const Paths& p, std::size_t r) { return path_of(p, "output", r).back(); }); }},
      {{"output_mean", "Y", "%", "", {"output, mean", "产出，平均"}}, Contrast::percent, means<output_name>},
      {{"consumption_mean", "C", "%", "", {"consumption, mean", "消费，平均"}}, Contrast::percent, means<consumption_name>},
      {{"welfare", "", "%", "(U_stress/U_base)^(1/(1-σ)) - 1, §3", {"welfare, as consumption at all times", "福利（以各期消费计）"}}, Contrast::percent, lasting_consumption},
      {{"compute_mean", "HT", "%", "", {"compute capital, mean", "算力资本，平均"}}, Contrast::percent, means<compute_name>},
      {{"energy_mean", "", "%", "", {"electricity of data centres, mean", "数据中心用电，平均"}}, Contrast::percent, means<energy_name>},
      {{"carbon_mean", "", "%", "", {"carbon of data centres, mean", "数据中心碳排放，平均"}}, Contrast::percent, means<carbon_name>}};
  return all;
}

std::span<const LocationMeasure> location_measures() {
  static const LocationMeasure all[] = {
      {{"utilisation", "u", "percentage points", "§8", {"utilisation", "利用率"}}, Contrast::points},
      {{"price", "q", "%", "§8", {"price", "服务价格"}}, Contrast::percent},
      {{"revenue", "quS", "%", "§8", {"revenue", "收入"}}, Contrast::percent},
      {{"capital", "D", "%", "§8", {"capital", "资本"}}, Contrast::percent},
      {{"energy_cost", "E", "%", "§8", {"electricity bill", "电费"}}, Contrast::percent},
      {{"carbon", "", "%", "§8", {"carbon", "碳排放"}}, Contrast::percent},
      {{"capital_income", "ωD", "1e12 yuan/year", "§8", {"capital income", "资本收入"}}, Contrast::plain},
      {{"profit", "", "1e12 yuan/year", "§8", {"profit", "服务商利润"}}, Contrast::plain}};
  return all;
}

std::span<const IncomeMeasure> income_measures() {
  static const IncomeMeasure all[] = {
      {{"firms_capital", "rK", "1e12 yuan/year", "§5.1", {"owners of firms' other capital", "企业非算力资本所有者"}}, [](const Paths& p) { return product(p, "rental_rate", "capital"); }},
      {{"firms_compute", "ωH", "1e12 yuan/year", "§5.1", {"owners of firms' own compute", "企业自有算力所有者"}}, [](const Paths& p) { return product(p, "compute_rental_rate", "own_compute"); }},
      {{"data_centres", "ΣωD", "1e12 yuan/year", "§5.1", {"owners of data centres", "数据中心资本所有者"}}, income_of_data_centres},
      {{"provider_profit", "Π", "1e12 yuan/year", "§5.1", {"providers, as profit", "服务商（利润）"}}, series_of<profit_name>},
      {{"energy_cost", "E", "1e12 yuan/year", "§8", {"suppliers of electricity", "供电方"}}, series_of<energy_cost_name>},
      {{"carbon_tax", "", "1e12 yuan/year", "§8", {"households, carbon tax given back", "居民（返还的碳税）"}}, series_of<carbon_tax_name>},
      {{"link_rents", "Σμ·flow", "1e12 yuan/year", "§8", {"households, rents of links", "居民（链路租金）"}}, series_of<rents_name>},
      {{"adoption_cost", "F", "1e12 yuan/year", "§7.5", {"paid for digital adoption", "为数字化采用支付"}}, series_of<adoption_name>},
      {{"siting_subsidy", "", "1e12 yuan/year", "§7.3", {"paid by households to investors in data centres", "居民对数据中心投资者的补贴"}}, series_of<subsidy_name>},
      {{"adoption_subsidy", "", "1e12 yuan/year", "§7.5", {"paid by households to firms that adopt", "居民对采用企业的补贴"}}, series_of<adoption_subsidy_name>}};
  return all;
}
// clang-format on

std::size_t measure_number(std::string_view name) {
  const auto all = national_measures();
  return static_cast<std::size_t>(
      std::ranges::find(all, name, [](const Measure& m) { return std::string_view(m.description.name); }) -
      all.begin());
}

double mean_growth_of_output(const Paths& paths, std::size_t r) {
  const auto output = path_of(paths, "output", r);
  const double years = paths.parameters().time.end - paths.parameters().time.start;
  return pow(output.back() / output.front(), 1 / years) - 1;
}

std::vector<double> means_over_periods(const Paths& paths, std::span<const double> values, std::size_t place,
                                       std::size_t places) {
  std::vector<double> all;
  for (std::size_t r = 0; r < paths.replications(); ++r) {
    double sum = 0;
    for (std::size_t t = 0; t + 1 < paths.dates(); ++t) sum += values[(r * paths.dates() + t) * places + place];
    all.push_back(sum / static_cast<double>(paths.dates() - 1));
  }
  return all;
}

Difference difference(const Pairs& pairs, Contrast contrast) {
  Difference d{};
  for (std::size_t r = 0; r < pairs.base.size(); ++r)
    d.by_replication.push_back(contrast_of(pairs.base[r], pairs.stress[r], contrast));
  d.mean = estimate(d.by_replication);
  d.interval = confidence_interval(d.mean, comparison_level);
  std::vector<double> sorted = d.by_replication;
  quantiles(sorted, comparison_probabilities, d.quantiles);
  d.variance_ratio = 1 / (1 - paired_difference(pairs.stress, pairs.base).variance_reduction);
  d.base = estimate(pairs.base).mean;
  return d;
}

double log_lasting_consumption(std::span<const double> consumption, double dt, const HouseholdParameters& household) {
  const std::size_t periods = consumption.size() - 1;  // the last date opens a period beyond the horizon
  const double power = 1 - household.risk_aversion, rho = household.discount_rate;
  const auto years = [&](std::size_t t) { return static_cast<double>(t) * dt; };
  std::vector<double> logs(periods);
  for (std::size_t t = 0; t < periods; ++t) {
    if (!(consumption[t] > 0) || !std::isfinite(consumption[t])) return nan;
    logs[t] = log(consumption[t]);
  }
  // Relative to the path's worst term, or a power of 1 - σ = -7 could leave the range of numbers.
  double weights = 0, sum = 0, largest = -std::numeric_limits<double>::infinity();
  const bool is_log = std::abs(power) < logarithmic;
  for (std::size_t t = 0; t < periods && !is_log; ++t) largest = std::max(largest, power * logs[t] - rho * years(t));
  for (std::size_t t = 0; t < periods; ++t) {
    const double weight = exp(-rho * years(t));
    weights += weight;
    if (is_log) sum += weight * logs[t];
    else if (const double term = power * logs[t] - rho * years(t) - largest; term > -700) sum += exp(term);
  }
  return is_log ? sum / weights : (log(sum) + largest - log(weights)) / power;
}

double years_to_recover(std::span<const double> base, std::span<const double> stress, double dt, double share) {
  const std::size_t worst = worst_date(base, stress);
  const auto shortfall = [&](std::size_t t) { return 1 - stress[t] / base[t]; };
  const double largest = shortfall(worst);
  if (!(largest > rounding)) return nan;
  for (std::size_t t = worst; t < base.size(); ++t)
    if (shortfall(t) <= share * largest) return static_cast<double>(t - worst) * dt;
  return std::numeric_limits<double>::infinity();
}

Estimate expected_welfare(std::span<const double> base, std::span<const double> stress, double risk_aversion) {
  const double power = 1 - risk_aversion;
  const std::size_t n = base.size();
  const bool is_log = std::abs(power) < logarithmic;
  // Utilities up to a factor that both share, and their sums without each replication.
  const double common = is_log ? 0 : *(power < 0 ? std::ranges::min_element(base) : std::ranges::max_element(base));
  const auto utility = [&](double log_consumption) {
    return is_log ? log_consumption : exp(std::clamp(power * (log_consumption - common), -700.0, 700.0));
  };
  double of_base = 0, of_stress = 0;
  for (std::size_t r = 0; r < n; ++r) of_base += utility(base[r]), of_stress += utility(stress[r]);
  const auto loss = [&](double b, double s, double count) {
    return b == s ? 0 : 100 * (exp(is_log ? (s - b) / count : log(s / b) / power) - 1);
  };
  const double all = static_cast<double>(n);
  Estimate welfare{loss(of_base, of_stress, all), 0, n};
  if (n < 2) return welfare;
  double mean = 0, squares = 0;
  std::vector<double> without(n);
  for (std::size_t r = 0; r < n; ++r) {
    without[r] = loss(of_base - utility(base[r]), of_stress - utility(stress[r]), all - 1);
    mean += without[r] / all;
  }
  for (const double value : without) squares += (value - mean) * (value - mean);
  welfare.standard_error = std::sqrt(squares * (all - 1) / all);
  return welfare;
}

}  // namespace suanli
