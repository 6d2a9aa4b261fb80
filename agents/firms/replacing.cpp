// The loops of replacing.hpp. This file includes itself once per instruction set (foreach_target), each time in a
// namespace of its own; the part under HWY_ONCE is compiled once and picks one of them when the program runs.
#include "agents/firms/replacing.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "agents/firms/replacing.cpp"
#include "hwy/foreach_target.h"  // before anything that includes highway.h

#include "agents/firms/equations.hpp"
#include "engine/simd.hpp"
#include "engine/transforms.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

constexpr std::size_t stride = firms_per_block * investing_firm_fields, slice = lanes<Slice>;

// Leavers whose places are taken side by side: lane l is leaver first + l, or the last one again where there are no more.
class Places {
 public:
  Places(std::span<const std::uint32_t> leaving, std::size_t first)
      : leaving_(leaving), first_(first), count_(std::min(slice, leaving.size() - first)) {}

  HWY_INLINE BitsOf<Slice> numbers() const {
    alignas(64) double values[slice];
    for (std::size_t l = 0; l < slice; ++l) values[l] = as_real(std::uint64_t{place(l)});
    return as_bits(suanli::HWY_NAMESPACE::load<Slice>(values));
  }
  HWY_INLINE Slice load(const double* state, FirmField field) const {
    alignas(64) double values[slice];
    for (std::size_t l = 0; l < slice; ++l) values[l] = state[index(l, field)];
    return suanli::HWY_NAMESPACE::load<Slice>(values);
  }
  HWY_INLINE void store(Slice x, double* state, FirmField field) const {
    alignas(64) double values[slice];
    suanli::HWY_NAMESPACE::store(x, values);
    for (std::size_t l = 0; l < count_; ++l) state[index(l, field)] = values[l];
  }
  HWY_INLINE void add(Slice x, PartialSums& sums) const {
    alignas(64) double values[slice];
    suanli::HWY_NAMESPACE::store(x, values);
    for (std::size_t l = 0; l < count_; ++l) sums.place[(first_ + l) % firms_per_block] += values[l];
  }

 private:
  std::uint32_t place(std::size_t lane) const { return leaving_[first_ + std::min(lane, count_ - 1)]; }
  std::size_t index(std::size_t lane, FirmField field) const {
    const std::size_t i = place(lane);
    return i / firms_per_block * stride + field * firms_per_block + i % firms_per_block;
  }

  std::span<const std::uint32_t> leaving_;
  std::size_t first_, count_;
};

// Asks for the fields of the leavers after the next few: one firm in eighty leaves in a quarter, far from the last one.
HWY_INLINE void prefetch(const double* state, std::span<const std::uint32_t> leaving, std::size_t first) {
  constexpr std::size_t ahead = 2 * firms_per_block;
  for (std::size_t j = first + ahead; j < std::min(leaving.size(), first + ahead + slice); ++j)
    for (std::size_t field = 0; field < investing_firm_fields; ++field)
      __builtin_prefetch(state + leaving[j] / firms_per_block * stride + field * firms_per_block, 1);
}

double EnterFirms(double* state, std::span<const std::uint32_t> leaving, const Entrance& e, const Stream& draws) {
  const Perception& p = e.perception;
  const Slice k(e.capital), h(e.compute), ratio = log2_ratio(k, h), log2_h = log2(h);
  PartialSums expected;
  for (std::size_t first = 0; first < leaving.size(); first += slice) {
    prefetch(state, leaving, first);
    const Places places(leaving, first);
    const BitsOf<Slice> counter = places.numbers();
    BitsOf<Slice> words[4];
    philox(counter, draws, words);
    const Slice a = Slice(e.standard_deviation) * draw<NormalQuantile, Slice, Slice>(counter, draws, 0, words);
    const Slice gain = places.load(state, adoption_gain_field);
    const Slice later = log2_expected_per_compute(a, gain, ratio, e.expected_by_productivity, e.technology);
    const Slice return_to_compute = perceived_return_to_compute(later, log2_h, p.drag);
    const Slice return_to_capital = perceived_return_to_capital(return_to_compute, ratio, p.drag);
    places.store(a, state, log_productivity_field);
    places.store(k, state, capital_field), places.store(h, state, compute_field);
    places.store(attraction(return_to_capital, p.elasticity, p.capital_offset), state, capital_attraction_field);
    places.store(attraction(return_to_compute, p.elasticity, p.compute_offset), state, compute_attraction_field);
    places.add(h * exp2(later), expected);
  }
  return expected.total();
}

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace suanli {
HWY_EXPORT(EnterFirms);

double enter_firms(double* state, std::span<const std::uint32_t> leaving, const Entrance& entrance,
                   const Stream& draws) {
  return HWY_DYNAMIC_DISPATCH(EnterFirms)(state, leaving, entrance, draws);
}
}  // namespace suanli
#endif  // HWY_ONCE
