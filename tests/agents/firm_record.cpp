// What a run records of its firms, against slow loops over the same firms.
#include "agents/record/firm_record.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "engine/tails.hpp"
#include "tests/support/observed_run.hpp"

namespace suanli::test {
namespace {

/// Firms of successive years, and which of them were there a year before.
struct Years {
  std::vector<std::vector<Firm>> firms;
  std::vector<std::vector<bool>> survive;  ///< of the year that ends then
  std::vector<double> log_output;
};

Years years_of(const Model& model) {
  Years years;
  Country country = open_country(model, 0, Threads::one);
  std::vector<bool> here(model.layout.firms());
  for (;;) {
    if (country.period % 4 == 0) {
      years.firms.push_back(firms_of(country));
      years.survive.push_back(here);
      here.assign(here.size(), true);
      years.log_output.push_back(std::log(country.economies[0].output));
    }
    if (country.period == model.periods) return years;
    for (std::size_t i = 0; i < model.layout.tasks().size(); ++i)
      for (const std::uint32_t leaver : country.firms.found()[i].leaving) {
        std::size_t firm = leaver;
        for (std::size_t c = 0; c < model.layout.tasks()[i].cell; ++c) firm += model.layout.cells()[c].firms;
        here[firm] = false;
      }
    step(country);
  }
}

double mean(const std::vector<double>& x) {
  double sum = 0;
  for (const double value : x) sum += value;
  return sum / static_cast<double>(x.size());
}
double moment(const std::vector<double>& x, int power) {
  const double m = mean(x);
  double sum = 0;
  for (const double value : x) sum += std::pow(value - m, power);
  return sum / static_cast<double>(x.size());
}
double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double mean_x = mean(x), mean_y = mean(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mean_x) * (y[i] - mean_y);
  return sum / static_cast<double>(x.size()) / std::sqrt(moment(x, 2) * moment(y, 2));
}
double share(const std::vector<double>& x, const std::function<bool(double)>& is) {
  return static_cast<double>(std::ranges::count_if(x, is)) / static_cast<double>(x.size());
}

/// A population of year 3, the nation's (-1) or an industry's, as lists.
struct Slow {
  std::vector<double> sizes, productivity;                                          // of all
  std::vector<double> growth, more_productive, a, past_a, past_size, rate, mean_a;  // of survivors
  std::vector<double> again, before;  // rates of those who invested in both years
  double weighted = 0, past_sales = 0, sales = 0, largest = 0;

  Slow(const Years& years, const Model& model, int industry) {
    const auto &now = years.firms[3], &past = years.firms[2], &earlier = years.firms[1];
    const std::size_t cells = model.layout.cells().size();
    std::vector<double> change(cells), survivors(cells), a_sum(cells), past_sum(cells), firms(cells), sum(cells),
        more(cells), cell_a(cells), top(cells);
    for (std::size_t i = 0; i < now.size(); ++i) {
      const std::size_t c = now[i].cell;
      ++firms[c], cell_a[c] += now[i].a, sum[c] += std::exp(now[i].size),
          top[c] = std::max(top[c], std::exp(now[i].size));
      if (!years.survive[3][i]) continue;
      ++survivors[c], change[c] += now[i].size - past[i].size, a_sum[c] += now[i].a, past_sum[c] += past[i].a;
      more[c] += now[i].a - past[i].a;
    }
    const double kept = std::pow(1 - 0.06 * 0.25, 4);
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (industry >= 0 && now[i].industry != static_cast<std::size_t>(industry)) continue;
      const std::size_t c = now[i].cell;
      sizes.push_back(now[i].size), productivity.push_back(now[i].a - cell_a[c] / firms[c]);
      sales += std::exp(now[i].size), past_sales += std::exp(past[i].size);
      largest = std::max(largest, top[c] / (sum[c] / firms[c]));
      if (!years.survive[3][i]) continue;
      growth.push_back(now[i].size - past[i].size - change[c] / survivors[c]);
      more_productive.push_back(now[i].a - past[i].a - more[c] / survivors[c]);
      a.push_back(now[i].a - a_sum[c] / survivors[c]), past_a.push_back(past[i].a - past_sum[c] / survivors[c]);
      past_size.push_back(past[i].size);
      rate.push_back(now[i].capital / past[i].capital - kept), mean_a.push_back((now[i].a + past[i].a) / 2);
      weighted += std::exp(past[i].size) * growth.back();
      if (!years.survive[2][i]) continue;
      again.push_back(rate.back()), before.push_back(past[i].capital / earlier[i].capital - kept);
    }
  }
};

// Remembered in single precision: log sizes of up to 8 to 2.4e-7, so growth of spread .16 to 3e-6 of it at worst, and its
// fourth power to four times as much.
constexpr double rounding = 2e-5;

TEST_CASE("what is recorded of firms is what a slow loop over them finds, of the nation and of an industry") {
  const Observed run(observed_parameters());
  const Years years = years_of(run.model);
  for (const int industry : {-1, 0, 2}) {
    CAPTURE(industry);
    const Slow slow(years, run.model, industry);
    const std::string group = industry < 0 ? "firms" : "firms_by_industry";
    const std::size_t at = industry < 0 ? 3 : 3 * 7 + static_cast<std::size_t>(industry);
    const auto recorded = [&](std::string_view name, double expected) {
      CAPTURE(name);
      REQUIRE(std::isfinite(expected));
      CHECK(run.values(group, name)[at] == doctest::Approx(expected).epsilon(rounding));
    };
    recorded("firms", static_cast<double>(slow.sizes.size()));
    recorded("survivors", static_cast<double>(slow.growth.size()));
    recorded("size_sd", std::sqrt(moment(slow.sizes, 2)));
    std::vector<double> sales;
    for (const double s : slow.sizes) sales.push_back(std::exp(s));
    std::ranges::sort(sales);
    const Measured hill = hill_exponent(sales, sales.size() / 20);
    recorded("hill_exponent", hill.value);
    recorded("hill_standard_error", hill.standard_error);
    recorded("herfindahl", herfindahl_index(sales));
    recorded("largest_firm", slow.largest);
    recorded("growth_sd", std::sqrt(moment(slow.growth, 2)));
    CHECK(run.values(group, "growth_skewness")[at] ==
          doctest::Approx(moment(slow.growth, 3) / std::pow(moment(slow.growth, 2), 1.5)).epsilon(1e-4));
    CHECK(run.values(group, "growth_kurtosis")[at] ==
          doctest::Approx(moment(slow.growth, 4) / std::pow(moment(slow.growth, 2), 2) - 3).epsilon(1e-4));
    recorded("growth_productivity_correlation", correlation(slow.growth, slow.more_productive));
    recorded("productivity_sd", std::sqrt(moment(slow.productivity, 2)));
    recorded("productivity_autocorrelation", correlation(slow.a, slow.past_a));
    recorded("investment_mean", mean(slow.rate));
    recorded("investment_sd", std::sqrt(moment(slow.rate, 2)));
    recorded("investment_inaction", share(slow.rate, [](double i) { return std::fabs(i) < 0.01; }));
    recorded("investment_spikes", share(slow.rate, [](double i) { return i > 0.2; }));
    recorded("investment_negative", share(slow.rate, [](double i) { return i < 0; }));
    recorded("investment_negative_spikes", share(slow.rate, [](double i) { return i < -0.2; }));
    recorded("investment_autocorrelation", correlation(slow.again, slow.before));
    recorded("investment_productivity_correlation", correlation(slow.rate, slow.mean_a));
    recorded("granular_residual", slow.weighted / slow.past_sales);
    const double growth = years.log_output[3] - years.log_output[2];
    recorded("aggregate_growth", growth + std::log(slow.sales / slow.past_sales));
  }
}

TEST_CASE("firms that entered within the year count among the firms, not among the survivors") {
  const Observed run(observed_parameters());
  const Years years = years_of(run.model);
  const std::vector<double> survivors = run.values("firms", "survivors");
  CHECK(survivors[0] == 0);
  for (std::size_t year = 1; year < 4; ++year) {
    CHECK(survivors[year] == static_cast<double>(std::ranges::count(years.survive[year], true)));
    // e^-.1 of them: four standard deviations of a binomial number.
    const double n = static_cast<double>(run.model.layout.firms()), stay = std::exp(-0.1);
    CHECK(std::fabs(survivors[year] - n * stay) < 4 * std::sqrt(n * stay * (1 - stay)));
  }
}

TEST_CASE("histograms hold every firm in its bin, quantiles are right to a fine bin, and classes are tenths") {
  const Observed run(observed_parameters());
  const Years years = years_of(run.model);
  const Slow slow(years, run.model, -1);
  for (const auto& [group, name, values, bins] :
       {std::tuple{"size_histogram", "firms", &slow.sizes, size_bins_of_files},
        {"growth_histogram", "survivors", &slow.growth, growth_bins_of_files}}) {
    std::vector<double> expected(bins.count);
    for (const double x : *values) ++expected[static_cast<std::size_t>((x - bins.low) / bins.width())];
    const std::vector<double> all = run.values(group, name);
    double misplaced = 0;
    for (std::size_t i = 0; i < bins.count; ++i) misplaced += std::fabs(all[3 * bins.count + i] - expected[i]);
    CHECK(misplaced <= 2);  // one at an edge, by rounding
  }
  for (const auto& [name, values, width] :
       {std::tuple{"size", slow.sizes, 1.0 / 64}, {"growth", slow.growth, 1.0 / 256}}) {
    std::vector<double> sorted = values;
    std::ranges::sort(sorted);
    const std::vector<double> all = run.values("distribution", name);
    for (std::size_t q = 0; q < firm_probabilities.size(); ++q)
      CHECK(std::fabs(all[3 * firm_probabilities.size() + q] - quantile(sorted, firm_probabilities[q])) < width + 1e-3);
  }
  const std::vector<double> firms = run.values("size_classes", "firms"),
                            sales = run.values("size_classes", "sales_share"),
                            adopted = run.values("size_classes", "adopted_share"),
                            survivors = run.values("size_classes", "survivors"),
                            growth = run.values("size_classes", "growth_mean");
  double all_firms = 0, all_sales = 0, all_adopted = 0, all_survivors = 0, all_growth = 0;
  for (std::size_t c = 30; c < 40; ++c) {
    all_firms += firms[c], all_sales += sales[c], all_adopted += adopted[c] * firms[c];
    all_survivors += survivors[c], all_growth += growth[c] * survivors[c];
    if (c > 30) CHECK(sales[c] / firms[c] > sales[c - 1] / firms[c - 1]);
    CHECK(std::fabs(firms[c] / static_cast<double>(slow.sizes.size()) - 0.1) < 0.02);  // a bin in the middle holds 2 %
  }
  CHECK(all_firms == static_cast<double>(slow.sizes.size()));
  CHECK(all_sales == doctest::Approx(1).epsilon(rounding));
  CHECK(std::round(all_adopted) == static_cast<double>(std::ranges::count(years.firms[3], true, &Firm::adopted)));
  CHECK(all_survivors == static_cast<double>(slow.growth.size()));
  CHECK(std::fabs(all_growth / all_survivors) < 1e-7);
}

// g = Δa/(α+β) less its cell's mean, Δa normal of variance 2s²(1-φ).
TEST_CASE("firms that keep their shares of capital grow with their productivity, and normally") {
  Parameters p = reference_parameters();
  p.time.end = 2023;
  p.firms.count = 60000;
  p.record.distributions = {DistributionRecord::every, 1};
  const Observed run(p);
  for (std::size_t j = 0; j < 7; ++j) {
    const auto of = [&](std::string_view name) { return run.values("firms_by_industry", name)[7 + j]; };
    const double n = of("survivors"), q = p.industries[j].second.alpha + p.industries[j].second.beta;
    CHECK(n == of("firms"));
    CHECK(of("growth_productivity_correlation") == doctest::Approx(1).epsilon(1e-9));
    const double sd = 0.25 * std::sqrt(2 * (1 - 0.85)) / q;
    CHECK(std::fabs(of("growth_sd") / sd - 1) < 4 / std::sqrt(2 * n));
    CHECK(std::fabs(of("growth_skewness")) < 4 * std::sqrt(6 / n));
    CHECK(std::fabs(of("growth_kurtosis")) < 4 * std::sqrt(24 / n));
    CHECK(std::fabs(of("productivity_autocorrelation") - 0.85) < 4 * (1 - 0.85 * 0.85) / std::sqrt(n));
    CHECK(of("investment_sd") < 1e-6);
    CHECK(std::isnan(of("investment_productivity_correlation")));
  }
}

TEST_CASE("observations some years apart are those of every year") {
  Parameters p = observed_parameters();
  p.time.end = 2029;
  const Observed yearly(p);
  p.record.distributions.number = 3;
  const Observed seldom(p);
  CHECK(observed_years(p) == std::vector{2022.0, 2025.0, 2028.0});
  for (const FirmStatistic& statistic : firm_statistics()) {
    const auto table = std::ranges::find(firm_tables(), statistic.table, &FirmTableDeclaration::table);
    const std::string group(table->group);
    const std::vector<double> all = yearly.values(group, statistic.name), some = seldom.values(group, statistic.name);
    REQUIRE(all.size() == 8 * table->points);
    REQUIRE(some.size() == 3 * table->points);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const std::size_t year = i / table->points, point = i % table->points;
      CHECK(std::bit_cast<std::uint64_t>(some[i]) ==
            std::bit_cast<std::uint64_t>(all[3 * year * table->points + point]));
    }
  }
}

TEST_CASE("the granular share compares variances over the observed years") {
  Parameters p = observed_parameters();
  p.time.end = 2030;
  const Observed run(p);
  std::vector<double> residual = run.values("firms", "granular_residual"),
                      growth = run.values("firms", "aggregate_growth");
  CHECK(std::isnan(residual[0]));
  CHECK(std::isnan(growth[0]));
  residual.erase(residual.begin()), growth.erase(growth.begin());
  CHECK(run.values("granularity", "granular_share")[0] ==
        doctest::Approx(moment(residual, 2) / moment(growth, 2)).epsilon(1e-9));
  CHECK(run.values("granularity", "granular_r_squared")[0] ==
        doctest::Approx(std::pow(correlation(residual, growth), 2)).epsilon(1e-9));
}

}  // namespace
}  // namespace suanli::test
