// Snapshots and panels of firms, and what holds of all that is recorded of them.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>

#include "tests/support/observed_run.hpp"
#include "tests/support/threads.hpp"

namespace suanli::test {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("snapshots and panels hold the firms of the country, and count the entrants in a place") {
  Parameters p = observed_parameters();
  p.record.distributions = {};
  p.record.snapshots = {2022, 2024.75};
  p.record.panel = 500;
  const Observed run(p);
  const std::vector<std::int64_t> panel = firms_of_panel(run.model);
  const std::size_t firms = run.model.layout.firms();
  std::vector<double> entrants(panel.size());
  Country country = open_country(run.model, 0, Threads::one);
  for (;; step(country)) {
    const std::vector<Firm> all = firms_of(country);
    for (std::size_t k = 0; k < panel.size(); ++k) {
      const std::size_t i = country.period * panel.size() + k;
      const Firm& firm = all[static_cast<std::size_t>(panel[k])];
      REQUIRE(run.values("panel", "capital").size() == 13 * panel.size());
      if (k % 50 != 0) continue;
      CHECK(run.values("panel", "capital")[i] == firm.capital);
      CHECK(run.values("panel", "productivity")[i] == firm.a);
      CHECK(run.values("panel", "entrants")[i] == entrants[k]);
    }
    if (country.period == 0 || country.period == 11) {
      const std::vector<double> sales = run.values("snapshots", "sales"), adopted = run.values("snapshots", "adopted");
      for (std::size_t i = 0; i < firms; ++i) {
        const std::size_t at = (country.period == 0 ? 0 : firms) + i;
        REQUIRE(sales[at] ==
                doctest::Approx(std::exp(all[i].size) * country.economies[0].output / static_cast<double>(firms))
                    .epsilon(1e-11));
        REQUIRE(adopted[at] == (all[i].adopted ? 1 : 0));
      }
    }
    if (country.period == run.model.periods) break;
    std::size_t before = 0;
    for (std::size_t c = 0; c < run.model.layout.cells().size(); ++c) {
      for (std::size_t t = 0; t < run.model.layout.tasks().size(); ++t)
        if (run.model.layout.tasks()[t].cell == c)
          for (const std::uint32_t leaver : country.firms.found()[t].leaving) {
            const auto found = std::ranges::find(panel, static_cast<std::int64_t>(before + leaver));
            if (found != panel.end()) entrants[static_cast<std::size_t>(found - panel.begin())] += 1;
          }
      before += run.model.layout.cells()[c].firms;
    }
  }
  CHECK(std::ranges::count_if(entrants, [](double n) { return n > 0; }) > 50);  // 500(1 - e^-.3) = 130
  const FirmPlaces places = places_of(run.model, panel);
  CHECK(places.region.back() == 3);
  CHECK(places.industry.front() == 0);
}

TEST_CASE("what is recorded of firms has the same bits on one thread and on 2 and 4") {
  Parameters p = observed_parameters();
  p.time.end = 2024;
  p.firms.count = 100000;
  p.record.snapshots = {2023};
  const auto bits = [&](Threads threads) {
    std::vector<std::uint64_t> all;
    for (const double x : Observed(p, threads).record.values) all.push_back(std::bit_cast<std::uint64_t>(x));
    return all;
  };
  const auto alone = bits(Threads::one);
  for (const std::size_t threads : {2, 4}) {
    Arena arena(threads);
    arena.run([&] { CHECK((bits(Threads::all) == alone)); });
  }
}

TEST_CASE("recording changes nothing else, and a firm that is observed takes 64 bytes") {
  Parameters p = observed_parameters();
  const Observed with(p);
  p.record = {};
  const Observed without(p);
  for (std::size_t i = 0; i < without.record.values.size(); ++i)
    REQUIRE(with.record.values[i] == without.record.values[i]);
  CHECK(without.recorder.firms().values_per_replication() == 0);
  CHECK(without.recorder.firms().bytes() == 0);
  CHECK(with.model.layout.bytes() + with.recorder.firms().bytes() == 64 * with.model.layout.slots());
}

Fault only_fault(const std::function<void(Parameters&)>& change) {
  Parameters p = observed_parameters();
  change(p);
  const std::vector<Fault> faults = check(p);
  REQUIRE(faults.size() == 1);
  return faults[0];
}

TEST_CASE("what cannot be recorded is refused with its rule") {
  Fault fault = only_fault([](Parameters& p) { p.record.distributions.number = 1.5; });
  CHECK(fault.key == "record.distributions");
  CHECK(fault.message.en ==
        "record.distributions = {every: 1.5}: must be a whole number of years, as growth is measured over one, §7.6");
  fault = only_fault([](Parameters& p) { p.time.step = 0.3; });
  CHECK(fault.other == "time.step");
  CHECK(fault.message.en ==
        "record.distributions with time.step = 0.3: a year must be a whole number of periods (it is "
        "3.3333333333333335), as growth is measured over one, §7.6");
  for (const double date : {2021.75, 2025.25, 2022.1}) {
    fault = only_fault([&](Parameters& p) { p.record.snapshots = {date}; });
    CHECK(fault.key == "record.snapshots");
    CHECK(fault.message.en == fmt::format("record.snapshots = {}: must be a date of the run, from time.start = 2022 to "
                                          "end = 2025 in steps of 0.25, §7.6",
                                          date));
  }
  fault = only_fault([](Parameters& p) { p.record.snapshots = {2023, 2023}; });
  CHECK(fault.message.en == "record.snapshots = 2023 after 2023: dates must rise, §7.6");
  fault = only_fault([](Parameters& p) { p.record.panel = 30001; });
  CHECK(fault.message.en ==
        "record.panel = 30001 with firms.count = 30000: a panel cannot follow more firms than there are, §7.6");
  Parameters unread = observed_parameters();
  unread.record.snapshots = {unknown}, unread.record.distributions.number = unknown;
  CHECK(check(unread).empty());
}

}  // namespace
}  // namespace suanli::test
