#include "agents/verbs.hpp"

namespace suanli {

namespace {

/// The date that opens: shocks, production, markets, the household, and where investment goes.
void open_period(Country& country) {
  draw_shocks(country);    // §6.1
  advance_firms(country);  // closes t (firms' stocks), opens t + dt (productivity, production): one sweep
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    Economy& economy = country.economies[e];
    clear_compute_market(economy, *country.model, e);  // §2.2, §2.4, §2.5
    consume_and_invest(economy, *country.model, e);    // §3.2
    split_pools(economy, *country.model, e);           // §7
    check_identities(country, e);                      // §5.1
  }
}

}  // namespace

void step(Country& country) {
  close_stocks(country);  // §5
  ++country.period;
  open_period(country);
}

Country open_country(const Model& model, std::uint32_t replication, Threads threads) {
  Country country = place_stocks(model, replication, threads);
  open_period(country);
  return country;
}

}  // namespace suanli
