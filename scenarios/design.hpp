// The points of a scenario's design as parameters, and the rules that need the scenario's keys.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agents/parameters.hpp"
#include "engine/design_rows.hpp"

namespace suanli {

/// At which values of its parameters a scenario is simulated: one point, its own values, or every row of its design.
class Design {
 public:
  /// `p` has passed every rule.
  explicit Design(const Parameters& p);

  bool is_empty() const { return parameters_.design.empty(); }
  std::size_t points() const { return values_ ? values_->size() : 1; }
  /// Values of the varied parameters at a point, in the order of design.varied; of words their numbers from 0.
  std::vector<double> values(std::size_t point) const { return (*values_)[point]; }
  /// The parameters at a point, without the design. Throws WrongInput if words that go together there are no scenario.
  Parameters at(std::size_t point) const;
  /// The parameters at a point that may not have been looked at. Throws WrongInput unless they are a scenario.
  Parameters checked_at(std::size_t point) const;
  /// How many points faults_of_design looks at, evenly spread: all, unless that took longer than about a second.
  std::size_t looked_at() const { return looked_at_; }
  /// "point 17 (sigma = 7.2, tau = 0.11)", or nothing without a design.
  Text in_words(std::size_t point) const;

 private:
  void read_words(double reading);
  void count_looks(double reading, std::size_t bytes);
  Parameters with_words(std::span<const double> values) const;
  std::size_t of_words(std::span<const double> values) const;

  Parameters parameters_;
  std::optional<DesignRows> values_;
  std::vector<std::function<void(Parameters&, double)>> set_;  // by varied parameter that takes numbers
  std::vector<std::optional<Range>> ranges_;                   // by varied parameter; none of those that take words
  std::vector<std::optional<Parameters>> of_words_;            // with each combination of words, if these are few
  std::size_t looked_at_ = 1;
};

/// Every rule about keys and values of the design that it breaks, at the first point looked at that breaks it. `p` has passed
/// `check`.
std::vector<Fault> faults_of_design(const Parameters& p);

}  // namespace suanli
