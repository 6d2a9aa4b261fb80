#include "scenarios/experiments/watched_locations.hpp"

#include <algorithm>

namespace suanli {

namespace {

template <class T> std::size_t place_of(const Named<T>& entries, const std::string& name) {
  const auto found =
      std::ranges::find(entries, name, [](const auto& entry) -> const std::string& { return entry.first; });
  return static_cast<std::size_t>(found - entries.begin());
}

// [replication × date] of a number that is looked up by date.
template <class Look> std::vector<double> series_of(const Ensemble& arm, const Look& look) {
  std::vector<double> all;
  for (std::size_t r = 0; r < arm.replications(); ++r)
    for (std::size_t t = 0; t < arm.dates(); ++t) all.push_back(look(r, t));
  return all;
}

}  // namespace

std::vector<double> note_locations(const Country& country) {
  const Model& model = *country.model;
  const std::size_t locations = country.locations.size();
  std::vector<double> noted;
  for (std::size_t l = 0; l < locations; ++l) {
    const Location& now = country.locations[l];
    noted.insert(noted.end(), {now.capital, now.utilisation, now.earned, now.earned * now.capital,
                               now.services() * model.sites[l].energy, country.conditions.chip_price * now.investment});
  }
  const std::size_t of_west = place_of(model.parameters.locations, west);
  double elsewhere = 0, moved = 0, all = 0, latency = 0;
  for (std::size_t b = 0; b < model.buyers.size(); ++b) {
    const Buyer& buyer = model.buyers[b];
    const double spending = buyer.spending * country.economies[buyer.economy].output;
    const auto share = [&](std::size_t l) { return country.service_prices.share[b * locations + l]; };
    const std::string& region = model.parameters.regions[buyer.region].first;
    for (std::size_t l = 0; l < locations; ++l)
      if (share(l) > 0) latency += spending * share(l) * latency_to(model.parameters.locations[l].second, region);
    all += spending;
    const bool tolerant =
        model.parameters.service_classes[buyer.of_class].second.latency_limit.kind == LatencyLimit::none;
    if (!tolerant || region == west) continue;
    elsewhere += spending, moved += spending * share(of_west);
  }
  noted.insert(noted.end(), {moved / elsewhere, latency / all});
  return noted;
}

std::vector<double> of_west(const Ensemble& arm, LocationNoted what) {
  const std::size_t place = place_of(arm.parameters().locations, west);
  return series_of(arm, [&](std::size_t r, std::size_t t) { return arm.watched(r, t, place * location_noted + what); });
}

std::vector<double> of_east(const Ensemble& arm, LocationNoted what) {
  const std::size_t place = place_of(arm.parameters().locations, west), count = arm.parameters().locations.size();
  return series_of(arm, [&](std::size_t r, std::size_t t) {
    double sum = 0;
    for (std::size_t l = 0; l < count; ++l)
      if (l != place) sum += arm.watched(r, t, l * location_noted + what);
    return sum;
  });
}

std::vector<double> of_work(const Ensemble& arm, WorkNoted what) {
  const std::size_t first = arm.parameters().locations.size() * location_noted;
  return series_of(arm, [&](std::size_t r, std::size_t t) { return arm.watched(r, t, first + what); });
}

}  // namespace suanli
