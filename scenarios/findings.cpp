#include "scenarios/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace suanli {

namespace {

// Chance that a row of a sound simulation fails: with some thirty rows, a false alarm in thirty files.
constexpr double false_alarm = 1e-3;

}  // namespace

Finding silent(std::string row, std::string statement, std::string reason) {
  Finding f;
  f.row = std::move(row), f.statement = std::move(statement), f.reason = std::move(reason);
  return f;
}
// Passes if the difference is within what chance and the theory leave open.
Finding compare(std::string row, std::string statement, Estimate simulated, double theory, double left_open) {
  if (std::isinf(simulated.standard_error))
    return silent(std::move(row), std::move(statement), "a single replication has no standard error");
  Finding f;
  f.row = std::move(row), f.statement = std::move(statement);
  f.simulated = simulated.mean, f.standard_error = simulated.standard_error, f.theory = theory;
  const double by_chance =
      simulated.standard_error > 0 ? standard_errors_off(false_alarm, simulated.count) * simulated.standard_error : 0;
  f.tolerance = by_chance + left_open;
  f.verdict = std::abs(f.difference()) <= f.tolerance ? Verdict::pass : Verdict::fail;
  return f;
}

bool holds(const std::vector<Findings>& findings) {
  bool held_against_theory = false;
  for (const Findings& simulation : findings)
    for (const Finding& f : simulation.rows) {
      if (f.verdict == Verdict::fail) return false;
      held_against_theory = held_against_theory || (f.of_theory && f.verdict == Verdict::pass);
    }
  return held_against_theory;
}

namespace {

// A text filled up to a number of columns; letters with marks above take none of their own.
std::string column(const std::string& text, std::size_t width) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    const bool combining = c == 0xCC || (c == 0xCD && static_cast<unsigned char>(text[i + 1]) < 0xB0);
    columns += (c & 0xC0) != 0x80 && !combining;
  }
  return text + std::string(width > columns ? width - columns : 1, ' ');
}

// How near a row is to failing, to find the worst of several.
double badness(const Finding& f) {
  if (f.verdict == Verdict::no_closed_form) return -1;
  if (f.verdict == Verdict::fail) return std::numeric_limits<double>::infinity();
  return f.tolerance > 0 ? std::abs(f.difference()) / f.tolerance : 0;
}

// Of rows that share a heading, the worst, in order of first appearance.
template <class Heading> std::vector<Finding> worst_of(const std::vector<Finding>& rows, const Heading& heading) {
  std::vector<std::vector<Finding>> groups;
  for (const Finding& f : rows) {
    const auto group = std::ranges::find_if(groups, [&](const auto& g) { return heading(g.front()) == heading(f); });
    if (group == groups.end()) groups.push_back({f});
    else group->push_back(f);
  }
  std::vector<Finding> worst;
  for (const std::vector<Finding>& group : groups) {
    Finding f = *std::ranges::max_element(group, {}, badness);
    if (group.size() > 1 && f.verdict != Verdict::no_closed_form) {
      f.statement += fmt::format(", worst of {}", group.size());
      if (!f.economy.empty()) f.statement += ": " + f.economy;
    }
    f.economy.clear();
    worst.push_back(std::move(f));
  }
  return worst;
}

std::string line_of(const Finding& f) {
  const std::string statement = f.economy.empty() ? f.statement : f.statement + ", " + f.economy;
  const std::string head = column(fmt::format("{:<4}{}", f.row, statement), 64);
  if (f.verdict == Verdict::no_closed_form) return fmt::format("{}no closed form because {}\n", head, f.reason);
  return fmt::format("{}{:>14.8g} {:>9.2g} {:>14.8g} {:>10.2g}  {}\n", head, f.simulated, f.standard_error, f.theory,
                     f.difference(), f.verdict == Verdict::pass ? "pass" : "FAIL");
}

}  // namespace

std::string to_text(const std::vector<Findings>& findings, Detail detail) {
  std::string text;
  std::size_t passed = 0, failed = 0;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::vector<Finding>& all = findings[i].rows;
    const bool twin = i > 0;
    std::vector<Finding> shown = all;
    if (detail == Detail::one_screen) {
      shown = worst_of(all, [&](const Finding& f) { return twin ? f.row : f.row + f.statement; });
      if (twin) std::erase_if(shown, [](const Finding& f) { return f.verdict == Verdict::no_closed_form; });
    }
    text += fmt::format("{}{:>14} {:>9} {:>14} {:>10}\n", column(findings[i].of, 64), "simulated", "± s.e.", "theory",
                        "difference");
    for (const Finding& f : shown) text += line_of(f);
    for (const Finding& f : all) passed += f.verdict == Verdict::pass, failed += f.verdict == Verdict::fail;
  }
  return text + (failed > 0        ? fmt::format("{} of {} rows FAIL\n", failed, passed + failed)
                 : holds(findings) ? fmt::format("Theory and simulation agree: all {} rows pass\n", passed)
                                   : "No row could be held against theory\n");
}

}  // namespace suanli
