// The loop of sweep.hpp. This file includes itself once per instruction set (foreach_target), each time in a
// namespace of its own; the part under HWY_ONCE is compiled once and picks one of them when the program runs.
#include "agents/firms/sweep.hpp"

#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "agents/firms/sweep.cpp"
#include "hwy/foreach_target.h"  // before anything that includes highway.h

#include "agents/firms/equations.hpp"
#include "engine/simd.hpp"
#include "engine/transforms.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

// NOLINTNEXTLINE(misc-redundant-expression): only without vectors there are as many lanes in both
constexpr std::size_t slices = lanes<Wide> / lanes<Slice>, stride = firms_per_block * firm_fields,
                      blocks_per_group = firms_per_group / firms_per_block;

struct SweepSlices {
  Slice bundle, capital, compute;
};

// Blocks b, b + 1 … of a group. Each b is a function of its own, for words that are not asked for by a variable stay in
// registers.
template <class Quantile, std::size_t b>
HWY_INLINE void sweep_blocks(double* group, const FirmPeriod& period, const Stream& stream, BitsOf<Slice> counter,
                             const BitsOf<Slice>* words, SweepSlices& sums) {
  if constexpr (b < blocks_per_group) {
    const auto field = [group](FirmField f) { return group + b * stride + f * firms_per_block; };
    const Wide epsilon = draw<Quantile, Wide, Slice>(counter, stream, static_cast<int>(b), words);
    const Wide k = stock_in_proportion(load_strided<Wide, Slice>(field(capital_field), stride), period.capital_growth);
    const Wide h = stock_in_proportion(load_strided<Wide, Slice>(field(compute_field), stride), period.compute_growth);
    const Wide a = productivity_after(load_strided<Wide, Slice>(field(log_productivity_field), stride),
                                      period.persistence, period.innovation, epsilon);
    const Wide v = input_bundle(a, k, h, period.technology);

    accumulate(sums.bundle, v), accumulate(sums.capital, k), accumulate(sums.compute, h);
    store_strided<Slice>(a, field(log_productivity_field), stride);
    store_strided<Slice>(k, field(capital_field), stride), store_strided<Slice>(h, field(compute_field), stride);
    sweep_blocks<Quantile, b + slices>(group, period, stream, counter, words, sums);
  }
}

template <class Quantile>
FirmSums SweepWith(double* state, std::size_t first, std::size_t end, const FirmPeriod& given_period,
                   const Stream& given_stream) {
  const FirmPeriod period = given_period;  // copies that the stores cannot change
  const Stream stream = given_stream;
  PartialSums bundle, capital, compute;
  for (std::size_t place = 0; place < firms_per_block; place += lanes<Slice>) {
    SweepSlices sums{Slice(0.0), Slice(0.0), Slice(0.0)};
    for (std::size_t group = first / firms_per_group; group < end / firms_per_group; ++group) {
      using Bits = BitsOf<Slice>;
      const Bits counter = Bits(group * firms_per_block) + places_from<Bits>(place);
      Bits words[4];
      philox(counter, stream, words);
      sweep_blocks<Quantile, 0>(state + group * blocks_per_group * stride + place, period, stream, counter, words,
                                sums);
    }
    store(sums.bundle, bundle.place + place);
    store(sums.capital, capital.place + place), store(sums.compute, compute.place + place);
  }
  return {bundle.total(), capital.total(), compute.total()};
}

FirmSums SweepFirms(double* state, std::size_t first, std::size_t end, const FirmPeriod& period, const Stream& stream) {
  return period.distribution == Distribution::laplace ? SweepWith<LaplaceQuantile>(state, first, end, period, stream)
                                                      : SweepWith<NormalQuantile>(state, first, end, period, stream);
}

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace suanli {
HWY_EXPORT(SweepFirms);

FirmSums sweep_firms(double* state, std::size_t first, std::size_t end, const FirmPeriod& period,
                     const Stream& shocks) {
  return HWY_DYNAMIC_DISPATCH(SweepFirms)(state, first, end, period, shocks);
}

FirmSums& FirmSums::operator+=(const FirmSums& other) {
  input_bundle += other.input_bundle, capital += other.capital, compute += other.compute;
  return *this;
}
}  // namespace suanli
#endif  // HWY_ONCE
