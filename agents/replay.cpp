#include "agents/replay.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "agents/verbs.hpp"

namespace suanli {

namespace {

// What is no number is the same as any other that is none.
bool are_same(const FirmValues& a, const FirmValues& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

// Whether it is later than that; periods before the start are counted modulo 2^32.
bool is_past(std::uint32_t period, std::uint32_t that) { return static_cast<std::int32_t>(period - that) > 0; }

enum class End { again, not_again, stopped };

// To the end of the period in which the firm stopped the replication.
End simulate_again(Country& country, const FirmPlace& stopped_at, const std::function<bool()>& stop) {
  const auto is_over = [&] {
    return is_past(country.period, stopped_at.period) ||
           (!country.before_start() && country.period >= country.model->periods);
  };
  try {
    for (; country.before_start() && !is_over(); burn_in(country))
      if (stop()) return End::stopped;
    if (is_over()) return End::not_again;
    for (open_first_date(country); !is_over(); step(country))
      if (stop()) return End::stopped;
    return End::not_again;
  } catch (const SimulationError& error) {
    return error.firm() == stopped_at ? End::again : End::not_again;
  }
}

}  // namespace

std::optional<Text> replayed(const FirmPlace& stopped_at, const Model& model, std::uint32_t replication,
                             Threads threads, const std::function<bool()>& stop) {
  Country country = place_country(model, replication, threads);
  country.followed = FollowedFirm{stopped_at};
  const End end = simulate_again(country, stopped_at, stop);
  if (end == End::stopped) return std::nullopt;
  const FollowedFirm& firm = *country.followed;
  const Text before = in_words(firm.before, model), after = in_words(firm.alone, model);
  if (end == End::again && are_same(firm.alone, firm.among_others))
    return text("simulated again, it stops there again, and by itself goes from ({}) to ({})",
                "重新模拟仍在此处停止，单独计算时该企业由（{}）变为（{}）", before, after);
  return text(
      "simulated again, by itself, it goes from ({}) to ({}): suspect the memory or the processor of this machine",
      "重新模拟并单独计算时，该企业由（{}）变为（{}）：请检查本机的内存或处理器", before, after);
}

}  // namespace suanli
