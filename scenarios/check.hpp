// `suanli check`: what must hold (MODEL.md §10), row by row: simulation against theory, with standard errors.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace suanli {

enum class Verdict { pass, fail, no_closed_form };

/// A row of the table.
struct Finding {
  std::string row;  ///< "V1"
  std::string statement;
  std::string economy;  ///< of which economy, if there are several
  double simulated = 0, standard_error = 0, theory = 0;
  double tolerance = 0;  ///< largest difference that passes
  Verdict verdict = Verdict::no_closed_form;
  std::string reason;     ///< why there is no closed form
  bool of_theory = true;  ///< false for rows that only look after the books (V6, V10)

  double difference() const { return simulated - theory; }
};

/// All rows of one simulation: the file's own, or the quiet twin's.
struct Findings {
  std::string of;  ///< what was simulated
  std::vector<Finding> rows;
};

/// Holds a result file against the theory, and beside a noisy one its quiet twin: the same parameters without noise,
/// simulated on the spot. Throws OutputError or InputFaults if the file cannot be used.
std::vector<Findings> check_file(const std::filesystem::path& file);

/// Whether every row passed and at least one of them held the simulation against theory.
bool holds(const std::vector<Findings>& findings);

/// How much of the table is shown: one screen (of several economies the worst, of the twin the worst of each row), or
/// every row.
enum class Detail { one_screen, every_row };
std::string to_text(const std::vector<Findings>& findings, Detail detail);

}  // namespace suanli
