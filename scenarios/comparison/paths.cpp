#include "scenarios/comparison/paths.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/ensemble.hpp"
#include "engine/parallel.hpp"
#include "output/failures.hpp"
#include "scenarios/independent.hpp"
#include "scenarios/results.hpp"

namespace suanli {

namespace {

// Groups that comparisons look at; of regions only where each is an economy.
bool is_compared(std::string_view path, CapitalMarket market, Keep keep) {
  return path.starts_with("national/") || path.starts_with("by_location/") || path == "by_class/latency" ||
         path == "by_class/spending" || (path == "flows/share" && keep == Keep::flows_too) ||
         (path == "by_region/consumption" && market == CapitalMarket::regional);
}

/// Where a recorded variable lies in a record.
struct Kept {
  std::string path;
  std::size_t first, count;
};

std::vector<Kept> kept_of(const Recorder& recorder, CapitalMarket market, Keep of_flows) {
  std::vector<Kept> all;
  const auto keep = [&](const std::string& path, std::size_t first, std::size_t count) {
    if (is_compared(path, market, of_flows)) all.push_back({path, first, count});
  };
  for (std::size_t s = 0; s < recorder.recorded().size(); ++s) {
    const RecordedSeries& recorded = recorder.recorded()[s];
    keep(fmt::format("{}/{}", level_names[static_cast<std::size_t>(recorded.level)], recorded.series->name),
         recorder.offset(s), recorder.offset(s + 1) - recorder.offset(s));
  }
  const SitingRecorder& siting = recorder.siting();
  for (std::size_t v = 0; v < siting.variables().size(); ++v)
    keep(fmt::format("{}/{}", siting.variables()[v].group, siting.variables()[v].description.name),
         recorder.siting_offset(v), siting.offset(v + 1) - siting.offset(v));
  return all;
}

// What is kept of all replications, and what each of them may say when it fails.
double bytes_of(const std::vector<Kept>& kept, std::size_t replications) {
  std::size_t values = 0;
  for (const Kept& k : kept) values += k.count;
  return static_cast<double>(replications) * static_cast<double>(values * sizeof(double) + sizeof(Text));
}

Paths simulated(const std::string& name, const Model& model, Progress& progress, Keep keep) {
  Paths paths(name, model.parameters);
  const Recorder recorder(model);
  const std::vector<Kept> kept = kept_of(recorder, model.parameters.capital_market, keep);
  const std::size_t side_by_side =
      fit_as_far_as_possible(model, recorder, KeptNumbers{bytes_of(kept, paths.replications())});
  std::vector<std::span<double>> room;
  for (const Kept& k : kept) room.push_back(paths.make_room(k.path, k.count));

  std::vector<Text> failures(paths.replications());
  const auto work = [&](std::size_t r, Threads threads) {
    try {
      const Record record = simulate(model, recorder, static_cast<std::uint32_t>(r), threads,
                                     [&] { progress.advance(static_cast<double>(model.layout.firms())); });
      for (std::size_t k = 0; k < kept.size(); ++k)
        std::copy_n(record.values.begin() + static_cast<std::ptrdiff_t>(kept[k].first), kept[k].count,
                    room[k].subspan(r * kept[k].count).begin());
    } catch (const SimulationError& error) {
      failures[r] = text("{}: {}", "{}：{}", name, error.text());
    }
  };
  const Spread plan = side_by_side == 1 ? Spread{0, paths.replications()} : spread(paths.replications(), side_by_side);
  for_each_index(plan.side_by_side, Threads::all, [&](std::size_t r) { work(r, Threads::one); });
  for (std::size_t r = plan.side_by_side; r < paths.replications(); ++r) work(r, Threads::all);
  std::erase_if(failures, [](const Text& failure) { return failure.empty(); });
  if (!failures.empty()) throw SimulationError(in_lines(failures));
  return paths;
}

bool same_design(const DesignParameters& a, const DesignParameters& b) {
  return a.empty() == b.empty() && a.method == b.method && (a.empty() || values_of(a, 0) == values_of(b, 0));
}

bool ends_in(const std::string& given, std::initializer_list<std::string_view> endings) {
  return std::ranges::any_of(endings, [&](std::string_view ending) { return given.ends_with(ending); });
}

}  // namespace

std::span<double> Paths::make_room(const std::string& path, std::size_t count) {
  return values_[path] = std::vector<double>(count * replications());
}

std::string stem_of(const std::string& given) { return std::filesystem::path(given).stem().string(); }

Member::Member(std::string name, Parameters parameters, std::string source)
    : name_(std::move(name)), source_(std::move(source)), parameters_(std::move(parameters)) {
  parameters_.record = {};
}

Member::Member(const std::string& given, const std::vector<Setting>& settings) : name_(given), source_(given) {
  if (ends_in(given, {".yaml", ".yml"})) {
    parameters_ = read_scenario(given, settings).parameters;
    parameters_.record = {};  // of firms: nothing is compared
    expect_independent_replications(parameters_, escaped(given));
    if (!parameters_.design.empty())
      throw CannotCompare(text("{}: has a design, of hundreds of economies: run it, and compare the result files",
                               "{}: 含有设计，即许多经济体：请先运行，再比较结果文件", escaped(given)));
    return;
  }
  if (!ends_in(given, {".h5"}))
    throw CannotCompare(text("{}: must be a scenario (.yaml) or a result file of `suanli run` (.h5)",
                             "{}: 须为情景文件（.yaml）或 `suanli run` 的结果文件（.h5）", escaped(given)));
  parameters_ = parameters_of(open_results(given, ResultKind::ensemble));
  expect_independent_replications(parameters_, escaped(given));
  if (!settings.empty())
    throw CannotCompare(text("{}: is a result file, whose run is over: {} can only be given where all are scenarios",
                             "{}: 是已完成运行的结果文件：只有全部为情景时才能给出 {}", escaped(given),
                             settings.front().given_as.empty() ? "--set " + escaped(settings.front().assignment)
                                                               : escaped(settings.front().given_as)));
  file_ = given;
}

Text Member::place() const {
  if (source_.empty()) return text("{}", "{}", name_);
  if (name_ == source_ || name_ == stem_of(source_)) return text("{}", "{}", escaped(source_));
  return text("{}, {}", "{}，{}", escaped(source_), name_);
}

double Member::firm_steps() const {
  if (file_ || !model_) return 0;
  return static_cast<double>(replications_in_all(parameters_)) * static_cast<double>(model_->layout.firms()) *
         static_cast<double>(model_->periods_before + model_->periods + 1);
}

void Member::prepare() {
  if (file_ || model_) return;
  try {
    model_ = std::make_unique<const Model>(parameters_);
  } catch (const Infeasible& refused) {
    throw CannotCompare(text("{}: {}", "{}: {}", place(), refused.text()));
  }
}

double Member::bytes(Keep keep) const {
  if (model_)
    return bytes_of(kept_of(Recorder(*model_), parameters_.capital_market, keep), replications_in_all(parameters_));
  if (!file_) return 0;
  const output::ResultReader file = open_results(*file_);
  double values = 0;
  for (const std::string& path : file.variables()) {
    if (!is_compared(path, parameters_.capital_market, keep)) continue;
    double of_variable = 1;
    for (const std::size_t length : file.shape_of(path)) of_variable *= static_cast<double>(length);
    values += of_variable;
  }
  return values * sizeof(double);
}

void Member::expect_memory(const KeptNumbers& kept) const {
  if (!model_) return;
  try {
    fit_into_memory(*model_, Recorder(*model_), kept);
  } catch (const NotEnoughMemory& refused) {
    throw CannotCompare(text("{}: {}", "{}: {}", place(), refused.text()));
  }
}

Paths Member::paths(Progress& progress, Keep keep) {
  if (!file_) {
    prepare();
    Paths all = simulated(name_, *model_, progress, keep);
    model_.reset();
    return all;
  }
  const output::ResultReader file = open_results(*file_);
  if (const std::size_t failed = output::failed_rows(file).size(); failed > 0)
    throw CannotCompare(
        text("{}: {} of its replications failed: ensembles are compared replication by replication, which takes "
             "all of them (`suanli summary` names those)",
             "{}: 其中 {} 次重复失败：比较按重复逐一进行，须全部完成（`suanli summary` 列出失败者）", name_, failed));
  Paths all(name_, parameters_);
  for (const std::string& path : file.variables())
    if (is_compared(path, parameters_.capital_market, keep)) all.add(path, file.read(path).values);
  return all;
}

void expect_memory(const Member& base, std::span<const Member> others, double kept, Keep keep) {
  kept += base.bytes(keep);
  base.expect_memory({kept});
  for (const Member& other : others) other.expect_memory({kept + other.bytes(keep)});
}

void expect_common_shocks(const Member& base, std::span<const Member> others) {
  std::vector<Text> reasons;
  const Parameters& b = base.parameters();
  for (const Member& other : others) {
    const Parameters& p = other.parameters();
    const auto expect_same = [&](const char* key, double of_base, double of_other) {
      if (of_base != of_other)
        reasons.push_back(
            text("{}: {} = {}, and {} has {}: ensembles are compared replication by replication, which "
                 "takes the same seed, replications and dates",
                 "{}: {} = {}，而 {} 为 {}：比较按重复逐一进行，须有相同的种子、重复次数与时点", other.name(), key,
                 of_other, base.name(), of_base));
    };
    expect_same("ensemble.seed", static_cast<double>(b.ensemble.seed), static_cast<double>(p.ensemble.seed));
    expect_same("ensemble.replications", static_cast<double>(b.ensemble.replications),
                static_cast<double>(p.ensemble.replications));
    if (!same_design(b.design, p.design))
      reasons.push_back(
          text("{}: has another design than {}: ensembles are compared replication by replication, which "
               "takes the same points",
               "{}: 其设计与 {} 不同：比较按重复逐一进行，须有相同的设计点", other.name(), base.name()));
    expect_same("time.start", b.time.start, p.time.start);
    expect_same("time.end", b.time.end, p.time.end);
    expect_same("time.step", b.time.step, p.time.step);
  }
  if (!reasons.empty()) throw CannotCompare(in_lines(reasons));
}

}  // namespace suanli
