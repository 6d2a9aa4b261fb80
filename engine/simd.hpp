// The numbers that the equations are written in.
//
// An equation is a template over `Real`, which is either `double` (one firm) or `Pack<double, L>` (L firms side by
// side). Both offer the same operations, each of them an IEEE operation or an integer one, so that every lane gives
// the same bits whatever the instruction set and whatever L:
//
//     + - * /   mul_add   sqrt   min   max   <   select   any   lanes_of        and, on the bit patterns,
//     + - & | ^   shift_left   shift_right   mul_low32   xor3   as_bits   as_real
//
// A Pack is a tree of halves whose leaves are hardware vectors (8, 4 or 2 doubles), so it needs no loops and the
// compiler keeps it in registers. A Pack of two or four vectors also gives the processor independent work to overlap.
//
// Friends carry HWY_ATTR: GCC does not apply the instruction set of HWY_BEFORE_NAMESPACE to friends that are defined in a
// class template, which goes unnoticed until a build without optimisation stops inlining them and then crashes.
//
// This header is compiled once per instruction set (the guard toggles); include it only from such files.
#if defined(SUANLI_SIMD_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef SUANLI_SIMD_HPP
#undef SUANLI_SIMD_HPP
#else
#define SUANLI_SIMD_HPP
#endif

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

// ---- one firm -----------------------------------------------------------------------------------------------------
// `mul_add` is a true fused multiply-add; `min` and `max` answer their second argument if either is not a number, so
// that `max(lowest, x)` lets a NaN in x through.
HWY_INLINE double mul_add(double a, double b, double c) { return std::fma(a, b, c); }
HWY_INLINE double sqrt(double a) { return std::sqrt(a); }
HWY_INLINE double min(double a, double b) { return a < b ? a : b; }
HWY_INLINE double max(double a, double b) { return a > b ? a : b; }
HWY_INLINE double select(bool mask, double yes, double no) { return mask ? yes : no; }
HWY_INLINE bool any(bool mask) { return mask; }
HWY_INLINE uint32_t lanes_of(bool mask) { return static_cast<uint32_t>(mask); }
HWY_INLINE uint64_t as_bits(double a) { return std::bit_cast<uint64_t>(a); }
HWY_INLINE double as_real(uint64_t a) { return std::bit_cast<double>(a); }
HWY_INLINE uint64_t mul_low32(uint64_t a, uint64_t b) { return (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF); }
HWY_INLINE uint64_t xor3(uint64_t a, uint64_t b, uint64_t c) { return a ^ b ^ c; }
template <int places> HWY_INLINE uint64_t shift_left(uint64_t a) { return a << places; }
template <int places> HWY_INLINE uint64_t shift_right(uint64_t a) { return a >> places; }

template <class R> struct Traits;  // lanes, and the types of bit patterns and masks that go with a Real
template <> struct Traits<double> {
  static constexpr int lanes = 1;
  using Bits = uint64_t;
  using Mask = bool;
};
template <class R> using BitsOf = typename Traits<R>::Bits;
template <class R> using MaskOf = typename Traits<R>::Mask;
template <class R> inline constexpr int lanes = Traits<R>::lanes;

#if HWY_NATIVE_FMA  // otherwise this target has no vectors for us: mul_add must round once

// ---- leaves: one hardware vector ----------------------------------------------------------------------------------
namespace hn = hwy::HWY_NAMESPACE;
inline constexpr int native_lanes = HWY_LANES(double);

template <class T, int count> struct Pack;
template <int count> struct PackMask;

// Operations that a Pack inherits from the hardware vector; SUANLI_BINARY is defined differently for leaf and tree.
// clang-format off
#define SUANLI_PACK_OPERATIONS                                     \
  SUANLI_BINARY(operator+, hn::Add) SUANLI_BINARY(operator-, hn::Sub) \
  SUANLI_BINARY(operator*, hn::Mul) SUANLI_BINARY(operator/, hn::Div) \
  SUANLI_BINARY(operator&, hn::And) SUANLI_BINARY(operator|, hn::Or)  \
  SUANLI_BINARY(operator^, hn::Xor)                                \
  SUANLI_BINARY(min, Lesser) SUANLI_BINARY(max, Greater)
// clang-format on

// The second argument if either is not a number: x86 does so, but Arm's Min and Max would drop the NaN.
#if HWY_ARCH_X86
template <class V> HWY_INLINE V Lesser(V a, V b) { return hn::Min(a, b); }
template <class V> HWY_INLINE V Greater(V a, V b) { return hn::Max(a, b); }
#else
template <class V> HWY_INLINE V Lesser(V a, V b) { return hn::IfThenElse(hn::Lt(a, b), a, b); }
template <class V> HWY_INLINE V Greater(V a, V b) { return hn::IfThenElse(hn::Lt(b, a), a, b); }
#endif

template <> struct PackMask<native_lanes> {
  hn::Mask<hn::ScalableTag<double>> m;
  friend HWY_ATTR HWY_INLINE PackMask operator&(PackMask a, PackMask b) { return {hn::And(a.m, b.m)}; }
  friend HWY_ATTR HWY_INLINE PackMask operator|(PackMask a, PackMask b) { return {hn::Or(a.m, b.m)}; }
  friend HWY_ATTR HWY_INLINE bool any(PackMask a) { return !hn::AllFalse(hn::ScalableTag<double>(), a.m); }
  friend HWY_ATTR HWY_INLINE uint32_t lanes_of(PackMask a) {  // bit i for lane i
    uint8_t bits[8];                                          // as many as StoreMaskBits may write
    hn::StoreMaskBits(hn::ScalableTag<double>(), a.m, bits);
    return bits[0];
  }
};

template <class T> struct Pack<T, native_lanes> {
  using D = hn::ScalableTag<T>;
  hn::Vec<D> v;
  Pack() = default;
  HWY_INLINE Pack(T x) : v(hn::Set(D(), x)) {}
  HWY_INLINE explicit Pack(hn::Vec<D> x) : v(x) {}
  static HWY_INLINE Pack load(const T* p) { return Pack(hn::Load(D(), p)); }
  HWY_INLINE void store(T* p) const { hn::Store(v, D(), p); }
#define SUANLI_BINARY(name, operation) \
  friend HWY_ATTR HWY_INLINE Pack name(Pack a, Pack b) { return Pack(operation(a.v, b.v)); }
  SUANLI_PACK_OPERATIONS
#undef SUANLI_BINARY
  friend HWY_ATTR HWY_INLINE Pack mul_add(Pack a, Pack b, Pack c) { return Pack(hn::MulAdd(a.v, b.v, c.v)); }
  friend HWY_ATTR HWY_INLINE Pack sqrt(Pack a) { return Pack(hn::Sqrt(a.v)); }
  friend HWY_ATTR HWY_INLINE Pack xor3(Pack a, Pack b, Pack c) { return Pack(hn::Xor3(a.v, b.v, c.v)); }
  friend HWY_ATTR HWY_INLINE PackMask<native_lanes> operator<(Pack a, Pack b) { return {hn::Lt(a.v, b.v)}; }
  friend HWY_ATTR HWY_INLINE Pack select(PackMask<native_lanes> mask, Pack yes, Pack no) {
    return Pack(hn::IfThenElse(mask.m, yes.v, no.v));
  }
};
HWY_INLINE Pack<uint64_t, native_lanes> as_bits(Pack<double, native_lanes> a) {
  return Pack<uint64_t, native_lanes>(hn::BitCast(hn::ScalableTag<uint64_t>(), a.v));
}
HWY_INLINE Pack<double, native_lanes> as_real(Pack<uint64_t, native_lanes> a) {
  return Pack<double, native_lanes>(hn::BitCast(hn::ScalableTag<double>(), a.v));
}
HWY_INLINE Pack<uint64_t, native_lanes> mul_low32(Pack<uint64_t, native_lanes> a, Pack<uint64_t, native_lanes> b) {
  const hn::ScalableTag<uint32_t> d32;
  return Pack<uint64_t, native_lanes>(hn::MulEven(hn::BitCast(d32, a.v), hn::BitCast(d32, b.v)));
}
template <int places> HWY_INLINE Pack<uint64_t, native_lanes> shift_left(Pack<uint64_t, native_lanes> a) {
  return Pack<uint64_t, native_lanes>(hn::ShiftLeft<places>(a.v));
}
template <int places> HWY_INLINE Pack<uint64_t, native_lanes> shift_right(Pack<uint64_t, native_lanes> a) {
  return Pack<uint64_t, native_lanes>(hn::ShiftRight<places>(a.v));
}

// ---- trees: two halves --------------------------------------------------------------------------------------------
template <int count> struct PackMask {
  PackMask<count / 2> lo, hi;
  friend HWY_ATTR HWY_INLINE PackMask operator&(PackMask a, PackMask b) { return {a.lo & b.lo, a.hi & b.hi}; }
  friend HWY_ATTR HWY_INLINE PackMask operator|(PackMask a, PackMask b) { return {a.lo | b.lo, a.hi | b.hi}; }
  friend HWY_ATTR HWY_INLINE bool any(PackMask a) { return any(a.lo | a.hi); }
  friend HWY_ATTR HWY_INLINE uint32_t lanes_of(PackMask a) { return lanes_of(a.lo) | lanes_of(a.hi) << count / 2; }
};

template <class T, int count> struct Pack {
  using Half = Pack<T, count / 2>;
  Half lo, hi;
  Pack() = default;
  HWY_INLINE Pack(T x) : lo(x), hi(x) {}
  HWY_INLINE Pack(Half l, Half h) : lo(l), hi(h) {}
  static HWY_INLINE Pack load(const T* p) { return {Half::load(p), Half::load(p + count / 2)}; }
  HWY_INLINE void store(T* p) const { lo.store(p), hi.store(p + count / 2); }
#define SUANLI_BINARY(name, operation) \
  friend HWY_ATTR HWY_INLINE Pack name(Pack a, Pack b) { return {name(a.lo, b.lo), name(a.hi, b.hi)}; }
  SUANLI_PACK_OPERATIONS
#undef SUANLI_BINARY
  friend HWY_ATTR HWY_INLINE Pack mul_add(Pack a, Pack b, Pack c) {
    return {mul_add(a.lo, b.lo, c.lo), mul_add(a.hi, b.hi, c.hi)};
  }
  friend HWY_ATTR HWY_INLINE Pack sqrt(Pack a) { return {sqrt(a.lo), sqrt(a.hi)}; }
  friend HWY_ATTR HWY_INLINE Pack xor3(Pack a, Pack b, Pack c) {
    return {xor3(a.lo, b.lo, c.lo), xor3(a.hi, b.hi, c.hi)};
  }
  friend HWY_ATTR HWY_INLINE PackMask<count> operator<(Pack a, Pack b) { return {a.lo < b.lo, a.hi < b.hi}; }
  friend HWY_ATTR HWY_INLINE Pack select(PackMask<count> mask, Pack yes, Pack no) {
    return {select(mask.lo, yes.lo, no.lo), select(mask.hi, yes.hi, no.hi)};
  }
};
#undef SUANLI_PACK_OPERATIONS
template <int L> HWY_INLINE Pack<uint64_t, L> as_bits(Pack<double, L> a) { return {as_bits(a.lo), as_bits(a.hi)}; }
template <int L> HWY_INLINE Pack<double, L> as_real(Pack<uint64_t, L> a) { return {as_real(a.lo), as_real(a.hi)}; }
template <int L> HWY_INLINE Pack<uint64_t, L> mul_low32(Pack<uint64_t, L> a, Pack<uint64_t, L> b) {
  return {mul_low32(a.lo, b.lo), mul_low32(a.hi, b.hi)};
}
template <int places, int L> HWY_INLINE Pack<uint64_t, L> shift_left(Pack<uint64_t, L> a) {
  return {shift_left<places>(a.lo), shift_left<places>(a.hi)};
}
template <int places, int L> HWY_INLINE Pack<uint64_t, L> shift_right(Pack<uint64_t, L> a) {
  return {shift_right<places>(a.lo), shift_right<places>(a.hi)};
}

template <int L> struct Traits<Pack<double, L>> {
  static constexpr int lanes = L;
  using Bits = Pack<uint64_t, L>;
  using Mask = PackMask<L>;
};

#endif  // HWY_NATIVE_FMA

// ---- both ---------------------------------------------------------------------------------------------------------
template <class R> HWY_INLINE R load(const double* p) {
  if constexpr (lanes<R> == 1) return *p;
  else return R::load(p);
}
template <class R> HWY_INLINE void store(R x, double* p) {
  if constexpr (lanes<R> == 1) *p = x;
  else x.store(p);
}

// `Wide` is a Pack made of several `Slice`s: take it apart, put it together, load it with a stride between slices.
template <class Wide, class Slice> HWY_INLINE Wide join(const Slice* s) {
  if constexpr (std::is_same_v<Wide, Slice>) return s[0];
  else {
    constexpr int half = sizeof(Wide) / sizeof(Slice) / 2;
    return {join<typename Wide::Half>(s), join<typename Wide::Half>(s + half)};
  }
}
template <class Slice, class Wide> HWY_INLINE void split(const Wide& x, Slice* out) {
  if constexpr (std::is_same_v<Wide, Slice>) out[0] = x;
  else {
    split(x.lo, out);
    split(x.hi, out + sizeof(Wide) / sizeof(Slice) / 2);
  }
}
template <class Wide, class Slice> HWY_INLINE Wide load_strided(const double* p, size_t stride) {
  if constexpr (std::is_same_v<Wide, Slice>) return load<Slice>(p);
  else {
    constexpr size_t half = sizeof(Wide) / sizeof(Slice) / 2;
    return {load_strided<typename Wide::Half, Slice>(p, stride),
            load_strided<typename Wide::Half, Slice>(p + half * stride, stride)};
  }
}
template <class Slice, class Wide> HWY_INLINE void store_strided(const Wide& x, double* p, size_t stride) {
  if constexpr (std::is_same_v<Wide, Slice>) store(x, p);
  else {
    store_strided<Slice>(x.lo, p, stride);
    store_strided<Slice>(x.hi, p + sizeof(Wide) / sizeof(Slice) / 2 * stride, stride);
  }
}
// sum += the slices of x, first to last: the order of additions does not depend on how many slices x has.
template <class Slice, class Wide> HWY_INLINE void accumulate(Slice& sum, const Wide& x) {
  if constexpr (std::is_same_v<Wide, Slice>) sum = sum + x;
  else {
    accumulate(sum, x.lo);
    accumulate(sum, x.hi);
  }
}

// ---- blocks of eight ----------------------------------------------------------------------------------------------
// A Slice is a part of a block of eight entities: all of it, or one entity without vectors. A Wide is what is computed
// at once; more than one hardware vector hides the latency of the processor's operations, up to its number of registers.
#if HWY_NATIVE_FMA
using Slice = Pack<double, 8>;
using Wide = Pack<double, HWY_CAP_GE512 ? 32 : 16>;
#else
using Slice = double;
using Wide = double;
#endif

// The places from, from + 1, ... of a block, one per lane.
template <class Bits> HWY_INLINE Bits places_from(size_t from) {
  alignas(64) static constexpr uint64_t all[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  if constexpr (std::is_same_v<Bits, uint64_t>) return all[from];
  else return Bits::load(all + from);
}

// Eight partial sums, one per place in a block, and their total in a fixed order.
struct alignas(64) PartialSums {
  double place[8] = {};
  double total() const {
    return ((place[0] + place[4]) + (place[2] + place[6])) + ((place[1] + place[5]) + (place[3] + place[7]));
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();
#endif
