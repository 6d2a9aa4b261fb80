#include "agents/siting.hpp"

#include <algorithm>
#include <limits>

#include "engine/elementary.hpp"

namespace suanli {

namespace {

constexpr double out_of_reach = std::numeric_limits<double>::infinity();

double entry_or(const Named<double>& entries, const std::string& name, double otherwise) {
  const auto found =
      std::ranges::find(entries, name, [](const auto& entry) -> const std::string& { return entry.first; });
  return found == entries.end() ? otherwise : found->second;
}

}  // namespace

double latency_to(const LocationParameters& location, const std::string& region) {
  return entry_or(location.latency, region, out_of_reach);
}

double log_delivery(const ServiceClassParameters& of_class, const LocationParameters& location,
                    const std::string& region) {
  const double latency = latency_to(location, region);
  if (of_class.latency_limit.kind == LatencyLimit::given && !(latency <= of_class.latency_limit.number))
    return out_of_reach;
  if (of_class.latency_steps.empty()) return log(entry_or(location.delivery, region, 1));
  const auto step = std::ranges::lower_bound(of_class.latency_steps, latency) - of_class.latency_steps.begin();
  const auto last = static_cast<std::ptrdiff_t>(of_class.delivery_steps.size()) - 1;
  return log(of_class.delivery_steps[static_cast<std::size_t>(std::min(step, last))]);
}

namespace {

/// λ: share of an industry's spending on services that goes to a class.
double service_share(const Parameters& p, const IndustryParameters& industry, std::size_t of_class) {
  if (industry.service_shares.empty()) return 1;  // there is one class only
  double sum = 0;
  for (const auto& [name, share] : industry.service_shares) sum += share;
  return entry_or(industry.service_shares, p.service_classes[of_class].first, 0) / sum;
}

std::size_t region_of(const Parameters& p, const LocationParameters& location) {
  const auto found =
      std::ranges::find(p.regions, location.region, [](const auto& r) -> const std::string& { return r.first; });
  return static_cast<std::size_t>(found - p.regions.begin());
}

// ln b: given, or the region's share of what regions with locations spend, shared among its locations.
double log_weight(const Parameters& p, const LocationParameters& location, double regions_share) {
  if (location.weight.kind == ScaleWeight::given) return log(location.weight.number);
  if (location.weight.kind == ScaleWeight::revenue) return 0;
  const auto same = std::ranges::count(p.locations, location.region, [](const auto& l) { return l.second.region; });
  return log(regions_share / static_cast<double>(same));
}

}  // namespace

double Siting::log_service_price(std::span<const double> log_price_indices, std::size_t region,
                                 std::size_t industry) const {
  const std::size_t first = (region - buyers.front().region) * classes();
  double sum = 0;
  for (std::size_t k = 0; k < classes(); ++k) {
    const double share = class_shares[industry * classes() + k];
    if (share > 0) sum += share * log_price_indices[first + k];
  }
  return sum;
}

Siting siting_of(const Parameters& p, std::span<const std::size_t> regions, std::size_t economy,
                 const std::function<double(std::size_t m, std::size_t j)>& share) {
  Siting siting;
  siting.dispersion = p.services.dispersion, siting.price_floor = p.services.price_floor;
  siting.carbon_price = p.services.carbon_price;
  siting.regions = regions.size();
  for (const auto& [name, industry] : p.industries)
    for (std::size_t k = 0; k < p.service_classes.size(); ++k)
      siting.class_shares.push_back(service_share(p, industry, k));
  std::vector<double> spending(p.regions.size());
  for (const std::size_t m : regions)
    for (std::size_t k = 0; k < p.service_classes.size(); ++k) {
      double of_class = 0;
      for (std::size_t j = 0; j < p.industries.size(); ++j) {
        const IndustryParameters& industry = p.industries[j].second;
        of_class +=
            share(m, j) * (1 - industry.alpha - industry.beta) * siting.class_shares[j * p.service_classes.size() + k];
      }
      siting.buyers.push_back({m, k, economy, of_class});
      spending[m] += of_class;
    }
  double served = 0;  // spending of the regions that have locations
  for (const std::size_t m : regions)
    if (std::ranges::find(p.locations, p.regions[m].first, [](const auto& l) { return l.second.region; }) !=
        p.locations.end())
      served += spending[m];
  for (std::size_t l = 0; l < p.locations.size(); ++l) {
    const LocationParameters& location = p.locations[l].second;
    const std::size_t m = region_of(p, location);
    if (std::ranges::find(regions, m) == regions.end()) continue;
    const double eta = location.compute_per_service.kind == ComputeNeed::given ? location.compute_per_service.number
                                                                               : p.technology.compute_per_service;
    const double subsidy = pow(1 - location.investment_subsidy, -p.allocation.elasticity);
    siting.sites.push_back({.location = l,
                            .region = m,
                            .economy = economy,
                            .compute_per_service = eta,
                            .availability = location.availability,
                            .energy = energy_per_service(p.services, location),
                            .electricity_price = location.electricity_price,
                            .grid_carbon = location.grid_carbon,
                            .log_weight = log_weight(p, location, spending[m] / served),
                            .multiplier = location.siting_multiplier * subsidy});
  }
  for (const Buyer& buyer : siting.buyers)
    for (const Site& site : siting.sites)
      siting.log_delivery.push_back(suanli::log_delivery(
          p.service_classes[buyer.of_class].second, p.locations[site.location].second, p.regions[buyer.region].first));
  return siting;
}

}  // namespace suanli
