// kernel_digest: a digest of what draws, transforms and sweeps over firms give, bit for bit, on every instruction set that
// this program has and the machine can run. It needs nothing but the kernels, so that it can be compiled for other
// processors than this one. Inputs are made by exact arithmetic: a library's functions may differ in their last bit.
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "agents/firms/investing.hpp"
#include "agents/firms/observing.hpp"
#include "agents/firms/replacing.hpp"
#include "agents/firms/sweep.hpp"
#include "engine/instruction_set.hpp"
#include "engine/stream.hpp"
#include "tests/engine/lanes.hpp"
#include "tests/support/random_numbers.hpp"

namespace suanli::test {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// 64 bits that depend on every bit added, and on the order. All NaN are one: what is in them is up to the processor.
class Digest {
 public:
  void add(std::uint64_t word) { state_ = std::rotl((state_ ^ word) * 0x9E3779B97F4A7C15, 29); }
  void add(std::uint32_t word) { add(std::uint64_t{word}); }
  void add(double x) { add(std::bit_cast<std::uint64_t>(std::isnan(x) ? nothing : x)); }
  template <class Numbers> void add_all(const Numbers& numbers) {
    for (const auto& number : numbers) add(number);
  }
  void print(const char* of) const { std::printf("%s %016llx\n", of, static_cast<unsigned long long>(state_)); }

 private:
  std::uint64_t state_ = 0;
};

const Stream somewhere = stream(0x243F6A8885A308D3, 1, 3, 4, 77);
constexpr int calls = 2000;  // of eight lanes each

void digest_draws() {
  Digest words, normals, laplaces, singles;
  for (std::uint32_t first = 0; first < 8 * calls; first += 8) {
    for (const auto& word : lanes_philox(first, somewhere)) words.add_all(word);
    for (const Eight& z : lanes_normal(first, somewhere)) normals.add_all(z);
    for (const Eight& z : lanes_laplace(first, somewhere)) laplaces.add_all(z);
    singles.add(standard_normal(somewhere, first));
  }
  words.print("philox"), normals.print("normal numbers"), laplaces.print("Laplace numbers");
  singles.print("single normal numbers");
}

template <class Number> Eight eight(const Number& number) {
  Eight all;
  for (double& x : all) x = number();
  return all;
}

void digest_transforms() {
  Inputs inputs(1);
  const auto within = [&](double low, double high) { return [&, low, high] { return inputs.uniform(low, high); }; };
  const auto scaled = [&](int low, int high) {  // 2^low to 2^high
    return [&, low, high] {
      const auto power = inputs.whole(0, static_cast<std::size_t>(high - low - 1));
      return std::ldexp(inputs.uniform(1, 2), low + static_cast<int>(power));
    };
  };
  const Eight eight_with_nothing{1, nothing, -1, 2, nothing, 0.5, 3, nothing};
  Digest exp2, log2, ratio, centre, tail, least_and_most;
  for (int call = 0; call < calls; ++call) {
    exp2.add_all(lanes_exp2(eight(within(-1030, 1030)))), exp2.add_all(lanes_exp2(eight_with_nothing));
    log2.add_all(lanes_log2(eight(scaled(-1000, 1000)))), log2.add_all(lanes_log2(eight(scaled(-1, 1))));
    const Eight x = eight(scaled(-400, 400)), y = eight(scaled(-400, 400));
    ratio.add_all(lanes_log2_ratio(x, y));
    centre.add_all(lanes_half_normal(eight(within(0x1p-8, 1)))),
        tail.add_all(lanes_half_normal_tail(eight(scaled(-64, -8))));
    for (const auto& [a, b] : {std::pair{x, y}, {eight_with_nothing, y}, {x, eight_with_nothing}})
      for (const Eight& z : lanes_min_max(a, b)) least_and_most.add_all(z);
  }
  exp2.print("2^x"), log2.print("log2 x"), ratio.print("log2 x/y"), centre.print("half-normal quantile");
  tail.print("half-normal quantile, tail"), least_and_most.print("min, max");
}

/// A cell of random firms in blocks of eight (sweep.hpp); the slots beyond the last firm own next to nothing.
class Cell {
 public:
  static constexpr std::size_t firms = 1000, slots = 1024;

  Cell(std::size_t fields, std::uint64_t seed) : fields_(fields), memory_(slots / firms_per_block * fields) {
    Inputs inputs(seed);
    for (std::size_t i = 0; i < slots; ++i)
      for (std::size_t f = 0; f < fields; ++f)
        at(i, f) = i >= firms                    ? (f == capital_field || f == compute_field ? empty_slot : 0)
                   : f == log_productivity_field ? inputs.uniform(-1, 1)
                   : f == adoption_gain_field    ? (inputs.coin() ? 0 : 0.05)
                                                 : inputs.uniform(0.01, 2);
  }

  double& at(std::size_t i, std::size_t field) {
    return state()[(i / firms_per_block * fields_ + field) * firms_per_block + i % firms_per_block];
  }
  double* state() { return memory_.front().of_block; }
  void add_to(Digest& digest) {
    for (std::size_t i = 0; i < firms; ++i)
      for (std::size_t f = 0; f < fields_; ++f) digest.add(at(i, f));
  }

 private:
  struct alignas(64) Line {
    double of_block[firms_per_block];
  };
  std::size_t fields_;
  std::vector<Line> memory_;  // of field 0 of eight firms, of their field 1, …
};

constexpr std::uint32_t periods = 12;
constexpr BundleTechnology technology{.constant = 0.1, .by_productivity = 1.5, .by_ratio = 0.7};

void digest_sweep(Distribution distribution, const char* of) {
  Digest digest;
  Cell cell(firm_fields, 2);
  for (std::uint32_t period = 0; period < periods; ++period) {
    const FirmSums sums = sweep_firms(cell.state(), 0, Cell::slots, {1.01, 0.99, 0.95, 0.1, distribution, technology},
                                      stream(7, 0, period, 1));
    digest.add_all(std::array{sums.input_bundle, sums.capital, sums.compute});
  }
  cell.add_to(digest);
  digest.print(of);
}

void digest_passes(Distribution distribution, const Weighing& weighing, double elasticity, const char* of) {
  Digest digest;
  Cell cell(investing_firm_fields, 3);
  const Perception perception = elasticity == 0 ? Perception{} : Perception{elasticity, 0.1, 0.2, -0.1};
  const Opening opening{.division = {weighing, {0.98, 0.02}, {0.95, 0.05}},
                        .perception = perception,
                        .persistence = 0.95,
                        .innovation = 0.1,
                        .distribution = distribution,
                        .technology = technology,
                        .expected_by_productivity = 1.2,
                        .exit_probability = 0.02,
                        .exit_floor = -0.9,
                        .adoption_probability = 0.02};
  const Entrance entrance{.capital = 0.5,
                          .compute = 0.4,
                          .standard_deviation = 0.3,
                          .expected_by_productivity = 1.2,
                          .technology = technology,
                          .perception = perception};
  FoundFirms found;
  for (std::uint32_t period = 0; period < periods; ++period) {
    const OpeningSums opened = open_firms(cell.state(), 0, Cell::slots, Cell::firms, opening,
                                          {stream(7, 0, period, 1), stream(7, 0, period, 2)}, found);
    digest.add_all(std::array{opened.input_bundle, opened.expected_bundle, opened.capital, opened.compute});
    digest.add_all(std::array{found.leavings.capital, found.leavings.compute, found.leavings.expected_bundle});
    digest.add_all(found.leaving);
    for (const Candidate& candidate : found.considering)
      digest.add(std::uint64_t{candidate.place}), digest.add(candidate.input_bundle);
    digest.add(enter_firms(cell.state(), found.leaving, entrance, stream(7, 0, period, 9)));
    const Demand demand = demand_of_firms(cell.state(), 0, Cell::slots, Cell::firms, weighing);
    digest.add(demand.capital), digest.add(demand.compute);
  }
  cell.add_to(digest);
  digest.print(of);
}

void digest_glance() {
  Digest digest;
  Cell cell(investing_firm_fields, 4);
  SeenFirms seen;
  Glance powers;
  see_firms(cell.state(), 0, firms_per_glance, investing_firm_fields, technology, seen);
  exponentials(seen.productivity, powers);
  for (const Glance* glance : {&seen.log2_bundle, &seen.bundle, &seen.productivity, &seen.gain, &seen.capital, &powers})
    digest.add_all(glance->value);
  digest.print("what is seen of firms");
}

void digest_everything() {
  digest_draws();
  digest_transforms();
  digest_sweep(Distribution::normal, "sweep");
  digest_sweep(Distribution::laplace, "sweep, Laplace");
  digest_passes(Distribution::normal, {1.1, 0.9, -0.9, 0.1, 2.1}, 1.5, "both passes, option");
  digest_passes(Distribution::laplace, {1.1, 0.9, 0, 0, INFINITY}, 1.5, "both passes, elastic, Laplace");
  digest_passes(Distribution::normal, {1, 1, 0, 0, INFINITY}, 0, "both passes, proportional");
  digest_glance();
}

}  // namespace
}  // namespace suanli::test

int main() {
  for (const std::string& set : suanli::instruction_sets()) {
    suanli::use_instruction_set(set);
    std::printf("[%s]\n", set.c_str());
    suanli::test::digest_everything();
  }
}
