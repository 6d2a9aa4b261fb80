// The two passes over firms that choose, leave and adopt, against slow loops over the formulas of MODEL.md §7.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "tests/support/cells_of_firms.hpp"
#include "tests/support/instruction_sets.hpp"

namespace suanli::test {
namespace {

/// Cells of random firms that are attracted, some of which have adopted, in a random period.
struct InvestingCells {
  FirmLayout layout;
  Firms firms;
  std::vector<Opening> openings;
  std::vector<OpeningStreams> streams;
  std::vector<Weighing> weighings;
  std::vector<InvestmentBehaviour> behaviours;

  InvestingCells(const std::vector<std::size_t>& sizes, std::uint64_t seed)
      : layout(investing_layout(sizes)), firms(layout) {
    Inputs inputs(seed);
    firms.start(std::vector(sizes.size(), Firms::OfFirm{1, 1}), Threads::one);
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      const double alpha = inputs.uniform(0.2, 0.9), beta = (1 - alpha) * inputs.uniform(0.1, 0.9),
                   power = alpha + beta, phi = inputs.uniform(0.5, 1), s = inputs.uniform(0.05, 0.6);
      const auto behaviour = static_cast<InvestmentBehaviour>(c % 3);
      behaviours.push_back(behaviour);
      const bool waits = behaviour == InvestmentBehaviour::option;
      const double floor = waits ? inputs.uniform(0, 0.5) : 0;
      weighings.push_back(
          {.capital_scale = inputs.uniform(0.5, 2),
           .compute_scale = inputs.uniform(0.5, 2),
           .shift = waits ? floor - 1 : 0,
           .lowest = floor,
           .highest = waits ? floor + inputs.uniform(0.5, 3) : std::numeric_limits<double>::infinity()});
      const bool responds = behaviour != InvestmentBehaviour::proportional;
      openings.push_back({.division = {weighings.back(),
                                       {inputs.uniform(0.9, 1), inputs.uniform(0, 0.1)},
                                       {inputs.uniform(0.9, 1), inputs.uniform(0, 0.1)}},
                          .perception = responds ? Perception{.elasticity = inputs.uniform(0.2, 3),
                                                              .drag = inputs.uniform(0, 0.5),
                                                              .capital_offset = inputs.uniform(-1, 1),
                                                              .compute_offset = inputs.uniform(-1, 1)}
                                                 : Perception{},
                          .persistence = phi,
                          .innovation = s * std::sqrt(1 - phi * phi),
                          .distribution = c % 3 == 2 ? Distribution::laplace : Distribution::normal,
                          .technology = {inputs.uniform(-1, 1), 1 / power / std::log(2.0), alpha / power},
                          .expected_by_productivity = inputs.uniform(0.3, 1) / power / std::log(2.0),
                          .exit_probability = c % 4 == 3 ? 0 : inputs.uniform(0.001, 0.3),
                          .exit_floor = c % 2 == 0 ? -0.9 : -std::numeric_limits<double>::infinity(),
                          .adoption_probability = c % 5 == 4 ? 0 : inputs.uniform(0.001, 0.3)});
      const auto at = [&](std::uint32_t purpose) {
        return stream(seed, static_cast<std::uint32_t>(c), 7, purpose, static_cast<std::uint32_t>(c));
      };
      streams.push_back({at(1), at(7)});
      for (std::size_t i = 0; i < sizes[c]; ++i) {
        firms.at(c, i, log_productivity_field) = inputs.uniform(-1, 1);
        firms.at(c, i, capital_field) = inputs.scale(0.01, 100),
                       firms.at(c, i, compute_field) = inputs.scale(0.01, 100);
        firms.at(c, i, adoption_gain_field) = inputs.coin() ? 0 : 0.05;
        firms.at(c, i, capital_attraction_field) = responds ? inputs.scale(0.1, 10) : 1;
        firms.at(c, i, compute_attraction_field) = responds ? inputs.scale(0.1, 10) : 1;
      }
    }
  }
  static FirmLayout investing_layout(const std::vector<std::size_t>& sizes) {
    EconomyTechnology economy{};
    for (std::size_t j = 0; j < sizes.size(); ++j) {
      CellTechnology cell{};
      cell.industry = j, cell.firms = sizes[j];
      economy.cells.push_back(cell);
    }
    return FirmLayout({economy}, investing_firm_fields);
  }

  template <class Found> std::vector<Found> found(std::size_t cell, std::vector<Found> FoundFirms::*kind) const {
    std::vector<Found> all;
    for (std::size_t i = 0; i < layout.tasks().size(); ++i)
      if (layout.tasks()[i].cell == cell)
        all.insert(all.end(), (firms.found()[i].*kind).begin(), (firms.found()[i].*kind).end());
    return all;
  }

  /// Entrants of every cell with stocks and technology of their own.
  std::vector<double> enter(Threads threads = Threads::one) {
    std::vector<Entrance> entrances;
    std::vector<Stream> draws;
    for (std::size_t c = 0; c < openings.size(); ++c) {
      const double k = 0.7 + 0.1 * static_cast<double>(c), h = 0.3;
      entrances.push_back({k, h, c % 2 == 0 ? 0.25 : -0.25, openings[c].expected_by_productivity,
                           openings[c].technology, openings[c].perception});
      draws.push_back({streams[c].lot.key[0], streams[c].lot.key[1], 8, 0, static_cast<std::uint32_t>(c)});
    }
    return firms.enter(entrances, draws, threads);
  }

  /// The bits of every field, of everything found and of all sums, after both passes and the entry between them.
  std::vector<std::uint64_t> bits_after_both(Threads threads = Threads::one) {
    std::vector<std::uint64_t> all;
    const auto add = [&](double x) { all.push_back(std::bit_cast<std::uint64_t>(x)); };
    for (const OpeningSums& s : firms.open(openings, streams, threads))
      add(s.input_bundle), add(s.expected_bundle), add(s.capital), add(s.compute);
    for (const Leavings& l : firms.leavings()) add(l.capital), add(l.compute), add(l.expected_bundle);
    for (const double expected : enter(threads)) add(expected);
    for (const Demand& s : firms.demand(weighings, threads)) add(s.capital), add(s.compute);
    for (std::size_t c = 0; c < openings.size(); ++c) {
      for (std::size_t i = 0; i < layout.cells()[c].firms; ++i)
        for (std::size_t f = 0; f < investing_firm_fields; ++f) add(firms.at(c, i, static_cast<FirmField>(f)));
      for (const std::uint32_t i : found(c, &FoundFirms::leaving)) all.push_back(i);
      for (const Candidate& firm : found(c, &FoundFirms::considering))
        all.push_back(firm.place), add(firm.input_bundle);
    }
    return all;
  }
};

std::vector<std::size_t> sizes() {
  Inputs inputs(311);
  return awkward_sizes(inputs);
}

// The uniform number of firm i: the low half of word (i mod 32)/8 of counter i/32·8 + i mod 8.
double plain_uniform(const Stream& at, std::size_t i) {
  const auto words = plain_philox(
      {static_cast<std::uint32_t>(i / 32 * 8 + i % 8), at.period, at.replication, at.source}, {at.key[0], at.key[1]});
  return (words[i % 32 / 8] + 0.5) * 0x1p-32;
}

double plain_epsilon(Distribution distribution, const Stream& at, std::size_t i) {
  const auto plain = distribution == Distribution::laplace ? plain_laplace : plain_normal;
  return static_cast<double>(plain(at, static_cast<std::uint32_t>(i / 32 * 8 + i % 8), static_cast<int>(i % 32 / 8)));
}

// f as §7.1 prints it, of an attraction that is the scale-th part of e^(ϑx).
double plain_f(InvestmentBehaviour behaviour, double scale, double attraction, const Weighing& w) {
  switch (behaviour) {
    case InvestmentBehaviour::proportional: return scale;
    case InvestmentBehaviour::elastic: return scale * attraction;
    case InvestmentBehaviour::option: break;
  }
  const double floor = w.lowest, most = w.highest - w.lowest;
  return floor + std::min(most, std::max(0.0, scale * attraction - 1));
}

// e^(ϑx), (7.2), relative to the cell's mean firm's.
double plain_attraction(double log2_bundle, double stock, double offset, const Perception& p) {
  return std::exp2(p.elasticity * (log2_bundle - (1 + p.drag) * std::log2(stock)) + offset);
}

// As in firm_sweep.cpp: draws within 1e-10, powers within a few 1e-14, sums of 9000 within 9000·2^-53.
TEST_CASE("the first pass moves, produces and expects as a slow loop does, and finds the same leavers and candidates") {
  on_every_instruction_set([] {
    InvestingCells cells(sizes(), 312);
    const InvestingCells before(sizes(), 312);
    const auto sums = cells.firms.open(cells.openings, cells.streams, Threads::one);
    double worst_draw = 0, worst = 0;
    for (std::size_t c = 0; c < sums.size(); ++c) {
      const Opening& o = cells.openings[c];
      double bundles = 0, expected = 0, capital = 0, compute = 0;
      Leavings left{};
      std::vector<std::uint32_t> leaving;
      std::vector<Candidate> considering;
      for (std::size_t i = 0; i < cells.layout.cells()[c].firms; ++i) {
        const auto was = [&](FirmField f) { return before.firms.at(c, i, f); };
        const double a = cells.firms.log_productivity(c, i), gain = was(adoption_gain_field);
        const double innovation = o.innovation * plain_epsilon(o.distribution, cells.streams[c].productivity, i);
        worst_draw = std::max(worst_draw,
                              std::fabs(a - o.persistence * was(log_productivity_field) - innovation) / o.innovation);
        const auto after = [&](const Accrual& accrual, double scale, FirmField stock, FirmField attraction) {
          const double f = plain_f(cells.behaviours[c], scale, was(attraction), o.division.weighing);
          return was(stock) * (accrual.kept + accrual.per_demand * f);
        };
        const Division& d = o.division;
        const double k = after(d.capital, d.weighing.capital_scale, capital_field, capital_attraction_field);
        const double h = after(d.compute, d.weighing.compute_scale, compute_field, compute_attraction_field);
        const double ratio = o.technology.by_ratio * std::log2(k / h);
        const double bundle = h * std::exp2(o.technology.constant + o.technology.by_productivity * (a + gain) + ratio);
        const double later =
            h * std::exp2(o.expected_by_productivity * a + o.technology.by_productivity * gain + ratio);
        bundles += bundle, expected += later, capital += k, compute += h;
        const double lot = plain_uniform(cells.streams[c].lot, i);
        if (lot < o.exit_probability || a < o.exit_floor)
          leaving.push_back(static_cast<std::uint32_t>(i)), left += {k, h, later};
        if (gain == 0 && lot > 1 - o.adoption_probability) considering.push_back({i, bundle});
      }
      worst = std::max({worst, std::fabs(sums[c].input_bundle / bundles - 1),
                        std::fabs(sums[c].expected_bundle / expected - 1), std::fabs(sums[c].capital / capital - 1),
                        std::fabs(sums[c].compute / compute - 1)});
      CHECK(cells.found(c, &FoundFirms::leaving) == leaving);
      const auto found = cells.found(c, &FoundFirms::considering);
      REQUIRE(found.size() == considering.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i].place == considering[i].place);
        worst = std::max(worst, std::fabs(found[i].input_bundle / considering[i].input_bundle - 1));
      }
      const Leavings leavings = cells.firms.leavings()[c];
      if (!leaving.empty())
        worst = std::max({worst, std::fabs(leavings.capital / left.capital - 1),
                          std::fabs(leavings.compute / left.compute - 1),
                          std::fabs(leavings.expected_bundle / left.expected_bundle - 1)});
    }
    CHECK(worst_draw < 1e-10 + 1e-15 / 0.005);
    CHECK(worst < 1e-13 + 9000 * 0x1p-53);
  });
}

// An entrant's draw is word 0 of its place's counter: within 1e-10 of the oracle's quantile; the rest as above.
TEST_CASE("entrants take the places of leavers, with a draw of their own, and leave all other firms as they are") {
  on_every_instruction_set([] {
    InvestingCells cells(sizes(), 316);
    cells.firms.open(cells.openings, cells.streams, Threads::one);
    const std::vector<double> before(cells.firms.fields_of_slots().begin(), cells.firms.fields_of_slots().end());
    const std::vector<double> sums = cells.enter();
    double worst_draw = 0, worst = 0;
    std::size_t changed = 0, to_change = 0;
    for (std::size_t c = 0; c < sums.size(); ++c) {
      const double k = 0.7 + 0.1 * static_cast<double>(c), h = 0.3, deviation = c % 2 == 0 ? 0.25 : -0.25;
      double expected = 0;
      for (const std::uint32_t i : cells.found(c, &FoundFirms::leaving)) {
        const auto is = [&](FirmField f) { return cells.firms.at(c, i, f); };
        const Stream draws{cells.streams[c].lot.key[0], cells.streams[c].lot.key[1], 8, 0,
                           static_cast<std::uint32_t>(c)};
        const double z = static_cast<double>(plain_normal(draws, i, 0));
        worst_draw = std::max(worst_draw, std::fabs(is(log_productivity_field) / deviation - z));
        CHECK(is(capital_field) == k);
        CHECK(is(compute_field) == h);
        const double later = cells.openings[c].expected_by_productivity * is(log_productivity_field) +
                             cells.openings[c].technology.by_productivity * is(adoption_gain_field) +
                             cells.openings[c].technology.by_ratio * std::log2(k / h);
        const Perception& p = cells.openings[c].perception;
        const double capital = plain_attraction(later + std::log2(h), k, p.capital_offset, p);
        const double compute = plain_attraction(later + std::log2(h), h, p.compute_offset, p);
        worst = std::max({worst, std::fabs(is(capital_attraction_field) / capital - 1),
                          std::fabs(is(compute_attraction_field) / compute - 1)});
        expected += h * std::exp2(later);
        const bool responds = cells.behaviours[c] != InvestmentBehaviour::proportional;
        to_change +=
            responds ? 5 : 3;  // all fields but what adoption gained; who does not respond is attracted as ever
      }
      if (expected > 0) worst = std::max(worst, std::fabs(sums[c] / expected - 1));
    }
    for (std::size_t i = 0; i < before.size(); ++i) changed += cells.firms.fields_of_slots()[i] != before[i];
    CHECK(changed == to_change);
    CHECK(worst_draw < 1e-10);
    CHECK(worst < 1e-13);
  });
}

// An attraction is 2 to a power below 100, whose rounding it carries; a sum as in the first pass.
TEST_CASE("firms are attracted by e^(ϑx), and the second pass sums stock·f(x), with f and x as §7 prints them") {
  on_every_instruction_set([] {
    InvestingCells cells(sizes(), 313);
    cells.firms.open(cells.openings, cells.streams, Threads::one);
    const auto sums = cells.firms.demand(cells.weighings, Threads::one);
    double worst = 0;
    for (std::size_t c = 0; c < sums.size(); ++c) {
      const Opening& o = cells.openings[c];
      const Weighing& w = cells.weighings[c];
      double capital = 0, compute = 0;
      for (std::size_t i = 0; i < cells.layout.cells()[c].firms; ++i) {
        const auto is = [&](FirmField f) { return cells.firms.at(c, i, f); };
        const double k = is(capital_field), h = is(compute_field);
        const double expected = std::log2(h) + o.expected_by_productivity * is(log_productivity_field) +
                                o.technology.by_productivity * is(adoption_gain_field) +
                                o.technology.by_ratio * std::log2(k / h);
        const bool responds = cells.behaviours[c] != InvestmentBehaviour::proportional;
        const double by_k = responds ? plain_attraction(expected, k, o.perception.capital_offset, o.perception) : 1;
        const double by_h = responds ? plain_attraction(expected, h, o.perception.compute_offset, o.perception) : 1;
        worst = std::max({worst, std::fabs(is(capital_attraction_field) / by_k - 1),
                          std::fabs(is(compute_attraction_field) / by_h - 1)});
        capital += k * plain_f(cells.behaviours[c], w.capital_scale, by_k, w);
        compute += h * plain_f(cells.behaviours[c], w.compute_scale, by_h, w);
      }
      worst = std::max({worst, std::fabs(sums[c].capital / capital - 1), std::fabs(sums[c].compute / compute - 1)});
    }
    CHECK(worst < 1e-13 + 9000 * 0x1p-53);
  });
}

TEST_CASE("both passes have the same bits on every instruction set") {
  const auto best = InvestingCells(sizes(), 314).bits_after_both();
  on_every_instruction_set([&] { CHECK((InvestingCells(sizes(), 314).bits_after_both() == best)); });
}

// What the empty slots of a last group hold stays out of sums, lists and, for good, out of reach of overflow.
TEST_CASE("slots without a firm neither count nor grow, however strongly firms respond") {
  InvestingCells cells({1, 33}, 315);
  const Weighing elastic{1, 1, 0, 0, std::numeric_limits<double>::infinity()};
  for (Weighing& w : cells.weighings) w = elastic;
  for (Opening& o : cells.openings) {
    o.division.weighing = elastic, o.perception = {.elasticity = 3, .drag = 5};
    o.exit_probability = o.adoption_probability = 0.999;
  }
  for (int period = 0; period < 50; ++period) {
    const auto opened = cells.firms.open(cells.openings, cells.streams, Threads::one);
    for (std::size_t c = 0; c < 2; ++c) {
      const std::size_t firms = cells.layout.cells()[c].firms;
      double capital = 0;
      for (std::size_t i = 0; i < firms; ++i) capital += cells.firms.capital(c, i);
      REQUIRE(opened[c].capital == doctest::Approx(capital).epsilon(1e-13));
      for (const std::uint32_t i : cells.found(c, &FoundFirms::leaving)) REQUIRE(i < firms);
      for (const Candidate& firm : cells.found(c, &FoundFirms::considering)) REQUIRE(firm.place < firms);
      REQUIRE(cells.firms.capital(c, firms) == 0x1p-600);
    }
    const auto demand = cells.firms.demand(cells.weighings, Threads::one);
    for (std::size_t c = 0; c < 2; ++c) {
      cells.openings[c].division.capital.per_demand = 0.02 * opened[c].capital / demand[c].capital;
      cells.openings[c].division.compute.per_demand = 0.02 * opened[c].compute / demand[c].compute;
    }
  }
}

}  // namespace
}  // namespace suanli::test
