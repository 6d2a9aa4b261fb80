// Losses in order of size, and responses to a shock by date.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/columns.hpp"
#include "output/line_chart.hpp"
#include "scenarios/comparison/stress.hpp"

namespace suanli {

namespace {

std::string right(Language language, const Words& words, std::size_t width) {
  return flush_right(in(language, words), width);
}

std::string with_interval(const Difference& d) {
  if (d.mean.count < 2) return flush_right(number_text(d.mean.mean), 10) + flush_right("–", 24);
  return flush_right(number_text(d.mean.mean), 10) +
         flush_right(fmt::format("{} … {}", number_text(d.interval.low, 3), number_text(d.interval.high, 3)), 24);
}

const Series& series_named(std::string_view name) { return *std::ranges::find(all_series(), name, &Series::name); }

std::string unit_of(const Response& response) {
  return response.contrast == Contrast::percent ? "%" : std::string(series_named(response.series).unit);
}

// A series in a few words, for the side of a chart: its meaning up to what explains it.
std::string label_of(const Response& response, Language language) {
  const std::string meaning(in(language, series_named(response.series).meaning));
  const std::size_t end = std::min({meaning.find(','), meaning.find(';'), meaning.find("（"), meaning.find("；")});
  return wrapped(meaning.substr(0, end), 26, 0);
}

// "west to north", as files call a link.
std::string link_name(std::string name, Language language) {
  constexpr std::string_view to = " to ";
  const std::size_t at = name.find(to);
  if (language == Language::chinese && at != std::string::npos) name.replace(at, to.size(), " 至 ");
  return name;
}

double half_width(const Difference& d) { return (d.interval.high - d.interval.low) / 2; }

constexpr output::Colour colours[] = {output::Colour::black,  output::Colour::vermilion, output::Colour::blue,
                                      output::Colour::orange, output::Colour::green,     output::Colour::purple,
                                      output::Colour::grey,   output::Colour::sky_blue};

}  // namespace

std::string ranking_text(const std::vector<Comparison>& all, Struck target, const Text& done,
                         const CompareOptions& options, Language language) {
  std::vector<const Comparison*> order;
  const auto name_of = [&](const Comparison& c) {
    return target == Struck::link ? link_name(c.stress, language) : c.stress;
  };
  std::size_t longest = 0;
  for (const Comparison& c : all) order.push_back(&c), longest = std::max(longest, width_of(name_of(c)));
  std::ranges::stable_sort(order, {}, [](const Comparison* c) { return c->of("welfare").mean.mean; });
  const std::size_t names = std::max<std::size_t>(longest + 8, 24);
  std::string table = in(language, text("each in turn: {}\n", "逐一施加：{}\n", done)) +
                      column(in(language, target == Struck::location ? text("    taken out", "    停用地点")
                                                                     : text("    delivery dearer", "    交付成本上升")),
                             names) +
                      right(language, {"welfare [%]", "福利 [%]"}, 10) + right(language, {"99 %", "99 %"}, 24) +
                      right(language, {"worst Y [%]", "最差产出 [%]"}, 14) + right(language, {"99 %", "99 %"}, 20) +
                      right(language, {"mean Y [%]", "平均产出 [%]"}, 14) +
                      right(language, {"recovers [years]", "恢复 [年]"}, 18) + "\n";
  std::size_t rank = 0;
  for (const Comparison* const c : order) {
    const double years = c->recovery.median;
    const Text recovers = c->recovery.fell == 0  ? both("–")
                          : std::isfinite(years) ? text("{:.3g}", "{:.3g}", years)
                                                 : text("beyond the end", "期内未恢复");
    table += fmt::format("{:>3} ", ++rank) + column(name_of(*c), names - 4) + with_interval(c->of("welfare")) +
             with_interval(c->of("output_worst")) + flush_right(number_text(c->of("output_mean").mean.mean), 14) +
             flush_right(in(language, recovers), 18) + "\n";
  }
  return table +
         in(language,
            text("less {}, {} on common random numbers; below zero is a loss; recovered at {:g} % of the "
                 "largest shortfall of output\n",
                 "减 {}，{}，共同随机数；负值为损失；产出缺口降至最大值的 {:g} % 即视为恢复\n", all.front().base,
                 counted(all.front().replications, replication_words), 100 * options.recovered));
}

std::string response_text(const Comparison& c, const std::optional<Interval>& felt, Language language) {
  std::string table =
      in(language, text("{} less the same without it: {} on common random numbers, means ± half the 99 % interval\n",
                        "{} 减无此冲击的同一情景：{}，共同随机数，均值 ± 99 % 区间半宽\n", c.stress,
                        counted(c.replications, replication_words))) +
      column(std::string(in(language, Words{"  date", "  时点"})), 12);
  for (const Response& r : c.responses)
    table += flush_right(fmt::format("{} [{}]", r.series, unit_of(r)), std::max<std::size_t>(24, r.series.size() + 8));
  table += "\n";
  constexpr double moment = 1e-9;  // dates are sums of steps
  const double dt = c.dates[1] - c.dates[0];
  const auto a_year = static_cast<std::size_t>(std::max(1.0, std::round(1 / dt)));
  const auto in_shock = [&](double date) {  // and the first date after it
    return felt && date + dt > felt->low + moment && date < felt->high + dt - moment;
  };
  for (std::size_t t = 0; t < c.dates.size(); ++t) {
    if (t % a_year != 0 && !in_shock(c.dates[t])) continue;
    table += column(fmt::format("  {:g}", c.dates[t]), 12);
    for (const Response& r : c.responses) {
      const Difference& d = r.by_date[t];
      const std::string error = d.mean.count < 2 ? "" : fmt::format(" ± {}", number_text(half_width(d), 2));
      table += flush_right(number_text(d.mean.mean) + error, std::max<std::size_t>(24, r.series.size() + 8));
    }
    table += "\n";
  }
  return table;
}

std::string response_svg(const Comparison& c, Language language) {
  output::LineChart chart;
  const std::string tag(in(language, Words{"en", "zh"}));
  chart.language = tag;
  const auto say = [&](const Text& words) { return in(language, words); };
  chart.title = say(text("Response to {}", "对 {} 的响应", c.stress));
  chart.subtitle = say(text("Difference from the same economy without it, on common random numbers; {}",
                            "与没有该冲击的同一经济之差，共同随机数；{}", counted(c.replications, replication_words)));
  chart.x_title = say(text("Year", "年份"));
  chart.y_title = say(text("Difference, %", "差（%）"));
  chart.note = say(text("Dotted: 99 % interval of the mean.", "点线：均值的 99 % 区间。"));
  std::size_t colour = 0;
  for (const Response& r : c.responses) {
    if (r.contrast != Contrast::percent) continue;
    const auto line = [&](const std::string& label, output::Dash dash, const auto& value) {
      output::Line curve{label, {}, colours[colour % std::size(colours)], dash, false};
      for (std::size_t t = 0; t < c.dates.size(); ++t) curve.points.emplace_back(c.dates[t], value(r.by_date[t]));
      chart.lines.push_back(std::move(curve));
    };
    line(label_of(r, language), output::Dash::solid, [](const Difference& d) { return d.mean.mean; });
    if (c.replications > 1) {
      line("", output::Dash::dotted, [](const Difference& d) { return d.interval.low; });
      line("", output::Dash::dotted, [](const Difference& d) { return d.interval.high; });
    }
    const auto worst = std::ranges::min_element(r.by_date, {}, [](const Difference& d) { return d.mean.mean; });
    chart.description +=
        say(text("{}: {} % at its lowest, in {:g}. ", "{}：最低 {} %，在 {:g} 年。", series_named(r.series).meaning,
                 number_text(worst->mean.mean), c.dates[static_cast<std::size_t>(worst - r.by_date.begin())]));
    ++colour;
  }
  return output::to_svg(chart);
}

}  // namespace suanli
