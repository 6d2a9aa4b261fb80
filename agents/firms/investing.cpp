// The loops of investing.hpp. This file includes itself once per instruction set (foreach_target), each time in a
// namespace of its own; the part under HWY_ONCE is compiled once and picks one of them when the program runs.
#include "agents/firms/investing.hpp"

#include <algorithm>
#include <bit>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "agents/firms/investing.cpp"
#include "hwy/foreach_target.h"  // before anything that includes highway.h

#include "agents/firms/equations.hpp"
#include "engine/simd.hpp"
#include "engine/transforms.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

// Half of a group: these equations need more registers than those of sweep.cpp.
#if HWY_NATIVE_FMA
using Half = Pack<double, 16>;
#else
using Half = double;
#endif
// NOLINTNEXTLINE(misc-redundant-expression): only without vectors there are as many lanes in both
constexpr std::size_t slices = lanes<Half> / lanes<Slice>, stride = firms_per_block * investing_firm_fields,
                      blocks_per_group = firms_per_group / firms_per_block;

// The blocks block, block + 1 … that a Half covers, at a place.
template <class Double> struct Blocks {
  Double* block;
  HWY_INLINE Half load(FirmField f) const { return load_strided<Half, Slice>(block + f * firms_per_block, stride); }
  HWY_INLINE void store(FirmField f, const Half& x) const {
    store_strided<Slice>(x, block + f * firms_per_block, stride);
  }
};

// Asks for these fields of a later group: the shorter the work on a group, the more of them ahead. A hundred thousand firms
// do not fit into a core's own cache, and processors that fetch ahead by themselves lose their way in a pass that leaves out
// two fields of six. Past the end it does nothing.
template <std::size_t groups_ahead, bool to_write, FirmField... fields>
HWY_INLINE void prefetch(const double* state, std::size_t group) {
  const double* const ahead = state + (group + groups_ahead) * blocks_per_group * stride;
#pragma GCC unroll 4
  for (std::size_t b = 0; b < blocks_per_group; ++b)
    (__builtin_prefetch(ahead + b * stride + fields * firms_per_block, to_write), ...);
}

// The place in its cell of every lane, as a number, if the first lane's slot is `slot`.
HWY_INLINE Half places_of_lanes(std::size_t slot) {
  alignas(64) double all[lanes<Half>];
  for (std::size_t s = 0; s < slices; ++s)
    for (std::size_t l = 0; l < lanes<Slice>; ++l)
      all[s * lanes<Slice> + l] = static_cast<double>(slot + s * firms_per_block + l);
  return suanli::HWY_NAMESPACE::load<Half>(all);
}

// x where there are firms, `nobody` in the slots that fill up a cell's last group.
template <bool last> HWY_INLINE Half of_firms(Half x, std::size_t slot, std::size_t firms, double nobody) {
  if constexpr (last) return select(places_of_lanes(slot) < Half(static_cast<double>(firms)), x, Half(nobody));
  else return x;
}

// What a pass finds. Sums over leavers have eight partial sums, too, so that their order does not depend on the lanes.
struct Findings {
  FoundFirms& firms;
  PartialSums capital, compute, expected;
};

// The input bundles of a Half's firms, and those that are expected of them.
struct BundlesOfLanes {
  alignas(64) double now[lanes<Half>], expected[lanes<Half>];
};

// The seldom part: notes firms that leave, and those without it that consider adoption, as lanes of the places from `slot` on.
HWY_NOINLINE void note(std::uint32_t leaving, std::uint32_t considering, const double* state, std::size_t slot,
                       std::size_t firms, const BundlesOfLanes& bundles, Findings& found) {
  const auto field = [state](std::size_t place, FirmField f) {
    return state[place / firms_per_block * stride + f * firms_per_block + place % firms_per_block];
  };
  for (; leaving != 0; leaving &= leaving - 1) {
    const auto lane = static_cast<std::size_t>(std::countr_zero(leaving));
    const std::size_t place = slot + lane, l = place % firms_per_block;
    if (place >= firms) break;
    found.firms.leaving.push_back(static_cast<std::uint32_t>(place));
    found.capital.place[l] += field(place, capital_field), found.compute.place[l] += field(place, compute_field);
    found.expected.place[l] += bundles.expected[lane];
  }
  for (; considering != 0; considering &= considering - 1) {
    const auto lane = static_cast<std::size_t>(std::countr_zero(considering));
    const std::size_t place = slot + lane;
    if (place >= firms) break;
    if (field(place, adoption_gain_field) == 0) found.firms.considering.push_back({place, bundles.now[lane]});
  }
}

struct OpeningSlices {
  Slice bundle, expected, capital, compute;
};

// Blocks b, b + 1 … of a group. Each b is a function of its own, for words that are not asked for by a variable stay in registers.
template <class Quantile, bool choosing, bool last, std::size_t b>
HWY_INLINE void open_blocks(double* state, std::size_t group, std::size_t place, std::size_t firms, const Opening& o,
                            const Stream& productivity, BitsOf<Slice> counter, const BitsOf<Slice>* words,
                            const BitsOf<Slice>* lots, OpeningSlices& sums, Findings& found) {
  if constexpr (b < blocks_per_group) {
    const Blocks<double> at_blocks{state + (group * blocks_per_group + b) * stride + place};
    const std::size_t slot = group * firms_per_group + b * firms_per_block + place;
    const Half epsilon = draw<Quantile, Half, Slice>(counter, productivity, static_cast<int>(b), words);
    const Half a = productivity_after(at_blocks.load(log_productivity_field), o.persistence, o.innovation, epsilon);
    const Half gain = at_blocks.load(adoption_gain_field);
    const Half wanted_k =
        response(at_blocks.load(capital_attraction_field), o.division.weighing.capital_scale, o.division.weighing);
    const Half wanted_h =
        response(at_blocks.load(compute_attraction_field), o.division.weighing.compute_scale, o.division.weighing);
    const Half k = of_firms<last>(stock_by_demand(at_blocks.load(capital_field), wanted_k, o.division.capital), slot,
                                  firms, empty_slot);
    const Half h = of_firms<last>(stock_by_demand(at_blocks.load(compute_field), wanted_h, o.division.compute), slot,
                                  firms, empty_slot);
    const Half ratio = log2_ratio(k, h);
    const Half bundle = h * exp2(log2_bundle_per_compute(a, gain, ratio, o.technology));
    const Half later = log2_expected_per_compute(a, gain, ratio, o.expected_by_productivity, o.technology);
    const Half expected = h * exp2(later);

    accumulate(sums.bundle, of_firms<last>(bundle, slot, firms, 0));
    accumulate(sums.expected, of_firms<last>(expected, slot, firms, 0));
    accumulate(sums.capital, of_firms<last>(k, slot, firms, 0));
    accumulate(sums.compute, of_firms<last>(h, slot, firms, 0));
    at_blocks.store(log_productivity_field, a);
    at_blocks.store(capital_field, k), at_blocks.store(compute_field, h);
    if constexpr (choosing) {
      const Perception& p = o.perception;
      const Half return_to_compute = perceived_return_to_compute(later, log2(h), p.drag);
      const Half return_to_capital = perceived_return_to_capital(return_to_compute, ratio, p.drag);
      at_blocks.store(capital_attraction_field, attraction(return_to_capital, p.elasticity, p.capital_offset));
      at_blocks.store(compute_attraction_field, attraction(return_to_compute, p.elasticity, p.compute_offset));
    }

    const Half lot = uniform<Half>(join<BitsOf<Half>>(lots + b));
    const auto leaving = leaves(lot, a, o), considering = considers(lot, o);
    if (HWY_UNLIKELY(any(leaving | considering))) {
      BundlesOfLanes bundles;
      suanli::HWY_NAMESPACE::store(bundle, bundles.now), suanli::HWY_NAMESPACE::store(expected, bundles.expected);
      note(lanes_of(leaving), lanes_of(considering), state, slot, firms, bundles, found);
    }
    open_blocks<Quantile, choosing, last, b + slices>(state, group, place, firms, o, productivity, counter, words, lots,
                                                      sums, found);
  }
}

template <class Quantile, bool choosing, bool last>
HWY_INLINE void open_group(double* state, std::size_t group, std::size_t place, std::size_t firms, const Opening& o,
                           const OpeningStreams& at, OpeningSlices& sums, Findings& found) {
  prefetch<2, true, log_productivity_field, capital_field, compute_field, adoption_gain_field, capital_attraction_field,
           compute_attraction_field>(state, group);
  using Bits = BitsOf<Slice>;
  const Bits counter = Bits(group * firms_per_block) + places_from<Bits>(place);
  Bits words[4], lots[4];
  philox(counter, at.productivity, words);
  philox(counter, at.lot, lots);
  open_blocks<Quantile, choosing, last, 0>(state, group, place, firms, o, at.productivity, counter, words, lots, sums,
                                           found);
}

template <class Quantile, bool choosing>
OpeningSums OpenWith(double* state, std::size_t first, std::size_t end, std::size_t firms, const Opening& given_opening,
                     const OpeningStreams& given_streams, FoundFirms& found) {
  const Opening opening = given_opening;  // copies that the stores cannot change
  const OpeningStreams streams = given_streams;
  const std::size_t whole = std::min(firms, end) / firms_per_group;
  PartialSums bundle, expected, capital, compute;
  Findings findings{found, {}, {}, {}};
  for (std::size_t place = 0; place < firms_per_block; place += lanes<Slice>) {
    OpeningSlices sums{Slice(0.0), Slice(0.0), Slice(0.0), Slice(0.0)};
    std::size_t group = first / firms_per_group;
    for (; group < whole; ++group)
      open_group<Quantile, choosing, false>(state, group, place, firms, opening, streams, sums, findings);
    for (; group < end / firms_per_group; ++group)
      open_group<Quantile, choosing, true>(state, group, place, firms, opening, streams, sums, findings);
    store(sums.bundle, bundle.place + place), store(sums.expected, expected.place + place);
    store(sums.capital, capital.place + place), store(sums.compute, compute.place + place);
  }
  if constexpr (lanes<Slice> < firms_per_block) {  // found place by place
    std::ranges::sort(found.leaving);
    std::ranges::sort(found.considering, {}, &Candidate::place);
  }
  found.leavings = {findings.capital.total(), findings.compute.total(), findings.expected.total()};
  return {bundle.total(), expected.total(), capital.total(), compute.total()};
}

template <class Quantile>
OpeningSums OpenDrawing(double* state, std::size_t first, std::size_t end, std::size_t firms, const Opening& opening,
                        const OpeningStreams& streams, FoundFirms& found) {
  return opening.perception.elasticity != 0
             ? OpenWith<Quantile, true>(state, first, end, firms, opening, streams, found)
             : OpenWith<Quantile, false>(state, first, end, firms, opening, streams, found);  // all attractions stay 1
}

OpeningSums OpenFirms(double* state, std::size_t first, std::size_t end, std::size_t firms, const Opening& opening,
                      const OpeningStreams& streams, FoundFirms& found) {
  found.leaving.clear(), found.considering.clear();
  return opening.distribution == Distribution::laplace
             ? OpenDrawing<LaplaceQuantile>(state, first, end, firms, opening, streams, found)
             : OpenDrawing<NormalQuantile>(state, first, end, firms, opening, streams, found);
}

template <bool last>
HWY_INLINE void want_group(const double* state, std::size_t group, std::size_t place, std::size_t firms,
                           const Weighing& w, Slice& sum_k, Slice& sum_h) {
  prefetch<8, false, capital_field, compute_field, capital_attraction_field, compute_attraction_field>(state, group);
#pragma GCC unroll 4
  for (std::size_t b = 0; b < blocks_per_group; b += slices) {
    const Blocks<const double> at_blocks{state + (group * blocks_per_group + b) * stride + place};
    const std::size_t slot = group * firms_per_group + b * firms_per_block + place;
    const Half wanted_k = response(at_blocks.load(capital_attraction_field), w.capital_scale, w);
    const Half wanted_h = response(at_blocks.load(compute_attraction_field), w.compute_scale, w);
    accumulate(sum_k, of_firms<last>(at_blocks.load(capital_field) * wanted_k, slot, firms, 0));
    accumulate(sum_h, of_firms<last>(at_blocks.load(compute_field) * wanted_h, slot, firms, 0));
  }
}

Demand DemandOfFirms(const double* state, std::size_t first, std::size_t end, std::size_t firms,
                     const Weighing& weighing) {
  const std::size_t whole = std::min(firms, end) / firms_per_group;
  PartialSums capital, compute;
  for (std::size_t place = 0; place < firms_per_block; place += lanes<Slice>) {
    Slice sum_k(0.0), sum_h(0.0);
    std::size_t group = first / firms_per_group;
    for (; group < whole; ++group) want_group<false>(state, group, place, firms, weighing, sum_k, sum_h);
    for (; group < end / firms_per_group; ++group) want_group<true>(state, group, place, firms, weighing, sum_k, sum_h);
    store(sum_k, capital.place + place), store(sum_h, compute.place + place);
  }
  return {capital.total(), compute.total()};
}

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace suanli {
HWY_EXPORT(OpenFirms);
HWY_EXPORT(DemandOfFirms);

OpeningSums open_firms(double* state, std::size_t first, std::size_t end, std::size_t firms, const Opening& opening,
                       const OpeningStreams& streams, FoundFirms& found) {
  return HWY_DYNAMIC_DISPATCH(OpenFirms)(state, first, end, firms, opening, streams, found);
}
Demand demand_of_firms(const double* state, std::size_t first, std::size_t end, std::size_t firms,
                       const Weighing& weighing) {
  return HWY_DYNAMIC_DISPATCH(DemandOfFirms)(state, first, end, firms, weighing);
}

OpeningSums& OpeningSums::operator+=(const OpeningSums& other) {
  input_bundle += other.input_bundle, expected_bundle += other.expected_bundle;
  capital += other.capital, compute += other.compute;
  return *this;
}

Leavings& Leavings::operator+=(const Leavings& other) {
  capital += other.capital, compute += other.compute, expected_bundle += other.expected_bundle;
  return *this;
}

Demand& Demand::operator+=(const Demand& other) {
  capital += other.capital, compute += other.compute;
  return *this;
}
}  // namespace suanli
#endif  // HWY_ONCE
