// V4: with firms' own noise only, the economy converges to its closed form as the square root of the number of firms (§6.2).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "agents/theory/finite_firms.hpp"
#include "agents/theory/quiet_path.hpp"
#include "tests/steady_state/economies.hpp"
#include "tests/steady_state/theory.hpp"

namespace suanli::test {

namespace {

/// The mean and the root mean square of a set of deviations.
struct Moments {
  double sum = 0, squares = 0, count = 0;
  void add(double x) { sum += x, squares += x * x, count += 1; }
  double mean() const { return sum / count; }
  double root_mean_square() const { return std::sqrt(squares / count); }
};

/// The reference economy with `firms` firms, or one for every cell.
Parameters with_firms(std::int64_t firms, bool normalise) {
  Parameters p = reference_parameters();
  p.firms.count = firms, p.firms.minimum_per_cell = 1;
  p.productivity.normalise = normalise;
  p.productivity.level = {ProductivityLevel::given, 0.6};
  return p;
}

/// ln Y of every date and replication less ln Y of the closed form at that date's stocks: ln Z less its limit, (2.11).
Moments efficiency_less_limit(const Parameters& p, std::uint32_t replications) {
  const Model model(p);
  const Theory theory = theory_of_nation(p);
  const double log_limit = static_cast<double>(std::log(theory.y_at_rest()));  // composition rests at 1-τ
  Moments moments;
  for (std::uint32_t r = 0; r < replications; ++r)
    simulate_dates(model, r, [&](const Country& country) {
      const Economy& e = country.economies.front();
      moments.add(std::log(e.output / e.wealth()) - log_limit);
    });
  return moments;
}

/// ln Y of every date less that of the path with infinitely many firms, from the second date on.
Moments path_less_quiet_path(const Parameters& p, std::uint32_t replications) {
  const Model model(p);
  const QuietPath quiet = quiet_paths(model).front();
  Moments moments;
  for (std::uint32_t r = 0; r < replications; ++r)
    simulate_dates(model, r, [&](const Country& country) {
      if (country.period > 0) moments.add(std::log(country.economies[0].output / quiet.output[country.period]));
    });
  return moments;
}

/// Least-squares slope of ln(root mean square) on ln N for N = 10³, 10⁴ …, tenfold each.
double slope_in_decades(const std::vector<Moments>& by_size) {
  const double middle = (static_cast<double>(by_size.size()) - 1) / 2;
  double xy = 0, xx = 0;
  for (std::size_t i = 0; i < by_size.size(); ++i) {
    const double x = static_cast<double>(i) - middle;
    xy += x * std::log10(by_size[i].root_mean_square()), xx += x * x;
  }
  return xy / xx;
}

}  // namespace

TEST_CASE("V4: output at given stocks nears that of infinitely many firms as N^(-1/2), normalised or not") {
  // Persistence .05 a year makes yearly dates nearly independent: 9 dates × 100 replications leave 1/√1800 = 2.4 % on
  // each root mean square, .007 on the slope; the bias of (6.4) adds .002. ±.05 would catch a limit off by .03 %.
  for (const bool normalise : {true, false}) {
    CAPTURE(normalise);
    std::vector<Moments> by_size;
    for (const std::int64_t firms : {1000, 10000, 100000}) {
      Parameters p = lasting(with_firms(firms, normalise), 8, 1);
      p.productivity.persistence = 0.05;
      by_size.push_back(efficiency_less_limit(p, 100));

      // Four standard errors of the mean and of the spread around what (6.4) says of both.
      const FiniteFirms expected = finite_firms(economies_of(p).front(), calm_dispersion(p));
      const Moments& m = by_size.back();
      CAPTURE(firms);
      CHECK(std::abs(m.mean() - expected.bias) < 4 * expected.standard_deviation / std::sqrt(m.count));
      const double spread = std::sqrt(m.squares / m.count - m.mean() * m.mean());
      CHECK(std::abs(spread / expected.standard_deviation - 1) <
            4 / std::sqrt(2 * m.count) + 28 / static_cast<double>(firms));
    }
    CHECK(std::abs(slope_in_decades(by_size) + 0.5) < 0.05);
  }
}

TEST_CASE("V4: simulated paths near the path without noise as N^(-1/2)") {
  std::vector<Moments> by_size;  // a path's deviations are of one piece: about as many independent ones as replications
  for (const std::int64_t firms : {1000, 10000})
    by_size.push_back(path_less_quiet_path(lasting(with_firms(firms, true), 8, 1), 1000));
  CHECK(std::abs(slope_in_decades(by_size) + 0.5) < 0.05);
}

TEST_CASE("V4: firm noise alone leaves growth where it is, to the finite number of firms") {
  for (const bool normalise : {true, false}) {
    const Parameters p = lasting(with_firms(20000, normalise), 30, 0.25);
    const double g = static_cast<double>(theory_of_nation(p).growth());
    const Model model(p);
    Moments growth;
    for (std::uint32_t r = 0; r < 16; ++r) {
      const std::vector<Aggregates> path = aggregates(model, 0, r);
      growth.add(std::log(path.back().wealth() / path.front().wealth()) / 30 - std::log1p(g / 4) * 4);
    }
    // ln y has standard deviation .25/√N and a memory of 12 years: growth of 30 years, .4·.25·y*/√N, of 16 runs a quarter.
    CHECK(std::abs(growth.mean()) < 4 * 0.25 * 0.25 / std::sqrt(20000.0) / 4);
  }
}

TEST_CASE("V4: [long] the error falls as N^(-1/2) from a thousand firms to a million, in efficiency and along paths") {
  for (const bool normalise : {true, false}) {
    std::vector<Moments> efficiency, paths;
    std::string table;
    for (const std::int64_t firms : {1000, 10000, 100000, 1000000}) {
      Parameters p = lasting(with_firms(firms, normalise), 8, 1);
      paths.push_back(path_less_quiet_path(p, 400));  // 400: 3.5 % on each root mean square, .007 on the slope
      p.productivity.persistence = 0.05;
      efficiency.push_back(efficiency_less_limit(p, 100));
      const FiniteFirms expected = finite_firms(economies_of(p).front(), calm_dispersion(p));
      table += fmt::format(
          "\n  N = {:>7}: ln Z less its limit {:.3e} (theory {:.3e}), mean {:+.2e} (theory {:+.2e}); "
          "ln Y along paths {:.3e}",
          firms, efficiency.back().root_mean_square(), expected.standard_deviation, efficiency.back().mean(),
          expected.bias, paths.back().root_mean_square());
    }
    MESSAGE("normalise = " << normalise << ", root mean squares:" << table << "\n  slope of ln Z "
                           << slope_in_decades(efficiency) << ", of paths " << slope_in_decades(paths)
                           << ", theory -0.5");
    CHECK(std::abs(slope_in_decades(efficiency) + 0.5) < 0.05);
    CHECK(std::abs(slope_in_decades(paths) + 0.5) < 0.05);
  }
}

}  // namespace suanli::test
