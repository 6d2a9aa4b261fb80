#include "agents/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstring>
#include <tuple>
#include <type_traits>

#include "agents/prevailing.hpp"

namespace suanli {

namespace {

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

// What a checkpoint must have in common with the replication that reads it. Structures without lists are written as they are.
struct CheckpointHead {
  std::array<char, 8> name{'S', 'U', 'A', 'N', 'L', 'I', 'C', '\n'};
  std::uint64_t version = checkpoint_version;
  std::array<std::uint64_t, 5> sizes{sizeof(Cell), sizeof(Location), sizeof(Uncertainty), sizeof(Occurrence),
                                     sizeof(BundleTechnology)};
  std::uint64_t replication, periods, values;

  bool operator==(const CheckpointHead&) const = default;
};

CheckpointHead head_of(const Country& country, const Record& record) {
  return {.replication = country.replication, .periods = country.model->periods, .values = record.values.size()};
}

}  // namespace

// Each structure's members, for writer and reader. A member that is added does not compile before it is named here.
// clang-format off
template <class Bytes, Is<CommonShocks> T> static void members(Bytes& bytes, T& shocks) {
  auto& [of_economy, of_industry, of_region, of_services] = shocks;
  bytes(of_economy, of_industry, of_region, of_services);
}

template <class Bytes, Is<Spell> T> static void members(Bytes& bytes, T& spell) {
  auto& [share, disrupted, availability, log_detour] = spell;
  bytes(share, disrupted, availability, log_detour);
}

template <class Bytes, Is<Conditions> T> static void members(Bytes& bytes, T& conditions) {
  auto& [electricity, multiplier, subsidy, programme, demand, latency, log_productivity, carbon_price, carbon_surcharge,
         chip_price, volatility, adoption_subsidy, tau, in_event, spells] = conditions;
  bytes(electricity, multiplier, subsidy, programme, demand, latency, log_productivity, carbon_price, carbon_surcharge,
        chip_price, volatility, adoption_subsidy, tau, in_event, spells);
}

template <class Bytes, Is<Economy> T> static void members(Bytes& bytes, T& economy) {
  auto& [capital, compute, provider_compute, synergy, compute_per_service, output, consumption, investment,
         adoption_cost, adoption_subsidy, energy_cost, carbon_tax, link_rents, tau, compute_demand, rental_rate, compute_rental_rate,
         provider_return, valued_output, provider_profit, log_trend, log_shift, log_gain, provider_investment,
         provider_kept, cells, largest_residual] = economy;
  bytes(capital, compute, provider_compute, synergy, compute_per_service, output, consumption, investment,
        adoption_cost, adoption_subsidy, energy_cost, carbon_tax, link_rents, tau, compute_demand, rental_rate, compute_rental_rate,
        provider_return, valued_output, provider_profit, log_trend, log_shift, log_gain, provider_investment,
        provider_kept, cells, largest_residual);
}

template <class Bytes, Is<ServiceMarket::Link> T> static void members(Bytes& bytes, T& link) {
  auto& [site, buyers, bandwidth] = link;
  bytes(site, buyers, bandwidth);
}

template <class Bytes, Is<ServiceMarket> T> static void members(Bytes& bytes, T& market) {
  auto& [sites, dispersion, log_weight, buyers, log_delivery, log_size, capacity, floor, links] = market;
  bytes(sites, dispersion, log_weight, buyers, log_delivery, log_size, capacity, floor, links);
}

template <class Bytes, Is<ServicePrices> T> static void members(Bytes& bytes, T& prices) {
  auto& [price, utilisation, link_price, log_price_index, share, log_output, revenue, residual, iterations, clearing] =
      prices;  // the last is memory only: posing a market overwrites all of it
  bytes(price, utilisation, link_price, log_price_index, share, log_output, revenue, residual, iterations);
}

template <class Bytes, Is<FoundFirms> T> static void members(Bytes& bytes, T& found) {
  auto& [leaving, considering, leavings] = found;
  bytes(leaving, considering, leavings);
}

template <class Bytes, Is<Firms> T> static void members(Bytes& bytes, T& firms) {
  bytes(firms.fields_of_slots(), firms.found());
}

template <class Bytes, Is<FirmPopulation> T> static void members(Bytes& bytes, T& population) {
  bytes(population.sales);  // a look finds all else anew
}

template <class Bytes, Is<FirmObserver> T> static void members(Bytes& bytes, T& observer) {
  std::apply(bytes, FirmObserver::state(observer));
}

template <class Bytes, Is<FirmWitness> T> static void members(Bytes& bytes, T& witness) {
  auto [observer, last_look, residuals, growth, entrants] = FirmWitness::state(witness);
  if (observer) bytes(*observer);
  bytes(last_look, residuals, growth, entrants);
}

template <class Bytes, Is<Record> T> static void members(Bytes& bytes, T& record) {
  auto& [values, largest_residuals] = record;
  bytes(values, largest_residuals);
}

template <class Bytes, Is<Country> T> static void members(Bytes& bytes, T& country) {
  auto& [model, replication, period, first_period, threads, shocks, uncertainty, occurrences, conditions, technology,
         technology_moved, posted_return, economies, locations, service_market, service_prices, undisturbed_prices,
         firms, bundles, adopting, adopted_share, followed] =
      country;  // technology follows from conditions; nobody is followed
  bytes(period, first_period, shocks, uncertainty, occurrences, conditions, technology_moved, posted_return, economies,
        locations, service_market, service_prices, undisturbed_prices, firms, bundles, adopting, adopted_share);
}
// clang-format on

namespace {

void expect(bool holds) {
  if (!holds) throw WrongBytes("a checkpoint with values that no replication of this model has");
}

bool is_number(double x) { return !std::isnan(x); }  // an attraction may be infinite

// Of a structure that was read as it is, before anybody looks whether it is true.
bool is_truth(const bool& value) {
  unsigned char byte = 0;
  std::memcpy(&byte, &value, sizeof byte);
  return byte <= 1;
}

// Firms of a cell, each once, of places in [first, end).
template <class Firms, class Place>
void expect_places(const Firms& firms, std::size_t first, std::size_t end, Place place) {
  for (const auto& firm : firms) {
    expect(place(firm) >= first && place(firm) < end);
    first = place(firm) + 1;
  }
}

void expect_found_firms(const Country& country) {
  const FirmLayout& layout = country.model->layout;
  const std::vector<FoundFirms>& found = country.firms.found();
  expect(found.size() == (country.firms.are_investing() ? layout.tasks().size() : 0));
  const auto itself = [](std::uint32_t place) { return std::size_t{place}; };
  for (std::size_t t = 0; t < found.size(); ++t) {
    const FirmLayout::Task& task = layout.tasks()[t];
    const std::size_t end = std::min(task.end, layout.cells()[task.cell].firms);
    expect_places(found[t].leaving, task.first, end, itself);
    expect_places(found[t].considering, task.first, end, [](const Candidate& c) { return std::size_t{c.place}; });
  }
  for (std::size_t c = 0; c < country.adopting.size(); ++c)
    expect_places(country.adopting[c], 0, layout.cells()[c].firms, itself);
}

void expect_conditions(const Conditions& now, const Parameters& p) {
  const std::size_t locations = p.locations.size();
  for (const auto* of_locations : {&now.electricity, &now.multiplier, &now.subsidy, &now.programme})
    expect(of_locations->size() == locations);
  for (const Spell& spell : now.spells)
    expect(spell.availability.size() == locations && spell.log_detour.size() == locations * p.regions.size());
}

void expect_market(const ServiceMarket& market, const ServiceMarket& of_model) {
  expect(market.sites == of_model.sites && market.buyers.size() == of_model.buyers.size() &&
         market.links.size() == of_model.links.size());
  for (const auto list : {&ServiceMarket::log_weight, &ServiceMarket::log_delivery, &ServiceMarket::log_size,
                          &ServiceMarket::capacity, &ServiceMarket::floor})
    expect((market.*list).size() == (of_model.*list).size());
  for (std::size_t b = 0; b < market.buyers.size(); ++b) expect(market.buyers[b].economy == of_model.buyers[b].economy);
  for (std::size_t l = 0; l < market.links.size(); ++l)
    expect(market.links[l].site == of_model.links[l].site && market.links[l].buyers == of_model.links[l].buyers);
}

// None before a market has cleared for the first time.
void expect_prices(const ServicePrices& prices, const ServiceMarket& market, std::size_t economies) {
  const std::size_t sites = prices.price.empty() ? 0 : market.sites, buyers = sites == 0 ? 0 : market.buyers.size();
  expect(prices.price.size() == sites && prices.utilisation.size() == sites && prices.revenue.size() == sites);
  expect(prices.log_price_index.size() == buyers && prices.share.size() == buyers * sites);
  expect(prices.link_price.size() == (sites == 0 ? 0 : market.links.size()));
  expect(prices.log_output.size() == (sites == 0 ? 0 : economies));
}

void expect_past_firms(const FirmWitness& witness) {
  const auto [observer, last_look, residuals, growth, entrants] = FirmWitness::state(witness);
  expect(residuals.size() == growth.size());
  if (!observer) return;
  const auto& classes = std::get<4>(FirmObserver::state(*observer));
  for (const std::vector<std::uint8_t>& of_bins : classes)
    for (const std::uint8_t size_class : of_bins) expect(size_class < size_classes);
}

// Bytes that fit their checksum may still be made to harm: every count and place that is used as it stands is looked at.
// Other numbers may be any: a replication that they spoil fails as one that spoils itself.
void expect_usable(const Country& country, const FirmWitness& witness) {
  const Model& model = *country.model;
  const bool lives_before = model.parameters.firms.start == FirmStart::stationary;
  expect(country.first_period == (lives_before ? 0 - static_cast<std::uint32_t>(model.periods_before) : 0));
  expect(country.before_start() || country.period <= model.periods);
  expect(is_truth(country.uncertainty.turbulent) && is_truth(country.uncertainty.dated));
  expect_conditions(country.conditions, model.parameters);
  expect(country.locations.size() == model.sites.size() && country.posted_return.size() == model.sites.size());
  expect_market(country.service_market, model.service_market);
  for (const ServicePrices* prices : {&country.service_prices, &country.undisturbed_prices})
    expect_prices(*prices, country.service_market, model.economies.size());
  expect(country.bundles.size() == model.layout.cells().size() || (country.bundles.empty() && country.before_start()));
  expect(std::ranges::all_of(country.firms.fields_of_slots(), is_number));
  expect_found_firms(country);
  expect_past_firms(witness);
}

}  // namespace

void write_checkpoint(const Country& country, const FirmWitness& witness, const Record& record, const ByteSink& sink) {
  ByteWriter{sink}(head_of(country, record), country, witness, record);
}

void read_checkpoint(Country& country, FirmWitness& witness, Record& record, const ByteSource& source) {
  ByteReader bytes(source);
  CheckpointHead head{};
  bytes(head);
  if (head != head_of(country, record)) throw WrongBytes("a checkpoint of another version, replication or size");
  bytes(country, witness, record);
  expect_usable(country, witness);
  if (country.technology_moved) country.technology = prevailing_technology(*country.model, country.conditions);
}

}  // namespace suanli
