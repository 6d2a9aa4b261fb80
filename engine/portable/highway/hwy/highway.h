// In place of Google Highway where there is none (SUANLI_USE_HIGHWAY=OFF): what Suanli uses of it, for the one
// instruction set that the compiler was told to write (-march), with the compiler's own vectors. Every operation rounds
// as Highway's does, so results are the same bits. A target without fused multiply-add has no vectors, as there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#if defined(__FMA__)
#include <immintrin.h>
#endif

#define HWY_ONCE 1
#define HWY_NAMESPACE N_PORTABLE
#define HWY_BEFORE_NAMESPACE() static_assert(true)
#define HWY_AFTER_NAMESPACE() static_assert(true)
#define HWY_EXPORT(kernel) static_assert(true)
#define HWY_DYNAMIC_DISPATCH(kernel) HWY_NAMESPACE::kernel
#define HWY_ATTR
#define HWY_INLINE inline __attribute__((always_inline))
#define HWY_NOINLINE __attribute__((noinline))
#define HWY_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define HWY_ARCH_X86 0  // no Min and Max of x86 below

#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
#define HWY_NATIVE_FMA 1
#else
#define HWY_NATIVE_FMA 0
#endif
#if defined(__AVX512F__) && defined(__FMA__)
#define HWY_CAP_GE512 1
#define HWY_VECTOR_BYTES 64
#elif defined(__FMA__)
#define HWY_CAP_GE512 0
#define HWY_VECTOR_BYTES 32
#else
#define HWY_CAP_GE512 0
#define HWY_VECTOR_BYTES 16
#endif
#define HWY_LANES(Number) static_cast<int>(HWY_VECTOR_BYTES / sizeof(Number))

namespace hwy {

// ---- targets: one ---------------------------------------------------------------------------------------------------
// NOLINTBEGIN(readability-identifier-naming): Highway's names
inline constexpr std::int64_t the_target = 1;
inline const char* TargetName(std::int64_t) { return HWY_NATIVE_FMA ? "PORTABLE" : "PORTABLE_SCALAR"; }
inline std::int64_t SupportedTargets() { return the_target; }
inline std::vector<std::int64_t> SupportedAndGeneratedTargets() { return {the_target}; }
inline void SetSupportedTargetsForTest(std::int64_t) {}
struct ChosenTarget {
  void Update(std::int64_t) {}
};
inline ChosenTarget GetChosenTarget() { return {}; }
// NOLINTEND(readability-identifier-naming)

#if HWY_NATIVE_FMA
namespace HWY_NAMESPACE {

// ---- one hardware vector --------------------------------------------------------------------------------------------
using Doubles __attribute__((vector_size(HWY_VECTOR_BYTES))) = double;
using Words64 __attribute__((vector_size(HWY_VECTOR_BYTES))) = std::uint64_t;
using Words32 __attribute__((vector_size(HWY_VECTOR_BYTES))) = std::uint32_t;
using Truths __attribute__((vector_size(HWY_VECTOR_BYTES))) = std::int64_t;

template <class Lane> struct ScalableTag;
template <> struct ScalableTag<double> { using Vector = Doubles; };
template <> struct ScalableTag<std::uint64_t> { using Vector = Words64; };
template <> struct ScalableTag<std::uint32_t> { using Vector = Words32; };
template <class Tag> using Vec = typename Tag::Vector;
template <class Tag> using Mask = Truths;

template <class Tag, class Lane> HWY_INLINE Vec<Tag> Set(Tag, Lane x) { return x - Vec<Tag>{}; }  // keeps the sign of 0
template <class Tag, class Lane> HWY_INLINE Vec<Tag> Load(Tag, const Lane* p) {
  Vec<Tag> v;
  std::memcpy(&v, __builtin_assume_aligned(p, HWY_VECTOR_BYTES), sizeof v);
  return v;
}
template <class V, class Tag, class Lane> HWY_INLINE void Store(V v, Tag, Lane* p) {
  std::memcpy(__builtin_assume_aligned(p, HWY_VECTOR_BYTES), &v, sizeof v);
}
template <class Tag, class V> HWY_INLINE Vec<Tag> BitCast(Tag, V v) { return (Vec<Tag>)v; }

template <class V> HWY_INLINE V Add(V a, V b) { return a + b; }
template <class V> HWY_INLINE V Sub(V a, V b) { return a - b; }
template <class V> HWY_INLINE V Mul(V a, V b) { return a * b; }
template <class V> HWY_INLINE V Div(V a, V b) { return a / b; }
template <class V> HWY_INLINE V And(V a, V b) { return a & b; }
template <class V> HWY_INLINE V Or(V a, V b) { return a | b; }
template <class V> HWY_INLINE V Xor(V a, V b) { return a ^ b; }
template <class V> HWY_INLINE V Xor3(V a, V b, V c) { return a ^ b ^ c; }
template <int places> HWY_INLINE Words64 ShiftLeft(Words64 a) { return a << places; }
template <int places> HWY_INLINE Words64 ShiftRight(Words64 a) { return a >> places; }
HWY_INLINE Truths Lt(Doubles a, Doubles b) { return a < b; }
template <class V> HWY_INLINE V IfThenElse(Truths mask, V yes, V no) { return mask ? yes : no; }
HWY_INLINE std::size_t StoreMaskBits(ScalableTag<double>, Truths m, std::uint8_t* bits) {
  bits[0] = 0;
  for (int lane = 0; lane < HWY_LANES(double); ++lane) bits[0] |= static_cast<std::uint8_t>((m[lane] & 1) << lane);
  return 1;
}

// Three operations that compilers do not find by themselves.
#if HWY_CAP_GE512
HWY_INLINE Doubles MulAdd(Doubles a, Doubles b, Doubles c) { return _mm512_fmadd_pd(a, b, c); }
HWY_INLINE Doubles Sqrt(Doubles a) { return _mm512_maskz_sqrt_pd(0xFF, a); }
HWY_INLINE Words64 MulEven(Words32 a, Words32 b) {
  return (Words64)_mm512_maskz_mul_epu32(0xFF, (__m512i)a, (__m512i)b);
}
HWY_INLINE bool AllFalse(ScalableTag<double>, Truths m) { return _mm512_test_epi64_mask((__m512i)m, (__m512i)m) == 0; }
#elif defined(__FMA__)
HWY_INLINE Doubles MulAdd(Doubles a, Doubles b, Doubles c) { return _mm256_fmadd_pd(a, b, c); }
HWY_INLINE Doubles Sqrt(Doubles a) { return _mm256_sqrt_pd(a); }
HWY_INLINE Words64 MulEven(Words32 a, Words32 b) { return (Words64)_mm256_mul_epu32((__m256i)a, (__m256i)b); }
HWY_INLINE bool AllFalse(ScalableTag<double>, Truths m) { return _mm256_testz_si256((__m256i)m, (__m256i)m); }
#else
HWY_INLINE Doubles MulAdd(Doubles a, Doubles b, Doubles c) {
  return Doubles{__builtin_fma(a[0], b[0], c[0]), __builtin_fma(a[1], b[1], c[1])};
}
HWY_INLINE Doubles Sqrt(Doubles a) { return Doubles{__builtin_sqrt(a[0]), __builtin_sqrt(a[1])}; }
HWY_INLINE Words64 MulEven(Words32 a, Words32 b) { return ((Words64)a & 0xFFFFFFFF) * ((Words64)b & 0xFFFFFFFF); }
HWY_INLINE bool AllFalse(ScalableTag<double>, Truths m) { return (m[0] | m[1]) == 0; }
#endif

}  // namespace HWY_NAMESPACE
#endif  // HWY_NATIVE_FMA
}  // namespace hwy
