// Findings: what the report claims, what of it was measured, the verdict, and the same without the mechanism behind it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/experiments/experiment.hpp"
#include "scenarios/report/shapes.hpp"

namespace suanli::report {

namespace {

/// A measurement as a file has it.
struct Measured {
  Text what, unit;
  double effect, low, high, relevant, theory;
};

Text words_in(const output::ResultReader& file, const std::string& name) {
  return {file.text_attribute("", name), file.text_attribute("", name + "_zh")};
}

std::vector<Measured> measured_in(const output::ResultReader& file, const std::string& group) {
  const std::vector<std::string> numbers = names_along(file, "number");
  std::vector<Measured> all;
  for (const std::string& path : file.variables()) {
    if (!path.starts_with(group + "/")) continue;
    const std::vector<double> values = file.read(path).values;
    expect_shape(values.size() == numbers.size());
    const auto of = [&](std::string_view name) {
      const auto found = std::ranges::find(numbers, name);
      expect_shape(found != numbers.end());
      return values[static_cast<std::size_t>(found - numbers.begin())];
    };
    const Described words = described(file, path);
    all.push_back({capitalised(words.meaning), unit_words(words.unit), of("effect"), of("low_99"), of("high_99"),
                   of("relevant"), of("theory")});
  }
  return all;
}

Conclusion conclusion_of(double number) {
  return number >= 0 && number <= 3 ? static_cast<Conclusion>(static_cast<int>(number)) : Conclusion::undecided;
}

page::Cell conclusion_cell(double number) {
  constexpr page::Tone tones[] = {page::Tone::good, page::Tone::careful, page::Tone::bad, page::Tone::none};
  const Conclusion conclusion = conclusion_of(number);
  return page::word_cell(both(name_of(conclusion)), tones[static_cast<std::size_t>(conclusion)]);
}

// A measurement over the smallest effect that matters: what reaches beyond 1 or -1 matters.
page::Curve in_units_of_relevance(const std::vector<Measured>& all, Text name, page::Colour colour) {
  page::Curve curve{std::move(name), page::Mark::points, colour};
  for (const Measured& m : all)
    curve.y.push_back(m.effect / m.relevant), curve.low.push_back(m.low / m.relevant),
        curve.high.push_back(m.high / m.relevant);
  return curve;
}

page::Chart picture_of(const output::ResultReader& file, const std::string& finding, const std::string& id) {
  page::Chart chart{
      {id + "-" + finding + "-effects", text("{}: effects", "{}：效应", finding),
       text("Each effect over the smallest that would matter, with its 99 % interval, linear around zero and "
            "logarithmic beyond: an effect matters where its interval lies outside the broken lines at -1 and 1.",
            "各效应与最小有意义效应之比及 99 % 区间；零附近为线性刻度，其外为对数刻度：区间整体位于 -1 与 1 "
            "两条虚线之外即有意义。"),
       both("§11"), both(file.path().filename().string())},
      {{text("Mechanism", "机制"), {text("at work", "保留"), text("switched off", "去除")}}}};
  chart.wide = true;
  for (const char* const side : {"_with", "_without"}) {
    const std::vector<Measured> all = measured_in(file, finding + side);
    std::vector<Text> names;
    for (const Measured& m : all) names.push_back(m.what);
    page::Plot plot{named_axis(std::move(names)),
                    {text("effect over the smallest that matters", "效应与最小有意义效应之比"),
                     {},
                     page::Form::plain,
                     page::Scale::signed_logarithmic}};
    plot.sideways = true;
    plot.curves.push_back(
        in_units_of_relevance(all, text("measured, 99 % interval", "测得，99 % 区间"), page::Colour::blue));
    page::Curve theory{text("theory", "理论"), page::Mark::points, page::Colour::vermilion};
    for (const Measured& m : all) theory.y.push_back(m.theory / m.relevant);
    if (!std::ranges::all_of(theory.y, [](double x) { return std::isnan(x); }))
      plot.curves.push_back(std::move(theory));
    for (const double end : {-1., 0., 1.}) plot.rules.push_back({{}, end, false});
    chart.frames.emplace_back(std::move(plot));
  }
  return chart;
}

page::Table numbers_of(const output::ResultReader& file, const std::string& finding, const std::string& id) {
  page::Table table{{fmt::format("{}-{}-numbers", id, finding),
                     text("{}: measured", "{}：测量值", finding),
                     words_in(file, finding + "_restated"),
                     both("§11"),
                     {}},
                    {{text("effect", "效应")},
                     {text("measured (99 %)", "测得（99 %）")},
                     {text("theory", "理论")},
                     {text("smallest that matters", "最小有意义效应")},
                     {text("unit", "单位")},
                     {text("mechanism", "机制")}},
                    {}};
  for (const auto& [side, words] :
       {std::pair<const char*, Words>{"_with", {"at work", "保留"}}, {"_without", {"switched off", "去除"}}})
    for (const Measured& m : measured_in(file, finding + side))
      table.rows.push_back({page::word_cell(m.what),
                            {{}, {m.effect, m.low, m.high}},
                            std::isnan(m.theory) ? page::Cell{} : page::number_cell(m.theory),
                            page::number_cell(m.relevant),
                            page::word_cell(m.unit),
                            page::word_cell(both(words))});
  return table;
}

page::Facts words_of(const output::ResultReader& file, const std::string& finding, const std::string& id) {
  page::Facts facts{{id + "-" + finding, text("{}: {}", "{}：{}", finding, words_in(file, finding + "_title")), {}},
                    {}};
  const auto add = [&](const Words& term, const char* name) {
    facts.facts.emplace_back(both(term), words_in(file, finding + "_" + name));
  };
  add({"The report claims", "报告的主张"}, "claim"), add({"Verdict", "结论"}, "verdict");
  add({"Mechanism", "机制"}, "mechanism"), add({"Switched off by", "去除方式"}, "switched_off");
  add({"Verdict without it", "去除机制后的结论"}, "verdict_without"),
      add({"Where model and report disagree", "模型与报告的分歧"}, "against");
  add({"Smallest effect that matters", "最小有意义效应"}, "relevance");
  return facts;
}

page::Table overview(const output::ResultReader& file, const std::string& id) {
  page::Table table{
      {id + "-all", text("All findings", "全部发现"),
       text("What the report claims, and what becomes of it in the model.", "报告的主张及其在模型中的结论。"),
       both("§11"), both(file.path().filename().string())},
      {{text("finding", "发现")},
       {text("claim", "主张")},
       {text("verdict", "结论")},
       {text("without the mechanism", "去除机制")}},
      {}};
  const std::vector<std::string> findings = names_along(file, "finding");
  const output::Table conclusion = file.read("findings/conclusion");
  expect_shape(conclusion.values.size() == 2 * findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i)
    table.rows.push_back({page::word_cell(text("{} {}", "{} {}", findings[i], words_in(file, findings[i] + "_title"))),
                          page::word_cell(words_in(file, findings[i] + "_claim")),
                          conclusion_cell(conclusion.values[2 * i]), conclusion_cell(conclusion.values[2 * i + 1])});
  return table;
}

}  // namespace

void add_findings(const Sections& to) {
  for (std::size_t i = 0; i < to.files.findings.size(); ++i) {
    const output::ResultReader& file = to.files.findings[i].file;
    const std::string id = numbered("findings", i);
    page::Section section{
        id,
        titled(text("Findings", "发现"), to.files.findings[i].name, to.files.findings.size()),
        text("The report's findings put to the test: what is claimed, what is measured, and whether it still "
             "holds without the mechanism behind it (§11).",
             "报告发现的检验：主张、测量值，以及去除其机制之后是否仍然成立（§11）。"),
        {}};
    section.items.emplace_back(overview(file, id));
    for (const std::string& finding : names_along(file, "finding")) {
      section.items.emplace_back(words_of(file, finding, id));
      section.items.emplace_back(picture_of(file, finding, id));
      section.items.emplace_back(numbers_of(file, finding, id));
    }
    to.page.sections.push_back(std::move(section));
  }
}

}  // namespace suanli::report
