// How growth is distributed over replications, and what its variance comes from, as charts.
#pragma once

#include "scenarios/report/files.hpp"

namespace suanli::report {

/// Densities, quantiles by year and growth at risk of a run, if it has several replications.
void add_distribution(const RunFile& run, page::Section& section);

/// The same of a file of `suanli distribution`, as a section of its own.
void add_distribution(const OtherFile& given, const std::string& id, const Sections& to);

/// Indices and the split of variance of a run with a design.
void add_sensitivity(const RunFile& run, page::Section& section);

}  // namespace suanli::report
