#include "agents/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "agents/equations.hpp"
#include "agents/replication.hpp"

namespace suanli {

// clang-format off
std::span<const Series> all_series() {
  static constexpr Series all[] = {
      {"output", "Y", "1e12 yuan/year", "P_cY_c, Y = Π_c (Y_c/θ_c)^θ_c, §2.2", {"output, valued at current prices", "产出（现价）"}, Extent::everywhere,
       [](const Account& a, double) { return a.output; }},
      {"capital", "K", "1e12 yuan", "K ← K + dt((1-τ)I - δK), §3", {"non-compute capital of firms", "企业非算力资本"}, Extent::everywhere,
       [](const Account& a, double) { return a.capital; }},
      {"own_compute", "H", "1e12 yuan", "H ← H + dt(pool - δH), §7.3", {"compute capital of final-good firms", "最终品企业自有算力资本"}, Extent::everywhere,
       [](const Account& a, double) { return a.own_compute; }},
      {"services", "X", "unit/year", "X = H_X/η, §2.4", {"compute services used", "使用的算力服务"}, Extent::everywhere,
       [](const Account& a, double) { return a.services; }},
      {"rental_rate", "r", "1/year", "r = ᾱY/K, §2.5", {"rental rate of non-compute capital", "非算力资本租金率"}, Extent::everywhere,
       [](const Account& a, double) { return a.capital_income / a.capital; }},
      {"compute_rental_rate", "ω", "1/year", "ω = B Y/HT, §2.5", {"rental rate of compute capital", "算力资本租金率"}, Extent::everywhere,
       [](const Account& a, double) { return a.compute_income / a.own_compute; }},
      {"service_price", "p", "1e12 yuan/unit", "p = markup·ηω_X, §2.4", {"price of compute services", "算力服务价格"}, Extent::everywhere,
       [](const Account& a, double) { return a.service_spending / a.services; }},
      {"growth", "g", "1/year", "g = (W(t+dt)/W(t) - 1)/dt, §4", {"growth rate of the stocks over the coming period, simple annualised",
                                       "下一期资本存量增长率（单利年化）"}, Extent::everywhere,
       [](const Account& a, double dt) { return (a.stocks_after / a.stocks - 1) / dt; }},
      {"effective_productivity", "Ā", "(1e12 yuan/unit)^ξ/year^(1-ξ)", "Ā_c = V_c^(α+β)/((h̄K_c)^α H_c^β), §2.5",
       {"effective productivity, output-weighted geometric mean over cells", "有效生产率（按产出加权的几何平均）"}, Extent::everywhere,
       [](const Account& a, double) { return exp(a.output_log_productivity / a.output); }},
      {"investment", "I", "1e12 yuan/year", "I = Y - C - E - F; a cell's (1-τ_t)I α_cθ_c/ᾱ and its part of τ_tI, §7.3",
       {"investment; the nation's with that of service providers", "投资；全国含服务商"}, Extent::everywhere,
       [](const Account& a, double) { return a.investment; }},
      {"compute_investment", "τI", "1e12 yuan/year", "stock·(return/mean return)^ϑ_H, §7.3",
       {"investment in compute capital; the nation's with that of service providers", "算力资本投资；全国含服务商"}, Extent::everywhere,
       [](const Account& a, double) { return a.compute_investment; }},
      {"hurdle", "Ξ", "1", "Ξ = ψ/(ψ-1), §7.1", {"factor by which firms want returns to exceed their cost, output-weighted mean over cells", "企业要求回报超出成本的倍数（按产出加权平均）"}, Extent::everywhere,
       [](const Account& a, double) { return a.output_hurdle / a.output; }},
      {"reallocation_gain", "ln(Ā/Ā_eq)", "1", "ln Ā_c less that of infinitely many firms of equal stocks, §7.6",
       {"effective productivity gained because firms own different stocks, in logs, output-weighted mean over cells",
        "企业存量不同带来的有效生产率增益（对数，按产出加权平均）"}, Extent::everywhere,
       [](const Account& a, double) { return a.output_reallocation / a.output; }},
      {"exit_rate", "λ", "1/year", "firms that leave, over N_c dt, §7.4", {"share of firms that leave, per year", "每年退出企业所占份额"}, Extent::everywhere,
       [](const Account& a, double dt) { return a.leaving / (a.firms * dt); }},
      {"adopted_share", "D", "1", "§7.5", {"share of firms that have adopted digital technology", "已采用数字技术的企业份额"}, Extent::everywhere,
       [](const Account& a, double) { return a.adopted / a.firms; }},
      {"tau", "τ_t", "1", "τ_t = min(τ_max, χ_τ ΣH f(x)/I), §7.2", {"share of investment that goes to compute", "投资中用于算力的份额"}, Extent::whole_economies,
       [](const Account& a, double) { return a.tau_investment / a.splitting_investment; }},
      {"adoption_cost", "F", "1e12 yuan/year", "Y = C + I + E + F, §7.5", {"cost of digital adoption", "数字化采用成本"}, Extent::whole_economies,
       [](const Account& a, double) { return a.adoption_cost; }},
      {"adoption_subsidy", "Z_F", "1e12 yuan/year", "subsidy·F, §7.5", {"subsidies of digital adoption, paid for by households at large", "数字化采用补贴（由全体居民承担）"}, Extent::whole_economies,
       [](const Account& a, double) { return a.adoption_subsidy; }},
      {"energy_cost", "E", "1e12 yuan/year", "Y = C + I + E + F, §8", {"electricity bill of data centres", "数据中心电费"}, Extent::whole_economies,
       [](const Account& a, double) { return a.energy_cost; }},
      {"carbon_tax", "T_C", "1e12 yuan/year", "carbon price · grid factor · kWh, §8", {"carbon tax of data centres, given back to households", "数据中心碳税（返还居民）"}, Extent::whole_economies,
       [](const Account& a, double) { return a.carbon_tax; }},
      {"link_rents", "Σμ·flow", "1e12 yuan/year", "§8", {"what scarce bandwidth earns for households", "稀缺带宽的租金（归居民）"}, Extent::whole_economies,
       [](const Account& a, double) { return a.link_rents; }},
      {"siting_subsidy", "Z", "1e12 yuan/year", "Σz·investment, §7.3", {"subsidies of investment in data centres", "数据中心投资补贴"}, Extent::whole_economies,
       [](const Account& a, double) { return a.siting_subsidy; }},
      {"energy", "kWh", "1e12 kWh/year", "Σ kWh per unit · PUE · services, §8", {"electricity used by data centres", "数据中心用电量"}, Extent::whole_economies,
       [](const Account& a, double) { return a.energy; }},
      {"carbon", "CO2", "GtCO2/year", "Σ kWh · grid factor, §8", {"carbon of data centres' electricity", "数据中心用电碳排放"}, Extent::whole_economies,
       [](const Account& a, double) { return a.carbon; }},
      {"embodied_carbon", "CO2_e", "GtCO2/year", "tCO2 per unit · new data-centre capital, §8", {"carbon of making new data-centre capital", "新建数据中心资本的隐含碳排放"}, Extent::whole_economies,
       [](const Account& a, double) { return a.embodied_carbon; }},
      {"consumption", "C", "1e12 yuan/year", "C = min(c(κ, m̂)W, Y - E - F), §3.2", {"consumption", "消费"}, Extent::whole_economies,
       [](const Account& a, double) { return a.consumption; }},
      {"trend", "m̂", "1", "m̂ ← m̂ + (1-e^(-dt/T_m))(m - m̂), §3.2",
       {"productivity that the household takes for trend over the scenario's own, in logs, output-weighted mean over economies",
        "居民视为趋势的生产率与情景自身水平之比的对数（各经济体按产出加权）"}, Extent::whole_economies,
       [](const Account& a, double) { return a.output_trend / a.output; }},
      {"compute", "HT", "1e12 yuan", "HT ← HT + dt(τI - δHT), §3", {"total compute capital", "全部算力资本"}, Extent::whole_economies,
       [](const Account& a, double) { return a.compute; }},
      {"provider_compute", "H_X", "1e12 yuan", "H_X/H = B_X/β̄, §2.4", {"compute capital of service providers", "服务商算力资本"}, Extent::whole_economies,
       [](const Account& a, double) { return a.provider_compute; }},
      {"provider_profit", "Π", "1e12 yuan/year", "Σp_cX_c - ωH_X, §5.1", {"profit of service providers", "服务商利润"}, Extent::whole_economies,
       [](const Account& a, double) { return a.provider_profit; }},
      {"service_productivity", "1/η", "unit/(1e12 yuan·year)", "X = H_X/η, §2.4", {"compute services per unit of providers' compute capital", "服务商单位算力资本的服务量"}, Extent::whole_economies,
       [](const Account& a, double) { return a.services / a.provider_compute; }},
      {"volatility", "vol", "1", "§6.1", {"size of firms' innovations, 1 in calm times", "企业新息的相对大小，平稳期为 1"}, Extent::nation,
       [](const Account& a, double) { return a.volatility; }},
      {"productivity_variance", "V", "1", "V ← φ²V + (s·vol)²(1-φ²), §6.1", {"variance of firms' log productivity, of infinitely many", "企业对数生产率的方差（企业数趋于无穷）"}, Extent::nation,
       [](const Account& a, double) { return a.productivity_variance; }},
  };
  return all;
}
// clang-format on

Description Series::description() const { return {std::string(name), symbol, unit, source, meaning}; }

bool is_recorded(const Series& series, Level level, CapitalMarket market) {
  switch (series.extent) {
    case Extent::everywhere: return true;
    case Extent::whole_economies:
      return level == Level::national || (level == Level::region && market == CapitalMarket::regional);
    case Extent::nation: return level == Level::national;
  }
  return false;
}

Account& Account::operator+=(const Account& other) {
  output += other.output, capital_income += other.capital_income, compute_income += other.compute_income;
  service_spending += other.service_spending;
  capital += other.capital, own_compute += other.own_compute, services += other.services;
  stocks += other.stocks, stocks_after += other.stocks_after;
  output_log_productivity += other.output_log_productivity;
  output_trend += other.output_trend;
  compute_investment += other.compute_investment;
  output_hurdle += other.output_hurdle, output_reallocation += other.output_reallocation;
  firms += other.firms, adopted += other.adopted, leaving += other.leaving;
  tau_investment += other.tau_investment, splitting_investment += other.splitting_investment;
  adoption_cost += other.adoption_cost, adoption_subsidy += other.adoption_subsidy;
  energy_cost += other.energy_cost, carbon_tax += other.carbon_tax, link_rents += other.link_rents;
  siting_subsidy += other.siting_subsidy;
  energy += other.energy, carbon += other.carbon, embodied_carbon += other.embodied_carbon;
  consumption += other.consumption, investment += other.investment, compute += other.compute;
  provider_compute += other.provider_compute, provider_profit += other.provider_profit;
  return *this;
}

namespace {

// ln Ā_c of infinitely many firms of equal stocks, whoever of them has adopted, §7.6.
double log_productivity_of_equals(const Country& country, const Cell& cell, const CellTechnology& t, double synergy,
                                  const BundleTechnology& bundle) {
  const double q = t.alpha_plus_beta(), share = static_cast<double>(cell.adopted) / static_cast<double>(t.firms);
  const double adoption = share > 0 ? q * log(1 + share * (exp(t.adoption_gain / q) - 1)) : 0;
  return q * std::numbers::ln2 * bundle.constant - t.alpha * log(synergy) +
         gain_from_dispersion(q, country.uncertainty.dispersion) + adoption;
}

Account account_of_cell(const Country& country, const Economy& economy, const Cell& cell, const CellTechnology& t,
                        const BundleTechnology& bundle) {
  const double dt = country.model->parameters.time.step;
  Account a;
  a.output = cell.price * cell.output;
  a.capital_income = t.alpha * a.output, a.compute_income = t.beta * a.output;
  a.service_spending = cell.service_price * cell.services;
  a.capital = cell.capital, a.own_compute = cell.compute, a.services = cell.services;
  a.compute_investment = country.conditions.chip_price * cell.compute_pool;
  a.investment = cell.capital_pool + a.compute_investment;
  a.stocks = cell.capital + cell.compute;
  a.stocks_after = cell.capital_kept * cell.capital + cell.compute_kept * cell.compute + dt * cell.investment();
  const double log_productivity =
      log_effective_productivity(cell.input_bundle, economy.synergy, cell.capital, cell.compute, t.alpha, t.beta);
  a.output_log_productivity = a.output * log_productivity;
  a.output_reallocation =
      a.output * (log_productivity - log_productivity_of_equals(country, cell, t, economy.synergy, bundle));
  a.output_hurdle = a.output * cell.hurdle;
  a.firms = static_cast<double>(t.firms), a.adopted = static_cast<double>(cell.adopted);
  a.leaving = static_cast<double>(cell.leaving);
  return a;
}

// Where nothing is invested, τ_t is still the share that would go to compute.
constexpr double trace_of_investment = 1e-200;

// What an economy has beside its cells: the household and the providers.
Account account_beside_cells(const Country& country, std::size_t e) {
  const Economy& economy = country.economies[e];
  const double dt = country.model->parameters.time.step;
  Account a;
  a.output_trend = economy.output * economy.log_trend;
  a.compute_investment = country.conditions.chip_price * economy.provider_investment;
  a.consumption = economy.consumption, a.investment = a.compute_investment, a.adoption_cost = economy.adoption_cost;
  a.adoption_subsidy = economy.adoption_subsidy;
  a.energy_cost = economy.energy_cost, a.carbon_tax = economy.carbon_tax, a.link_rents = economy.link_rents;
  for (std::size_t l = 0; l < country.locations.size(); ++l) {
    if (country.model->sites[l].economy != e) continue;
    const LocationView location = view_of_location(country, l);
    const Site& site = location.site;
    const double invested = location.chip_price * location.now.investment,
                 energy = location.now.services() * site.energy;
    a.siting_subsidy += location.subsidy * invested;
    a.energy += energy, a.carbon += energy * site.grid_carbon;
    a.embodied_carbon += location.embodied_carbon * location.now.investment;
  }
  a.splitting_investment = std::max(economy.investment, trace_of_investment);
  a.tau_investment = economy.tau * a.splitting_investment;
  a.compute = economy.compute, a.provider_compute = economy.provider_compute;
  a.provider_profit = economy.provider_profit;
  a.stocks = economy.provider_compute;
  a.stocks_after = dt * economy.provider_investment;
  if (country.has_locations()) {
    for (std::size_t l = 0; l < country.locations.size(); ++l)
      if (country.model->sites[l].economy == e)
        a.stocks_after += country.locations[l].kept * country.locations[l].capital;
  } else {
    a.stocks_after += economy.provider_kept * economy.provider_compute;
  }
  return a;
}

}  // namespace

Recorder::Recorder(const Model& model)
    : model_(&model),
      dates_(model.periods + 1),
      regions_(model.parameters.regions.size()),
      industries_(model.parameters.industries.size()),
      firms_(model),
      siting_(model) {
  const std::size_t places[] = {1, regions_, industries_, regions_ * industries_};
  std::size_t offset = 0;
  for (const Level level : {Level::national, Level::region, Level::industry, Level::cell})
    for (const Series& series : all_series()) {
      if (!is_recorded(series, level, model.parameters.capital_market)) continue;
      recorded_.push_back({&series, level, places[static_cast<std::size_t>(level)]});
      offsets_.push_back(offset);
      offset += recorded_.back().places * dates_;
    }
  offsets_.push_back(offset);
}

Record Recorder::new_record() const { return {std::vector<double>(values_per_replication()), {}}; }

void Recorder::measure(const Country& country, Record& record) const {
  const bool regional = model_->parameters.capital_market == CapitalMarket::regional;
  const double dt = model_->parameters.time.step;
  std::array<std::vector<Account>, level_names.size()> accounts;
  const auto at = [&](Level level) -> std::vector<Account>& { return accounts[static_cast<std::size_t>(level)]; };
  at(Level::national).resize(1), at(Level::region).resize(regions_);
  at(Level::industry).resize(industries_), at(Level::cell).resize(regions_ * industries_);
  std::size_t number = 0;
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    const Economy& economy = country.economies[e];
    const EconomyTechnology& technology = country.technology[e];
    for (std::size_t c = 0; c < economy.cells.size(); ++c) {
      const CellTechnology& t = technology.cells[c];
      const Account account = account_of_cell(country, economy, economy.cells[c], t, country.bundles[number++]);
      at(Level::national)[0] += account, at(Level::region)[t.region] += account;
      at(Level::industry)[t.industry] += account, at(Level::cell)[t.region * industries_ + t.industry] = account;
    }
    const Account beside = account_beside_cells(country, e);
    at(Level::national)[0] += beside;
    if (regional) at(Level::region)[technology.cells.front().region] += beside;
    for (std::size_t i = 0; i < identity_count; ++i)
      record.largest_residuals[i] = std::max(record.largest_residuals[i], economy.largest_residual[i]);
  }
  at(Level::national)[0].volatility = country.uncertainty.volatility;
  at(Level::national)[0].productivity_variance = country.uncertainty.dispersion.variance();
  for (std::size_t s = 0; s < recorded_.size(); ++s) {
    const RecordedSeries& recorded = recorded_[s];
    double* const values = record.values.data() + offsets_[s] + country.period * recorded.places;
    for (std::size_t i = 0; i < recorded.places; ++i) values[i] = recorded.series->measure(at(recorded.level)[i], dt);
  }
  siting_.measure(country, std::span(record.values).subspan(siting_offset(0)));
}

Record simulate(const Model& model, const Recorder& recorder, std::uint32_t number, Threads threads,
                const std::function<void()>& after_period) {
  Replication replication(model, recorder, number, threads);
  for (after_period(); !replication.is_complete(); after_period()) replication.advance();
  return replication.take_record();
}

}  // namespace suanli
