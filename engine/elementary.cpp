#include "engine/elementary.hpp"

#include <cmath>
#include <numbers>

#include "engine/transforms.hpp"

namespace suanli {

namespace one = HWY_NAMESPACE;

double log(double x) { return one::log2<double>(x) * std::numbers::ln2; }

double pow(double x, double power) {
  // The product's rounding error is added back, or it would be amplified by its own size.
  const double l = one::log2<double>(x), y = power * l;
  return one::exp2<double>(y) * (1 + std::fma(power, l, -y) * std::numbers::ln2);
}

double exp(double x) {
  constexpr double log2e = std::numbers::log2e, log2e_rest = 2.0355273740931033e-17;  // log2(e) to 107 bits
  const double y = x * log2e;
  return one::exp2<double>(y) * (1 + std::fma(x, log2e, std::fma(x, log2e_rest, -y)) * std::numbers::ln2);
}

}  // namespace suanli
