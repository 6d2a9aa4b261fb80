// A scenario of a few lines for the tests of the reader and of runs, and what the reader says about it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/read.hpp"

namespace suanli::test {

/// Two regions × two industries over one year in quarters, on the balanced path; runs in a moment.
inline constexpr std::string_view small_scenario = R"(time: {start: 2022, end: 2023, step: 0.25}
ensemble: {replications: 4, seed: 7}
capital_market: national
pricing: integrated
tau: 0.10
synergy: {mode: intensity, strength: 1, reference: 0.10}
household:
  risk_aversion: 8
  discount_rate: 0.03
  euler: report
  consumption: saddle_path
technology: {depreciation: 0.06}
productivity:
  level: {output_to_wealth: 0.245}
  standard_deviation: 0.25
shocks:
  economy: {standard_deviation: 0}
  industry: {standard_deviation: 0}
  region: {standard_deviation: 0}
firms: {count: 2400}
start: {wealth: 100}
industries:
  internet: {alpha: 0.55, beta: 0.20}
  finance: {alpha: 0.80, beta: 0.12}
regions:
  north:
    expenditure_shares: {internet: 0.2, finance: 0.3}
  south:
    expenditure_shares: {internet: 0.1, finance: 0.4}
)";

/// `text` with its one occurrence of `from` replaced. Throws if there is none, or more than one.
inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string_view::npos || text.find(from, at + 1) != std::string_view::npos)
    throw std::logic_error("not once in the text: " + std::string(from));
  return std::string(text.substr(0, at)).append(to).append(text.substr(at + from.size()));
}

/// The small scenario with one place changed.
inline std::string small_with(std::string_view from, std::string_view to) { return replaced(small_scenario, from, to); }

/// What the reader says about a text named "a.yaml"; "" if it takes it.
inline std::string faults_of(const std::string& text, const std::vector<std::string>& settings = {}) {
  try {
    read_scenario_text(text, "a.yaml", settings);
  } catch (const InputFaults& faults) {
    return faults.what();
  }
  return "";
}

}  // namespace suanli::test
