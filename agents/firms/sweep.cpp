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

template <class Quantile>
FirmSums SweepWith(double* state, std::size_t first, std::size_t end, const FirmPeriod& given_period,
                   const Stream& given_stream) {
  const FirmPeriod period = given_period;  // copies that the stores below cannot change
  const Stream stream = given_stream;
  constexpr std::size_t slices = lanes<Wide> / lanes<Slice>, stride = firms_per_block * firm_fields;
  const auto field = [](double* block, FirmField f) { return block + f * firms_per_block; };
  PartialSums bundle, capital, compute;
  for (std::size_t place = 0; place < firms_per_block; place += lanes<Slice>) {
    Slice sum_v(0.0), sum_k(0.0), sum_h(0.0);
    for (std::size_t group = first / firms_per_group; group < end / firms_per_group; ++group) {
      using Bits = BitsOf<Slice>;
      const Bits counter = Bits(group * firms_per_block) + places_from<Bits>(place);
      Bits words[4];
      philox(counter, stream, words);
#pragma GCC unroll 4
      for (std::size_t b = 0; b < firms_per_group / firms_per_block; b += slices) {
        double* const block = state + (group * firms_per_group / firms_per_block + b) * stride + place;
        const auto load = [&](FirmField f) { return load_strided<Wide, Slice>(field(block, f), stride); };
        const auto store = [&](FirmField f, const Wide& x) { store_strided<Slice>(x, field(block, f), stride); };

        const Wide epsilon = draw<Quantile, Wide, Slice>(counter, stream, static_cast<int>(b), words);
        const Wide k = stock_in_proportion(load(capital_field), period.capital_growth);
        const Wide h = stock_in_proportion(load(compute_field), period.compute_growth);
        const Wide a = productivity_after(load(log_productivity_field), period.persistence, period.innovation, epsilon);
        const Wide v = input_bundle(a, k, h, period.technology);

        accumulate(sum_v, v), accumulate(sum_k, k), accumulate(sum_h, h);
        store(log_productivity_field, a), store(capital_field, k), store(compute_field, h);
      }
    }
    store(sum_v, bundle.place + place), store(sum_k, capital.place + place), store(sum_h, compute.place + place);
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
