// The equations of one firm (MODEL.md §2.1, §5, §6.1, §7). `Real` is a double (one firm) or a Pack (firms side by side): an
// equation is written once for both. Logarithms are to base 2, which costs the sweep nothing to convert.
//
// Compiled once per instruction set (the guard toggles); plain code includes it for doubles.
#if defined(SUANLI_FIRM_EQUATIONS_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef SUANLI_FIRM_EQUATIONS_HPP
#undef SUANLI_FIRM_EQUATIONS_HPP
#else
#define SUANLI_FIRM_EQUATIONS_HPP
#endif

#include "agents/firms/investing.hpp"
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

/// A stock after a period in which the cell's pool was split by what firms want: x' = (1 - δdt + pool dt·f/Σ stock f) x, (7.1).
template <class Real> HWY_INLINE Real stock_by_demand(Real stock, Real f, const Accrual& accrual) {
  return stock * mul_add(Real(accrual.per_demand), f, Real(accrual.kept));
}

/// Whether a firm leaves: by a low lot or under the floor of productivity, §7.4.
template <class Real> HWY_INLINE MaskOf<Real> leaves(Real lot, Real a, const Opening& o) {
  return (lot < Real(o.exit_probability)) | (a < Real(o.exit_floor));
}

/// Whether a firm without it considers adoption: by a high lot, §7.5.
template <class Real> HWY_INLINE MaskOf<Real> considers(Real lot, const Opening& o) {
  return Real(1 - o.adoption_probability) < lot;
}

/// log2 of the input bundle per unit of compute capital, §2.1; `gain` is what adoption has added to a.
template <class Real>
HWY_INLINE Real log2_bundle_per_compute(Real a, Real gain, Real log2_ratio_of_stocks, const BundleTechnology& t) {
  return mul_add(Real(t.by_productivity), a + gain, mul_add(Real(t.by_ratio), log2_ratio_of_stocks, Real(t.constant)));
}

/// The same expected a year ahead, but for a constant of the cell: of a only what persists is expected, §7.
template <class Real>
HWY_INLINE Real log2_expected_per_compute(Real a, Real gain, Real log2_ratio_of_stocks, double by_productivity_expected,
                                          const BundleTechnology& t) {
  return mul_add(Real(by_productivity_expected), a,
                 mul_add(Real(t.by_productivity), gain, Real(t.by_ratio) * log2_ratio_of_stocks));
}

/// What a firm goes by when it invests in compute, x of (7.2) to base 2 but for constants of the cell: log2 of E v/H, less ς
/// times that of its size.
template <class Real>
HWY_INLINE Real perceived_return_to_compute(Real log2_expected_per_compute, Real log2_compute, double drag) {
  return mul_add(Real(-drag), log2_compute, log2_expected_per_compute);
}

/// The same for capital: K/H times as much of it earns and weighs as much.
template <class Real>
HWY_INLINE Real perceived_return_to_capital(Real return_to_compute, Real log2_ratio_of_stocks, double drag) {
  return mul_add(Real(-(1 + drag)), log2_ratio_of_stocks, return_to_compute);
}

/// e^(ϑx) over that of the cell's mean firm.
template <class Real> HWY_INLINE Real attraction(Real perceived_return, double elasticity, double offset) {
  return exp2(mul_add(Real(elasticity), perceived_return, Real(offset)));
}

/// f of (7.1), whichever the behaviour: `option`'s m + min(f_max, max(0, e - 1)) is e + m - 1 between m and m + f_max.
template <class Real> HWY_INLINE Real response(Real attraction, double scale, const Weighing& w) {
  return min(Real(w.highest), max(Real(w.lowest), mul_add(Real(scale), attraction, Real(w.shift))));
}

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();
#endif
