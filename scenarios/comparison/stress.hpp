// Stress tests of a scenario (MODEL.md §9): its locations and links hit in turn, the smallest shock that reaches a
// loss, the responses to one shock by date, and what it costs to steer work to a location.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/comparison/compare.hpp"

namespace suanli {

/// The times and the size of a shock, where the user says; in the units of `events`.
struct ShockOptions {
  std::optional<double> size = {}, start = {}, duration = {}, recovery = {};
};

/// A shock of a scenario: one of its events, or one that is added.
struct Shock {
  std::string name;
  EventKind kind;
  double size;         ///< that it has
  double largest;      ///< size up to which it makes sense
  Scenario scenario;   ///< with it
  Parameters without;  ///< and without it
};

/// `description` is the name of an event of the scenario, or "kind,key=value,…" of one that is added, with keys of `events`.
/// It starts a quarter into the horizon and lasts a year unless it says otherwise. Throws WrongInput.
Shock shock_of(const Scenario& scenario, const std::string& description, const ShockOptions& options);
/// The dates from and until which a shock is felt [year]; none if it comes at random.
std::optional<Interval> felt(const Shock& shock);
/// The scenario with the shock at another size. Throws WrongInput.
Parameters with_size(const Shock& shock, double size);

/// "outage of size 1 from 2029.5 for 1 year".
Text in_words(const EventParameters& event);

enum class Struck { location, link };
/// The scenario with each of its locations down, or delivery over each link from a location to a region dearer, at a time.
/// Throws WrongInput.
std::vector<Member> each_out(const Scenario& scenario, Struck target, const ShockOptions& options);
/// The losses, largest first; `done`: what was done to each.
std::string ranking_text(const std::vector<Comparison>& all, Struck target, const Text& done,
                         const CompareOptions& options, Language language);

/// A loss to look for: of output at the worst date, or of welfare, on average over replications [%].
struct Loss {
  bool of_welfare;
  double percent;
};
/// "loss=5%" or "welfare=1%". Throws WrongInput.
Loss loss_of(const std::string& given);

/// The answer of a reverse stress test.
struct SmallestShock {
  std::vector<double> sizes;          ///< that were tried, in order
  std::vector<Comparison> tried;      ///< by size
  std::optional<std::size_t> enough;  ///< the smallest that reaches the loss; none if even the largest does not
  double too_small = 0;               ///< the largest size known not to reach it
};
/// Bisection between 0 and the largest size until they are within `precision` of each other: right where larger shocks do
/// more harm. The same random numbers at every size. Throws SimulationError.
SmallestShock smallest_shock(const Shock& shock, const Loss& loss, const CompareOptions& options, Language language);
std::string smallest_text(const SmallestShock& found, const Shock& shock, const Loss& loss, Language language);
inline constexpr double shock_precision = 0.01;

/// What a multiplier comes to.
struct FrontierPoint {
  double multiplier;
  std::vector<double> at_rest;      ///< by number, NaN where there is no answer
  std::vector<Estimate> simulated;  ///< by number
};
struct Frontier {
  std::string location;
  std::vector<Description> numbers;
  std::vector<FrontierPoint> points;
  std::vector<Comparison> comparisons;  ///< each less the first multiplier, itself included
};
/// Growth, cost, carbon, latency and where work is done at each multiplier of investment in a location. Throws WrongInput
/// before any work, SimulationError.
Frontier frontier(const Scenario& scenario, const std::string& location, const std::vector<double>& multipliers,
                  const CompareOptions& options, Language language);
std::string frontier_text(const Frontier& f, Language language);
/// The same for the file, by multiplier.
std::vector<FurtherNumbers> frontier_numbers(const Frontier& f);
/// The groups of these.
std::span<const output::Group> frontier_groups();

/// Responses of the nation's series to a shock, with 99 % intervals: at every date while it is `felt`, once a year otherwise.
std::string response_text(const Comparison& response, const std::optional<Interval>& felt, Language language);
/// The same at every date, as a chart; series that differ by a percentage only.
std::string response_svg(const Comparison& response, Language language);

}  // namespace suanli
