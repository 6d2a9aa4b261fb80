#include "output/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string_view>

#include "engine/terminal.hpp"

namespace suanli::output {
namespace {

template <class... Arguments>
void require(bool holds, fmt::format_string<Arguments...> rule, Arguments&&... arguments) {
  if (!holds) throw std::invalid_argument("schema: " + fmt::format(rule, std::forward<Arguments>(arguments)...));
}

bool printable(std::string_view name) { return visible_in_line(name) == name; }

/// A name that HDF5 and netCDF both take as it stands, and our reader prints.
bool usable(std::string_view name) {
  return printable(name) && !name.empty() && name != "." &&
         name.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

const Dimension* find(const Schema& schema, std::string_view name) {
  const auto found = std::ranges::find(schema.dimensions, name, [](const Dimension& d) { return d.description.name; });
  return found == schema.dimensions.end() ? nullptr : &*found;
}

void check(const Dimension& d) {
  const std::string& name = d.description.name;
  require(usable(name), "dimension '{}' has no usable name", name);
  if (d.unlimited)
    require(std::holds_alternative<std::vector<std::int64_t>>(d.coordinates) || size(d.coordinates) == 0,
            "the unlimited dimension '{}' counts in integers", name);
  else require(size(d.coordinates) > 0, "dimension '{}' has no coordinates", name);
  if (const auto* names = std::get_if<std::vector<std::string>>(&d.coordinates))
    require(std::ranges::all_of(*names, printable), "dimension '{}' has a coordinate that cannot be printed", name);
}

void check(const Variable& v, const Schema& schema) {
  const std::string path = path_of(v);
  require(usable(v.description.name), "variable '{}' has no usable name", path);
  require(v.group.empty() || usable(v.group), "variable '{}' has no usable group", path);
  require(v.group != "provenance", "variable '{}' lies in the group kept for provenance", path);
  for (std::size_t axis = 0; axis < v.dimensions.size(); ++axis) {
    const Dimension* d = find(schema, v.dimensions[axis]);
    require(d != nullptr, "variable '{}' has an unknown dimension '{}'", path, v.dimensions[axis]);
    require(!d->unlimited || axis == 0, "variable '{}' must have '{}' as its first dimension", path,
            v.dimensions[axis]);
  }
}

void check_quantiles(const Variable& v, const Schema& schema) {
  const std::string path = path_of(v);
  const auto source = std::ranges::find(schema.variables, v.quantiles_of, path_of);
  require(source != schema.variables.end(), "variable '{}' holds quantiles of an unknown '{}'", path, v.quantiles_of);
  const bool over_rows = !source->dimensions.empty() && find(schema, source->dimensions[0])->unlimited;
  const bool fits = over_rows && v.dimensions.size() == source->dimensions.size() &&
                    std::equal(v.dimensions.begin() + 1, v.dimensions.end(), source->dimensions.begin() + 1);
  require(fits, "the dimensions of '{}' are not those of quantiles of '{}'", path, v.quantiles_of);
  const auto* probabilities = std::get_if<std::vector<double>>(&find(schema, v.dimensions[0])->coordinates);
  require(probabilities && std::ranges::all_of(*probabilities, [](double p) { return p >= 0 && p <= 1; }),
          "the coordinates of '{}' are not probabilities", v.dimensions[0]);
}

}  // namespace

std::span<const DescribingAttribute> describing_attributes() {
  static constexpr DescribingAttribute all[] = {
      {"units", {"unit; 1: a pure number", "单位；1 表示无量纲"}, [](const Description& d) { return d.unit; }},
      {"long_name", {"meaning in English", "英文含义"}, [](const Description& d) { return d.meaning.en; }},
      {"long_name_zh", {"meaning in Chinese", "中文含义"}, [](const Description& d) { return d.meaning.zh; }},
      {"symbol",
       {"letter in agents/MODEL.md", "agents/MODEL.md 中的符号"},
       [](const Description& d) { return d.symbol; }},
      {"equation",
       {"equation and section of agents/MODEL.md", "agents/MODEL.md 中的公式与章节"},
       [](const Description& d) { return d.source; }}};
  return all;
}

std::string path_of(const Variable& variable) {
  return variable.group.empty() ? variable.description.name : variable.group + '/' + variable.description.name;
}

std::size_t size(const Coordinates& coordinates) {
  return std::visit([](const auto& values) { return values.size(); }, coordinates);
}

void check(const Schema& schema) {
  require(schema.replications_per_chunk > 0, "a chunk holds at least one replication");
  require(std::ranges::count_if(schema.dimensions, &Dimension::unlimited) <= 1, "more than one dimension is unlimited");

  std::set<std::string> groups{"provenance"}, paths;
  for (const Variable& v : schema.variables) groups.insert(v.group);
  for (const Dimension& d : schema.dimensions) {
    check(d);
    require(paths.insert(d.description.name).second, "dimension '{}' is declared twice", d.description.name);
  }
  for (const Variable& v : schema.variables) {
    check(v, schema);
    require(paths.insert(path_of(v)).second, "variable '{}' is declared twice", path_of(v));
  }
  for (const auto* attributes : {&schema.attributes, &schema.provenance})
    for (const Attribute& a : *attributes) require(usable(a.name), "attribute '{}' has no usable name", a.name);
  for (const Variable& v : schema.variables)
    if (!v.quantiles_of.empty()) check_quantiles(v, schema);
  for (const Group& group : schema.groups)
    require(groups.contains(group.name), "group '{}' has a meaning and no variables", group.name);
  for (const std::string& group : groups)
    require(!paths.contains(group), "'{}' names both a group and a dataset at the root", group);
}

}  // namespace suanli::output
