#include "scenarios/divergence.hpp"

#include <fmt/format.h>

#include <cmath>

#include "agents/theory/divergence.hpp"
#include "engine/columns.hpp"

namespace suanli {

std::string divergence_text(const Parameters& p, Language language) {
  const std::vector<Divergence> all = divergence(p);
  if (all.empty()) return "";
  const Text heading = text(
      "Who pulls away from whom: growth less that of the fastest, g* - g₁ [percentage points a year], and years until "
      "the\nratio of outputs, the fastest's to its own, has doubled, dt·ln 2/ln[(1+g₁dt)/(1+g*dt)] with dt = {}, §10\n",
      "谁在拉开差距：与最快者的增长率之差 g* - g₁（百分点／年），以及最快者与其产出之比翻倍所需年数\n"
      "dt·ln 2/ln[(1+g₁dt)/(1+g*dt)]，dt = {}，§10\n",
      p.time.step);
  std::string lines = in(language, heading);
  lines += fmt::format("  {:<24} {:>8} {:>10} {:>10} {}\n", "", "τ", "g* [%]", "g* - g₁",
                       flush_right(in(language, text("× 2 [years]", "× 2 [年]")), 14));
  for (const Divergence& d : all)
    lines += fmt::format("  {:<24} {:>8} {:>10.4f} {:>10.4f} {:>14}\n", d.economy, d.tau, 100 * d.growth,
                         100 * d.behind, std::isfinite(d.doubling_time) ? fmt::format("{:.1f}", d.doubling_time) : "–");
  return lines;
}

std::string divergence_json(const Parameters& p, std::size_t indent) {
  std::string lines;
  for (const Divergence& d : divergence(p))
    lines += fmt::format(R"({}{:{}}{{"name": "{}", "tau": {}, "g": {}, "g_less_fastest": {}, "doubling_time": {}}})",
                         lines.empty() ? "" : ",\n", "", lines.empty() ? 0 : indent + 2, d.economy, d.tau, d.growth,
                         d.behind, std::isfinite(d.doubling_time) ? fmt::format("{}", d.doubling_time) : "null");
  return lines.empty() ? "" : fmt::format("[\n{:{}}{}\n{:{}}]", "", indent + 2, lines, "", indent);
}

}  // namespace suanli
