#include "engine/stream.hpp"

#include "engine/transforms.hpp"

namespace suanli {

namespace one = HWY_NAMESPACE;  // the transforms for a single number; HWY_ATTR lets them be inlined (GCC, Arm)

HWY_ATTR std::array<std::uint32_t, 4> random_words(const Stream& at, std::uint32_t entity) {
  std::uint64_t words[4];
  one::philox<std::uint64_t>(entity, at, words);
  return {static_cast<std::uint32_t>(words[0]), static_cast<std::uint32_t>(words[1]),
          static_cast<std::uint32_t>(words[2]), static_cast<std::uint32_t>(words[3])};
}

HWY_ATTR double standard_normal(const Stream& at, std::uint32_t entity) {
  std::uint64_t words[4];
  one::philox<std::uint64_t>(entity, at, words);
  return one::draw<one::NormalQuantile, double, double>(entity, at, 0, words);
}

}  // namespace suanli
