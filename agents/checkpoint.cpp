#include "agents/checkpoint.hpp"

#include <array>
#include <concepts>
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

void write_checkpoint(const Country& country, const FirmWitness& witness, const Record& record, const ByteSink& sink) {
  ByteWriter{sink}(head_of(country, record), country, witness, record);
}

void read_checkpoint(Country& country, FirmWitness& witness, Record& record, const ByteSource& source) {
  ByteReader bytes(source);
  CheckpointHead head{};
  bytes(head);
  if (head != head_of(country, record)) throw WrongBytes("a checkpoint of another version, replication or size");
  bytes(country, witness, record);
  if (country.technology_moved) country.technology = prevailing_technology(*country.model, country.conditions);
}

}  // namespace suanli
