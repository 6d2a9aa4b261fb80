// A replication that goes on from a checkpoint gives the bits of one that was never stopped.
#include "agents/checkpoint.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <string>

#include "agents/replication.hpp"
#include "engine/byte_string.hpp"
#include "tests/support/random_scenario.hpp"

namespace suanli::test {
namespace {

std::vector<std::uint64_t> bits_of(const Record& record) {
  std::vector<std::uint64_t> bits;
  for (const double value : record.values) bits.push_back(std::bit_cast<std::uint64_t>(value));
  for (const double residual : record.largest_residuals) bits.push_back(std::bit_cast<std::uint64_t>(residual));
  return bits;
}

std::vector<std::byte> saved(const Replication& replication) {
  std::vector<std::byte> bytes;
  replication.save([&](std::span<const std::byte> more) { bytes.insert(bytes.end(), more.begin(), more.end()); });
  return bytes;
}

/// Gives bytes out one after another; too few of them are an error.
ByteSource source_of(std::span<const std::byte> bytes) {
  return [left = bytes](std::span<std::byte> wanted) mutable {
    if (wanted.size() > left.size()) throw WrongBytes("too short");
    std::ranges::copy(left.first(wanted.size()), wanted.begin());
    left = left.subspan(wanted.size());
  };
}

constexpr std::uint32_t number = 3;

Replication resumed(const Model& model, const Recorder& recorder, std::span<const std::byte> bytes) {
  return {model, recorder, number, Threads::one, source_of(bytes)};
}

/// Stops after every `every`-th period, and goes on from the checkpoint in another object.
std::vector<std::uint64_t> bits_with_stops(const Model& model, const Recorder& recorder, std::size_t every) {
  Replication replication(model, recorder, number, Threads::one);
  for (std::size_t period = 1;; ++period) {
    if (period % every == 0) replication = resumed(model, recorder, saved(replication));
    if (replication.is_complete()) return bits_of(replication.take_record());
    replication.advance();
  }
}

void expect_same_bits(const Parameters& p) {
  const Model model(p);
  const Recorder recorder(model);
  const std::vector<std::uint64_t> whole = bits_of(simulate(model, recorder, number, Threads::one, [] {}));
  for (const std::size_t every : {1, 2, 5}) {
    CAPTURE(every);
    CHECK((bits_with_stops(model, recorder, every) == whole));
  }
}

TEST_CASE("with firms that invest in proportion, stopped after any period, the record is the same, bit for bit") {
  Parameters p = reference_parameters();
  p.shocks.economy.standard_deviation = p.shocks.services.standard_deviation = 0.02;
  expect_same_bits(p);
}

TEST_CASE("V10: stopped with firms that choose, leave, enter and adopt, in turbulent times, it has the same bits") {
  expect_same_bits(choosing_parameters());
}

TEST_CASE("stopped in firms' years before the first date, the record is the same, bit for bit") {
  Parameters p = choosing_parameters();
  p.firms.start = FirmStart::stationary, p.firms.burn_in = 3;
  REQUIRE(Model(p).periods_before == 12);
  expect_same_bits(p);
}

TEST_CASE("with distributions, snapshots and a panel of firms the record is the same, bit for bit") {
  Parameters p = choosing_parameters();
  p.time.end = 2026;
  p.record = {.distributions = {DistributionRecord::every, 1}, .snapshots = {2023, 2025.5}, .panel = 40};
  expect_same_bits(p);
}

TEST_CASE("with locations, events at dates and at random, and policies the record is the same, bit for bit") {
  Parameters p = steered_parameters();
  p.productivity.standard_deviation = 0.25, p.shocks.services.standard_deviation = 0.1;
  p.household.trend = {TrendRule::delay, 2};
  for (const EventKind kind : {EventKind::outage, EventKind::link_failure, EventKind::demand_surge,
                               EventKind::latency_surge, EventKind::electricity_price, EventKind::productivity}) {
    EventParameters at_random = event(kind, 0, 0.5, 0.05, 0.5);
    at_random.start = {EventStart::rate, 1};
    p.events.emplace_back("random_" + std::to_string(p.events.size()), at_random);
  }
  p.events.emplace_back("dated", event(EventKind::outage, 2022.5, 1, 0.5, 0.25));
  p.policies.emplace_back("steering", policy(PolicyKind::siting_multiplier, 2023, 1.5));
  p.policies.emplace_back("programme", policy(PolicyKind::capacity_programme, 2022.75, 0.01));
  expect_same_bits(p);
}

TEST_CASE("when a passing surge has moved technology, and it is back, a checkpoint knows that it had moved") {
  Parameters p = steered_parameters();
  p.events.emplace_back("surge", event(EventKind::demand_surge, 2022.25, 0.5, 0.2));
  expect_same_bits(p);
}

TEST_CASE("any economy with locations, national or regional, gives the same record, bit for bit") {
  Inputs inputs(20261128);
  for (int i = 0; i < 12; ++i) {
    CAPTURE(i);
    Parameters p = random_parameters(inputs);
    add_locations(p, inputs);
    if (!check(p).empty()) continue;
    try {
      expect_same_bits(p);
    } catch (const ExplainedError&) {  // economies by lot may have no market that clears
    }
  }
}

TEST_CASE("a checkpoint of another replication, model or version is refused, and one that is cut") {
  const Model model(choosing_parameters());
  const Recorder recorder(model);
  const std::vector<std::byte> bytes = saved(Replication(model, recorder, number, Threads::one));
  const auto refused = [&](std::span<const std::byte> given, std::uint32_t of = number) {
    try {
      Replication(model, recorder, of, Threads::one, source_of(given));
    } catch (const WrongBytes& wrong) {
      return std::string(wrong.what());
    }
    return std::string();
  };
  const std::string other = "a checkpoint of another version, replication or size";
  CHECK(refused(bytes) == "");
  CHECK(refused(bytes, number + 1) == other);
  CHECK(refused(std::span(bytes).first(bytes.size() - 1)) == "too short");
  std::vector<std::byte> newer = bytes;
  newer[8] ^= std::byte{2};
  CHECK(refused(newer) == other);
  Parameters longer = choosing_parameters();
  longer.time.end = 2025;
  const Model other_model(longer);
  CHECK(refused(saved(Replication(other_model, Recorder(other_model), number, Threads::one))) == other);
}

/// Firms that choose, leave, enter and adopt, are looked at every year, and buy from locations that fail at times.
Parameters everything_at_once() {
  Parameters p = steered_parameters();
  const Parameters choosing = choosing_parameters();
  p.firms = choosing.firms, p.firms.count = 400, p.adoption = choosing.adoption;
  p.time.end = 2024;
  p.record = {.distributions = {DistributionRecord::every, 1}, .snapshots = {}, .panel = 20};
  p.events.emplace_back("outage", event(EventKind::outage, 2022.25, 1.5, 0.5, 0));
  return p;
}

TEST_CASE("a checkpoint with any bytes changed is refused, or goes on to an end or to what stops a replication") {
  const Parameters p = everything_at_once();
  REQUIRE(check(p).empty());
  const Model model(p);
  const Recorder recorder(model);
  Replication replication(model, recorder, number, Threads::one);
  for (int period = 0; period < 3; ++period) replication.advance();
  const std::vector<std::byte> sound = saved(replication);
  std::size_t refused = 0, stopped = 0, finished = 0;
  const auto go_on = [&](const std::vector<std::byte>& bytes) {
    try {
      Replication again = resumed(model, recorder, bytes);
      while (!again.is_complete()) again.advance();
      ++finished;
    } catch (const WrongBytes&) {
      ++refused;
    } catch (const SimulationError&) {
      ++stopped;
    }
  };
  go_on(sound);
  REQUIRE(finished == 1);
  Inputs inputs(20261130);
  constexpr std::uint64_t values[] = {0, 1, 7, 0xFFFF, 1 << 30, std::uint64_t{1} << 60, ~std::uint64_t{0}};
  for (std::size_t at = 0; at + 8 <= sound.size(); at += inputs.whole(1, sound.size() / 300)) {
    std::vector<std::byte> bytes = sound;
    const std::uint64_t value = values[inputs.whole(0, std::size(values) - 1)];
    std::memcpy(&bytes[at], &value, inputs.whole(1, 8));
    go_on(bytes);
  }
  CHECK(refused > 0);
  CHECK(stopped > 0);
  CHECK(finished > 1);
}

TEST_CASE("a checkpoint with a place or a period beyond all that there are is refused") {
  const Model model(everything_at_once());
  const Recorder recorder(model);
  Replication replication(model, recorder, number, Threads::one);
  const auto leaving = [&] {
    return std::ranges::find_if(replication.country().firms.found(), [](const auto& f) { return !f.leaving.empty(); });
  };
  while (replication.country().before_start() || leaving() == replication.country().firms.found().end())
    replication.advance();
  const std::vector<std::byte> sound = saved(replication);
  const auto place_of = [&](std::span<const char> what) {
    const auto found = std::ranges::search(sound, std::as_bytes(what));
    REQUIRE(!found.empty());
    return found.begin() - sound.begin();
  };
  const auto refuses = [&](const std::vector<std::byte>& bytes) {
    try {
      resumed(model, recorder, bytes);
    } catch (const WrongBytes& wrong) {
      return std::string(wrong.what()) == "a checkpoint with values that no replication of this model has";
    }
    return false;
  };
  const auto refused = [&](std::span<const char> what, std::size_t at, auto value) {
    std::vector<std::byte> bytes = sound;
    std::memcpy(&bytes[static_cast<std::size_t>(place_of(what)) + at], &value, sizeof value);
    return refuses(bytes);
  };
  const Country& country = replication.country();
  const std::string period = in_bytes(country.period, country.first_period);
  CHECK_FALSE(refused(period, 0, country.period));
  CHECK(refused(period, 0, static_cast<std::uint32_t>(model.periods) + 1));
  CHECK(refused(period, 4, 1));
  const std::string places = in_bytes(leaving()->leaving);
  CHECK_FALSE(refused(places, 8, leaving()->leaving.front()));
  CHECK(refused(places, 8, 1 << 30));

  const std::string bundles = in_bytes(country.bundles);
  std::vector<std::byte> without = sound;
  const auto count = without.begin() + place_of(bundles);
  std::fill_n(count, sizeof(std::uint64_t), std::byte{0});
  without.erase(count + sizeof(std::uint64_t), count + static_cast<std::ptrdiff_t>(bundles.size()));
  CHECK(refuses(without));

  const std::string uncertainty = in_bytes(country.uncertainty);
  CHECK_FALSE(refused(uncertainty, offsetof(Uncertainty, dated), true));
  CHECK(refused(uncertainty, offsetof(Uncertainty, dated), char{2}));
}

}  // namespace
}  // namespace suanli::test
