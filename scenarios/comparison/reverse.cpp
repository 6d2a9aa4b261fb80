// Reverse stress tests: the smallest shock that reaches a loss.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/columns.hpp"
#include "scenarios/comparison/stress.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr std::size_t most_steps = 40;
constexpr std::size_t usual_steps = 10;  // that progress counts on

const Difference& looked_at(const Comparison& c, const Loss& loss) {
  return c.of(loss.of_welfare ? "welfare" : "output_worst");
}

}  // namespace

Loss loss_of(const std::string& given) {
  const std::size_t equals = given.find('=');
  const std::string what = given.substr(0, equals);
  std::string amount = equals == std::string::npos ? "" : given.substr(equals + 1);
  const bool percent = amount.ends_with('%');
  if (percent) amount.pop_back();
  const std::optional<double> number = number_of(amount);
  const double value = number.value_or(0) * (percent ? 1 : 100);
  if ((what != "loss" && what != "welfare") || !(value > 0 && value < 100))
    throw CannotCompare(
        text("--until {}: must be loss=5% (of output at the worst date) or welfare=1%, a share between 0 "
             "and 1",
             "--until {}：须为 loss=5%（最差时点的产出）或 welfare=1%，数值介于 0 与 1 之间", escaped(given)));
  return {what == "welfare", value};
}

SmallestShock smallest_shock(const Shock& shock, const Loss& loss, const CompareOptions& options, Language language) {
  const std::string& source = shock.scenario.source;
  Member base(stem_of(source), shock.without, source);
  base.prepare();
  Member largest(fmt::format("{}={}", shock.name, value_text(shock.largest)), with_size(shock, shock.largest), source);
  largest.prepare();
  expect_memory(base, {&largest, 1}, bytes_of_comparisons(1 + usual_steps, base.parameters(), options));
  Progress progress(base.firm_steps() * static_cast<double>(1 + usual_steps), language);
  const Paths against = base.paths(progress);
  SmallestShock found;
  const auto reaches = [&](double size, Member& member) {
    found.sizes.push_back(size);
    found.tried.push_back(compare(against, member.paths(progress), options));
    if (!(looked_at(found.tried.back(), loss).mean.mean <= -loss.percent)) return false;
    found.enough = found.tried.size() - 1;
    return true;
  };
  if (!reaches(shock.largest, largest)) return found;
  double low = 0, high = shock.largest;
  for (std::size_t i = 0; i < most_steps && std::abs(high - low) > shock_precision * std::abs(high); ++i) {
    const double middle = low + (high - low) / 2;
    Member member(fmt::format("{}={}", shock.name, value_text(middle)), with_size(shock, middle), source);
    (reaches(middle, member) ? high : low) = middle;
  }
  found.too_small = low;
  return found;
}

std::string smallest_text(const SmallestShock& found, const Shock& shock, const Loss& loss, Language language) {
  const Text what = loss.of_welfare ? text("welfare", "福利") : text("output at its worst date", "最差时点的产出");
  const auto with_error = [&](const Comparison& c) {
    const Difference& d = looked_at(c, loss);
    return text("{} % ± {} (99 %: {} to {})", "{} % ± {}（99 %：{} 至 {}）", number_text(d.mean.mean),
                number_text(d.mean.standard_error, 2), number_text(d.interval.low), number_text(d.interval.high));
  };
  const Comparison& shown = found.tried[found.enough.value_or(0)];
  const auto name = [](const auto& event) -> const std::string& { return event.first; };
  EventParameters event = std::ranges::find(shock.scenario.parameters.events, shock.name, name)->second;
  event.size = found.enough ? found.sizes[*found.enough] : shock.largest;
  const Text answer =
      found.enough
          ? text(
                "{}: {}\nis the smallest that costs {:g} % of {} on average: {}; size {:g} is too small.\nFound by "
                "bisection, which takes larger shocks to cost more.\n",
                "{0}：{1}\n是使{3}平均损失 {2:g} % 的最小规模：{4}；规模 {5:g} "
                "则不足。\n由二分法求得，前提是冲击越大损失越大。\n",
                shock.name, in_words(event), loss.percent, what, with_error(shown), found.too_small)
          : text("{}: {}\nis not enough, and no smaller one, to cost {:g} % of {} on average: {}\n",
                 "{0}：{1}\n及更小的规模均不足以使{3}平均损失 {2:g} %：{4}\n", shock.name, in_words(event),
                 loss.percent, what, with_error(shown));
  std::string table = in(language, answer);
  std::vector<std::size_t> order(found.sizes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::abs(found.sizes[i]); });
  table += "\n" + flush_right(in(language, Words{"size", "规模"}), 12) +
           flush_right(in(language, Words{"output, worst [%]", "产出，最差 [%]"}), 20) +
           flush_right(in(language, Words{"welfare [%]", "福利 [%]"}), 20) + "\n";
  for (const std::size_t i : order) {
    table += flush_right(number_text(found.sizes[i]), 12);
    for (const char* const measure : {"output_worst", "welfare"}) {
      const Difference& d = found.tried[i].of(measure);
      table += flush_right(fmt::format("{} ± {}", number_text(d.mean.mean), number_text(d.mean.standard_error, 2)), 20);
    }
    table += "\n";
  }
  return table;
}

}  // namespace suanli
