#include "output/label_places.hpp"

#include <algorithm>
#include <cmath>

namespace suanli::output {

namespace {

// A square unit of a label that is covered, or outside of the frame, against one unit of a curve behind it.
constexpr double cover_cost = 100;

}  // namespace

Box shared(const Box& a, const Box& b) {
  return {std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right), std::min(a.bottom, b.bottom)};
}

void LabelPlaces::avoid(double x1, double y1, double x2, double y2) {
  const int steps = std::max(1, static_cast<int>(std::hypot(x2 - x1, y2 - y1)));
  for (int i = 0; i < steps; ++i) {
    const double share = static_cast<double>(i) / steps;
    curves_.emplace_back(x1 + share * (x2 - x1), y1 + share * (y2 - y1));
  }
}

double LabelPlaces::cost(const LabelPlace& place) const {
  double covered = place.box.area() - shared(place.box, frame_).area();
  for (const Box& box : occupied_) covered += shared(place.box, box).area();
  const auto behind =
      std::ranges::count_if(curves_, [&](const auto& point) { return place.box.contains(point.first, point.second); });
  return cover_cost * covered + static_cast<double>(behind) + place.reluctance;
}

std::size_t LabelPlaces::take(const std::vector<LabelPlace>& places) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < places.size(); ++i)
    if (cost(places[i]) < cost(places[best])) best = i;
  occupy(places[best].box);
  return best;
}

}  // namespace suanli::output
