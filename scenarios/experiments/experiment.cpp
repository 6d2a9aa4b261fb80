#include "scenarios/experiments/experiment.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "engine/names.hpp"
#include "engine/parallel.hpp"
#include "scenarios/memory.hpp"
#include "scenarios/progress.hpp"

namespace suanli {

// ---- arms ----------------------------------------------------------------------------------------------------------

Ensemble::Ensemble(std::unique_ptr<const Model> model, std::vector<Record> records,
                   std::vector<std::vector<double>> watched)
    : model_(std::move(model)), observed_(*model_, std::move(records)), watched_(std::move(watched)) {}

std::size_t Ensemble::date_after(double years) const {
  return static_cast<std::size_t>(std::llround(years / parameters().time.step));
}

double Ensemble::watched(std::size_t replication, std::size_t date, std::size_t i) const {
  const std::vector<double>& all = watched_[replication];
  return all[date * (all.size() / dates()) + i];
}

SteadyState Ensemble::rest(std::size_t economy) const {
  return steady_state(model_->economies[economy], parameters()).path;
}

std::vector<double> Ensemble::at(const std::vector<double>& series, std::size_t date) const {
  std::vector<double> all;
  for (std::size_t r = 0; r < replications(); ++r) all.push_back(series[r * dates() + date]);
  return all;
}

std::vector<double> Ensemble::mean(const std::vector<double>& series) const {
  std::vector<double> all;
  for (std::size_t r = 0; r < replications(); ++r) {
    double sum = 0;
    for (std::size_t t = 0; t < dates(); ++t) sum += series[r * dates() + t];
    all.push_back(sum / static_cast<double>(dates()));
  }
  return all;
}

Measurement measurement(Text what, std::string_view unit, const std::vector<double>& values, double relevant,
                        std::optional<double> theory) {
  return {std::move(what), unit, estimate(values), relevant, theory};
}

Measurement difference(Text what, std::string_view unit, const std::vector<double>& of, const std::vector<double>& less,
                       double relevant, std::optional<double> theory) {
  return {std::move(what), unit, paired_difference(of, less).difference, relevant, theory};
}

const Text& Verdicts::at(Conclusion conclusion) const {
  static const Text nothing;
  switch (conclusion) {
    case Conclusion::holds: return holds;
    case Conclusion::holds_if: return holds_if;
    case Conclusion::fails: return fails;
    case Conclusion::undecided: return nothing;
  }
  return nothing;
}

// ---- the experiments -----------------------------------------------------------------------------------------------

std::span<const Experiment> all_experiments() {
  static const std::vector<Experiment> all{experiments::steady_growth(),       experiments::compute_share(),
                                           experiments::early_movers(),        experiments::synergy_and_substitution(),
                                           experiments::division_of_compute(), experiments::building_ahead(),
                                           experiments::moving_work_west(),    experiments::leaders_and_industries(),
                                           experiments::small_firms(),         experiments::industries()};
  return all;
}

std::vector<const Experiment*> experiments_named(const std::vector<std::string>& findings) {
  std::vector<std::string> known;
  for (const Experiment& e : all_experiments()) known.emplace_back(e.finding);
  std::vector<std::string> wanted;
  for (const std::string& given : findings) {
    wanted.push_back(given);
    for (char& c : wanted.back()) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (std::ranges::find(known, wanted.back()) == known.end())
      throw NoSuchName(text("{} is not a finding that is put to the test{}", "{} 不是已设实验的发现{}", escaped(given),
                            instead_of(wanted.back(), known)));
  }
  std::vector<const Experiment*> all;
  for (const Experiment& e : all_experiments())
    if (wanted.empty() || std::ranges::find(wanted, e.finding) != wanted.end()) all.push_back(&e);
  return all;
}

// ---- carrying them out ---------------------------------------------------------------------------------------------

namespace {

struct PlannedArm {
  const Experiment* experiment;
  std::string name;
  Parameters parameters;
  std::unique_ptr<const Model> model;
  std::vector<Record> records;
  std::vector<std::vector<double>> watched;
};

std::vector<PlannedArm> plan(const Experiment& e, const std::filesystem::path& folder,
                             const std::vector<Setting>& common) {
  const Parameters base = read_scenario(folder / e.scenario, common).parameters;
  std::vector<PlannedArm> all;
  for (const Arm& arm : e.arms(base)) {
    std::vector<Setting> own = common;
    for (const std::string& assignment : arm.settings)
      own.push_back({assignment, fmt::format("{}, {}: {}", (folder / e.scenario).string(), e.finding, assignment)});
    all.push_back({&e, arm.name, read_scenario(folder / e.scenario, own).parameters, nullptr, {}, {}});
  }
  return all;
}

Text of_arm(const PlannedArm& arm, const std::filesystem::path& folder, const Text& what) {
  return text("{}, {}, arm {}: {}", "{}，{}，对照组 {}：{}", (folder / arm.experiment->scenario).string(),
              arm.experiment->finding, arm.name, what);
}

// What stands in the way of an arm, or "".
Text build(PlannedArm& arm, const std::filesystem::path& folder) {
  try {
    auto model = std::make_unique<const Model>(arm.parameters);
    fit_into_memory(*model, Recorder(*model), KeptNumbers{0});
    arm.model = std::move(model);
  } catch (const Infeasible& refused) {
    return of_arm(arm, folder, refused.text());
  } catch (const NotEnoughMemory& refused) {
    return of_arm(arm, folder, refused.text());
  }
  return {};
}

std::size_t replications_of(const PlannedArm& arm) {
  return static_cast<std::size_t>(arm.parameters.ensemble.replications);
}

// How many replications of an experiment's arms may be simulated side by side: what all of them record is kept. What is watched
// of single firms is little beside it.
std::size_t fit(std::span<const PlannedArm> arms, const std::filesystem::path& folder) {
  double kept = 0;
  for (const PlannedArm& arm : arms) {
    const double of_replication = sizeof(Record) + sizeof(std::vector<double>) + sizeof(Text) +
                                  static_cast<double>(Recorder(*arm.model).values_per_replication() * sizeof(double));
    kept += static_cast<double>(replications_of(arm)) * of_replication;
  }
  std::size_t side_by_side = threads_in_use();
  for (const PlannedArm& arm : arms) {
    try {
      side_by_side = std::min(side_by_side, fit_into_memory(*arm.model, Recorder(*arm.model), KeptNumbers{kept}));
    } catch (const NotEnoughMemory& refused) {
      throw CannotExperiment(of_arm(arm, folder, refused.text()));
    }
  }
  return side_by_side;
}

// The first of the texts that is not empty; "" if none is.
Text first_of(const std::vector<Text>& texts) {
  const auto first = std::ranges::find_if_not(texts, &Text::empty);
  return first == texts.end() ? Text{} : *first;
}

double firm_steps(const PlannedArm& arm) {
  return static_cast<double>(replications_of(arm)) * static_cast<double>(arm.model->layout.firms()) *
         static_cast<double>(arm.model->periods_before + arm.model->periods + 1);
}

// What went wrong, or "".
Text simulate_replication(PlannedArm& arm, std::size_t r, Progress& progress) {
  const Recorder recorder(*arm.model);
  Record record = recorder.new_record();
  std::vector<double>& watched = arm.watched[r];
  const auto note = [&](const Country& country) {
    recorder.measure(country, record);
    if (arm.experiment->watch == nullptr) return;
    const std::vector<double> seen = arm.experiment->watch(country);
    watched.insert(watched.end(), seen.begin(), seen.end());
  };
  try {
    Country country = open_country(*arm.model, static_cast<std::uint32_t>(r), Threads::one);
    note(country);
    while (country.period < arm.model->periods) {
      step(country);
      note(country);
      progress.advance(static_cast<double>(arm.model->layout.firms()));
    }
  } catch (const SimulationError& error) {
    return text("{}, arm {}: replication {}, {}", "{}，对照组 {}：第 {} 次重复，{}", arm.experiment->finding, arm.name,
                r, error.text());
  }
  arm.records[r] = std::move(record);
  return {};
}

void simulate_all(std::span<PlannedArm> arms, std::size_t side_by_side, Progress& progress) {
  std::vector<std::pair<PlannedArm*, std::size_t>> replications;
  for (PlannedArm& arm : arms) {
    arm.records.resize(replications_of(arm)), arm.watched.resize(replications_of(arm));
    for (std::size_t r = 0; r < arm.records.size(); ++r) replications.emplace_back(&arm, r);
  }
  std::vector<Text> failures(replications.size());
  for_each_index(replications.size(), side_by_side == 1 ? Threads::one : Threads::all, [&](std::size_t i) {
    failures[i] = simulate_replication(*replications[i].first, replications[i].second, progress);
  });
  if (Text failure = first_of(failures); !failure.empty()) throw SimulationError(std::move(failure));
}

}  // namespace

std::vector<Evidence> carry_out(const std::vector<const Experiment*>& experiments,
                                const std::filesystem::path& scenarios, Language language,
                                const std::vector<Setting>& settings) {
  std::vector<PlannedArm> all;
  std::vector<std::size_t> ends;
  for (const Experiment* e : experiments) {
    for (PlannedArm& arm : plan(*e, scenarios, settings)) all.push_back(std::move(arm));
    ends.push_back(all.size());
  }
  std::vector<Text> refusals(all.size());
  for_each_index(all.size(), Threads::all, [&](std::size_t i) { refusals[i] = build(all[i], scenarios); });
  if (Text refusal = first_of(refusals); !refusal.empty()) throw CannotExperiment(std::move(refusal));
  const auto arms_of = [&](std::size_t x) {
    const std::size_t first = x == 0 ? 0 : ends[x - 1];
    return std::span(all).subspan(first, ends[x] - first);
  };
  std::vector<std::size_t> side_by_side;
  for (std::size_t x = 0; x < experiments.size(); ++x) side_by_side.push_back(fit(arms_of(x), scenarios));
  double total = 0;
  for (const PlannedArm& arm : all) total += firm_steps(arm);

  Progress progress(total, language);
  std::vector<Evidence> evidence;
  for (std::size_t x = 0; x < experiments.size(); ++x) {
    const std::span<PlannedArm> own = arms_of(x);
    simulate_all(own, side_by_side[x], progress);
    Arms arms;
    for (PlannedArm& arm : own)
      arms.add(arm.name, std::move(arm.model), std::move(arm.records), std::move(arm.watched));
    evidence.push_back({experiments[x], experiments[x]->with(arms), experiments[x]->without(arms)});
  }
  return evidence;
}

}  // namespace suanli
