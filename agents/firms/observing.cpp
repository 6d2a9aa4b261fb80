// The loops of observing.hpp. This file includes itself once per instruction set (foreach_target), each time in a
// namespace of its own; the part under HWY_ONCE is compiled once and picks one of them when the program runs.
#include "agents/firms/observing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "agents/firms/observing.cpp"
#include "hwy/foreach_target.h"  // before anything that includes highway.h

#include "agents/firms/equations.hpp"
#include "engine/simd.hpp"
#include "engine/transforms.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

template <bool investing>
void SeeWith(const double* state, std::size_t first, std::size_t end, const BundleTechnology& given, SeenFirms& seen) {
  const BundleTechnology technology = given;  // a copy that the stores cannot change
  constexpr std::size_t fields = investing ? investing_firm_fields : firm_fields;
  for (std::size_t slot = first; slot < end; slot += firms_per_block)
    for (std::size_t place = 0; place < firms_per_block; place += lanes<Slice>) {
      const double* const block = state + slot * fields + place;
      const auto field = [&](FirmField f) { return load<Slice>(block + f * firms_per_block); };
      const Slice a = field(log_productivity_field), k = field(capital_field), h = field(compute_field);
      const Slice gain = investing ? field(adoption_gain_field) : Slice(0.0);
      const Slice x = log2(h) + log2_bundle_per_compute(a, gain, log2_ratio(k, h), technology);
      const std::size_t i = slot - first + place;
      store(x, seen.log2_bundle.value + i), store(exp2(x), seen.bundle.value + i);
      store(a + gain, seen.productivity.value + i), store(gain, seen.gain.value + i);
      store(k, seen.capital.value + i);
    }
}

void SeeFirms(const double* state, std::size_t first, std::size_t end, std::size_t fields,
              const BundleTechnology& technology, SeenFirms& seen) {
  if (fields == investing_firm_fields) SeeWith<true>(state, first, end, technology, seen);
  else SeeWith<false>(state, first, end, technology, seen);
}

void Exponentials(const Glance& x, Glance& result) {
  for (std::size_t i = 0; i < firms_per_glance; i += lanes<Slice>)
    store(exp2(load<Slice>(x.value + i) * Slice(std::numbers::log2e)), result.value + i);
}

// How many firms: whole numbers, the same in any order.
HWY_INLINE double total(Slice count) {
  alignas(64) double places[lanes<Slice>];
  store(count, places);
  double all = 0;
  for (const double n : places) all += n;
  return all;
}

void CompareYears(const SeenFirms& seen, const Glance& sizes, const PastFirms& past, double kept, FirmYears& years) {
  const Slice none(0.0), one(1.0), infinite(std::numeric_limits<double>::infinity());
  Slice survivors(0.0), twice(0.0), inactive(0.0), spikes(0.0), negative(0.0), negative_spikes(0.0);
  const auto count = [one](Slice& all, auto mask) { all = select(mask, all + one, all); };
  for (std::size_t i = 0; i < firms_per_glance; i += lanes<Slice>) {
    const auto of = [i](const Glance& x) { return load<Slice>(x.value + i); };
    const auto put = [i](Slice x, Glance& result) { store(x, result.value + i); };
    const Slice past_size = of(past.size), past_rate = of(past.investment);
    const auto survives = past_size < infinite;  // not so for NaN
    const auto again = survives & (past_rate < infinite);
    const Slice rate = of(seen.capital) / of(past.capital) - Slice(kept);
    const Slice a = select(survives, of(seen.productivity), none),
                past_a = select(survives, of(past.productivity), none);
    put(select(survives, of(sizes) - past_size, none), years.change);
    put(a, years.productivity), put(past_a, years.past_productivity);
    put((a + past_a) * Slice(0.5), years.mean_productivity), put(select(survives, rate, none), years.rate);
    put(select(again, rate, none), years.rate_again), put(select(again, past_rate, none), years.past_rate);
    count(survivors, survives), count(twice, again);
    count(inactive, survives & (rate < Slice(inactive_below)) & (Slice(-inactive_below) < rate));
    count(spikes, survives & (Slice(spike_above) < rate)), count(negative, survives & (rate < none));
    count(negative_spikes, survives & (rate < Slice(-spike_above)));
  }
  years.survivors = total(survivors), years.twice = total(twice), years.inactive = total(inactive);
  years.spikes = total(spikes), years.negative = total(negative), years.negative_spikes = total(negative_spikes);
}

void FindGrowths(const SeenFirms& seen, const Glance& sizes, const PastFirms& past, double mean, Growths& growths) {
  const Slice none(0.0), one(1.0), infinite(std::numeric_limits<double>::infinity());
  Slice survivors(0.0);
  for (std::size_t i = 0; i < firms_per_glance; i += lanes<Slice>) {
    const auto of = [i](const Glance& x) { return load<Slice>(x.value + i); };
    const auto put = [i](Slice x, Glance& result) { store(x, result.value + i); };
    const Slice past_size = of(past.size);
    const auto survives = past_size < infinite;
    const Slice growth = select(survives, of(sizes) - past_size - Slice(mean), none);
    put(growth, growths.growth), put(growth * growth, growths.square);
    put(select(survives, of(seen.productivity) - of(past.productivity), none), growths.more_productive);
    const Slice survivor = select(survives, one, none);
    put(survivor, growths.survives), put(select(survives, past_size, none), growths.past_size);
    survivors = survivors + survivor;
  }
  growths.survivors = total(survivors);
}

PairSums PairSumsOf(const Glance& of_x, const Glance& of_y, double n) {
  PartialSums all[5];
  for (std::size_t place = 0; place < firms_per_block; place += lanes<Slice>) {
    Slice x_sum(0.0), y_sum(0.0), xx(0.0), yy(0.0), xy(0.0);
    for (std::size_t i = place; i < firms_per_glance; i += firms_per_block) {
      const Slice x = load<Slice>(of_x.value + i), y = load<Slice>(of_y.value + i);
      x_sum = x_sum + x, y_sum = y_sum + y;
      xx = mul_add(x, x, xx), yy = mul_add(y, y, yy), xy = mul_add(x, y, xy);
    }
    store(x_sum, all[0].place + place), store(y_sum, all[1].place + place), store(xx, all[2].place + place);
    store(yy, all[3].place + place), store(xy, all[4].place + place);
  }
  return {n, all[0].total(), all[1].total(), all[2].total(), all[3].total(), all[4].total()};
}

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace suanli {
HWY_EXPORT(SeeFirms);
HWY_EXPORT(Exponentials);
HWY_EXPORT(CompareYears);
HWY_EXPORT(FindGrowths);
HWY_EXPORT(PairSumsOf);

void see_firms(const double* state, std::size_t first, std::size_t end, std::size_t fields,
               const BundleTechnology& technology, SeenFirms& seen) {
  HWY_DYNAMIC_DISPATCH(SeeFirms)(state, first, end, fields, technology, seen);
}
void exponentials(const Glance& x, Glance& result) { HWY_DYNAMIC_DISPATCH(Exponentials)(x, result); }
void compare_years(const SeenFirms& seen, const Glance& size, const PastFirms& past, double kept, FirmYears& years) {
  HWY_DYNAMIC_DISPATCH(CompareYears)(seen, size, past, kept, years);
}
void find_growths(const SeenFirms& seen, const Glance& size, const PastFirms& past, double mean, Growths& growths) {
  HWY_DYNAMIC_DISPATCH(FindGrowths)(seen, size, past, mean, growths);
}
PairSums pair_sums(const Glance& x, const Glance& y, double n) { return HWY_DYNAMIC_DISPATCH(PairSumsOf)(x, y, n); }

PairSums& PairSums::operator+=(const PairSums& other) {
  n += other.n, x += other.x, y += other.y, xx += other.xx, yy += other.yy, xy += other.xy;
  return *this;
}

PairSums PairSums::centred() const {
  if (n == 0) return {};
  return {n, 0, 0, std::max(0.0, xx - x * x / n), std::max(0.0, yy - y * y / n), xy - x * y / n};
}

double PairSums::correlation() const {
  const PairSums c = centred();
  // What rounding leaves of equal numbers is no variation.
  const bool vary = c.xx > 1e-12 * xx && c.yy > 1e-12 * yy;
  return vary ? c.xy / std::sqrt(c.xx * c.yy) : std::numeric_limits<double>::quiet_NaN();
}

double PairSums::deviation() const {
  return n > 0 ? std::sqrt(centred().xx / n) : std::numeric_limits<double>::quiet_NaN();
}
}  // namespace suanli
#endif  // HWY_ONCE
