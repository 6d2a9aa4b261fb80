#include "scenarios/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "engine/columns.hpp"

namespace suanli {

namespace {

// Chance that a statement about a sound simulation fails: with some thirty of them, a false alarm in thirty files.
constexpr double false_alarm = 1e-3;

// Passes if the difference is within what chance and the theory leave open. `alike`: how many rows make its statement.
void judge(VerdictRow& f, std::size_t alike) {
  const double chance = false_alarm / static_cast<double>(alike);  // Bonferroni
  f.tolerance = f.left_open;
  if (f.standard_error > 0) f.tolerance += standard_errors_off(chance, f.count) * f.standard_error;
  f.verdict = std::abs(f.difference()) <= f.tolerance ? Verdict::pass : Verdict::fail;
}

bool is_judged(const VerdictRow& f) { return f.verdict == Verdict::pass || f.verdict == Verdict::fail; }

}  // namespace

VerdictRow silent(std::string row, Text statement, Text reason) {
  VerdictRow f;
  f.row = std::move(row), f.statement = std::move(statement), f.reason = std::move(reason);
  return f;
}
VerdictRow compare(std::string row, Text statement, Estimate simulated, double theory, double left_open) {
  if (std::isinf(simulated.standard_error)) {
    VerdictRow f = silent(std::move(row), std::move(statement),
                          text("a single replication has no standard error", "单次重复没有标准误"));
    f.verdict = Verdict::not_judged;
    return f;
  }
  VerdictRow f;
  f.row = std::move(row), f.statement = std::move(statement);
  f.simulated = simulated.mean, f.standard_error = simulated.standard_error, f.count = simulated.count;
  f.theory = theory, f.left_open = left_open;
  judge(f, 1);
  return f;
}

void judge_together(std::vector<VerdictRow>& rows) {
  const auto says = [](const VerdictRow& f) { return std::pair(f.row, f.statement.en); };
  std::map<std::pair<std::string, std::string>, std::size_t> alike;
  for (const VerdictRow& f : rows) alike[says(f)] += is_judged(f);
  for (VerdictRow& f : rows)
    if (is_judged(f)) judge(f, alike[says(f)]);
}

bool holds(const std::vector<VerdictTable>& tables) {
  bool held = false;
  for (const VerdictTable& simulation : tables)
    for (const VerdictRow& f : simulation.rows) {
      if (f.verdict == Verdict::fail) return false;
      held = held || ((f.of_theory || !simulation.has_theory) && f.verdict == Verdict::pass);
    }
  return held;
}

namespace {

constexpr std::size_t name_columns = 4, statement_columns = 60;

// How near a row is to failing, to find the worst of several.
double badness(const VerdictRow& f) {
  if (!is_judged(f)) return -1;
  if (f.verdict == Verdict::fail) return std::numeric_limits<double>::infinity();
  return f.tolerance > 0 ? std::abs(f.difference()) / f.tolerance : 0;
}

// Of rows that share a heading, the worst, in order of first appearance.
template <class Heading> std::vector<VerdictRow> worst_of(const std::vector<VerdictRow>& rows, const Heading& heading) {
  std::vector<std::vector<VerdictRow>> groups;
  for (const VerdictRow& f : rows) {
    const auto group = std::ranges::find_if(groups, [&](const auto& g) { return heading(g.front()) == heading(f); });
    if (group == groups.end()) groups.push_back({f});
    else group->push_back(f);
  }
  std::vector<VerdictRow> worst;
  for (const std::vector<VerdictRow>& group : groups) {
    VerdictRow f = *std::ranges::max_element(group, {}, badness);
    if (group.size() > 1 && is_judged(f)) {
      f.statement += text(", worst of {}", "，{} 行中最差", group.size());
      if (!f.economy.empty()) f.statement += text(": {}", "：{}", f.economy);
    }
    f.economy.clear();
    worst.push_back(std::move(f));
  }
  return worst;
}

Text why_not_judged(const VerdictRow& f) {
  return f.verdict == Verdict::not_judged ? text("not judged because {}", "未作判定：{}", f.reason)
                                          : text("no closed form because {}", "没有闭式解：{}", f.reason);
}

Paint paint_of(bool passed) { return passed ? Paint::good : Paint::bad; }

// Columns of the rows' names, a space after the longest of them.
std::size_t name_columns_of(const std::vector<VerdictRow>& rows) {
  std::size_t columns = name_columns;
  for (const VerdictRow& f : rows) columns = std::max(columns, width_of(f.row) + 1);
  return columns;
}

std::string line_of(const VerdictRow& f, std::size_t names, Language language, const Terminal& terminal) {
  const Text statement = f.economy.empty() ? f.statement : text("{}, {}", "{}，{}", f.statement, f.economy);
  const std::string head = column(column(f.row, names) + in(language, statement), names + statement_columns);
  if (!is_judged(f)) return fmt::format("{}{}\n", head, in(language, why_not_judged(f)));
  const Text verdict = f.verdict == Verdict::pass ? text("pass", "通过") : text("FAIL", "未通过");
  return fmt::format("{}{:>14.8g} {:>9.2g} {:>14.8g} {:>10.2g}  {}\n", head, f.simulated, f.standard_error, f.theory,
                     f.difference(), painted(in(language, verdict), paint_of(f.verdict == Verdict::pass), terminal));
}

std::string heading_of(const VerdictTable& simulation, std::size_t names, Language language) {
  const auto heading = [&](const Words& words, std::size_t columns) {
    return flush_right(in(language, words), columns);
  };
  return fmt::format("{}{} {} {} {}\n", column(in(language, simulation.of), names + statement_columns),
                     heading({"simulated", "模拟值"}, 14), heading({"± s.e.", "± 标准误"}, 9),
                     heading({"theory", "理论值"}, 14), heading({"difference", "差"}, 10));
}

}  // namespace

std::string to_text(const std::vector<VerdictTable>& tables, Detail detail, Language language,
                    const Terminal& terminal) {
  std::string table;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const bool twin = i > 0;
    std::vector<VerdictRow> shown = tables[i].rows;
    if (detail == Detail::one_screen) {
      shown = worst_of(shown, [&](const VerdictRow& f) { return twin ? f.row : f.row + f.statement.en; });
      if (twin) std::erase_if(shown, [](const VerdictRow& f) { return !is_judged(f); });
    }
    const std::size_t names = name_columns_of(shown);
    table += heading_of(tables[i], names, language);
    for (const VerdictRow& f : shown) table += line_of(f, names, language, terminal);
  }
  return table + ending_of(tables, language, terminal) + "\n";
}

std::string ending_of(const std::vector<VerdictTable>& tables, Language language, const Terminal& terminal) {
  std::size_t passed = 0, failed = 0;
  for (const VerdictTable& table : tables)
    for (const VerdictRow& f : table.rows) passed += f.verdict == Verdict::pass, failed += f.verdict == Verdict::fail;
  if (failed > 0)
    return painted(in(language, text("{} of {} rows FAIL", "共 {1} 行，{0} 行未通过", failed, passed + failed)),
                   Paint::bad, terminal);
  if (holds(tables) && !tables.front().has_theory)
    return painted(in(language, text("No closed form holds for a design; all {} rows that hold at every point pass",
                                     "设计没有闭式解；各设计点共有的 {} 行全部通过", passed)),
                   Paint::good, terminal);
  if (holds(tables))
    return painted(
        in(language, text("Theory and simulation agree: all {} rows pass", "理论与模拟一致：{} 行全部通过", passed)),
        Paint::good, terminal);
  return in(language, text("No row could be held against theory", "没有一行可与理论对照"));
}

}  // namespace suanli
