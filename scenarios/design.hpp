// The points of a scenario's design as parameters, and the rules that need the scenario's keys.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agents/parameters.hpp"

namespace suanli {

/// At which values of its parameters a scenario is simulated: one point, its own values, or every row of its design.
class Design {
 public:
  /// `p` has passed every rule.
  explicit Design(const Parameters& p);

  bool is_empty() const { return parameters_.design.empty(); }
  std::size_t points() const { return values_ ? values_->size() : 1; }
  /// Values of the varied parameters at a point, in the order of design.varied; of words their numbers from 0.
  std::span<const double> values(std::size_t point) const { return (*values_)[point]; }
  /// The parameters at a point, without the design.
  Parameters at(std::size_t point) const;
  /// "point 17 (sigma = 7.2, tau = 0.11)", or nothing without a design.
  Text in_words(std::size_t point) const;

 private:
  Parameters parameters_;
  std::optional<Points> values_;
  std::vector<std::function<void(Parameters&, double)>> set_;  // by varied parameter
};

/// Every rule about keys and values of the design that it breaks, at the first point that breaks it. `p` has passed `check`.
std::vector<Fault> faults_of_design(const Parameters& p);

}  // namespace suanli
