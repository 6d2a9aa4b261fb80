#include <fmt/format.h>

#include <algorithm>

#include "engine/columns.hpp"
#include "scenarios/backtest.hpp"

namespace suanli {

namespace {

constexpr std::size_t figure_columns = 40, target_columns = 34, interval_columns = 18, transform_columns = 8;

std::string line_of(const HeldFigure& held, Language language, const Terminal& terminal) {
  const PublishedFigure& figure = *held.figure;
  const std::string head =
      column(in(language, figure.words), figure_columns) + column(in(language, figure.target), target_columns);
  if (held.verdict == FigureVerdict::refused)
    return fmt::format(
        "{}{}\n", head,
        in(language, text("the model cannot speak about this: {}", "模型对此无从判断：{}", held.refusal)));
  const bool inside = held.verdict == FigureVerdict::inside;
  const std::string_view word = in(language, inside ? Words{"inside", "在内"} : Words{"OUTSIDE", "在外"});
  return fmt::format("{}{}{:>{}.2f}  {}\n", head,
                     column(fmt::format("{:.3f} … {:.3f}", held.interval.low, held.interval.high), interval_columns),
                     held.transform, transform_columns, painted(word, inside ? Paint::good : Paint::bad, terminal));
}

std::string heading_of(const std::string& file, Language language) {
  return column(file, figure_columns) + column(in(language, Words{"published", "公布值"}), target_columns) +
         column(in(language, Words{"predicted, 90 %", "预测，90 %"}), interval_columns) +
         flush_right(in(language, Words{"below", "低于"}), transform_columns) + "\n";
}

}  // namespace

std::string to_text(const std::vector<HeldFigure>& held, const std::string& file, std::size_t replications,
                    Sources sources, Language language, const Terminal& terminal) {
  std::string table = heading_of(file, language);
  for (const HeldFigure& h : held) {
    table += line_of(h, language, terminal);
    if (sources == Sources::shown)
      table += "    " + in(language, text("{}: {}\n", "{}：{}\n", h.figure->source, h.figure->held_against));
  }
  const auto count = [&](FigureVerdict verdict) { return std::ranges::count(held, verdict, &HeldFigure::verdict); };
  return table + in(language,
                    text("{} of {} figures inside, {} outside, {} that the model cannot speak about. "
                         "Intervals over {}; "
                         "below: the share of what is predicted that is less than what was published. Inside is also a "
                         "figure that its rounding lets reach the interval.\n",
                         "共 {1} 项，{0} 项在内，{2} 项在外，{3} 项模型无从判断。区间取自 {4}；"
                         "“低于”为预测值中小于公布值的"
                         "比例。公布值的取整误差触及区间者亦算在内。\n",
                         count(FigureVerdict::inside), held.size(), count(FigureVerdict::outside),
                         count(FigureVerdict::refused), counted(replications, replication_words)));
}

}  // namespace suanli
