#include "scenarios/distribution/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

#include "engine/parallel.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t thirds = 3;

/// Growth over stretches of one length, with finished replications in the order of their states at each start.
struct Starts {
  std::vector<std::vector<double>> growth;      // [start][finished replication]
  std::vector<std::vector<std::size_t>> order;  // [start][rank by state]
};

Starts starts_with_states(const EnsembleSeries& e, double years, std::size_t place) {
  Starts starts;
  for (const Stretch& stretch : starts_of(e, years)) {
    const std::size_t date = *e.date_number(stretch.from);
    const auto state = [&](std::size_t i) { return e.state[e.finished[i] * e.dates.size() + date]; };
    std::vector<std::size_t> order(e.finished.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, state);
    starts.order.push_back(std::move(order));
    starts.growth.push_back(growth_of_finished(e, stretch, place));
  }
  return starts;
}

// The quantile at risk by state when replications come so often; NaN for a third that nothing falls into.
std::array<double, states> at_risk(const Starts& starts, const std::vector<std::uint32_t>& times) {
  std::array<std::vector<double>, states> pooled;
  const std::size_t drawn = std::accumulate(times.begin(), times.end(), std::size_t{0});
  for (std::size_t s = 0; s < starts.order.size(); ++s) {
    std::size_t rank = 0;
    for (const std::size_t i : starts.order[s])
      for (std::uint32_t time = 0; time < times[i]; ++time, ++rank) {
        pooled[0].push_back(starts.growth[s][i]);
        // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): it counts what this runs over
        pooled[1 + thirds * rank / drawn].push_back(starts.growth[s][i]);
      }
  }
  std::array<double, states> risk{};
  for (std::size_t k = 0; k < states; ++k) risk[k] = picked_quantile(pooled[k], probability_at_risk);
  return risk;
}

// Growth is a ratio of levels less one: it lies on a grid of 2^-52 (1 + growth), and each level is itself the last of a
// few dozen roundings. A standard deviation of no more than 64 steps of that grid is theirs, and its skewness and
// kurtosis say nothing.
double rounding_of(double growth) { return 64 * std::numeric_limits<double>::epsilon() * std::abs(1 + growth); }

std::vector<double> numbers_compared(std::span<const double> ascending) {
  std::vector<double> all;
  // Of draws no errors are wanted, and these moments are cheap without them.
  const Estimate mean = estimate(ascending);
  all.push_back(mean.mean);
  const double deviation = mean.standard_error * std::sqrt(static_cast<double>(ascending.size()));
  const bool has_shape = deviation > rounding_of(mean.mean);
  all.push_back(deviation);
  all.push_back(has_shape ? skewness(ascending).value : nan);
  all.push_back(has_shape ? excess_kurtosis(ascending).value : nan);
  for (const double p : distribution_probabilities) all.push_back(quantile(ascending, p));
  all.push_back(expected_shortfall(ascending, probability_at_risk).value);
  return all;
}

// Where a file of so many replications gives no interval of a quantile, two of them give none of its difference.
void leave_out_intervals(GrowthDifference& d, std::size_t fewest) {
  const auto& compared = compared_numbers();
  for (std::size_t i = 0; i < compared.size(); ++i)
    if (const double p = compared[i].probability; p > 0 && fewest < values_for_interval(p, distribution_level))
      d.numbers[i].interval = {nan, nan}, d.numbers[i].standard_error = nan;
}

GrowthDifference difference_of(std::span<const double> a, std::span<const double> b, const Stretch& stretch,
                               Samples samples, std::uint64_t seed) {
  GrowthDifference d{stretch, differences(a, b, samples, numbers_compared, seed, distribution_level), 0, 0};
  leave_out_intervals(d, std::min(a.size(), b.size()));
  const Redrawn of_a(a), of_b(b);
  d.distance = largest_distance(of_a.ascending(), of_b.ascending());
  d.chance = samples == Samples::paired ? chance_of_distance_of_pairs(a, b, seed)
                                        : chance_of_distance(d.distance, a.size(), b.size());
  return d;
}

void expect_comparable(const EnsembleSeries& first, const EnsembleSeries& second) {
  const auto dates = [](const EnsembleSeries& e) {
    return text("{:g} to {:g} every {:g} year", "{:g} 至 {:g}，每 {:g} 年一个", e.dates.front(), e.dates.back(),
                e.step());
  };
  const bool same_dates = first.dates.size() == second.dates.size() &&
                          std::ranges::all_of(second.dates, [&](double t) { return first.date_number(t).has_value(); });
  if (!same_dates)
    throw NoDistribution(text("{}: has dates {}, and {} has {}: growth is compared over the same years",
                              "{}: 时点为 {}，而 {} 为 {}：只能比较相同年份的增长", second.name, dates(second),
                              first.name, dates(first)));
  const auto places = [](const EnsembleSeries& e) {
    std::string all;
    for (const std::string& place : e.places) all += (all.empty() ? "" : ", ") + place;
    return all;
  };
  if (first.places != second.places)
    throw NoDistribution(text("{}: has {}, and {} has {}: growth is compared place by place",
                              "{}: 有 {}，而 {} 有 {}：增长须逐地逐业比较", second.name, places(second), first.name,
                              places(first)));
}

std::vector<std::size_t> finished_by_both(const EnsembleSeries& first, const EnsembleSeries& second) {
  std::vector<std::size_t> both;
  std::ranges::set_intersection(first.finished, second.finished, std::back_inserter(both));
  return both;
}

}  // namespace

GrowthDistribution distribution_of(std::vector<double> growth, const Stretch& stretch) {
  GrowthDistribution d{stretch, std::move(growth), {}, {}, {}};
  std::vector<double> ascending = d.by_replication;
  std::ranges::sort(ascending);
  d.moments = moments(d.by_replication, rounding_of(estimate(d.by_replication).mean));
  std::ranges::transform(distribution_probabilities, d.quantiles.begin(),
                         [&](double p) { return quantile_estimate(ascending, p, distribution_level); });
  d.shortfall = expected_shortfall(ascending, probability_at_risk);
  return d;
}

RiskByState risk_by_state(const EnsembleSeries& e, double years, std::size_t place) {
  const Starts starts = starts_with_states(e, years, place);
  RiskByState risk{years, starts.order.size(), {}, {}};
  const std::size_t count = e.finished.size();
  std::vector<std::array<double, states>> draws(bootstrap_draws);
  for_each_index(bootstrap_draws, Threads::all, [&](std::size_t d) {
    draws[d] = at_risk(starts, times_drawn(count, e.seed, static_cast<std::uint32_t>(d)));
  });
  const std::array<double, states> found = at_risk(starts, std::vector<std::uint32_t>(count, 1));
  const auto with_draws = [&](std::size_t of_replications, const auto& number) {
    std::vector<double> of_draws;
    for (const auto& draw : draws) of_draws.push_back(number(draw));
    if (of_replications < fewest_at_risk) of_draws.clear();
    return bootstrapped(number(found), std::move(of_draws), distribution_level);
  };
  for (std::size_t k = 0; k < states; ++k)
    risk.at_risk[k] = with_draws(k == 0 ? count : count / thirds, [k](const auto& of) { return of[k]; });
  risk.difference = with_draws(count / thirds, [](const auto& of) { return of[thirds] - of[1]; });
  return risk;
}

EnsembleDistribution distribution_of(const std::string& name, const DistributionOptions& options) {
  const output::ResultReader file = open_results(name, ResultKind::ensemble);
  EnsembleDistribution d{ensemble_of(file, options.series, options.level), {}, {}};
  const EnsembleSeries& e = d.ensemble;
  const std::vector<Stretch> horizons = horizons_of(e, options.horizons), years = years_of(e, options.years);
  for (const StatedEvent& event : options.events) d.events.push_back(probability_of(event, file));
  for (std::size_t place = 0; place < e.places.size(); ++place) {
    PlaceDistribution of{e.places[place], {}, {}, {}};
    for (const Stretch& h : horizons) {
      of.horizons.push_back(distribution_of(growth_of_finished(e, h, place), h));
      of.by_state.push_back(risk_by_state(e, h.years, place));
    }
    for (const Stretch& year : years) of.years.push_back(distribution_of(growth_of_finished(e, year, place), year));
    d.places.push_back(std::move(of));
  }
  return d;
}

const std::vector<ComparedNumber>& compared_numbers() {
  static const std::vector<ComparedNumber> all = [] {
    std::vector<ComparedNumber> numbers{{"mean"}, {"sd"}, {"skewness"}, {"kurtosis"}};
    for (const double p : distribution_probabilities) numbers.push_back({fmt::format("quantile_{:02.0f}", 100 * p), p});
    numbers.push_back({"shortfall_05"});
    return numbers;
  }();
  return all;
}

DistributionDifference difference_of(const EnsembleDistribution& first, const EnsembleDistribution& second) {
  const EnsembleSeries &a = first.ensemble, &b = second.ensemble;
  expect_comparable(a, b);
  const std::vector<std::size_t> both = finished_by_both(a, b);
  DistributionDifference d{
      a.seed == b.seed && both.size() > 1 ? Samples::paired : Samples::independent, both.size(), {}};
  const auto of_stretch = [&](const Stretch& stretch, std::size_t place) {
    const auto of = [&](const EnsembleSeries& e) {
      if (d.samples == Samples::independent) return growth_of_finished(e, stretch, place);
      return growth_of(e, stretch, place, both);
    };
    return difference_of(of(a), of(b), stretch, d.samples, a.seed);
  };
  for (std::size_t place = 0; place < a.places.size(); ++place) {
    PlaceDifference of{a.places[place], {}, {}};
    for (const GrowthDistribution& h : first.places[place].horizons)
      of.horizons.push_back(of_stretch(h.stretch, place));
    for (const GrowthDistribution& year : first.places[place].years)
      of.years.push_back(of_stretch(year.stretch, place));
    d.places.push_back(std::move(of));
  }
  return d;
}

}  // namespace suanli
