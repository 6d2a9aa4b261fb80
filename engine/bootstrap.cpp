#include "engine/bootstrap.hpp"

#include <array>

#include "engine/contracts.hpp"
#include "engine/draws.hpp"

namespace suanli {

std::vector<std::uint32_t> resampled_places(std::uint64_t seed, Resampled what, std::uint32_t which,
                                            std::size_t count) {
  EXPECTS(count < std::size_t{1} << 32);
  const Stream at = engine_stream(seed, EnginePurpose::resample, static_cast<std::uint32_t>(what), which);
  std::vector<std::uint32_t> places(count);
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 4 == 0) words = random_words(at, static_cast<std::uint32_t>(i / 4));
    places[i] = static_cast<std::uint32_t>(std::uint64_t{words[i % 4]} * count >> 32);
  }
  return places;
}

Interval percentile_interval(std::vector<double> values, double confidence) {
  EXPECTS(confidence > 0 && confidence < 1);
  const std::array probabilities{(1 - confidence) / 2, (1 + confidence) / 2};
  std::array<double, 2> ends{};
  quantiles(values, probabilities, ends);
  return {ends[0], ends[1]};
}

}  // namespace suanli
