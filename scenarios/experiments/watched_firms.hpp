// What experiments note of single firms at every date, by industry: whether large or small ones have
// adopted, how unequal they are.
#pragma once

#include <vector>

#include "scenarios/experiments/experiment.hpp"

namespace suanli {

/// What is noted of the firms of an industry in the first region.
enum FirmsNoted : std::size_t {
  adopted_by_small,  ///< of the half that makes less than the median firm
  adopted_by_large,  ///< of the half that makes more
  share_of_leaders,  ///< of output that the tenth with the largest output makes
  spread_of_output,  ///< standard deviation of ln output
  firms_noted        ///< how many numbers these are
};

/// These numbers of every industry, one industry after another.
std::vector<double> note_firms(const Country& country);

/// One of them at a date, of each replication: of an industry, or the mean over industries with their expenditure shares.
std::vector<double> of_industry(const Ensemble& arm, std::size_t industry, FirmsNoted what, double years);
std::vector<double> of_all_industries(const Ensemble& arm, FirmsNoted what, double years);

}  // namespace suanli
