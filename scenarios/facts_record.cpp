#include <fmt/format.h>
#include <algorithm>

#include "agents/record/bins.hpp"
#include "output/failures.hpp"
#include "scenarios/facts.hpp"
#include "scenarios/independent.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

class NoFirms : public WrongInput {
  using WrongInput::WrongInput;
};

// The rate at which firms leave: λ, or where only a floor of productivity makes them leave, what was recorded.
double exit_rate_of(const Parameters& p, const output::ResultReader& file) {
  if (p.firms.exit_floor.kind == ExitFloor::none) return p.firms.exit_rate;
  return std::max(p.firms.exit_rate, estimate(output::read_finished(file, "national/exit_rate").values).mean);
}

bool some_choose(const Parameters& p) {
  return std::ranges::any_of(p.industries, [&](const auto& industry) {
    return behaviour_of(p.firms, industry.second.investment) != InvestmentBehaviour::proportional;
  });
}

}  // namespace

FirmsRecord firms_record(const std::filesystem::path& path) {
  const output::ResultReader file = open_results(path, ResultKind::ensemble);
  const Parameters p = parameters_of(file);
  expect_independent_replications(p, path.string());
  if (p.record.distributions.kind == DistributionRecord::none)
    throw NoFirms(
        text("{}: nothing was recorded of its firms: run the scenario with --set record.distributions.every=1",
             "{}：其中没有企业的记录：请以 --set record.distributions.every=1 运行情景", path.string()));
  const auto of_firms = [&](std::string_view name) {
    return output::read_finished(file, fmt::format("firms/{}", name)).values;
  };

  FirmsRecord r;
  r.replications = replications_in_all(p) - output::failed_rows(file).size();
  const double age = p.firms.start == FirmStart::stationary ? p.firms.burn_in : 0;
  const auto years = std::get<std::vector<double>>(file.coordinates("year"));
  for (const double year : years) r.ages.push_back(age + year - p.time.start);
  r.exit_rate = exit_rate_of(p, file), r.drag = p.firms.drag, r.firms_choose = some_choose(p);

  r.tail_exponent = of_firms("hill_exponent");
  r.mean_rate = of_firms("investment_mean"), r.inaction = of_firms("investment_inaction");
  r.negative = of_firms("investment_negative"), r.negative_spikes = of_firms("investment_negative_spikes");
  r.spikes = of_firms("investment_spikes"), r.serial_correlation = of_firms("investment_autocorrelation");
  r.profit_correlation = of_firms("investment_productivity_correlation");
  r.dispersion = of_firms("productivity_sd"), r.persistence = of_firms("productivity_autocorrelation");
  r.output_growth = of_firms("aggregate_growth"), r.granular_residual = of_firms("granular_residual");

  r.growth_low = growth_bins_of_files.low + growth_bins_of_files.width();  // the outer bins hold what lies beyond
  r.growth_high = growth_bins_of_files.high - growth_bins_of_files.width();
  r.growth_counts = output::read_finished(file, "growth_histogram/survivors").values;
  r.class_size = output::read_finished(file, "size_classes/past_size").values,
  r.growth_spread = output::read_finished(file, "size_classes/growth_sd").values;
  return r;
}

}  // namespace suanli
