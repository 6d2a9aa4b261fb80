#include "agents/verbs.hpp"

namespace suanli {

namespace {

/// The date that opens: shocks, production, markets, the household, and where investment goes.
void open_period(Country& country) {
  meet_events(country);           // §9
  draw_shocks(country);           // §6.1
  advance_firms(country);         // closes t (firms' stocks), opens t + dt (productivity, production): one sweep
  clear_compute_market(country);  // §2.2, §2.4, §2.5, §8
  decide_adoption(country);       // §7.5
  survey_demand(country);         // §7.2
  for (std::size_t e = 0; e < country.economies.size(); ++e) {
    consume_and_invest(country, e);  // §3.2
    split_pools(country, e);         // §7.2, §7.3
    check_identities(country, e);    // §5.1
  }
}

}  // namespace

void step(Country& country) {
  close_stocks(country);       // §5
  replace_leavers(country);    // §7.4
  complete_adoption(country);  // §7.5, counts from t + dt
  divide_pools(country);       // §7.1
  ++country.period;
  open_period(country);
}

Country place_country(const Model& model, std::uint32_t replication, Threads threads) {
  Country country = place_stocks(model, replication, threads);
  if (model.parameters.firms.start == FirmStart::stationary) begin_burn_in(country);
  return country;
}

void open_first_date(Country& country) {
  adopt_at_start(country);
  open_period(country);
}

Country open_country(const Model& model, std::uint32_t replication, Threads threads) {
  Country country = place_country(model, replication, threads);
  while (country.before_start()) burn_in(country);
  open_first_date(country);
  return country;
}

}  // namespace suanli
