// The stress scenarios that come with the program: each moves what it is aimed at, and leaves alone what it should. Both
// sides see the same shocks, so that their differences are those of the stress.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>

#include "agents/series.hpp"
#include "engine/parallel.hpp"
#include "engine/statistics.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"

namespace suanli::test {
namespace {

constexpr std::size_t replications = 6;

/// A recorded series, "by_location/capacity", of one place: what the group does not have stays empty.
struct Place {
  std::string_view series, location = {}, region = {}, of_class = {}, industry = {};
};

/// A few small replications of a scenario, in memory.
class Ensemble {
 public:
  explicit Ensemble(const std::string& scenario)
      : parameters_(read_scenario(shipped(scenario), {{"time.end=2030"}, {"firms.count=1000"}, {"firms.burn_in=2"}})
                        .parameters),
        model_(parameters_),
        recorder_(model_),
        records_(replications) {
    for_each_index(replications, Threads::all, [&](std::size_t r) {
      records_[r] = simulate(model_, recorder_, static_cast<std::uint32_t>(r), Threads::one, [] {});
    });
  }

  const Parameters& parameters() const { return parameters_; }
  std::size_t dates() const { return recorder_.dates(); }
  double date(std::size_t t) const { return parameters_.time.start + static_cast<double>(t) * parameters_.time.step; }

  double value(const Place& place, std::size_t replication, std::size_t t) const {
    const std::size_t slash = place.series.find('/');
    const std::string_view group = place.series.substr(0, slash), name = place.series.substr(slash + 1);
    const std::vector<double>& values = records_[replication].values;
    if (name == "kappa") {  // K/W
      const double capital = value({"national/capital"}, replication, t),
                   compute = value({"national/compute"}, replication, t);
      return capital / (capital + compute);
    }
    if (name == "share_of_output")
      return value({"by_industry/output", {}, {}, {}, place.industry}, replication, t) /
             value({"national/output"}, replication, t);
    for (std::size_t s = 0; s < recorder_.recorded().size(); ++s) {
      const RecordedSeries& recorded = recorder_.recorded()[s];
      if (level_names[static_cast<std::size_t>(recorded.level)] != group || recorded.series->name != name) continue;
      if (group == "national") return values[recorder_.offset(s) + t];
      const std::size_t industries = parameters_.industries.size();
      return values[recorder_.offset(s) + t * industries + index(parameters_.industries, place.industry)];
    }
    const std::vector<RecordedVariable>& variables = recorder_.siting().variables();
    for (std::size_t v = 0; v < variables.size(); ++v) {
      if (variables[v].group != group || variables[v].description.name != name) continue;
      std::size_t at = t;
      for (const std::string& dimension : variables[v].dimensions) {
        if (dimension == "location")
          at = at * parameters_.locations.size() + index(parameters_.locations, place.location);
        if (dimension == "region") at = at * parameters_.regions.size() + index(parameters_.regions, place.region);
        if (dimension == "class")
          at = at * parameters_.service_classes.size() + index(parameters_.service_classes, place.of_class);
      }
      return values[recorder_.siting_offset(v) + at];
    }
    throw std::logic_error("no series " + std::string(place.series));
  }

  /// Whether every recorded value before a date has the same bits in another ensemble of the same layout.
  bool same_until(const Ensemble& other, double until) const {
    const auto same = [&](std::size_t offset, std::size_t end) {
      const std::size_t per_date = (end - offset) / dates();
      for (std::size_t r = 0; r < replications; ++r)
        for (std::size_t t = 0; t < dates() && date(t) < until - 1e-9; ++t)
          for (std::size_t i = 0; i < per_date; ++i) {
            const std::size_t at = offset + t * per_date + i;
            const double a = records_[r].values[at], b = other.records_[r].values[at];
            if (!(a == b || (std::isnan(a) && std::isnan(b)))) return false;
          }
      return true;
    };
    for (std::size_t s = 0; s < recorder_.recorded().size(); ++s)
      if (!same(recorder_.offset(s), recorder_.offset(s + 1))) return false;
    for (std::size_t v = 0; v < recorder_.siting().variables().size(); ++v)
      if (!same(recorder_.siting_offset(v), recorder_.siting_offset(v + 1))) return false;
    return true;
  }

 private:
  template <class T> static std::size_t index(const Named<T>& entries, std::string_view name) {
    const auto found =
        std::ranges::find(entries, name, [](const auto& entry) { return std::string_view(entry.first); });
    if (found == entries.end()) throw std::logic_error("no place " + std::string(name));
    return static_cast<std::size_t>(found - entries.begin());
  }

  Parameters parameters_;
  Model model_;
  Recorder recorder_;
  std::vector<Record> records_;
};

const Ensemble& ensemble(const std::string& scenario) {
  static std::map<std::string, Ensemble> all;
  return all.try_emplace(scenario, scenario).first->second;
}

/// Mean over the dates in [from, to) of a place, stress less base over base, over replications.
Estimate change(const Ensemble& stress, const Ensemble& base, const Place& place, double from, double to) {
  std::vector<double> changes;
  for (std::size_t r = 0; r < replications; ++r) {
    double stressed = 0, usual = 0;
    for (std::size_t t = 0; t < base.dates(); ++t)
      if (base.date(t) > from - 1e-9 && base.date(t) < to - 1e-9)
        stressed += stress.value(place, r, t), usual += base.value(place, r, t);
    changes.push_back(usual == 0 ? stressed : stressed / usual - 1);
  }
  return estimate(changes);
}

enum class Direction { down = -1, up = 1 };
struct Moved {
  Place place;
  double from, to;
  Direction direction;
};
struct Unmoved {
  Place place;
  double from, to;
  double within = 1e-9;  ///< relative: rounding
};
struct Claim {
  std::string stress, base;
  double begins;  ///< before it every recorded value has the same bits
  std::vector<Moved> moved;
  std::vector<Unmoved> unmoved;
};

// Stocks that make a stated utilisation follow what firms' choices have made of productivity, which differs between
// economies in the fifth digit; the first quarter's choices come on top.
constexpr double same_start = 1e-4;

// What only a stress of prices or of demand leaves alone, whatever happens later: stocks at its first date.
constexpr Place kappa{"national/kappa"}, compute{"national/compute"}, capital{"national/capital"};
constexpr Place energy_cost{"national/energy_cost"}, carbon{"national/carbon"}, output{"national/output"};

Place at(std::string_view series, std::string_view location) { return {series, location}; }
Place flow(std::string_view from_location, std::string_view to_region, std::string_view of_class) {
  return {"flows/share", from_location, to_region, of_class};
}
Place work(std::string_view series, std::string_view region, std::string_view of_class) {
  return {series, {}, region, of_class};
}

std::vector<Claim> claims() {
  using enum Direction;
  return {
      {"western-hub-outage",
       "baseline",
       2027,
       {{at("by_location/capacity", "west"), 2027, 2027.5, down},
        {at("by_location/utilisation", "west"), 2027, 2027.25, up},
        {work("by_class/displaced", "west", "sensitive"), 2027, 2027.25, up},
        {output, 2027, 2027.5, down}},
       {{at("by_location/capital", "west"), 2027, 2027.25},
        {at("by_location/capacity", "jing_jin_ji"), 2027, 2027.25},
        {kappa, 2022, 2030}}},
      {"trunk-link-failure",
       "baseline",
       2027,
       {{flow("west", "jing_jin_ji", "tolerant"), 2027, 2027.25, down},
        {flow("west", "west", "sensitive"), 2027, 2027.25, up},
        {work("by_class/displaced", "guangdong", "sensitive"), 2027, 2027.25, up}},
       {{at("by_location/capacity", "west"), 2027, 2027.25},
        {at("by_location/capacity", "guangdong"), 2027, 2027.25},
        {kappa, 2022, 2030}}},
      {"chip-squeeze",
       "baseline",
       2027,
       {{compute, 2027.25, 2030, down},
        {{"national/compute_rental_rate"}, 2027.25, 2030, up},
        {kappa, 2027.25, 2030, up}},
       {{output, 2027, 2027.25}, {capital, 2027, 2027.25}, {energy_cost, 2027, 2027.25}}},
      {"ai-demand-surge",
       "baseline",
       2027,
       {{{"by_industry/services", {}, {}, {}, "internet"}, 2027, 2030, up},
        {at("by_location/utilisation", "west"), 2027, 2027.25, up},
        {{"national/energy"}, 2027, 2030, up}},
       {{{"by_industry/share_of_output", {}, {}, {}, "internet"}, 2022, 2030},
        {{"by_industry/share_of_output", {}, {}, {}, "transport"}, 2022, 2030},
        {compute, 2027, 2027.25},
        {kappa, 2022, 2030}}},
      {"electricity-price-spike",
       "baseline",
       2027,
       {{energy_cost, 2027.25, 2027.75, up},
        {at("by_location/price", "guangdong"), 2027, 2027.75, up},
        {at("by_location/capacity", "yangtze_delta"), 2027, 2027.25, down}},
       {{at("by_location/capacity", "guangdong"), 2027, 2027.25},
        {at("by_location/capital", "west"), 2027, 2027.25},
        {compute, 2027, 2027.25},
        {kappa, 2022, 2030}}},
      {"hydropower-drought",
       "baseline-split-west",
       2027.5,
       {{at("by_location/capacity", "south_west"), 2027.5, 2027.75, down}},
       {{at("by_location/capacity", "north_west"), 2027.5, 2027.75},
        {at("by_location/capacity", "jing_jin_ji"), 2027.5, 2027.75},
        {at("by_location/capital", "south_west"), 2027.5, 2027.75},
        {kappa, 2022, 2030}}},
      {"carbon-price-path",
       "baseline",
       2025,
       {{{"national/carbon_tax"}, 2025, 2030, up}, {carbon, 2025, 2030, down}},
       {{at("by_location/capacity", "west"), 2025, 2025.25}, {kappa, 2022, 2030}}},
      {"western-build-out",
       "baseline",
       2024,
       {{at("by_location/capital", "west"), 2024.25, 2027.25, up},
        {at("by_location/utilisation", "west"), 2025, 2027.25, down}},
       {{compute, 2022, 2024.5}, {output, 2024, 2024.25}, {kappa, 2022, 2030}}},
      {"siting-multiplier",
       "baseline",
       2025,
       {{at("by_location/capital", "west"), 2025.25, 2030, up},
        {at("by_location/capital", "yangtze_delta"), 2025.25, 2030, down},
        {flow("west", "guangdong", "tolerant"), 2027, 2030, up}},
       // Who steers data centres does not build more of them.
       {{{"national/provider_compute"}, 2022, 2025.25}, {compute, 2022, 2030, 1e-3}, {kappa, 2022, 2030}}},
      {"siting-multiplier-latency-relief",
       "stress/siting-multiplier",
       2022,
       {{flow("west", "guangdong", "sensitive"), 2022, 2030, up},
        {flow("west", "jing_jin_ji", "tolerant"), 2022, 2030, up},
        {work("by_class/price", "guangdong", "tolerant"), 2022, 2030, down}},
       {{at("by_location/utilisation", "west"), 2022, 2022.25, same_start},
        {at("by_location/utilisation", "yangtze_delta"), 2022, 2022.25, same_start},
        {kappa, 2022, 2030}}},
      {"strict-latency",
       "baseline",
       2022,
       {{work("by_class/latency", "guangdong", "sensitive"), 2022, 2030, down},
        {flow("west", "yangtze_delta", "sensitive"), 2022, 2030, down},
        {work("by_class/price", "guangdong", "sensitive"), 2022, 2030, up}},
       {{at("by_location/utilisation", "west"), 2022, 2022.25, same_start}, {kappa, 2022, 2030}}},
      {"western-demand-shortfall",
       "baseline",
       2023,
       {{at("by_location/utilisation", "west"), 2023, 2025, down},
        {at("by_location/revenue", "west"), 2023, 2025, down},
        {at("by_location/revenue", "jing_jin_ji"), 2023, 2025, up}},
       {{at("by_location/capacity", "west"), 2023, 2023.25}, {compute, 2023, 2023.25}, {kappa, 2022, 2030}}},
      {"compound",
       "baseline",
       2027,
       {{compute, 2027.25, 2030, down},
        {{"by_industry/services", {}, {}, {}, "internet"}, 2027, 2028, up},
        {energy_cost, 2027, 2027.75, up}},
       {{{"by_industry/share_of_output", {}, {}, {}, "finance"}, 2022, 2030},
        {compute, 2027, 2027.25},
        {capital, 2027, 2027.25}}},
  };
}

std::string words(const Place& place) {
  std::string all(place.series.substr(place.series.find('/') + 1));
  if (all == "kappa") all = "K/W";
  if (all == "share_of_output") all = "share of output";
  for (const std::string_view name : {place.location, place.region, place.of_class, place.industry})
    if (!name.empty()) all += " " + std::string(name);
  return all;
}

/// What a claim says in its scenario file of what is left alone.
std::string left_alone(const Claim& claim) {
  std::string all = fmt::format("Tested to leave alone: {}",
                                claim.begins > 2022 ? fmt::format("all before {:g}; ", claim.begins) : "");
  for (const Unmoved& u : claim.unmoved)
    all += fmt::format("{}{} {:g}–{:g}{}", &u == claim.unmoved.data() ? "" : "; ", words(u.place), u.from, u.to,
                       u.within > 1e-9 ? fmt::format(" (within {:g})", u.within) : "");
  return all + ".";
}

/// The comments of a file in one line.
std::string comments_of(const std::string& scenario) {
  std::istringstream lines(bytes_of(shipped(scenario)));
  std::string all;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("# ")) all += (all.empty() ? "" : " ") + line.substr(2);
  return all;
}

TEST_CASE("each stress file says what the stress leaves alone, as it is tested") {
  for (const Claim& claim : claims()) {
    CAPTURE(left_alone(claim));
    CHECK(comments_of("stress/" + claim.stress + ".yaml").find(left_alone(claim)) != std::string::npos);
  }
}

TEST_CASE("each stress moves what it is aimed at by three standard errors, and leaves alone what it should") {
  std::size_t files = 0;
  for (const std::string& name : shipped_scenarios()) files += name.starts_with("stress/");
  CHECK(files == claims().size());
  for (const Claim& claim : claims()) {
    CAPTURE(claim.stress);
    const Ensemble stress("stress/" + claim.stress + ".yaml");
    const Ensemble& base = ensemble(claim.base + ".yaml");
    CHECK(stress.same_until(base, claim.begins));
    for (const Moved& m : claim.moved) {
      const Estimate moved = change(stress, base, m.place, m.from, m.to);
      CAPTURE(words(m.place));
      CAPTURE(moved.mean);
      CAPTURE(moved.standard_error);
      CHECK(moved.mean * static_cast<double>(m.direction) >= 3 * moved.standard_error);
      CHECK(std::abs(moved.mean) > 1e-6);
    }
    for (const Unmoved& u : claim.unmoved) {
      CAPTURE(words(u.place));
      const Estimate moved = change(stress, base, u.place, u.from, u.to);
      CAPTURE(moved.mean);
      CHECK(std::abs(moved.mean) < u.within);
    }
  }
}

TEST_CASE("the baseline starts at the utilisations that it states") {
  const Ensemble& baseline = ensemble("baseline.yaml");
  for (const auto& [name, location] : baseline.parameters().locations) {
    std::vector<double> used;
    for (std::size_t r = 0; r < replications; ++r)
      used.push_back(baseline.value(at("by_location/utilisation", name), r, 0));
    const Estimate start = estimate(used);
    CAPTURE(start.mean);
    CHECK(std::abs(start.mean - location.start_utilisation.number) < 5 * start.standard_error);
    CHECK(start.standard_error < .02);
  }
}

TEST_CASE("in the running baseline the market for services clears in four Newton steps or fewer, at the median") {
  const Scenario scenario =
      read_scenario(shipped("baseline.yaml"), {{"time.end=2030"}, {"firms.count=1000"}, {"firms.burn_in=2"}});
  const Model model(scenario.parameters);
  std::vector<double> steps;
  Country country = open_country(model, 0, Threads::one);
  while (country.period < model.periods) step(country), steps.push_back(country.service_prices.iterations);
  std::ranges::sort(steps);
  CHECK(steps[steps.size() / 2] <= 4);
  CHECK(steps.back() >= 1);
}

TEST_CASE("a compound stress is its three parts") {
  const auto events = [](const std::string& name) {
    return read_scenario(shipped("stress/" + name + ".yaml")).parameters.events;
  };
  Parameters parts = read_scenario(shipped("baseline.yaml")).parameters;
  for (const char* const name : {"chip-squeeze", "ai-demand-surge", "electricity-price-spike"})
    for (const auto& event : events(name)) parts.events.push_back(event);
  CHECK(to_yaml(parts) == to_yaml(read_scenario(shipped("stress/compound.yaml")).parameters));
}

TEST_CASE("where the West is cut in two nothing changes but carbon") {
  const Ensemble &one = ensemble("baseline.yaml"), &two = ensemble("baseline-split-west.yaml");
  for (std::size_t t = 0; t < one.dates(); ++t) {
    const double whole = one.value(at("by_location/energy", "west"), 0, t);
    const double north = two.value(at("by_location/energy", "north_west"), 0, t),
                 south = two.value(at("by_location/energy", "south_west"), 0, t);
    CHECK(std::abs(two.value(output, 0, t) / one.value(output, 0, t) - 1) < 1e-9);
    CHECK(std::abs((north + south) / whole - 1) < 1e-6);
    CHECK(two.value(carbon, 0, t) - one.value(carbon, 0, t) ==
          doctest::Approx(.66 * north + .33 * south - .397 * whole).epsilon(1e-9));
  }
}

}  // namespace
}  // namespace suanli::test
