#include "scenarios/observed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <stdexcept>

#include "agents/accounts.hpp"

namespace suanli {

namespace {

std::string path_of(Level level, std::string_view name) {
  return fmt::format("{}/{}", level_names[static_cast<std::size_t>(level)], name);
}

// Where a series lies among the recorded ones.
std::size_t number_of(const Recorder& recorder, Level level, std::string_view name) {
  for (std::size_t s = 0; s < recorder.recorded().size(); ++s)
    if (recorder.recorded()[s].level == level && recorder.recorded()[s].series->name == name) return s;
  throw std::logic_error(path_of(level, name) + " is not recorded");
}

}  // namespace

Observed::Observed(const Model& model, std::span<const std::size_t> failed) : model_(model), recorder_(model) {
  for (std::size_t r = 0; r < replications_in_all(model.parameters); ++r)
    if (!std::ranges::binary_search(failed, r)) numbers_.push_back(r);
}

std::vector<double> Observed::series(std::string_view name, std::size_t economy) const {
  if (model_.economies.size() == 1 && model_.parameters.capital_market == CapitalMarket::national)
    return values(Level::national, name);
  const std::vector<double> all = values(Level::region, name);
  const std::size_t regions = model_.parameters.regions.size();
  std::vector<double> of_economy;
  for (std::size_t i = economy; i < all.size(); i += regions) of_economy.push_back(all[i]);
  return of_economy;
}

std::size_t Observed::differing_values(std::size_t replication, const Record& again) const {
  std::size_t different = 0;
  const auto count = [&](const std::vector<double>& before, std::size_t offset) {
    for (std::size_t i = 0; i < before.size(); ++i)
      different += std::bit_cast<std::uint64_t>(before[i]) != std::bit_cast<std::uint64_t>(again.values[offset + i]);
  };
  for (std::size_t s = 0; s < recorder_.recorded().size(); ++s)
    count(values_of(recorder_.recorded()[s].level, recorder_.recorded()[s].series->name, replication),
          recorder_.offset(s));
  for (std::size_t v = 0; v < recorder_.siting().variables().size(); ++v)
    count(siting_values_of(v, replication), recorder_.siting_offset(v));
  return different;
}

double ObservedFile::largest_residual(std::size_t identity) const {
  const std::vector<double> all =
      output::read_finished(file_, fmt::format("identities/{}", identities[identity].name)).values;
  double largest = 0;
  for (const double residual : all)
    if (!(residual <= largest) && largest == largest) largest = residual;  // not a number is larger than any
  return largest;
}

std::vector<double> ObservedFile::values(Level level, std::string_view name) const {
  return output::read_finished(file_, path_of(level, name)).values;
}

std::vector<double> ObservedFile::values_of(Level level, std::string_view name, std::size_t replication) const {
  return file_.read_rows(path_of(level, name), number(replication), 1).values;
}

std::vector<double> ObservedFile::siting_values_of(std::size_t variable, std::size_t replication) const {
  const RecordedVariable& v = recorder().siting().variables()[variable];
  return file_.read_rows(fmt::format("{}/{}", v.group, v.description.name), number(replication), 1).values;
}

double ObservedRecords::largest_residual(std::size_t identity) const {
  double largest = 0;
  for (const Record& record : records_) largest = std::max(largest, record.largest_residuals[identity]);
  return largest;
}

std::vector<double> ObservedRecords::values(Level level, std::string_view name) const {
  std::vector<double> all;
  for (std::size_t r = 0; r < records_.size(); ++r)
    std::ranges::copy(values_of(level, name, r), std::back_inserter(all));
  return all;
}

std::vector<double> ObservedRecords::values_of(Level level, std::string_view name, std::size_t replication) const {
  const std::size_t s = number_of(recorder(), level, name);
  const auto begin = records_[replication].values.begin();
  return {begin + static_cast<std::ptrdiff_t>(recorder().offset(s)),
          begin + static_cast<std::ptrdiff_t>(recorder().offset(s + 1))};
}

std::vector<double> ObservedRecords::siting_values_of(std::size_t variable, std::size_t replication) const {
  const auto begin = records_[replication].values.begin();
  return {begin + static_cast<std::ptrdiff_t>(recorder().siting_offset(variable)),
          begin + static_cast<std::ptrdiff_t>(recorder().siting_offset(variable + 1))};
}

}  // namespace suanli
