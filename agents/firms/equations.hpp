// The equations of one firm (MODEL.md §2.1, §5, §6.1). `Real` is a double (one firm) or a Pack (firms side by side): an
// equation is written once for both. Logarithms are to base 2, which costs the sweep nothing to convert.
//
// Compiled once per instruction set (the guard toggles); plain code includes it for doubles.
#if defined(SUANLI_FIRM_EQUATIONS_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef SUANLI_FIRM_EQUATIONS_HPP
#undef SUANLI_FIRM_EQUATIONS_HPP
#else
#define SUANLI_FIRM_EQUATIONS_HPP
#endif

#include "agents/firms/sweep.hpp"
#include "engine/transforms.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

/// A stock after a period in which the cell's pool was split in proportion to stocks: K' = (1 - δdt + pool dt/K_c) K, §5.
template <class Real> HWY_INLINE Real stock_in_proportion(Real stock, double growth_factor) {
  return stock * Real(growth_factor);
}

/// Log productivity after a period, a' = φa + s√(1-φ²) ε, §6.1.
template <class Real> HWY_INLINE Real productivity_after(Real a, double persistence, double innovation, Real epsilon) {
  return mul_add(Real(persistence), a, Real(innovation) * epsilon);
}

/// The rental-adjusted input bundle v = [A (h̄K)^α H^β]^(1/(α+β)), §2.1. Technology has constant returns in (K, H), so
/// that v = H·2^(constant + a/((α+β) ln 2) + α/(α+β)·log2(K/H)): one logarithm, one power.
template <class Real> HWY_INLINE Real input_bundle(Real a, Real capital, Real compute, const BundleTechnology& t) {
  const Real log2_per_compute =
      mul_add(Real(t.by_productivity), a, mul_add(Real(t.by_ratio), log2_ratio(capital, compute), Real(t.constant)));
  return compute * exp2(log2_per_compute);
}

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();
#endif
