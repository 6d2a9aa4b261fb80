#include "agents/record/siting_record.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "agents/verbs.hpp"
#include "engine/elementary.hpp"

namespace suanli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

constexpr Words about_locations{"each location of data centres, every replication at every date",
                                "各数据中心所在地，每次重复、每个时点"};
constexpr Words quantiles_of_locations{"each location of data centres, quantiles over replications",
                                       "各数据中心所在地，跨重复分位数"};
constexpr Words about_work{"the work of each region by class, every replication at every date",
                           "各区域各类业务，每次重复、每个时点"};
constexpr Words quantiles_of_work{"the work of each region by class, quantiles over replications",
                                  "各区域各类业务，跨重复分位数"};
constexpr Words about_flows{"which location does the work of which region, every replication at every date",
                            "各地承担各区域业务的情况，每次重复、每个时点"};
constexpr Words quantiles_of_flows{"which location does the work of which region, quantiles over replications",
                                   "各地承担各区域业务的情况，跨重复分位数"};

// What is bought by a region's work of one class.
enum Work : std::size_t { work_spending, work_price, work_latency, work_displaced, work_count };
enum Flow : std::size_t { flow_shipped, flow_share, flow_count };

struct Declared {
  const char *name, *symbol, *unit, *source;
  Words meaning;
};
// clang-format off
constexpr Declared work_variables[work_count] = {
    {"spending", "ξθλY", "1e12 yuan/year", "§8", {"spending on services", "算力服务支出"}},
    {"price", "p", "1e12 yuan/unit", "p = [Σb(q+μ)^-ν d^-ν]^(-1/ν), §8", {"price of services delivered", "交付后的算力服务价格"}},
    {"latency", "", "ms", "Σπ·latency, §8", {"latency at which the work is done, mean by spending", "业务平均时延（按支出加权）"}},
    {"displaced", "", "1", "½Σ|π - π_0|, §8", {"share of the work that outages and link failures move to other locations", "因停机与链路故障而迁移的业务份额"}}};
constexpr Declared flow_variables[flow_count] = {
    {"shipped", "", "unit/year", "π·spending/(q+μ), §8", {"services shipped", "发送的算力服务"}},
    {"share", "π", "1", "π = b((q+μ)d)^-ν/Σb((q+μ)d)^-ν, §8", {"share of the work's spending", "业务支出份额"}}};
// clang-format on

RecordedVariable variable(const char* group, const Words& about, const Words& quantiles, const Declared& d,
                          std::vector<std::string> dimensions) {
  return {group, about, {d.name, d.symbol, d.unit, d.source, d.meaning}, std::move(dimensions), quantiles};
}

}  // namespace

// clang-format off
std::span<const LocationSeries> location_series() {
  static constexpr LocationSeries all[] = {
      {"capital", "D", "1e12 yuan", "D ← D + dt(pool - δD), §7.3", {"data-centre capital", "数据中心资本"}, [](const LocationView& v) { return v.now.capital; }},
      {"capacity", "S", "unit/year", "S = aD/η, §8", {"services that could be sold", "可售算力服务"}, [](const LocationView& v) { return v.now.capacity; }},
      {"utilisation", "u", "1", "quS = Σπ·spending, §8", {"share of capacity that is sold", "容量利用率"}, [](const LocationView& v) { return v.now.utilisation; }},
      {"services", "uS", "unit/year", "§8", {"services sold", "售出的算力服务"}, [](const LocationView& v) { return v.now.services(); }},
      {"price", "q", "1e12 yuan/unit", "(q-q̲)(1-u) = 0, §8", {"price of services before delivery", "交付前的算力服务价格"}, [](const LocationView& v) { return v.now.price; }},
      {"revenue", "quS", "1e12 yuan/year", "§8", {"revenue", "收入"}, [](const LocationView& v) { return v.now.revenue; }},
      {"capital_return", "ω", "1/year", "ω = ua(q/markup - e)/η, §8", {"return of data-centre capital", "数据中心资本回报率"}, [](const LocationView& v) { return v.now.earned; }},
      {"capital_income", "ωD", "1e12 yuan/year", "§8", {"income of data-centre capital", "数据中心资本收入"}, [](const LocationView& v) { return v.now.earned * v.now.capital; }},
      {"profit", "", "1e12 yuan/year", "quS(1 - 1/markup), §8", {"profit of providers", "服务商利润"}, [](const LocationView& v) { return v.now.revenue * (1 - 1 / v.markup); }},
      {"energy", "", "1e12 kWh/year", "kWh per unit·PUE·uS, §8", {"electricity used", "用电量"}, [](const LocationView& v) { return v.now.services() * v.site.energy; }},
      {"energy_cost", "E", "1e12 yuan/year", "§8", {"cost of electricity", "电费"}, [](const LocationView& v) { return v.now.services() * (v.now.energy_cost - v.now.carbon_tax); }},
      {"carbon_tax", "", "1e12 yuan/year", "§8", {"carbon tax, given back to households", "碳税（返还居民）"}, [](const LocationView& v) { return v.now.services() * v.now.carbon_tax; }},
      {"carbon", "", "GtCO2/year", "kWh·grid factor, §8", {"carbon of the electricity used", "用电碳排放"}, [](const LocationView& v) { return v.now.services() * v.site.energy * v.site.grid_carbon; }},
      {"embodied_carbon", "", "GtCO2/year", "§8", {"carbon of making new data-centre capital", "新建数据中心资本的隐含碳排放"}, [](const LocationView& v) { return v.embodied_carbon * v.now.investment; }},
      {"investment", "", "1e12 yuan/year", "§7.3", {"investment", "投资"}, [](const LocationView& v) { return v.chip_price * v.now.investment; }},
      {"subsidy", "", "1e12 yuan/year", "z·investment, §7.3", {"subsidy of investment, paid for by households at large", "投资补贴（由全体居民承担）"}, [](const LocationView& v) { return v.subsidy * v.chip_price * v.now.investment; }}};
  return all;
}
// clang-format on

Description LocationSeries::description() const { return {std::string(name), symbol, unit, source, meaning}; }

LocationView view_of_location(const Country& country, std::size_t l) {
  const Site& site = country.model->sites[l];
  return {country.locations[l],
          site,
          country.technology[site.economy].cells.front().markup,
          country.conditions.subsidy[l],
          country.model->parameters.services.embodied_carbon,
          country.conditions.chip_price};
}

std::vector<RecordedVariable> siting_variables() {
  std::vector<RecordedVariable> all;
  for (const LocationSeries& series : location_series())
    all.push_back({"by_location", about_locations, series.description(), {"time", "location"}, quantiles_of_locations});
  for (const Declared& d : work_variables)
    all.push_back(variable("by_class", about_work, quantiles_of_work, d, {"time", "region", "class"}));
  for (const Declared& d : flow_variables)
    all.push_back(variable("flows", about_flows, quantiles_of_flows, d, {"time", "region", "location", "class"}));
  return all;
}

SitingRecorder::SitingRecorder(const Model& model)
    : model_(&model), variables_(model.sites.empty() ? std::vector<RecordedVariable>{} : siting_variables()) {
  const Parameters& p = model.parameters;
  const auto points = [&](const std::string& dimension) {
    if (dimension == "time") return model.periods + 1;
    if (dimension == "location") return p.locations.size();
    return dimension == "region" ? p.regions.size() : p.service_classes.size();
  };
  std::size_t offset = 0;
  for (const RecordedVariable& v : variables_) {
    offsets_.push_back(offset);
    std::size_t values = 1;
    for (const std::string& dimension : v.dimensions) values *= points(dimension);
    offset += values;
  }
  offsets_.push_back(offset);
  for (const auto& [region, unused] : p.regions)
    for (const auto& [name, location] : p.locations) {
      const double latency = latency_to(location, region);
      latency_.push_back(std::isfinite(latency) ? latency : unknown);
    }
}

void SitingRecorder::measure(const Country& country, std::span<double> values) const {
  const std::size_t locations = country.locations.size(), classes = model_->parameters.service_classes.size();
  if (locations == 0) return;
  std::size_t v = 0;
  for (const LocationSeries& series : location_series()) {
    double* const at = &values[offset(v++) + country.period * locations];
    for (std::size_t l = 0; l < locations; ++l) at[l] = series.measure(view_of_location(country, l));
  }
  const std::size_t buyers = model_->buyers.size(), works = v, flows = v + work_count;
  const ServicePrices &now = country.service_prices, &usual = country.valued_prices();
  const auto place = [&](std::size_t variable, std::size_t per_date, std::size_t i) -> double& {
    return values[offset(variable) + country.period * per_date + i];
  };
  for (std::size_t b = 0; b < buyers; ++b) {
    const Buyer& buyer = model_->buyers[b];
    const double spending = country.service_market.buyers[b].spending * country.economies[buyer.economy].output;
    double latency = 0, moved = 0;
    for (std::size_t l = 0; l < locations; ++l) {
      const double share = now.share[b * locations + l];
      if (share > 0) latency += share * latency_[buyer.region * locations + l];
      moved += std::abs(share - usual.share[b * locations + l]) / 2;
      const std::size_t flow = (buyer.region * locations + l) * classes + buyer.of_class;
      const double paid = now.price[l] + rent_at(country.service_market, now, b, l);
      place(flows + flow_shipped, buyers * locations, flow) = share > 0 ? share * spending / paid : 0;
      place(flows + flow_share, buyers * locations, flow) = share;
    }
    place(works + work_spending, buyers, b) = spending;
    place(works + work_price, buyers, b) = exp(now.log_price_index[b]);
    place(works + work_latency, buyers, b) = latency;
    place(works + work_displaced, buyers, b) = moved;
  }
}

}  // namespace suanli
