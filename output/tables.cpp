#include "output/tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>

#include "engine/names.hpp"
#include "engine/terminal.hpp"

namespace suanli::output {
namespace {

std::string text_of(const std::vector<Attribute>& attributes, std::string_view name) {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  const auto* text = found == attributes.end() ? nullptr : std::get_if<std::string>(&found->value);
  return text == nullptr ? "" : visible_in_line(*text);  // or a file could write lines of ours
}

Text meaning_of(const std::vector<Attribute>& attributes) {
  return {text_of(attributes, "long_name"), text_of(attributes, "long_name_zh")};
}

TableColumn described(const ResultReader& file, const std::string& path) {
  const std::vector<Attribute> all = file.attributes(path);
  return {path.substr(path.rfind('/') + 1), path,           text_of(all, "symbol"), text_of(all, "units"),
          text_of(all, "equation"),         meaning_of(all)};
}

TidyTable empty_table(const ResultReader& file, const std::string& group, const std::string& variable) {
  TidyTable table;
  table.name = group.empty() ? "root" : group;
  table.meaning = meaning_of(file.attributes(group));
  table.shape = file.shape_of(variable);
  for (const std::string& dimension : file.dimensions_of(variable)) {
    table.dimensions.push_back(described(file, dimension));
    table.coordinates.push_back(file.coordinates(dimension));
  }
  return table;
}

/// Dimensions are columns of a table: each once.
void expect_columns(const ResultReader& file, const std::string& path, const std::vector<std::string>& dimensions) {
  const std::set<std::string> once(dimensions.begin(), dimensions.end());
  if (once.size() == dimensions.size()) return;
  throw OutputError(text("{}: '{}' is over {}: a dimension comes once", "{}: “{}”的维度为 {}：每个维度只出现一次",
                         file.path().string(), path, fmt::format("{}", fmt::join(dimensions, ", "))));
}

/// Throws NoSuchName at the first of `given` that is not known in the file.
void expect_known(const ResultReader& file, const std::vector<std::string>& given, const std::set<std::string>& known,
                  const Words& what) {
  const std::vector<std::string> candidates(known.begin(), known.end());
  for (const std::string& name : given)
    if (!known.contains(name))
      throw NoSuchName(text("{}: there is no {} '{}'{}", "{0}: 没有名为“{2}”的{1}{3}", file.path().string(), what, name,
                            instead_of(name, candidates)));
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::ranges::find(names, name) != names.end();
}

}  // namespace

std::size_t TidyTable::rows() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies{});
}

std::vector<TidyTable> tables_of(const ResultReader& file) {
  std::vector<TidyTable> tables;
  for (const std::string& path : file.variables()) {  // sorted: the variables of a group stand together
    const std::string group = path.substr(0, path.find('/') == std::string::npos ? 0 : path.rfind('/'));
    const std::vector<std::string> dimensions = file.dimensions_of(path);
    expect_columns(file, path, dimensions);
    const auto fits = [&](const TidyTable& table) {
      return table.name == (group.empty() ? "root" : group) &&
             std::ranges::equal(table.dimensions, dimensions, {}, &TableColumn::name);
    };
    auto table = std::ranges::find_if(tables, fits);
    if (table == tables.end()) table = tables.insert(table, empty_table(file, group, path));
    table->variables.push_back(described(file, path));
  }
  std::set<std::string> taken;
  for (TidyTable& table : tables) {
    std::ranges::replace(table.name, '/', '-');
    if (taken.insert(table.name).second) continue;
    for (const TableColumn& dimension : table.dimensions) table.name += '-' + dimension.name;
    if (table.dimensions.empty()) table.name += "-scalars";
  }
  std::ranges::sort(tables, {}, &TidyTable::name);
  return tables;
}

std::vector<TidyTable> selected(const ResultReader& file, const std::vector<std::string>& names,
                                const std::vector<std::string>& variables) {
  std::vector<TidyTable> tables = tables_of(file);
  std::set<std::string> known_tables, known_variables;
  for (const TidyTable& table : tables) known_tables.insert(table.name);
  expect_known(file, names, known_tables, {"group", "组"});
  std::erase_if(tables, [&](const TidyTable& table) { return !holds(names, table.name); });
  for (const TidyTable& table : tables)
    for (const TableColumn& variable : table.variables) known_variables.insert(variable.name);
  expect_known(file, variables, known_variables, {"series", "序列"});
  for (TidyTable& table : tables)
    std::erase_if(table.variables, [&](const TableColumn& v) { return !holds(variables, v.name); });
  std::erase_if(tables, [](const TidyTable& table) { return table.variables.empty(); });
  return tables;
}

std::string point_of(const Coordinates& coordinates, std::size_t index) {
  return std::visit([index](const auto& points) { return fmt::format("{}", points[index]); }, coordinates);
}

}  // namespace suanli::output
