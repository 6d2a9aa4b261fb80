// `suanli facts`: records made by hand whose answers are known, what is refused and why, and the table.
#include "scenarios/facts.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/stream.hpp"
#include "tests/scenarios/runs.hpp"
#include "tests/support/languages.hpp"

namespace suanli::test {
namespace {

constexpr std::size_t classes = 8;

// Firms as the world has them: 40 years of sixteen replications, whose numbers vary by `noise` around what is known.
struct World {
  std::size_t replications = 16, dates = 41;
  double noise = .01, size_variance = .2, exit_rate = .1;
};
double noisy(const World& w, double value, std::size_t replication, std::size_t date, std::uint32_t of) {
  return value * (1 + w.noise * standard_normal(stream(3, static_cast<std::uint32_t>(replication), of, 200),
                                                static_cast<std::uint32_t>(date)));
}
// Of variance 1, by its quantiles.
double laplace(std::uint32_t of, std::uint32_t i) {
  const double z = standard_normal(stream(4, 0, of, 201), i);
  return std::copysign(std::log(std::erfc(std::abs(z) / std::sqrt(2.))) / std::sqrt(2.), z);
}

FirmsRecord record_of(const World& w) {
  FirmsRecord r;
  r.replications = w.replications, r.exit_rate = w.exit_rate;
  for (std::size_t t = 0; t < w.dates; ++t) r.ages.push_back(100 + static_cast<double>(t));
  const std::pair<std::vector<double> FirmsRecord::*, double> values[] = {
      {&FirmsRecord::tail_exponent, 1.05}, {&FirmsRecord::mean_rate, .122},
      {&FirmsRecord::inaction, .081},      {&FirmsRecord::negative, .104},
      {&FirmsRecord::spikes, .186},        {&FirmsRecord::negative_spikes, .018},
      {&FirmsRecord::dispersion, .68},     {&FirmsRecord::serial_correlation, .058},
      {&FirmsRecord::persistence, .8},     {&FirmsRecord::profit_correlation, .143}};
  Histogram growth(-1, 1, 200);
  for (std::uint32_t i = 0; i < 4000; ++i) growth.add(.2 * laplace(0, i));
  for (std::size_t i = 0; i < w.replications; ++i) {
    for (std::size_t t = 0; t < w.dates; ++t) {
      std::uint32_t of = 0;
      for (const auto& [series, value] : values) (r.*series).push_back(noisy(w, value, i, t, of++));
      for (const std::uint64_t count : growth.counts()) r.growth_counts.push_back(static_cast<double>(count));
      for (std::size_t c = 0; c < classes; ++c) {
        const double size = static_cast<double>(c) - 4;
        r.class_size.push_back(size);
        r.growth_spread.push_back(noisy(w, .3 * std::exp(-w.size_variance * size), i, t, 100 + std::uint32_t(c)));
      }
      const double own = .01 * laplace(1 + std::uint32_t(i), std::uint32_t(t)),
                   common = .01 * std::sqrt(2.) * laplace(51 + std::uint32_t(i), std::uint32_t(t));
      r.output_growth.push_back(t == 0 ? std::nan("") : .05 + own + common), r.granular_residual.push_back(own);
    }
  }
  return r;
}

const HeldFact& held(const std::vector<HeldFact>& all, std::string_view name) {
  return *std::ranges::find_if(all, [&](const HeldFact& h) { return h.fact->name == name; });
}
HeldFact answer_on(const FirmsRecord& record, std::string_view name) { return held(hold_against_facts(record), name); }

TEST_CASE("firms as they are known are inside on every fact, and what is read off them is what was put in") {
  const std::vector<HeldFact> all = hold_against_facts(record_of({}));
  for (const HeldFact& h : all) {
    CAPTURE(h.fact->name);
    CAPTURE(h.reading.value.value);
    CHECK(h.verdict == FactVerdict::inside);
  }
  const std::pair<std::string_view, double> put_in[] = {
      {"size_tail", 1.05},   {"investment_rate", .122}, {"productivity_persistence", .8},
      {"size_variance", .2}, {"aggregate_shape", 1.1},  {"granularity", 1. / 3}};
  for (const auto& [name, value] : put_in) {  // a sum of two Laplace variables has a shape slightly above 1
    CAPTURE(name);
    const Measured m = held(all, name).reading.value;
    CHECK(std::abs(m.value - value) < 4 * m.standard_error + (name == "aggregate_shape" ? .2 : 0));
    CHECK(m.standard_error > 0);
  }
}

TEST_CASE("each fact moves out of its range with the number that it is about, and with no other") {
  const World w;
  const auto outside_after = [&](std::vector<double> FirmsRecord::*series, double factor) {
    FirmsRecord r = record_of(w);
    for (double& x : r.*series) x *= factor;
    std::vector<std::string_view> names;
    for (const HeldFact& h : hold_against_facts(r))
      if (h.verdict != FactVerdict::inside) names.push_back(h.fact->name);
    return names;
  };
  using Names = std::vector<std::string_view>;
  CHECK(outside_after(&FirmsRecord::tail_exponent, 2) == Names{"size_tail"});
  CHECK(outside_after(&FirmsRecord::mean_rate, 1.5) == Names{"investment_rate"});
  CHECK(outside_after(&FirmsRecord::inaction, .5) == Names{"inaction"});
  CHECK(outside_after(&FirmsRecord::negative, 0) == Names{"disinvestment"});
  CHECK(outside_after(&FirmsRecord::spikes, .5) == Names{"spikes"});
  CHECK(outside_after(&FirmsRecord::negative_spikes, 2) == Names{"negative_spikes"});
  CHECK(outside_after(&FirmsRecord::serial_correlation, 10) == Names{"serial_correlation"});
  CHECK(outside_after(&FirmsRecord::profit_correlation, 2) == Names{"profit_correlation"});
  CHECK(outside_after(&FirmsRecord::dispersion, .5) == Names{"productivity_dispersion"});
  CHECK(outside_after(&FirmsRecord::persistence, .5) == Names{"productivity_persistence"});
  World unscaled;
  unscaled.size_variance = 0;
  CHECK(answer_on(record_of(unscaled), "size_variance").verdict == FactVerdict::outside);
}

// b̂ + 1.96 standard errors is below 2 with a chance of 2.5 %: of 40 trials in more than five once in two thousand times.
TEST_CASE("normal growth of output is seldom thought to have fat tails because its shape came out a little below 2") {
  FirmsRecord r = record_of({});
  int inside = 0, below_two = 0;
  for (std::uint32_t trial = 0; trial < 40; ++trial) {
    for (std::size_t i = 0; i < r.output_growth.size(); ++i)
      r.output_growth[i] = .02 * standard_normal(stream(5, trial, 0, 202), static_cast<std::uint32_t>(i));
    const HeldFact shape = answer_on(r, "aggregate_shape");
    inside += shape.verdict == FactVerdict::inside, below_two += shape.reading.value.value < 2;
  }
  CHECK(inside <= 5);
  CHECK(below_two > 5);
}

TEST_CASE("a population younger than twelve mean lives is refused for the tail, and for nothing else") {
  FirmsRecord r = record_of({});  // ages 100 to 140, 12/λ = 120
  CHECK(answer_on(r, "size_tail").verdict == FactVerdict::inside);
  for (std::size_t i = 0; i < r.replications; ++i)  // the years before are not looked at
    for (std::size_t t = 0; t < 20; ++t) r.tail_exponent[i * r.dates() + t] = 1e6;
  CHECK(answer_on(r, "size_tail").verdict == FactVerdict::inside);
  r.exit_rate = .05;
  const std::vector<HeldFact> all = hold_against_facts(r);
  CHECK(held(all, "size_tail").verdict == FactVerdict::refused);
  CHECK(held(all, "size_tail").reading.refusal.en ==
        "the population is 140 years old at the end and its tail needs 240 = 12/λ, §7.4");
  CHECK(std::ranges::count(all, FactVerdict::refused, &HeldFact::verdict) == 1);
}

TEST_CASE("without exit, or where firms keep their sizes, there is no tail to judge; with drag none in theory") {
  FirmsRecord r = record_of({});
  r.drag = .1;
  CHECK(answer_on(r, "size_tail").verdict == FactVerdict::inside);
  CHECK(answer_on(r, "size_tail").reading.remark.en ==
        "with drag ς = 0.1 theory has no Pareto tail: sizes are bounded, §7.4");
  r.exit_rate = 0;
  CHECK(answer_on(r, "size_tail").reading.refusal.en ==
        "without exit (λ = 0) there is no stationary Pareto tail in theory, §7.4");
  r.firms_choose = false;
  CHECK(answer_on(r, "size_tail").reading.refusal.en ==
        "no firm chooses what to invest: firms of a cell keep the sizes that they start with");
}

// Of one replication only the years speak: the error of a mean is that of its 21 years, √(.01²/21) of it within what
// chance makes of a spread, ±√(1/40), and of memory by ±1/√21 of 1 - ρ.
TEST_CASE("one replication has errors over its years, and the table says so") {
  World w;
  w.replications = 1;
  const FirmsRecord r = record_of(w);
  const Measured rate = answer_on(r, "investment_rate").reading.value;
  CHECK(rate.value == doctest::Approx(.122).epsilon(.01));
  CHECK(rate.standard_error == doctest::Approx(.122 * .01 / std::sqrt(21.)).epsilon(.75));
  const auto says = [&](std::size_t replications, std::string_view words) {
    return to_text(hold_against_facts(r), "a.h5", replications, Sources::left_out).find(words) != std::string::npos;
  };
  CHECK(says(1, "Standard errors of one replication: means allow for the memory of the years"));
  CHECK(says(3, "Standard errors over 3 replications."));
}

TEST_CASE("a table has a line for every fact, with the numbers or the reason, and counts them") {
  FirmsRecord r = record_of({});
  r.exit_rate = 0;
  for (double& x : r.negative) x = 0;
  const std::vector<HeldFact> all = hold_against_facts(r);
  const std::string table = to_text(all, "a.h5", 3, Sources::left_out);
  CHECK(std::ranges::count(table, '\n') == static_cast<std::ptrdiff_t>(stylised_facts().size()) + 2);
  CHECK(table.find("firms that disinvest                          .104                       0.078 … 0.13    "
                   "         0        0  OUTSIDE\n") != std::string::npos);
  CHECK(table.find("refused: without exit") != std::string::npos);
  CHECK(table.find("12 of 14 facts inside, 1 outside, 1 refused. ") != std::string::npos);
  for (const std::string input :
       {"standard deviation of log productivity", "correlation of log productivity a year apart"}) {
    const std::size_t at = table.find(input);
    CHECK(table.substr(at, table.find('\n', at) - at).ends_with("inside; given by the scenario"));
  }
  const Terminal colourful{.columns = 80, .colours = true};
  const std::string painted = to_text(all, "a.h5", 3, Sources::left_out, Language::english, colourful);
  for (const char* word : {"\033[32minside\033[0m", "\033[1;31mOUTSIDE\033[0m"})
    CHECK(painted.find(word) != std::string::npos);
  const std::string chinese = to_text(all, "a.h5", 3, Sources::left_out, Language::chinese);
  CHECK(chinese.find("不作判定：没有退出（λ = 0）") != std::string::npos);
  CHECK(chinese.find("共 14 项，12 项在内，1 项在外，1 项不作判定。标准误取自 3 次重复。\n") != std::string::npos);
  const std::string sources = to_text(all, "a.h5", 3, Sources::shown);
  const std::string in_chinese = to_text(all, "a.h5", 3, Sources::shown, Language::chinese);
  for (const StylisedFact& fact : stylised_facts()) {
    CHECK(sources.find(std::string(fact.source.en)) != std::string::npos);
    CHECK(in_chinese.find("    " + std::string(fact.source.zh) + "：") != std::string::npos);
  }
  CHECK_FALSE(has_english_words(in_chinese.substr(in_chinese.find("基准校准的假设"))));
}

TEST_CASE(
    "a value inside whose interval must be inside too is outside if that reaches beyond, and the table says why") {
  const StylisedFact& shape =
      *std::ranges::find(stylised_facts(), std::string_view("aggregate_shape"), &StylisedFact::name);
  FactReading reading;
  reading.value = {1.9, .1};
  CHECK(verdict_on(shape, reading) == FactVerdict::outside);
  const std::string table = to_text({{&shape, reading, FactVerdict::outside}}, "a.h5", 2, Sources::left_out);
  CHECK(table.find("OUTSIDE; its 95 % interval reaches beyond\n") != std::string::npos);
  reading.value = {1.7, .1};
  CHECK(verdict_on(shape, reading) == FactVerdict::inside);
}

TEST_CASE("a file without recorded firms is refused with the key to switch on, in both languages") {
  const TemporaryDirectory directory;
  run_into(directory / "a.h5");
  const Outcome english = suanli_command(directory, "facts a.h5"),
                chinese = suanli_command(directory, "facts a.h5 --lang zh");
  CHECK(english.code == 2);
  CHECK(english.out == "");
  CHECK(english.err ==
        "a.h5: nothing was recorded of its firms: run the scenario with --set record.distributions.every=1\n");
  CHECK(chinese.code == 2);
  CHECK(chinese.err == "a.h5：其中没有企业的记录：请以 --set record.distributions.every=1 运行情景\n");
}

// What the shipped file was made for; §7.7 names the others and says why they stay outside.
TEST_CASE("facts.yaml brings eight facts inside at once, two of which it gives itself [long]") {
  const TemporaryDirectory directory;
  const std::string scenario = (std::filesystem::path(SUANLI_SOURCE_DIR) / "scenarios/facts.yaml").string();
  const Outcome ran = suanli_command(directory, fmt::format("run '{}' -o a.h5", scenario));
  CAPTURE(ran.err);
  REQUIRE(ran.code == 0);
  const std::vector<HeldFact> all = hold_against_facts(firms_record(directory / "a.h5"));
  std::vector<std::string_view> inside;
  for (const HeldFact& h : all)
    if (h.verdict == FactVerdict::inside) inside.push_back(h.fact->name);
  CHECK(inside == std::vector<std::string_view>{"size_tail", "growth_shape", "investment_rate", "inaction", "spikes",
                                                "productivity_dispersion", "productivity_persistence", "granularity"});
}

// 600 firms over 12 years: what is inside does not matter here, only that every fact has an answer.
TEST_CASE("facts.yaml in short gives an answer on every fact, whatever it is, and refuses a young population's tail") {
  const TemporaryDirectory directory;
  const std::string scenario = (std::filesystem::path(SUANLI_SOURCE_DIR) / "scenarios/facts.yaml").string();
  const auto answer_of = [&](int replications, const std::string& settings = "") {
    const Outcome ran =
        suanli_command(directory, fmt::format("run '{}' -o a.h5 --firms 600 --replications {} --set time.end=2034 {}",
                                              scenario, replications, settings));
    CAPTURE(ran.err);
    CHECK(ran.code == 0);
    const Outcome said = suanli_command(directory, "facts a.h5");
    CAPTURE(said.err);
    CHECK(said.code == 0);
    return said.out;
  };
  const std::string table = answer_of(3);
  CHECK(std::ranges::count(table, '\n') == static_cast<std::ptrdiff_t>(stylised_facts().size()) + 2);
  CHECK(table.find("Standard errors over 3 replications.\n") != std::string::npos);
  CHECK(table.find("the population is") == std::string::npos);
  const std::string young = answer_of(1, "--set firms.burn_in=100");
  CHECK(young.find("refused: the population is 112 years old at the end and its tail needs 200 = 12/λ, §7.4\n") !=
        std::string::npos);
  CHECK(young.find("Standard errors of one replication") != std::string::npos);
}

TEST_CASE("a file is read as its run recorded it: the numbers of firms that a run in memory has") {
  const TemporaryDirectory directory;
  const std::vector<std::string> settings{"firms.investment=elastic",
                                          "firms.exit_rate=0.1",
                                          "firms.drag=0.05",
                                          "time.end=2026",
                                          "firms.start=stationary",
                                          "firms.burn_in=30",
                                          "record.distributions={every: 1}"};
  run_into(directory / "a.h5", settings);
  const FirmsRecord r = firms_record(directory / "a.h5");
  CHECK(r.replications == 4);
  CHECK(r.ages == std::vector<double>{30, 31, 32, 33, 34});
  CHECK(r.exit_rate == .1);
  CHECK(r.drag == .05);
  CHECK(r.firms_choose);
  CHECK(r.tail_exponent.size() == 4 * 5);
  CHECK(r.class_size.size() == r.growth_spread.size());
  double survivors = 0;  // nine in ten of 2400 firms, a year later; 3 standard errors of √(2400·.1·.9)
  const std::size_t places = r.growth_counts.size() / (4 * 5);
  for (std::size_t b = 0; b < places; ++b) survivors += r.growth_counts[places + b];
  CHECK(std::abs(survivors - 2400 * std::exp(-.1)) < 3 * 15);
}

}  // namespace
}  // namespace suanli::test
