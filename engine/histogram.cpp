#include "engine/histogram.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "engine/contracts.hpp"

namespace suanli {

Histogram::Histogram(double low, double high, std::size_t bins)
    : Histogram(low, high, std::vector<std::uint64_t>(bins + 2)) {}

Histogram::Histogram(double low, double high, std::span<const std::uint64_t> counts)
    : low_(low), high_(high), counts_(counts.begin(), counts.end()) {
  if (counts.size() < 3) throw std::invalid_argument("a histogram needs at least one bin");
  if (!(low < high && std::isfinite(high - low)))
    throw std::invalid_argument("a histogram needs finite ends low < high");
  bins_per_unit_ = static_cast<double>(bins()) / (high - low);
}

void Histogram::merge(const Histogram& other) {
  if (low_ != other.low_ || high_ != other.high_ || bins() != other.bins())
    throw std::invalid_argument("histograms of different bins cannot be merged");
  std::ranges::transform(counts_, other.counts_, counts_.begin(), std::plus());
}

double Histogram::edge(std::size_t i) const {
  EXPECTS(i <= bins());
  return std::lerp(low_, high_, static_cast<double>(i) / static_cast<double>(bins()));
}

std::uint64_t Histogram::total() const { return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}); }

double Histogram::quantile(double probability) const {
  EXPECTS(probability >= 0 && probability <= 1);
  const double n = static_cast<double>(total()), rank = probability * n,
               infinite = std::numeric_limits<double>::infinity();
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto wanted = std::max(std::uint64_t{1}, static_cast<std::uint64_t>(std::ceil(rank)));
  std::uint64_t before = 0;
  std::size_t place = 0;
  while (place < counts_.size() && before + counts_[place] < wanted) before += counts_[place++];
  if (place == 0) return -infinite;
  if (place > bins()) return infinite;
  const double within = (rank - static_cast<double>(before)) / static_cast<double>(counts_[place]);
  return edge(place - 1) + width() * std::max(0.0, within);
}

}  // namespace suanli
