// One screen about a result file, for somebody who sees it for the first time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/text.hpp"
#include "output/result_file.hpp"

namespace suanli::output {

struct SummaryOptions {
  std::string group = "national";
  std::vector<std::string> series;  ///< of the group; empty: all of them
  std::optional<double> time;       ///< a date of the file; none: the last
};

/// What the file is, where it comes from, its dimensions, and a table of a group: for every series, at every place, the
/// means at the first and at the chosen date and, there, standard deviation and quantiles over replications; values
/// where there are no replications. Then unit and meaning of every series. Needs at most 64 MiB, or the replications of
/// one place. Throws NoSuchName for an unknown group, series or date, OutputError.
std::string summary_text(const ResultReader& file, const SummaryOptions& options, Language language);

}  // namespace suanli::output
