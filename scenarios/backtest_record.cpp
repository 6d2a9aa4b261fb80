#include "output/result_file.hpp"
#include "scenarios/backtest.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

class NoLocations : public WrongInput {
  using WrongInput::WrongInput;
};

// Sums over the last dimension.
std::vector<double> summed(const output::Table& table) {
  const std::size_t last = table.shape.back();
  std::vector<double> sums(table.values.size() / last);
  for (std::size_t i = 0; i < table.values.size(); ++i) sums[i / last] += table.values[i];
  return sums;
}

}  // namespace

ForecastRecord forecast_record(const std::filesystem::path& path) {
  const output::ResultReader file = open_results(path, ResultKind::ensemble);
  const Parameters p = parameters_of(file);
  if (p.locations.empty())
    throw NoLocations(text(
        "{}: its scenario has no locations of data centres, whose use and whose buyers the figures are about: run one "
        "that has, such as scenarios/baseline.yaml",
        "{}：其情景没有数据中心所在地，而各项数字正是关于其利用率与买方：请运行设有地点的情景，如 "
        "scenarios/baseline.yaml",
        path.string()));
  ForecastRecord r;
  r.replications = static_cast<std::size_t>(p.ensemble.replications), r.locations = p.locations.size();
  r.dates = std::get<std::vector<double>>(file.coordinates("time"));
  r.regions = std::get<std::vector<std::string>>(file.coordinates("region"));
  r.compute = file.read("national/compute").values;
  r.spending = summed(file.read("by_class/spending"));
  r.sold = file.read("by_location/services").values, r.offered = file.read("by_location/capacity").values;
  return r;
}

}  // namespace suanli
