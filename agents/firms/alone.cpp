#include "agents/firms/alone.hpp"

#include "agents/firms/equations.hpp"
#include "engine/transforms.hpp"

HWY_BEFORE_NAMESPACE();  // or GCC on Arm would not inline the equations
namespace suanli {

namespace {

namespace one = HWY_NAMESPACE;

// ε of a place, as the sweeps draw it: a word of a counter that every eighth firm of a group shares.
double innovation_at(std::size_t place, const Stream& shocks, Distribution distribution) {
  const std::uint64_t counter = place / firms_per_group * firms_per_block + place % firms_per_block;
  const int word = static_cast<int>(place % firms_per_group / firms_per_block);
  std::uint64_t words[4];
  one::philox(counter, shocks, words);
  return distribution == Distribution::laplace
             ? one::draw<one::LaplaceQuantile, double, double>(counter, shocks, word, words)
             : one::draw<one::NormalQuantile, double, double>(counter, shocks, word, words);
}

}  // namespace

FirmValues swept_alone(FirmValues firm, std::size_t place, const FirmPeriod& period, const Stream& shocks) {
  double &a = firm[log_productivity_field], &k = firm[capital_field], &h = firm[compute_field];
  a = one::productivity_after(a, period.persistence, period.innovation,
                              innovation_at(place, shocks, period.distribution));
  k = one::stock_in_proportion(k, period.capital_growth);
  h = one::stock_in_proportion(h, period.compute_growth);
  return firm;
}

FirmValues opened_alone(FirmValues firm, std::size_t place, const Opening& o, const OpeningStreams& streams) {
  double &a = firm[log_productivity_field], &k = firm[capital_field], &h = firm[compute_field];
  double &to_capital = firm[capital_attraction_field], &to_compute = firm[compute_attraction_field];
  const Weighing& w = o.division.weighing;
  a = one::productivity_after(a, o.persistence, o.innovation,
                              innovation_at(place, streams.productivity, o.distribution));
  k = one::stock_by_demand(k, one::response(to_capital, w.capital_scale, w), o.division.capital);
  h = one::stock_by_demand(h, one::response(to_compute, w.compute_scale, w), o.division.compute);
  const Perception& p = o.perception;
  if (p.elasticity == 0) return firm;
  const double ratio = one::log2_ratio(k, h);
  const double later =
      one::log2_expected_per_compute(a, firm[adoption_gain_field], ratio, o.expected_by_productivity, o.technology);
  const double return_to_compute = one::perceived_return_to_compute(later, one::log2(h), p.drag);
  const double return_to_capital = one::perceived_return_to_capital(return_to_compute, ratio, p.drag);
  to_capital = one::attraction(return_to_capital, p.elasticity, p.capital_offset);
  to_compute = one::attraction(return_to_compute, p.elasticity, p.compute_offset);
  return firm;
}

}  // namespace suanli
HWY_AFTER_NAMESPACE();
