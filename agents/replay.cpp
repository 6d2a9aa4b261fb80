#include "agents/replay.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <variant>

#include "agents/verbs.hpp"

namespace suanli {

namespace {

// What is no number is the same as any other that is none.
bool are_same(const FirmValues& a, const FirmValues& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

// Whether it is later than that; periods before the start are counted modulo 2^32.
bool is_past(std::uint32_t period, std::uint32_t that) { return static_cast<std::int32_t>(period - that) > 0; }

bool is_sound(const FirmValues& firm) {
  return std::ranges::all_of(firm, [](double x) { return std::isfinite(x); });
}

struct Stopped {};
// How the replication goes when it is simulated again to the end of the period in which the firm stopped it.
std::variant<Stopped, std::monostate, SimulationError> simulate_again(Country& country, const FirmPlace& stopped_at,
                                                                      const std::function<bool()>& stop) {
  const auto is_over = [&] {
    return is_past(country.period, stopped_at.period) ||
           (!country.before_start() && country.period >= country.model->periods);
  };
  try {
    for (; country.before_start() && !is_over(); burn_in(country))
      if (stop()) return Stopped{};
    if (is_over()) return std::monostate{};
    for (open_first_date(country); !is_over(); step(country))
      if (stop()) return Stopped{};
    return std::monostate{};
  } catch (const SimulationError& error) {
    return error;
  }
}

}  // namespace

std::optional<Text> replayed(const FirmPlace& stopped_at, const Model& model, std::uint32_t replication,
                             Threads threads, const std::function<bool()>& stop) {
  Country country = place_country(model, replication, threads);
  country.followed = FollowedFirm{stopped_at};
  const auto end = simulate_again(country, stopped_at, stop);
  if (std::holds_alternative<Stopped>(end)) return std::nullopt;
  const auto* const error = std::get_if<SimulationError>(&end);
  const bool again = error && error->firm() == stopped_at;
  const FollowedFirm& firm = *country.followed;
  const Text alone = text("the firm by itself goes from ({}) to ({})", "该企业单独计算由（{}）变为（{}）",
                          in_words(firm.before, model), in_words(firm.alone, model));
  if (again && are_same(firm.alone, firm.among_others)) {
    const Text then =
        is_sound(firm.alone) ? text(", and what follows in that period spoils it", "，其后于同期失效") : Text{};
    return text("simulated again, the replication stops there again, whatever the machine; {}{}",
                "重新模拟时该重复仍在此处停止，与机器无关；{}{}", alone, then);
  }
  const Text what = again ? text("the replication stops there again, but {}", "该重复仍在此处停止，但{}", alone)
                    : error ? text("the replication stops elsewhere, {}", "该重复停在别处，{}", error->text())
                            : text("the replication goes on, and {}", "该重复继续进行，{}", alone);
  return text("simulated again, {}: suspect the memory or the processor of a machine that has simulated it",
              "重新模拟时{}：请检查模拟过它的机器的内存或处理器", what);
}

}  // namespace suanli
