// F10: which industries gain most from compute?
#include <algorithm>
#include <cmath>

#include "agents/equations.hpp"
#include "scenarios/experiments/experiment.hpp"

namespace suanli {

namespace {

constexpr double more_compute = 0.01, of_gain = 0.05;

std::vector<Arm> arms(const Parameters& p) {
  const double wealth = 1 + p.tau * more_compute;  // of which 1 is there without more compute
  const std::string first = fmt::format("time.end={}", p.time.start + p.time.step);
  std::vector<Arm> all;
  const auto add = [&](const std::string& name, std::vector<std::string> settings) {
    settings.push_back(first);
    all.push_back({name, settings});
    settings.push_back(fmt::format("start.wealth={}", p.start.wealth * wealth));
    settings.push_back(fmt::format("start.kappa={}", (1 - p.tau) / wealth));
    all.push_back({name + ", more compute", settings});
  };
  add("weak", {"synergy.strength=0.05"});
  add("full", {"synergy.strength=1"});
  std::vector<std::string> alike{"synergy.strength=0.05"};
  for (const auto& [name, industry] : p.industries) {
    alike.push_back(fmt::format("industries.{}.alpha=0.846", name));
    alike.push_back(fmt::format("industries.{}.beta=0.089", name));
  }
  add("alike", alike);
  return all;
}

// ln of the quantity that an industry of the first region makes at the first date, from what is recorded of it:
// Y_c = Ā_c (h̄K_c)^α H_c^β X_c^ξ, §2.5.
std::vector<double> log_quantity(const Ensemble& arm, std::size_t industry) {
  const Parameters& p = arm.parameters();
  const CellTechnology& cell = arm.model().economies.front().cells[industry];
  const auto national = [&](std::string_view name) { return arm.at(arm.observed().national_series(name), 0); };
  const auto own = [&](std::string_view name) {
    const std::vector<double> all = arm.observed().cell_series(name);
    const std::size_t cells = p.regions.size() * p.industries.size();
    std::vector<double> first;
    for (std::size_t r = 0; r < arm.replications(); ++r) first.push_back(all[r * arm.dates() * cells + industry]);
    return first;
  };
  const std::vector<double> k = national("capital"), ht = national("compute"), a = own("effective_productivity"),
                            k_c = own("capital"), h_c = own("own_compute"), x_c = own("services");
  std::vector<double> all;
  for (std::size_t r = 0; r < arm.replications(); ++r) {
    const double synergy = own_synergy(p.synergy, k[r], ht[r], static_cast<double>(arm.model().layout.firms()));
    all.push_back(std::log(a[r]) + cell.alpha * std::log(synergy * k_c[r]) + cell.beta * std::log(h_c[r]) +
                  cell.xi * std::log(x_c[r]));
  }
  return all;
}

// Elasticity of an industry's output to compute, of each replication; and in theory β + ξ + χακ.
std::vector<double> gain(const Arms& all, const std::string& arm, std::size_t industry) {
  std::vector<double> more = log_quantity(all[arm + ", more compute"], industry);
  const std::vector<double> less = log_quantity(all[arm], industry);
  for (std::size_t r = 0; r < more.size(); ++r) more[r] = (more[r] - less[r]) / std::log1p(more_compute);
  return more;
}
double gain_in_theory(const Ensemble& arm, std::size_t industry) {
  const CellTechnology& cell = arm.model().economies.front().cells[industry];
  return cell.beta + cell.xi + arm.parameters().synergy.strength * cell.alpha * arm.rest().kappa;
}

// Industries from the largest β + ξ to the smallest.
std::vector<std::size_t> by_elasticity(const Ensemble& arm) {
  std::vector<std::size_t> all(arm.parameters().industries.size());
  for (std::size_t j = 0; j < all.size(); ++j) all[j] = j;
  std::ranges::stable_sort(all, std::ranges::greater(),
                           [&](std::size_t j) { return 1 - arm.parameters().industries[j].second.alpha; });
  return all;
}

const std::string& industry_name(const Arms& all, std::size_t industry) {
  return all["weak"].parameters().industries[industry].first;
}

Measurement spread(const Arms& all, const std::string& arm, double strength) {
  const std::vector<std::size_t> order = by_elasticity(all["weak"]);
  const std::size_t first = order.front(), last = order.back();
  return difference(text("{} less {}, χ = {}", "{} 与 {} 之差，χ = {}", industry_name(all, first),
                         industry_name(all, last), strength),
                    "1", gain(all, arm, first), gain(all, arm, last), of_gain,
                    gain_in_theory(all[arm], first) - gain_in_theory(all[arm], last));
}

// The same in yuan: expenditure shares are constant, so that prices fall by what quantities gain.
Measurement spread_in_value(const Arms& all) {
  const std::vector<std::size_t> order = by_elasticity(all["weak"]);
  const auto in_value = [&](std::size_t industry) {
    const auto logs = [&](const Ensemble& arm) {
      const std::vector<double> values = arm.observed().cell_series("output");
      const std::size_t cells = arm.parameters().regions.size() * arm.parameters().industries.size();
      std::vector<double> first;
      for (std::size_t r = 0; r < arm.replications(); ++r)
        first.push_back(std::log(values[r * arm.dates() * cells + industry]));
      return first;
    };
    std::vector<double> more = logs(all["weak, more compute"]);
    const std::vector<double> less = logs(all["weak"]);
    for (std::size_t r = 0; r < more.size(); ++r) more[r] = (more[r] - less[r]) / std::log1p(more_compute);
    return more;
  };
  return difference(text("{} less {} at current prices, χ = 0.05", "{} 与 {} 之差（现价），χ = 0.05",
                         industry_name(all, order.front()), industry_name(all, order.back())),
                    "1", in_value(order.front()), in_value(order.back()), of_gain, 0);
}

Reading industries_as_they_are(const Arms& all) {
  Reading reading;
  const std::vector<std::size_t> order = by_elasticity(all["weak"]);
  bool in_order = true;
  for (std::size_t i = 0; i < order.size(); ++i) {
    reading.measured.push_back(
        measurement(text("output of {}, χ = 0.05", "{} 的产出，χ = 0.05", industry_name(all, order[i])), "1",
                    gain(all, "weak", order[i]), of_gain, gain_in_theory(all["weak"], order[i])));
    if (i > 0) in_order = in_order && reading.measured[i].effect.mean <= reading.measured[i - 1].effect.mean + 1e-9;
  }
  const Measurement weak = spread(all, "weak", 0.05), full = spread(all, "full", 1);
  reading.measured.push_back(weak);
  reading.measured.push_back(full);
  reading.measured.push_back(spread_in_value(all));
  reading.conclusion = weak.judged() == Effect::undecided || full.judged() == Effect::undecided ? Conclusion::undecided
                       : weak.judged() != Effect::above || !in_order                            ? Conclusion::fails
                       : full.judged() == Effect::above                                         ? Conclusion::holds
                                                                                                : Conclusion::holds_if;
  const std::string &first = industry_name(all, order.front()), &last = industry_name(all, order.back());
  reading.words = {
      .holds = text("counted in quantities {} gains most and {} least, however strong synergy is",
                    "以数量计，无论协同强弱，{} 获益最多，{} 最少", first, last),
      .holds_if =
          text("gains are counted in quantities and synergy is weak: {} gains most, {} least. At full synergy all "
               "gain nearly alike, and at current prices they always do",
               "以数量计且协同较弱：{} 获益最多，{} 最少。完全协同时各行业获益相近，而按现价计则始终相同", first, last),
      .fails = in_order ? text("{} gains {:+.2f} more than {}, which is less than matters",
                               "{0} 比 {2} 多获益 {1:+.2f}，不足以为意", first, weak.effect.mean, last)
                        : text("industries do not gain in the order of β + ξ", "各行业获益并不按 β + ξ 的次序")};
  return reading;
}

Reading industries_alike(const Arms& all) {
  Reading reading{{spread(all, "alike", 0.05)}, {}, {}};
  const Effect effect = reading.measured.front().judged();
  reading.conclusion = effect == Effect::undecided ? Conclusion::undecided
                       : effect == Effect::above   ? Conclusion::holds
                                                   : Conclusion::fails;
  reading.words = {.holds = text("industries of one elasticity gain differently", "弹性相同的行业获益不同"),
                   .fails = text("industries of one elasticity gain alike", "弹性相同的行业获益相同")};
  return reading;
}

}  // namespace

Experiment experiments::industries() {
  return {
      .finding = "F10",
      .scenario = "industries.yaml",
      .title = {"Some industries gain more from compute than others", "各行业从算力中获益不同"},
      .claim =
          {"Demand for compute is largest in the internet industry; finance, telecom, manufacturing, transport, energy "
           "and healthcare follow, each with uses of its own.",
           "互联网行业的算力需求最大；金融、电信、制造、交通、能源与医疗各有应用，居于其后。"},
      .restated =
          {"Elasticity of each industry's output, as a quantity, to one percent more compute in the whole economy at "
           "the first date, paired; the difference between the industry with the largest β + ξ and that with the "
           "smallest; the same at current prices.",
           "首期全经济算力增加百分之一时，各行业产出数量的弹性（逐一配对）；β + ξ 最大与最小的行业之差；以及按现价"
           "计算的同一差别。"},
      .relevance = {".05: a tenth more compute then makes half a percent of output",
                    ".05：算力增加一成，产出相差 0.5 %"},
      .mechanism = {"industries differ in the elasticity of output to compute and its services, β + ξ",
                    "各行业产出对算力及其服务的弹性 β + ξ 不同"},
      .switched_off = {"industries.<industry>.alpha=0.846, .beta=0.089",
                       "industries.<industry>.alpha=0.846, .beta=0.089"},
      .against =
          {"The report ranks industries by servers bought, which is what they spend. In the model a larger gain in "
           "quantity is passed on: the price of the good falls by as much, and all industries' revenue rises by "
           "the same percentage. Buyers gain, not the industry. β and ξ are themselves read from purchases, so "
           "that the order is an assumption; its size is the result.",
           "报告按采购的服务器给行业排序，那是支出。在模型中，数量上更大的获益会转嫁出去：产品价格下降同样的幅度，各行"
           "业"
           "收入的增幅相同。获益的是买方而非该行业。β 与 ξ 本身取自采购数据，因此次序是假设，幅度才是结果。"},
      .arms = arms,
      .with = industries_as_they_are,
      .without = industries_alike};
}

}  // namespace suanli
