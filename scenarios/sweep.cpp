#include "scenarios/sweep.hpp"

#include <fmt/format.h>

#include <cmath>
#include <exception>
#include <optional>

#include "agents/technology.hpp"
#include "agents/theory/steady_state.hpp"
#include "engine/parallel.hpp"
#include "output/csv.hpp"
#include "scenarios/values.hpp"

namespace suanli {

namespace {

constexpr double most_swept = 10000;

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts{""};
  for (const char c : text)
    if (c == ':') parts.emplace_back();
    else parts.back() += c;
  return parts;
}

// To 15 digits, so that 0.1 is not 0.10000000000000002.
double rounded(double value) { return number_of(fmt::format("{:.15g}", value)).value_or(value); }

[[noreturn]] void refuse(const std::string& given, const Words& rule) {
  throw BadSweep(text("--sweep {}: {}; for example --sweep tau=0.05:0.6:12, or --sweep start.wealth=1:1000:4:log",
                      "--sweep {}: {}；例如 --sweep tau=0.05:0.6:12，或 --sweep start.wealth=1:1000:4:log",
                      escaped(given), rule));
}

// The lines of one value; nothing where the reader refuses it.
struct Point {
  std::string lines;
  std::exception_ptr refused;
};

std::vector<std::string> line_of(const Sweep& sweep, double value) { return {sweep.key, value_text(value)}; }

std::string refused_line(const Sweep& sweep, double value, const std::string& reason) {
  std::vector<std::string> fields = line_of(sweep, value);
  fields.resize(fields.size() + 2 + steady_state_numbers().size());
  fields.push_back(reason);
  return output::csv_line(fields);
}

std::string lines_of(const Parameters& p, const Sweep& sweep, double value) {
  const std::vector<EconomyTechnology> economies = economies_of(p);
  const Text joint = joint_refusal(economies, p);
  std::string lines;
  for (const EconomyTechnology& economy : economies) {
    const SteadyStateAnswer answer = steady_state(economy, p);
    const Text refusal = joint.empty() ? answer.refusal : joint;
    std::vector<std::string> fields = line_of(sweep, value);
    fields.push_back(economy.name), fields.push_back(value_text(economy.tau));
    for (const SteadyStateNumber& n : steady_state_numbers()) {
      const std::optional<double> x = refusal.empty() ? n.of(answer.path) : std::nullopt;
      fields.push_back(x ? value_text(*x) : "");
    }
    fields.push_back(on_one_line(refusal).en);
    lines += output::csv_line(fields);
  }
  return lines;
}

Point point_at(const Scenario& scenario, const Sweep& sweep, double value) {
  const std::string assignment = sweep.key + "=" + value_text(value);
  try {
    const Parameters p = with_setting(scenario, {assignment, "--sweep " + assignment}).parameters;
    return {lines_of(p, sweep, value), nullptr};
  } catch (const InputFaults& faults) {
    return {refused_line(sweep, value, on_one_line(faults.text()).en), std::current_exception()};
  }
}

// A setting that every value of the sweep would replace has no effect: that of its key, of what lies below, or of one
// value where the sweep puts a map.
void expect_no_setting_of(const Sweep& sweep, const Scenario& scenario) {
  const auto is_below = [](const std::string& key, const std::string& above) {
    return key == above || key.starts_with(above + ".");
  };
  for (const std::string& setting : scenario.settings) {
    const std::size_t equals = setting.find('=');
    const std::string key = setting.substr(0, equals);
    if (is_below(key, sweep.key) || (is_below(sweep.key, key) && setting[equals + 1] != '{'))
      throw BadSweep(text("--sweep {0} and --set {1} give the same key a value: leave one of them out",
                          "--sweep {0} 与 --set {1} 给同一个键赋值：请去掉其一", sweep.key, escaped(setting)));
  }
}

}  // namespace

Sweep read_sweep(const std::string& specification) {
  const std::size_t equals = specification.find('=');
  if (equals == std::string::npos || equals == 0)
    refuse(specification, {"must have the form key=from:to:n", "须写成 key=from:to:n 的形式"});
  const std::vector<std::string> parts = parts_of(specification.substr(equals + 1));
  const bool logs = parts.size() == 4 && parts[3] == "log";
  if (parts.size() != 3 && !logs)
    refuse(specification, {"must have the form key=from:to:n or key=from:to:n:log",
                           "须写成 key=from:to:n 或 key=from:to:n:log 的形式"});
  const std::optional<double> from = number_of(parts[0]), to = number_of(parts[1]), count = number_of(parts[2]);
  if (!from || !to || *from == *to)
    refuse(specification, {"from and to must be two different finite numbers", "from 与 to 须为两个不同的有限数"});
  if (!count || *count < 2 || *count > most_swept || *count != std::floor(*count))
    refuse(specification, {"n must be a whole number from 2 to 10000", "n 须为 2 至 10000 的整数"});
  if (logs && !(*from > 0 && *to > 0))
    refuse(specification, {"with log, from and to must be above 0", "使用 log 时 from 与 to 须大于 0"});

  Sweep sweep{specification.substr(0, equals), {}};
  const int last = static_cast<int>(*count) - 1;
  for (int i = 0; i <= last; ++i) {
    const double share = static_cast<double>(i) / last;
    const double between =
        logs ? std::exp(std::log(*from) * (1 - share) + std::log(*to) * share) : *from * (1 - share) + *to * share;
    sweep.values.push_back(i == 0 ? *from : i == last ? *to : rounded(between));
  }
  return sweep;
}

std::string sweep_as_csv(const Scenario& scenario, const Sweep& sweep) {
  expect_no_setting_of(sweep, scenario);
  std::vector<Point> points(sweep.values.size());
  for_each_index(points.size(), Threads::all,
                 [&](std::size_t i) { points[i] = point_at(scenario, sweep, sweep.values[i]); });
  std::vector<std::string> header{"key", "value", "economy", "tau"};
  for (const SteadyStateNumber& n : steady_state_numbers()) header.emplace_back(n.name);
  header.emplace_back("refused");
  std::string text = output::csv_line(header);
  bool accepted = false;
  for (const Point& point : points) accepted = accepted || !point.refused, text += point.lines;
  if (!accepted) std::rethrow_exception(points.front().refused);  // the key itself is at fault: said once
  return text;
}

}  // namespace suanli
