#include "scenarios/identity.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "agents/checkpoint.hpp"
#include "scenarios/design.hpp"
#include "scenarios/design_columns.hpp"
#include "scenarios/read.hpp"
#include "scenarios/result_rows.hpp"
#include "scenarios/results.hpp"
#include "suanli_build.hpp"

namespace suanli {

namespace {

// A scenario in YAML as lines that stand alone: keys with those above them.
std::string with_full_keys(std::string_view yaml) {
  constexpr std::size_t indent = 2;
  std::vector<std::string_view> above;
  std::string all;
  for (std::size_t begin = 0, end; begin < yaml.size(); begin = end + 1) {
    end = yaml.find('\n', begin);
    const std::string_view line = yaml.substr(begin, end - begin);
    const std::size_t margin = line.find_first_not_of(' ');
    above.resize(margin / indent);
    if (line.ends_with(':')) {
      above.push_back(line.substr(margin, line.size() - margin - 1));
      continue;
    }
    for (const std::string_view key : above) all += fmt::format("{}.", key);
    all += fmt::format("{}\n", line.substr(margin));
  }
  return all;
}

}  // namespace

std::string identity_of(const Parameters& p) {
  return fmt::format("version: {}\nschema: {}\ncheckpoint: {}\n{}", build::version, schema_version, checkpoint_version,
                     with_full_keys(to_yaml(p)));
}

output::RunOfParts run_of_parts(const Model& model, const Recorder& recorder) {
  const Design design(model.parameters);
  std::vector<std::vector<double>> beside;
  if (!design.is_empty())
    beside =
        design_values(design, place_of_replication(model.parameters, 0), std::vector<double>(model.economies.size()));
  return {.identity = identity_of(model.parameters), .widths = widths_of_rows(recorder, beside)};
}

}  // namespace suanli
