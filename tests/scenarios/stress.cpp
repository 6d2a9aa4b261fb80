// Stress tests: what is taken out in turn, the smallest shock that reaches a loss, responses, frontiers, messages.
#include "scenarios/comparison/stress.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "agents/theory/steady_state.hpp"
#include "engine/columns.hpp"
#include "scenarios/theory.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/scenarios/siting_sample.hpp"

namespace suanli::test {
namespace {

const CompareOptions usual{.recovered = 0.1, .series = {"output"}};

const std::vector<std::string> quiet{"productivity.standard_deviation=0", "shocks.economy.standard_deviation=0",
                                     "shocks.industry.standard_deviation=0", "shocks.region.standard_deviation=0",
                                     "ensemble.replications=1"};

std::vector<std::string> names_of(const std::vector<Member>& members) {
  std::vector<std::string> names;
  for (const Member& member : members) names.push_back(member.name());
  return names;
}

TEST_CASE("each location, and each link over which work can go, is taken out by itself") {
  const Scenario scenario = sited();
  CHECK(names_of(each_out(scenario, Struck::location, {})) == std::vector<std::string>{"hub_north", "hub_south"});
  CHECK(
      names_of(each_out(scenario, Struck::link, {})) ==
      std::vector<std::string>{"hub_north to north", "hub_north to south", "hub_south to north", "hub_south to south"});
  const Scenario far =
      sited({"service_classes.tolerant={latency_limit: 20}", "locations.hub_north.latency={north: 3, south: 30}"});
  CHECK(names_of(each_out(far, Struck::link, {})) ==
        std::vector<std::string>{"hub_north to north", "hub_south to north", "hub_south to south"});

  const std::vector<Member> members = each_out(scenario, Struck::location, {.size = 0.5, .recovery = 0.25});
  const auto& [name, event] = members[1].parameters().events.front();
  CHECK(event.kind == EventKind::outage);
  CHECK(event.location == "hub_south");
  CHECK(event.start.number == 2023);  // a quarter of four years on
  CHECK(event.duration == 1);
  CHECK(event.size == 0.5);
  CHECK(event.recovery == 0.25);
}

TEST_CASE("losses are ranked with the largest loss of welfare first") {
  std::vector<Member> members = each_out(sited(), Struck::location, {});
  Member base("base", sited().parameters);
  const std::vector<Comparison> all = hold_against(base, members, usual, Language::english);
  REQUIRE(all.size() == 2);
  for (const Comparison& c : all) CHECK(c.of("welfare").interval.high < 0);
  const bool north_first = all[0].of("welfare").mean.mean < all[1].of("welfare").mean.mean;
  const std::string ranking = ranking_text(all, Struck::location, text("outage", "停机"), usual, Language::english);
  CHECK((ranking.find("  1 hub_north") != std::string::npos) == north_first);
  CHECK((ranking.find("  2 hub_north") != std::string::npos) != north_first);
  std::vector<Comparison> links = all;
  links.front().stress = "hub_north to south", links.front().replications = 1;
  const auto of_links = [&](Language language) { return ranking_text(links, Struck::link, {}, usual, language); };
  CHECK(of_links(Language::english).find(" hub_north to south ") != std::string::npos);
  CHECK(of_links(Language::english).find(", 1 replication on common random numbers") != std::string::npos);
  CHECK(of_links(Language::chinese).find(" hub_north 至 south ") != std::string::npos);
}

// Output is proportional to productivity, stocks being given: at the impact ln Y falls by exactly the shock.
TEST_CASE("output responds to a shock of productivity by e^size - 1 when it comes, and by nothing before") {
  const Scenario scenario = small({"ensemble.replications=3"});
  const Shock shock = shock_of(scenario, "productivity,duration=0.25,start=2022.5", {.size = -0.1});
  Member base("without", shock.without);
  std::vector<Member> stress;
  stress.emplace_back(shock.name, shock.scenario.parameters);
  const Comparison c = hold_against(base, stress, usual, Language::english).front();
  const Response& output = c.responses.front();
  CHECK(output.by_date[0].mean.mean == 0);
  CHECK(output.by_date[1].mean.mean == 0);
  CHECK(output.by_date[2].mean.mean == doctest::Approx(100 * (std::exp(-0.1) - 1)).epsilon(1e-12));
  CHECK(output.by_date[3].mean.mean < 0);  // less was invested
  CHECK(output.by_date[3].mean.mean > -1);
}

TEST_CASE("a response is printed at every date from the start of the shock to its end, and once a year besides") {
  const Scenario scenario = small({"ensemble.replications=2", "time.end=2027"});
  const Shock shock = shock_of(scenario, "productivity,start=2023.3,duration=0.5,recovery=0.3", {.size = -0.1});
  Member base("without", shock.without);
  std::vector<Member> stress;
  stress.emplace_back(shock.name, shock.scenario.parameters);
  const Comparison c = hold_against(base, stress, usual, Language::english).front();
  const auto dates = [](const std::string& table) {
    std::string all;
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("  20")) all += line.substr(2, line.find(' ', 2) - 2) + " ";
    return all;
  };
  CHECK(dates(response_text(c, felt(shock), Language::english)) ==
        "2022 2023 2023.25 2023.5 2023.75 2024 2024.25 2025 2026 2027 ");
  CHECK(dates(response_text(c, std::nullopt, Language::english)) == "2022 2023 2024 2025 2026 2027 ");
  CHECK(
      response_text(c, {}, Language::english).starts_with("productivity less the same without it: 2 replications on"));
  CHECK(response_text(c, {}, Language::chinese).starts_with("productivity 减无此冲击的同一情景：2 次重复，"));
}

TEST_CASE("a surge that is added leaves every industry that it hits some other work and capital, whatever is usual") {
  const Scenario scenario = read_scenario(shipped("baseline.yaml"));
  for (const auto& [given, limit] : {std::pair{"latency_surge", 1 / .70 - 1},
                                     {"latency_surge,industry=energy", 1 / .35 - 1},
                                     {"demand_surge", .55 / .25},
                                     {"demand_surge,industry=finance", .80 / .08}}) {
    CAPTURE(given);
    const Shock shock = shock_of(scenario, given, {});
    CHECK(shock.largest == doctest::Approx(0.999 * limit).epsilon(1e-12));
    CHECK(shock.size == doctest::Approx(std::min(0.5, 0.999 * limit)).epsilon(1e-12));
    CHECK_NOTHROW(with_size(shock, shock.largest));
  }
}

TEST_CASE("the smallest shock of productivity that costs 5 % of output is ln .95, to the precision of the bisection") {
  const Shock shock = shock_of(small({"ensemble.replications=2"}), "productivity,duration=0.25", {});
  const SmallestShock found = smallest_shock(shock, loss_of("loss=5%"), usual, Language::english);
  REQUIRE(found.enough);
  const double size = found.sizes[*found.enough];
  CHECK(size <= std::log(0.95));
  CHECK(found.too_small > std::log(0.95));
  CHECK(std::abs(size - found.too_small) <= shock_precision * std::abs(size));
  CHECK(found.tried[*found.enough].of("output_worst").mean.mean <= -5);
  CHECK(smallest_text(found, shock, loss_of("loss=0.05"), Language::english)
            .starts_with("productivity: productivity of size -0.05"));
}

TEST_CASE("where no size reaches the loss, the reverse stress test says so") {
  const Shock shock = shock_of(sited(), "outage,location=hub_south", {});
  const SmallestShock found = smallest_shock(shock, loss_of("welfare=50%"), usual, Language::english);
  CHECK_FALSE(found.enough);
  CHECK(found.sizes == std::vector<double>{1});
  CHECK(smallest_text(found, shock, loss_of("welfare=50%"), Language::english)
            .starts_with(
                "outage: outage of size 1 from 2023 for 1 year\nis not enough, and no smaller one, to cost 50 % of "
                "welfare on average: "));
}

TEST_CASE("an event of the scenario is varied in size, and taken away for the base") {
  const Scenario scenario = sited({outage(0.25)});
  const Shock shock = shock_of(scenario, "outage", {});  // the name of the event, although also a kind
  CHECK(shock.size == 0.25);
  CHECK(shock.largest == 1);
  CHECK(shock.without.events.empty());
  CHECK(with_size(shock, 0.75).events.front().second.size == 0.75);
  CHECK(shock_of(scenario, "outage", {.size = 0.5}).scenario.parameters.events.front().second.size == 0.5);
  const Shock added = shock_of(scenario, "chip_squeeze,size=0.3", {});
  CHECK(added.without.events.size() == 1);
  CHECK(added.size == 0.3);
}

TEST_CASE(
    "without noise the frontier stays at rest where nothing is steered, and moves towards the balanced path "
    "elsewhere") {
  const Scenario scenario = sited(quiet);
  const Frontier f = frontier(scenario, "hub_south", {1, 1.5}, usual, Language::english);
  REQUIRE(f.points.size() == 2);
  const FrontierPoint &usual_path = f.points[0], &steered = f.points[1];
  const double dt = 0.25;
  CHECK(usual_path.simulated[0].mean ==
        doctest::Approx(100 * (std::pow(1 + dt * usual_path.at_rest[0] / 100, 1 / dt) - 1)).epsilon(1e-9));
  for (std::size_t i = 1; i < f.numbers.size(); ++i) {
    CAPTURE(f.numbers[i].name);
    if (f.numbers[i].name != "carbon")  // which grows
      CHECK(usual_path.simulated[i].mean == doctest::Approx(usual_path.at_rest[i]).epsilon(1e-9));
  }
  for (std::size_t i = 5; i < 8; ++i) {  // capital and work there
    CHECK(steered.simulated[i].mean > usual_path.at_rest[i]);
    CHECK(steered.simulated[i].mean < steered.at_rest[i]);
  }
  CHECK(f.points[0].at_rest[2] == 0);
  CHECK(f.points[1].at_rest[2] > 0);
  for (std::size_t i = 5; i < 8; ++i) CHECK(f.points[1].at_rest[i] > f.points[0].at_rest[i]);  // more is there
  CHECK(f.points[1].at_rest[1] < f.points[0].at_rest[1]);  // electricity is cheaper there
  REQUIRE(f.comparisons.size() == 2);
  CHECK(f.comparisons[0].of("welfare").mean.mean == 0);  // n = 1 less itself
  CHECK(f.comparisons[1].stress == "n=1.5");
}

// A number with its error takes 18 columns: in columns of 15 it ran into its neighbour.
TEST_CASE("numbers of a frontier stand apart, each below its multiplier, however long they and their words are") {
  Frontier f{"west",
             {{"subsidy", "", "% of output", "§7.3", {"subsidy there that would steer as much", "当地投资补贴"}}},
             {},
             {}};
  for (const double n : {1.0, 1.1, 1.2})
    f.points.push_back({n, {n == 1 ? 0 : .08481}, {{n == 1 ? 0 : .0848123, n == 1 ? 0 : .0005, 4}}});
  f.comparisons.resize(1);
  for (const Language language : {Language::english, Language::chinese}) {
    std::istringstream lines(frontier_text(f, language));
    std::vector<std::string> rows;
    for (std::string line; std::getline(lines, line);) rows.push_back(line);
    REQUIRE(rows.size() == 9);
    CHECK(rows[2].ends_with("]        0  0.08481  0.08481"));
    CHECK(rows[6].find("  0  0.08481 ±0.0005  0.08481 ±0.0005") != std::string::npos);
    for (const std::size_t heading : {std::size_t{1}, std::size_t{5}})
      CHECK(width_of(rows[heading]) == width_of(rows[heading + 1]));
  }
}

TEST_CASE("steady-state says of each location what the simulation starts with") {
  const Parameters p = sited(quiet).parameters;
  const EconomyTechnology economy = economies_of(p).front();
  const SteadyState rest = steady_state(economy, p).path;
  const Paths paths = sited_paths("rest", quiet);
  const double output = paths.national("output")[0], compute = paths.national("compute")[0];
  const std::map<std::string_view, std::pair<std::string_view, double>> recorded{
      {"price", {"by_location/price", 1}},
      {"return", {"by_location/capital_return", 1}},
      {"compute", {"by_location/capital", compute}},
      {"revenue", {"by_location/revenue", output}},
      {"electricity", {"by_location/energy", output}},
      {"carbon", {"by_location/carbon", output}}};
  for (const RestingLocationNumber& n : resting_location_numbers()) {
    CAPTURE(n.name);
    const auto& [path, over] = recorded.at(n.name);
    for (std::size_t l = 0; l < rest.sites.size(); ++l)
      CHECK(n.of(rest, economy.located->siting().sites[l], rest.sites[l]) ==
            doctest::Approx(paths[path][l] / over).epsilon(1e-11));
  }
  const std::string table = steady_state_text(p, Format::table), json = steady_state_text(p, Format::json);
  CHECK(table.find("\n    hub_south ") != std::string::npos);
  CHECK(json.find("\"locations\": {\"hub_north\": {\"price\": ") != std::string::npos);
}

TEST_CASE("the subsidy that steers as much as a multiplier gives the same economy") {
  const double n = 1.5, elasticity = 2, subsidy = 1 - std::pow(n, -1 / elasticity);
  std::vector<std::string> by_multiplier = quiet, by_subsidy = quiet;
  by_multiplier.push_back("locations.hub_south.siting_multiplier=1.5");
  by_subsidy.push_back(fmt::format("locations.hub_south.investment_subsidy={}", subsidy));
  const Paths multiplied = sited_paths("n", by_multiplier), subsidised = sited_paths("z", by_subsidy);
  const auto capital = multiplied["by_location/capital"], same = subsidised["by_location/capital"];
  for (std::size_t i = 0; i < capital.size(); ++i) CHECK(capital[i] == doctest::Approx(same[i]).epsilon(1e-9));
}

struct Desk {
  TemporaryDirectory directory;
  Desk() {
    set_bytes(directory / "a.yaml", std::string(small_scenario));
    set_bytes(directory / "b.yaml", std::string(siting_scenario));
  }
  Outcome operator()(const std::string& arguments) const { return suanli_command(directory, arguments); }
};

TEST_CASE("stress answers, and writes what compare writes, and a chart") {
  const Desk desk;
  const Outcome each = desk("stress b.yaml --each link --replications 2 -o each.h5");
  CHECK(each.err == "");
  CHECK(each.code == 0);
  const output::ResultReader file(desk.directory / "each.h5");
  CHECK(file.shape_of("differences/output") == std::vector<std::size_t>{4, 2, 17});
  const Outcome impulse =
      desk("stress b.yaml --impulse electricity_price,location=hub_south --replications 2 --chart c.svg --lang zh");
  CHECK(impulse.code == 0);
  CHECK(bytes_of(desk.directory / "c.svg").find("</svg>") != std::string::npos);
  const Outcome frontier =
      desk("stress b.yaml --frontier --location hub_south --multipliers 1,1.2 --replications 2 --csv t");
  CHECK(frontier.err == "");
  CHECK(frontier.code == 0);
  CHECK(std::filesystem::exists(desk.directory / "t/at_rest.csv"));
  CHECK(std::filesystem::exists(desk.directory / "t/simulated_error.csv"));
}

TEST_CASE("what a stress test cannot be made of is refused with the rule and the nearest name; nothing is written") {
  const Desk desk;
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    const Outcome said = desk("stress " + arguments);
    CAPTURE(arguments);
    CHECK(said.code == 2);
    CHECK(said.out == "");
    CHECK(said.err == message + "\n");
  };
  refused("b.yaml", "stress: one of --each, --until, --impulse, --frontier must be given");
  refused("b.yaml --each link --frontier", "stress: --each and --frontier exclude each other");
  refused("b.yaml --each link --location west", "stress: --location says nothing of --each");
  refused("b.yaml --each site", "stress: --each site: must be one of location|link");
  refused("a.yaml --each location", "a.yaml: has no locations to take out; name some under locations, §8");
  refused("a.yaml --frontier --location west",
          "a.yaml: has no locations to steer work to; name some under locations, §8");
  refused("b.yaml --frontier", "stress: --frontier needs --location NAME: the location that work is steered to");
  refused("b.yaml --frontier --location hub_sout",
          "--location hub_sout: there is no such location; did you mean hub_south?");
  refused("b.yaml --frontier --location hub_south --multipliers 1,x",
          "stress: --multipliers x: must be numbers above 0");
  refused("b.yaml --frontier --location hub_south --multipliers 2", "stress: --multipliers 2: must be two at least");
  refused("b.yaml --impulse outagee",
          "outagee is neither an event of the scenario nor a kind of event; did you mean "
          "outage?");
  refused("b.yaml --impulse outage,location=hub_sout",
          "outage,location=hub_sout: events.outage.location = hub_sout: there is no hub_sout under locations; did you "
          "mean hub_south?, §9");
  refused("b.yaml --impulse outage,hub_south",
          "outage,hub_south: 'hub_south' must have the form key=value, with keys of events, as outage,location=west");
  refused("b.yaml --impulse outage --size 2",
          "outage: events.outage.size = 2 with kind = outage: must be in (0, 1], §9");
  refused("b.yaml --each location --start 2030",
          "--each location: events.outage.start = 2030: must not lie before time.start = 2022 and must lie before "
          "time.end = 2026, §9");
  refused("b.yaml --until loss=5%", "stress: --until needs --event EVENT: the shock whose smallest size is looked for");
  refused("b.yaml --until lost=5% --event outage",
          "--until lost=5%: must be loss=5% (of output at the worst date) or welfare=1%, a share between 0 and 1");
  refused("b.yaml --set 'events.out={kind: outage, start: 2023, duration: 1, size: 1}' --impulse out --start 2024",
          "--start: out is an event of the scenario with its own start: use --set events.out.start=2024");
  refused("b.yaml --impulse outage --series outpt -o x.h5",
          "--series outpt: there is no such series of the nation; did you mean output?");
  refused("b.yaml --each location --duration x", "stress: --duration x: must be a number");
  set_bytes(desk.directory / "b.svg", "notes");
  refused("b.yaml --impulse outage,location=hub_south --chart b.svg",
          "b.svg: cannot be written: a file of another kind is there; only charts (SVG) are replaced");
  std::filesystem::remove(desk.directory / "b.svg");
  for (const std::string chart : {"x.png", "t/columns.csv", "b.yaml"})
    refused("b.yaml --impulse outage,location=hub_south --csv t --chart " + chart,
            chart + ": cannot be written: a chart is SVG: give a name that ends in .svg");
  for (const std::string option : {"output", "csv"})
    refused("b.yaml --impulse outage,location=hub_south --chart x.svg --" + option + " ./x.svg",
            "stress: --chart and --" + option + " name the same place");
  for (const std::string option : {"chart", "output", "csv"})
    refused("b.yaml --impulse outage,location=hub_south --" + option + " -",
            "-: cannot be written: nothing is written to standard output: give a name, or ./- for this one");
  std::vector<std::string> left = desk.directory.files();
  std::ranges::sort(left);
  CHECK(left == std::vector<std::string>{"a.yaml", "b.yaml"});
}

TEST_CASE("what is left of a comparison counts the years that firms live through before the first date") {
  Member member("lived", sited({"firms.start=stationary", "firms.burn_in=3", "firms.exit_rate=0.08"}).parameters);
  member.prepare();
  const Model model(member.parameters());
  std::size_t periods = 0;
  simulate(model, Recorder(model), 0, Threads::one, [&] { ++periods; });
  CHECK(periods == 12 + 16 + 1);  // three years and four, in quarters; the last date's flows are decided as well
  CHECK(member.firm_steps() ==
        static_cast<double>(member.parameters().ensemble.replications * model.layout.firms() * periods));
}

}  // namespace
}  // namespace suanli::test
