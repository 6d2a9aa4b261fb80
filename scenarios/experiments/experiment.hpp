// A finding of the report put to the test (MODEL.md §11): what the report claims, what of it can be measured, the
// mechanism behind it with the setting that switches it off, and ensembles on common random numbers that tell.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/paired.hpp"
#include "engine/terminal.hpp"
#include "engine/text.hpp"
#include "scenarios/observed.hpp"
#include "scenarios/read.hpp"

namespace suanli {

/// A scenario that an experiment cannot be carried out with: file, finding, arm, and what stands in the way; one line.
class CannotExperiment : public WrongInput {
  using WrongInput::WrongInput;
};

/// One ensemble of an experiment: its scenario with these settings, "key=value". All arms share their random numbers.
struct Arm {
  std::string name;
  std::vector<std::string> settings;
};

/// What an experiment notes at every date beside the recorded series: of single firms, say. Always as many values.
using Watch = std::vector<double> (*)(const Country&);

/// An arm that was simulated.
class Ensemble {
 public:
  Ensemble(std::unique_ptr<const Model> model, std::vector<Record> records, std::vector<std::vector<double>> watched);

  const Model& model() const { return *model_; }
  const Parameters& parameters() const { return model_->parameters; }
  const Observed& observed() const { return observed_; }
  std::size_t replications() const { return observed_.replications(); }
  std::size_t dates() const { return observed_.dates(); }
  /// The date that lies `years` after the first.
  std::size_t date_after(double years) const;
  /// Value i of what was watched.
  double watched(std::size_t replication, std::size_t date, std::size_t i) const;
  /// The balanced path of an economy, which theory knows without simulating; it exists.
  SteadyState rest(std::size_t economy = 0) const;

  /// One number of each replication's series [replication × date]: at a date, or averaged over all.
  std::vector<double> at(const std::vector<double>& series, std::size_t date) const;
  std::vector<double> mean(const std::vector<double>& series) const;

 private:
  std::unique_ptr<const Model> model_;
  ObservedRecords observed_;
  std::vector<std::vector<double>> watched_;  // [replication][date × value]
};

/// The simulated arms of an experiment, by name.
class Arms {
 public:
  template <class... Parts> void add(const std::string& name, Parts&&... of_ensemble) {
    all_.try_emplace(name, std::forward<Parts>(of_ensemble)...);
  }
  const Ensemble& operator[](const std::string& name) const { return all_.at(name); }

 private:
  std::map<std::string, Ensemble> all_;
};

/// Confidence level of every interval of an experiment.
inline constexpr double experiment_level = 0.99;

/// An effect over replications, and the smallest that would matter.
struct Measurement {
  Text what;
  std::string_view unit;
  Estimate effect;
  double relevant;
  std::optional<double> theory = {};

  Interval interval() const { return confidence_interval(effect, experiment_level); }
  Effect judged() const { return judge(interval(), relevant); }
};

/// What values of each replication are on average; and those of one arm less those of another, pair by pair.
Measurement measurement(Text what, std::string_view unit, const std::vector<double>& values, double relevant,
                        std::optional<double> theory = {});
Measurement difference(Text what, std::string_view unit, const std::vector<double>& of, const std::vector<double>& less,
                       double relevant, std::optional<double> theory = {});

enum class Conclusion { holds, holds_if, fails, undecided };

/// What there is to say at each conclusion: why, or the condition of `holds_if`. Empty where a reading never comes to it.
struct Verdicts {
  Text holds = {}, holds_if = {}, fails = {};

  const Text& at(Conclusion conclusion) const;
};

/// What some arms say about a finding.
struct Reading {
  std::vector<Measurement> measured;
  Conclusion conclusion;
  Verdicts words;
};

/// An experiment as it is declared.
struct Experiment {
  std::string_view finding;   ///< "F2"
  std::string_view scenario;  ///< file beside those of other experiments
  Words title;
  Words claim;         ///< what the report says
  Words restated;      ///< what is measured
  Words relevance;     ///< why smaller effects do not matter
  Words mechanism;     ///< what makes the finding true, if it is
  Words switched_off;  ///< the settings that take the mechanism away
  Words against;       ///< where model and report disagree
  std::vector<Arm> (*arms)(const Parameters&);
  Reading (*with)(const Arms&);     ///< the mechanism at work
  Reading (*without)(const Arms&);  ///< and without it
  Watch watch = nullptr;
};

/// An experiment that was carried out.
struct Evidence {
  const Experiment* experiment;
  Reading with, without;
};

/// All experiments, in the order of their findings.
std::span<const Experiment> all_experiments();

/// Those named, "F2" or "f2", in the order of their findings; all if none is named. Throws NoSuchName.
std::vector<const Experiment*> experiments_named(const std::vector<std::string>& findings);

/// Carries experiments out, with scenarios of this folder and `settings` in each of their arms, whose own come after them.
/// Throws WrongInput where a scenario cannot be used, SimulationError where a simulation fails. Progress is shown in
/// `language`.
std::vector<Evidence> carry_out(const std::vector<const Experiment*>& experiments,
                                const std::filesystem::path& scenarios, Language language,
                                const std::vector<Setting>& settings = {});

/// "holds", "holds if", "fails", "undecided: too few replications to tell".
Words name_of(Conclusion conclusion);
/// The same with the reason or the condition.
Text verdict_on(const Reading& reading);

/// What was found, finding by finding.
std::string to_text(const std::vector<Evidence>& all, Language language, const Terminal& terminal = {});

struct Contents;
struct Destinations;
/// What the file of these and its tables may hold.
Contents contents_of_findings(const std::vector<const Experiment*>& experiments);
/// All measurements with their intervals, and the words of claims and verdicts. Throws OutputError.
void write(const std::vector<Evidence>& all, const Destinations& destinations, Language headers);

namespace experiments {
Experiment steady_growth();             // F1
Experiment compute_share();             // F2
Experiment early_movers();              // F3
Experiment synergy_and_substitution();  // F4
Experiment division_of_compute();       // F5
Experiment building_ahead();            // F6
Experiment moving_work_west();          // F7
Experiment leaders_and_industries();    // F8
Experiment small_firms();               // F9
Experiment industries();                // F10
}  // namespace experiments

}  // namespace suanli
