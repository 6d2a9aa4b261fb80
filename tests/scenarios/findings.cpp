// `suanli findings`: findings of the report put to the test, with the mechanism behind each and without it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/columns.hpp"
#include "scenarios/experiments/experiment.hpp"
#include "scenarios/experiments/watched_firms.hpp"
#include "tests/scenarios/sample.hpp"
#include "tests/support/command.hpp"
#include "tests/support/languages.hpp"

namespace suanli::test {
namespace {

/// An experiment on a smaller scale than the program's: fewer replications, which is enough for nearly every verdict.
Evidence carried_out(const std::string& finding,
                     const std::vector<std::string>& settings = {"ensemble.replications=8"}) {
  std::vector<Setting> given;
  for (const std::string& assignment : settings) given.push_back({assignment});
  return carry_out(experiments_named({finding}), shipped("findings"), Language::english, given).front();
}
Evidence with_fewer_firms(const std::string& finding) {
  return carried_out(finding, {"firms.count=1000", "firms.minimum_per_cell=40", "ensemble.replications=8"});
}

const Measurement& measured(const Reading& reading, const std::string& begins) {
  const auto found =
      std::ranges::find_if(reading.measured, [&](const Measurement& m) { return m.what.en.starts_with(begins); });
  REQUIRE_MESSAGE(found != reading.measured.end(), begins);
  return *found;
}
Effect effect(const Reading& reading, const std::string& begins) { return measured(reading, begins).judged(); }

/// Whether a measurement is theory's number but for chance (one false alarm in a thousand) and `left_open`.
void check_theory(const Measurement& m, double left_open) {
  CAPTURE(m.what.en);
  CAPTURE(m.effect.mean);
  REQUIRE(m.theory.has_value());
  CHECK(std::abs(m.effect.mean - *m.theory) <=
        standard_errors_off(1e-3, m.effect.count) * m.effect.standard_error + left_open);
}

/// What a reading says of its own conclusion and of those that it might have come to: something else of each.
void check_words(const Reading& reading) {
  std::set<std::string> said;
  std::size_t count = 0;
  for (const Text* words : {&reading.words.holds, &reading.words.holds_if, &reading.words.fails}) {
    if (words->empty()) continue;
    check_both_languages(*words);
    said.insert(words->en), ++count;
  }
  CHECK(said.size() == count);
  CHECK_FALSE(reading.words.fails.empty());
  CHECK(reading.words.at(reading.conclusion).empty() == (reading.conclusion == Conclusion::undecided));
}

/// The verdicts, which the mechanism decides.
void check_verdicts(const Evidence& e, Conclusion with, Conclusion without) {
  CHECK(e.with.conclusion == with);
  CHECK(e.without.conclusion == without);
  for (const Reading* reading : {&e.with, &e.without}) {
    check_words(*reading);
    for (const Measurement& m : reading->measured) {
      check_both_languages(m.what);
      CHECK(m.relevant > 0);
    }
  }
}

TEST_CASE("F1: rich and poor, with much and with little compute end at one rate; from a level of synergy they part") {
  const Evidence e = carried_out("F1", {"ensemble.replications=4", "firms.count=300"});
  check_verdicts(e, Conclusion::holds, Conclusion::fails);
  // By (4.5) a factor (1 - δdt)/(1 + g dt) a quarter, .97284 at 5 %, for 60 years; growth on the way differs by a point.
  const double left = measured(e.with, "of the distance between their compositions").effect.mean;
  CHECK(left > 100 * std::pow(0.97284, 240) * std::exp(-0.01 * 60 * 0.5));
  CHECK(left < 100 * std::pow(0.97284, 240) * std::exp(0.01 * 60 * 0.5));
  CHECK(effect(e.without, "growth in the last 2 years, of one that began half again as rich") == Effect::above);
}

TEST_CASE(
    "F2: growth peaks at .54 at full synergy and .19 at strength .05, while the price condition asks for more up to "
    "½") {
  const Evidence e = carried_out("F2", {"ensemble.replications=8", "firms.count=300"});
  check_verdicts(e, Conclusion::holds_if, Conclusion::fails);
  CHECK(effect(e.with, "growth at τ = 0.3 less growth at τ = 0.2, χ = 1") == Effect::above);
  CHECK(effect(e.with, "growth at τ = 0.3 less growth at τ = 0.2, χ = 0.05") == Effect::below);
  CHECK(effect(e.with, "ω - (B/ᾱ) r at τ = 0.3, χ = 0.05") == Effect::above);
  // The top of a parabola through three points of growth over x = ln(τ/(1-τ)), at most h apart and around the peak, is off
  // by what the third and the fourth derivative of y(x) leave: h²/6 f‴/f″ + h³/12 f⁗/f″ in x, and dτ = τ(1-τ) dx. At the
  // peak f‴/f″ = 1-2τ̂ and f⁗/f″ is about 3(1+χᾱ)τ̂(1-τ̂).
  for (const auto& [reading, strength, peak] :
       {std::tuple{&e.with, "1", .5416}, {&e.with, "0.05", .1883}, {&e.without, "0", .1538}}) {
    const double low = peak - .05, h = std::log(peak / (1 - peak)) - std::log(low / (1 - low)),
                 width = peak * (1 - peak);
    const double off = width * (h * h * std::abs(1 - 2 * peak) / 6 + h * h * h * 3 * 1.85 * width / 12);
    const Measurement& overshoot =
        measured(*reading, fmt::format("½ less the share of largest growth, χ = {}", strength));
    check_theory(overshoot, off);
    CHECK(std::abs(0.5 - *overshoot.theory - peak) < 5e-4);
  }
  // Finite firms: of Y/W 2 ‰ on average, growth of .1 to .3 a year moves with twice that over σ = 8.
  for (const Measurement& m : e.with.measured)
    if (m.unit != "1") check_theory(m, 0.002 * std::abs(*m.theory) + 0.002);
}

TEST_CASE(
    "F3: a region that invests more in compute pulls away at the rate of theory, and not where all invest alike") {
  const Evidence e = carried_out("F3", {"ensemble.replications=48"});
  check_verdicts(e, Conclusion::holds_if, Conclusion::fails);
  for (const Reading* reading : {&e.with, &e.without})
    for (const Measurement& m : reading->measured)
      if (m.theory) check_theory(m, 0.03);  // sixteen firms in the smallest cells: 1 ‰ of growth
  CHECK(effect(e.with, "what sharing takes from the lead") == Effect::below);
}

TEST_CASE("F4: synergy adds χᾱκ to what compute does to other capital's return; compute first crowds it out") {
  const Evidence e = carried_out("F4", {"ensemble.replications=4", "firms.count=300"});
  check_verdicts(e, Conclusion::holds, Conclusion::fails);
  // Of one percent more compute, the elasticity at its middle: κ is .9/1.0005 there, .0005 less.
  for (const Reading* reading : {&e.with, &e.without})
    for (const Measurement& m : reading->measured)
      if (m.theory) check_theory(m, 0.001);
  // Measured without synergy too, from simulated returns: rounding of a logarithm's change by .01 leaves some 1e-14.
  const Measurement& none = measured(e.without, "of it by synergy");
  CHECK(none.judged() == Effect::negligible);
  CHECK(std::abs(none.effect.mean) < 1e-12);
  CHECK(effect(e.without, "∂ln r/∂ln HT") == Effect::above);  // a factor of Cobb–Douglas all the same
}

TEST_CASE(
    "F5: the split of compute goes where returns lead it, and at the report's markup a tenth of output is lost there") {
  const Evidence e = carried_out("F5", {"ensemble.replications=4", "firms.count=300"});
  check_verdicts(e, Conclusion::holds_if, Conclusion::fails);
  check_theory(measured(e.with, "output that the split β:ξ would add, markup 15.4"), 1e-9);
  check_theory(measured(e.with, "output that the split β:ξ would add, markup 1.3"), 1e-9);
  // Theory lets compute grow as at rest; off rest output is 2 % higher, all of it invested: .0054 of .11 a year.
  check_theory(measured(e.with, "of the gap to rest closed"), 0.05 * 0.6533);
  CHECK(measured(e.without, "of the gap to rest closed").effect.mean == doctest::Approx(0).epsilon(1e-9));
}

TEST_CASE("F6: capacity built ahead idles where providers post prices and demand does not follow") {
  const Evidence e = carried_out("F6", {"ensemble.replications=8", "firms.count=300"});
  check_verdicts(e, Conclusion::holds_if, Conclusion::fails);
  CHECK(effect(e.with, "return in the West a year into a surge") == Effect::above);
  CHECK(measured(e.with, "the same thirteen years into it").effect.mean <
        measured(e.with, "return in the West a year into a surge").effect.mean);
  CHECK(effect(e.with, "use of the West's capacity after four years of building ahead") == Effect::below);
  CHECK(effect(e.with, "use after the same building in a surge") == Effect::negligible);
}

TEST_CASE("F7: steering moves work west at a cost in latency and output; whether it saves carbon hangs on which West") {
  const Evidence e = carried_out("F7", {"ensemble.replications=4", "firms.count=300"});
  check_verdicts(e, Conclusion::holds_if, Conclusion::fails);
  CHECK(effect(e.with, "work moved west by n = 1.5") == Effect::above);
  CHECK(effect(e.with, "… mean latency") == Effect::above);
  CHECK(effect(e.with, "… output") == Effect::below);
  CHECK(effect(e.with, "… cost of electricity") == Effect::below);
  CHECK(effect(e.with, "… carbon, the West as one region") == Effect::below);
  CHECK(effect(e.with, "… carbon, at the grid of the North-West") == Effect::above);
  CHECK(effect(e.with, "… income of western data centres") == Effect::below);
  CHECK(effect(e.with, "… income of the East's") == Effect::above);
  for (const char* const what : {"mean latency", "subsidy that would steer as much", "carbon, at the grid"}) {
    CAPTURE(what);
    const auto at = [&](int goal) { return measured(e.with, fmt::format("{} % moved: {}", goal, what)).effect.mean; };
    CHECK(at(10) > 0);
    CHECK(at(20) > 1.5 * at(10));  // about in proportion
    CHECK(at(30) > 1.2 * at(20));
  }
  CHECK(e.with.words.at(e.with.conclusion).en.find("depends on treating the West as one region") != std::string::npos);
}

// u_E - u_W = u_E²Δe/(ω + u_EΔe), Δe = .012(1.42·.667 - 1.25·.36): 1.8 points of use at ω = .33. Returns over the years
// differ from rest by what shocks and dispersion do to output, a few percent.
TEST_CASE(
    "F7: cheap power is worth less than two points of western use where the East is full, less than one at 70 %") {
  const Evidence e = carried_out("F7", {"ensemble.replications=4", "firms.count=300"});
  const auto lost = [&](int use) -> const Measurement& {
    return measured(e.with, fmt::format("use that cheap western power is worth, the East at {} %", use));
  };
  for (const int use : {100, 70}) {
    CAPTURE(lost(use).effect.mean);
    CHECK(lost(use).effect.mean == doctest::Approx(*lost(use).theory).epsilon(0.05));
  }
  CHECK(lost(100).interval().low > 1.5);
  CHECK(lost(100).interval().high < 2);
  CHECK(lost(70).effect.mean / lost(100).effect.mean == doctest::Approx(0.49).epsilon(0.02));
}

TEST_CASE("F7: where no multiplier that is tried moves so much, it is said that it takes more") {
  const Evidence e = carried_out("F7", {"ensemble.replications=2", "firms.count=300", "services.dispersion=1"});
  CHECK(e.with.words.holds_if.en.find("more than 2") != std::string::npos);
  CHECK(
      std::ranges::none_of(e.with.measured, [](const Measurement& m) { return m.what.en.starts_with("30 % moved"); }));
}

TEST_CASE(
    "F8: adopters pull ahead where it pays and investment follows; industries close up only where adoption is cheap") {
  const Evidence e = carried_out("F8", {});
  check_verdicts(e, Conclusion::holds_if, Conclusion::fails);
  CHECK(effect(e.with, "gap between industries") == Effect::above);
  CHECK(effect(e.with, "the same where adoption costs 0.005") == Effect::below);
  CHECK(effect(e.with, "spread of ln output within industries") == Effect::negligible);
  CHECK(effect(e.with, "the same with a gain of 0.15") == Effect::above);
}

TEST_CASE("F9: cost keeps small firms from adopting, and a subsidy helps them unless there is no cost") {
  const Evidence e = with_fewer_firms("F9");
  check_verdicts(e, Conclusion::holds, Conclusion::fails);
  CHECK(measured(e.with, "what a subsidy").effect.mean > measured(e.with, "larger half").effect.mean);
  CHECK(effect(e.with, "output net of adoption") == Effect::below);
  CHECK(measured(e.without, "what a subsidy").effect.mean == 0);
}

TEST_CASE("F10: industries gain in the order of β + ξ, by as much as theory says, and at current prices alike") {
  const Evidence e = carried_out("F10", {"ensemble.replications=4", "firms.count=300"});
  check_verdicts(e, Conclusion::holds_if, Conclusion::fails);
  for (const Reading* reading : {&e.with, &e.without})
    for (const Measurement& m : reading->measured) check_theory(m, 0.001);
  const std::vector<std::string> order{"internet",   "telecom",       "finance", "transport",
                                       "healthcare", "manufacturing", "energy"};
  for (std::size_t j = 0; j < order.size(); ++j)
    CHECK(e.with.measured[j].what.en == fmt::format("output of {}, χ = 0.05", order[j]));
}

// Settings that turn a verdict, and what is said then.
TEST_CASE("a verdict that turns comes with words of its own, which say nothing of the other conclusions") {
  const auto turned = [](const std::string& finding, std::vector<std::string> settings, Conclusion to) {
    settings.insert(settings.end(), {"ensemble.replications=4", "firms.count=300"});
    const Evidence e = carried_out(finding, settings);
    CAPTURE(finding);
    CHECK(e.with.conclusion == to);
    check_words(e.with);
    return e.with.words.at(to).en;
  };
  CHECK(turned("F5", {"pricing={markup: 1.3}"}, Conclusion::holds).starts_with("the split settles by itself, 7"));
  CHECK(turned("F5", {"allocation.elasticity=0"}, Conclusion::fails) == "the split goes 0 % of the way in 6 years");
  std::vector<std::string> alike;
  for (const std::string industry :
       {"internet", "finance", "manufacturing", "healthcare", "telecom", "energy", "transport"})
    for (const std::string elasticity : {".alpha=0.846", ".beta=0.089"})
      alike.push_back("industries." + industry + elasticity);
  CHECK(turned("F10", alike, Conclusion::fails) ==
        "internet gains +0.00 more than transport, which is less than matters");
}

TEST_CASE("one replication decides nothing: every verdict that needs chance is open") {
  for (const std::string finding : {"F2", "F3", "F8"}) {
    const Evidence e = carried_out(finding, {"ensemble.replications=1", "firms.count=300", "time.end=2052"});
    CHECK(e.with.conclusion == Conclusion::undecided);
    CHECK(e.without.conclusion == Conclusion::undecided);
  }
}

TEST_CASE("the firms watched are those of the industry: halves by output, a tenth that leads, all or none adopted") {
  const Scenario scenario =
      read_scenario(shipped("findings/firms.yaml"),
                    {{"firms.count=1000"}, {"firms.minimum_per_cell=40"}, {"firms.start=equal"}, {"adoption.start=1"}});
  const Model model(scenario.parameters);
  const Country country = open_country(model, 0, Threads::one);
  const std::vector<double> noted = note_firms(country);
  REQUIRE(noted.size() == scenario.parameters.industries.size() * firms_noted);
  for (std::size_t j = 0; j < scenario.parameters.industries.size(); ++j) {
    const double* const of = noted.data() + j * firms_noted;
    for (const FirmsNoted what : {adopted_by_small, adopted_by_large}) CHECK(of[what] == 1);
    // Alike but for productivity, ln output has the standard deviation s/(α+β): 40 firms tell it within 11 %, 3.3 of these.
    const CellTechnology& cell = model.economies.front().cells[j];
    const double expected = 0.25 / cell.alpha_plus_beta(), error = 1 / std::sqrt(2.0 * static_cast<double>(cell.firms));
    CHECK(std::abs(of[spread_of_output] / expected - 1) < 3.3 * error);
    CHECK(of[share_of_leaders] > 0.1);
    CHECK(of[share_of_leaders] < 0.3);
  }
}

TEST_CASE("every experiment is declared in both languages, and its scenario is one of scenarios/findings") {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(shipped("findings")))
    files.insert(entry.path().filename());
  std::set<std::string> used;
  for (const Experiment& e : all_experiments()) {
    CAPTURE(std::string(e.finding));
    used.insert(std::string(e.scenario));
    for (const Words& words : {e.title, e.claim, e.restated, e.relevance, e.mechanism, e.against}) {
      CAPTURE(std::string(words.en));
      CHECK(has_chinese(words.zh));
      CHECK_FALSE(has_chinese(words.en));
    }
  }
  CHECK(used == files);
}

TEST_CASE("findings are named in either case and any order; an unknown one is refused with those there are") {
  const auto named = [](const std::vector<std::string>& given) {
    std::vector<std::string> all;
    for (const Experiment* e : experiments_named(given)) all.emplace_back(e->finding);
    return all;
  };
  CHECK(named({}) == std::vector<std::string>{"F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10"});
  CHECK(named({"f10", "F2", "F2"}) == std::vector<std::string>{"F2", "F10"});
  const TemporaryDirectory directory;
  const Outcome said = suanli_command(directory, "findings F2 F77");
  CHECK(said.code == 2);
  CHECK(said.out == "");
  CHECK(said.err.starts_with("F77 is not a finding that is put to the test"));
}

TEST_CASE("a scenario that is missing or cannot be simulated is refused with file, finding and arm") {
  const TemporaryDirectory directory;
  const Outcome none = suanli_command(directory, "findings F4");
  CHECK(none.code == 2);
  CHECK(none.err.starts_with("scenarios/findings/industries.yaml: "));

  const std::string text = bytes_of(shipped("findings/industries.yaml"));
  const auto said = [&](const std::string& from, const std::string& to, const std::string& finding) {
    set_bytes(directory / "industries.yaml", replaced(text, from, to));
    const Outcome outcome = suanli_command(directory, "findings --scenarios . " + finding);
    CHECK(outcome.code == 2);
    CHECK(outcome.out == "");
    return outcome.err;
  };
  CHECK(
      said("risk_aversion: 8", "risk_aversion: 0.5", "F2")
          .starts_with("./industries.yaml, F2, arm χ = 1, τ = 0.05: economy national: balanced growth path refused: "));
  CHECK(said("tau: 0.10", "tau: 2", "F5").find("industries.yaml:") != std::string::npos);
  CHECK(said("tau: 0.10", "tau: 0.99", "F4").starts_with("./industries.yaml, F4: tau=1.01: tau = 1.01: "));
}

TEST_CASE(
    "replications, firms and values of a finding are set as those of a run, and a wrong one is refused as given") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory_symlink(SUANLI_SOURCE_DIR "/scenarios", directory / "scenarios");
  const auto said = [&](const std::string& options) { return suanli_command(directory, "findings F5 " + options); };
  const Outcome cheap = said("--firms 300 --replications 3 --seed 4 --set 'pricing={markup: 1.3}'");
  CHECK(cheap.code == 0);
  CHECK(cheap.out.find("\n  Verdict   holds: the split settles by itself, 7") != std::string::npos);
  const Outcome none = said("--firms 0");
  CHECK(none.code == 2);
  CHECK(none.err.find("--firms 0") != std::string::npos);
  CHECK(said("--set allocation.elastic=1")
            .err.find("allocation.elastic is not a key; its section has rule, elasticity") != std::string::npos);
}

TEST_CASE(
    "the report shows claim, effects, verdicts and disagreement in lines of at most 110 columns, in both languages") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory_symlink(SUANLI_SOURCE_DIR "/scenarios", directory / "scenarios");
  const Outcome english = suanli_command(directory, "findings F5"),
                chinese = suanli_command(directory, "findings F5 --lang zh --threads 1");
  CHECK(english.code == 0);
  CHECK(english.err == "");
  for (const std::string part : {"F5  Compute divides itself", "\n  Report ", "\n  Measured ", "\n  Relevant ",
                                 "\n  Mechanism ", "\n  Verdict   holds if providers have little market power.",
                                 "\n  Without   the mechanism, allocation.elasticity=0:\n",
                                 "\n  Verdict   fails: the split stays where it was\n", "\n  But       The ratio is"})
    CHECK(english.out.find(part) != std::string::npos);
  CHECK(english.out.find("+10.03          0     +10.03         1  more\n") != std::string::npos);
  CHECK(chinese.out.find("+10.03          0     +10.03         1  增\n") != std::string::npos);
  CHECK(chinese.out.find("\n  结论      有条件成立：服务商市场势力较小。") != std::string::npos);
  for (const std::string& said : {english.out, chinese.out})
    for (std::size_t at = 0, end; (end = said.find('\n', at)) != std::string::npos; at = end + 1)
      CHECK(width_of(std::string_view(said).substr(at, end - at)) <= 120);
}

}  // namespace
}  // namespace suanli::test
