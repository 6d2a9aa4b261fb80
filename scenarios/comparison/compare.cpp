#include "scenarios/comparison/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/elementary.hpp"
#include "engine/names.hpp"

namespace suanli {

namespace {

constexpr double rounding = 1e-9;

const Series& series_named(std::string_view name) { return *std::ranges::find(all_series(), name, &Series::name); }

// Rates and shares differ by points of their own; stocks and flows by a percentage.
Contrast contrast_of(const Series& series) {
  return series.unit == "1" || series.unit == "1/year" ? Contrast::plain : Contrast::percent;
}

Recovery recovery_of(const Paths& base, const Paths& stress, double share) {
  Recovery recovery;
  const std::size_t dates = base.dates();
  const auto b = base.national("output"), s = stress.national("output");
  std::vector<double> years;
  for (std::size_t r = 0; r < base.replications(); ++r) {
    recovery.years.push_back(
        years_to_recover(b.subspan(r * dates, dates), s.subspan(r * dates, dates), base.dt(), share));
    if (std::isnan(recovery.years.back())) continue;
    years.push_back(recovery.years.back());
    double largest = 0;
    for (std::size_t t = r * dates; t < (r + 1) * dates; ++t) largest = std::max(largest, 1 - s[t] / b[t]);
    recovery.left += (1 - s[(r + 1) * dates - 1] / b[(r + 1) * dates - 1]) / largest;
    recovery.recovered += std::isfinite(years.back());
  }
  recovery.fell = years.size();
  if (recovery.fell > 0) recovery.left /= static_cast<double>(recovery.fell);
  std::ranges::sort(years);  // the lower median: between a number and infinity there is no middle
  recovery.median = years.empty() ? std::numeric_limits<double>::quiet_NaN() : years[(years.size() - 1) / 2];
  return recovery;
}

// ln of lasting consumption, [replication], of [replication × date × place] at a place, as a household values it.
std::vector<double> log_lasting_consumption(const Paths& paths, std::string_view path, std::size_t place,
                                            std::size_t places, const HouseholdParameters& household) {
  std::vector<double> all;
  for (std::size_t r = 0; r < paths.replications(); ++r) {
    std::vector<double> consumption;
    for (std::size_t t = 0; t < paths.dates(); ++t)
      consumption.push_back(paths[path][(r * paths.dates() + t) * places + place]);
    all.push_back(suanli::log_lasting_consumption(consumption, paths.dt(), household));
  }
  return all;
}

Estimate welfare_before_draws(const Paths& base, const Paths& stress) {
  const HouseholdParameters& household = base.parameters().household;
  const auto logs = [&](const Paths& paths) {
    return log_lasting_consumption(paths, "national/consumption", 0, 1, household);
  };
  return expected_welfare(logs(base), logs(stress), household.risk_aversion);
}

Difference welfare_of_economy(const Paths& base, const Paths& stress, std::size_t place, std::size_t places) {
  const auto lasting = [&](const Paths& paths) {
    std::vector<double> all =
        log_lasting_consumption(paths, "by_region/consumption", place, places, base.parameters().household);
    for (double& x : all) x = exp(x);
    return all;
  };
  return difference({lasting(base), lasting(stress)}, Contrast::percent);
}

template <class T> std::vector<std::string> names_of(const Named<T>& entries) {
  std::vector<std::string> names;
  for (const auto& [name, unused] : entries) names.push_back(name);
  return names;
}

std::vector<LocationDifferences> by_location(const Paths& base, const Paths& stress) {
  const std::vector<std::string> locations = names_of(base.parameters().locations);
  if (locations.empty() || locations != names_of(stress.parameters().locations)) return {};
  std::vector<LocationDifferences> all;
  for (std::size_t l = 0; l < locations.size(); ++l) {
    all.push_back({locations[l], {}});
    for (const LocationMeasure& measure : location_measures()) {
      const std::string path = "by_location/" + measure.description.name;
      const auto mean = [&](const Paths& paths) { return means_over_periods(paths, paths[path], l, locations.size()); };
      all.back().measures.push_back(difference({mean(base), mean(stress)}, measure.contrast));
    }
  }
  return all;
}

// Locations are held together by name: no table says what becomes of them where some are in one scenario only.
Text note_of_locations(const Paths& base, const Paths& stress) {
  const std::vector<std::string> b = names_of(base.parameters().locations), s = names_of(stress.parameters().locations);
  if (b == s || (b.empty() && s.empty())) return {};
  const auto listed = [](const std::vector<std::string>& names) {
    return names.empty() ? text("none", "无") : both(fmt::format("{}", fmt::join(names, ", ")));
  };
  return text("locations are not compared one by one: they are {}, and in the base {}",
              "地点不逐一比较：此处为 {}，基准为 {}", listed(s), listed(b));
}

// The level of productivity that each scenario fits for itself moves with everything that it is fitted to.
Text note_of_level(const Paths& base, const Paths& stress) {
  const Parameters &b = base.parameters(), &s = stress.parameters();
  if (s.productivity.level.kind != ProductivityLevel::output_to_wealth) return {};
  const double of_base = common_productivity(b), of_stress = common_productivity(s);
  if (std::abs(of_stress / of_base - 1) < rounding) return {};
  return text(
      "the level of productivity A is {:.6g}, and {:.6g} in the base: each scenario fits it to "
      "productivity.level = {{output_to_wealth: …}}; give both productivity.level={:.17g} to hold technology",
      "生产率水平 A 为 {:.6g}，基准为 {:.6g}：各情景按 productivity.level = {{output_to_wealth: …}} 自行校准；"
      "若要技术不变，请令两者 productivity.level={:.17g}",
      of_stress, of_base, of_base);
}

Response response_of(const Paths& base, const Paths& stress, const std::string& name) {
  Response response{name, contrast_of(series_named(name)), {}, {}};
  const auto b = base.national(name), s = stress.national(name);
  const std::size_t dates = base.dates(), replications = base.replications();
  response.by_replication.resize(b.size());
  for (std::size_t t = 0; t < dates; ++t) {
    Pairs pairs;
    for (std::size_t r = 0; r < replications; ++r)
      pairs.base.push_back(b[r * dates + t]), pairs.stress.push_back(s[r * dates + t]);
    Difference d = difference(pairs, response.contrast);
    for (std::size_t r = 0; r < replications; ++r) response.by_replication[r * dates + t] = d.by_replication[r];
    d.by_replication.clear();
    response.by_date.push_back(std::move(d));
  }
  return response;
}

}  // namespace

std::vector<std::string> compared_series(const std::vector<std::string>& named, bool located) {
  if (named.empty()) {
    std::vector<std::string> usual{"output", "consumption", "investment", "compute"};
    if (located) usual.insert(usual.end(), {"energy", "carbon"});
    return usual;
  }
  std::vector<std::string> known;
  for (const Series& series : all_series())
    if (is_recorded(series, Level::national, CapitalMarket::national)) known.emplace_back(series.name);
  std::vector<std::string> wanted;
  for (const std::string& name : named) {
    if (std::ranges::find(known, name) == known.end())
      throw NoSuchName(text("--series {}: there is no such series of the nation{}", "--series {}：没有这个全国序列{}",
                            escaped(name), instead_of(name, known)));
    if (std::ranges::find(wanted, name) == wanted.end()) wanted.push_back(name);
  }
  return wanted;
}

Comparison compare(const Paths& base, const Paths& stress, const CompareOptions& options) {
  Comparison c;
  c.stress = stress.name(), c.base = base.name(), c.replications = base.replications();
  c.stress_parameters = to_yaml(stress.parameters()), c.base_parameters = to_yaml(base.parameters());
  for (const Measure& measure : national_measures())
    c.national.push_back(difference(measure.of(base, stress), measure.contrast));
  c.expected_welfare = welfare_before_draws(base, stress);
  c.recovery = recovery_of(base, stress, options.recovered);
  const std::vector<double>& welfare = c.of("welfare").by_replication;
  const auto worst = std::ranges::min_element(welfare);
  if (*worst != std::ranges::max(welfare))
    c.worst = WorstReplication{static_cast<std::size_t>(worst - welfare.begin()), *worst};

  constexpr const char* consumption = "by_region/consumption";
  const std::vector<std::string> regions = names_of(base.parameters().regions);
  if (base.has(consumption) && stress.has(consumption) && regions == names_of(stress.parameters().regions))
    for (std::size_t m = 0; m < regions.size(); ++m)
      c.by_economy.emplace_back(regions[m], welfare_of_economy(base, stress, m, regions.size()));
  c.by_location = by_location(base, stress);
  for (const IncomeMeasure& income : income_measures())
    c.incomes.push_back(difference(
        {means_over_periods(base, income.of(base)), means_over_periods(stress, income.of(stress))}, Contrast::plain));
  for (Text note : {note_of_level(base, stress), note_of_locations(base, stress)})
    if (!note.empty()) c.notes.push_back(std::move(note));
  for (const std::string& name : options.series) c.responses.push_back(response_of(base, stress, name));
  for (std::size_t t = 0; t < base.dates(); ++t)
    c.dates.push_back(base.parameters().time.start + static_cast<double>(t) * base.dt());
  return c;
}

double bytes_of_comparisons(std::size_t count, const Parameters& base, const CompareOptions& options) {
  constexpr double copies = 2;
  const double dates = static_cast<double>(periods(base.time)) + 1,
               of_series = static_cast<double>(options.series.size()) * dates,
               of_replication =
                   static_cast<double>(national_measures().size() + income_measures().size() +
                                       base.locations.size() * location_measures().size() + base.regions.size() + 1) +
                   of_series;
  return copies * static_cast<double>(count) *
         (static_cast<double>(replications_in_all(base)) * of_replication * sizeof(double) +
          of_series * sizeof(Difference));
}

std::vector<Comparison> hold_against(Member& base, std::span<Member> stresses, const CompareOptions& options,
                                     Language language) {
  base.prepare();
  for (Member& stress : stresses) stress.prepare();
  expect_memory(base, stresses, bytes_of_comparisons(stresses.size(), base.parameters(), options));
  double firm_steps = base.firm_steps();
  for (const Member& stress : stresses) firm_steps += stress.firm_steps();
  Progress progress(firm_steps, language);
  const Paths against = base.paths(progress);
  std::vector<Comparison> all;
  for (Member& stress : stresses) all.push_back(compare(against, stress.paths(progress), options));
  return all;
}

}  // namespace suanli
