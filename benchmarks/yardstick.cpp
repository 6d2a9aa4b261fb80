#include "benchmarks/yardstick.hpp"

#include <random>

#include "benchmarks/medians.hpp"

namespace suanli::benchmarks {
namespace {

/// Every firm draws its productivity, produces, and reinvests its share of all that is saved.
class YardstickFirms {
 public:
  explicit YardstickFirms(std::size_t firms) : a_(firms), capital_(firms), compute_(firms), output_(firms) { start(); }

  void start() {
    for (std::size_t i = 0; i < a_.size(); ++i) {
      a_[i] = deviation / std::sqrt(1 - persistence * persistence) * normal_(engine_);
      capital_[i] = .8, compute_[i] = .2;
    }
    periods_ = 0;
  }

  /// Answers ΣY + ΣK + ΣH, what a model would record of it.
  double step() {
    const double power = alpha + beta, services = std::pow((1 - power) / price, (1 - power) / power);
    double sum_y = 0, sum_k = 0, sum_h = 0;
    for (std::size_t i = 0; i < a_.size(); ++i) {
      a_[i] = persistence * a_[i] + deviation * normal_(engine_);
      output_[i] =
          services *
          std::pow(std::exp(a_[i]) * std::pow(synergy * capital_[i], alpha) * std::pow(compute_[i], beta), 1 / power);
      sum_y += output_[i], sum_k += capital_[i], sum_h += compute_[i];
    }
    const double investment = saving * sum_y;
    for (std::size_t i = 0; i < a_.size(); ++i) {
      const double share = output_[i] / sum_y;
      capital_[i] = (1 - depreciation) * capital_[i] + (1 - compute_share) * investment * share;
      compute_[i] = (1 - depreciation) * compute_[i] + compute_share * investment * share;
    }
    ++periods_;
    return sum_y + sum_k + sum_h;
  }

  /// Firms reinvest what they earn, so the lucky grow without limit: they have to start again at times.
  bool are_exploding() const { return periods_ == 100; }

 private:
  static constexpr double alpha = .55, beta = .25, persistence = .95, deviation = .1, depreciation = .0125,
                          compute_share = .2, saving = .35, price = 1, synergy = 1;
  std::mt19937_64 engine_{1};
  std::normal_distribution<double> normal_;
  std::vector<double> a_, capital_, compute_, output_;
  int periods_ = 0;
};

}  // namespace

void yardstick(benchmark::State& state) {
  constexpr std::size_t firms = 100000;
  YardstickFirms all(firms);
  for (auto unused : state) {
    (void)unused;
    benchmark::DoNotOptimize(all.step());
    if (all.are_exploding()) {
      state.PauseTiming();
      all.start();
      state.ResumeTiming();
    }
  }
  count_each(state, static_cast<double>(firms));
}

}  // namespace suanli::benchmarks
