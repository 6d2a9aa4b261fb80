#include <fmt/format.h>

#include <algorithm>

#include "engine/columns.hpp"
#include "scenarios/facts.hpp"

namespace suanli {

namespace {

constexpr std::size_t fact_columns = 46, target_columns = 27, inside_columns = 17;

Text range_of(const StylisedFact& fact) {
  const auto bare = [](double x) { return fmt::format("{:.4g}", x); };
  return both(fmt::format("{} … {}", bare(fact.low), bare(fact.high)));
}

std::string line_of(const HeldFact& held, Language language, const Terminal& terminal) {
  const StylisedFact& fact = *held.fact;
  const std::string head = column(in(language, fact.words), fact_columns) +
                           column(in(language, fact.target), target_columns) +
                           column(in(language, range_of(fact)), inside_columns);
  if (held.verdict == FactVerdict::refused)
    return fmt::format("{}{}\n", head, in(language, text("refused: {}", "不作判定：{}", held.reading.refusal)));
  const bool inside = held.verdict == FactVerdict::inside;
  Text remarks;
  const double value = held.reading.value.value;
  if (!inside && fact.low <= value && value <= fact.high)
    remarks += text("; its 95 % interval reaches beyond", "；其 95 % 区间超出范围");
  if (fact.arises == Arises::in_scenario) remarks += text("; given by the scenario", "；由情景给定");
  if (!held.reading.remark.empty()) remarks += text("; {}", "；{}", held.reading.remark);
  const std::string_view word = in(language, inside ? Words{"inside", "在内"} : Words{"OUTSIDE", "在外"});
  return fmt::format("{}{:>9.3g} {:>8.2g}  {}{}\n", head, value, held.reading.value.standard_error,
                     painted(word, inside ? Paint::good : Paint::bad, terminal), in(language, remarks));
}

std::string heading_of(const std::string& file, Language language) {
  const auto heading = [&](const Words& words, std::size_t columns) {
    return flush_right(in(language, words), columns);
  };
  return column(file, fact_columns) + column(in(language, Words{"known", "已知"}), target_columns) +
         column(in(language, Words{"counts", "计为在内"}), inside_columns) + heading({"model", "模型"}, 9) + " " +
         heading({"± s.e.", "± 标准误"}, 8) + "\n";
}

Text errors_of(std::size_t replications) {
  return replications > 1
             ? text("Standard errors over {} replications.\n", "标准误取自 {} 次重复。\n", replications)
             : text(
                   "Standard errors of one replication: means allow for the memory of the years; shapes, slopes and "
                   "shares take years for independent.\n",
                   "标准误取自单次重复：均值计及各年的自相关；形状、斜率与份额将各年视为独立。\n");
}

}  // namespace

std::string to_text(const std::vector<HeldFact>& held, const std::string& file, std::size_t replications,
                    Sources sources, Language language, const Terminal& terminal) {
  std::string table = heading_of(file, language);
  for (const HeldFact& h : held) {
    table += line_of(h, language, terminal);
    if (sources == Sources::shown)
      table += "    " + in(language, text("{}: {}\n", "{}：{}\n", h.fact->source, h.fact->measured));
  }
  const auto count = [&](FactVerdict verdict) { return std::ranges::count(held, verdict, &HeldFact::verdict); };
  table += in(language, text("{} of {} facts inside, {} outside, {} refused. ",
                             "共 {1} 项，{0} 项在内，{2} 项在外，{3} 项不作判定。", count(FactVerdict::inside),
                             held.size(), count(FactVerdict::outside), count(FactVerdict::refused)));
  return table + in(language, errors_of(replications));
}

}  // namespace suanli
