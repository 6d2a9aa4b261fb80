// Stresses held against a base on common random numbers (MODEL.md §9): what each of them moves, by how much, and how sure
// that is.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "output/schema.hpp"
#include "scenarios/comparison/measures.hpp"
#include "scenarios/result_kind.hpp"

namespace suanli {

/// What is looked at.
struct CompareOptions {
  double recovered = 0.1;           ///< share of the largest shortfall that counts as recovered
  std::vector<std::string> series;  ///< of the nation, whose differences are kept by date
};

/// The series named, or those that both ensembles move most by; throws NoSuchName.
std::vector<std::string> compared_series(const std::vector<std::string>& named, bool located);

/// How long output took to recover, replication by replication.
struct Recovery {
  std::vector<double> years;  ///< [replication]: infinity where it did not, NaN where output never fell
  std::size_t fell = 0, recovered = 0;
  double left = 0;    ///< mean over these of the share of the largest shortfall that is left at the end
  double median = 0;  ///< over replications in which output fell; infinity if most of them do not recover
};

/// A replication and what it lost.
struct WorstReplication {
  std::size_t replication;
  double welfare;  ///< [%]
};

/// A location's differences, by measure.
struct LocationDifferences {
  std::string location;
  std::vector<Difference> measures;
};

/// A series of the nation by date.
struct Response {
  std::string series;
  Contrast contrast;
  std::vector<double> by_replication;  ///< [replication × date]
  std::vector<Difference> by_date;     ///< without by_replication
};

/// One stress less the base.
struct Comparison {
  std::string stress, base;
  std::string stress_parameters, base_parameters;  ///< as YAML
  std::size_t replications = 0;
  std::vector<Difference> national;  ///< by measure
  Estimate expected_welfare{};       ///< [%]
  Recovery recovery;
  std::optional<WorstReplication> worst;                       ///< by welfare, if replications differ
  std::vector<std::pair<std::string, Difference>> by_economy;  ///< welfare of each region that is an economy
  std::vector<LocationDifferences> by_location;                ///< where both have the same locations
  std::vector<Difference> incomes;                             ///< by measure
  std::vector<Response> responses;                             ///< by series
  std::vector<double> dates;                                   ///< [year]
  std::vector<Text> notes;                                     ///< of what differs besides, perhaps unmeant

  const Difference& of(std::string_view measure) const { return national[measure_number(measure)]; }
};

/// Holds a stress against its base; both share their random numbers.
Comparison compare(const Paths& base, const Paths& stress, const CompareOptions& options);

/// What so many comparisons with a base keep, and what they are copied to on their way into a file [byte].
double bytes_of_comparisons(std::size_t count, const Parameters& base, const CompareOptions& options);

/// Simulates or reads the base and then each of the others, and holds them against it. Throws CannotCompare before any
/// simulation where one cannot be run, SimulationError, OutputError. Progress is shown in `language`.
std::vector<Comparison> hold_against(Member& base, std::span<Member> stresses, const CompareOptions& options,
                                     Language language);

/// The tables of one comparison or several, for a terminal.
std::string to_text(const std::vector<Comparison>& all, const CompareOptions& options, Language language);
/// One number and its error, or "–" where there is none.
std::string number_text(double x, int digits = 4);

/// A further group of numbers for the file, by stress: what a command found beside the comparisons.
struct FurtherNumbers {
  output::Group group;
  std::vector<Description> descriptions;
  std::vector<std::vector<double>> values;  ///< [number][stress]
};

/// Where the numbers go: a file that h5py and xarray read, and tables of the same; either may be absent.
struct Destinations {
  std::optional<std::filesystem::path> file = {}, tables = {};
};
/// What a command writes: the kind of its file, and the groups that it may have, each of which is a table.
struct Contents {
  ResultKind kind;
  std::vector<std::string> groups;
};
std::vector<std::string> names_of(std::span<const output::Group> groups);
/// That of comparisons alone.
Contents contents_of_comparisons();
/// Throws OutputError unless these can be written there, over none of the files that are read; makes nothing.
void expect_usable(const Destinations& destinations, const Contents& contents,
                   const std::vector<std::filesystem::path>& read);
/// Has the file written at its place, and the tables of such a file at theirs. Throws OutputError.
void write_numbers(const Destinations& destinations, Language headers,
                   const std::function<void(const std::filesystem::path&)>& write_file);
/// Writes everything that the comparisons found. Throws OutputError.
void write(const std::vector<Comparison>& all, const std::vector<FurtherNumbers>& further,
           const Destinations& destinations, Language headers);

}  // namespace suanli
