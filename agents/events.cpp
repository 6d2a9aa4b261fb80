#include <algorithm>
#include <cmath>

#include "agents/prevailing.hpp"
#include "agents/verbs.hpp"
#include "engine/stream.hpp"
#include "engine/transforms.hpp"

namespace suanli {

namespace {

constexpr double scale_of_words = 0x1p-32;

// What begins of an event in this period: at its date, or, if it comes at random, after waiting times that are
// exponential, so that arrivals are those of a Poisson process whatever the step.
void draw_event(Country& country, std::size_t i) {
  const Parameters& p = country.model->parameters;
  const EventParameters& event = p.events[i].second;
  std::vector<Occurrence>& begun = country.occurrences[i];
  if (event.start.kind == EventStart::date) {
    if (begun.empty()) begun.push_back({event.start.number, event.duration, event.size});
    return;
  }
  const double date = country.date(), end = date + p.time.step;
  std::erase_if(begun, [&](const Occurrence& o) { return o.start + o.duration + event.recovery < date; });
  const Stream stream = stream_of(country, Purpose::event, i);
  double arrival = date;
  for (std::uint32_t number = 0;; ++number) {
    const auto words = random_words(stream, number);
    const auto lot = [&](std::size_t word) { return (words[word] + 0.5) * scale_of_words; };
    arrival -= log(lot(0)) / event.start.number;
    if (!(arrival < end)) return;
    begun.push_back({arrival, -log(lot(1)) * event.duration, event.size * (1 + event.size_spread * (2 * lot(2) - 1))});
  }
}

// Surges that are modest each may together leave an industry no use for other capital.
void check_surges(const Country& country, const Conditions& now) {
  const Parameters& p = country.model->parameters;
  for (std::size_t j = 0; j < p.industries.size(); ++j) {
    const auto& [name, industry] = p.industries[j];
    const double xi = 1 - industry.alpha - industry.beta, most = 1 + industry.alpha / xi;
    if (now.demand[j] >= most)
      throw SimulationError(
          text("year {}: surges of demand that overlap make services of {} worth {:.4g} times as much of its output: "
               "must be below 1 + α/ξ = {:.4g}, where nothing is left for other capital, §9",
               "{} 年：重叠的需求激增使 {} 的算力服务占产出之比为原来的 {:.4g} 倍：须小于 1 + α/ξ = "
               "{:.4g}，否则其他资本将一无所得，§9",
               country.date(), name, now.demand[j], most));
  }
}

}  // namespace

void meet_events(Country& country) {
  const Model& model = *country.model;
  for (std::size_t i = 0; i < country.occurrences.size(); ++i) draw_event(country, i);
  Conditions now = conditions_at(model.parameters, country.date(), country.occurrences);
  check_surges(country, now);
  const bool as_before = now.same_technology(country.conditions);
  country.conditions = std::move(now);
  if (as_before) return;
  country.technology = prevailing_technology(model, country.conditions);
  country.technology_moved = true;
  country.posted_return = returns_to_post(model, country.conditions);
  if (!country.has_locations()) return;
  std::size_t b = 0;
  for (const EconomyTechnology& economy : country.technology)
    for (const Buyer& buyer : economy.located->siting().buyers)
      country.service_market.buyers[b++].spending = buyer.spending;
}

}  // namespace suanli
