// A firm by itself lives the life that it lives among all others, and shows whose fault it is that it stops a replication.
#include "agents/replay.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "agents/verbs.hpp"
#include "tests/support/instruction_sets.hpp"
#include "tests/support/random_numbers.hpp"
#include "tests/support/random_scenario.hpp"

namespace suanli::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const std::function<bool()> never = [] { return false; };

Parameters with_few_firms(Parameters p) {
  p.firms.count = 2000;
  return p;
}

/// Firms without choices, with choices, and with choices and innovations of long tails.
std::vector<Parameters> scenarios() {
  Parameters tailed = choosing_parameters();
  tailed.productivity.innovations = Distribution::laplace;
  tailed.ensemble.antithetic = true;
  return {with_few_firms(reference_parameters()), with_few_firms(choosing_parameters()), with_few_firms(tailed)};
}

/// How many fields of the firm that is followed are other bits by itself.
std::size_t different(const FollowedFirm& firm) {
  std::size_t count = 0;
  for (std::size_t field = 0; field < firm.alone.size(); ++field)
    count += std::bit_cast<std::uint64_t>(firm.alone[field]) != std::bit_cast<std::uint64_t>(firm.among_others[field]);
  return count;
}

/// The error of a replication, simulated to its end.
SimulationError error_of(const Model& model, std::uint32_t replication,
                         const std::function<void(Country&)>& before_step) {
  Country country = open_country(model, replication, Threads::one);
  try {
    while (country.period < model.periods) before_step(country), step(country);
  } catch (const SimulationError& error) {
    return error;
  }
  FAIL("nothing stops it");
  return SimulationError({});
}

/// Firms whose log productivity is infinite after some periods.
Model with_wild_firms() {
  Model model(with_few_firms(reference_parameters()));
  model.firm.innovation = 0x1p1023;
  return model;
}

TEST_CASE("a firm by itself has the bits that it has among all others, in every period of its life") {
  for (const Parameters& p : scenarios()) {
    const Model model(p);
    on_every_instruction_set([&] {
      Inputs inputs(20261130);
      std::size_t periods = 0;
      for (int n = 0; n < 40; ++n) {
        Country country = place_country(model, 1, Threads::one);
        const std::size_t cell = inputs.whole(0, model.layout.cells().size() - 1),
                          firm = inputs.whole(0, model.layout.cells()[cell].firms - 1);
        const auto live = [&](std::uint32_t period, const auto& advance) {
          country.followed = FollowedFirm{{period, cell, firm}};
          advance(country);
          CHECK(different(*country.followed) == 0);
          CHECK(country.followed->before[capital_field] > 0);
          ++periods;
        };
        while (country.before_start()) live(country.period, [](Country& now) { burn_in(now); });
        live(0, open_first_date);
        while (country.period < model.periods) live(country.period + 1, step);
      }
      CHECK(periods == 40 * (model.periods_before + 1 + model.periods));
    });
  }
}

TEST_CASE("a firm that stops a replication by its own numbers does so again, and shows what it went by") {
  const Model model = with_wild_firms();
  const SimulationError error = error_of(model, 3, [](Country&) {});
  REQUIRE(error.firm().has_value());
  const std::optional<Text> said = replayed(*error.firm(), model, 3, Threads::one, never);
  REQUIRE(said.has_value());
  CAPTURE(said->en);
  CHECK(said->en.starts_with(
      "simulated again, the replication stops there again, whatever the machine; the firm by itself "
      "goes from (log productivity "));
  CHECK((said->en.find(") to (log productivity inf, ") != std::string::npos ||
         said->en.find(") to (log productivity -inf, ") != std::string::npos));
  CHECK(replayed(*error.firm(), model, 3, Threads::all, never) == said);
}

TEST_CASE("a firm that is spoilt in memory does not stop a replication again, and the machine is blamed") {
  for (const Parameters& p : scenarios()) {
    const Model model(p);
    for (const FirmField field : {log_productivity_field, capital_field, compute_field}) {
      double sound = 0;
      const SimulationError error = error_of(model, 0, [&](Country& country) {
        if (country.period != 5) return;
        sound = country.firms.at(2, 7, field);
        country.firms.at(2, 7, field) = nan;
      });
      // Firms that choose want to invest before the next period opens.
      const bool at_once = model.layout.fields() == investing_firm_fields && field != log_productivity_field;
      REQUIRE((error.firm() == FirmPlace{at_once ? 5u : 6u, 2, 7}));
      const std::optional<Text> said = replayed(*error.firm(), model, 0, Threads::one, never);
      REQUIRE(said.has_value());
      CAPTURE(said->en);
      CHECK(said->en.starts_with("simulated again, the replication goes on, and the firm by itself goes from ("));
      CHECK(said->en.ends_with("): suspect the memory or the processor of a machine that has simulated it"));
      const std::size_t shown = said->en.find(fmt::format(" {:.6g}", sound)), after = said->en.find(") to (");
      CHECK((at_once ? after < shown && shown < said->en.size() : shown < after));
      CHECK(said->en.find("nan") == std::string::npos);
    }
  }
}

TEST_CASE("a replication that stops elsewhere when it is simulated again says where") {
  const Model model = with_wild_firms();
  const std::string first = error_of(model, 3, [](Country&) {}).what();
  const FirmPlace later{12, 0, 0};
  CHECK(replayed(later, model, 3, Threads::one, never)->en ==
        "simulated again, the replication stops elsewhere, " + first +
            ": suspect the memory or the processor of a machine that has simulated it");
}

TEST_CASE("a firm is not looked for in periods after the one in which it stopped, nor after the last") {
  const Model model(with_few_firms(choosing_parameters()));
  std::size_t asked = 0;
  const auto count = [&] { return ++asked, false; };
  for (const std::uint32_t period : {0u - 3, 0u, 5u, static_cast<std::uint32_t>(model.periods)}) {
    asked = 0;
    CHECK(replayed({period, 2, 7}, model, 0, Threads::one, count)->en.ends_with(" that has simulated it"));
    const std::size_t before = model.periods_before, last = model.periods;
    CHECK(asked == (period > last ? before - 2 : std::min<std::size_t>(before + period + 1, before + last)));
  }
}

TEST_CASE("a replication that is simulated again stops when it is asked to") {
  CHECK(!replayed({4, 0, 0}, Model(with_few_firms(reference_parameters())), 0, Threads::one, [] { return true; }));
  CHECK(!replayed({0u - 3, 0, 0}, Model(with_few_firms(choosing_parameters())), 0, Threads::one, [] { return true; }));
}

}  // namespace
}  // namespace suanli::test
