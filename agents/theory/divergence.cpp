#include "agents/theory/divergence.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "agents/theory/steady_state.hpp"

namespace suanli {

namespace {

template <class Refusal> bool is_empty(const Refusal& refusal) { return refusal == Refusal{}; }

}  // namespace

double doubling_time(double fast, double slow, double dt) {
  if (fast == slow) return std::numeric_limits<double>::infinity();
  return dt * std::numbers::ln2 / std::log1p((fast - slow) * dt / (1 + slow * dt));
}

std::vector<Divergence> divergence(const Parameters& p) {
  const std::vector<EconomyTechnology> economies = economies_of(p);
  if (economies.size() == 1 || p.synergy.mode == SynergyMode::level) return {};
  if (!is_empty(joint_refusal(economies, p))) return {};
  std::vector<Divergence> all;
  for (const EconomyTechnology& economy : economies) {
    const SteadyStateAnswer answer = steady_state(economy, p);
    if (!is_empty(answer.refusal)) return {};
    all.push_back({economy.name, economy.tau, answer.path.g, 0, 0});
  }
  std::ranges::stable_sort(all, std::greater<>(), &Divergence::growth);
  for (Divergence& d : all) {
    d.behind = d.growth - all.front().growth;
    d.doubling_time = doubling_time(all.front().growth, d.growth, p.time.step);
  }
  return all;
}

}  // namespace suanli
