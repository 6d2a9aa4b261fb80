// What experiments have found, in words and tables.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/columns.hpp"
#include "scenarios/experiments/experiment.hpp"

namespace suanli {

namespace {

constexpr std::size_t columns = 110, labels_end = 12, what_end = 66;

std::string paragraph(const Words& label, const std::string& words, Language language) {
  return "  " + column(in(language, label), labels_end - 2) + wrapped(words, columns, labels_end) + "\n";
}

Words name_of(Effect effect) {
  switch (effect) {
    case Effect::above: return {"more", "增"};
    case Effect::below: return {"less", "减"};
    case Effect::negligible: return {"too small", "过小"};
    case Effect::undecided: return {"undecided", "未定"};
  }
  return {};
}

// Of the mechanism at work: its name comes first, and is painted once the lines are broken.
std::string conclusion_of(const Reading& reading, Language language, const Terminal& terminal) {
  std::string lines = paragraph({"Verdict", "结论"}, in(language, verdict_on(reading)), language);
  if (reading.conclusion == Conclusion::undecided) return lines;
  const std::string name(in(language, name_of(reading.conclusion)));
  const Paint paint = reading.conclusion == Conclusion::fails ? Paint::bad : Paint::good;
  return lines.replace(lines.find(name), name.size(), painted(name, paint, terminal));
}

std::string heading(Language language) {
  const auto right = [&](const Words& words, std::size_t width) { return flush_right(in(language, words), width); };
  return std::string(4, ' ') + column(in(language, Words{"effect", "效应"}), what_end - 4) +
         right({"measured", "测得"}, 11) + right({"± 99 %", "± 99 %"}, 11) + right({"theory", "理论"}, 11) +
         right({"relevant", "最小"}, 10) + "\n";
}

// Rounding is nothing.
double shown(double x) { return std::abs(x) < 1e-12 ? 0 : x; }

std::string line_of(const Measurement& m, Language language) {
  const Interval interval = m.interval();
  const double half_width = (interval.high - interval.low) / 2;
  const std::string what = m.unit == "1" ? in(language, m.what) : fmt::format("{} [{}]", in(language, m.what), m.unit);
  return std::string(4, ' ') + column(what, what_end - 4) +
         fmt::format("{:>+11.4g}{:>11}{:>11}{:>10.3g}  {}\n", shown(m.effect.mean),
                     std::isfinite(half_width) ? fmt::format("{:.2g}", shown(half_width)) : "–",
                     m.theory ? fmt::format("{:+.4g}", shown(*m.theory)) : "", m.relevant,
                     in(language, name_of(m.judged())));
}

std::string table(const Reading& reading, Language language) {
  std::string lines = heading(language);
  for (const Measurement& m : reading.measured) lines += line_of(m, language);
  return lines;
}

std::string text_of(const Evidence& e, Language language, const Terminal& terminal) {
  const Experiment& x = *e.experiment;
  const auto say = [&](const Words& label, const auto& words) {
    return paragraph(label, std::string(in(language, words)), language);
  };
  return fmt::format("{}  {}\n", x.finding, in(language, x.title)) + say({"Report", "报告"}, x.claim) +
         say({"Measured", "测量"}, x.restated) + say({"Relevant", "标准"}, x.relevance) +
         say({"Mechanism", "机制"}, x.mechanism) + table(e.with, language) + conclusion_of(e.with, language, terminal) +
         say({"Without", "去除机制"}, text("the mechanism, {}:", "{}：", x.switched_off)) + table(e.without, language) +
         say({"Verdict", "结论"}, verdict_on(e.without)) + say({"But", "分歧"}, x.against);
}

}  // namespace

Words name_of(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::holds: return {"holds", "成立"};
    case Conclusion::holds_if: return {"holds if", "有条件成立"};
    case Conclusion::fails: return {"fails", "不成立"};
    case Conclusion::undecided: return {"undecided: too few replications to tell", "无法判定：重复次数不足"};
  }
  return {};
}

Text verdict_on(const Reading& reading) {
  const Words name = name_of(reading.conclusion);
  switch (reading.conclusion) {
    case Conclusion::holds_if: return text("{} {}", "{}：{}", name, reading.words.at(reading.conclusion));
    case Conclusion::undecided: return both(name);
    default: return text("{}: {}", "{}：{}", name, reading.words.at(reading.conclusion));
  }
}

std::string to_text(const std::vector<Evidence>& all, Language language, const Terminal& terminal) {
  std::string report;
  for (const Evidence& e : all) report += (report.empty() ? "" : "\n") + text_of(e, language, terminal);
  return report;
}

}  // namespace suanli
