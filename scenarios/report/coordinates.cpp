#include "scenarios/report/coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

namespace suanli::report {

namespace {

struct KnownPosition {
  std::string_view name;
  Position at;
};

// Hubs: the seats of their clusters, to a tenth of a degree. Regions of several provinces: about their middle.
constexpr KnownPosition known[] = {{"jing_jin_ji", {116.4, 39.9}},
                                   {"yangtze_delta", {120.6, 31.3}},
                                   {"guangdong", {113.6, 23.6}},
                                   {"west", {103.8, 33.0}},
                                   {"north_west", {103.0, 38.0}},
                                   {"south_west", {104.0, 28.0}},
                                   {"chengdu_chongqing", {105.6, 30.0}},
                                   {"inner_mongolia", {111.8, 40.4}},
                                   {"guizhou", {106.5, 26.4}},
                                   {"gansu", {107.6, 35.7}},
                                   {"ningxia", {105.2, 37.5}}};

constexpr Position middle{110, 32};  // of a circle for the others
constexpr double radius = 11;        // beyond all that are known

}  // namespace

std::vector<Position> positions_of(const std::vector<std::string>& names) {
  std::vector<Position> all;
  std::vector<std::size_t> others;
  for (const std::string& name : names) {
    const auto* const found = std::ranges::find(known, name, &KnownPosition::name);
    if (found == std::end(known)) others.push_back(all.size());
    all.push_back(found == std::end(known) ? middle : found->at);
  }
  for (std::size_t i = 0; i < others.size(); ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(others.size());
    all[others[i]] = {middle.longitude + radius * std::sin(angle) * 1.2, middle.latitude + radius * std::cos(angle)};
  }
  return all;
}

}  // namespace suanli::report
