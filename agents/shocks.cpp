#include "agents/verbs.hpp"
#include "engine/stream.hpp"

namespace suanli {

namespace {

void draw(std::vector<double>& shocks, const AutoRegression& process, Purpose purpose, const Country& country) {
  const Stream at = stream(static_cast<std::uint64_t>(country.model->parameters.ensemble.seed), country.replication,
                           country.period, static_cast<std::uint32_t>(purpose));
  const bool first = country.period == 0;
  for (std::size_t i = 0; i < shocks.size(); ++i) {
    const double epsilon = standard_normal(at, static_cast<std::uint32_t>(i));
    shocks[i] = first ? process.stationary * epsilon : process.persistence * shocks[i] + process.innovation * epsilon;
  }
}

}  // namespace

void draw_shocks(Country& country) {
  draw(country.shocks.of_economy, country.model->economy_shock, Purpose::economy_shock, country);
  draw(country.shocks.of_industry, country.model->industry_shock, Purpose::industry_shock, country);
  draw(country.shocks.of_region, country.model->region_shock, Purpose::region_shock, country);
}

}  // namespace suanli
