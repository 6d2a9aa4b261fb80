// A result file as tidy tables: one for each group, with columns for the dimensions and columns for the variables.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/text.hpp"
#include "output/result_file.hpp"

namespace suanli::output {

/// A dimension or a variable as a file describes it.
struct TableColumn {
  std::string name, path;  // "output", "national/output"
  std::string symbol, unit, equation;
  Text meaning;

  bool operator==(const TableColumn&) const = default;
};

/// Variables of one group over the same dimensions.
struct TidyTable {
  std::string name;  // of the group; "root" for variables without one
  Text meaning;      // of the group; empty where the file says none
  std::vector<TableColumn> dimensions, variables;
  std::vector<Coordinates> coordinates;  // of each dimension
  std::vector<std::size_t> shape;

  /// Number of rows: one for each point of the dimensions together.
  std::size_t rows() const;
};

/// All tables of a file, sorted by name. Variables of one group that differ in their dimensions are tables of their own,
/// `group-dimension-dimension`. Throws OutputError.
std::vector<TidyTable> tables_of(const ResultReader& file);

/// The tables of a file that have these names and in them the variables of these names, everywhere all where no name is
/// given; tables without such a variable are left out. Throws NoSuchName, OutputError.
std::vector<TidyTable> selected(const ResultReader& file, const std::vector<std::string>& names,
                                const std::vector<std::string>& variables);

/// One coordinate as text: a name, or a number with the fewest digits that give the same number.
std::string point_of(const Coordinates& coordinates, std::size_t index);

}  // namespace suanli::output
