// The rows of a verdict: what was simulated, what theory says, and whether they agree.
#pragma once

#include <string>
#include <vector>

#include "engine/statistics.hpp"
#include "engine/terminal.hpp"
#include "engine/text.hpp"

namespace suanli {

enum class Verdict { pass, fail, no_closed_form, not_judged };

/// A row of the table.
struct VerdictRow {
  std::string row;  ///< "V1"
  Text statement;
  std::string economy;  ///< of which economy, if there are several
  double simulated = 0, standard_error = 0, theory = 0;
  std::size_t count = 0;  ///< replications behind the standard error
  double left_open = 0;   ///< difference that theory leaves open
  double tolerance = 0;   ///< largest difference that passes, what chance leaves open included
  Verdict verdict = Verdict::no_closed_form;
  Text reason;            ///< why there is no closed form, or no judgement
  bool of_theory = true;  ///< false for rows that only look after the books (V6, V10)

  double difference() const { return simulated - theory; }
};

/// All rows of one simulation: the file's own, or the quiet twin's.
struct VerdictTable {
  Text of;  ///< what was simulated
  std::vector<VerdictRow> rows;
  bool has_theory = true;  ///< false of a design, whose points are economies of their own
};

/// A row that passes if the difference is within what chance (Student's t, one false alarm in a thousand) and the theory
/// (`left_open`) leave open. An infinite standard error means that chance cannot be judged: the row then says so.
VerdictRow compare(std::string row, Text statement, Estimate simulated, double theory, double left_open);

/// Judges the rows that make the same statement, about several economies or pairs of them, so that one false alarm in a
/// thousand is left for all of them together (Bonferroni).
void judge_together(std::vector<VerdictRow>& rows);

/// A row that theory says nothing about, and why.
VerdictRow silent(std::string row, Text statement, Text reason);

/// Whether every row passed and at least one of them held the simulation against theory, where there is one.
bool holds(const std::vector<VerdictTable>& tables);

/// How much of the table is shown: one screen (of several economies the worst, of the twin the worst of each row), or
/// every row.
enum class Detail { one_screen, every_row };
std::string to_text(const std::vector<VerdictTable>& tables, Detail detail, Language language = Language::english,
                    const Terminal& terminal = {});

/// What all rows come to, the last line of the table.
std::string ending_of(const std::vector<VerdictTable>& tables, Language language, const Terminal& terminal);

}  // namespace suanli
