#include <algorithm>
#include <cmath>

#include "agents/prevailing.hpp"
#include "agents/verbs.hpp"
#include "engine/stream.hpp"
#include "engine/transforms.hpp"

namespace suanli {

namespace {

constexpr double scale_of_words = 0x1p-32;

// An event that may come in this period: by lot, if it comes at random.
void draw_event(Country& country, std::size_t i) {
  const Parameters& p = country.model->parameters;
  const EventParameters& event = p.events[i].second;
  std::vector<Occurrence>& begun = country.occurrences[i];
  if (event.start.kind == EventStart::date) {
    if (begun.empty()) begun.push_back({event.start.number, event.duration, event.size});
    return;
  }
  const auto words = random_words(stream_of(country, Purpose::event, i), 0);
  const auto lot = [&](std::size_t word) { return (words[word] + 0.5) * scale_of_words; };
  if (lot(0) >= 1 - exp(-event.start.number * p.time.step)) return;
  const double date = country.date();
  std::erase_if(begun, [&](const Occurrence& o) { return o.start + o.duration + event.recovery < date; });
  begun.push_back({date, -log(lot(1)) * event.duration, event.size * (1 + event.size_spread * (2 * lot(2) - 1))});
}

}  // namespace

void meet_events(Country& country) {
  const Model& model = *country.model;
  for (std::size_t i = 0; i < country.occurrences.size(); ++i) draw_event(country, i);
  Conditions now = conditions_at(model.parameters, country.date(), country.occurrences);
  const bool as_before = now.same_technology(country.conditions);
  country.conditions = std::move(now);
  if (as_before) return;
  country.technology = prevailing_technology(model, country.conditions);
  country.posted_return = returns_to_post(model, country.conditions);
  if (!country.has_locations()) return;
  std::size_t b = 0;
  for (const EconomyTechnology& economy : country.technology)
    for (const Buyer& buyer : economy.located->siting().buyers)
      country.service_market.buyers[b++].spending = buyer.spending;
}

}  // namespace suanli
