#include "tests/engine/lanes.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/engine/lanes.cpp"
#include "hwy/foreach_target.h"  // before anything that includes highway.h

#include "engine/transforms.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

// Plain arrays: what several translation units share must not be compiled with one of these instruction sets.
#define SUANLI_LANES_OF_ONE(Name, function)                                                    \
  void Name(const double* x, double* out) {                                                    \
    for (size_t i = 0; i < 8; i += lanes<Slice>) store(function(load<Slice>(x + i)), out + i); \
  }
SUANLI_LANES_OF_ONE(LanesExp2, exp2)
SUANLI_LANES_OF_ONE(LanesLog2, log2)
SUANLI_LANES_OF_ONE(LanesHalfNormal, half_normal)
SUANLI_LANES_OF_ONE(LanesHalfNormalTail, half_normal_tail)
#undef SUANLI_LANES_OF_ONE

#define SUANLI_LANES_OF_TWO(Name, function)                                                                        \
  void Name(const double* x, const double* y, double* out) {                                                       \
    for (size_t i = 0; i < 8; i += lanes<Slice>) store(function(load<Slice>(x + i), load<Slice>(y + i)), out + i); \
  }
SUANLI_LANES_OF_TWO(LanesLog2Ratio, log2_ratio)
SUANLI_LANES_OF_TWO(LanesMin, min)
SUANLI_LANES_OF_TWO(LanesMax, max)
#undef SUANLI_LANES_OF_TWO

void LanesPhilox(uint32_t first, const Stream* at, uint64_t* out) {
  using Bits = BitsOf<Slice>;
  for (size_t place = 0; place < 8; place += lanes<Slice>) {
    Bits words[4];
    philox(Bits(first) + places_from<Bits>(place), *at, words);
    for (size_t i = 0; i < 4; ++i) {
      alignas(64) double bits[8];
      store(as_real(words[i]), bits);
      for (size_t l = 0; l < lanes<Slice>; ++l) out[8 * i + place + l] = as_bits(bits[l]);
    }
  }
}

template <class Quantile> void draws(uint32_t first, const Stream* at, double* out) {
  using Bits = BitsOf<Slice>;
  constexpr size_t together = lanes<Wide> / lanes<Slice>;
  for (size_t place = 0; place < 8; place += lanes<Slice>) {
    const Bits counter = Bits(first) + places_from<Bits>(place);
    Bits words[4];
    philox(counter, *at, words);
    for (size_t i = 0; i < 4; i += together) {
      const Wide z = draw<Quantile, Wide, Slice>(counter, *at, static_cast<int>(i), words);
      store_strided<Slice>(z, out + 8 * i + place, 8);
    }
  }
}
void LanesNormal(uint32_t first, const Stream* at, double* out) { draws<NormalQuantile>(first, at, out); }
void LanesLaplace(uint32_t first, const Stream* at, double* out) { draws<LaplaceQuantile>(first, at, out); }

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace suanli {
HWY_EXPORT(LanesExp2);
HWY_EXPORT(LanesLog2);
HWY_EXPORT(LanesHalfNormal);
HWY_EXPORT(LanesHalfNormalTail);
HWY_EXPORT(LanesLog2Ratio);
HWY_EXPORT(LanesMin);
HWY_EXPORT(LanesMax);
HWY_EXPORT(LanesPhilox);
HWY_EXPORT(LanesNormal);
HWY_EXPORT(LanesLaplace);

namespace test {

namespace {
struct alignas(64) Aligned {
  Eight values;
};
}  // namespace

#define SUANLI_OF_ONE(name, Name)                                    \
  Eight name(const Eight& x) {                                       \
    const Aligned in{x};                                             \
    Aligned out;                                                     \
    HWY_DYNAMIC_DISPATCH(Name)(in.values.data(), out.values.data()); \
    return out.values;                                               \
  }
SUANLI_OF_ONE(lanes_exp2, LanesExp2)
SUANLI_OF_ONE(lanes_log2, LanesLog2)
SUANLI_OF_ONE(lanes_half_normal, LanesHalfNormal)
SUANLI_OF_ONE(lanes_half_normal_tail, LanesHalfNormalTail)
#undef SUANLI_OF_ONE

Eight lanes_log2_ratio(const Eight& x, const Eight& y) {
  const Aligned in{x}, divisor{y};
  Aligned out;
  HWY_DYNAMIC_DISPATCH(LanesLog2Ratio)(in.values.data(), divisor.values.data(), out.values.data());
  return out.values;
}

std::array<Eight, 2> lanes_min_max(const Eight& x, const Eight& y) {
  const Aligned first{x}, second{y};
  Aligned least, most;
  HWY_DYNAMIC_DISPATCH(LanesMin)(first.values.data(), second.values.data(), least.values.data());
  HWY_DYNAMIC_DISPATCH(LanesMax)(first.values.data(), second.values.data(), most.values.data());
  return {least.values, most.values};
}

std::array<std::array<std::uint32_t, 8>, 4> lanes_philox(std::uint32_t first, const Stream& at) {
  std::uint64_t words[32];
  HWY_DYNAMIC_DISPATCH(LanesPhilox)(first, &at, words);
  std::array<std::array<std::uint32_t, 8>, 4> out;
  for (std::size_t i = 0; i < 32; ++i) out[i / 8][i % 8] = static_cast<std::uint32_t>(words[i]);
  return out;
}

namespace {
std::array<Eight, 4> words_of(const double* z) {
  std::array<Eight, 4> out;
  for (std::size_t i = 0; i < 32; ++i) out[i / 8][i % 8] = z[i];
  return out;
}
}  // namespace

std::array<Eight, 4> lanes_normal(std::uint32_t first, const Stream& at) {
  alignas(64) double z[32];
  HWY_DYNAMIC_DISPATCH(LanesNormal)(first, &at, z);
  return words_of(z);
}

std::array<Eight, 4> lanes_laplace(std::uint32_t first, const Stream& at) {
  alignas(64) double z[32];
  HWY_DYNAMIC_DISPATCH(LanesLaplace)(first, &at, z);
  return words_of(z);
}

}  // namespace test
}  // namespace suanli
#endif  // HWY_ONCE
