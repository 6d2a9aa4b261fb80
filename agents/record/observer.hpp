// Looks at all firms of a replication once a year, and remembers of each what growth over the next year needs.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "agents/economy.hpp"
#include "agents/record/population.hpp"

namespace suanli {

/// The memory of one replication: four single-precision numbers a firm, so that a firm that invests takes 64 bytes.
class FirmObserver {
 public:
  explicit FirmObserver(const Model& model);

  /// Memory of one replication [byte].
  static std::size_t bytes(const FirmLayout& layout) { return 4 * sizeof(float) * layout.slots(); }

  /// Looks at the firms of the open period, one year after the last look, or as if for the first time.
  void look(const Country& country, bool a_year_later);

  /// Firms that leave in the open period are no survivors next year: their slots will hold entrants.
  void forget_leavers(const Country& country);

  const FirmPopulation& nation() const { return populations_.front(); }
  const FirmPopulation& industry(std::size_t j) const { return populations_[1 + j]; }
  /// What later looks depend on, for a checkpoint.
  template <class Observer> static auto state(Observer& o) {
    return std::tie(o.size_, o.capital_, o.productivity_, o.investment_, o.classes_, o.log_output_, o.populations_);
  }

  /// The nation, then industries.
  const std::vector<FirmPopulation>& populations() const { return populations_; }

 private:
  struct Look;

  const Model* model_;
  // By slot: log size, K [1e12 yuan], log productivity, and the investment rate, of the last look. The first is NaN where
  // the firm was not there; the second holds today's log size between the two passes of a look.
  std::vector<float> size_, capital_, productivity_, investment_;
  std::vector<std::vector<std::uint8_t>> classes_;  // by population and bin of log size, of the last look
  std::vector<double> log_output_;                  // by population, of the last look
  std::vector<FirmPopulation> populations_;
};

}  // namespace suanli
