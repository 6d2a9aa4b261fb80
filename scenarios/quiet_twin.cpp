#include "scenarios/quiet_twin.hpp"

namespace suanli {

Parameters quiet_twin(Parameters p) {
  p.productivity.standard_deviation = 0;
  p.shocks.economy.standard_deviation = p.shocks.industry.standard_deviation = p.shocks.region.standard_deviation =
      p.shocks.services.standard_deviation = 0;
  p.volatility.factor = 1, p.volatility.arrival_rate = 0, p.volatility.start.kind = TurbulenceStart::never;
  p.adoption.rule = AdoptionRule::none, p.tau_mode.kind = TauMode::exogenous;
  p.firms.exit_rate = 0, p.firms.exit_floor.kind = ExitFloor::none;
  p.start.provider_compute.kind = StartProviders::rest, p.firms.start = FirmStart::equal;
  p.events.clear(), p.policies.clear();
  for (auto& [name, location] : p.locations) {
    location.start_utilisation.kind = StartCapacity::rest, location.ceiling.kind = CapacityCeiling::none;
    location.bandwidth.clear();
  }
  p.ensemble.replications = 1, p.ensemble.antithetic = false;  // not half a pair
  if (p.synergy.mode == SynergyMode::intensity) p.firms.count = 1;
  return p;
}

}  // namespace suanli
