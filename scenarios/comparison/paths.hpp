// Ensembles to be compared: scenarios simulated on the spot or result files, and the recorded series that they leave.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agents/series.hpp"
#include "scenarios/memory.hpp"
#include "scenarios/progress.hpp"
#include "scenarios/read.hpp"

namespace suanli {

/// Ensembles that cannot be compared, or a question that a scenario has no answer to; one line for each reason.
class CannotCompare : public WrongInput {
  using WrongInput::WrongInput;
};

/// What an ensemble recorded, by path in a result file.
class Paths {
 public:
  Paths(std::string name, Parameters parameters) : name_(std::move(name)), parameters_(std::move(parameters)) {}

  const std::string& name() const { return name_; }
  const Parameters& parameters() const { return parameters_; }
  std::size_t replications() const { return replications_in_all(parameters_); }
  std::size_t dates() const { return periods(parameters_.time) + 1; }
  double dt() const { return parameters_.time.step; }

  bool has(std::string_view path) const { return values_.contains(path); }
  /// "national/output" [replication × date], "by_location/price" [replication × date × location] … that `has`.
  std::span<const double> operator[](std::string_view path) const { return values_.find(path)->second; }
  /// A series of the nation, [replication × date].
  std::span<const double> national(std::string_view series) const { return (*this)["national/" + std::string(series)]; }

  void add(const std::string& path, std::vector<double> values) { values_[path] = std::move(values); }
  /// Room for `count` values of each replication.
  std::span<double> make_room(const std::string& path, std::size_t count);

 private:
  std::string name_;
  Parameters parameters_;
  std::map<std::string, std::vector<double>, std::less<>> values_;
};

/// How much of an ensemble is kept: for 31 locations flows are ten times all the rest.
enum class Keep { all_but_flows, flows_too };

/// A scenario or a result file as the command line names it, read but not yet simulated.
class Member {
 public:
  /// A scenario (.yaml, .yml), to be simulated with these settings, or a result file (.h5), which takes none. Throws
  /// WrongInput or OutputError.
  Member(const std::string& given, const std::vector<Setting>& settings);
  /// A scenario that was made from that of this file.
  Member(std::string name, Parameters parameters, std::string source = {});

  const std::string& name() const { return name_; }
  void rename(const std::string& name) { name_ = name; }
  const Parameters& parameters() const { return parameters_; }
  /// What simulating it takes; 0 for a result file.
  double firm_steps() const;
  /// Builds the model of a scenario. Throws CannotCompare where it cannot be run.
  void prepare();
  /// Bytes that `paths` will keep.
  double bytes(Keep keep = Keep::all_but_flows) const;
  /// Throws CannotCompare unless a prepared scenario can be simulated while so much is kept.
  void expect_memory(const KeptNumbers& kept) const;
  /// Simulates the scenario, one replication at a time where others have taken memory since that was asked for, or reads the
  /// file. Throws SimulationError, CannotCompare or OutputError. To be asked once.
  Paths paths(Progress& progress, Keep keep = Keep::all_but_flows);

 private:
  // The file that a member is of, and which of those that were made from it.
  Text place() const;

  std::string name_, source_;
  Parameters parameters_;
  std::optional<std::filesystem::path> file_;
  std::unique_ptr<const Model> model_;
};

/// Throws CannotCompare, with every reason, unless the members share seed, replications and dates: only then do their
/// replications share their random numbers one by one.
void expect_common_shocks(const Member& base, std::span<const Member> others);

/// Throws CannotCompare unless there is memory to simulate each of these, prepared, while the base and `kept`
/// bytes of what is found are kept, too.
void expect_memory(const Member& base, std::span<const Member> others, double kept, Keep keep = Keep::all_but_flows);

/// The first word of what a file is called by: "west" of "scenarios/west.yaml".
std::string stem_of(const std::string& given);

}  // namespace suanli
