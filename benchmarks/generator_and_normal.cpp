// What does a draw cost? Philox's words alone, uniform, normal and Laplace numbers on every instruction set of this machine,
// and what the C++ standard library and Boost (its ziggurat) make of a Mersenne twister, in turns in the same run.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "benchmarks/generator_and_normal.cpp"
#include "hwy/foreach_target.h"  // before anything that includes highway.h

#include "engine/transforms.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

// Numbers from word `first` on, as many as a Wide has: made of the words alone, or by a transform.
struct WordAlone {
  static HWY_INLINE Wide numbers(BitsOf<Slice>, const Stream&, int first, const BitsOf<Slice>* words) {
    return as_real((join<BitsOf<Wide>>(words + first) & BitsOf<Wide>(0xFFFFFFFF)) | BitsOf<Wide>(detail::bits_of_one));
  }
};
struct UniformNumber {
  static HWY_INLINE Wide numbers(BitsOf<Slice>, const Stream&, int first, const BitsOf<Slice>* words) {
    return uniform<Wide>(join<BitsOf<Wide>>(words + first));
  }
};
template <class Quantile> struct Number {
  static HWY_INLINE Wide numbers(BitsOf<Slice> counter, const Stream& at, int first, const BitsOf<Slice>* words) {
    return draw<Quantile, Wide, Slice>(counter, at, first, words);
  }
};

// The sum of four numbers of each of `counters` counters, a multiple of eight.
template <class Kind> double SumOf(std::size_t counters, const Stream& given) {
  const Stream at = given;
  PartialSums sums;
  for (std::size_t place = 0; place < 8; place += lanes<Slice>) {
    Slice sum(0.0);
    for (std::size_t first = 0; first < counters; first += 8) {
      using Bits = BitsOf<Slice>;
      const Bits counter = Bits(first) + places_from<Bits>(place);
      Bits words[4];
      philox(counter, at, words);
#pragma GCC unroll 4
      for (int word = 0; word < 4; word += lanes<Wide> / lanes<Slice>)
        accumulate(sum, Kind::numbers(counter, at, word, words));
    }
    store(sum, sums.place + place);
  }
  return sums.total();
}
double SumOfWords(std::size_t counters, const Stream& at) { return SumOf<WordAlone>(counters, at); }
double SumOfUniforms(std::size_t counters, const Stream& at) { return SumOf<UniformNumber>(counters, at); }
double SumOfNormals(std::size_t counters, const Stream& at) { return SumOf<Number<NormalQuantile>>(counters, at); }
double SumOfLaplaces(std::size_t counters, const Stream& at) { return SumOf<Number<LaplaceQuantile>>(counters, at); }

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <random>

#include "benchmarks/medians.hpp"
#include "engine/instruction_set.hpp"

namespace suanli {
HWY_EXPORT(SumOfWords);
HWY_EXPORT(SumOfUniforms);
HWY_EXPORT(SumOfNormals);
HWY_EXPORT(SumOfLaplaces);

namespace benchmarks {
namespace {

constexpr std::size_t draws = 1 << 15;
constexpr const char* standard_normals = "normal, std: mt19937_64";

using Sum = double (*)(std::size_t counters, const Stream& at);

double words(std::size_t counters, const Stream& at) { return HWY_DYNAMIC_DISPATCH(SumOfWords)(counters, at); }
double uniforms(std::size_t counters, const Stream& at) { return HWY_DYNAMIC_DISPATCH(SumOfUniforms)(counters, at); }
double normals(std::size_t counters, const Stream& at) { return HWY_DYNAMIC_DISPATCH(SumOfNormals)(counters, at); }
double laplaces(std::size_t counters, const Stream& at) { return HWY_DYNAMIC_DISPATCH(SumOfLaplaces)(counters, at); }

/// Draws of the engine, of another period each time.
void addressed(benchmark::State& state, Sum sum, const std::string& instruction_set) {
  use_instruction_set(instruction_set);
  std::uint32_t period = 0;
  for (auto unused : state) {
    (void)unused;
    benchmark::DoNotOptimize(sum(draws / 4, stream(1, 0, ++period, 1)));
  }
  count_each(state, draws);
  use_instruction_set("");
}

/// Numbers of a distribution, from a generator that goes on.
template <class Distribution, class Generator> void sequenced(benchmark::State& state) {
  Generator generator(1);
  Distribution distribution;
  for (auto unused : state) {
    (void)unused;
    double sum = 0;
    for (std::size_t i = 0; i < draws; ++i) sum += static_cast<double>(distribution(generator));
    benchmark::DoNotOptimize(sum);
  }
  count_each(state, draws);
}

void add_all() {
  const auto add = [](const std::string& name, const auto& work, const auto&... with) {
    repeat(benchmark::RegisterBenchmark(name.c_str(), work, with...));
  };
  add(standard_normals, sequenced<std::normal_distribution<double>, std::mt19937_64>);
  add("uniform, std: mt19937_64", sequenced<std::uniform_real_distribution<double>, std::mt19937_64>);
  add("normal, Boost: mt19937_64, ziggurat",
      sequenced<boost::random::normal_distribution<double>, boost::random::mt19937_64>);
  for (const std::string& set : instruction_sets()) {
    add("Philox, " + set, addressed, words, set);
    add("uniform, " + set, addressed, uniforms, set);
    add("normal, " + set, addressed, normals, set);
    add("Laplace, " + set, addressed, laplaces, set);
  }
}

}  // namespace
}  // namespace benchmarks
}  // namespace suanli

int main(int count, char** words) {
  using namespace suanli::benchmarks;
  add_all();
  return run(count, words, "draw", standard_normals);
}
#endif  // HWY_ONCE
