// Compiled once per instruction set like the lanes, for the processor's fused multiply-add: the same bits, six times
// the speed of the C library's.
#include "engine/elementary.hpp"

#include <cmath>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/elementary.cpp"
#include "hwy/foreach_target.h"  // before anything that includes highway.h

#include "engine/transforms.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

double Log(double x) { return log2<double>(x) * std::numbers::ln2; }

// The product's rounding error is added back, or it would be amplified by the product's size.
double Pow(double x, double power) {
  const double l = log2<double>(x), y = power * l;
  return exp2<double>(y) * mul_add(mul_add(power, l, -y), std::numbers::ln2, 1.0);
}

double Exp(double x) {
  constexpr double log2e = std::numbers::log2e, log2e_rest = 2.0355273740931033e-17;  // log2(e) to 107 bits
  const double y = x * log2e;
  return exp2<double>(y) * mul_add(mul_add(x, log2e_rest, mul_add(x, log2e, -y)), std::numbers::ln2, 1.0);
}

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace suanli {
HWY_EXPORT(Log);
HWY_EXPORT(Pow);
HWY_EXPORT(Exp);

double log(double x) { return HWY_DYNAMIC_DISPATCH(Log)(x); }
double pow(double x, double power) { return HWY_DYNAMIC_DISPATCH(Pow)(x, power); }
double exp(double x) { return HWY_DYNAMIC_DISPATCH(Exp)(x); }
}  // namespace suanli
#endif  // HWY_ONCE
