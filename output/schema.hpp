// What a result file holds, in words and shapes: the writer turns it into groups, datasets and attributes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/description.hpp"

namespace suanli::output {

/// Where the points of a dimension lie: years, numbers or names.
using Coordinates = std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>>;

/// A named axis: a dataset at the root under its own name, and an HDF5 dimension scale.
/// The unlimited one (`replication`) grows with the rows written; its coordinates are the integers of the rows to
/// come, or empty for 0, 1, 2 …
struct Dimension {
  Description description;
  Coordinates coordinates;
  bool unlimited = false;
};

/// A dataset of doubles, `group/name`, over dimensions given by name, the unlimited one first; none: a scalar.
struct Variable {
  std::string group;  // "national", or "" for the root
  Description description;
  std::vector<std::string> dimensions;
  /// Path of the variable whose quantiles over the unlimited dimension this one holds; its own first dimension are the
  /// probabilities, the others are the same. The writer computes it when the file is complete.
  std::string quantiles_of = {};
};

/// What a group of variables is about.
struct Group {
  std::string name;
  Words meaning;
};

/// The largest chunk of a dataset, uncompressed [byte], and how hard chunks are compressed, 1 to 9.
inline constexpr std::size_t largest_chunk = 16 << 20;
inline constexpr int deflate_level = 1;

/// Values of a variable that are held at once while its quantiles are found, of any number of rows [byte].
inline constexpr std::size_t quantile_memory = 128 << 20;

/// An attribute that a dimension, a variable or a group carries from its description; left out where that is empty.
struct DescribingAttribute {
  const char* name;
  Words meaning;
  std::string_view (*of)(const Description&);
};
std::span<const DescribingAttribute> describing_attributes();

using AttributeValue = std::variant<std::string, double, std::int64_t>;

/// A named fact about a file, a group or a variable.
struct Attribute {
  std::string name;
  AttributeValue value;

  bool operator==(const Attribute&) const = default;
};

/// Everything a result file declares before its first value.
struct Schema {
  std::vector<Dimension> dimensions;
  std::vector<Variable> variables;
  std::vector<Group> groups = {};     // meanings of groups; a group without one needs no entry
  std::vector<Attribute> attributes;  // of the file: title, Conventions, schema_version …
  std::vector<Attribute> provenance;  // of the group /provenance, which no digest sees: host, threads, date …
  std::size_t replications_per_chunk = 1;
};

/// Path of a variable inside the file, `group/name`.
std::string path_of(const Variable& variable);

/// Number of points of a dimension.
std::size_t size(const Coordinates& coordinates);

/// Throws std::invalid_argument unless names are unique and usable, and readers can print them and those along dimensions;
/// dimensions known and not empty, and at most one, always the first of its variables, unlimited.
void check(const Schema& schema);

}  // namespace suanli::output
