// What a run's file holds: names, shapes, units, words, theory beside simulation, and where it all came from.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "agents/theory/quiet_path.hpp"
#include "scenarios/results.hpp"
#include "tests/scenarios/runs.hpp"

namespace suanli::test {
namespace {

using output::ResultReader;

const std::vector<std::string> regional{"capital_market=regional", "regions.north.tau=0.2"};

std::vector<std::string> names_in(const ResultReader& file, const std::string& group) {
  std::vector<std::string> names;
  for (const std::string& path : file.variables())
    if (path.starts_with(group + "/")) names.push_back(path.substr(group.size() + 1));
  return names;
}

TEST_CASE("a national run has these groups, dimensions and series, and no others") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  using Names = std::vector<std::string>;
  CHECK(file.groups() == Names{"", "by_cell", "by_cell_quantiles", "by_industry", "by_industry_quantiles", "by_region",
                               "by_region_quantiles", "identities", "national", "national_quantiles", "provenance",
                               "steady_state", "theory"});
  CHECK(file.dimensions() == Names{"industry", "quantile", "region", "replication", "time"});
  const Names of_cells{"adopted_share",
                       "capital",
                       "compute_investment",
                       "compute_rental_rate",
                       "effective_productivity",
                       "exit_rate",
                       "growth",
                       "hurdle",
                       "investment",
                       "output",
                       "own_compute",
                       "reallocation_gain",
                       "rental_rate",
                       "service_price",
                       "services"};
  Names of_nation = of_cells;
  for (const char* name :
       {"adoption_cost", "adoption_subsidy", "carbon", "carbon_tax", "compute", "consumption", "embodied_carbon",
        "energy", "energy_cost", "link_rents", "productivity_variance", "provider_compute", "provider_profit",
        "service_productivity", "siting_subsidy", "tau", "trend", "volatility"})
    of_nation.push_back(name);
  std::ranges::sort(of_nation);
  CHECK(names_in(file, "national") == of_nation);
  for (const char* group : {"by_region", "by_industry", "by_cell"}) CHECK(names_in(file, group) == of_cells);
  for (const std::string group : {"national", "by_region", "by_industry", "by_cell"})
    CHECK(names_in(file, group + "_quantiles") == names_in(file, group));
  CHECK(names_in(file, "identities") ==
        Names{"compute_is_owned", "expenditure_is_output", "firms_own_capital", "income_is_output", "market_clears",
              "output_is_used", "provider_accounts", "services_sold_are_bought", "services_use_capacity"});
  CHECK(names_in(file, "theory") == Names{"capital", "compute", "consumption", "investment", "output"});
  CHECK(names_in(file, "steady_state") ==
        Names{"B", "alpha_bar", "arm_slope", "c", "decay_rate", "dg_dtau_fixed_prices", "e", "g", "g_planner",
              "g_private", "g_report", "i", "kappa", "omega", "price", "r", "services_to_own_compute", "tau_hat", "y"});
}

TEST_CASE("every variable has the shape of its group") {
  const TemporaryDirectory directory;
  for (const bool has_regions : {false, true}) {
    run_into(directory / "a.h5", has_regions ? regional : std::vector<std::string>{});
    const ResultReader file(directory / "a.h5");
    using Shape = std::vector<std::size_t>;
    for (const std::string& path : file.variables()) {
      CAPTURE(path);
      std::string group = path.substr(0, path.find('/'));
      const std::size_t sampled = group.ends_with("_quantiles") ? 7 : 4;
      if (sampled == 7) group.resize(group.size() - 10);
      const Shape of_theory = has_regions ? Shape{5, 2} : Shape{5}, of_rest = has_regions ? Shape{2} : Shape{};
      const Shape expected = group == "national"       ? Shape{sampled, 5}
                             : group == "by_cell"      ? Shape{sampled, 5, 2, 2}
                             : group == "identities"   ? Shape{4}
                             : group == "theory"       ? of_theory
                             : group == "steady_state" ? of_rest
                                                       : Shape{sampled, 5, 2};
      CHECK(file.shape_of(path) == expected);
    }
    CHECK(file.dimensions_of("by_cell/output") ==
          std::vector<std::string>{"replication", "time", "region", "industry"});
    CHECK(file.contains("by_region/consumption") == has_regions);  // households are those of economies
  }
}

const std::vector<std::string> with_firms{"record.distributions={every: 1}", "record.snapshots=[2022, 2022.75]",
                                          "record.panel=3", "firms.exit_rate=0.5"};

TEST_CASE("what is recorded of firms has the shape of its group, and is there only where the scenario asks for it") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", with_firms);
  const ResultReader file(directory / "a.h5");
  using Shape = std::vector<std::size_t>;
  const std::size_t firms = output::size(file.coordinates("firm"));
  CHECK(firms == Model(small(with_firms).parameters).layout.firms());
  for (const auto& [path, shape] :
       std::vector<std::pair<std::string, Shape>>{{"firms/hill_exponent", {4, 2}},
                                                  {"firms_quantiles/hill_exponent", {7, 2}},
                                                  {"firms_by_industry/hill_exponent", {4, 2, 2}},
                                                  {"firms_by_industry_quantiles/hill_exponent", {7, 2, 2}},
                                                  {"distribution/growth", {4, 2, 9}},
                                                  {"size_histogram_by_industry/firms", {4, 2, 2, 64}},
                                                  {"growth_histogram/survivors", {4, 2, 128}},
                                                  {"size_classes/growth_sd", {4, 2, 10}},
                                                  {"granularity/granular_share", {4}},
                                                  {"snapshots/sales", {4, 2, firms}},
                                                  {"snapshot_firms/region_number", {firms}},
                                                  {"panel/entrants", {4, 5, 3}},
                                                  {"panel_firms/industry_number", {3}}}) {
    CAPTURE(path);
    CHECK(file.shape_of(path) == shape);
  }
  CHECK(file.coordinates("year") == output::Coordinates{std::vector{2022.0, 2023.0}});
  CHECK(file.coordinates("snapshot") == output::Coordinates{std::vector{2022.0, 2022.75}});
  for (std::size_t without = 0; without < 3; ++without) {
    std::vector<std::string> settings = with_firms;
    settings.erase(settings.begin() + static_cast<std::ptrdiff_t>(without));
    run_into(directory / "b.h5", settings);
    const ResultReader other(directory / "b.h5");
    for (std::size_t i = 0; i < 3; ++i) {
      const char* const groups[] = {"growth_histogram", "snapshots", "panel"};
      const char* const dimensions[] = {"growth_bin", "firm", "panel_firm"};
      CHECK(names_in(other, groups[i]).empty() == (i == without));
      CHECK(other.contains(dimensions[i]) == (i != without));
    }
  }
}

TEST_CASE("firms of a snapshot add up to the nation, industry by industry") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", with_firms);
  const ResultReader file(directory / "a.h5");
  const std::size_t firms = output::size(file.coordinates("firm"));
  const std::vector<double> industry = file.read("snapshot_firms/industry_number").values;
  for (const auto& [column, series] :
       {std::pair{"sales", "output"}, {"capital", "capital"}, {"compute", "own_compute"}})
    for (const auto& [snapshot, date] : {std::pair{0, 0}, {1, 3}})
      for (std::size_t j = 0; j < 2; ++j) {
        const auto at = [](int i) { return static_cast<std::size_t>(i); };
        const auto all =
            file.read_block(std::string("snapshots/") + column, {{2, at(snapshot), 0}, {1, 1, firms}}).values;
        double sum = 0;
        for (std::size_t i = 0; i < firms; ++i)
          if (industry[i] == static_cast<double>(j)) sum += all[i];
        const auto whole =
            file.read_block(std::string("by_industry/") + series, {{2, at(date), j}, {1, 1, 1}}).values[0];
        CHECK(sum == doctest::Approx(whole).epsilon(1e-12));
      }
}

TEST_CASE("coordinates are the replications, dates, regions and industries of the scenario, in its order") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  CHECK(file.coordinates("replication") == output::Coordinates{std::vector<std::int64_t>{0, 1, 2, 3}});
  CHECK(file.coordinates("quantile") == output::Coordinates{std::vector{.01, .05, .25, .5, .75, .95, .99}});
  CHECK(file.coordinates("time") == output::Coordinates{std::vector{2022.0, 2022.25, 2022.5, 2022.75, 2023.0}});
  CHECK(file.coordinates("region") == output::Coordinates{std::vector<std::string>{"north", "south"}});
  CHECK(file.coordinates("industry") == output::Coordinates{std::vector<std::string>{"internet", "finance"}});
}

TEST_CASE("every variable and dimension says its unit, its meaning in both languages, and its equation") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", regional);
  const ResultReader file(directory / "a.h5");
  std::vector<std::string> all = file.variables();
  for (const std::string& dimension : file.dimensions()) all.push_back(dimension);
  for (const std::string& path : all) {
    CAPTURE(path);
    const std::string english = file.text_attribute(path, "long_name"),
                      chinese = file.text_attribute(path, "long_name_zh");
    CHECK(english.size() > 3);
    CHECK(std::ranges::any_of(chinese, [](char c) { return static_cast<unsigned char>(c) >= 0xE4; }));
    CHECK(file.text_attribute(path, "equation").find("§") != std::string::npos);
    if (path != "region" && path != "industry") CHECK(file.text_attribute(path, "units") != "");
  }
  CHECK(file.text_attribute("national/output", "units") == "1e12 yuan/year");
  CHECK(file.text_attribute("national/output", "symbol") == "Y");
  CHECK(file.text_attribute("by_cell/service_price", "units") == "1e12 yuan/unit");
  CHECK(file.text_attribute("steady_state/g", "units") == "1/year");
  CHECK(file.text_attribute("", "Conventions") == "CF-1.8");
  CHECK(file.integer_attribute("", "schema_version") == schema_version);
}

TEST_CASE("a group says what it is about, in both languages") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  for (const std::string& group : file.groups()) {
    if (group.empty() || group == "provenance") continue;
    CHECK(file.text_attribute(group, "long_name").size() > 10);
    CHECK(file.text_attribute(group, "long_name_zh").size() > 10);
  }
}

TEST_CASE("the median of an odd number of replications is the one in the middle") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", {"ensemble.replications=17"});
  const ResultReader file(directory / "a.h5");
  const std::vector<double> all = file.read("national/output").values,
                            quantiles = file.read("national_quantiles/output").values;
  for (std::size_t t = 0; t < 5; ++t) {
    std::vector<double> sample;
    for (std::size_t r = 0; r < 17; ++r) sample.push_back(all[5 * r + t]);
    std::ranges::sort(sample);
    CHECK(quantiles[5 * 3 + t] == sample[8]);
    CHECK(quantiles[5 * 2 + t] == sample[4]);
    CHECK(quantiles[5 * 6 + t] < sample[16]);
  }
}

TEST_CASE("a file of an older or of a newer schema is refused in one line") {
  const TemporaryDirectory directory;
  const auto refuses = [&](std::int64_t version, const std::string& why) {
    const Scenario scenario = small();
    output::Schema schema = result_schema(scenario, Model(scenario.parameters));
    schema.variables.resize(1), schema.groups.clear();
    for (output::Attribute& attribute : schema.attributes)
      if (attribute.name == "schema_version") attribute.value = version;
    output::ResultWriter(directory / "a.h5", schema).publish();
    const std::string line = (directory / "a.h5").string() + ": " + why;
    CHECK(output::test::refusal([&] { open_results(directory / "a.h5"); }) == line);
    CHECK(output::test::refusal([&] { parameters_of(ResultReader(directory / "a.h5")); }) == line);
  };
  const std::string version = suanli_command(directory, "--version").out.substr(7);
  refuses(1,
          "has result schema 1, older than schema 5 that this program reads: run the scenario again, or use suanli " +
              version.substr(0, version.find(' ')) + " that wrote it");
  refuses(6, "has result schema 6, newer than schema 5 that this program reads: use a newer version of suanli");
}

TEST_CASE("a file whose dates are no numbers, or do not ascend, is refused in one line") {
  const TemporaryDirectory directory;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  const std::vector<std::vector<double>> wrong{
      {2022, 2023, nan}, {nan, nan, nan}, {2022, 2023, infinity}, {2022, 2024, 2023}, {2022, 2022, 2023}};
  for (const std::vector<double>& dates : wrong) {
    const Scenario scenario = small();
    output::Schema schema = result_schema(scenario, Model(scenario.parameters));
    schema.variables.resize(1), schema.groups.clear();
    for (output::Dimension& dimension : schema.dimensions)
      if (dimension.description.name == "time") dimension.coordinates = dates;
    output::ResultWriter(directory / "a.h5", schema).publish();
    CHECK(output::test::refusal([&] { open_results(directory / "a.h5"); }) ==
          (directory / "a.h5").string() + ": its dates are not numbers that ascend");
  }
}

/// Writes a result of this schema that is zero throughout.
void write_zeros(const std::filesystem::path& path, const output::Schema& schema, std::size_t replications) {
  const auto length_of = [&](const std::string& name) {
    const auto is_it = [&](const output::Dimension& d) { return d.description.name == name; };
    const auto& dimension = *std::ranges::find_if(schema.dimensions, is_it);
    return dimension.unlimited ? replications : output::size(dimension.coordinates);
  };
  output::ResultWriter writer(path, schema);
  std::vector<std::vector<double>> rows;
  for (const output::Variable& v : schema.variables) {
    std::size_t count = 1;
    for (const std::string& dimension : v.dimensions) count *= length_of(dimension);
    if (!v.dimensions.empty() && v.dimensions.front() == "replication") rows.emplace_back(count);
    else if (v.quantiles_of.empty()) writer.write(v.group, v.description.name, std::vector<double>(count));
  }
  writer.write_replications(0, replications, std::vector<std::span<const double>>(rows.begin(), rows.end()));
  writer.publish();
}

TEST_CASE("a file that lacks what its parameters declare, or has it over other points, is refused in one line") {
  const TemporaryDirectory directory;
  const Scenario scenario = small({"ensemble.replications=3", "record.snapshots=[2022.5]"});
  const output::Schema declared = result_schema(scenario, Model(scenario.parameters));
  const auto refusal = [&](const output::Schema& schema, std::size_t replications = 3) {
    write_zeros(directory / "a.h5", schema, replications);
    const std::string said = output::test::refusal([&] { parameters_of(output::ResultReader(directory / "a.h5")); });
    const std::string begin = (directory / "a.h5").string() + ": is not what its parameters would write: ";
    return said.starts_with(begin) ? said.substr(begin.size()) : said;
  };
  const auto changed = [&](const std::string& dimension, output::Coordinates points) {
    output::Schema schema = declared;
    for (output::Dimension& d : schema.dimensions)
      if (d.description.name == dimension) d.coordinates = std::move(points);
    return schema;
  };
  CHECK(refusal(declared) == "");
  CHECK(refusal(declared, 2) == "'replication' has other points");
  CHECK(refusal(changed("time", std::vector{2022.0, 2022.25})) == "'time' has other points");
  CHECK(refusal(changed("time", std::vector<std::int64_t>{2022, 2023, 2024})) == "'time' has other points");
  CHECK(refusal(changed("region", std::vector<std::string>{"north"})) == "'region' has other points");
  CHECK(refusal(changed("firm", std::vector<std::int64_t>{0, 1})) ==
        fmt::format("it has not {} firms", Model(scenario.parameters).layout.firms()));
  output::Schema other = declared;
  std::erase_if(other.variables, [](const output::Variable& v) { return path_of(v) == "national_quantiles/output"; });
  std::ranges::find(other.variables, "national/output", output::path_of)->dimensions = {"replication"};
  CHECK(refusal(other) == "'national/output' has other dimensions");
  other = declared;
  const std::string last = path_of(other.variables.back());
  other.variables.pop_back();
  CHECK(refusal(other).ends_with(": has no '" + last + "'"));
}

TEST_CASE("a series is described as where it is declared") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5");
  const ResultReader file(directory / "a.h5");
  for (const Series& series : all_series()) {
    const std::string path = "national/" + std::string(series.name);
    CAPTURE(path);
    CHECK(file.text_attribute(path, "long_name") == series.meaning.en);
    CHECK(file.text_attribute(path, "long_name_zh") == series.meaning.zh);
    CHECK(file.text_attribute(path, "units") == series.unit);
    CHECK(file.text_attribute(path, "equation") == series.source);
  }
}

TEST_CASE("theory stands beside simulation: the quiet path and the steady state, bit for bit") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", regional);
  const ResultReader file(directory / "a.h5");
  const Model model(small(regional).parameters);
  const std::vector<QuietPath> paths = quiet_paths(model);
  const output::Table output = file.read("theory/output"), compute = file.read("theory/compute");
  const output::Table g = file.read("steady_state/g"), price = file.read("steady_state/price");
  for (std::size_t e = 0; e < 2; ++e) {
    for (std::size_t t = 0; t < 5; ++t) {
      CHECK(output.values[2 * t + e] == paths[e].output[t]);
      CHECK(compute.values[2 * t + e] == paths[e].compute[t]);
    }
    CHECK(g.values[e] == steady_state(model.economies[e], model.parameters).path.g);
    CHECK(price.values[e] == steady_state(model.economies[e], model.parameters).path.price);
  }
}

TEST_CASE("where there is no balanced path the file has no steady state, but still the quiet path") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5",
           {"synergy.mode=level", "productivity.level=1", "household.consumption={saving_rate: 0.3}"});
  const ResultReader file(directory / "a.h5");
  CHECK(names_in(file, "steady_state").empty());
  CHECK(names_in(file, "theory").size() == 5);
}

TEST_CASE("provenance holds the scenario's text, the settings, every parameter, seed, version, commit and compiler") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", {"ensemble.seed=99", "firms.count=1200"});
  const ResultReader file(directory / "a.h5");
  const auto said = [&](const char* name) { return file.text_attribute("provenance", name); };
  CHECK(said("scenario_file") == "a.yaml");
  CHECK(said("scenario_text") == small_scenario);
  CHECK(said("settings") == "ensemble.seed=99\nfirms.count=1200\n");
  CHECK(said("parameters") == to_yaml(small({"ensemble.seed=99", "firms.count=1200"}).parameters));
  CHECK(file.integer_attribute("provenance", "seed") == 99);
  const Outcome version = suanli_command(directory, "--version");
  CHECK(version.out == "suanli " + said("version") + " (" + said("commit") + ", " + said("compiler") + ")\n");
  for (const char* name : {"version", "commit", "compiler"}) CHECK(said(name) != "");
}

TEST_CASE("the parameters in a file reproduce its run") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", {"ensemble.seed=99", "household.risk_aversion=7.9", "start.kappa=0.85"});
  const std::string resolved = ResultReader(directory / "a.h5").text_attribute("provenance", "parameters");
  CHECK(to_yaml(parameters_of(ResultReader(directory / "a.h5"))) == resolved);
  set_bytes(directory / "again.yaml", resolved);
  const Outcome said =
      shell(directory, "suanli run again.yaml -o b.h5 > said && suanli digest a.h5 && suanli digest b.h5");
  REQUIRE(said.code == 0);
  CHECK(said.out.substr(0, 33) == said.out.substr(33));
}

TEST_CASE("ncdump reads the header and the data of a run [netcdf]") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5", regional);
  const Outcome said = shell(directory, "ncdump a.h5");
  if (said.err.find("not found") != std::string::npos) return;
  CHECK(said.code == 0);
  CHECK(said.err == "");
  for (const std::string line :
       {"\treplication = UNLIMITED ; // (4 currently)\n", "\ttime = 5 ;\n", " region = \"north\", \"south\" ;\n",
        "group: by_cell {\n", "  \tdouble output(quantile, time) ;\n",
        "  \tdouble output(replication, time, region, industry) ;\n",
        "  \t\tstring output:long_name_zh = \"产出（现价）\" ;\n", "group: steady_state {\n",
        "  \tdouble g(region) ;\n", "\t\t:schema_version = 5LL ;\n",
        " time = 2022, 2022.25, 2022.5, 2022.75, 2023 ;\n"}) {
    CAPTURE(line);
    CHECK(said.out.find(line) != std::string::npos);
  }
  CHECK(said.out.find("phony_dim") == std::string::npos);
  CHECK(said.out.find("NaN,") == std::string::npos);  // every value was written
}

}  // namespace
}  // namespace suanli::test
