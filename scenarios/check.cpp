#include "scenarios/check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "agents/equations.hpp"
#include "agents/series.hpp"
#include "agents/theory/finite_firms.hpp"
#include "agents/theory/quiet_path.hpp"
#include "agents/theory/seen_trend.hpp"
#include "engine/statistics.hpp"
#include "output/result_file.hpp"
#include "scenarios/design_columns.hpp"
#include "scenarios/observed.hpp"
#include "scenarios/quiet_twin.hpp"
#include "scenarios/results.hpp"
#include "scenarios/subject.hpp"

namespace suanli {

namespace {

constexpr double epsilon = 2.220446049250313e-16;

// A row that says nothing of the simulation's economics: it holds by construction, or is theory's alone.
VerdictRow aside(VerdictRow f) {
  f.of_theory = false;
  return f;
}

double relative(double tolerance, double of) { return tolerance * std::abs(of); }

// Between two dates consumption also grows with the household's view of the trend. In the mean over years that is half
// of (ln c*)''·Var, of opposite sign before and after; at most this.
double growth_with_the_view(const Subject& s) {
  if (!s.sees_delayed_trend()) return 0;
  const double elasticity = weight_of_trend(s.model(), s.e, s.rest.path) * s.rest.path.y / s.rest.path.c;
  return std::abs(elasticity * (1 - elasticity)) / 2 * variance_of_shift(s.model(), s.e) /
         (s.dt() * static_cast<double>(s.model().periods));
}

// V1: on the balanced path Y, K, HT and C grow at g*; with noise and a delayed view of the trend at (10.1a).
void check_growth(const Subject& s, std::vector<VerdictRow>& rows) {
  const std::pair<const char*, const char*> series[] = {
      {"output", "Y"}, {"capital", "K"}, {"compute", "HT"}, {"consumption", "C"}};
  const Text missing = why_no_rest(s);
  for (const auto& [name, symbol] : series) {
    const Text statement = s.sees_delayed_trend()
                               ? text("mean growth of {} is g* and what m̂ adds [1/year]",
                                      "{} 的平均增长率为 g* 加 m̂ 的影响 [1/year]", symbol)
                               : text("growth of {} is g* [1/year]", "{} 的增长率为 g* [1/year]", symbol);
    if (!missing.empty()) {
      rows.push_back(silent("V1", statement, missing));
      continue;
    }
    const std::vector<double> values = s.series(name);
    const GrowthFromRest of_theory = growth_from_rest(s);
    const double g = of_theory.mean;
    const double periods = static_cast<double>(s.dates() - 1);
    const double of_view = symbol == std::string_view("C") ? growth_with_the_view(s) : 0;
    double squares = 0;  // of changes of the log, for the convexity below
    const Estimate growth = over_replications(s, [&](std::size_t r) {
      const double* const path = values.data() + r * s.dates();
      for (std::size_t t = 1; t < s.dates(); ++t) squares += std::pow(std::log(path[t] / path[t - 1]) - g * s.dt(), 2);
      return std::expm1(std::log(path[s.dates() - 1] / path[0]) / periods) / s.dt();
    });
    const double convexity = squares / (static_cast<double>(s.replications()) * periods) / (2 * s.dt());
    const double rounding = relative(std::max(1e-12, 32 * epsilon / (std::abs(g) * s.dt())), g);
    rows.push_back(compare("V1", statement, growth, g, rounding + convexity + of_theory.left_open + of_view));
  }
}

// V2: the path follows the saddle path, to first order in dt; from rest it stays there. Without noise it is theory's.
void check_path(const Subject& s, std::vector<VerdictRow>& rows) {
  Text moves = why_path_differs(s.parameters());
  if (moves.empty() && !s.starts_at_rest()) moves = why_sites_lag(s);
  if (!moves.empty()) {
    rows.push_back(silent("V2", text("the path follows theory's", "路径与理论一致"), moves));
    return;
  }
  const std::vector<double> capital = s.series("capital"), compute = s.series("compute");
  if (!is_noisy(s.model())) {
    const QuietPath path = quiet_paths(s.model())[s.e];
    const double log_ratio = std::log((capital.back() + compute.back()) / (path.capital.back() + path.compute.back()));
    rows.push_back(compare("V2", text("ln of wealth at the end over theory's path", "期末财富与理论路径之比的对数"),
                           {log_ratio, 0, 1}, 0, 1e-9));
  }
  const Estimate kappa = over_replications(s, [&](std::size_t r) {
    const std::size_t last = (r + 1) * s.dates() - 1;
    return capital[last] / (capital[last] + compute[last]);
  });
  if (s.starts_at_rest()) {
    rows.push_back(
        aside(compare("V2", text("κ stays at 1 - τ", "κ 保持为 1 - τ"), exact(kappa), 1 - s.technology.tau, 1e-12)));
    return;
  }
  const Text statement = text("κ follows the saddle path to order dt", "κ 沿鞍点路径，误差为 dt 阶");
  const Text missing = s.saves_a_share() ? saves_a_given_share() : why_productivity_moves(s.parameters());
  if (!missing.empty()) {
    rows.push_back(silent("V2", statement, missing));
    return;
  }
  const auto last_kappa = [&](double fraction_of_step) {
    Parameters p = s.parameters();
    p.time.step *= fraction_of_step;
    const QuietPath path = quiet_paths(Model(p))[s.e];
    return path.capital.back() / (path.capital.back() + path.compute.back());
  };
  const double continuous = kappa_on_saddle_path(s.model(), s.e, s.parameters().time.end - s.parameters().time.start);
  // Theory in steps of dt misses the limit by an error that halves with dt; the simulation must sit on theory. Where m̂
  // moves mean growth, κ - κ* shrinks as much faster, (4.5).
  const double expected = last_kappa(1), years = s.dt() * static_cast<double>(s.model().periods);
  const double faster = std::abs(expected - s.rest.path.kappa) * years *
                        std::abs(mean_growth(s.model(), s.e, s.rest.path) - s.rest.path.g);
  rows.push_back(compare("V2", statement, kappa, expected, 1e-10 + s.finite_firms.mean + faster));
  const double coarse = last_kappa(1. / 4) - continuous, fine = last_kappa(1. / 8) - continuous;
  rows.push_back(aside(
      compare("V2", text("order of κ's error in dt", "κ 的误差对 dt 的阶"), {std::log2(coarse / fine), 0, 1}, 1, .05)));
}

// Where services' productivity moves by x, ln p moves by -(1-ξ̄)x: dear years weigh more, by e^((1-ξ̄)s²/2), (6.1c).
double mean_price_factor(const Subject& s) {
  const double sd = s.model().service_shock.stationary;
  return std::exp((1 - s.technology.xi_bar) * sd * sd / 2);
}

// Why the division of compute between firms and providers is not that at rest; without locations nothing but its start
// moves it, nor demand that does.
Text why_split_moves(const Subject& s) {
  const Parameters& p = s.parameters();
  const bool moves =
      !p.locations.empty() || !p.events.empty() || p.start.provider_compute.kind == StartProviders::given;
  if (!moves) return {};
  Text why = why_path_differs(p);
  return why.empty() ? why_sites_lag(s) : why;
}

// V3: ratios and prices at rest.
void check_prices(const Subject& s, std::vector<VerdictRow>& rows) {
  const std::vector<double> own = s.series("own_compute"), providers = s.series("provider_compute");
  const auto ratio_of = [&](const std::vector<double>& above, const std::vector<double>& below) {
    std::vector<double> ratio(above.size());
    std::ranges::transform(above, below, ratio.begin(), std::divides<>());
    return mean_of(s, ratio);
  };
  const double split = s.technology.provider_share / s.technology.beta_bar;
  const Text moved = why_split_moves(s);
  rows.push_back(!moved.empty() ? silent("V3", both("H_X/H"), moved)
                                : aside(compare("V3", both("H_X/H"), exact(ratio_of(providers, own)), split,
                                                relative(1e-10, split))));
  const Text missing = why_no_rest(s);
  const SteadyState& rest = s.rest.path;
  struct Row {
    std::string_view statement;
    Estimate simulated;
    double theory, left_open;
  };
  const double of_output = s.finite_firms.mean + 1e-10;
  const Row all[] = {
      {"K/HT", exact(ratio_of(s.series("capital"), s.series("compute"))), rest.kappa / (1 - rest.kappa), 1e-10},
      {"r [1/year]", mean_of(s, s.series("rental_rate")), rest.r, of_output},
      {"ω [1/year]", mean_of(s, s.series("compute_rental_rate")), rest.omega, of_output},
      {"p [1e12 yuan/unit]", mean_of(s, s.series("service_price")), rest.price * mean_price_factor(s), of_output}};
  for (const Row& row : all)
    rows.push_back(missing.empty() ? compare("V3", both(row.statement), row.simulated, row.theory,
                                             relative(row.left_open, row.theory))
                                   : silent("V3", both(row.statement), missing));
}

// V4: deviations of cells' effective productivity from the limit have the spread that their number of firms gives.
void check_aggregation(const Observed& observed, std::vector<VerdictRow>& rows) {
  constexpr double next_order = 0.01, heavy_tail = 1;  // what the leading order in 1/N_c may leave out
  const Model& model = observed.model();
  const Text statement = text("spread of ln Ā_c over theory's N_c^(-1/2)", "ln Ā_c 的离散度与理论 N_c^(-1/2) 之比");
  if (model.firm.stationary == 0) {
    rows.push_back(silent("V4", statement, text("firms have no noise of their own", "企业没有自身噪声")));
    return;
  }
  if (const Text moves = why_productivity_moves(model.parameters); !moves.empty()) {
    rows.push_back(silent("V4", statement, moves));
    return;
  }
  if (std::ranges::any_of(model.parameters.events,
                          [](const auto& e) { return e.second.kind == EventKind::productivity; })) {
    rows.push_back(silent("V4", statement, text("events move productivity", "事件改变生产率")));
    return;
  }
  const std::size_t dates = observed.dates(), cells = model.layout.cells().size();
  const std::vector<double> productivity = observed.cell_series("effective_productivity"),
                            volatility = observed.national_series("volatility");
  std::vector<double> mean_squares;
  double left_out = 0;
  for (std::size_t r = 0; r < observed.replications(); ++r) {
    const Dispersion dispersion = dispersions(model, std::span(volatility).subspan(r * dates, dates)).back();
    double sum = 0;
    std::size_t used = 0;
    for (std::size_t e = 0; e < model.economies.size(); ++e)
      for (const CellTechnology& cell : model.economies[e].cells) {
        const LeadingOrder order = leading_order(cell, dispersion);
        if (!(order.error < next_order && order.excess_kurtosis < heavy_tail)) continue;
        const std::size_t place = cell.region * model.parameters.industries.size() + cell.industry;
        const double value = productivity[(r * dates + dates - 1) * cells + place];
        const FiniteFirms finite = finite_firms(cell, dispersion);
        const double gain =
            model.parameters.productivity.normalise ? 0 : gain_from_dispersion(cell.alpha_plus_beta(), dispersion);
        const double z = (std::log(value) - cell.log_productivity - gain - finite.bias) / finite.standard_deviation;
        sum += z * z, ++used;
        left_out = std::max(left_out, order.error);
      }
    if (used > 0) mean_squares.push_back(sum / static_cast<double>(used));  // in all replications or in none
  }
  if (model.economy_shock.stationary + model.industry_shock.stationary + model.region_shock.stationary > 0) {
    rows.push_back(
        silent("V4", statement, text("common shocks move all firms of a cell", "共同冲击使同一单元的企业一起变动")));
  } else if (mean_squares.empty()) {
    rows.push_back(silent("V4", statement,
                          text("no cell has enough firms for their dispersion", "各单元的企业数相对其离散度均不足")));
  } else {
    Estimate square = estimate_over_replications(mean_squares, observed.numbers(), model.parameters.ensemble);
    if (square.count == 1) square.standard_error = std::numeric_limits<double>::infinity();
    const double root = std::sqrt(square.mean);
    rows.push_back(compare("V4", statement, {root, square.standard_error / (2 * root), square.count}, 1, left_out / 2));
  }
}

// V5: at rest, growth less the headline formula at realised prices is (1 - R*/(σy*))(y - y*e^m̂), and y averages y*.
void check_noise(const Subject& s, std::vector<VerdictRow>& rows) {
  const Text statement = text("growth less formula at realised prices", "增长率减去按实现价格计算的公式值");
  Text missing = why_no_rest(s, Productivity::any);  // it holds at every date, whatever productivity is
  if (missing.empty() && s.saves_a_share()) missing = saves_a_given_share();
  if (!missing.empty()) {
    rows.push_back(silent("V5", statement, missing));
    return;
  }
  const SteadyState& rest = s.rest.path;
  const HouseholdParameters& household = s.parameters().household;
  const double delta = s.parameters().technology.depreciation;
  const std::vector<double> output = s.series("output"), capital = s.series("capital"), compute = s.series("compute"),
                            investment = s.series("investment"), trend = s.series("trend");
  const TrendEconomy trend_of_theory = trend_economy(s.technology, s.parameters());
  const double return_over_output = trend_of_theory.household_return(trend_of_theory.at(rest.kappa)) / rest.y;  // R*/y*
  double wealth_mean_theory = 0;
  const Estimate gap = over_replications(s, [&](std::size_t r) {  // exact in every replication
    double sum = 0, theory = 0;
    for (std::size_t t = 0; t < s.dates(); ++t) {
      const std::size_t i = r * s.dates() + t;
      const double wealth = capital[i] + compute[i], y = output[i] / wealth;
      sum += investment[i] / wealth - delta - desired_growth(return_over_output * y, delta, household);
      theory += (1 - return_over_output / household.risk_aversion) * (y - rest.y * exp(trend[i]));
    }
    wealth_mean_theory += theory / static_cast<double>(s.dates() * s.replications());
    return sum / static_cast<double>(s.dates());
  });
  rows.push_back(compare("V5", statement, exact(gap), wealth_mean_theory, 1e-10));
  const Text mean = text("mean Y/W is y* [1/year]", "Y/W 的均值为 y* [1/year]");
  if (const Text moves = why_no_rest(s); !moves.empty()) {
    rows.push_back(silent("V5", mean, moves));
    return;
  }
  std::vector<double> ratio(output.size());
  for (std::size_t i = 0; i < ratio.size(); ++i) ratio[i] = output[i] / (capital[i] + compute[i]);
  rows.push_back(compare("V5", mean, mean_of(s, ratio), rest.y, relative(s.finite_firms.mean + 1e-12, rest.y)));
}

void check_books(const Observed& observed, std::vector<VerdictRow>& rows) {
  std::size_t worst = 0;
  for (std::size_t i = 0; i < identity_count; ++i)
    if (!(observed.largest_residual(i) <= observed.largest_residual(worst))) worst = i;  // not a number is the worst
  VerdictRow f =
      compare("V6", text("largest residual of the identities ({})", "恒等式的最大残差（{}）", identities[worst].name),
              {observed.largest_residual(worst), 0, 1}, 0, largest_tolerated_residual);
  rows.push_back(aside(std::move(f)));
}

// V9: prices clear the market for services of several locations.
void check_clearing(const Observed& observed, std::vector<VerdictRow>& rows) {
  constexpr double tolerated = 1e-10;
  const Text statement = text("clearing of the siting market: largest residual", "选址市场出清：最大残差");
  if (observed.model().parameters.locations.empty()) {
    rows.push_back(silent("V9", statement, text("one service location per economy", "每个经济体只有一个服务地点")));
    return;
  }
  const double residual = observed.largest_residual(static_cast<std::size_t>(Identity::market_clears));
  rows.push_back(aside(compare("V9", statement, {residual, 0, 1}, 0, tolerated)));
}

// V7: the growth-maximising τ, found by differentiating g, and the sign of the headline formula's slope.
void check_compute_share(const Subject& s, std::vector<VerdictRow>& rows) {
  const Text peak = text("growth-maximising τ", "使增长最大的 τ");
  if (!s.no_path.empty() || !s.rest.refusal.empty()) {
    rows.push_back(silent("V7", peak, s.no_path.empty() ? s.rest.refusal : s.no_path));
    return;
  }
  const auto growth = [&](double tau) {
    EconomyTechnology other = s.technology;
    other.tau = tau;
    return steady_state(other, s.parameters()).path.g_report;
  };
  const auto slope = [&](double tau) {  // five points, error h^4
    constexpr double h = 1e-3;
    return (8 * (growth(tau + h) - growth(tau - h)) - (growth(tau + 2 * h) - growth(tau - 2 * h))) / (12 * h);
  };
  double low = .01, high = .99;
  while (high - low > 1e-13) (slope((low + high) / 2) > 0 ? low : high) = (low + high) / 2;
  rows.push_back(aside(compare("V7", peak, {low, 0, 1}, s.rest.path.tau_hat, 1e-9)));

  const Text statement = text("∂g/∂τ at realised prices [1/year]", "按实现价格的 ∂g/∂τ [1/year]");
  if (const Text missing = why_no_rest(s); !missing.empty()) {
    rows.push_back(silent("V7", statement, missing));
    return;
  }
  const std::vector<double> r = s.series("rental_rate"), omega = s.series("compute_rental_rate");
  std::vector<double> slopes(r.size());
  for (std::size_t i = 0; i < r.size(); ++i)
    slopes[i] = (omega[i] / s.technology.compute_income - r[i] / s.technology.alpha_bar) /
                s.parameters().household.risk_aversion;
  const double theory = s.rest.path.dg_dtau_fixed_prices;  // a difference that is 0 at τ = ½: judged by its terms' size
  const double size = (s.rest.path.omega / s.technology.compute_income + s.rest.path.r / s.technology.alpha_bar) /
                      s.parameters().household.risk_aversion;
  rows.push_back(compare("V7", statement, mean_of(s, slopes), theory, relative(s.finite_firms.mean + 1e-10, size)));
}

// V11: regions that invest differently diverge at the difference of their closed-form rates, every pair of them.
void check_divergence(const std::vector<Subject>& subjects, std::vector<VerdictRow>& rows) {
  const Text statement =
      text("growth of one region less another's [1/year]", "一个区域与另一区域的增长率之差 [1/year]");
  if (subjects.size() == 1) {
    rows.push_back(silent("V11", statement, text("one national economy", "只有一个全国经济体")));
    return;
  }
  for (const Subject& s : subjects)
    if (const Text missing = why_no_rest(s); !missing.empty()) {
      rows.push_back(silent("V11", statement, missing));
      return;
    }
  std::vector<std::vector<double>> growth;  // [region][replication], of K from the first date to the last
  for (const Subject& s : subjects) {
    const std::vector<double> capital = s.series("capital");
    std::vector<double>& of_region = growth.emplace_back();
    for (std::size_t r = 0; r < s.replications(); ++r) {
      const double* const path = capital.data() + r * s.dates();
      const double periods = static_cast<double>(s.dates() - 1);
      of_region.push_back(std::expm1(std::log(path[s.dates() - 1] / path[0]) / periods) / s.dt());
    }
  }
  for (std::size_t i = 0; i < subjects.size(); ++i)
    for (std::size_t j = i + 1; j < subjects.size(); ++j) {
      const bool ahead = subjects[i].rest.path.g >= subjects[j].rest.path.g;
      const std::size_t f = ahead ? i : j, l = ahead ? j : i;  // of the two, who leads and who lags
      const Subject &fast = subjects[f], &slow = subjects[l];
      const Estimate gap = over_replications(fast, [&](std::size_t r) { return growth[f][r] - growth[l][r]; });
      const GrowthFromRest of_fast = growth_from_rest(fast), of_slow = growth_from_rest(slow);
      const double theory = of_fast.mean - of_slow.mean, left_open = of_fast.left_open + of_slow.left_open;
      const double rounding = 1e-10 * std::abs(theory) + 64 * epsilon / fast.dt();
      rows.push_back(compare("V11", statement, gap, theory, left_open + rounding));
      rows.back().economy = fmt::format("{} − {}", fast.technology.name, slow.technology.name);
    }
}

// V10: one thread and all threads simulate the last replication again; every bit must be the file's.
void check_bits(const Observed& observed, std::vector<VerdictRow>& rows) {
  const Parameters& p = observed.model().parameters;
  const std::size_t last = observed.replications() - 1;
  const DesignPlace at = place_of_replication(p, observed.number(last));
  const Model model(Design(p).at(at.point));
  const Recorder recorder(model);
  std::size_t different = 0;
  for (const Threads threads : {Threads::one, Threads::all}) {
    const Record again = simulate(model, recorder, static_cast<std::uint32_t>(at.draw), threads, [] {});
    different += observed.differing_values(last, again);
  }
  VerdictRow f = compare(
      "V10",
      text("values with other bits when run again on one thread, on all", "单线程、全部线程重跑后位不同的数值个数"),
      {static_cast<double>(different), 0, 1}, 0, 0);
  rows.push_back(aside(std::move(f)));
}

// What holds at every point of a design. Everything else is theory's of one economy.
std::vector<VerdictRow> check_design(const Observed& observed) {
  std::vector<VerdictRow> rows{
      silent("V1-V5", text("closed forms", "解析解"),
             text("each point of the design is an economy of its own, whose scenario can be run alone and checked",
                  "每个设计点是一个独立的经济体，可单独运行其情景并检验"))};
  check_books(observed, rows);
  if (!observed.model().parameters.locations.empty()) check_clearing(observed, rows);
  check_bits(observed, rows);
  return rows;
}

std::vector<VerdictRow> check_all(const Observed& observed) {
  const Model& model = observed.model();
  const Parameters& p = model.parameters;
  const bool joined = !joint_refusal(model.economies, p).empty();
  const Text no_path = p.synergy.mode == SynergyMode::level
                           ? text("synergy.mode: level has no balanced path", "synergy.mode: level 没有平衡增长路径")
                       : joined ? text("spillover between different τ excludes a balanced path",
                                       "τ 不同的区域间有外溢时没有平衡增长路径")
                                : Text{};
  std::vector<Subject> subjects;
  for (std::size_t e = 0; e < model.economies.size(); ++e) {
    subjects.push_back({observed, e, model.economies[e], steady_state(model.economies[e], p), no_path,
                        finite_firms_effect(observed, model.economies[e])});
  }
  std::vector<VerdictRow> rows;
  const auto each = [&](void (*look)(const Subject&, std::vector<VerdictRow>&)) {
    for (const Subject& s : subjects) {
      const std::size_t before = rows.size();
      look(s, rows);
      if (subjects.size() > 1)
        for (std::size_t i = before; i < rows.size(); ++i) rows[i].economy = s.technology.name;
    }
  };
  each(check_growth);
  each(check_path);
  each(check_prices);
  check_aggregation(observed, rows);
  each(check_noise);
  check_books(observed, rows);
  each(check_compute_share);
  rows.push_back(silent("V8", text("hurdle, adoption, tail of firm sizes", "投资门槛、采用、企业规模尾部"),
                        firms_invest(p) ? text("they have closed forms in special cases only; the tests hold those",
                                               "仅特例有解析解，由测试检验")
                                        : text("firms invest in proportion to their stocks", "企业按存量比例投资")));
  check_clearing(observed, rows);
  check_bits(observed, rows);
  check_divergence(subjects, rows);
  judge_together(rows);
  return rows;
}

}  // namespace

std::vector<VerdictTable> check_file(const std::filesystem::path& path) {
  const output::ResultReader file = open_results(path, ResultKind::ensemble);
  const Model model(parameters_of(file));
  if (!model.parameters.design.empty()) return {{both(path.string()), check_design(ObservedFile(model, file)), false}};
  std::vector<VerdictTable> all{{both(path.string()), check_all(ObservedFile(model, file))}};
  if (is_noisy(model) || !why_path_differs(model.parameters).empty()) {
    const Model quiet(quiet_twin(model.parameters));
    const Record record = simulate(quiet, Recorder(quiet), 0, Threads::all, [] {});
    all.push_back({text("Its quiet twin, the same without noise", "其无噪声对照：参数相同，没有噪声"),
                   check_all(ObservedRecords(quiet, {record}))});
  }
  return all;
}

}  // namespace suanli
