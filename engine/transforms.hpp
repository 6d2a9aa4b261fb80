// Elementary functions, normal and Laplace numbers for Real = double or Pack<double, L>, with the same bits in every
// lane everywhere. Compiled once per instruction set.
#if defined(SUANLI_TRANSFORMS_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef SUANLI_TRANSFORMS_HPP
#undef SUANLI_TRANSFORMS_HPP
#else
#define SUANLI_TRANSFORMS_HPP
#endif

#include "engine/coefficients.hpp"
#include "engine/philox.hpp"
#include "engine/simd.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

namespace detail {
inline constexpr uint64_t mantissa = 0x000FFFFFFFFFFFFF, exponent_mask = 0x7FF0000000000000;
inline constexpr uint64_t bits_of_one = 0x3FF0000000000000;    // the bits of 1.0
inline constexpr uint64_t bits_of_2_52 = 0x4330000000000000;   // of 2^52: or in an integer < 2^52, subtract 2^52
inline constexpr double rounds_to_whole = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number

// Even and odd powers apart: half the chain of dependent operations that Horner's rule has.
template <int power, class Real, size_t n> HWY_INLINE Real powers(Real x2, Real sum, const double (&c)[n]) {
  if constexpr (power < 0) return sum;
  else return powers<power - 2>(x2, mul_add(sum, x2, Real(c[power])), c);
}
template <class Real, size_t n> HWY_INLINE Real polynomial(Real x, const double (&c)[n]) {
  const Real x2 = x * x;
  const Real a = powers<int(n) - 3>(x2, Real(c[n - 1]), c), b = powers<int(n) - 4>(x2, Real(c[n - 2]), c);
  if constexpr (n % 2 == 1) return mul_add(b, x, a);  // a: even powers
  else return mul_add(a, x, b);
}
// A biased exponent as a number.
template <class Real> HWY_INLINE Real unbias(BitsOf<Real> exponent) {
  return as_real(shift_right<52>(exponent) | BitsOf<Real>(bits_of_2_52)) - Real(4503599627370496.0 + 1023.0);
}
}  // namespace detail

// log2(x), x positive and normal; error below 1 unit in the last place, except near x = 1 where it is absolute, 5e-16.
template <class Real> HWY_INLINE Real log2(Real x) {
  using Bits = BitsOf<Real>;
  constexpr uint64_t root_half = 0x3FE6A09E667F3BCD;  // sqrt(1/2): the mantissa is taken from [sqrt(1/2), sqrt(2))
  const Bits shifted = as_bits(x) + Bits(detail::bits_of_one - root_half);
  const Real exponent = detail::unbias<Real>(shifted);
  const Real m = as_real((shifted & Bits(detail::mantissa)) + Bits(root_half));
  const Real s = (m - Real(1.0)) / (m + Real(1.0));
  return mul_add(s, detail::polynomial(s * s, coefficients::log2), exponent);
}

// log2(x/y) with a single division; x, y and x/y positive and normal.
template <class Real> HWY_INLINE Real log2_ratio(Real x, Real y) {
  using Bits = BitsOf<Real>;
  const Bits quotient = as_bits(x) - as_bits(y) + Bits(detail::bits_of_one + 0x0008000000000000);
  const Bits exponent = quotient & Bits(detail::exponent_mask);
  const Real scaled = as_real(as_bits(x) - exponent + Bits(detail::bits_of_one));  // x / 2^k, near y
  const Real s = (scaled - y) / (scaled + y);
  return mul_add(s, detail::polynomial(s * s, coefficients::log2_ratio), detail::unbias<Real>(exponent));
}

// 2^x, x limited to +-1020; a NaN stays a NaN.
template <class Real> HWY_INLINE Real exp2(Real x) {
  x = min(Real(1020.0), max(Real(-1020.0), x));
  const Real rounded = x + Real(detail::rounds_to_whole);
  const Real fraction = x - (rounded - Real(detail::rounds_to_whole));
  const Real power = detail::polynomial(fraction, coefficients::exp2);
  return as_real(as_bits(power) + shift_left<52>(as_bits(rounded)));
}

// ---- uniform random numbers ----------------------------------------------------------------------------------------------
// The low half of a word, in the middle of cells of 2^-32 of (0, 1).
template <class Real> HWY_INLINE Real uniform(BitsOf<Real> word) {
  using Bits = BitsOf<Real>;
  const Real cell = as_real((word & Bits(0xFFFFFFFF)) | Bits(detail::bits_of_2_52)) - Real(4503599627370496.0 - 0.5);
  return cell * Real(0x1p-32);
}

// ---- random numbers of mean 0 and variance 1 ------------------------------------------------------------------------
// A word's sign bit is the number's sign, its other 31 bits are v = P(|Z| > z), in the middle of cells of 2^-31. Where
// v < 2^-8 the cell is refined by 32 more bits from a second stream, so that the tail is right far beyond six standard
// deviations.
inline constexpr double tail_limit = 0x1p-8;

template <class Real> HWY_INLINE Real tail_probability(BitsOf<Real> word, double offset) {
  using Bits = BitsOf<Real>;
  return as_real((shift_left<21>(word) & Bits(detail::mantissa)) | Bits(detail::bits_of_one)) - Real(1.0 - offset);
}
template <class Real> HWY_INLINE Real half_normal(Real v) {
  const Real s = sqrt(v * (Real(2.0) - v));
  return (Real(1.0) - v) *
         (detail::polynomial(s, coefficients::half_normal_p) / detail::polynomial(s, coefficients::half_normal_q));
}
template <class Real, size_t n> HWY_INLINE Real horner(Real x, const double (&c)[n]) {
  Real sum = c[n - 1];
#pragma GCC unroll 8
  for (int i = int(n) - 2; i >= 0; --i) sum = mul_add(sum, x, Real(c[i]));
  return sum;
}
template <class Real> HWY_INLINE Real half_normal_tail(Real v) {
  const Real r = sqrt(log2(v * Real(0.5)) * Real(-1.3862943611198906188));
  return horner(r, coefficients::half_normal_tail_p) / horner(r, coefficients::half_normal_tail_q);
}
// P(|Z| > z) = e^(-√2 z).
template <class Real> HWY_INLINE Real half_laplace(Real v) {
  return log2(v) * Real(-0.49012907173427356);  // -ln 2/√2
}

// The quantiles of |Z|, where v is not small and where it is.
struct NormalQuantile {
  template <class Real> static HWY_INLINE Real centre(Real v) { return half_normal(v); }
  template <class Real> static HWY_INLINE Real tail(Real v) { return half_normal_tail(v); }
};
struct LaplaceQuantile {
  template <class Real> static HWY_INLINE Real centre(Real v) { return half_laplace(v); }
  template <class Real> static HWY_INLINE Real tail(Real v) { return half_laplace(v); }
};

template <class Real> HWY_INLINE Real with_sign(Real z, BitsOf<Real> word) {
  using Bits = BitsOf<Real>;
  return as_real((shift_left<32>(word) & Bits(uint64_t(1) << 63)) ^ as_bits(z));
}

// The seldom part: lanes with v < 2^-8 of word number `index` at `counter`. Parameters by value: if their addresses
// escaped here, the caller's loop would have to reload them.
template <class Quantile, class Real>
HWY_NOINLINE Real refine_tail(BitsOf<Real> counter, Stream at, int index, BitsOf<Real> word, Real v, Real z) {
  using Bits = BitsOf<Real>;
  at.source ^= 0x80000000;
  Bits words[4];
  philox(counter, at, words);
  const Bits extra = index == 0 ? words[0] : index == 1 ? words[1] : index == 2 ? words[2] : words[3];
  const Real within = as_real((extra & Bits(0xFFFFFFFF)) | Bits(detail::bits_of_2_52)) - Real(4503599627370496.0 - 0.5);
  const Real exact = mul_add(within, Real(0x1p-63), tail_probability<Real>(word, 0.0));
  return select(v < Real(tail_limit), Quantile::tail(exact), z);
}

// Numbers from words first, first + 1, ... of one counter; Real holds as many Slices as words are wanted.
template <class Quantile, class Real, class Slice>
HWY_INLINE Real draw(BitsOf<Slice> counter, const Stream& at, int first, const BitsOf<Slice>* words) {
  const BitsOf<Real> word = join<BitsOf<Real>>(words + first);
  const Real v = tail_probability<Real>(word, 0x1p-32);
  Real z = Quantile::centre(v);
  if (HWY_UNLIKELY(any(v < Real(tail_limit)))) {
    constexpr int n = lanes<Real> / lanes<Slice>;
    Slice vs[n], zs[n];
    split(v, vs), split(z, zs);
#pragma GCC unroll 4
    for (int i = 0; i < n; ++i)
      if (any(vs[i] < Slice(tail_limit)))
        zs[i] = refine_tail<Quantile, Slice>(counter, at, first + i, words[first + i], vs[i], zs[i]);
    z = join<Real>(zs);
  }
  return with_sign(z, word);
}

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();
#endif
