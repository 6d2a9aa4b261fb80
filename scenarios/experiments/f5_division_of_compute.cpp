// F5: does the split between firms' own compute and bought services settle by itself, and at the most productive point?
#include <cmath>

#include "agents/technology.hpp"
#include "scenarios/experiments/experiment.hpp"

namespace suanli {

namespace {

constexpr double percent = 100, of_gap = 0.5, of_output = 1, server_life = 6, off_rest = 1.5;
constexpr double low_markup = 1.3;

// Shares of compute capital that providers own: where the market leads, and where output would be largest.
double share_at_rest(const Parameters& p) { return economies_of(p).front().providers_of_compute(); }
double best_share(const Parameters& p) {
  const EconomyTechnology economy = economies_of(p).front();
  return economy.xi_bar / (economy.beta_bar + economy.xi_bar);
}

std::vector<Arm> arms(const Parameters& p) {
  Parameters cheap = p;
  cheap.pricing = {PricingRule::markup, low_markup};
  const std::string begins_off = fmt::format("start.provider_compute={{given: {}}}", off_rest * share_at_rest(p)),
                    begins_best = fmt::format("start.provider_compute={{given: {}}}", best_share(p)),
                    markup = fmt::format("pricing={{markup: {}}}", low_markup),
                    first = fmt::format("time.end={}", p.time.start + p.time.step),
                    a_while = fmt::format("time.end={}", p.time.start + server_life);
  return {{"gradual", {begins_off, a_while}},
          {"indifferent", {begins_off, a_while, "allocation.elasticity=0"}},
          {"monopoly", {first}},
          {"monopoly, best split", {first, begins_best}},
          {"low markup", {first, markup}},
          {"low markup, best split", {first, markup, begins_best}}};
}

// What two users of a growing stock of compute do in theory whose investment goes by stock·return^ϑ_H, while the returns
// of each are b/stock: the share of their distance from rest that is left after a number of periods.
double gap_closed_in_theory(const Ensemble& e) {
  const SteadyState rest = e.rest();
  const double dt = e.parameters().time.step, delta = e.parameters().technology.depreciation;
  const double theta = e.parameters().allocation.elasticity, at_rest = rest.services_to_own_compute;
  double providers = e.parameters().start.provider_compute.number, own = 1 - providers;
  const double gap = std::log(providers / own / at_rest);
  for (std::size_t t = 1; t < e.dates(); ++t) {
    const double of_providers = std::pow(providers, 1 - theta) * std::pow(at_rest, theta),
                 of_own = std::pow(own, 1 - theta);
    const double pool = (rest.g + delta) * (providers + own);
    providers += dt * (pool * of_providers / (of_providers + of_own) - delta * providers);
    own += dt * (pool * of_own / (of_providers + of_own) - delta * own);
  }
  return 1 - std::log(providers / own / at_rest) / gap;
}

// How much of its distance from rest ln(H_X/H) has left behind.
Measurement gap_closed(const Arms& all, const std::string& arm, Text what) {
  const Ensemble& e = all[arm];
  const std::vector<double> providers = e.observed().national_series("provider_compute"),
                            own = e.observed().national_series("own_compute");
  const double rest = std::log(e.rest().services_to_own_compute);
  const auto distance = [&](std::size_t i) { return std::log(providers[i] / own[i]) - rest; };
  std::vector<double> closed;
  for (std::size_t r = 0; r < e.replications(); ++r)
    closed.push_back(1 - distance((r + 1) * e.dates() - 1) / distance(r * e.dates()));
  return measurement(std::move(what), "1", closed, of_gap, gap_closed_in_theory(e));
}

// Output that another split of the same compute would make, in percent.
Measurement loss(const Arms& all, const std::string& arm, Text what) {
  const auto logs = [&](const Ensemble& e) {
    std::vector<double> values = e.at(e.observed().national_series("output"), 0);
    for (double& y : values) y = percent * std::log(y);
    return values;
  };
  // ln Y moves with β̄ ln(H/HT) + ξ̄ ln(H_X/HT), §2.5.
  const EconomyTechnology& t = all[arm].model().economies.front();
  const auto made_by = [&](double share) { return t.beta_bar * std::log(1 - share) + t.xi_bar * std::log(share); };
  const double theory = made_by(t.xi_bar / (t.beta_bar + t.xi_bar)) - made_by(t.providers_of_compute());
  return difference(std::move(what), "%", logs(all[arm + ", best split"]), logs(all[arm]), of_output, percent * theory);
}

Reading returns_attract(const Arms& all) {
  Reading reading;
  const double markup = 1 / all["monopoly"].model().economies.front().xi_bar;
  reading.measured = {
      gap_closed(
          all, "gradual",
          text("of the gap to rest closed in {} years, ϑ_H = 2", "{} 年内向稳态弥合的比例，ϑ_H = 2", server_life)),
      loss(all, "monopoly",
           text("output that the split β:ξ would add, markup {:.1f}", "改为 β:ξ 可增产出，加成 {:.1f}", markup)),
      loss(all, "low markup",
           text("output that the split β:ξ would add, markup {}", "改为 β:ξ 可增产出，加成 {}", low_markup))};
  const Effect closed = reading.measured[0].judged(), at_monopoly = reading.measured[1].judged(),
               at_low = reading.measured[2].judged();
  const bool undecided = closed == Effect::undecided || at_monopoly == Effect::undecided || at_low == Effect::undecided;
  reading.conclusion = undecided                           ? Conclusion::undecided
                       : closed != Effect::above           ? Conclusion::fails
                       : at_monopoly == Effect::negligible ? Conclusion::holds
                       : at_low == Effect::negligible      ? Conclusion::holds_if
                                                           : Conclusion::fails;
  const double closed_by = std::round(percent * reading.measured[0].effect.mean) + 0.0,  // never "-0"
      lost = reading.measured[1].effect.mean, lost_at_low = reading.measured[2].effect.mean;
  reading.words = {
      .holds = text(
          "the split settles by itself, {:.0f} % of the way in {} years, and output is then {:.2f} % below what the "
          "same compute could make",
          "比例自行调整，{:.0f} % 的差距在 {} 年内弥合，产出仅比同样算力所能达到的低 {:.2f} %", closed_by, server_life,
          lost),
      .holds_if = text(
          "providers have little market power. The split does settle by itself, {:.0f} % of the way in {} years; but "
          "at "
          "a markup of {:.1f} output is then {:.0f} % below what the same compute could make, at {} it is {:.2f} %",
          "服务商市场势力较小。比例确实自行调整，{:.0f} % 的差距在 {} 年内弥合；但加成为 {:.1f} "
          "时，产出比同样算力所能达到的低 {:.0f} %，加成为 {} 时低 {:.2f} %",
          closed_by, server_life, markup, lost, low_markup, lost_at_low),
      .fails = closed == Effect::above
                   ? text("the split settles by itself, but output is then {:.0f} % below what the same compute could "
                          "make, and {:.2f} % at a markup of {}",
                          "比例自行调整，但产出比同样算力所能达到的低 {0:.0f} %，加成为 {2} 时低 {1:.2f} %", lost,
                          lost_at_low, low_markup)
                   : text("the split goes {:.0f} % of the way in {} years", "{1} 年内仅弥合 {0:.0f} % 的差距",
                          closed_by, server_life)};
  return reading;
}

Reading returns_ignored(const Arms& all) {
  Reading reading{{gap_closed(all, "indifferent",
                              text("of the gap to rest closed in {} years, ϑ_H = 0", "{} 年内向稳态弥合的比例，ϑ_H = 0",
                                   server_life))},
                  {},
                  {}};
  const Effect closed = reading.measured.front().judged();
  reading.conclusion = closed == Effect::undecided ? Conclusion::undecided
                       : closed == Effect::above   ? Conclusion::holds
                                                   : Conclusion::fails;
  reading.words = {.holds = text("the split settles all the same", "比例仍自行调整"),
                   .fails = text("the split stays where it was", "比例停留在原处")};
  return reading;
}

}  // namespace

Experiment experiments::division_of_compute() {
  return {
      .finding = "F5",
      .scenario = "industries.yaml",
      .title = {"Compute divides itself between firms and providers", "算力在企业与服务商之间自动分配"},
      .claim = {"Compute capital divides itself between firms' own use and bought services in a fixed ratio, "
                "(1-α-β)²/β; the market clears by itself, optimally and without idle services.",
                "算力资本按固定比例 (1-α-β)²/β 在企业自用与算力服务之间自动分配；市场自动出清，达到优化配置而无冗余。"},
      .restated =
          {"From a share of providers half as large again as at rest: how much of the distance is gone when servers "
           "are written off. And output at the first date, if the same compute were divided as β : ξ, which makes "
           "most of it, less output at the market's β : B_X.",
           "服务商份额始于稳态的一倍半：到服务器报废时已弥合多少。以及首期若把同样的算力按产出最大的 β : ξ 划分，"
           "产出比市场的 β : B_X 多多少。"},
      .relevance = {"half of the gap within the six years that servers last; one percent of output",
                    "服务器六年寿命之内弥合一半；产出的百分之一"},
      .mechanism = {"investment in compute goes where compute earns more", "算力投资流向回报更高的使用者"},
      .switched_off = {"allocation.elasticity=0", "allocation.elasticity=0"},
      .against =
          {"The ratio is where a monopoly leaves it. With a markup over cost of 1/ξ̄, near 15, providers hold a share "
           "of compute of .05 where .42 would make most output. That services are never idle is assumed, not "
           "found: prices fall until all are sold.",
           "该比例由垄断决定。加成为 1/ξ̄、约 15 倍时，服务商只持有算力的 .05，而产出最大时应为 .42。服务从不闲置是假设"
           "而非结论：价格会一直下降到售罄为止。"},
      .arms = arms,
      .with = returns_attract,
      .without = returns_ignored};
}

}  // namespace suanli
